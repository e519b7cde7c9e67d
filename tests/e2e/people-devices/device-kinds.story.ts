import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;

test('The city forbids a kind of device, sees how many it shuts out, and lets them in again', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  // Someone whose telephone's browser is the device, in a room at the other node.
  const code = /\/enrol#([0-9A-Z-]+)/.exec(await city.demo('enrol', 'ueda', '--browser'))?.[1];
  const phone = await equip(browser, { node: city.b, screen: 'phone' });
  await phone.goto(`${city.b.origin}/enrol#${code}`);
  await phone.getByRole('button', { name: 'この端末を登録する' }).tap();
  await phone.getByRole('link', { name: HANA }).tap();
  await expect(phone.getByRole('textbox', { name: '本文' })).toBeVisible();
  // And someone whose certificate lies in a file.
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'desktop');
  await sato.openRoom(HANA);

  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  const form = page.getByRole('region', { name: '使えるようにする端末' });
  const dialog = page.getByRole('dialog', { name: '端末の種類を変更する' });
  const inBrowser = form.getByRole('checkbox', { name: /^ブラウザーに登録する/ });

  await test.step('the page says what each kind is worth, and how many there are', async () => {
    await page.getByRole('link', { name: '職員と端末' }).click();
    await page.getByRole('link', { name: '端末の種類を決める' }).click();
    await expect(form).toContainText('端末そのものではなく、登録したブラウザー');
    await expect(form.getByText('いま 1台')).toBeVisible();
    await expect(page.getByText('まだ変更されていません。')).toBeVisible();
    await check('device-kinds-desktop');
  });

  await test.step('nothing is asked before there is a change with a reason', async () => {
    await form.getByRole('button', { name: '変更の内容を確かめる' }).click();
    await expect(form.getByText('いまの設定と同じです。')).toBeVisible();
    await inBrowser.uncheck();
    await form.getByRole('button', { name: '変更の内容を確かめる' }).click();
    await expect(form.getByText('理由を200文字以内で入力してください。')).toBeVisible();
  });

  await test.step('nobody shuts themselves out', async () => {
    await form.getByRole('textbox', { name: '変更の理由' }).fill('端末管理に切り替えるため');
    await form.getByRole('checkbox', { name: /^証明書のファイルを入れる/ }).uncheck();
    await form.getByRole('button', { name: '変更の内容を確かめる' }).click();
    await dialog.getByRole('button', { name: '変更する' }).click();
    await expect(dialog.getByText('いまお使いの端末が使えなくなる変更はできません。')).toBeVisible();
    await check('device-kinds-own-desktop');
    await dialog.getByRole('button', { name: 'やめる' }).click();
    await form.getByRole('checkbox', { name: /^証明書のファイルを入れる/ }).check();
  });

  await test.step('the dialog says how many sign in no more; then they are out, and the others are not', async () => {
    await form.getByRole('button', { name: '変更の内容を確かめる' }).click();
    await expect(dialog.getByText('1台 がログインできなくなります。')).toBeVisible();
    await expect(dialog.getByRole('listitem')).toHaveText(['個人の端末（ブラウザーに登録する）：1台']);
    await check('device-kinds-dialog-desktop');
    const began = Date.now();
    await dialog.getByRole('button', { name: '変更する' }).click();
    await expect(phone.getByText('ログインが終わりました。')).toBeVisible();
    test.info().annotations.push({ type: 'out after', description: `${Date.now() - began} ms` });
    await expect(
      page.getByText('端末の種類を変更しました。ログイン中の画面 1件 を閉じました。'),
    ).toBeVisible();
    await expect(page.getByRole('region', { name: '変更の記録' })).toContainText('端末管理に切り替えるため');
    await check('device-kinds-changed-desktop');
    await sato.composer.fill('引き続き使えます。');
    await sato.page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post('引き続き使えます。')).toBeVisible();
  });

  await test.step('the telephone says why it is not let in, and is, when the city thinks better of it', async () => {
    await phone.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(phone.getByText('この方法で登録する端末は、市の設定により使えません。')).toBeVisible();
    await picture(phone, 'device-kind-forbidden-phone');
    await page.setViewportSize({ width: 390, height: 844 });
    await inBrowser.check();
    await form.getByRole('textbox', { name: '変更の理由' }).fill('切り替えが延期になったため');
    await check('device-kinds-phone');
    await form.getByRole('button', { name: '変更の内容を確かめる' }).click();
    await expect(dialog.getByText('1台 が、ふたたび使えるようになります。')).toBeVisible();
    await check('device-kinds-dialog-phone');
    await dialog.getByRole('button', { name: '変更する' }).click();
    await expect(page.getByRole('region', { name: '変更の記録' }).getByRole('listitem')).toHaveCount(2);
    await phone.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(phone.getByRole('textbox', { name: '本文' })).toBeVisible();
  });
});

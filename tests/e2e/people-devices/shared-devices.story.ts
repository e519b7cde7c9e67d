import path from 'node:path';
import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const SATO = '佐藤 あおい';
const PC = '職員室1号';
const WRITTEN = '共用の端末で書きかけた文です。';

test('A facility registers the computer of its staff room, says who may use it, and loses it', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'desktop');
  const shared = await equip(browser, {
    node: city.b,
    screen: 'desktop',
    passkey: path.join(city.person('sato'), 'passkey.json'),
    isCarried: true,
  });
  const card = page.getByRole('region', { name: PC, exact: true });
  let code = '';

  await test.step('the admin registers it, and not without her word on its protection', async () => {
    await page.getByRole('link', { name: '職員と端末' }).click();
    await page.getByRole('link', { name: '共用の端末' }).click();
    await page.getByRole('button', { name: '共用の端末を登録する' }).click();
    await page.getByRole('textbox', { name: '端末の番号・名前' }).fill(PC);
    await page.getByRole('textbox', { name: '置き場所' }).fill('2階 職員室の窓側');
    await page.getByRole('textbox', { name: 'セキュリティ対策ソフト' }).fill('Microsoft Defender');
    await page.getByRole('button', { name: '共用の端末を登録する' }).click();
    await expect(page.getByText('確認してからチェックを入れてください。')).toBeVisible();
    await page.getByRole('checkbox', { name: /最新の状態に保たれている/ }).check();
    await picture(page, 'shared-register-desktop');
    await expectAccessible(page, 'shared-register-desktop');
    await page.getByRole('button', { name: '共用の端末を登録する' }).click();
    await expect(card).toContainText('登録コードを作り、その端末で登録してください。');
    await card.getByRole('button', { name: '登録コードを作る' }).click();
    const sheet = page.getByRole('region', { name: `${PC} の登録コード` });
    code = /[0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5}/.exec((await sheet.textContent()) ?? '')?.[0] ?? '';
    expect(code).toHaveLength(31);
    await picture(page, 'shared-code-desktop');
    await expectAccessible(page, 'shared-code-desktop');
  });

  await test.step('it moved before it was ever used: she states its place anew, and gives her word again', async () => {
    await page.getByRole('button', { name: `置き場所・対策ソフトを変更する（${PC}）` }).click();
    const form = page.getByRole('form', { name: `${PC} の変更` });
    await form.getByRole('textbox', { name: '置き場所' }).fill('3階 相談室');
    await form.getByRole('button', { name: '変更する' }).click();
    await expect(form.getByText('確認してからチェックを入れてください。')).toBeVisible();
    await form.getByRole('checkbox', { name: /最新の状態に保たれている/ }).check();
    await picture(page, 'shared-change-desktop');
    await expectAccessible(page, 'shared-change-desktop');
    await form.getByRole('button', { name: '変更する' }).click();
    await expect(page.getByText(`${PC} の登録内容を変更しました。`)).toBeVisible();
    await expect(card).toContainText('3階 相談室');
  });

  await test.step('the computer gets its certificate, and nobody is signed in', async () => {
    await shared.goto(`${city.b.origin}/enrol#${code}`);
    await expect(shared.getByRole('region', { name: '登録する端末（共用）' })).toContainText(PC);
    await picture(shared, 'shared-enrol-desktop');
    await shared.getByRole('button', { name: 'この端末を登録する' }).click();
    await expect(shared.getByText('この端末を共用の端末として登録しました。')).toBeVisible();
    await picture(shared, 'shared-enrolled-desktop');
    await expectAccessible(shared, 'shared-enrolled-desktop');
    expect(await shared.evaluate(() => fetch('/api/v1/session').then(({ status }) => status))).toBe(401);
  });

  await test.step('who is not on its list does not get in', async () => {
    await shared.getByRole('link', { name: 'ログイン画面へ戻る' }).click();
    await shared.getByRole('button', { name: 'パスキーでログイン' }).click();
    await expect(shared.getByText('認証に失敗しました。')).toBeVisible();
  });

  await test.step('the nurse is put on it, and signs in with her security key', async () => {
    await page.getByRole('button', { name: '登録しました・閉じる' }).click();
    await card.getByRole('combobox', { name: '職員を加える' }).selectOption({ label: `${SATO}（sato）` });
    await card.getByRole('button', { name: '加える' }).click();
    await expect(page.getByText(`${SATO}さんが ${PC} を使えるようにしました。`)).toBeVisible();
    await shared.getByRole('button', { name: 'パスキーでログイン' }).click();
    await expect(shared.getByRole('region', { name: '共用の端末' })).toContainText(SATO);
    await shared.getByRole('link', { name: HANA }).click();
    await shared.getByRole('textbox', { name: '本文' }).fill(WRITTEN);
    await picture(shared, 'shared-room-desktop');
    await expectAccessible(shared, 'shared-room-desktop');
  });

  await test.step('nothing of hers is in the computer, and one tap takes her out', async () => {
    const kept = await leftOnDevice(shared);
    for (const word of [WRITTEN, HANA, SATO]) expect(kept).not.toContain(word);
    const databases = () =>
      shared.evaluate(() => indexedDB.databases().then((all) => all.map(({ name }) => name)));
    expect(await databases()).toEqual(['renrakucho-keys']);
    await shared
      .getByRole('region', { name: '共用の端末' })
      .getByRole('button', { name: 'ログアウト' })
      .click();
    await expect(shared.getByRole('button', { name: 'パスキーでログイン' })).toBeVisible();
    await expect.poll(() => shared.evaluate(() => ({ ...localStorage, ...sessionStorage }))).toEqual({});
    expect(await databases()).toEqual(['renrakucho-keys']);
    await shared.getByRole('button', { name: 'パスキーでログイン' }).click();
    await shared.getByRole('link', { name: HANA }).click();
    await expect(shared.getByRole('textbox', { name: '本文' })).toHaveValue('');
  });

  await test.step('she is taken off it: her screen is empty at once', async () => {
    await page.reload();
    await expect(card).toContainText('ログイン中');
    await picture(page, 'shared-devices-desktop');
    await expectAccessible(page, 'shared-devices-desktop');
    await card.getByRole('button', { name: `${SATO} を外す` }).click();
    const dialog = page.getByRole('dialog', { name: `${SATO}さんを外しますか` });
    await expect(dialog.getByRole('button', { name: '外す' })).not.toBeFocused();
    await picture(page, 'shared-remove-desktop');
    await dialog.getByRole('button', { name: '外す' }).click();
    await expect(shared.getByRole('button', { name: 'パスキーでログイン' })).toBeVisible();
    await expect(shared.getByText(HANA)).toHaveCount(0);
    await expect(page.getByText(`${SATO}さんを ${PC} から外しました。`)).toBeVisible();
    await picture(shared, 'shared-out-desktop');
    // Whoever comes next is not led to where she was.
    expect(await shared.evaluate(() => ({ ...localStorage, ...sessionStorage }))).toEqual({});
  });

  await test.step('on a telephone the admin reports it lost; the city finds it, and a case without an owner', async () => {
    const { page: phone } = await Person.signIn(browser, city, 'ito', city.b, 'phone');
    await phone.getByRole('link', { name: '職員と端末' }).tap();
    await phone.getByRole('link', { name: '共用の端末' }).tap();
    await expect(phone.getByRole('region', { name: PC, exact: true })).toContainText(
      '使える職員を加えてください。',
    );
    await phone
      .getByRole('region', { name: PC, exact: true })
      .getByRole('button', { name: '紛失の届出' })
      .tap();
    await phone.getByRole('dialog').getByRole('button', { name: '届け出る' }).tap();
    await expect(phone.getByText(`${PC} の紛失を届け出ました`)).toBeVisible();
    await expect(phone.getByRole('region', { name: PC, exact: true })).toContainText('停止しています。');
    await picture(phone, 'shared-lost-phone');
    await expectAccessible(phone, 'shared-lost-phone');
    await shared.getByRole('button', { name: 'パスキーでログイン' }).click();
    await expect(shared.getByRole('alert').or(shared.getByRole('status')).first()).toContainText(/使え|登録/);
    const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await desk.getByRole('link', { name: PC }).click();
    await expect(desk.getByText('施設の共用の端末')).toBeVisible();
    await picture(desk, 'shared-case-desktop');
    await expectAccessible(desk, 'shared-case-desktop');
  });
});

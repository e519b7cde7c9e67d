import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const SATO = '佐藤 あおい';
const WORDS = '前のIDで書きました。';

test('Somebody has seen what opens an ID: its person goes on under a new one, in the same rooms, and the old one is dead', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'desktop');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  await sato.openRoom(HANA);
  await sato.composer.fill(WORDS);
  await sato.page.getByRole('button', { name: '投稿する' }).click();
  await expect(sato.post(WORDS)).toContainText('自分');

  let code = '';
  await test.step('a ground is asked for, and what ends and what goes on is said before', async () => {
    await page.getByRole('link', { name: '職員と端末' }).click();
    await page.getByRole('link', { name: SATO }).click();
    await page.getByRole('button', { name: '新しいユーザーIDにする' }).click();
    const dialog = page.getByRole('dialog', { name: '新しいユーザーIDにする' });
    await expect(dialog).toContainText('参加しているルーム');
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await dialog.getByRole('button', { name: '新しいユーザーIDにする' }).click();
    await expect(dialog.getByText('理由を選んでください。')).toBeVisible();
    await check('new-login-id-errors-desktop');
    await dialog.getByRole('radio', { name: /ほかの人に見られた/ }).check();
    await check('new-login-id-desktop');
    await dialog.getByRole('button', { name: '新しいユーザーIDにする' }).click();
    await expect(page.getByRole('heading', { name: '用紙を印刷する' })).toBeVisible();
    const sheet = page.getByRole('main').getByRole('article');
    await expect(sheet.getByRole('img', { name: '登録ページを開くQRコード' })).toBeVisible();
    code = /[0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5}/.exec((await sheet.textContent()) ?? '')?.[0] ?? '';
    expect(code).toHaveLength(31);
    await check('new-login-id-sheet-desktop');
  });

  await test.step('the old ID is out, and nothing of the room is left there', async () => {
    await expect(sato.page.getByText(HANA)).toHaveCount(0);
    await expect.poll(() => leftOnDevice(sato.page)).not.toContain(HANA);
    expect((await sato.get('/rooms')).status).toBe(401);
  });

  await test.step('the page is that of the new ID, with the old one in its history', async () => {
    await page.getByRole('button', { name: '印刷しました・閉じる' }).click();
    await expect(page.getByText(`${SATO}さんに新しいユーザーIDを付与しました。`)).toBeVisible();
    await expect(page.getByText('以前のユーザーID')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'ほかの人に見られたおそれ' })).toContainText(
      'sato',
    );
    await page.getByText('以前のユーザーID').scrollIntoViewIfNeeded();
    await check('new-login-id-history-desktop');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText('以前のユーザーID').scrollIntoViewIfNeeded();
    await check('new-login-id-history-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: '手渡しました' }).click();
    await page
      .getByRole('dialog', { name: '手渡しました' })
      .getByRole('button', { name: '手渡しました' })
      .click();
    await expect(page.getByText('本人の登録を待っています。')).toBeVisible();
  });

  await test.step('on another telephone the person is in the same room, and their words are theirs', async () => {
    const phone = await equip(browser, { node: city.b, screen: 'phone' });
    await phone.goto(`${city.b.origin}/enrol#${code}`);
    await phone.getByRole('button', { name: 'この端末を登録する' }).tap();
    await expect(phone.getByRole('heading', { name: '担当している方' })).toBeVisible();
    await phone.getByRole('link', { name: HANA }).tap();
    const post = phone.getByRole('article').filter({ hasText: WORDS });
    await expect(post).toContainText('自分');
    const joined = phone.getByText(`${SATO}（みほん訪問看護ステーション）が参加しました`);
    await expect(joined.last()).toBeVisible();
    await picture(phone, 'new-login-id-room-phone');
    await expectAccessible(phone, 'new-login-id-room-phone');
  });
});

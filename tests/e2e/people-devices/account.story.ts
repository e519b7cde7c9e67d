import { expectAccessible } from '../support/accessibility';
import { changeAuthenticator } from '../support/authenticator';
import { demoRoom } from '../support/demo-file';
import { equip, own, Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const OVER = 'ログインが終わりました。';

test('A person adds a passkey, ends a page that was left open, and gives up the passkey of the old device', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  // In this order: the passkey's counter only goes up.
  const refused = await equip(browser, {
    ...own(city, 'sato', city.a, 'phone'),
    device: city.person('tanaka'),
  });
  await refused.goto(city.a.origin);
  await refused.getByRole('button', { name: 'パスキーでログイン' }).tap();
  await expect(refused.getByText('認証に失敗しました。')).toBeVisible();
  const left = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await left.openRoom(HANA);
  const { page } = await Person.signIn(browser, city, 'sato', city.a, 'desktop');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  const passkeys = page.getByRole('region', { name: 'パスキー' });
  const sessions = page.getByRole('region', { name: 'ログイン中の画面' });
  const history = page.getByRole('region', { name: 'ログインの履歴' });

  await test.step('the own account is two steps from anywhere', async () => {
    await page.getByRole('link', { name: '設定' }).click();
    await page.getByRole('link', { name: 'パスキーとログイン' }).click();
    await expect(passkeys.getByRole('listitem')).toHaveCount(1);
    await expect(passkeys).toContainText('はじめに作ったパスキー');
    await expect(passkeys.getByRole('button', { name: /削除する/ })).toHaveCount(0);
    await expect(sessions.getByRole('listitem')).toHaveCount(2);
    await expect(history.getByRole('listitem').first()).toContainText('この画面');
    await expect(history).toContainText('ログインできませんでした');
    await check('account-desktop');
  });

  await test.step('a passkey on another key, under a name', async () => {
    await changeAuthenticator(page);
    await passkeys.getByRole('button', { name: 'パスキーを追加' }).click();
    await expect(passkeys.getByText('名前を50文字以内で入力してください。')).toBeVisible();
    await passkeys.getByRole('textbox', { name: 'パスキーの名前' }).fill('職場のセキュリティキー');
    await passkeys.getByRole('button', { name: 'パスキーを追加' }).click();
    await expect(passkeys.getByText('「職場のセキュリティキー」を追加しました。')).toBeVisible();
    await expect(passkeys.getByRole('listitem').nth(1)).toContainText('ほかの端末と同期されています');
    await passkeys.getByRole('button', { name: 'はじめに作ったパスキー：名前を変える' }).click();
    const dialog = page.getByRole('dialog', { name: 'パスキーの名前を変える' });
    await dialog.getByRole('textbox', { name: 'パスキーの名前' }).fill('古いスマートフォン');
    await check('account-rename-desktop');
    await dialog.getByRole('button', { name: '保存する' }).click();
    await expect(passkeys.getByRole('listitem').first()).toContainText('古いスマートフォン');
    await check('account-passkeys-desktop');
  });

  await test.step('the page that was left open is signed out from here, and says so', async () => {
    const began = Date.now();
    await sessions.getByRole('button', { name: /ログアウトさせる/ }).click();
    await expect(left.page.getByText(OVER)).toBeVisible();
    test.info().annotations.push({ type: 'signed out after', description: `${Date.now() - began} ms` });
    await expect(left.page.getByText(HANA)).toHaveCount(0);
    await expect(sessions.getByText('の画面をログアウトさせました。')).toBeVisible();
    await expect(sessions.getByRole('listitem')).toHaveCount(1);
    await picture(left.page, 'account-signed-out-phone');
    expect((await left.get('/rooms')).status).toBe(401);
  });

  await test.step('what is grave wants the passkey once more; who thinks better of it loses nothing', async () => {
    await city.forgetStepUps();
    await passkeys.getByRole('button', { name: '古いスマートフォン：削除する' }).click();
    const removal = page.getByRole('dialog', { name: 'パスキーを削除する' });
    await expect(removal).toContainText('この画面もログアウトされます。');
    await expect(removal.getByRole('button', { name: 'やめる' })).toBeFocused();
    await check('account-remove-desktop');
    await removal.getByRole('button', { name: '削除する' }).click();
    const stepUp = page.getByRole('dialog', { name: '本人の確認' });
    await expect(stepUp).toBeVisible();
    await check('step-up-desktop');
    await stepUp.getByRole('button', { name: 'やめる' }).click();
    await expect(removal.getByText('まだ何も行われていません。')).toBeVisible();
    await expect(passkeys.getByRole('listitem')).toHaveCount(2);
    await removal.getByRole('button', { name: '削除する' }).click();
    await stepUp.getByRole('button', { name: 'パスキーで確認する' }).click();
    await expect(page.getByText('ログアウトしました。')).toBeVisible();
    await expect.poll(() => leftOnDevice(page)).not.toContain(HANA);
  });

  await test.step('the new passkey opens the account, and it is the last one', async () => {
    await page.getByRole('button', { name: 'パスキーでログイン' }).click();
    await expect(page.getByRole('link', { name: HANA })).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('link', { name: '設定' }).click();
    await expect(page.getByRole('link', { name: 'パスキーとログイン' })).toBeVisible();
    await picture(page, 'account-settings-phone');
    await page.getByRole('link', { name: 'パスキーとログイン' }).click();
    await expect(passkeys.getByRole('listitem')).toHaveCount(1);
    await expect(passkeys).toContainText('パスキーが一つだけのときは、削除できません。');
    await expect(history).toContainText('パスキーの削除');
    await check('account-phone');
    await page.getByRole('heading', { name: 'ログインの履歴' }).scrollIntoViewIfNeeded();
    await picture(page, 'account-history-phone');
  });
});

test('An admin whose sign-in was long ago is asked for the passkey, and what was typed goes through', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  await page.getByRole('link', { name: '職員と端末' }).tap();
  await page.getByRole('link', { name: '職員を追加する' }).tap();
  await page.getByRole('textbox', { name: '氏名' }).fill('新田 みどり');
  await page.getByRole('textbox', { name: 'ふりがな' }).fill('にった みどり');
  await page.getByRole('combobox', { name: '職種' }).selectOption({ label: '訪問看護師' });
  await page.getByRole('textbox', { name: 'メールアドレス' }).fill('nitta@mihon.example');
  await city.forgetStepUps();
  await page.getByRole('button', { name: '追加してコードを作る' }).tap();
  const stepUp = page.getByRole('dialog', { name: '本人の確認' });
  await expect(stepUp).toBeVisible();
  await picture(page, 'step-up-phone');
  await expectAccessible(page, 'step-up on a phone');
  await stepUp.getByRole('button', { name: 'やめる' }).tap();
  await expect(page.getByText('まだ何も行われていません。')).toBeVisible();
  await expect(page.getByRole('textbox', { name: '氏名' })).toHaveValue('新田 みどり');
  await page.getByRole('button', { name: '追加してコードを作る' }).tap();
  await stepUp.getByRole('button', { name: 'パスキーで確認する' }).tap();
  await expect(page.getByRole('heading', { name: '用紙を印刷する' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('article')).toContainText('新田 みどり');
});

test('A page that nobody touches is locked, hides everything, and keeps what was being written', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  for (const screen of ['phone', 'desktop'] as const) {
    const sato = await Person.signIn(browser, city, 'sato', city.a, screen);
    const { page } = sato;
    await sato.openRoom(HANA);
    await sato.composer.fill('まだ途中の記録です。');
    await expect.poll(() => leftOnDevice(page)).toContain('まだ途中の記録です。');
    await city.forgetActs();
    await page.reload();
    await expect(page.getByRole('heading', { name: '画面をロックしました' })).toBeVisible();
    await expect(page.getByText(HANA)).toHaveCount(0);
    expect(await page.content()).not.toContain('まだ途中の記録です。');
    await picture(page, `locked-${screen}`);
    await expectAccessible(page, `locked-${screen}`);
    expect((await sato.get<{ code: string }>('/rooms')).body.code).toBe('locked');
    await page.getByRole('button', { name: 'パスキーで解除する' }).click();
    await expect(sato.composer).toHaveValue('まだ途中の記録です。');
    await expect(sato.post('皆さんありがとうございます。')).toBeVisible();

    await test.step('also one that is open, by whatever it asks next', async () => {
      await city.forgetActs();
      if (screen === 'phone') await page.getByRole('link', { name: '担当している方の一覧へ戻る' }).click();
      await page.getByRole('link', { name: '設定' }).click();
      await expect(page.getByRole('heading', { name: '画面をロックしました' })).toBeVisible();
      await page.getByRole('button', { name: 'ログアウトする' }).click();
      await expect(page.getByText('ログアウトしました。')).toBeVisible();
      await expect.poll(() => leftOnDevice(page)).not.toContain('まだ途中の記録です。');
    });
  }
});

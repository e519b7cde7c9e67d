import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HOUMON = 'みほん訪問看護ステーション';
const RENAMED = 'みほん訪問看護ステーション 本町';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

test('A facility tells its new telephone number, asks for a new name, and the city sees old and new', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  await page.getByRole('link', { name: '職員と端末' }).tap();
  await page.getByRole('link', { name: '施設の登録内容' }).tap();
  await expect(page.getByText('変更の届出はまだありません。')).toBeVisible();

  await test.step('what was never stated is asked for, and what is wrong is named', async () => {
    await page.getByRole('textbox', { name: '電話番号' }).fill('110');
    await page.getByRole('button', { name: '変更を届け出る' }).tap();
    await expect(page.getByText('入力内容に誤りがあります。')).toBeVisible();
    await expect(page.getByRole('textbox', { name: '所在地' })).toBeFocused();
    await check(page, 'profile-faulty-phone');
  });

  await test.step('what is only told holds at once', async () => {
    await page.getByRole('textbox', { name: '所在地' }).fill('みほん市本町5丁目6番7号');
    await page.getByRole('textbox', { name: '代表者の氏名' }).fill('見本 訪子');
    await page.getByRole('textbox', { name: 'メールアドレス' }).fill('houmon@mihon.example');
    await page.getByRole('textbox', { name: '電話番号' }).fill('０２８０ー００ー１１１１');
    await page.getByRole('checkbox', { name: '電話番号' }).check();
    await page.getByRole('button', { name: '変更を届け出る' }).tap();
    await expect(page.getByText('変更しました。市に届け出ました。')).toBeVisible();
    await expect(page.getByRole('textbox', { name: '電話番号' })).toHaveValue('0280-00-1111');
    await page.getByRole('heading', { name: '変更の履歴' }).scrollIntoViewIfNeeded();
    await expect(page.getByText('届け出済み')).toBeVisible();
    await check(page, 'profile-history-phone');
  });

  await test.step('a new name waits for the city', async () => {
    await page.getByRole('textbox', { name: '施設名' }).fill(RENAMED);
    await page.getByRole('button', { name: '変更を届け出る' }).tap();
    await expect(page.getByText('施設名・区分の変更は、市の確認を待っています。')).toBeVisible();
    await check(page, 'profile-waiting-phone');
  });

  const { page: desk } = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  await test.step('the city sees old and new side by side, and says yes to the name', async () => {
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByRole('row').filter({ hasText: '登録内容の変更届' })).toHaveCount(2);
    const asked = desk.getByRole('row').filter({ hasText: '登録内容の変更届' }).nth(1);
    await asked.getByRole('link', { name: HOUMON }).click();
    await expect(desk.getByText('市の承認が必要')).toBeVisible();
    await expect(desk.getByRole('cell', { name: RENAMED })).toBeVisible();
    await desk.getByRole('button', { name: '担当する' }).click();
    await desk.getByRole('radio', { name: '承認する' }).check();
    await check(desk, 'change-case-desktop');
    await desk.getByRole('button', { name: '承認する' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '承認する' }).click();
    await expect(desk.getByText('承認しました。変更を反映し、施設にメールで知らせます。')).toBeVisible();
    await expect.poll(() => city.mail.to('houmon@mihon.example').length).toBe(1);
  });

  await test.step('what was only told it has seen', async () => {
    await desk.getByRole('link', { name: '申請・届出', exact: true }).click();
    await desk.getByRole('link', { name: HOUMON }).click();
    await desk.getByRole('button', { name: '担当する' }).click();
    const seen = { name: '確認したことを記録する' };
    await desk.getByRole('button', seen).click();
    await desk.getByRole('dialog').getByRole('button', seen).click();
    await expect(desk.getByText('確認したことを記録しました。')).toBeVisible();
    await check(desk, 'told-case-desktop');
    await page.reload();
    await expect(page.getByText('市が確認しました')).toBeVisible();
    await expect(page.getByRole('textbox', { name: '施設名' })).toHaveValue(RENAMED);
  });

  await test.step('the same page on the desktop, for the city', async () => {
    await desk.getByRole('link', { name: '職員と端末', exact: true }).click();
    await desk.getByRole('link', { name: RENAMED }).click();
    await desk.getByRole('link', { name: '施設の登録内容' }).click();
    await desk.getByRole('heading', { name: '変更の履歴' }).scrollIntoViewIfNeeded();
    await expect(desk.getByText('市から：届出の内容を確認しました。')).toHaveCount(2);
    await check(desk, 'profile-history-desktop');
  });
});

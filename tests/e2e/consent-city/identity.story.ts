import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { DESKTOP, everySize, PHONE } from '../support/sizes';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const RIGHT = '見本 華子';

test('The city corrects how a supported person is called, and whoever has the room open reads it so', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'phone');
  await tanaka.openRoom(HANA);
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const name = page.getByRole('textbox', { name: /^お名前/ });
  const reason = page.getByRole('textbox', { name: /^訂正の理由/ });

  await test.step('what stands there is shown, and what is missing or wrong is said beside its field', async () => {
    await page.goto(`${city.a.origin}/city`);
    await doWith(page, HANA, 'お名前などの訂正');
    await expect(page.getByRole('heading', { name: 'お名前などの訂正', level: 1 })).toBeVisible();
    await expect(name).toHaveValue(HANA);
    await expect(page.getByText('訂正したことはありません。')).toBeVisible();
    await everySize(page, 'identity');
    await name.fill('');
    await page.getByRole('textbox', { name: /^ふりがな/ }).fill('漢字');
    await page.getByRole('button', { name: '訂正する' }).click();
    await expect(name).toBeFocused();
    await expect(page.getByText('訂正の理由を1,000文字以内で入力してください。')).toBeVisible();
    await everySize(page, 'identity-faults');
    // A My Number only the server finds.
    await name.fill(RIGHT);
    await page.getByRole('textbox', { name: /^ふりがな/ }).fill('みほん はなこ');
    await reason.fill('番号 1234-5678-9018 の確認');
    await city.forgetStepUps();
    await page.getByRole('button', { name: '訂正する' }).click();
    await page
      .getByRole('dialog', { name: '本人の確認' })
      .getByRole('button', { name: 'パスキーで確認する' })
      .click();
    await expect(reason).toBeFocused();
    await expect(page.getByText('マイナンバーは入力できません。')).toBeVisible();
    await expect(name).toHaveValue(RIGHT);
  });

  await test.step('with the keyboard alone it is corrected, and says so where one looks', async () => {
    await page.setViewportSize(PHONE);
    await reason.fill('提案のときの漢字の誤り。ご本人の健康保険証で確かめた。');
    await reason.focus();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: '訂正する' })).toBeFocused();
    await page.keyboard.press('Enter');
    const done = page.getByRole('status').getByText('訂正しました。');
    await expect(done).toBeInViewport();
    await picture(page, 'identity-done-phone');
    await page.setViewportSize(DESKTOP);
    await expect(page.getByRole('list', { name: '訂正する前の内容' })).toContainText(`訂正前：${HANA}`);
    await expect(reason).toHaveValue('');
    await page.getByRole('list', { name: '訂正する前の内容' }).scrollIntoViewIfNeeded();
    await everySize(page, 'identity-history');
    await page.getByRole('button', { name: '訂正する' }).click();
    await reason.fill('もう一度');
    await page.getByRole('button', { name: '訂正する' }).click();
    await expect(page.getByText('変わったところがありません。')).toBeInViewport();
  });

  await test.step('the room that is open on a phone has the new name, and so has the list', async () => {
    await expect(tanaka.page.getByRole('heading', { name: RIGHT, level: 1 })).toBeVisible();
    await picture(tanaka.page, 'identity-room-phone');
    await page.getByRole('link', { name: '同意と支援中止へ戻る' }).click();
    await expect(page.getByRole('row').filter({ hasText: RIGHT })).toBeVisible();
  });
});

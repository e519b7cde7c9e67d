import { Person } from '../support/person';
import { everySize } from '../support/sizes';
import { expect, test } from '../support/test';

const NAME = '見本 みらい';

/** A day in Tokyo, so many from today, so many years ago. */
function day(days: number, years = 0): string {
  const at = new Date(Date.now() + 9 * 3_600_000 + days * 86_400_000);
  at.setUTCFullYear(at.getUTCFullYear() - years);
  return at.toISOString().slice(0, 10);
}

test('Whoever was a child when a parent signed is asked themself before they come of age', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const check = (name: string) => everySize(page, name);

  await test.step('a mother signed for someone who is 17', async () => {
    await page.getByRole('link', { name: '支援する方を登録する' }).click();
    await page.getByRole('textbox', { name: 'お名前' }).fill(NAME);
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('みほん みらい');
    await page.getByLabel('生年月日').fill(day(60, 18));
    await page.getByRole('radio', { name: '市民である' }).check();
    await page.getByRole('button', { name: '登録する' }).click();
    await page.getByRole('link', { name: `${NAME}：同意書の受領を記録` }).click();
    await page.getByRole('radio', { name: 'ご家族・ご親族(代理)' }).check();
    await page.getByRole('textbox', { name: 'ご本人との関係' }).fill('母');
    await page.getByRole('textbox', { name: 'ご本人が署名できない理由' }).fill('未成年のため、保護者が署名');
    await page.getByRole('textbox', { name: '同意書の版' }).fill('1');
    await page.getByLabel('署名日').fill(day(-1));
    await page.getByLabel('市の受領日').fill(day(0));
    await page.getByRole('radio', { name: '用紙に書かれているすべて' }).check();
    await page.getByRole('checkbox', { name: '写しがないまま記録する' }).check();
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '受領を記録する' }).click();
    await expect(page.getByText(`${NAME}さんの同意書の受領を記録しました。`)).toBeVisible();
  });

  const line = page.getByRole('link', { name: NAME });
  await test.step('it stands in the inbox, due on the birthday', async () => {
    await page.getByRole('link', { name: '申請・届出' }).click();
    await expect
      .poll(
        async () => {
          await page.reload();
          await page.getByRole('heading', { level: 1 }).waitFor();
          return line.count();
        },
        { timeout: 30_000, intervals: [2_000] },
      )
      .toBeGreaterThan(0);
    await line.first().click();
    await expect(page.getByText('18歳になる日')).toBeVisible();
    await expect(page.getByText('未成年のため、保護者が署名')).toBeVisible();
    await check('own-consent-case');
  });

  await test.step('what is not true cannot be said', async () => {
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('確認済み', { exact: true }).click();
    await check('own-consent-decision');
    await page.getByRole('region', { name: '決定' }).getByRole('button', { name: '確認済み' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '確認済み' }).click();
    await expect(page.getByText(/ご本人が署名した同意書の受領を「同意の記録」で記録するか/)).toBeVisible();
  });

  await test.step('they sign themself, and it is over', async () => {
    const address = page.url();
    await page.getByRole('link', { name: '同意の記録を開く' }).click();
    await page.getByRole('link', { name: '同意を取り直す' }).click();
    await page.getByRole('radio', { name: 'ご本人' }).check();
    await page.getByRole('textbox', { name: '同意書の版' }).fill('1');
    await page.getByLabel('署名日').fill(day(0));
    await page.getByLabel('市の受領日').fill(day(0));
    await page.getByRole('radio', { name: '用紙に書かれているすべて' }).check();
    await page.getByRole('button', { name: '内容を確認する' }).click();
    const dialog = page.getByRole('dialog', { name: '新しい同意の記録' });
    await expect(dialog.getByText('新しい同意によって参加が終わる職員はいません。')).toBeVisible();
    await dialog.getByRole('button', { name: '記録する' }).click();
    await expect(page.getByRole('heading', { name: 'いまの同意（2回目）' })).toBeVisible();
    await page.goto(address);
    await expect(page.getByText('ご本人が署名した同意書の受領を記録しました。')).toBeVisible();
    await check('own-consent-done');
  });
});

import { readFileSync } from 'node:fs';
import { expectAccessible } from '../support/accessibility';
import { Person } from '../support/person';
import { paper, picture } from '../support/pictures';
import { expect, test } from '../support/test';

test('An admin fills in the inventory of the facility’s devices, and takes a copy along', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  const sato = page.getByRole('region', { name: '佐藤 あおいさんの端末', exact: true });

  await test.step('what is missing stands first, and one form fills it in', async () => {
    await page.getByRole('link', { name: '職員と端末' }).tap();
    await page.getByRole('link', { name: '端末台帳' }).tap();
    await expect(page.getByText(/記入のないもの [1-9]\d*台$/)).toBeVisible();
    await expect(sato.getByText('まだ記入がありません。')).toBeVisible();
    await picture(page, 'inventory-phone');
    await expectAccessible(page, 'inventory, phone');
    await sato.getByRole('button', { name: /：記入する$/ }).tap();
    await sato.getByRole('button', { name: '記入を保存する' }).tap();
    await expect(sato.getByText('どちらかを選んでください。')).toBeVisible();
    await sato.getByRole('radio', { name: '施設のもの' }).check();
    await sato.getByRole('textbox', { name: '管理番号' }).fill('A-102');
    await sato.getByRole('textbox', { name: /ソフト/ }).fill('Microsoft Defender');
    await sato.getByRole('checkbox').check();
    await sato.scrollIntoViewIfNeeded();
    await picture(page, 'inventory-form-phone');
    await expectAccessible(page, 'inventory, form');
    await sato.getByRole('button', { name: '記入を保存する' }).tap();
    await expect(page.getByText('「佐藤 あおいさんの端末」について記入しました。')).toBeVisible();
    await expect(sato.getByText('A-102')).toBeVisible();
    await expect(sato.getByText('まだ記入がありません。')).toHaveCount(0);
  });

  await test.step('stated anew, what was said before is still there', async () => {
    await sato.getByRole('button', { name: /：記入し直す$/ }).tap();
    await sato.getByRole('radio', { name: '本人のもの' }).check();
    await sato.getByRole('textbox', { name: '管理番号' }).fill('');
    await sato.getByRole('checkbox').check();
    await sato.getByRole('button', { name: '記入を保存する' }).tap();
    await expect(sato.getByText('本人のもの')).toBeVisible();
    await sato.getByText('これまでの記入 1件').tap();
    await expect(sato.getByText('施設のもの・A-102・Microsoft Defender')).toBeVisible();
    await sato.scrollIntoViewIfNeeded();
    await picture(page, 'inventory-history-phone');
  });

  await test.step('the city sees the same, as a file and on paper', async () => {
    const { page: desk } = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
    await desk.getByRole('link', { name: '職員と端末' }).click();
    await desk.getByRole('link', { name: /みほん訪問看護ステーション/ }).click();
    await desk.getByRole('link', { name: '端末台帳' }).click();
    await expect(desk.getByRole('region', { name: '佐藤 あおいさんの端末', exact: true })).toContainText(
      '本人のもの',
    );
    await picture(desk, 'inventory-desktop');
    await expectAccessible(desk, 'inventory, desktop');
    const [saved] = await Promise.all([
      desk.waitForEvent('download'),
      desk.getByRole('button', { name: 'CSVで保存する' }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe('端末台帳.csv');
    const csv = readFileSync(await saved.path(), 'utf8');
    expect(csv.startsWith('\uFEFF個人・共用,')).toBe(true);
    expect(csv).toContain('佐藤 あおいさんの端末,佐藤 あおい,本人,,,Microsoft Defender,');
    await expect(desk.getByText('CSVを保存しました。')).toBeVisible();
    const prints = desk.evaluate(
      () =>
        new Promise((told) => {
          window.print = () => told('printed');
        }),
    );
    await desk.getByRole('button', { name: '印刷する' }).click();
    expect(await prints).toBe('printed');
    await desk.emulateMedia({ media: 'print' });
    await picture(desk, 'inventory-paper');
    expect((await paper(desk, 'inventory')).length).toBeGreaterThan(10_000);
    // The dialog is closed: printed again without a word, it is no inventory.
    await desk.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect(desk.locator('.sheets')).toHaveCount(0);
    await expect(desk.getByText('この画面は、そのままでは印刷できません。')).toBeVisible();
  });
});

import type { Browser } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const NAME = '写絵 のぶ';
const REFUSED = 'みほん薬局';
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

/** A signed form, photographed. */
async function photo(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 700, height: 990 } });
  const page = await context.newPage();
  await page.setContent(`<!DOCTYPE html><html lang="ja"><body style="margin:60px;font:22px/2 serif;background:#faf8f2">
    <h1 style="text-align:center;font-size:28px">個人情報の共有に関する同意書</h1>
    <p>ふりがな　うつしえ のぶ</p><p>氏名　${NAME}</p><p>署名日　2026年1月5日</p></body></html>`);
  const buffer = await page.screenshot({ type: 'jpeg', quality: 90 });
  await context.close();
  return { name: '同意書.jpg', mimeType: 'image/jpeg', buffer };
}

test('A care manager sends the scan of the signed form; the city reads it, and the room opens', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'phone');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const scan = await photo(browser);

  await test.step('who proposes someone sends the scan from the room that waits', async () => {
    const { page } = tanaka;
    await page.getByRole('link', { name: '支援する方を提案する' }).tap();
    await page.getByRole('textbox', { name: 'お名前' }).fill(NAME);
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('うつしえ のぶ');
    await page.getByLabel('生年月日').fill('1940-03-04');
    await page.getByRole('radio', { name: '市民である' }).check();
    await page.getByRole('button', { name: '提案する' }).tap();
    await page.getByRole('link', { name: '同意書の写しを市に送る' }).tap();
    await expect(page.getByRole('heading', { name: '同意書の写し', level: 1 })).toBeVisible();
    await page.getByLabel('添付するファイルを選ぶ').setInputFiles(scan);
    await picture(page, 'consent-files-chosen-phone');
    await page.getByRole('button', { name: '選んだファイルを添付する' }).tap();
    await expect(page.getByText('1. 写真')).toBeVisible();
    // What stands on it the city alone opens.
    await expect(page.getByRole('button', { name: '1. 写真 を表示する' })).toHaveCount(0);
    await picture(page, 'consent-files-sent-phone');
    await expectAccessible(page, 'consent files');
  });

  await test.step('the city reads it beside the receipt', async () => {
    const { page } = kato;
    await page.reload();
    const waiting = page.getByRole('row').filter({ hasText: NAME });
    await expect(waiting.getByText('未受領（写しが届いています）')).toBeVisible();
    await page.getByRole('link', { name: `${NAME}：同意書の受領を記録` }).click();
    await page.getByRole('button', { name: '1. 写真 を表示する' }).click();
    await expect(page.getByRole('img', { name: '1. 写真' })).toBeVisible();
    await picture(page, 'receipt-scan-desktop');
    await expectAccessible(page, 'receipt with scan');
    await page.setViewportSize(PHONE);
    await picture(page, 'receipt-scan-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('radio', { name: 'ご本人' }).check();
    await page.getByRole('textbox', { name: '同意書の版' }).fill('2021-02');
    await page.getByLabel('署名日').fill('2026-01-05');
    await page.getByLabel('市の受領日').fill('2026-01-06');
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await expect(page.getByText('同意の範囲を選んでください。')).toBeVisible();
    await page.getByRole('radio', { name: '限られている' }).check();
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await expect(page.getByText('共有してよい情報を、1つ以上選んでください。')).toBeVisible();
    await page.getByRole('checkbox', { name: '介護・福祉サービス事業所' }).check();
    await page.getByRole('checkbox', { name: '医療機関' }).check();
    await page.getByRole('checkbox', { name: '介護・福祉サービス', exact: true }).check();
    await page.getByRole('checkbox', { name: '暮らし・家族' }).check();
    await page.getByRole('searchbox', { name: '施設の名前で探す' }).fill(REFUSED);
    await page.getByRole('checkbox', { name: REFUSED }).check();
    await picture(page, 'receipt-scope-desktop');
    await expectAccessible(page, 'receipt with scope');
    await page.setViewportSize(PHONE);
    await picture(page, 'receipt-scope-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: '内容を確認する' }).click();
    const dialog = page.getByRole('dialog', { name: 'この内容で受領を記録します' });
    await expect(dialog).toContainText('1940年3月4日');
    await expect(dialog).toContainText('1件');
    await expect(dialog.getByRole('button', { name: '戻って直す' })).toBeFocused();
    await picture(page, 'receipt-confirm-desktop');
    await expectAccessible(page, 'receipt confirmed');
    await page.setViewportSize(PHONE);
    await picture(page, 'receipt-confirm-phone');
    await page.setViewportSize(DESKTOP);
    // Whoever goes back finds what was typed.
    await dialog.getByRole('button', { name: '戻って直す' }).click();
    await expect(page.getByLabel('市の受領日')).toHaveValue('2026-01-06');
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await dialog.getByRole('button', { name: '受領を記録する' }).click();
    await expect(page.getByText(`${NAME}さんの同意書の受領を記録しました。`)).toBeVisible();
  });

  await test.step('whoever is outside of what was agreed to is not let in', async () => {
    const { page } = kato;
    await page.getByRole('link', { name: `${NAME}：参加者を決める` }).click();
    await expect(page.getByText('共有しない施設')).toBeVisible();
    await page.getByRole('searchbox', { name: '名前・ユーザーID・施設で探す' }).fill(REFUSED);
    await page.getByRole('button', { name: /の参加を許可する/ }).click();
    const dialog = page.getByRole('dialog', { name: '参加を許可する' });
    await dialog.getByRole('button', { name: '参加を許可' }).click();
    await expect(page.getByText('この職員の施設は、同意の範囲に入っていません。')).toBeVisible();
    await picture(page, 'team-outside-scope-desktop');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '同意と支援中止へ戻る' }).click();
  });

  await test.step('afterwards it is the city’s alone, kept with the room', async () => {
    await tanaka.page.reload();
    await expect(tanaka.page.getByText('写しは市が保管しています。')).toBeVisible();
    await doWith(kato.page, NAME, '同意の記録');
    await expect(kato.page.getByText('1. 写真')).toBeVisible();
    await picture(kato.page, 'consent-files-desktop');
    await expectAccessible(kato.page, 'consent files of the city');
  });
});

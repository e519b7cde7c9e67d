import type { Browser } from '@playwright/test';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { everySize } from '../support/sizes';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const REFUSED = 'みほん薬局';
const WHY = '脳梗塞の後遺症により、字を書くことが難しいため';

/** A signed form, photographed. */
async function photo(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 700, height: 990 } });
  const page = await context.newPage();
  await page.setContent(`<!DOCTYPE html><html lang="ja"><body style="margin:60px;font:22px/2 serif;background:#faf8f2">
    <h1 style="text-align:center;font-size:28px">個人情報の共有に関する同意書</h1><p>氏名　${HANA}</p></body></html>`);
  const buffer = await page.screenshot({ type: 'jpeg', quality: 90 });
  await context.close();
  return { name: '同意書.jpg', mimeType: 'image/jpeg', buffer };
}

test('Consent is taken again for less than before; the city sees who leaves, and they leave at once', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const yamada = await Person.signIn(browser, city, 'yamada', city.b, 'phone');
  await yamada.openRoom(HANA);
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const scan = await photo(browser);
  const check = (name: string) => everySize(page, name);
  const signedOn = page.getByLabel('署名日');
  const dialog = page.getByRole('dialog', { name: '新しい同意の記録' });
  const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

  await test.step('the consent that counts, and no other yet', async () => {
    await doWith(page, HANA, '同意の記録');
    await expect(page.getByRole('heading', { name: 'いまの同意（1回目）' })).toBeVisible();
    await expect(page.getByText(/以前の同意/)).toHaveCount(0);
    await check('consents-first');
  });

  await test.step('another form came: what is wrong is said, and what was typed stays', async () => {
    await page.getByRole('link', { name: '同意を取り直す' }).click();
    await expect(page.getByRole('heading', { name: '同意を取り直す', level: 1 })).toBeVisible();
    await page.getByLabel('添付するファイルを選ぶ').setInputFiles(scan);
    await page.getByRole('button', { name: '選んだファイルを添付する' }).click();
    await expect(page.getByText('1. 写真')).toBeVisible();
    await page.getByRole('radio', { name: 'ご家族・ご親族(代理)' }).check();
    await page.getByRole('textbox', { name: 'ご本人との関係' }).fill('長女');
    await page.getByRole('textbox', { name: 'ご本人が署名できない理由' }).fill(WHY);
    await page.getByRole('textbox', { name: '同意書の版' }).fill('1');
    await signedOn.fill('2020-01-05');
    await page.getByLabel('市の受領日').fill(today);
    await page.getByRole('radio', { name: '限られている' }).check();
    for (const category of ['医療機関', '介護・福祉サービス事業所', '社会福祉協議会']) {
      await page.getByRole('checkbox', { name: category, exact: true }).check();
    }
    await page.getByRole('checkbox', { name: '介護・福祉サービス', exact: true }).check();
    await page.getByRole('checkbox', { name: '健康・医療' }).check();
    await page.getByRole('searchbox', { name: '施設の名前で探す' }).fill(REFUSED);
    await page.getByRole('checkbox', { name: REFUSED }).check();
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await dialog.getByRole('button', { name: '記録して参加を終わらせる' }).click();
    // Signed before the one that counts.
    await expect(page.getByText(/署名日を、いまの同意の署名日/)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'ご本人が署名できない理由' })).toHaveValue(WHY);
    await check('consents-take-wrong');
    await signedOn.fill(today);
  });

  await test.step('who would leave is said before it is recorded', async () => {
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await expect(dialog.getByRole('listitem')).toHaveCount(1);
    await expect(dialog.getByRole('listitem')).toContainText(REFUSED);
    await check('consents-leaving');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(yamada.page.getByRole('heading', { name: HANA })).toBeVisible();
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await dialog.getByRole('button', { name: '記録して参加を終わらせる' }).click();
    await expect(page.getByText(`${HANA}さんの新しい同意を記録しました。`)).toBeVisible();
    await expect(page.getByText(/次の方の参加が終わりました：山田/)).toBeVisible();
    await expect(page.getByRole('heading', { name: 'いまの同意（2回目）' })).toBeVisible();
    await expect(page.getByRole('heading', { name: '以前の同意（1回目）' })).toBeVisible();
    await check('consents-history');
  });

  await test.step('whom it does not reach sees nothing any more', async () => {
    await expect(yamada.page.getByRole('heading', { name: HANA })).toHaveCount(0);
    await picture(yamada.page, 'consents-left-phone');
  });

  await test.step('each look at a scan is one at that form', async () => {
    await page.getByRole('button', { name: '1. 写真 を表示する' }).click();
    await expect(page.getByRole('img', { name: '1. 写真' })).toBeVisible();
  });
});

import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const KIND = '緊急の一時停止';
const SATO = '佐藤 あおい';
const SUSPEND = '一時停止して市に報告する';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

test('At night the operator suspends an ID for the city; it is out at once, and in the morning the city takes it back', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  await city.operates('mori');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await sato.openRoom(demoRoom('hana').name);
  const { page } = await Person.signIn(browser, city, 'mori', city.a, 'phone');

  await test.step('the operator has a form and no list, and says on whose word it is done', async () => {
    await expect(page.getByRole('heading', { name: KIND })).toBeVisible();
    await expect(page.getByRole('link', { name: '担当している方' })).toHaveCount(0);
    await check(page, 'proxy-empty-phone');
    await page.getByRole('button', { name: SUSPEND }).tap();
    for (const fault of ['ユーザーIDを入力', '理由を選んで', 'どちらかを選んで']) {
      await expect(page.getByText(fault)).toBeVisible();
    }
    await check(page, 'proxy-faults-phone');
    await page.getByRole('textbox', { name: 'ユーザーID' }).fill('sato-san');
    await page.getByRole('radio', { name: '漏えいのおそれ' }).check();
    await page.getByRole('radio', { name: '市のだれにも連絡がつかない' }).check();
    await page.getByRole('button', { name: SUSPEND }).tap();
    await page.getByRole('dialog').getByRole('button', { name: SUSPEND }).tap();
    await expect(page.getByText('このユーザーIDはありません。')).toBeVisible();
    await page.getByRole('textbox', { name: 'ユーザーID' }).fill('sato');
    await page.getByRole('radio', { name: '市の担当者から依頼を受けた' }).check();
    await page.getByRole('textbox', { name: '依頼した人の氏名' }).fill('見本 課長');
    const now = new Date(Date.now() - 60_000 + 9 * 3_600_000).toISOString();
    await page.getByLabel('日', { exact: true }).fill(now.slice(0, 10));
    await page.getByLabel('時刻').fill(now.slice(11, 16));
    await check(page, 'proxy-filled-phone');
  });

  await test.step('one press, and whoever had the room open is out', async () => {
    await page.getByRole('button', { name: SUSPEND }).tap();
    const dialog = page.getByRole('dialog', { name: KIND });
    await expect(dialog).toContainText('市に報告され');
    await picture(page, 'proxy-confirm-phone');
    await dialog.getByRole('button', { name: SUSPEND }).tap();
    await expect(page.getByText('一時停止し、市に報告しました。')).toBeVisible();
    await check(page, 'proxy-done-phone');
    await expect(sato.page.getByText('このアカウントまたは端末は停止されています。')).toBeVisible();
    await expect(page.getByText(SATO)).toHaveCount(0);
  });

  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  await test.step('the city has it before it, and takes it back', async () => {
    const desk = kato.page;
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByText(KIND)).toBeVisible();
    await check(desk, 'proxy-queue-desktop');
    await desk.getByRole('link', { name: SATO }).click();
    await expect(desk.getByText(/見本 課長さんから/)).toBeVisible();
    await desk.getByRole('button', { name: '担当する' }).click();
    await desk.getByRole('radio', { name: '一時停止を取り消す' }).check();
    await check(desk, 'proxy-decision-desktop');
    await desk.getByRole('button', { name: '一時停止を取り消す' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '一時停止を取り消す' }).click();
    await expect(desk.getByText('一時停止を取り消しました。')).toBeVisible();
    await check(desk, 'proxy-taken-back-desktop');
    await Person.signIn(browser, city, 'sato', city.a, 'phone');
  });

  await test.step('what it confirms stays, and is lifted from the same screen when it is safe', async () => {
    const desk = await Person.signIn(browser, city, 'mori', city.b, 'desktop');
    await desk.page.getByRole('textbox', { name: 'ユーザーID' }).fill('sato');
    await desk.page.getByRole('radio', { name: '不正アクセス' }).check();
    await desk.page.getByRole('radio', { name: '市のだれにも連絡がつかない' }).check();
    await check(desk.page, 'proxy-filled-desktop');
    await desk.page.getByRole('button', { name: SUSPEND }).click();
    await desk.page.getByRole('dialog').getByRole('button', { name: SUSPEND }).click();
    await expect(desk.page.getByText('一時停止し、市に報告しました。')).toBeVisible();
    const { page: queue } = kato;
    await queue.getByRole('link', { name: '申請・届出', exact: true }).click();
    await queue.getByRole('link', { name: SATO }).click();
    await expect(queue.getByText('市のだれにも連絡がつかなかった')).toBeVisible();
    await queue.getByRole('button', { name: '担当する' }).click();
    await queue.getByRole('radio', { name: '一時停止を続ける' }).check();
    await queue.getByRole('button', { name: '一時停止を続ける' }).click();
    await queue.getByRole('dialog').getByRole('button', { name: '一時停止を続ける' }).click();
    await expect(queue.getByText('このユーザーIDは一時停止中です。')).toBeVisible();
    await check(queue, 'proxy-confirmed-desktop');
    await queue.getByRole('button', { name: '一時停止を解除する' }).click();
    await expect(queue.getByText('本人は、もう一度ログインできます。')).toBeVisible();
  });
});

import { expectAccessible } from '../support/accessibility';
import { actOn, doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture, pictureFile } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

test('Two people of the city erase a room, and hold a certificate that names nobody', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.b, 'desktop');
  await sato.openRoom(HANA);

  await test.step('only what is over can be erased', async () => {
    const { page } = kato;
    await actOn(page, HANA, '支援を中止する');
    await expect(page.getByRole('link', { name: `${HANA}：消去を提案する` })).toHaveCount(0);
    await doWith(page, HANA, '支援を中止する');
    const dialog = page.getByRole('dialog', { name: '支援を中止する' });
    await dialog.getByRole('radio', { name: 'ご本人からの削除の申出' }).check();
    await dialog.getByRole('button', { name: '支援を中止する' }).click();
    await expect(page.getByText(`${HANA}さんの支援を`)).toBeVisible();
  });

  await test.step('the moderator sees what would go and what stays, says why, and proposes', async () => {
    const { page } = kato;
    await doWith(page, HANA, '消去を提案する');
    await expect(page.getByRole('heading', { name: 'ルームの消去の提案', level: 1 })).toBeVisible();
    await expect(page.getByText(/投稿 \d+件 の本文/)).toBeVisible();
    await expect(page.getByText(/操作の記録 \d+件/)).toBeVisible();
    await page.getByRole('button', { name: '消去を提案する' }).click();
    await expect(page.getByText('消去の理由を選んでください。')).toBeVisible();
    await picture(page, 'erase-desktop');
    await expectAccessible(page, 'erase');
    await page.setViewportSize(PHONE);
    await picture(page, 'erase-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('radio', { name: 'ご本人・ご家族からの申出' }).check();
    await page.getByRole('button', { name: '消去を提案する' }).click();
    await expect(page.getByText(`${HANA}さんのルームの消去を提案しました。`)).toBeVisible();
    await doWith(page, HANA, '消去の承認待ち');
    await expect(page.getByText('提案した市担当者は、決定できません。')).toBeVisible();
    await expect(page.getByRole('button', { name: '担当する' })).toHaveCount(0);
    await picture(page, 'erasure-case-moderator-desktop');
  });

  await test.step('the approver begins with what is theirs to decide', async () => {
    const { page } = okada;
    await page.goto(city.b.origin);
    await expect(page.getByRole('heading', { name: '承認', level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: '紙の申請を登録する' })).toHaveCount(0);
    await expect(page.getByRole('link', { name: HANA })).toBeVisible();
    await picture(page, 'approvals-desktop');
    await expectAccessible(page, 'approvals');
    await page.setViewportSize(PHONE);
    await picture(page, 'approvals-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('link', { name: HANA }).click();
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('消去する', { exact: true }).click();
    await picture(page, 'erasure-case-desktop');
    await expectAccessible(page, 'erasure-case');
    await page.setViewportSize(PHONE);
    await picture(page, 'erasure-case-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: '消去する' }).click();
    const dialog = page.getByRole('dialog', { name: '消去する' });
    await expect(dialog.getByText('元に戻すことはできません。')).toBeVisible();
    await picture(page, 'erasure-confirm-desktop');
    await dialog.getByRole('button', { name: '消去する' }).click();
    await expect(page.getByText('ルームを消去しました。')).toBeVisible();
  });

  await test.step('both hold the certificate, which says what is gone and names nobody', async () => {
    const { page } = okada;
    await page.getByRole('link', { name: '消去の証明書を見る' }).click();
    const paper = page.getByRole('article');
    await expect(paper).toContainText('加藤');
    await expect(paper).toContainText('岡田');
    await expect(paper).toContainText('このルームの鍵を破棄したことを確かめました。');
    await expect(paper).not.toContainText(HANA);
    await picture(page, 'erasure-certificate-desktop');
    await expectAccessible(page, 'erasure-certificate');
    const printed = await page.pdf({ preferCSSPageSize: true });
    expect(printed.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).toHaveLength(1);
    await page.emulateMedia({ media: 'print' });
    await page.screenshot({ path: pictureFile('erasure-certificate-print'), fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize(PHONE);
    await picture(page, 'erasure-certificate-phone');
  });

  await test.step('in the list a number stands where the name was', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await expect(page.getByText('消去済みのルーム')).toBeVisible();
    await expect(page.getByText(HANA)).toHaveCount(0);
    await page.getByText('消去済み 1').click();
    await picture(page, 'erased-city-desktop');
    await expectAccessible(page, 'erased-city');
    await page.setViewportSize(PHONE);
    await picture(page, 'erased-city-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('link', { name: '消去済みのルーム：支援中止の証明書' }).click();
    await expect(page.getByRole('article')).toContainText('消去済み');
    await picture(page, 'erased-discontinuation-desktop');
    // Whoever took part finds no trace of it.
    await sato.page.goto(`${city.a.origin}/rooms`);
    await expect(sato.page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    await expect(sato.page.getByText(HANA)).toHaveCount(0);
    await expect(sato.page.getByText('閉じられたルーム')).toHaveCount(0);
  });
});

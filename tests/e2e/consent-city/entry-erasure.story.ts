import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture, pictureFile } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
const WRONG = '山田さんの検査の結果が届いた。';
const RIGHT = '午後の訪問は、変わりなし。';
const WORDS = '別の方のことを、まちがえてこのルームに書きました。\n正しいルームには書き直しました。';
const ERASED = /この投稿は市が消去しました（\d+年\d+月\d+日）/;

/** On a desktop and on a phone. */
async function both(page: Page, name: string) {
  await picture(page, `${name}-desktop`);
  await expectAccessible(page, name);
  await page.setViewportSize(PHONE);
  await picture(page, `${name}-phone`);
  await page.setViewportSize(DESKTOP);
}

test('One post is erased: a member asks, one person of the city proposes, another decides, and everyone sees that it is gone', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'desktop');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'phone');
  await sato.openRoom(HANA);
  await tanaka.openRoom(HANA);
  for (const text of [WRONG, RIGHT]) {
    await sato.composer.fill(text);
    await sato.page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post(text)).toBeVisible();
  }
  await expect(tanaka.post(WRONG)).toBeVisible();
  await tanaka
    .post(WRONG)
    .getByRole('button', { name: /の投稿に返信$/ })
    .click();
  await tanaka.composer.fill('別の方のことではありませんか。');
  await tanaka.page.getByRole('button', { name: '投稿する' }).click();
  await expect(sato.post('別の方のことではありませんか。')).toContainText(WRONG);

  await test.step('a member asks for it from the menu of the post, with the keyboard', async () => {
    const { page } = sato;
    await page.bringToFront();
    const more = sato
      .post(WRONG)
      .first()
      .getByRole('button', { name: /そのほかの操作$/ });
    await sato.post(WRONG).first().focus();
    await more.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'この投稿の消去を市に求める' })).toBeVisible();
    await picture(page, 'entry-erasure-menu-desktop');
    await expectAccessible(page, 'entry-erasure-menu');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'この投稿の消去を市に求める' })).toHaveCount(0);
    await expect(more).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'この投稿の消去を市に求める' });
    await dialog.getByRole('button', { name: '市に求める' }).click();
    await expect(dialog.getByText('理由を選んでください。')).toBeVisible();
    await expect(dialog.getByText('事情を500文字以内で入力してください。')).toBeVisible();
    await picture(page, 'entry-erasure-ask-faults-desktop');
    await expectAccessible(page, 'entry-erasure-ask-faults');
    await dialog.getByRole('radio', { name: '別の人についての投稿' }).check();
    await dialog.getByRole('textbox', { name: '事情' }).fill(`${WORDS} 123456789018`);
    await dialog.getByRole('button', { name: '市に求める' }).click();
    await expect(dialog.getByText('マイナンバーを入れずに')).toBeVisible();
    await dialog.getByRole('textbox', { name: '事情' }).fill(WORDS);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(dialog.getByRole('textbox', { name: '事情' })).toHaveValue(WORDS);
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(dialog.getByRole('textbox', { name: '事情' })).toHaveValue(WORDS);
    await picture(page, 'entry-erasure-ask-desktop');
    await expectAccessible(page, 'entry-erasure-ask');
    await dialog.getByRole('button', { name: '市に求める' }).click();
    await expect(page.getByText('までに確認します。')).toBeVisible();
    await expect(page.getByText('このルームの「基本情報」で確かめられます。')).toBeVisible();
    await picture(page, 'entry-erasure-asked-desktop');
    await expectAccessible(page, 'entry-erasure-asked');
    await page.getByRole('button', { name: '閉じる', exact: true }).click();
    await expect(sato.post(WRONG).first()).toBeVisible();
  });

  await test.step('who asks once more hears that it was asked for, and keeps what they typed', async () => {
    const { page } = tanaka;
    await tanaka
      .post(WRONG)
      .first()
      .getByRole('button', { name: /そのほかの操作$/ })
      .tap();
    await picture(page, 'entry-erasure-menu-phone');
    await page.getByRole('button', { name: 'この投稿の消去を市に求める' }).tap();
    const dialog = page.getByRole('dialog', { name: 'この投稿の消去を市に求める' });
    await dialog.getByRole('button', { name: '市に求める' }).click();
    await expect(dialog.getByText('理由を選んでください。')).toBeVisible();
    await picture(page, 'entry-erasure-ask-faults-phone');
    await expectAccessible(page, 'entry-erasure-ask-faults-phone');
    await dialog.getByRole('radio', { name: 'その他' }).check();
    await dialog.getByRole('textbox', { name: '事情' }).fill('重ねて求めます。');
    await dialog.getByRole('button', { name: '市に求める' }).click();
    await expect(dialog.getByText('すでに求められているか')).toBeVisible();
    await expect(dialog.getByRole('textbox', { name: '事情' })).toHaveValue('重ねて求めます。');
    await picture(page, 'entry-erasure-already-phone');
    await dialog.getByRole('button', { name: 'やめる' }).click();
  });

  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.b, 'desktop');
  await test.step('the moderator reads what they are told, never the post, and proposes', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/cases`);
    await page.getByRole('link', { name: HANA }).first().click();
    await expect(page.getByText('投稿の本文は、ここには表示されません。')).toBeVisible();
    await expect(page.getByText('別の方のことを、まちがえて')).toBeVisible();
    await expect(page.getByText(WRONG)).toHaveCount(0);
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('消去を提案する', { exact: true }).click();
    await both(page, 'entry-erasure-request');
    await page.getByRole('button', { name: '消去を提案する' }).click();
    const dialog = page.getByRole('dialog', { name: '消去を提案する' });
    await expect(dialog.getByText('決定されるまで、何も消えません。')).toBeVisible();
    await expect(dialog.getByText('元に戻すことはできません。')).toHaveCount(0);
    await picture(page, 'entry-erasure-propose-confirm-desktop');
    await dialog.getByRole('button', { name: '消去を提案する' }).click();
    await expect(page.getByText('消去を提案しました。')).toBeVisible();
    await page.getByRole('link', { name: '市承認者への提案を見る' }).click();
    await expect(page.getByText('求めた人と提案した人は、決定できません。')).toBeVisible();
    await expect(page.getByRole('button', { name: '担当する' })).toHaveCount(0);
    await expect(tanaka.post(WRONG).first()).toBeVisible();
  });

  await test.step('the approver decides, and the text is gone from the screens that are open', async () => {
    const { page } = okada;
    await page.goto(`${city.b.origin}/cases`);
    await page.getByRole('link', { name: HANA }).first().click();
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('消去する', { exact: true }).click();
    await both(page, 'entry-erasure-case');
    await page.getByRole('button', { name: '消去する' }).click();
    const dialog = page.getByRole('dialog', { name: '消去する' });
    await expect(dialog.getByText('参加している職員の画面からも消えます。')).toBeVisible();
    await picture(page, 'entry-erasure-confirm-desktop');
    await dialog.getByRole('button', { name: '消去する' }).click();
    await expect(page.getByText('投稿を消去しました。')).toBeVisible();
    for (const person of [sato, tanaka]) {
      await expect(person.log.getByText(ERASED).first()).toBeVisible();
      await expect(person.page.getByText(WRONG)).toHaveCount(0);
      await expect(person.log.getByText('市が、投稿を1件消去しました')).toBeVisible();
      await expect(person.post(RIGHT)).toBeVisible();
    }
    await picture(tanaka.page, 'entry-erased-room-phone');
    await picture(sato.page, 'entry-erased-room-desktop');
    await expectAccessible(sato.page, 'entry-erased-room');
    // And to whoever comes anew.
    await sato.page.reload();
    await expect(sato.log.getByText(ERASED).first()).toBeVisible();
    await expect(sato.page.getByText(WRONG)).toHaveCount(0);
    await expect(sato.post('別の方のことではありませんか。')).toContainText(ERASED);
  });

  await test.step('whoever asked reads that it was erased; of another post that it stays, and why', async () => {
    const answers = (person: Person) => person.page.getByRole('listitem').filter({ hasText: /に求めました/ });
    await expect(answers(sato)).toContainText('消去されました');
    await sato.page.getByRole('heading', { name: 'あなたが求めた消去' }).scrollIntoViewIfNeeded();
    await picture(sato.page, 'entry-erasure-answer-erased-desktop');
    await tanaka
      .post(RIGHT)
      .getByRole('button', { name: /そのほかの操作$/ })
      .tap();
    await tanaka.page.getByRole('button', { name: 'この投稿の消去を市に求める' }).tap();
    const ask = tanaka.page.getByRole('dialog', { name: 'この投稿の消去を市に求める' });
    await ask.getByRole('radio', { name: 'その他' }).check();
    await ask.getByRole('textbox', { name: '事情' }).fill('訪問は翌日に変わったため、もういりません。');
    await ask.getByRole('button', { name: '市に求める' }).click();
    await tanaka.page.getByRole('button', { name: '閉じる', exact: true }).click();
    await tanaka.page.getByRole('link', { name: '担当している方の一覧へ戻る' }).tap();
    await tanaka.openRoom(HANA);
    await tanaka.page.getByRole('button', { name: '基本情報と参加している職員を見る' }).tap();
    await expect(answers(tanaka)).toContainText('市が確認しています');
    const { page } = kato;
    await page.goto(`${city.a.origin}/cases`);
    await page.getByRole('link', { name: HANA }).first().click();
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('提案しない', { exact: true }).click();
    await page.getByRole('button', { name: '支援の記録として残す必要があるため' }).click();
    await both(page, 'entry-erasure-refusal');
    await page.getByRole('button', { name: '提案しない' }).click();
    const dialog = page.getByRole('dialog', { name: '提案しない' });
    await expect(dialog.getByText('求めた職員にも、ルームの「基本情報」で表示されます。')).toBeVisible();
    await dialog.getByRole('button', { name: '提案しない' }).click();
    await expect(page.getByText('消去を提案しないことを決定しました。')).toBeVisible();
    // Without anybody's reload.
    await expect(answers(tanaka)).toContainText('消去しないことになりました');
    await expect(answers(tanaka)).toContainText(
      '理由：支援の記録として残す必要があるため、消去を提案しません。',
    );
    await answers(tanaka).scrollIntoViewIfNeeded();
    await picture(tanaka.page, 'entry-erasure-answer-phone');
    await expectAccessible(tanaka.page, 'entry-erasure-answer');
    await expect(answers(sato)).toHaveCount(1);
    await expect(tanaka.post(RIGHT)).toHaveCount(1);
  });

  await test.step('the certificate names the day on which the last backup expires', async () => {
    const { page } = okada;
    await page.getByRole('link', { name: '消去の証明書を見る' }).click();
    const paper = page.getByRole('article');
    await expect(paper).toContainText('佐藤');
    await expect(paper).toContainText('加藤');
    await expect(paper).toContainText('岡田');
    await expect(paper).toContainText('までにすべて期限が切れます。');
    await expect(paper).not.toContainText(WRONG);
    await expect(paper).not.toContainText(HANA);
    await both(page, 'entry-erasure-certificate');
    const printed = await page.pdf({ preferCSSPageSize: true });
    expect(printed.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).toHaveLength(1);
    await page.emulateMedia({ media: 'print' });
    await page.screenshot({ path: pictureFile('entry-erasure-certificate-print'), fullPage: true });
    await page.emulateMedia({ media: 'screen' });
  });
});

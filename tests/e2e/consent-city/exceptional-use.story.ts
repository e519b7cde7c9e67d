import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const KIYO = demoRoom('kiyo').name;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

/** In three days, as the field of a browser has it in Tokyo. */
const inThreeDays = () => new Date(Date.now() + (9 + 72) * 3_600_000).toISOString().slice(0, 16);

test('Two people of the city permit that someone uses a room without consent, and end it', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.b, 'desktop');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'phone');
  await sato.openRoom(KIYO);
  await expect(sato.composer).toHaveCount(0);
  await tanaka.openRoom(KIYO);

  await test.step('the moderator is asked what the ground asks for', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await page.getByRole('link', { name: `${KIYO}さんの例外利用` }).click();
    await expect(page.getByRole('heading', { name: '例外利用（第20条）', level: 1 })).toBeVisible();
    await page.getByRole('radio', { name: /第3号/ }).check();
    await page.getByRole('button', { name: '許可を申請する' }).click();
    await expect(page.getByText('どちらかを選んでください。')).toBeVisible();
    await expect(page.getByText('利用する人を加えてください。')).toBeVisible();
    await picture(page, 'exceptional-use-faults-desktop');
    await expectAccessible(page, 'exceptional-use-faults');
    await page.getByRole('radio', { name: /第2号/ }).check();
    await expect(page.getByRole('radio', { name: '疎遠である' })).toHaveCount(0);
    await page
      .getByRole('textbox', { name: '状況' })
      .fill('訪問時に新しいあざがあり、同居の家族の前では話さない。');
    await page
      .getByRole('textbox', { name: '同意を得ることが難しい理由' })
      .fill('同居の家族に知られると、本人に危険が及ぶおそれがある。');
    await page.getByRole('textbox', { name: '目的' }).fill('一時保護に向けた関係機関の調整');
    await page.getByRole('searchbox', { name: '名前・ログインID・施設で探す' }).fill('sato');
    await page
      .getByRole('button', { name: /さんを加える/ })
      .first()
      .click();
    await page.getByLabel('期限').fill(inThreeDays());
    await picture(page, 'exceptional-use-desktop');
    await page.setViewportSize(PHONE);
    await picture(page, 'exceptional-use-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: '許可を申請する' }).click();
    await expect(page.getByText('申請した市担当者は、決定できません。')).toBeVisible();
    await picture(page, 'exceptional-use-case-moderator-desktop');
    // Nothing has changed for anyone.
    await expect(sato.composer).toHaveCount(0);
  });

  await test.step('another person permits it', async () => {
    const { page } = okada;
    await page.goto(city.b.origin);
    await page.getByRole('link', { name: KIYO }).click();
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('許可する', { exact: true }).click();
    await picture(page, 'exceptional-use-case-desktop');
    await expectAccessible(page, 'exceptional-use-case');
    await page.setViewportSize(PHONE);
    await picture(page, 'exceptional-use-case-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: '許可する' }).click();
    await page.getByRole('dialog', { name: '許可する' }).getByRole('button', { name: '許可する' }).click();
    await expect(page.getByText('例外利用を許可しました。')).toBeVisible();
  });

  await test.step('who is named uses the room, and sees on which ground and until when; who is not is out', async () => {
    const { page } = sato;
    await expect(page.getByText('同意によらない利用です（第20条）')).toBeVisible();
    await expect(page.getByText('目的：一時保護に向けた関係機関の調整')).toBeVisible();
    await sato.composer.fill('明日10時に、地域包括支援センターと訪問します。');
    await page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post('明日10時に')).toBeVisible();
    await picture(page, 'permitted-room-phone');
    await expectAccessible(page, 'permitted-room');
    await page.setViewportSize(DESKTOP);
    await expect(page.getByText('読み込んでいます')).toHaveCount(0);
    await expect(page.getByText('同意によらない利用です（第20条）')).toBeVisible();
    await picture(page, 'permitted-room-desktop');
    await expect(page.getByText(/例外利用：.*まで/)).toBeVisible();
    await page.setViewportSize(PHONE);
    await page.goto(city.b.origin);
    await expect(page.getByText(/例外利用：.*まで/)).toBeVisible();
    await picture(page, 'permitted-rooms-phone');
    await expectAccessible(page, 'permitted-rooms');
    await page.getByRole('link', { name: KIYO }).click();
    await expect(page.getByText('同意によらない利用です（第20条）')).toBeVisible();
    await expect(tanaka.page.getByRole('log', { name: '投稿' })).toHaveCount(0);
    await expect(tanaka.page.getByText('明日10時に')).toHaveCount(0);
  });

  await test.step('the city sees what stands, reviews it, and ends it; then nobody sees the room', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await expect(page.getByText(/例外利用中（.*まで）/)).toBeVisible();
    await picture(page, 'permitted-city-desktop');
    await page.setViewportSize(PHONE);
    await picture(page, 'permitted-city-phone');
    await page.setViewportSize(DESKTOP);
    await page.goto(`${city.a.origin}/cases`);
    const review = page.getByRole('row').filter({ hasText: '例外利用の確認' });
    await review.getByRole('link', { name: KIYO }).click();
    await page.getByRole('button', { name: '担当する' }).click();
    await picture(page, 'permit-review-desktop');
    await expectAccessible(page, 'permit-review');
    await page.goto(`${city.a.origin}/city`);
    await page.getByRole('link', { name: `${KIYO}さんの例外利用` }).click();
    await picture(page, 'exceptional-use-standing-desktop');
    await page.getByRole('button', { name: '許可をいま終える' }).click();
    const dialog = page.getByRole('dialog', { name: '許可をいま終える' });
    await dialog.getByRole('button', { name: '許可をいま終える' }).click();
    await expect(page.getByText('許可を終えました。')).toBeVisible();
    await expect(sato.log).toHaveCount(0);
    await expect(sato.page.getByText('明日10時に')).toHaveCount(0);
    await picture(sato.page, 'permit-over-phone');
  });
});

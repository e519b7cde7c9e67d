import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import {
  askForExceptionalUse,
  fillExceptionalUse,
  openExceptionalUse,
  permitExceptionalUse,
  takeUpExceptionalUse,
} from '../support/permit';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { DESKTOP, everySize, PHONE } from '../support/sizes';
import { expect, test } from '../support/test';

const KIYO = demoRoom('kiyo').name;

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
    await openExceptionalUse(page, city.a.origin, KIYO);
    await page.getByRole('radio', { name: /第3号/ }).check();
    await page.getByRole('button', { name: '許可を申請する' }).click();
    await expect(page.getByText('どちらかを選んでください。')).toBeVisible();
    await expect(page.getByText('利用する人を加えてください。')).toBeVisible();
    await picture(page, 'exceptional-use-faults-desktop');
    await expectAccessible(page, 'exceptional-use-faults');
    await page.getByRole('radio', { name: /第2号/ }).check();
    await expect(page.getByRole('radio', { name: '疎遠である' })).toHaveCount(0);
    await fillExceptionalUse(page, 'sato');
    await everySize(page, 'exceptional-use');
    await askForExceptionalUse(page);
    await picture(page, 'exceptional-use-case-moderator-desktop');
    // Nothing has changed for anyone.
    await expect(sato.composer).toHaveCount(0);
  });

  await test.step('another person permits it', async () => {
    const { page } = okada;
    await takeUpExceptionalUse(page, city.b.origin, KIYO);
    await everySize(page, 'exceptional-use-case');
    await permitExceptionalUse(page);
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
    // Whoever asked does not review it, as long as there is another moderator, and takes it up in vain.
    await expect(page.getByText('ご自分が申請または許可した例外利用については')).toBeVisible();
    await expect(page.getByRole('button', { name: '担当する' })).toHaveCount(0);
    await picture(page, 'permit-review-desktop');
    await expectAccessible(page, 'permit-review');
    await page.goto(`${city.a.origin}/city`);
    await doWith(page, KIYO, '例外利用');
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

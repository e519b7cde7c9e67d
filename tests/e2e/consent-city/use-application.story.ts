import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { inThreeDays, permitExceptionalUse, takeUpExceptionalUse } from '../support/permit';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { DESKTOP, everySize, expectNoSidewaysScroll, PHONE } from '../support/sizes';
import { expect, test } from '../support/test';

const KIYO = demoRoom('kiyo').name;

test('A member of staff applies that a room is used without consent; the city recommends and permits it, and they post', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.a, 'desktop');
  await sato.openRoom(KIYO);
  await expect(sato.composer).toHaveCount(0);

  await test.step('on their phone: what is missing is said, and what was typed stays', async () => {
    const { page } = sato;
    const apply = page.getByRole('link', { name: '例外利用を申請する' });
    await expect(apply).toBeVisible();
    await picture(page, 'use-application-room-phone');
    await apply.click();
    await expect(page.getByRole('heading', { name: '例外利用の申請', level: 1 })).toBeVisible();
    await expect(page.getByRole('checkbox', { name: /（あなた）/ })).toBeChecked();
    await page.getByRole('button', { name: '内容を確認する' }).click();
    await expect(page.getByText('理由を選んでください。')).toBeVisible();
    await expect(page.getByRole('radio', { name: /第1号/ })).toBeFocused();
    await picture(page, 'use-application-faults-phone');
    await expectAccessible(page, 'use-application-faults');
    await page.getByRole('radio', { name: /第2号/ }).check();
    await page
      .getByRole('textbox', { name: '状況' })
      .fill('訪問時に新しいあざがあり、同居の家族の前では話さない。');
    await page
      .getByRole('textbox', { name: '同意を得ることが難しい理由' })
      .fill('同居の家族に知られると、本人に危険が及ぶおそれがある。');
    await page.getByRole('textbox', { name: '目的' }).fill('一時保護に向けた関係機関の調整');
    await page.getByLabel('期限').fill(inThreeDays());
    // Whoever turns to something else finds it again.
    await page.getByRole('link', { name: 'ルームへ戻る' }).click();
    await page.getByRole('link', { name: '例外利用を申請する' }).click();
    await expect(page.getByRole('textbox', { name: '目的' })).toHaveValue('一時保護に向けた関係機関の調整');
    await page.setViewportSize(DESKTOP);
    await everySize(page, 'use-application');
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: '内容を確認する' }).click();
    const dialog = page.getByRole('dialog', { name: 'この内容で市に申請しますか' });
    await expect(dialog.getByText('一時保護に向けた関係機関の調整')).toBeVisible();
    await picture(page, 'use-application-confirm-phone');
    await expectAccessible(page, 'use-application-confirm');
    await dialog.getByRole('button', { name: '市に申請する' }).click();
    await expect(page.getByText('市に申請しました。')).toBeVisible();
    await expect(page.getByText('提出済み')).toBeVisible();
    await expect(page.getByRole('button', { name: '内容を確認する' })).toHaveCount(0);
    await expectNoSidewaysScroll(page, 'use-application-sent');
    await picture(page, 'use-application-sent-phone');
    await expectAccessible(page, 'use-application-sent');
  });

  await test.step('a moderator recommends it, says more and names one more', async () => {
    const { page } = kato;
    await page.goto(`${city.b.origin}/cases`);
    const row = page.getByRole('row').filter({ hasText: '例外利用の申請（施設から）' });
    await row.getByRole('link', { name: KIYO }).click();
    await page.getByRole('button', { name: '担当する' }).click();
    await everySize(page, 'use-application-case');
    await page.getByText('推薦する', { exact: true }).click();
    await expect(page.getByRole('textbox', { name: '目的' })).toHaveValue('一時保護に向けた関係機関の調整');
    await page.getByRole('searchbox', { name: '名前・ユーザーID・施設で探す' }).fill('tanaka');
    await page
      .getByRole('button', { name: /さんを加える/ })
      .first()
      .click();
    await everySize(page, 'use-recommendation');
    await page.getByRole('button', { name: '推薦する' }).click();
    await page.getByRole('dialog', { name: '推薦する' }).getByRole('button', { name: '推薦する' }).click();
    await expect(page.getByText('市承認者に推薦しました。')).toBeVisible();
    await picture(page, 'use-recommended-desktop');
  });

  await test.step('another person permits it', async () => {
    const { page } = okada;
    await takeUpExceptionalUse(page, city.a.origin, KIYO);
    await expect(page.getByText('施設の申請者')).toBeVisible();
    await picture(page, 'use-application-permit-desktop');
    await permitExceptionalUse(page);
  });

  await test.step('whoever applied is in the room and posts, and sees how their application stands', async () => {
    const { page } = sato;
    await page.goto(city.a.origin);
    await page.getByRole('link', { name: KIYO }).click();
    await expect(page.getByText('同意によらない利用です（第20条）')).toBeVisible();
    await sato.composer.fill('明日10時に、地域包括支援センターと訪問します。');
    await page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post('明日10時に')).toBeVisible();
    await page.goto(`${city.a.origin}/rooms`);
    await picture(page, 'use-application-rooms-phone');
    await page.getByRole('link', { name: '例外利用の申請の状況' }).click();
    await expect(page.getByText('許可された')).toBeVisible();
    await page.setViewportSize(DESKTOP);
    await everySize(page, 'use-application-permitted');
  });
});

import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

/** In three days, as the field of a browser has it in Tokyo. */
const inThreeDays = () => new Date(Date.now() + (9 + 72) * 3_600_000).toISOString().slice(0, 16);

test('A family withdraws the consent, and whom the city permitted in a case of abuse goes on', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.b, 'desktop');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'phone');
  await sato.openRoom(HANA);
  await tanaka.openRoom(HANA);

  await test.step('two people of the city permit the use on the ground of a suspicion of abuse', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await page.getByRole('link', { name: `${HANA}さんの例外利用` }).click();
    await page.getByRole('radio', { name: /第2号/ }).check();
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
    await page.getByRole('button', { name: '許可を申請する' }).click();
    await expect(page.getByText('申請した市担当者は、決定できません。')).toBeVisible();
    await okada.page.goto(city.b.origin);
    await okada.page.getByRole('link', { name: HANA }).click();
    await okada.page.getByRole('button', { name: '担当する' }).click();
    await okada.page.getByText('許可する', { exact: true }).click();
    await okada.page.getByRole('button', { name: '許可する' }).click();
    const dialog = okada.page.getByRole('dialog', { name: '許可する' });
    await dialog.getByRole('button', { name: '許可する' }).click();
    await expect(okada.page.getByText('例外利用を許可しました。')).toBeVisible();
  });

  await test.step('the family asks for the deletion: the moderator reads what follows from it, and what does not', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await page.getByRole('button', { name: `${HANA}：支援を中止する` }).click();
    const dialog = page.getByRole('dialog', { name: '支援を中止する' });
    await dialog.getByRole('radio', { name: /ご本人からの/ }).check();
    await expect(dialog.getByText(/許可も終わり、だれも閲覧できなくなります/)).toBeVisible();
    await dialog.getByRole('radio', { name: /ご家族・ご親族からの/ }).check();
    await expect(dialog.getByText(/許可で名前を挙げた人だけが、期限まで/)).toBeVisible();
    await picture(page, 'proxy-withdrawal-desktop');
    await page.setViewportSize(PHONE);
    await picture(page, 'proxy-withdrawal-phone');
    await expectAccessible(page, 'proxy-withdrawal');
    await page.setViewportSize(DESKTOP);
    await dialog.getByRole('button', { name: '支援を中止する' }).click();
    await expect(page.getByText('例外利用の許可は、期限まで続いています。')).toBeVisible();
    await picture(page, 'proxy-withdrawal-city-desktop');
    await expectAccessible(page, 'proxy-withdrawal-city');
  });

  await test.step('whoever is not named loses the room; whoever is, writes on', async () => {
    await expect(tanaka.log).toHaveCount(0);
    await expect(tanaka.page.getByText('同意の取り下げにより')).toBeVisible();
    const { page } = sato;
    await expect(page.getByText('同意は取り下げられています。')).toBeVisible();
    await sato.composer.fill('一時保護の受け入れ先が決まりました。');
    await page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post('一時保護の受け入れ先')).toBeVisible();
    await expect(page.getByText('同意が取り下げられました。')).toBeVisible();
    await picture(page, 'permit-only-room-phone');
    await expectAccessible(page, 'permit-only-room');
    await page.setViewportSize(DESKTOP);
    await expect(page.getByText('読み込んでいます')).toHaveCount(0);
    await picture(page, 'permit-only-room-desktop');
    await expect(page.getByRole('link', { name: '印刷・書き出し' })).toHaveCount(0);
    await page.setViewportSize(PHONE);
    await expect(tanaka.page.getByText('一時保護')).toHaveCount(0);
  });

  await test.step('what is handed to the family says nothing of it', async () => {
    const { page } = kato;
    await page.getByRole('link', { name: '支援中止の証明書を見る' }).click();
    await expect(page.getByRole('heading', { name: '支援中止の証明書', level: 1 })).toBeVisible();
    await expect(page.locator('#main').getByText('同意による利用を終わらせました。')).toBeVisible();
    await expect(page.locator('#main').getByText(/例外|許可|虐待/)).toHaveCount(0);
    await picture(page, 'proxy-withdrawal-certificate-desktop');
  });

  await test.step('the city ends the permit, and the room is a discontinued one', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await page.getByRole('link', { name: `${HANA}さんの例外利用` }).click();
    await picture(page, 'permit-only-standing-desktop');
    await page.getByRole('button', { name: '許可をいま終える' }).click();
    const dialog = page.getByRole('dialog', { name: '許可をいま終える' });
    await dialog.getByRole('button', { name: '許可をいま終える' }).click();
    await expect(page.getByText('許可を終えました。')).toBeVisible();
    await expect(sato.log).toHaveCount(0);
    await expect(sato.page.getByText('一時保護の受け入れ先')).toHaveCount(0);
    await page.goto(`${city.a.origin}/city`);
    await expect(page.getByText('支援中止（例外利用中）')).toHaveCount(0);
  });
});

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

const HANA = demoRoom('hana').name;

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
    await openExceptionalUse(kato.page, city.a.origin, HANA);
    await fillExceptionalUse(kato.page, 'sato');
    await askForExceptionalUse(kato.page);
    await takeUpExceptionalUse(okada.page, city.b.origin, HANA);
    await permitExceptionalUse(okada.page);
  });

  await test.step('the family asks for the deletion: the moderator reads what follows from it, and what does not', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await doWith(page, HANA, '支援を中止する');
    const dialog = page.getByRole('dialog', { name: '支援を中止する' });
    await dialog.getByRole('radio', { name: /ご本人からの/ }).check();
    await expect(dialog.getByText(/許可も終わり、だれも閲覧できなくなります/)).toBeVisible();
    await dialog.getByRole('radio', { name: /ご家族・ご親族からの/ }).check();
    await expect(dialog.getByText(/許可で名前を挙げた人だけが、期限まで/)).toBeVisible();
    await everySize(page, 'proxy-withdrawal');
    await dialog.getByRole('button', { name: '支援を中止する' }).click();
    await expect(page.getByText('例外利用の許可は、期限まで続いています。')).toBeVisible();
    await everySize(page, 'proxy-withdrawal-city');
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
    await doWith(page, HANA, '例外利用');
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

import { expectAccessible } from '../support/accessibility';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const NAME = '雛形 みち';

test('A proposal whose consent form does not come in time is deleted, and whoever proposed it is told', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'phone');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const { page } = tanaka;

  await test.step('how long it still waits is said to the proposer', async () => {
    await page.getByRole('link', { name: '支援する方を提案する' }).tap();
    await page.getByRole('textbox', { name: 'お名前' }).fill(NAME);
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('ひながた みち');
    await page.getByLabel('生年月日').fill('1941-05-06');
    await page.getByRole('radio', { name: '市民である' }).check();
    await page.getByRole('button', { name: '提案する' }).tap();
    await expect(page.getByText('あと30日で受け取られないと、この提案は削除されます。')).toBeVisible();
    await picture(page, 'proposal-waits-phone');
    await city.ageProposals(18);
    await page.goto(`${city.a.origin}/rooms`);
    await expect(tanaka.line(NAME)).toContainText('あと12日で削除');
    await picture(page, 'proposals-phone');
    await expectAccessible(page, 'proposals');
  });

  await test.step('and to the city', async () => {
    await kato.page.reload();
    await expect(kato.page.getByRole('row', { name: NAME })).toContainText('あと12日で削除');
    await picture(kato.page, 'city-proposals-desktop');
    await kato.page.setViewportSize({ width: 390, height: 844 });
    await picture(kato.page, 'city-proposals-phone');
    await kato.page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('when the time is over it goes from the screen at once', async () => {
    await tanaka.openRoom(NAME);
    await city.ageProposals(30);
    await expect(page.getByText('市が同意書を受け取らないまま、この提案は閉じられました')).toBeVisible();
    await expect(page.getByText(NAME)).toHaveCount(0);
    await picture(page, 'proposal-closed-phone');
  });

  await test.step('from then on the list says why, and names nobody', async () => {
    await page.reload();
    await expect(
      page.getByText(
        '期限までに同意書が受け取られなかったか、提案が取り下げられたため、この提案は削除されました。',
      ),
    ).toBeVisible();
    await picture(page, 'proposal-lapsed-phone');
    await expectAccessible(page, 'proposal-lapsed');
    await page.goto(`${city.a.origin}/rooms`);
    await expect(tanaka.line('期限切れの提案')).toBeVisible();
    await picture(page, 'proposals-lapsed-phone');
    await kato.page.reload();
    await expect(kato.page.getByRole('row', { name: '期限切れの提案' })).toBeVisible();
    await expect(kato.page.getByText(NAME)).toHaveCount(0);
    await picture(kato.page, 'city-lapsed-desktop');
    await expectAccessible(kato.page, 'city-lapsed');
  });
});

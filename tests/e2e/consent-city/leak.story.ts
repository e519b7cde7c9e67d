import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const TITLE = '訪問先での端末の置き忘れ';

test('The city enters a leak, sees who had access, tells of it twice and closes the case', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'desktop');
  await sato.openRoom(HANA);
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'phone');
  await tanaka.openRoom(HANA);
  await city.wasYesterday();
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  const main = page.getByRole('main');

  await test.step('it is entered: what happened, whose accesses, and since when it is known', async () => {
    await page.goto(`${city.a.origin}/cases`);
    await page.getByRole('link', { name: '漏えいのおそれを記録する' }).click();
    await page.getByRole('button', { name: '記録して、期限の管理を始める' }).click();
    await expect(page.getByText('対象を選んでください。')).toBeVisible();
    await check('leak-enter-faults-desktop');
    await page.getByLabel('件名').fill(TITLE);
    await page
      .getByLabel('分かっていること')
      .fill('訪問の帰りに、端末をバスに置き忘れました。画面は消えていました。');
    const upto = await page.getByLabel('いつまで').inputValue();
    await page.getByLabel('いつから').fill(weekBefore(upto));
    const whose = page.getByRole('combobox', { name: 'どなたの記録が見られたか' });
    const option = whose.getByRole('option').filter({ hasText: HANA });
    await expect(option).toHaveCount(1);
    await whose.selectOption({ label: (await option.textContent()) ?? '' });
    await check('leak-enter-desktop');
    // What is done is linked into the chain within a moment; until then the server asks to try again.
    await expect(async () => {
      await page.getByRole('button', { name: '記録して、期限の管理を始める' }).click({ timeout: 1_000 });
      await expect(page.getByRole('heading', { name: TITLE, level: 1 })).toBeVisible({ timeout: 1_000 });
    }).toPass();
  });

  await test.step('who saw what, until when it is told, and what it was fixed by', async () => {
    await expect(main.getByText('（3日目）')).toBeVisible();
    await expect(main.getByText('（5日目）')).toBeVisible();
    await expect(main.getByText('（30日目）')).toBeVisible();
    const accesses = main.getByRole('listitem').filter({ hasText: `${HANA}さん：見た` });
    await expect(accesses.filter({ hasText: '佐藤' })).not.toHaveCount(0);
    await expect(accesses.filter({ hasText: '田中' })).not.toHaveCount(0);
    await expect(main.getByText('記録に触れられた支援対象者は1人です。')).toBeVisible();
    await expect(main.getByText('いまの記録も、固定したときと同じです。')).toBeVisible();
    await check('leak-case-desktop');
    const counted = main.getByText('記録に触れられた支援対象者は1人です。');
    const toAccesses = async (name: string) => {
      await counted.evaluate((words) => words.parentElement?.scrollIntoView({ block: 'start' }));
      await expect(counted).toBeInViewport();
      await check(name);
      await accesses.first().evaluate((line) => line.scrollIntoView({ block: 'center' }));
      await picture(page, name.replace('accesses', 'seen'));
    };
    await toAccesses('leak-accesses-desktop');
    await page.setViewportSize({ width: 390, height: 844 });
    await check('leak-case-phone');
    await toAccesses('leak-accesses-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('both reports are written down, with day and words', async () => {
    await expect(main.getByText('報告したことを記録するには、担当になってください。')).toBeVisible();
    await page.getByRole('button', { name: '担当する' }).click();
    await expect(main.getByRole('heading', { name: '速報をしたことを記録する' })).toBeVisible();
    await page.getByRole('button', { name: '記録する', exact: true }).click();
    await expect(main.getByText('2000文字以内で入力してください。')).toBeVisible();
    await page.getByLabel('報告した内容').fill('端末の置き忘れ。氏名、支援の記録。1人。調査中。');
    await page.getByRole('button', { name: '記録する', exact: true }).click();
    await expect(main.getByText('速報をしたことを記録しました。')).toBeVisible();
    await expect(main.getByRole('heading', { name: '確報をしたことを記録する' })).toBeVisible();
    await page
      .getByLabel('報告した内容')
      .fill('端末は回収した。暗号化され、画面の鍵がかかっていた。二次被害なし。');
    await page.getByRole('checkbox', { name: /不正の目的/ }).check();
    await page.getByRole('button', { name: '記録する', exact: true }).click();
    await expect(main.getByText('確報をしたことを記録しました。')).toBeVisible();
    await expect(main.getByText(/^確報を.+に報告しました$/)).toBeVisible();
    await check('leak-told-desktop');
  });

  await test.step('and the case is closed with a decision', async () => {
    await page.getByRole('radio', { name: '対応を終える' }).check({ force: true });
    await page.getByLabel('理由').fill('端末を回収し、ご本人にお知らせした。');
    await page.getByRole('button', { name: '対応を終える' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '対応を終える' }).click();
    await expect(main.getByText('対応を終えたことを記録しました。')).toBeVisible();
    await check('leak-closed-desktop');
    await page.goto(`${city.a.origin}/cases`);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole('link', { name: '漏えいのおそれを記録する' })).toBeVisible();
    await check('leak-list-phone');
  });
});

/** The same minute a week before. */
function weekBefore(field: string): string {
  return new Date(Date.parse(`${field}:00Z`) - 7 * 86_400_000).toISOString().slice(0, 16);
}

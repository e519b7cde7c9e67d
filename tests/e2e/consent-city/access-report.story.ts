import { readFileSync, writeFileSync } from 'node:fs';
import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture, pictureFile } from '../support/pictures';
import { output } from '../support/process';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;

test('A person asks who looked at their record; the city reviews, releases and prints what the log says', {
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
  const sheet = page.getByRole('main').getByRole('article');

  await test.step('a report is opened for days that are over', async () => {
    await doWith(page, HANA, '閲覧記録の報告書');
    await expect(page.getByText('まだありません。')).toBeVisible();
    await page.getByRole('radio', { name: 'ご家族' }).check();
    await page.getByRole('button', { name: '報告書を作る' }).click();
    await expect(page.getByText('はじめの日を、おわりの日までの日付で入力してください。')).toBeVisible();
    await check('report-open-desktop');
    await page.getByLabel('はじめの日').fill(await page.getByLabel('おわりの日').inputValue());
    await page.getByRole('button', { name: '報告書を作る' }).click();
    await expect(sheet).toContainText(`${HANA} 様`);
  });

  const facilityOf = async (name: string) =>
    /（(.+)・(.+)）/.exec(
      (await sheet
        .getByText(new RegExp(`^${name}`))
        .first()
        .textContent()) ?? '',
    )?.[2] ?? '';

  await test.step('who saw what, in plain words; one of the facilities is withheld', async () => {
    await expect(sheet).toContainText('記録を見ました。');
    await expect(sheet).toContainText('確認用の見本です');
    const facility = await facilityOf('田中');
    expect(facility).not.toBe('');
    await check('report-draft-desktop');
    await page.getByRole('checkbox', { name: `${facility}のしたことを書かない` }).check();
    await page
      .getByRole('combobox', { name: `${facility}を伏せる理由` })
      .selectOption({ label: 'そのほかの危険' });
    await page.getByRole('button', { name: '変更を保存する' }).click();
    await expect(page.getByText('理由を入力してください。')).toBeVisible();
    await page
      .getByRole('textbox', { name: `${facility}についての覚え書き` })
      .fill('ご家族への連絡を避ける必要がある。');
    await check('report-withhold-desktop');
    await page.getByRole('button', { name: '変更を保存する' }).click();
    await expect(page.getByText('変更を保存しました。')).toBeVisible();
    await expect(sheet).not.toContainText('田中');
    await expect(sheet).not.toContainText(facility);
    await expect(sheet).toContainText('佐藤');
  });

  await test.step('released in a second step, with the passkey once more', async () => {
    await city.forgetStepUps();
    await page.getByRole('button', { name: '内容を確定する' }).click();
    const dialog = page.getByRole('dialog', { name: '内容を確定する' });
    await expect(dialog).toContainText('1つの施設がしたことは書かれません。');
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await check('report-release-desktop');
    await dialog.getByRole('button', { name: '確定する' }).click();
    await page
      .getByRole('dialog', { name: '本人の確認' })
      .getByRole('button', { name: 'パスキーで確認する' })
      .click();
    await expect(page.getByText('報告書を確定しました。')).toBeVisible();
    await expect(sheet).toContainText('第1号');
    await expect(page.getByRole('button', { name: '内容を確定する' })).toHaveCount(0);
    await check('report-released-desktop');
  });

  await test.step('printed on A4: what the paper says is what was released', async () => {
    // The dialog of the printer is the browser's own, and stays open: the same paper is asked of it below.
    await page.evaluate(() => {
      window.print = () => document.documentElement.setAttribute('data-asked', 'printer');
    });
    await page.getByRole('button', { name: '印刷して渡す' }).click();
    await expect(page.getByText('お渡しすることを記録しました。')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-asked', 'printer');
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.sheets .paper-mark')).toBeVisible();
    await picture(page, 'report-paper');
    await page.emulateMedia({ media: null });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const file = pictureFile('report').replace(/\.png$/, '.pdf');
    writeFileSync(file, pdf);
    // Without the mark, whose letters would stand among the others.
    const text = (await output('pdftotext', ['-layout', '-nodiag', file, '-'])).replaceAll(/\s/g, '');
    for (const words of [
      '閲覧記録の報告書',
      '第1号',
      `${HANA}様`.replaceAll(/\s/g, ''),
      '佐藤',
      '記録を見ました。',
      'どの報告書にも',
      'この連絡帳の目的',
    ]) {
      expect(text).toContain(words);
    }
    for (const words of ['田中', '覚え書き', '印刷して渡す', 'メインメニュー', 'そのほかの危険'])
      expect(text).not.toContain(words);
    // Whoever opens the file sees these letters: every font of it is in it.
    const fonts = (await output('pdffonts', [file])).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/ yes (yes|no) +yes /);
    expect(await output('pdfinfo', [file])).toMatch(/Page size:\s+59[45]\.\d+ x 84[12]/);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  });

  await test.step('the list says which were made; and a phone shows the same', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await expect(sheet).toContainText('第1号');
    await check('report-phone');
    await page.getByRole('link', { name: 'この方の報告書の一覧へ' }).click();
    await expect(page.getByRole('link', { name: '第1号' })).toContainText('ご家族');
    await check('reports-phone');
  });
});

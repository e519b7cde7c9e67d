import { readFile, writeFile } from 'node:fs/promises';
import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture, pictureFile } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const SATO = '佐藤 あおい';
const NEWCOMER = '新田 みどり';
const SUSPENDED = 'このアカウントまたは端末は停止されています。';

test('An admin adds a person, prints their sheet and hands it over; who retires is out at once', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const ito = await Person.signIn(browser, city, 'ito', city.a, 'desktop');
  const { page } = ito;
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  let code = '';

  await test.step('the staff of the own facility', async () => {
    await page.getByRole('link', { name: '職員と端末' }).click();
    await expect(page.getByText('みほん訪問看護ステーション　職員')).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: SATO })).toContainText('利用中');
    await check('staff-desktop');
  });

  await test.step('a form with faults says which', async () => {
    await page.getByRole('link', { name: '職員を追加する' }).click();
    await page.getByRole('button', { name: '追加してコードを作る' }).click();
    await expect(page.getByText('入力内容に誤りがあります。')).toBeVisible();
    await expect(page.getByRole('textbox', { name: '氏名' })).toBeFocused();
    await check('staff-add-errors-desktop');
  });

  await test.step('someone is added, and their sheet is shown once', async () => {
    await page.getByRole('textbox', { name: '氏名' }).fill(NEWCOMER);
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('にった みどり');
    await page.getByRole('combobox', { name: '職種' }).selectOption({ label: '訪問看護師' });
    await page.getByRole('textbox', { name: 'メールアドレス' }).fill('nitta@mihon.example');
    await page.getByRole('button', { name: '追加してコードを作る' }).click();
    await expect(page.getByRole('heading', { name: '用紙を印刷する' })).toBeVisible();
    const sheet = page.getByRole('main').getByRole('article');
    await expect(sheet).toContainText(NEWCOMER);
    await expect(sheet.getByRole('img', { name: '登録ページを開くQRコード' })).toBeVisible();
    code = /[0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5}/.exec((await sheet.textContent()) ?? '')?.[0] ?? '';
    expect(code).toHaveLength(31);
    await check('staff-sheet-desktop');
    // In memory only.
    expect(page.url()).not.toContain(code.slice(0, 5));
    expect(await leftOnDevice(page)).not.toContain(code);
  });

  await test.step('the printer gets one page with nothing else on it', async () => {
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 503, height: 734 });
    await expect(page.getByRole('button', { name: '印刷する' })).toBeHidden();
    await expect(page.locator('.sheets')).toContainText(code);
    await picture(page, 'staff-sheet-print');
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await writeFile(pictureFile('staff-sheet').replace(/png$/, 'pdf'), pdf);
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('it is handed over, and lives from then on', async () => {
    await page.getByRole('button', { name: '印刷しました・閉じる' }).click();
    const row = page.getByRole('row').filter({ hasText: NEWCOMER });
    await expect(row).toContainText('手渡し待ち');
    await check('staff-added-desktop');
    await row.getByRole('link', { name: NEWCOMER }).click();
    await expect(page.getByText('それまでコードは使えません。')).toBeVisible();
    await expect(page.getByText(code)).toHaveCount(0);
    await page.getByRole('button', { name: '手渡しました' }).click();
    const dialog = page.getByRole('dialog', { name: '手渡しました' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await dialog.getByRole('button', { name: '手渡しました' }).click();
    await expect(page.getByText('本人の登録を待っています。')).toBeVisible();
    await check('staff-member-desktop');
  });

  await test.step('someone retires, and what they have open ends', async () => {
    const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
    await sato.openRoom(HANA);
    await page.getByRole('link', { name: '職員の一覧へ戻る' }).click();
    await page.getByRole('row').filter({ hasText: SATO }).getByRole('link', { name: SATO }).click();
    await page.getByRole('button', { name: '退職の手続き' }).click();
    const dialog = page.getByRole('dialog', { name: '退職の手続き' });
    await expect(dialog).toContainText('開いている画面とログインが、ただちに終わります');
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await picture(page, 'staff-retire-desktop');
    await expectAccessible(page, 'staff-retire-desktop');
    await dialog.getByRole('button', { name: '退職の手続きをする' }).click();
    await expect(sato.page.getByText(SUSPENDED)).toBeVisible();
    await expect(page.getByText(`${SATO}さんの退職の手続きが終わりました。`)).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: SATO })).toHaveCount(0);
    await picture(sato.page, 'staff-retired-phone');
    await check('staff-after-retirement-desktop');
    await expect.poll(() => leftOnDevice(sato.page)).not.toContain(HANA);
    expect((await sato.get('/rooms')).status).toBe(401);
  });
});

test('An admin fills in the template, corrects what it is told, and adds all of them at once', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'desktop');
  await page.getByRole('link', { name: '職員と端末' }).click();
  await page.getByRole('link', { name: 'CSVでまとめて追加する' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'ひな形をダウンロード' }).click();
  const template = await readFile(await (await downloading).path(), 'utf8');
  const choose = (rows: string) =>
    page.getByLabel('CSVファイル').setInputFiles({
      name: 'shokuin.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(template + rows),
    });
  await choose('新田 みどり,nitta,訪問看護師,,\r\n=1+1,いち,宇宙飛行士,,\r\n');
  await expect(page.getByText('2行目： ふりがなを、')).toBeVisible();
  await expect(page.getByText('3行目： 職種がありません。')).toBeVisible();
  await picture(page, 'staff-import-faults-desktop');
  await expectAccessible(page, 'staff-import-faults-desktop');
  await choose(
    '新田 みどり,にった みどり,訪問看護師,nitta@mihon.example,はい\r\n森田 葵,もりた あおい,訪問看護師,,\r\n',
  );
  // A corrected file of the same name is looked through, too.
  await expect(page.getByText('2名を追加できます。')).toBeVisible();
  await picture(page, 'staff-import-desktop');
  await page.getByRole('button', { name: '2名を追加してコードを作る' }).click();
  await expect(page.getByRole('heading', { name: '用紙を印刷する' })).toBeVisible();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g), 'a page for each').toHaveLength(2);
  await page.getByRole('button', { name: '印刷しました・閉じる' }).click();
  await expect(page.getByText('2名を追加しました。')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '手渡し待ち' })).toHaveCount(2);
});

test('On a phone, a lost device is stopped and the new code is shown to its person', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const ito = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  const { page } = ito;
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };

  await page.getByRole('link', { name: '職員と端末' }).tap();
  await expect(page.getByRole('link', { name: SATO })).toBeVisible();
  await check('staff-phone');
  await page.getByRole('link', { name: '職員を追加する' }).tap();
  await expect(page.getByRole('textbox', { name: '氏名' })).toBeVisible();
  await check('staff-add-phone');
  await page.getByRole('link', { name: '職員の一覧へ戻る' }).tap();
  await page.getByRole('link', { name: SATO }).tap();
  await expect(page.getByRole('heading', { name: SATO })).toBeVisible();
  await check('staff-member-phone');
  await page.getByRole('button', { name: `${SATO}さんの端末：紛失の届出` }).tap();
  await page.getByRole('checkbox', { name: /本人が目の前にいるので/ }).check();
  await page.getByRole('checkbox', { name: /本人であることを確かめました/ }).check();
  await check('staff-lost-phone');
  await page.getByRole('dialog').getByRole('button', { name: '停止してコードを作る' }).tap();
  await expect(page.getByRole('heading', { name: 'コードを読み取ってもらう' })).toBeVisible();
  await expect(sato.page.getByText(SUSPENDED)).toBeVisible();
  await check('staff-code-phone');
  await page.getByRole('button', { name: '読み取りました・閉じる' }).tap();
  await expect(page.getByText('個人の端末・停止中')).toBeVisible();
  await expect(page.getByText('個人の端末・登録待ち')).toBeVisible();
});

test('The moderator of the city chooses a facility first', { tag: '@people-devices' }, async ({
  browser,
  city,
}) => {
  for (const screen of ['phone', 'desktop'] as const) {
    const kato = await Person.signIn(browser, city, 'kato', city.a, screen);
    await kato.page.getByRole('link', { name: '職員と端末' }).click();
    await expect(kato.page.getByRole('link', { name: /みほん薬局/ })).toBeVisible();
    await picture(kato.page, `staff-facilities-${screen}`);
    await expectAccessible(kato.page, `staff-facilities-${screen}`);
    await kato.page.getByRole('link', { name: /みほん薬局/ }).click();
    await expect(kato.page.getByText('みほん薬局　職員')).toBeVisible();
  }
});

import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

test('The city registers a desk’s batch from a file, after it has looked it through', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  await page.getByRole('link', { name: 'CSVでまとめて登録する' }).click();
  await expect(
    page.getByRole('heading', { name: '支援する方をCSVでまとめて登録する', level: 1 }),
  ).toBeVisible();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'ひな形をダウンロード' }).click();
  const template = await readFile(await (await downloading).path(), 'utf8');
  const choose = (rows: string) =>
    page.getByLabel('CSVファイル').setInputFiles({
      name: 'shien.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(template + rows),
    });
  const good = '束村 一,たばむら はじめ,1938-01-02,市民\r\n束村 二,たばむら ふたば,1940/3/4,居住\r\n';

  await test.step('each row says what is wrong in it', async () => {
    await choose(`${good},tabamura,昭和15年,隣の市\r\n束村 三,たばむら みつ,1941-05-06,1234-5678-9018\r\n`);
    await expect(page.getByText('4行目： 生年月日を、')).toBeVisible();
    await expect(page.getByText('5行目： マイナンバーと思われる番号があります。')).toBeVisible();
    await expect(page.getByRole('button', { name: /名を登録する/ })).toHaveCount(0);
    await picture(page, 'import-persons-faults-desktop');
    await expectAccessible(page, 'import persons with faults');
    await page.setViewportSize(PHONE);
    await picture(page, 'import-persons-faults-phone');
    await page.setViewportSize(DESKTOP);
  });

  await test.step('what is good is shown first, and registered then', async () => {
    await choose(good);
    await expect(page.getByText('2名を登録できます。まだ登録していません。')).toBeVisible();
    await picture(page, 'import-persons-desktop');
    await page.getByRole('button', { name: '2名を登録する' }).click();
    await expect(page.getByText('2名を登録しました。')).toBeVisible();
    await expect(page.getByRole('link', { name: '束村 二：同意書の受領を記録' })).toBeVisible();
    await picture(page, 'import-persons-done-desktop');
  });

  await test.step('who is there already is found', async () => {
    await page.getByRole('link', { name: 'CSVでまとめて登録する' }).click();
    await choose('別の 字,タバムラハジメ,1938/1/2,市民\r\n');
    await expect(
      page.getByText('2行目： ふりがなと生年月日が同じ方のルームが、すでにあります。'),
    ).toBeVisible();
  });
});

test('The city keeps the family of a person, and members call them from the room', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');

  await test.step('the city enters it', async () => {
    const { page } = kato;
    await doWith(page, HANA, '連絡先');
    await expect(page.getByRole('heading', { name: '連絡先', level: 1 })).toBeVisible();
    await page.getByRole('textbox', { name: '住所' }).fill('みほん市花町1丁目2番3号');
    await page.getByRole('button', { name: 'ご家族・連絡先を追加する' }).click();
    const first = page.getByRole('region', { name: 'ご家族・連絡先 1' });
    await first.getByRole('textbox', { name: 'お名前' }).fill('見本 桜');
    await first.getByRole('textbox', { name: 'ご本人との関係' }).fill('長女');
    await first.getByRole('textbox', { name: '電話番号' }).fill('でんわ');
    await first.getByRole('checkbox', { name: '変化があったときに連絡を希望している' }).check();
    await page.getByRole('button', { name: '保存する' }).click();
    await expect(page.getByText('電話番号は、数字とハイフンで')).toBeVisible();
    await expect(first.getByRole('textbox', { name: '電話番号' })).toBeFocused();
    await picture(page, 'particulars-desktop');
    await expectAccessible(page, 'particulars');
    await page.setViewportSize(PHONE);
    await picture(page, 'particulars-phone');
    await page.setViewportSize(DESKTOP);
    await first.getByRole('textbox', { name: '電話番号' }).fill('090-0000-0000');
    await page.getByRole('button', { name: '保存する' }).click();
    await expect(page.getByText(`${HANA}さんの連絡先を保存しました。`)).toBeVisible();
  });

  await test.step('members find it in the room', async () => {
    const { page } = sato;
    await sato.openRoom(HANA);
    await page.getByRole('button', { name: '基本情報と参加している職員を見る' }).tap();
    await expect(page.getByRole('link', { name: '090-0000-0000' })).toHaveAttribute(
      'href',
      'tel:09000000000',
    );
    await expect(page.getByText('変化があったときに連絡を希望')).toBeVisible();
    await picture(page, 'room-particulars-phone');
    await expectAccessible(page, 'room with particulars');
  });

  await test.step('two who change it at once lose nothing: what both have changed is chosen', async () => {
    const { page } = kato;
    await doWith(page, HANA, '連絡先');
    await page.getByRole('textbox', { name: '住所' }).fill('みほん市花町1丁目2番3号 みほん荘201');
    const tab = await kato.context.newPage();
    await tab.goto(page.url());
    await tab.getByRole('textbox', { name: '住所' }).fill('みほん市花町1丁目2番5号');
    await tab
      .getByRole('region', { name: 'ご本人', exact: true })
      .getByRole('textbox', { name: '電話番号' })
      .fill('0280-00-0000');
    await tab.getByRole('button', { name: '保存する' }).click();
    await expect(tab.getByText(`${HANA}さんの連絡先を保存しました。`)).toBeVisible();
    await tab.close();
    await page.getByRole('button', { name: '保存する' }).click();
    await expect(
      page.getByText('ほかの人が変えた「ご本人の電話番号」は、新しい内容にしました。'),
    ).toBeVisible();
    await expect(page.getByRole('textbox', { name: '電話番号' }).first()).toHaveValue('0280-00-0000');
    await expect(page.getByRole('textbox', { name: '住所' })).toHaveValue(/みほん荘201$/);
    await page.getByRole('button', { name: '保存する' }).click();
    await expect(page.getByText('残すほうを選んでください。')).toBeVisible();
    await expect(page.getByRole('radio', { name: '入力した内容' })).toBeFocused();
    await picture(page, 'particulars-clash-desktop');
    await expectAccessible(page, 'particulars that clash');
    await page.setViewportSize(PHONE);
    await picture(page, 'particulars-clash-phone');
    await page.setViewportSize(DESKTOP);
    await page.getByRole('radio', { name: 'ほかの人が保存した内容' }).check();
    await expect(page.getByRole('textbox', { name: '住所' })).toHaveValue('みほん市花町1丁目2番5号');
    await page.getByRole('radio', { name: '入力した内容' }).check();
    await page.getByRole('button', { name: '保存する' }).click();
    await expect(page.getByText(`${HANA}さんの連絡先を保存しました。`)).toBeVisible();
  });
});

test('Whoever moves is looked at again by the city, which ends support before it says that there is none', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const live = async (address: string) => {
    await page.getByRole('link', { name: '同意と支援中止', exact: true }).first().click();
    await doWith(page, HANA, '連絡先');
    await page.getByRole('textbox', { name: '住所' }).fill(address);
    await page.getByRole('button', { name: '保存する' }).click();
    await expect(page.getByText(`${HANA}さんの連絡先を保存しました。`)).toBeVisible();
  };
  const check = async (name: string) => {
    await picture(page, `${name}-desktop`);
    await expectAccessible(page, name);
    await page.setViewportSize(PHONE);
    await picture(page, `${name}-phone`);
    await page.setViewportSize(DESKTOP);
  };

  await test.step('another address opens a case', async () => {
    await live('みほん市花町1丁目2番3号');
    await expect(page.getByText('引き続き支援の対象であるかの確認が必要です。')).toHaveCount(0);
    await live('となり市本町4番5号');
    await expect(page.getByText('引き続き支援の対象であるかの確認が必要です。')).toBeVisible();
    await doWith(page, HANA, '連絡先');
    await page.getByRole('link', { name: '住所の変更の確認を開く' }).click();
    await expect(page.getByText('みほん市花町1丁目2番3号')).toBeVisible();
    await expect(page.getByText('となり市本町4番5号')).toBeVisible();
  });

  await test.step('while support goes on it cannot be said that there is none', async () => {
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('対象でなくなった', { exact: true }).click();
    await check('residence');
    const form = page.getByRole('region', { name: '決定' });
    await form.getByRole('button', { name: '対象でなくなった' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '対象でなくなった' }).click();
    await expect(
      page.getByRole('status').getByText('先に「同意と支援中止」で支援を終了してから'),
    ).toBeVisible();
  });

  await test.step('whoever lives here all the same stays', async () => {
    await page.getByText('引き続き対象', { exact: true }).click();
    await page
      .getByRole('button', { name: '住民登録は市外ですが、市内に居住していることを確認しました。' })
      .click();
    const form = page.getByRole('region', { name: '決定' });
    await form.getByRole('button', { name: '引き続き対象' }).click();
    await expect(form.getByText('お住まいについて選んでください。')).toBeVisible();
    await form.getByRole('radio', { name: '住民票はないが、市内に住んでいる' }).check();
    await check('residence-basis');
    await form.getByRole('button', { name: '引き続き対象' }).click();
    await expect(
      page.getByRole('dialog').getByText('お住まい：住民票はないが、市内に住んでいる'),
    ).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: '引き続き対象' }).click();
    await expect(page.getByText('引き続き支援の対象であることを記録しました。')).toBeVisible();
    await expect(page.getByText('市民である → 住民票はないが、市内に住んでいる')).toBeVisible();
    await check('residence-decided');
  });

  await test.step('and it stands with the person', async () => {
    await page.getByRole('link', { name: '同意と支援中止', exact: true }).first().click();
    await doWith(page, HANA, '連絡先');
    const card = page.getByRole('region', { name: 'お住まい' });
    await expect(card.getByText('市民である → 住民票はないが、市内に住んでいる')).toBeVisible();
    await check('residence-history');
  });
});

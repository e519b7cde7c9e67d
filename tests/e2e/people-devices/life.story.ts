import type { Page } from '@playwright/test';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const OFFICE = 'みほん訪問介護 さざんか';
const HEAD = '花田 ひかり';
const CODE = /[0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5}/g;
const SUSPENDED = 'このアカウントまたは端末は停止されています。';
const STAFF = ['青木 さくら', '石田 蓮', '上野 結', '遠藤 樹', '小川 凪'];

/** Enrols on a phone of one's own, from the QR code to the first screen; how many taps, and how long. */
async function enrol(page: Page, origin: string, code: string): Promise<{ taps: number; seconds: number }> {
  const began = Date.now();
  await page.goto(`${origin}/enrol#${code}`);
  await page.getByRole('button', { name: 'この端末を登録する' }).tap();
  await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
  return { taps: 1, seconds: (Date.now() - began) / 1_000 };
}

async function codes(page: Page): Promise<string[]> {
  return (await page.getByRole('main').textContent())?.match(CODE) ?? [];
}

test('From the application of an office to the retirement of its nurse, without the operator', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  test.setTimeout(240_000);
  await test.step('the office applies, and the city accepts it', async () => {
    const page = await equip(browser, { node: city.a, screen: 'phone' });
    await page.goto(`${city.a.origin}/apply`);
    await page.getByRole('textbox', { name: '施設名' }).fill(OFFICE);
    await page.getByRole('combobox', { name: '区分' }).selectOption({ label: '介護・福祉サービス事業所' });
    await page.getByRole('textbox', { name: '所在地' }).fill('みほん市山茶花町1番地');
    await page.getByRole('textbox', { name: '代表者の氏名' }).fill(HEAD);
    await page.getByRole('textbox', { name: 'メールアドレス' }).fill('sazanka@mihon.example');
    await page.getByRole('textbox', { name: '電話番号' }).fill('0280-00-0001');
    await page.getByRole('checkbox', { name: 'この利用目的に同意します' }).check();
    await page.getByRole('button', { name: '申請を送る' }).tap();
    await expect(page.getByRole('heading', { name: '申請を受け付けました' })).toBeVisible();
  });

  const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  let code = '';
  await test.step('the city lets its admin in', async () => {
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await desk.getByRole('link', { name: OFFICE }).click();
    await desk.getByRole('button', { name: '担当する' }).click();
    await desk.getByRole('radio', { name: '承認する' }).check();
    await desk.getByRole('button', { name: '承認する' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '承認する' }).click();
    await desk.getByRole('link', { name: 'この施設の職員と端末へ' }).click();
    await desk.getByRole('link', { name: '職員を追加する' }).click();
    await desk.getByRole('textbox', { name: '氏名' }).fill(HEAD);
    await desk.getByRole('textbox', { name: 'ふりがな' }).fill('はなだ ひかり');
    await desk.getByRole('textbox', { name: 'メールアドレス' }).fill('hanada@mihon.example');
    await desk.getByRole('combobox', { name: '職種' }).selectOption({ index: 1 });
    await desk.getByRole('radio', { name: /この画面を本人に見せる/ }).check();
    await desk.getByRole('button', { name: '追加してコードを作る' }).click();
    await expect(desk.getByRole('heading', { name: 'コードを読み取ってもらう' })).toBeVisible();
    [code = ''] = await codes(desk);
    await desk.getByRole('button', { name: '読み取りました・閉じる' }).click();
    await desk.getByRole('link', { name: HEAD }).click();
    await desk.getByRole('button', { name: '施設管理者に指定する' }).click();
    const dialog = desk.getByRole('dialog', { name: '施設管理者に指定する' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await picture(desk, 'admin-appoint-desktop');
    await dialog.getByRole('button', { name: '指定する' }).click();
    await expect(desk.getByText(`${HEAD}さんを施設管理者に指定しました。`)).toBeVisible();
    await picture(desk, 'admin-appointed-desktop');
  });

  const head = await equip(browser, { node: city.b, screen: 'phone' });
  await enrol(head, city.b.origin, code);
  let sheets: string[] = [];
  await test.step('the admin receives IDs for five, and prints their sheets', async () => {
    await head.getByRole('link', { name: '職員と端末' }).tap();
    await head.getByRole('link', { name: 'CSVでまとめて追加する' }).tap();
    const heading = '氏名,ふりがな,職種,メールアドレス,お知らせメール\r\n';
    const rows = STAFF.map(
      (name, row) => `${name},しょくいん${'いろはにほ'[row]},サービス提供責任者,,\r\n`,
    ).join('');
    await head
      .getByLabel('CSVファイル')
      .setInputFiles({ name: 'shokuin.csv', mimeType: 'text/csv', buffer: Buffer.from(heading + rows) });
    await head.getByRole('button', { name: '5名を追加してコードを作る' }).tap();
    await expect(head.getByRole('heading', { name: '用紙を印刷する' })).toBeVisible();
    sheets = await codes(head);
    expect(new Set(sheets).size).toBe(5);
    await head.getByRole('button', { name: '印刷しました・閉じる' }).tap();
    for (const name of STAFF) {
      await head.getByRole('link', { name }).tap();
      await head.getByRole('button', { name: '手渡しました' }).tap();
      await head.getByRole('dialog').getByRole('button', { name: '手渡しました' }).tap();
      await expect(head.getByText('本人の登録を待っています。')).toBeVisible();
      await head.getByRole('link', { name: '職員の一覧へ戻る' }).tap();
    }
  });

  const phones: Page[] = [];
  await test.step('each of the five is inside on their own phone', async () => {
    for (const sheet of sheets) {
      const phone = await equip(browser, { node: city.a, screen: 'phone' });
      const { taps, seconds } = await enrol(phone, city.a.origin, sheet);
      test.info().annotations.push({ type: 'enrolment', description: `${taps} tap, ${seconds} s` });
      expect(seconds).toBeLessThan(180);
      phones.push(phone);
    }
  });

  const [nurse] = STAFF;
  const [lost] = phones;
  if (!nurse || !lost) throw new Error('nobody was enrolled');
  await test.step('the first loses her phone; it is out, and she is in on another', async () => {
    await head.getByRole('link', { name: nurse }).tap();
    await head
      .getByRole('button', { name: /紛失の届出/ })
      .first()
      .tap();
    const dialog = head.getByRole('dialog', { name: '紛失を届け出る' });
    await dialog.getByRole('button', { name: '届け出て停止する' }).tap();
    await expect(lost.getByText(SUSPENDED)).toBeVisible();
    await head.getByRole('button', { name: '新しいコードを作る' }).tap();
    const vouching = head.getByRole('dialog', { name: '新しいコードを作る' });
    await vouching.getByRole('radio', { name: /この画面を本人に見せる/ }).check();
    await vouching.getByRole('checkbox', { name: /本人であることを確かめました/ }).check();
    await vouching.getByRole('button', { name: 'コードを作る' }).tap();
    await expect(head.getByRole('heading', { name: 'コードを読み取ってもらう' })).toBeVisible();
    const [anew = ''] = await codes(head);
    const phone = await equip(browser, { node: city.b, screen: 'phone' });
    await enrol(phone, city.b.origin, anew);
    phones[0] = phone;
    await head.getByRole('button', { name: '読み取りました・閉じる' }).tap();
  });

  await test.step('in March she retires: everything of hers ends with one act', async () => {
    await head.getByRole('button', { name: '退職の手続き' }).tap();
    await head.getByRole('dialog').getByRole('button', { name: '退職の手続きをする' }).tap();
    await expect(head.getByText(`${nurse}さんの退職の手続きが終わりました。`)).toBeVisible();
    const [phone] = phones;
    if (!phone) throw new Error('no phone');
    await expect(phone.getByText(SUSPENDED)).toBeVisible();
    expect((await phone.context().request.get(`${city.b.origin}/api/v1/rooms`)).status()).toBe(401);
    await expect.poll(() => leftOnDevice(phone)).not.toContain(nurse);
  });
});

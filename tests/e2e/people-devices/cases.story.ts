import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const OFFICE = 'みほん居宅介護支援事業所 つばき';
const MAIL = 'tsubaki@mihon.example';
/** What a page would run, if it took what an applicant typed for anything but text. */
const HOSTILE = [
  '<img src=x onerror="document.title=`owned`"> 事業所',
  '"><svg onload=alert(1)> 事業所',
  "{{constructor.constructor('alert(1)')()}} 事業所",
];

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

/** Types what an office types. */
async function fill(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: '施設名' }).fill(name);
  await page.getByRole('combobox', { name: '区分' }).selectOption({ label: '介護・福祉サービス事業所' });
  await page.getByRole('textbox', { name: '所在地' }).fill('みほん市椿町2丁目3番4号');
  await page.getByRole('textbox', { name: '代表者の氏名' }).fill('椿 和子');
  await page.getByRole('textbox', { name: 'メールアドレス' }).fill(MAIL);
  await page.getByRole('textbox', { name: '電話番号' }).fill('０２８０ー００ー００００');
  await page.getByRole('checkbox', { name: 'この利用目的に同意します' }).check();
}

async function apply(page: Page, origin: string, name: string): Promise<string> {
  await page.goto(`${origin}/apply`);
  await fill(page, name);
  await page.getByRole('button', { name: '申請を送る' }).click();
  await expect(page.getByRole('heading', { name: '申請を受け付けました' })).toBeVisible();
  return (
    /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec((await page.getByRole('main').textContent()) ?? '')?.[0] ?? ''
  );
}

test('A home-care office applies on the phone, the moderator accepts on the desktop, and the facility is there', {
  tag: ['@people-devices', '@consent-city'],
}, async ({ browser, city }) => {
  const page = await equip(browser, { node: city.a, screen: 'phone' });
  let receipt = '';

  await test.step('from the sign-in page to the form', async () => {
    await page.goto(city.a.origin);
    await page.getByRole('link', { name: '施設の利用申請' }).tap();
    await expect(page.getByRole('heading', { name: '施設の利用申請' })).toBeVisible();
    await expect(page.getByRole('heading', { name: '市の受付時間' })).toBeVisible();
    await check(page, 'apply-phone');
  });

  await test.step('a form with faults says which, and keeps what was typed', async () => {
    await page.getByRole('textbox', { name: '施設名' }).fill(OFFICE);
    await page.getByRole('button', { name: '申請を送る' }).tap();
    await expect(page.getByText('入力内容に誤りがあります。')).toBeVisible();
    await expect(page.getByRole('combobox', { name: '区分' })).toBeFocused();
    await expect(page.getByText('利用には、目的への同意が必要です。')).toBeVisible();
    await check(page, 'apply-faulty-phone');
    await expect(page.getByRole('textbox', { name: '施設名' })).toHaveValue(OFFICE);
  });

  await test.step('it is sent, and a receipt number shown', async () => {
    await fill(page, OFFICE);
    await page.getByRole('checkbox', { name: '施設名' }).check();
    await page.getByRole('checkbox', { name: '電話番号' }).check();
    await picture(page, 'apply-filled-phone');
    await page.getByRole('button', { name: '申請を送る' }).tap();
    await expect(page.getByRole('heading', { name: '申請を受け付けました' })).toBeVisible();
    receipt =
      /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec((await page.getByRole('main').textContent()) ?? '')?.[0] ??
      '';
    expect(receipt).toHaveLength(14);
    await check(page, 'apply-sent-phone');
    await expect.poll(() => city.mail.to(MAIL).length).toBe(1);
    const [mail] = city.mail.to(MAIL);
    expect(mail?.readable).toContain('申請を受け付けました');
    for (const word of [OFFICE, '椿', receipt]) expect(mail?.readable).not.toContain(word);
  });

  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const desk = kato.page;
  await test.step('the moderator finds it and works on it', async () => {
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByRole('row').filter({ hasText: OFFICE })).toContainText('担当なし');
    await check(desk, 'cases-desktop');
    // On the telephone they say their number.
    const number = desk.getByRole('searchbox', { name: '受付番号で探す' });
    await number.fill('BCDF-GHJK-MNPQ');
    await number.press('Enter');
    await expect(desk.getByText('この受付番号の申請・届出は見つかりません。')).toBeVisible();
    await check(desk, 'cases-by-receipt-desktop');
    await number.fill(receipt.toLowerCase());
    await desk.getByRole('button', { name: '探す', exact: true }).click();
    await expect(desk.getByRole('heading', { name: OFFICE })).toBeVisible();
    await desk.goBack();
    await desk.getByRole('link', { name: OFFICE }).click();
    await expect(desk.getByRole('heading', { name: OFFICE })).toBeVisible();
    await expect(desk.getByText('0280-00-0000')).toBeVisible();
    await check(desk, 'case-desktop');
    await desk.getByRole('button', { name: '担当する' }).click();
    await expect(desk.getByText('担当になりました。')).toBeVisible();
  });

  await test.step('and accepts it', async () => {
    await desk.getByRole('radio', { name: '承認する' }).check();
    await expect(desk.getByRole('textbox', { name: '理由' })).not.toBeEmpty();
    await check(desk, 'case-accept-desktop');
    await desk.getByRole('button', { name: '承認する' }).click();
    const dialog = desk.getByRole('dialog', { name: '承認する' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await check(desk, 'case-accept-dialog-desktop');
    await city.forgetStepUps();
    await dialog.getByRole('button', { name: '承認する' }).click();
    const stepUp = desk.getByRole('dialog', { name: '本人の確認' });
    await expect(stepUp).toBeVisible();
    await check(desk, 'case-step-up-desktop');
    await stepUp.getByRole('button', { name: 'パスキーで確認する' }).click();
    await expect(desk.getByText('承認しました。利用施設として登録し、')).toBeVisible();
    await check(desk, 'case-accepted-desktop');
  });

  await test.step('the facility stands in the list, and takes its staff', async () => {
    await desk.getByRole('link', { name: 'この施設の職員と端末へ' }).click();
    await expect(desk.getByText(`${OFFICE}　職員 0名`)).toBeVisible();
    await expect(desk.getByRole('link', { name: '職員を追加する' })).toBeVisible();
    await desk.getByRole('link', { name: '施設の一覧へ戻る' }).click();
    await expect(desk.getByRole('link', { name: OFFICE })).toBeVisible();
  });

  await test.step('the applicant is told, and asks with the receipt number', async () => {
    await expect.poll(() => city.mail.to(MAIL).length).toBe(2);
    expect(city.mail.to(MAIL)[1]?.readable).toContain('決定のお知らせ');
    await page.getByRole('link', { name: '申請の状況を確認する' }).first().tap();
    await page.getByRole('textbox', { name: '受付番号' }).fill(receipt.toLowerCase().replaceAll('-', ' '));
    await page.getByRole('button', { name: '確認する' }).tap();
    await expect(page.getByText('承認されました。')).toBeVisible();
    await check(page, 'apply-status-phone');
    await expect(page.getByRole('main')).not.toContainText(OFFICE);
  });
});

test('An application is refused with a reason that its sender reads, and what was typed is only ever text', {
  tag: ['@people-devices', '@consent-city'],
}, async ({ browser, city }) => {
  const outside = await equip(browser, { node: city.a, screen: 'desktop' });
  const receipts: string[] = [];
  for (const name of HOSTILE) receipts.push(await apply(outside, city.a.origin, name));
  await check(outside, 'apply-sent-desktop');

  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'phone');
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  await page.getByRole('link', { name: '申請・届出' }).tap();
  for (const name of HOSTILE) await expect(page.getByRole('link', { name })).toBeVisible();
  await check(page, 'cases-phone');
  await page.getByRole('link', { name: HOSTILE[0] ?? '' }).tap();
  await expect(page.getByRole('heading', { name: HOSTILE[0] ?? '' })).toBeVisible();
  expect(await page.locator('main img, main svg[onload]').count()).toBe(0);
  await check(page, 'case-phone');
  await page.getByRole('button', { name: '担当する' }).tap();
  await page.getByRole('radio', { name: '承認しない' }).check();
  await page.getByRole('button', { name: /同じ施設がすでに登録されています。/ }).tap();
  const reason = page.getByRole('textbox', { name: '理由' });
  await reason.fill(`${await reason.inputValue()}\nご不明な点は、高齢福祉課へお問い合わせください。`);
  await check(page, 'case-refuse-phone');
  await page.getByRole('button', { name: '承認しない' }).tap();
  const dialog = page.getByRole('dialog', { name: '承認しない' });
  await check(page, 'case-refuse-dialog-phone');
  await dialog.getByRole('button', { name: '承認しない' }).tap();
  await expect(page.getByText('承認しないことを決定しました。')).toBeVisible();
  await page.getByRole('link', { name: '申請・届出の一覧へ戻る' }).tap();
  await page.getByRole('radio', { name: /^決定済み/ }).check();
  await expect(page.getByRole('link', { name: HOSTILE[0] ?? '' })).toBeVisible();
  await check(page, 'cases-decided-phone');
  expect(dialogs).toBe(0);
  await expect(page).toHaveTitle(/^申請・届出/);

  await outside.goto(`${city.a.origin}/apply/status`);
  await outside.getByRole('textbox', { name: '受付番号' }).fill(receipts[0] ?? '');
  await outside.getByRole('button', { name: '確認する' }).click();
  await expect(outside.getByText('承認されませんでした。')).toBeVisible();
  await expect(outside.getByText('高齢福祉課へお問い合わせください。')).toBeVisible();
  await check(outside, 'apply-status-desktop');
  await outside.getByRole('textbox', { name: '受付番号' }).fill('BCDF-GHJK-MNPQ');
  await outside.getByRole('button', { name: '確認する' }).click();
  await expect(outside.getByText('この受付番号の申請は見つかりません。')).toBeVisible();
});

test('A facility is suspended: what its staff have open ends at once, and lifting lets them in again', {
  tag: ['@people-devices', '@consent-city'],
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  await page.getByRole('link', { name: '職員と端末' }).click();
  await page.getByRole('link', { name: /みほん訪問看護ステーション/ }).click();
  await page.getByRole('button', { name: '施設の利用を一時停止する' }).click();
  const dialog = page.getByRole('dialog', { name: '施設の利用を一時停止する' });
  await dialog.getByRole('button', { name: '施設の利用を一時停止する' }).click();
  await expect(dialog.getByText('一時停止の理由を選んでください。')).toBeVisible();
  await dialog.getByRole('radio', { name: '漏えいのおそれ' }).check();
  await check(page, 'facility-suspend-desktop');
  await dialog.getByRole('button', { name: '施設の利用を一時停止する' }).click();
  await expect(sato.page.getByText('このアカウントまたは端末は停止されています。')).toBeVisible();
  await expect(page.getByText('この施設の利用は一時停止中です。').first()).toBeVisible();
  await check(page, 'facility-suspended-desktop');
  await page.getByRole('link', { name: '施設の一覧へ戻る' }).click();
  await expect(page.getByRole('link', { name: /みほん訪問看護ステーション/ })).toContainText('一時停止中');
  await page.getByRole('link', { name: /みほん訪問看護ステーション/ }).click();
  await page.getByRole('button', { name: '一時停止を解除する' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '一時停止を解除する' }).click();
  await expect(page.getByRole('button', { name: '施設の利用を一時停止する' })).toBeVisible();
  await Person.signIn(browser, city, 'sato', city.b, 'phone');
});

test('An application on paper is keyed in by the moderator', {
  tag: ['@people-devices', '@consent-city'],
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  await page.getByRole('link', { name: '申請・届出' }).click();
  await expect(page.getByText('未決定のものはありません。')).toBeVisible();
  await page.getByRole('link', { name: '紙の申請を登録する' }).click();
  await page.getByRole('textbox', { name: '施設名' }).fill(OFFICE);
  await page.getByRole('combobox', { name: '区分' }).selectOption({ label: 'その他（市が認めた者）' });
  await page.getByRole('textbox', { name: '利用を希望する理由' }).fill('市と見守りの協定を結んでいるため');
  await page.getByRole('textbox', { name: '所在地' }).fill('みほん市椿町2丁目3番4号');
  await page.getByRole('textbox', { name: '代表者の氏名' }).fill('椿 和子');
  await page.getByRole('textbox', { name: 'メールアドレス' }).fill(MAIL);
  await page.getByRole('textbox', { name: '電話番号' }).fill('0280-00-0000');
  await page.getByRole('checkbox', { name: '申請書で、この利用目的への同意を確認しました' }).check();
  await check(page, 'key-in-desktop');
  await page.getByRole('button', { name: '申請を登録する' }).click();
  await expect(page.getByText('申請を登録しました。受付番号は')).toBeVisible();
  await page.getByRole('link', { name: OFFICE }).click();
  await expect(page.getByText('紙の申請書')).toBeVisible();
  await expect(page.getByText('市と見守りの協定を結んでいるため')).toBeVisible();
});

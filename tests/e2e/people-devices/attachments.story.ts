import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const OFFICE = 'みほん訪問看護 やまぶき';
/** It would turn around what stands beside it, climb out of its folder, and be a page. */
const HOSTILE_NAME = '../\u202egpj.<img src=x onerror=alert(1)>.jpg';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

/** A sheet of paper, photographed and scanned. */
async function sheet(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 700, height: 990 } });
  const page = await context.newPage();
  await page.setContent(`<!DOCTYPE html><html lang="ja"><body style="margin:60px;font:22px/2 serif;background:#faf8f2">
    <h1 style="text-align:center;font-size:32px">利用申請書</h1>
    <p>施設名　${OFFICE}</p><p>所在地　みほん市山吹町1丁目2番3号</p><p>代表者　山吹 花子 ㊞</p>
    <p>電話番号　0280-00-0000</p></body></html>`);
  const photo = await page.screenshot({ type: 'jpeg', quality: 90 });
  const scan = await page.pdf({ format: 'A4' });
  await context.close();
  return { photo, scan };
}

async function fill(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: '施設名' }).fill(OFFICE);
  await page.getByRole('combobox', { name: '区分' }).selectOption({ label: '介護・福祉サービス事業所' });
  await page.getByRole('textbox', { name: '所在地' }).fill('みほん市山吹町1丁目2番3号');
  await page.getByRole('textbox', { name: '代表者の氏名' }).fill('山吹 花子');
  await page.getByRole('textbox', { name: 'メールアドレス' }).fill('yamabuki@mihon.example');
  await page.getByRole('textbox', { name: '電話番号' }).fill('0280-00-0000');
  await page.getByRole('checkbox', { name: '申請書で、この利用目的への同意を確認しました' }).check();
}

const toTheEnd = (page: Page) =>
  page.getByRole('button', { name: '申請を登録する' }).scrollIntoViewIfNeeded();

const chooser = (page: Page) => page.getByLabel('添付するファイルを選ぶ');

test('The city keys an application in with a photo of the paper, and sees it in the queue', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { photo, scan } = await sheet(browser);
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const { page } = kato;
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });

  await test.step('what is no scan is refused before anything is sent', async () => {
    await page.getByRole('link', { name: '申請・届出' }).click();
    await page.getByRole('link', { name: '紙の申請を登録する' }).click();
    await fill(page);
    const html = '<!DOCTYPE html><script>alert(1)</script>';
    await chooser(page).setInputFiles([
      { name: HOSTILE_NAME, mimeType: 'image/jpeg', buffer: photo },
      { name: 'shinseisho.pdf', mimeType: 'application/pdf', buffer: Buffer.from(html) },
      {
        name: 'long.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.concat([scan, Buffer.alloc(10_485_760)]),
      },
    ]);
    await expect(page.getByText('写真（JPEG・PNG）またはPDFを選んでください。')).toBeVisible();
    await expect(page.getByText('ファイルが大きすぎます。')).toBeVisible();
    await expect(page.getByRole('list', { name: '選んだファイル' }).getByRole('listitem')).toHaveCount(1);
    expect(await page.locator('main img').count()).toBe(0);
    await toTheEnd(page);
    await check(page, 'key-in-refused-desktop');
  });

  await test.step('and the form is sent with the rest', async () => {
    await chooser(page).setInputFiles([]);
    await chooser(page).setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer: scan });
    await expect(page.getByText('ファイルが大きすぎます。')).toBeHidden();
    await toTheEnd(page);
    await check(page, 'key-in-attachment-desktop');
    await page.getByRole('button', { name: '申請を登録する' }).click();
    await expect(page.getByText('申請を登録しました。受付番号は')).toBeVisible();
    await expect(page).toHaveURL(/\/cases$/);
  });

  await test.step('the queue has it, and shows it when it is asked for', async () => {
    await page.getByRole('link', { name: OFFICE }).click();
    const files = page.getByRole('list', { name: '申請書の写し' });
    await expect(files.getByRole('listitem')).toHaveCount(2);
    await expect(page.getByRole('main')).not.toContainText('onerror');
    await page.getByRole('button', { name: '1. 写真 を表示する' }).click();
    const shown = page.getByRole('img', { name: '1. 写真' });
    await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(700);
    expect(await shown.getAttribute('src')).toMatch(/^blob:/);
    await check(page, 'case-attachment-desktop');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '2. PDF を保存する' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-2\.pdf$/);
    expect(readFileSync(await saved.path()).equals(scan)).toBe(true);
  });

  await test.step('opened as a page of its own it is only ever a download', async () => {
    const [, id] = /cases\/([0-9a-f-]{36})/.exec(page.url()) ?? [];
    const { body } = await kato.get<{ attachments: { attachment: string }[] }>(`/city/cases/${id}`);
    for (const { attachment } of body.attachments) {
      const tab = await kato.context.newPage();
      const download = tab.waitForEvent('download');
      await tab
        .goto(`${city.a.origin}/api/v1/city/cases/${id}/attachments/${attachment}`)
        .catch(() => undefined);
      await download;
      expect(tab.url()).toBe('about:blank');
      await tab.close();
    }
  });

  await test.step('on the telephone too, where another photo is added', async () => {
    const { page: phone } = await Person.signIn(browser, city, 'kato', city.b, 'phone');
    await phone.getByRole('link', { name: '申請・届出' }).tap();
    await phone.getByRole('link', { name: OFFICE }).tap();
    await phone.getByRole('button', { name: '1. 写真 を表示する' }).tap();
    await expect(phone.getByRole('img', { name: '1. 写真' })).toBeVisible();
    await phone.getByRole('img', { name: '1. 写真' }).scrollIntoViewIfNeeded();
    await check(phone, 'case-attachment-phone');
    await chooser(phone).setInputFiles({ name: 'ura.jpg', mimeType: 'image/jpeg', buffer: photo });
    await phone.getByRole('button', { name: '選んだファイルを添付する' }).scrollIntoViewIfNeeded();
    await check(phone, 'case-attach-phone');
    await phone.getByRole('button', { name: '選んだファイルを添付する' }).tap();
    await expect(phone.getByRole('list', { name: '申請書の写し' }).getByRole('listitem')).toHaveCount(3);
    await expect(phone.getByRole('list', { name: '選んだファイル' })).toBeHidden();
  });

  await test.step('a photo of the wrong sheet is erased, and who did it and why stays', async () => {
    await page.reload();
    await page.getByRole('button', { name: '3. 写真 の添付を取り消す' }).click();
    const dialog = page.getByRole('dialog', { name: '添付を取り消す' });
    await dialog.getByRole('button', { name: '取り消す' }).click();
    await expect(dialog.getByText('理由を500文字以内で')).toBeVisible();
    await dialog.getByRole('textbox', { name: '取り消す理由' }).fill('別の施設の申請書だったため');
    await check(page, 'case-take-back-desktop');
    await dialog.getByRole('button', { name: '取り消す' }).click();
    await expect(page.getByText('添付を取り消し、ファイルを消去しました。')).toBeVisible();
    await expect(page.getByText('理由：別の施設の申請書だったため')).toBeVisible();
    await expect(page.getByRole('button', { name: '3. 写真 を表示する' })).toHaveCount(0);
    await page.getByText('理由：別の施設の申請書だったため').scrollIntoViewIfNeeded();
    await check(page, 'case-taken-back-desktop');
  });
  expect(dialogs).toBe(0);
});

test('A file that does not arrive loses nothing: the application is registered, and the file is sent again', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { photo } = await sheet(browser);
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'phone');
  await page.getByRole('link', { name: '申請・届出' }).tap();
  await page.getByRole('link', { name: '紙の申請を登録する' }).tap();
  await fill(page);
  await chooser(page).setInputFiles([
    { name: 'omote.jpg', mimeType: 'image/jpeg', buffer: photo },
    // It begins as a picture does.
    { name: 'ura.jpg', mimeType: 'image/jpeg', buffer: photo.subarray(0, 200) },
  ]);
  await toTheEnd(page);
  await check(page, 'key-in-attachment-phone');
  // The connection breaks when the form is sent, and then when a file is.
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '申請を登録する' }).tap();
  await expect(page.getByText('サーバーに接続できません。')).toBeVisible();
  await expect(page.getByRole('textbox', { name: '施設名' })).toHaveValue(OFFICE);
  await expect(page.getByText('omote.jpg')).toBeVisible();
  await page.context().setOffline(false);
  let isCut = true;
  await page.route('**/attachments/*', (route) => (isCut ? route.abort() : route.continue()));
  await page.getByRole('button', { name: '申請を登録する' }).tap();
  await expect(page.getByText('添付できなかったファイルがあります。')).toBeVisible();
  await expect(page.getByText('サーバーに接続できません。')).toHaveCount(2);
  await check(page, 'key-in-cut-phone');
  isCut = false;
  await page.getByRole('button', { name: '添付をやり直す' }).tap();
  await expect(page.getByText('ファイルが壊れているため、開けません。')).toBeVisible();
  await expect(page.getByText('添付しました')).toBeVisible();
  await check(page, 'key-in-damaged-phone');
  await page.getByRole('button', { name: 'ura.jpg を取り消す' }).tap();
  await page.getByRole('button', { name: '添付をやり直す' }).tap();
  await expect(page).toHaveURL(/\/cases$/);
  await page.getByRole('link', { name: OFFICE }).tap();
  await expect(page.getByRole('list', { name: '申請書の写し' }).getByRole('listitem')).toHaveCount(1);
});

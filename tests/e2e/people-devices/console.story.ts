import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

const field = (page: Page) => page.getByRole('searchbox', { name: 'お名前・ふりがな・ユーザーID・施設名' });

test('Who decides for the city finds people, staff and facilities by their names', {
  tag: ['@people-devices', '@consent-city'],
}, async ({ browser, city }) => {
  const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const { page: phone } = await Person.signIn(browser, city, 'okada', city.b, 'phone');

  await test.step('a key opens the search, and what was typed stands in no address', async () => {
    await expect(desk.getByRole('heading', { name: '同意と支援中止' })).toBeVisible();
    await desk.keyboard.press('/');
    await expect(desk.getByRole('heading', { name: '検索', level: 1 })).toBeVisible();
    await expect(field(desk)).toBeFocused();
    await desk.keyboard.press('Enter');
    await expect(desk.getByText('探す言葉を入力してください。')).toBeVisible();
    // In the field a slash is a slash.
    await field(desk).fill('/');
    await desk.keyboard.press('/');
    await expect(field(desk)).toHaveValue('//');
    await desk.keyboard.press('Enter');
    await expect(desk.getByText('「//」にあてはまるものはありません。')).toBeVisible();
    await check(desk, 'search-none-desktop');
    await field(desk).fill('ミホン');
    await desk.keyboard.press('Enter');
    await expect(desk.getByRole('heading', { name: /^支援対象者のルーム/ })).toBeVisible();
    await check(desk, 'search-desktop');
    expect(desk.url()).not.toContain('?');
  });

  await test.step('what was found leads to its page, and back to what else was found', async () => {
    const room = desk
      .getByRole('list', { name: /^支援対象者のルーム/ })
      .getByRole('link')
      .first();
    const name = (await room.locator('span span').first().textContent()) ?? '';
    await room.click();
    await expect(desk.getByText('検索で選んだルームだけを表示しています。')).toBeVisible();
    await expect(desk.getByRole('rowheader', { name })).toBeVisible();
    await expect(desk.getByRole('rowheader')).toHaveCount(1);
    await check(desk, 'search-room-desktop');
    await desk.getByRole('link', { name: 'すべてのルームを表示する' }).click();
    await expect(desk.getByRole('rowheader').nth(1)).toBeVisible();
    await desk.goBack();
    await desk.goBack();
    await expect(field(desk)).toHaveValue('ミホン');
    await expect(desk.getByRole('heading', { name: /^支援対象者のルーム/ })).toBeVisible();
  });

  await test.step('an approver finds the same, and is led nowhere that is not theirs', async () => {
    await phone.getByRole('link', { name: '検索', exact: true }).tap();
    await field(phone).fill('みほん');
    await phone.getByRole('button', { name: '検索する' }).tap();
    await expect(phone.getByRole('heading', { name: /^支援対象者のルーム/ })).toBeVisible();
    await expect(phone.getByRole('main').getByRole('listitem').first()).toBeVisible();
    await expect(phone.getByRole('list', { name: /^支援対象者のルーム/ }).getByRole('link')).toHaveCount(0);
    await check(phone, 'search-phone');
  });

  await test.step('whoever does not want keys that do something by themselves switches them off', async () => {
    await desk.getByRole('link', { name: '設定', exact: true }).click();
    await desk.getByRole('switch', { name: '一文字のキー操作を使う' }).click();
    await check(desk, 'shortcuts-off-desktop');
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByRole('heading', { name: '申請・届出' })).toBeVisible();
    await desk.keyboard.press('/');
    await desk.getByRole('link', { name: '設定', exact: true }).click();
    await desk.getByRole('switch', { name: '一文字のキー操作を使う' }).click();
    await desk.keyboard.press('/');
    await expect(desk.getByRole('heading', { name: '検索', level: 1 })).toBeVisible();
  });
});

test('A moderator keeps the ways of looking at the inbox that they work with', {
  tag: ['@people-devices', '@consent-city'],
}, async ({ browser, city }) => {
  const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const name = (page: Page) => page.getByRole('textbox', { name: '名前' });

  await test.step('what is narrowed stands in the address, and is saved under a name', async () => {
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await desk.getByText('担当なし', { exact: false }).first().waitFor();
    await desk.getByRole('radio', { name: /^ほかの人の担当/ }).check();
    await desk.getByText('種類・施設で絞り込む').click();
    await desk.getByRole('checkbox', { name: '端末の紛失' }).check();
    await expect(desk).toHaveURL(/\?show=others&kind=lost_device$/);
    await expect(desk.getByText('この条件に当てはまるものはありません。')).toBeVisible();
    await check(desk, 'saved-views-narrowed-desktop');
    await desk.getByRole('button', { name: 'この表示を保存する' }).click();
    const dialog = desk.getByRole('dialog', { name: 'この表示を保存する' });
    await expect(name(desk)).toBeFocused();
    await dialog.getByRole('button', { name: '保存する' }).click();
    await expect(dialog.getByText('名前を30文字以内で入力してください。')).toBeVisible();
    await name(desk).fill('ほかの人の紛失');
    await dialog.getByRole('checkbox').check();
    await check(desk, 'saved-views-save-desktop');
    await dialog.getByRole('button', { name: '保存する' }).click();
    await expect(desk.getByRole('button', { name: '★ ほかの人の紛失' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  await test.step('the inbox opens with it, and another view is one tap away', async () => {
    await desk.getByRole('radio', { name: /^未決定/ }).check();
    await desk.getByRole('button', { name: '条件を外す' }).click();
    await expect(desk).toHaveURL(/\?show=open$/);
    await desk.getByRole('link', { name: '設定', exact: true }).click();
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByRole('button', { name: '★ ほかの人の紛失' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(desk.getByRole('radio', { name: /^ほかの人の担当/ })).toBeChecked();
    await check(desk, 'saved-views-desktop');
  });

  await test.step('on the phone it is there too, is renamed and forgotten; a colleague has none of it', async () => {
    const { page } = await Person.signIn(browser, city, 'kato', city.b, 'phone');
    await page.getByRole('link', { name: '申請・届出' }).tap();
    await expect(page.getByRole('button', { name: '★ ほかの人の紛失' })).toBeVisible();
    await check(page, 'saved-views-phone');
    await page.getByRole('button', { name: '保存した表示を整理する' }).tap();
    await page.getByRole('button', { name: '名前などを変える（ほかの人の紛失）' }).tap();
    await name(page).fill('紛失');
    await page.getByRole('button', { name: '保存する' }).tap();
    await check(page, 'saved-views-manage-phone');
    const { page: other } = await Person.signIn(browser, city, 'matsumoto', city.a, 'phone');
    await other.getByRole('link', { name: '申請・届出' }).tap();
    await expect(other.getByRole('radio', { name: /^未決定/ })).toBeChecked();
    await expect(other.getByRole('button', { name: '★ 紛失' })).toHaveCount(0);
    await page.getByRole('button', { name: '消す（紛失）' }).tap();
    await page.getByRole('button', { name: '消す', exact: true }).tap();
    await expect(page.getByText('保存した表示はありません。')).toBeVisible();
    await page.getByRole('button', { name: '閉じる' }).tap();
    await expect(page.getByRole('button', { name: '★ 紛失' })).toHaveCount(0);
  });
});

/** What an office sends from the public page. */
async function apply(page: Page, origin: string, name: string): Promise<void> {
  const answer = await page.request.post(`${origin}/api/v1/applications`, {
    headers: { origin },
    data: {
      id: crypto.randomUUID(),
      name,
      category: 'welfare_service_office',
      address: 'みほん市椿町2丁目3番4号',
      representative: '椿 和子',
      mail: 'tsubaki@mihon.example',
      phone: '0280-00-0000',
      agrees_to_purpose: true,
      listed: [],
    },
  });
  expect(answer.status()).toBe(200);
}

const OFFICES = ['みほんケアプラン 椿', 'みほんケアプラン 藤', 'みほんケアプラン 桜'] as const;
const ERASED = '仮野 三郎';

test('A moderator goes through the inbox by keyboard, and what takes two people says whose turn it is', {
  tag: ['@people-devices', '@consent-city'],
}, async ({ browser, city }) => {
  const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  for (const office of OFFICES) await apply(desk, city.a.origin, office);
  const focused = () => desk.evaluate(() => document.activeElement?.textContent ?? '');

  await test.step('from case to case without a mouse', async () => {
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByRole('row').filter({ hasText: OFFICES[0] })).toBeVisible();
    await desk.keyboard.press('j');
    const first = await focused();
    await desk.keyboard.press('j');
    expect(await focused()).not.toBe(first);
    await desk.keyboard.press('ArrowUp');
    expect(await focused()).toBe(first);
    await desk.keyboard.press('Enter');
    const list = desk.getByRole('navigation', { name: '申請・届出の一覧' });
    await expect(list.locator('[aria-current="true"]')).toContainText(first);
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText(first);
    await check(desk, 'console-desktop');
    await desk.keyboard.press('c');
    await expect(desk.getByText('担当になりました。')).toBeVisible();
    await expect(list.locator('[aria-current="true"]')).toContainText('自分');
    await desk.keyboard.press('j');
    await desk.keyboard.press('Enter');
    await expect(desk.getByRole('heading', { level: 1 })).not.toHaveText(first);
  });

  await test.step('in a reason a letter is a letter, and what was typed outlives another layout', async () => {
    await desk.keyboard.press('c');
    await expect(desk.getByText('担当になりました。')).toBeVisible();
    await desk.getByRole('radio', { name: '承認する' }).check();
    const reason = desk.getByRole('textbox', { name: '理由' });
    const name = await desk.getByRole('heading', { level: 1 }).textContent();
    await reason.fill('');
    await reason.pressSequentially('jkc/?');
    await expect(reason).toHaveValue('jkc/?');
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText(name ?? '');
    await desk.setViewportSize({ width: 390, height: 844 });
    await expect(desk.getByRole('navigation', { name: '申請・届出の一覧' })).toHaveCount(0);
    await expect(reason).toHaveValue('jkc/?');
    await check(desk, 'console-phone');
    await desk.setViewportSize({ width: 1280, height: 800 });
    await expect(reason).toHaveValue('jkc/?');
    const list = desk.getByRole('navigation', { name: '申請・届出の一覧' });
    await list.locator('a[data-case]:not([aria-current])').first().click();
    await expect(desk.getByRole('heading', { level: 1 })).not.toHaveText(name ?? '');
    await expect(reason).toHaveCount(0);
    await desk.goBack();
    await expect(reason).toHaveValue('jkc/?');
  });

  await test.step('the keys are told, and switched off there too', async () => {
    await desk.getByRole('heading', { level: 1 }).focus();
    await desk.keyboard.press('?');
    const dialog = desk.getByRole('dialog', { name: 'キー操作' });
    await expect(dialog.getByText('一覧の次へ')).toBeVisible();
    await check(desk, 'shortcuts-desktop');
    await desk.keyboard.press('/');
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: '閉じる' }).click();
    await desk.getByRole('link', { name: '申請・届出の一覧へ戻る' }).click();
    await expect(desk.getByRole('row').filter({ hasText: OFFICES[2] })).toBeVisible();
  });

  await test.step('what one proposes another decides, and both see whose turn it is', async () => {
    await desk.goto(`${city.a.origin}/city`);
    await doWith(desk, ERASED, '消去を提案する');
    await desk.getByRole('radio', { name: 'ご本人・ご家族からの申出' }).check();
    await desk.getByRole('button', { name: '消去を提案する' }).click();
    await expect(desk.getByText(`${ERASED}さんのルームの消去を提案しました。`)).toBeVisible();
    await desk.getByRole('link', { name: '申請・届出' }).click();
    const row = desk.getByRole('row').filter({ hasText: ERASED });
    await expect(row).toContainText('二人で決定・ほかの市承認者の確認待ち');
    await check(desk, 'two-people-desktop');
    await desk.getByRole('radio', { name: /^自分が決定するもの/ }).check();
    await expect(row).toHaveCount(0);
    const { page: phone } = await Person.signIn(browser, city, 'okada', city.b, 'phone');
    await phone.getByRole('radio', { name: /^自分が決定するもの/ }).check();
    await expect(phone.getByText('二人で決定・市承認者の確認待ち')).toBeVisible();
    await check(phone, 'two-people-phone');
    await phone.getByRole('link', { name: ERASED }).tap();
    await expect(phone.getByRole('button', { name: '担当する' })).toBeVisible();
    await check(phone, 'two-people-case-phone');

    // What a colleague takes shows to whoever has the list open, and they stay where they are.
    await desk.getByRole('radio', { name: /^未決定/ }).check();
    await expect(row).toContainText('担当なし');
    const link = row.getByRole('link', { name: ERASED });
    await link.focus();
    await phone.getByRole('button', { name: '担当する' }).tap();
    await expect(phone.getByText('担当になりました。')).toBeVisible();
    await expect(async () => {
      // As if one came back to the window; else it is looked every minute.
      await desk.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await expect(row).toContainText('岡田 健一郎', { timeout: 1_000 });
    }).toPass();
    await expect(link).toBeFocused();
  });
});

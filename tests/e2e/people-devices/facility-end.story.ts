import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HOUMON = 'みほん訪問看護ステーション';
const CLINIC = 'みほん内科クリニック';
const SATO = '佐藤 あおい';
const HANA = demoRoom('hana').name;

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

/** A day that is near enough to be said, in Tokyo. */
const inDays = (days: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(Date.now() + days * 86_400_000);

test('A facility says its last day with a checklist, takes it back, and on the day everyone is out', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await sato.openRoom(HANA);
  const say = page.getByRole('button', { name: '廃止を届け出る' });

  await test.step('the checklist stands before the day', async () => {
    await page.getByRole('link', { name: '職員と端末' }).tap();
    await page.getByRole('link', { name: '利用の廃止' }).tap();
    await expect(page.getByRole('link', { name: SATO })).toBeVisible();
    // Whom they support is not told to whoever only administers.
    await expect(page.getByRole('main')).not.toContainText(HANA);
    await check(page, 'end-phone');
    await say.tap();
    await expect(page.getByText('確かめてから、印を付けてください。')).toHaveCount(3);
    await check(page, 'end-faulty-phone');
  });

  const tellAll = async () => {
    for (const part of [/^職員 .* の利用が終わる/, /のルームの引き継ぎを/, /^端末 .* が使えなくなる/]) {
      await page.getByRole('checkbox', { name: part }).check();
    }
    await page.getByLabel('廃止日').fill(inDays(30));
    await say.tap();
    const dialog = page.getByRole('dialog', { name: '廃止を届け出る' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    return dialog;
  };

  await test.step('it is said, and until the day all goes on', async () => {
    const dialog = await tellAll();
    await check(page, 'end-dialog-phone');
    await dialog.getByRole('button', { name: '廃止を届け出る' }).tap();
    await expect(page.getByText('廃止を受け付けました。')).toBeVisible();
    await check(page, 'end-said-phone');
    await sato.composer.fill('まだ続けています');
    await sato.page.getByRole('button', { name: '投稿する' }).tap();
    await expect(sato.post('まだ続けています')).toBeVisible();
  });

  const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  await test.step('the city learns of it, with the rooms by name', async () => {
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await desk
      .getByRole('row')
      .filter({ hasText: '利用の廃止届' })
      .getByRole('link', { name: HOUMON })
      .click();
    await expect(desk.getByText('届出のときの状況')).toBeVisible();
    await desk.getByRole('button', { name: '担当する' }).click();
    await expect(desk.getByRole('button', { name: '確認したことを記録する' })).toBeVisible();
    await check(desk, 'end-case-desktop');
    await desk.getByRole('link', { name: '職員と端末' }).click();
    await expect(desk.getByRole('link', { name: HOUMON })).toContainText('廃止予定');
    await desk.getByRole('link', { name: HOUMON }).click();
    await expect(desk.getByText('の0時に終わります。')).toBeVisible();
    await desk.getByRole('link', { name: '利用の廃止' }).click();
    await expect(desk.getByRole('heading', { name: '廃止の前に確かめること' })).toBeVisible();
    await expect(desk.getByRole('main')).toContainText(HANA);
    await check(desk, 'end-desktop');
  });

  await test.step('it is taken back, and said again', async () => {
    await page.getByRole('button', { name: '廃止を取り消す' }).tap();
    await page.getByRole('dialog').getByRole('button', { name: '廃止を取り消す' }).tap();
    await expect(page.getByText('廃止を取り消しました。')).toBeVisible();
    const dialog = await tellAll();
    await dialog.getByRole('button', { name: '廃止を届け出る' }).tap();
    await expect(page.getByText('廃止を受け付けました。')).toBeVisible();
  });

  await test.step('the day comes: what is open ends', async () => {
    await city.facilitiesEnd();
    for (const screen of [sato.page, page]) {
      await expect(screen.getByText('このアカウントまたは端末は停止されています。')).toBeVisible();
    }
    await check(sato.page, 'end-over-phone');
    await desk.getByRole('link', { name: '職員と端末' }).click();
    await expect(desk.getByRole('link', { name: CLINIC })).toBeVisible();
    await expect
      .poll(async () => {
        await desk.reload();
        await desk.getByRole('link', { name: CLINIC }).waitFor();
        return desk.getByRole('link', { name: HOUMON }).count();
      })
      .toBe(0);
  });
});

test('The city moves someone to another facility: what they had open ends, and the new one makes their code', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await sato.openRoom(HANA);
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  await page.getByRole('link', { name: '職員と端末' }).click();
  await page.getByRole('link', { name: HOUMON }).click();
  await page.getByRole('link', { name: SATO }).click();
  const card = page.getByRole('region', { name: '異動の手続き' });
  await card.getByRole('button', { name: '異動の手続き' }).click();
  await expect(card.getByText('異動先の施設を選んでください。')).toBeVisible();
  await card.getByRole('combobox', { name: '異動先の施設' }).selectOption({ label: CLINIC });
  await card.scrollIntoViewIfNeeded();
  await check(page, 'transfer-desktop');
  await card.getByRole('button', { name: '異動の手続き' }).click();
  const dialog = page.getByRole('dialog', { name: '異動の手続き' });
  await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
  await check(page, 'transfer-dialog-desktop');
  await dialog.getByRole('button', { name: '異動の手続きをする' }).click();
  await expect(page.getByText(`${SATO}さんは「${CLINIC}」へ異動しました。`)).toBeVisible();
  await check(page, 'transferred-desktop');
  await expect(sato.page.getByText(/ログインが終わりました。|停止されています。/)).toBeVisible();
  await page.getByRole('link', { name: SATO }).click();
  await page
    .getByRole('button', { name: '新しいコードを作る' })
    .or(page.getByRole('button', { name: '別の端末を登録するコードを作る' }))
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'コードを作る' }).click();
  await expect(page.getByRole('heading', { name: '用紙を印刷する' })).toBeVisible();
});

test('Once a quarter a facility says which IDs are still used, and the city closes the review', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  await page.getByRole('link', { name: '職員と端末' }).tap();
  await page.getByRole('link', { name: 'IDの確認' }).tap();
  await expect(page.getByText('確認の依頼はまだありません。')).toBeVisible();
  await city.facilitiesAreOld();
  await expect
    .poll(async () => {
      await page.reload();
      await page.getByRole('list', { name: '職員', exact: true }).waitFor();
      return page.getByText('の確認を').count();
    })
    .toBe(1);
  const sato = page.getByRole('listitem').filter({ hasText: SATO });
  await expect(sato).toContainText('長く使われていません');
  await expect(page.getByText('ご自分のIDは、ほかの施設管理者または市の担当者が確かめます。')).toBeVisible();
  await check(page, 'review-phone');
  await sato.getByRole('button', { name: `${SATO}：利用を続ける` }).tap();
  await expect(sato).toContainText('「利用を続ける」としました');

  const { page: desk } = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  await desk.getByRole('link', { name: '申請・届出' }).click();
  await desk.getByRole('row').filter({ hasText: '四半期の確認' }).getByRole('link', { name: HOUMON }).click();
  await desk.getByRole('button', { name: '担当する' }).click();
  await expect(desk.getByText('まだ確かめていない職員がいます。')).toBeVisible();
  await check(desk, 'review-case-desktop');
  await desk.getByRole('link', { name: '職員の一覧で確かめる' }).click();
  const rest = desk.getByRole('button', { name: /：利用を続ける$/ });
  await rest.first().waitFor();
  for (let left = await rest.count(); left > 0; left -= 1) {
    await rest.first().click();
    await expect(rest).toHaveCount(left - 1);
  }
  await expect(desk.getByText('全員分が済みました。')).toBeVisible();
  await check(desk, 'review-desktop');
  await desk.goBack();
  await desk.getByRole('button', { name: '確認したことを記録する' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: '確認したことを記録する' }).click();
  await expect(desk.getByText('確認したことを記録しました。')).toBeVisible();
  await page.reload();
  await expect(page.getByText('の確認は終わりました。')).toBeVisible();
});

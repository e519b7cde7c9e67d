import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const SATO = '佐藤 あおい';
const PHONE = `${SATO}さんの端末`;
const SUSPENDED = 'このアカウントまたは端末は停止されています。';
const STOPPED = '届出を受け付け、ただちに停止しました。';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

test('A nurse loses her phone; her admin stops it by one press, and vouches for her on a new one', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await sato.openRoom(HANA);
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'desktop');
  let code = '';

  await test.step('she calls, and the phone is out', async () => {
    await page.getByRole('link', { name: '職員と端末' }).click();
    await page.getByRole('link', { name: SATO }).click();
    await page.getByRole('button', { name: `${PHONE}：紛失の届出` }).click();
    const dialog = page.getByRole('dialog', { name: '紛失を届け出る' });
    await expect(dialog.getByRole('button', { name: '届け出て停止する' })).not.toBeFocused();
    await expect(dialog.getByRole('checkbox', { name: 'はじめに作ったパスキー' })).toBeChecked();
    await check(page, 'loss-staff-desktop');
    await dialog.getByRole('button', { name: '届け出て停止する' }).click();
    const began = Date.now();
    await expect(sato.page.getByText(SUSPENDED)).toBeVisible();
    test.info().annotations.push({ type: 'out after', description: `${Date.now() - began} ms` });
    await expect(sato.page.getByText(HANA)).toHaveCount(0);
    await picture(sato.page, 'loss-out-phone');
    expect((await sato.get('/rooms')).status).toBe(401);
    await expect.poll(() => leftOnDevice(sato.page)).not.toContain(HANA);
    await expect(page.getByText(STOPPED)).toBeVisible();
    await expect(page.getByRole('region', { name: '紛失の届出' })).toContainText('市が確認中');
    await expect(page.getByRole('region', { name: '登録内容', exact: true })).toContainText('コードなし');
    await check(page, 'loss-staff-stopped-desktop');
  });

  await test.step('she stands there: no code without saying that it is she', async () => {
    await page.getByRole('button', { name: '新しいコードを作る' }).click();
    const dialog = page.getByRole('dialog', { name: '新しいコードを作る' });
    await dialog.getByRole('radio', { name: /この画面を本人に見せる/ }).check();
    await dialog.getByRole('button', { name: 'コードを作る' }).click();
    await expect(dialog.getByText('コードを作る前に、本人であることを確かめてください。')).toBeVisible();
    await check(page, 'loss-vouch-desktop');
    await dialog.getByRole('checkbox', { name: /本人であることを確かめました/ }).check();
    await dialog.getByRole('button', { name: 'コードを作る' }).click();
    await expect(page.getByRole('heading', { name: 'コードを読み取ってもらう' })).toBeVisible();
    const sheet = page.getByRole('main').getByRole('article');
    code = /[0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5}/.exec((await sheet.textContent()) ?? '')?.[0] ?? '';
    expect(code).toHaveLength(31);
  });

  const back = await equip(browser, { node: city.a, screen: 'phone' });
  await test.step('in again on a new phone, without the old one', async () => {
    await back.goto(`${city.a.origin}/enrol#${code}`);
    await back.getByRole('button', { name: 'この端末を登録する' }).tap();
    await back.getByRole('link', { name: HANA }).tap();
    await expect(back.getByRole('textbox', { name: '本文' })).toBeVisible();
    await picture(back, 'loss-back-phone');
    await expect.poll(() => city.mail.to('sato@mihon.example').length).toBe(2);
    const told = city.mail.to('sato@mihon.example').map(({ readable }) => readable);
    expect(told.join(' ')).toContain('紛失の届出のお知らせ');
    for (const word of [SATO, 'あおい', code, PHONE]) expect(told.join(' ')).not.toContain(word);
  });

  await test.step('the city decides: the old phone never works again', async () => {
    const { page: desk } = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByRole('row').filter({ hasText: SATO })).toContainText('端末の紛失');
    await check(desk, 'loss-cases-desktop');
    await desk.getByRole('link', { name: SATO }).click();
    await expect(desk.getByRole('region', { name: '経過' })).toContainText('さんが届け出て、停止しました');
    await desk.getByRole('button', { name: '担当する' }).click();
    await desk.getByRole('radio', { name: '失効させる' }).check();
    await expect(desk.getByRole('textbox', { name: '理由' })).not.toBeEmpty();
    await check(desk, 'loss-case-desktop');
    await desk.getByRole('button', { name: '失効させる' }).click();
    const dialog = desk.getByRole('dialog', { name: '失効させる' });
    await expect(dialog.getByText('元に戻すことはできません。')).toBeVisible();
    await dialog.getByRole('button', { name: '失効させる' }).click();
    await expect(desk.getByText('失効を決定しました。')).toBeVisible();
    await check(desk, 'loss-case-decided-desktop');
  });

  await test.step('she reads what became of it', async () => {
    await back.getByRole('link', { name: '担当している方の一覧へ戻る' }).tap();
    await back.getByRole('link', { name: '設定' }).tap();
    await back.getByRole('link', { name: 'パスキーとログイン' }).tap();
    const reports = back.getByRole('region', { name: '紛失の届出' });
    await expect(reports).toContainText('失効');
    await expect(back.getByRole('region', { name: '登録された端末' }).getByRole('listitem')).toHaveCount(1);
    await check(back, 'loss-own-devices-phone');
    await reports.scrollIntoViewIfNeeded();
    await picture(back, 'loss-own-reports-phone');
  });
});

test('A person reports the own phone from another page; the city takes a call, and lets what is found work again', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const phone = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await phone.openRoom(HANA);
  const told = await city.demo('enrol', 'sato', '--browser');
  const code = /\/enrol#([0-9A-Z-]+)/.exec(told)?.[1] ?? '';
  const page = await equip(browser, { node: city.a, screen: 'phone' });
  await page.goto(`${city.a.origin}/enrol#${code}`);
  await page.getByRole('button', { name: 'この端末を登録する' }).tap();
  await expect(page.getByRole('link', { name: HANA })).toBeVisible();

  await test.step('from the own page', async () => {
    await page.getByRole('link', { name: '設定' }).tap();
    await page.getByRole('link', { name: 'パスキーとログイン' }).tap();
    const devices = page.getByRole('region', { name: '登録された端末' });
    await expect(devices.getByRole('listitem')).toHaveCount(2);
    await devices
      .getByRole('listitem')
      .filter({ hasNotText: 'この端末' })
      .getByRole('button', { name: /紛失の届出/ })
      .tap();
    const dialog = page.getByRole('dialog', { name: '紛失を届け出る' });
    await expect(dialog.getByText('この画面もログアウトされます。')).toHaveCount(0);
    await check(page, 'loss-own-phone');
    await dialog.getByRole('button', { name: '届け出て停止する' }).tap();
    await expect(phone.page.getByText(SUSPENDED)).toBeVisible();
    await expect(devices.getByText(STOPPED)).toBeVisible();
    await expect(devices.getByText('停止中')).toBeVisible();
    await check(page, 'loss-own-stopped-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await check(page, 'loss-own-stopped-desktop');
    await page.setViewportSize({ width: 390, height: 844 });
  });

  await test.step('what this page itself rests on is said', async () => {
    const passkeys = page.getByRole('region', { name: 'パスキー' });
    await passkeys
      .getByRole('listitem')
      .filter({ hasText: 'この画面のログインに使用' })
      .getByRole('button', { name: /紛失の届出/ })
      .tap();
    const dialog = page.getByRole('dialog', { name: '紛失を届け出る' });
    await expect(dialog.getByText('この画面もログアウトされます。')).toBeVisible();
    await expect(dialog.getByText('使えるパスキーがなくなります。')).toBeVisible();
    await check(page, 'loss-own-last-phone');
    await dialog.getByRole('button', { name: 'やめる' }).tap();
  });

  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const desk = kato.page;
  await test.step('the city takes a call', async () => {
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await desk.getByRole('link', { name: '紛失の届出を受け付ける' }).click();
    await desk.getByRole('searchbox', { name: '氏名・ユーザーIDで探す' }).fill('佐藤');
    await desk.getByRole('button', { name: SATO }).click();
    await expect(desk.getByRole('region', { name: '端末' })).toContainText('停止中');
    await check(desk, 'loss-city-desktop');
    await desk
      .getByRole('region', { name: '端末' })
      .getByRole('button', { name: /紛失の届出/ })
      .click();
    await check(desk, 'loss-city-dialog-desktop');
    await desk.getByRole('dialog').getByRole('button', { name: '届け出て停止する' }).click();
    await expect(desk.getByText(`${SATO}さんの届出を受け付け、`)).toBeVisible();
    await expect(page.getByText(SUSPENDED)).toBeVisible();
    await expect(desk.getByRole('row').filter({ hasText: SATO })).toHaveCount(2);
  });

  await test.step('on a phone, what was found works again', async () => {
    await desk.setViewportSize({ width: 390, height: 844 });
    await check(desk, 'loss-cases-phone');
    await desk.getByRole('link', { name: SATO }).first().click();
    await desk.getByRole('button', { name: '担当する' }).click();
    await desk.getByRole('radio', { name: '再び使えるようにする' }).check();
    await desk.getByRole('textbox', { name: '理由' }).scrollIntoViewIfNeeded();
    await check(desk, 'loss-case-phone');
    await desk.getByRole('button', { name: '再び使えるようにする' }).click();
    const dialog = desk.getByRole('dialog', { name: '再び使えるようにする' });
    await dialog.getByRole('button', { name: '再び使えるようにする' }).click();
    await expect(desk.getByText('再開を決定しました。')).toBeVisible();
    await check(desk, 'loss-restored-phone');
  });
});

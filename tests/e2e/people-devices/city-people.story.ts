import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const NAKAMURA = '中村 千尋';
const OKADA = '岡田 健一郎';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

test('Two people of the city appoint a third, and vouch for the one whose phone is gone', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const nakamura = await Person.signIn(browser, city, 'nakamura', city.b, 'phone');
  const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.b, 'phone');

  await test.step('a moderator proposes it, and is told why someone cannot be an approver', async () => {
    await desk.getByRole('link', { name: '市の担当者・承認者' }).click();
    await expect(desk.getByRole('heading', { name: '市として決定する人' })).toBeVisible();
    await check(desk, 'city-people-desktop');
    await desk.getByRole('searchbox', { name: '氏名・ユーザーID・部署で絞り込む' }).fill('中村');
    await desk.getByRole('button', { name: `指名する（${NAKAMURA}さん）` }).click();
    const dialog = desk.getByRole('dialog', { name: '市の役割' });
    await dialog.getByRole('button', { name: '提案する' }).click();
    await expect(dialog.getByText('役割を選んでください。')).toBeVisible();
    await dialog.getByRole('radio', { name: '市承認者' }).check();
    await dialog.getByRole('button', { name: '提案する' }).click();
    await expect(dialog.getByText(/ルームに参加しているため、承認者になれません/)).toBeVisible();
    await dialog.getByRole('radio', { name: '市担当者' }).check();
    await check(desk, 'city-people-propose-desktop');
    await dialog.getByRole('button', { name: '提案する' }).click();
    await expect(desk.getByText('市のほかの一人の確認を待っています。').first()).toBeVisible();
    await expect(desk.getByRole('button', { name: '確認して決定する' })).toHaveCount(0);
    await check(desk, 'city-people-waiting-desktop');
  });

  await test.step('the approver finds what waits, and confirms it; whoever it is about signs in anew', async () => {
    const { page } = okada;
    await expect(page.getByRole('link', { name: '担当している方' })).toHaveCount(0);
    await page.getByRole('link', { name: '市の担当者', exact: true }).tap();
    await expect(page.getByText(`${NAKAMURA}さん：役割なし → 市担当者`)).toBeVisible();
    await check(page, 'city-people-waiting-phone');
    await page.getByRole('button', { name: '確認して決定する' }).tap();
    const dialog = page.getByRole('dialog', { name: '変更の確認' });
    await check(page, 'city-people-confirm-phone');
    await dialog.getByRole('button', { name: '決定する' }).tap();
    await expect(page.getByText(`${NAKAMURA}さんの役割を決めました。`)).toBeVisible();
    await check(page, 'city-people-done-phone');
    await expect(nakamura.page.getByRole('button', { name: 'パスキーでログイン' })).toBeVisible();
    const again = await Person.signIn(browser, city, 'nakamura', city.a, 'phone');
    await expect(again.page.getByRole('heading', { name: '同意と支援中止' })).toBeVisible();
  });

  await test.step('a way in for a colleague is two peoples', async () => {
    await desk.getByRole('button', { name: `新しい端末のコードを作る（${OKADA}さん）` }).click();
    const dialog = desk.getByRole('dialog', { name: '新しい端末のコードを作る' });
    await check(desk, 'city-people-code-desktop');
    await dialog.getByRole('button', { name: 'コードを作る' }).click();
    await expect(desk.getByText('市のもう一人が確認するまで、このコードは使えません。')).toBeVisible();
    const sheet = desk.getByRole('main').getByRole('article');
    const code = /[0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5}/.exec((await sheet.textContent()) ?? '')?.[0] ?? '';
    await desk.getByRole('button', { name: '読み取りました・閉じる' }).click();
    await expect(desk.getByText('市のもう一人の確認を待っています。')).toBeVisible();
    await expect(desk.getByRole('button', { name: `コードを確認する（${OKADA}さん）` })).toHaveCount(0);
    const phone = await equip(browser, { node: city.b, screen: 'phone' });
    await phone.goto(`${city.b.origin}/enrol#${code}`);
    await expect(phone.getByText('この登録コードは使えません。')).toBeVisible();

    const { page: other } = await Person.signIn(browser, city, 'matsumoto', city.a, 'phone');
    await other.getByRole('link', { name: '市の担当者・承認者' }).tap();
    await other.getByRole('button', { name: `コードを確認する（${OKADA}さん）` }).tap();
    await check(other, 'city-people-code-confirm-phone');
    await other.getByRole('button', { name: '確認して使えるようにする' }).tap();
    await expect(other.getByText(`${OKADA}さんは端末を登録できます。`)).toBeVisible();
    await phone.goto(city.b.origin);
    await phone.goto(`${city.b.origin}/enrol#${code}`);
    await phone.getByRole('button', { name: 'この端末を登録する' }).tap();
    await expect(phone.getByRole('heading', { name: '承認' })).toBeVisible();
  });
});

import { expectAccessible } from '../support/accessibility';
import { actOn } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const KIYO = demoRoom('kiyo').name;

for (const screen of ['phone', 'desktop'] as const) {
  test(`Every screen is free of what an accessibility checker finds: ${screen}`, {
    tag: '@main-job',
  }, async ({ browser, city }) => {
    /** Checks a screen, and keeps its picture. */
    const check = async (person: { page: Person['page'] }, name: string) => {
      await picture(person.page, `${name}-${screen}`);
      await expectAccessible(person.page, `${name}, ${screen}`);
    };

    await test.step('outside', async () => {
      const page = await equip(browser, { node: city.a, screen });
      await page.goto(city.a.origin);
      await expect(page.getByRole('heading', { name: 'ログイン' })).toBeVisible();
      await check({ page }, 'sign-in');
      await page.getByRole('button', { name: 'パスキーでログイン' }).click();
      await expect(page.getByRole('status')).not.toBeEmpty();
      await check({ page }, 'refused');
      await page.getByRole('link', { name: 'はじめての方' }).click();
      await expect(page.getByRole('heading', { name: 'はじめての方' })).toBeVisible();
      await check({ page }, 'enrolment-begin');
    });

    await test.step('a member of a team', async () => {
      const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, screen);
      await expect(tanaka.line(HANA)).toBeVisible();
      await check(tanaka, 'rooms');
      await tanaka.openRoom(HANA);
      await expect(tanaka.post('皆さんありがとうございます。')).toBeVisible();
      await check(tanaka, 'room');
      await tanaka.page.getByRole('radio', { name: '至急' }).check();
      await tanaka.page.getByRole('button', { name: '投稿する' }).click();
      await expect(tanaka.page.getByText('本文を入力してください。')).toBeVisible();
      await check(tanaka, 'room-nothing-written');
      if (screen === 'phone') {
        await tanaka.page.getByRole('button', { name: '基本情報' }).click();
        await expect(tanaka.page.getByRole('dialog', { name: '基本情報' })).toContainText('参加している職員');
        await check(tanaka, 'room-information');
        await tanaka.page.keyboard.press('Escape');
        await tanaka.page.getByRole('link', { name: '担当している方の一覧へ戻る' }).click();
      }
      await tanaka.openRoom(KIYO);
      await expect(tanaka.page.getByText('市が同意書を受け取るまで、投稿できません。')).toBeVisible();
      await check(tanaka, 'room-awaiting');
      await tanaka.page.goto(`${city.a.origin}/rooms`);
      await tanaka.line('閉じられたルーム').click();
      await expect(tanaka.page.getByText('このルームは閉じられました。')).toBeVisible();
      await check(tanaka, 'room-closed');
      await tanaka.page.goto(`${city.a.origin}/settings`);
      await expect(tanaka.page.getByText('送り先：ta***@mihon.example')).toBeVisible();
      await check(tanaka, 'settings');
      await tanaka.page.goto(`${city.a.origin}/nowhere`);
      await expect(tanaka.page.getByText('ページが見つかりません')).toBeVisible();
      await check(tanaka, 'not-found');
    });

    await test.step('the city', async () => {
      const kato = await Person.signIn(browser, city, 'kato', city.a, screen);
      await expect(kato.page.getByRole('link', { name: `${KIYO}：同意書の受領を記録` })).toBeVisible();
      await check(kato, 'city-list');
      const act = await actOn(kato.page, HANA, '支援を中止する');
      await check(kato, 'city-menu');
      await act.click();
      await expect(kato.page.getByRole('dialog', { name: '支援を中止する' })).toBeVisible();
      await check(kato, 'discontinue-dialog');
      await kato.page.keyboard.press('Escape');
      await kato.page.getByRole('link', { name: `${KIYO}：同意書の受領を記録` }).click();
      await expect(kato.page.getByRole('heading', { name: '同意書の受領を記録' })).toBeVisible();
      await kato.page.getByRole('radio', { name: 'ご家族・ご親族(代理)' }).check();
      await check(kato, 'receipt');
      await kato.page.getByRole('button', { name: '内容を確認する' }).click();
      await expect(kato.page.getByText('入力内容に誤りがあります。')).toBeVisible();
      await check(kato, 'receipt-faulty');
    });
  });
}

import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana');
const [FIRST] = HANA.posts;
const WELCOME = 'これから訪問に加わります。よろしくお願いいたします。';

test('The city lets a nurse into a room, who sees it at once with all that is in it; and out of it again', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const ito = await Person.signIn(browser, city, 'ito', city.b, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'desktop');
  await tanaka.openRoom(HANA.name);
  await expect(ito.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(ito.line(HANA.name)).toHaveCount(0);

  await test.step('the city finds her by her facility, and is told what it means', async () => {
    await kato.page.getByRole('link', { name: `${HANA.name}：参加者を決める` }).click();
    await expect(kato.page.getByText('田中 久美子')).toBeVisible();
    await picture(kato.page, 'team-desktop');
    await expectAccessible(kato.page, 'team');
    await kato.page.getByRole('searchbox').fill('訪問看護');
    await kato.page.getByRole('button', { name: '伊藤 恵さんの参加を許可する' }).click();
    const dialog = kato.page.getByRole('dialog', { name: '参加を許可する' });
    await expect(dialog).toContainText('これまでの連絡も含めて');
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await picture(kato.page, 'team-admit-desktop');
    await dialog.getByRole('button', { name: '参加を許可' }).click();
    await expect(kato.page.getByText('伊藤 恵さんの参加を許可しました。')).toBeVisible();
    await picture(kato.page, 'team-admitted-desktop');
  });

  await test.step('the room is in her list without a reload, and what was written before is in it', async () => {
    await ito.openRoom(HANA.name);
    await ito.composer.fill(WELCOME);
    await ito.page.getByRole('button', { name: '投稿する' }).click();
    await expect(ito.post(WELCOME).locator('time')).toBeVisible();
    await ito.log.hover();
    await expect(async () => {
      await ito.page.mouse.wheel(0, -4_000);
      await expect(ito.post(FIRST?.body.split('\n')[0] ?? '')).toBeVisible({ timeout: 500 });
    }).toPass();
  });

  await test.step('whoever is in the room sees who has come', async () => {
    await expect(tanaka.post(WELCOME)).toBeVisible();
    await expect(tanaka.page.getByText(/伊藤 恵（.*）が参加しました/)).toBeVisible();
  });

  await test.step('on a phone the city can do the same, and end it', async () => {
    await kato.page.setViewportSize({ width: 390, height: 844 });
    await picture(kato.page, 'team-phone');
    await kato.page.getByRole('button', { name: '伊藤 恵さんの参加を終える' }).click();
    const dialog = kato.page.getByRole('dialog', { name: '参加を終える' });
    await picture(kato.page, 'team-remove-phone');
    await dialog.getByRole('button', { name: '参加を終える' }).click();
    await expect(kato.page.getByText('伊藤 恵さんの参加を終えました。')).toBeVisible();
    await expect(ito.page.getByRole('heading', { name: 'ルームを表示できません' })).toBeVisible();
    await ito.page.goto(`${city.b.origin}/rooms`);
    await expect(ito.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(ito.line(HANA.name)).toHaveCount(0);
  });
});

import type { EntriesPage, Rooms } from '../support/api';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana');
const WRITTEN_WHILE_AWAY = ['圏外で書いた一件目です。', '圏外で書いた二件目です。'];
const MEANWHILE = 'その間にデスクから書きました。';

test('The connection is lost and comes back: what was written meanwhile arrives once, in its order', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'desktop');
  const banner = sato.page.getByRole('status').filter({ hasText: '接続が切れています。再接続しています…' });
  await sato.openRoom(HANA.name);
  await tanaka.openRoom(HANA.name);
  await expect(sato.composer).toBeVisible();
  await expect(sato.page.getByText('参加 6名')).toBeVisible();

  await test.step('the nurse is told that the node is gone', async () => {
    await city.a.kill();
    await expect(banner).toBeVisible();
    await expect(tanaka.page.getByText('接続が切れています')).toHaveCount(0);
  });

  await test.step('what is written meanwhile waits, and says so', async () => {
    for (const text of WRITTEN_WHILE_AWAY) {
      await sato.composer.fill(text);
      await sato.page.getByRole('button', { name: '投稿する' }).tap();
      await expect(sato.post(text)).toContainText('未送信');
    }
    await expect(banner).toContainText('未送信 2件');
    await picture(sato.page, 'connection-lost-phone');
  });

  await test.step('others go on', async () => {
    await tanaka.composer.fill(MEANWHILE);
    await tanaka.composer.press('Control+Enter');
    await expect(tanaka.post(MEANWHILE).locator('time')).toBeVisible();
    await expect(sato.post(MEANWHILE)).toHaveCount(0);
  });

  await test.step('it stays on the device, and can be sent by hand, when it takes long', async () => {
    await expect(sato.post(WRITTEN_WHILE_AWAY[0] ?? '')).toContainText('未送信');
    await expect(
      sato.post(WRITTEN_WHILE_AWAY[0] ?? '').getByRole('button', { name: '再送', exact: true }),
    ).toBeVisible();
    await picture(sato.page, 'unsent-phone');
  });

  await test.step('the node is back, and so is everything', async () => {
    await city.a.start();
    // The pause between two tries grows to half a minute.
    await expect(banner).toBeHidden({ timeout: 60_000 });
    const all = [MEANWHILE, ...WRITTEN_WHILE_AWAY];
    for (const person of [sato, tanaka]) {
      for (const text of all) {
        await expect(person.post(text).locator('time')).toBeVisible();
        await expect(person.post(text)).toHaveCount(1);
      }
      await expect(person.log).not.toContainText(/送信中|未送信/);
      expect(await order(person, all)).toEqual(all);
    }
  });

  await test.step('the server has each of them once', async () => {
    const { body: list } = await sato.get<Rooms>('/rooms');
    const room = list.rooms.find((line) => line.label === HANA.name)?.room;
    const { body: page } = await sato.get<EntriesPage>(`/rooms/${room}/entries`);
    const bodies = page.entries.map((entry) => entry.body ?? '');
    expect(bodies.slice(-3)).toEqual([MEANWHILE, ...WRITTEN_WHILE_AWAY]);
    expect(new Set(page.entries.map((entry) => entry.id)).size).toBe(page.entries.length);
  });
});

/** Which of the texts stand in the room, from top to bottom. */
async function order(person: Person, texts: string[]): Promise<string[]> {
  const shown = await person.log.getByRole('article').allInnerTexts();
  return shown.flatMap((article) => texts.filter((text) => article.includes(text)));
}

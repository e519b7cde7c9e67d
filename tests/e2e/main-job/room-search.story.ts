import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const OLDEST = 'いちばん古い記録：朝のケツアツは高めでした。';

test('Somebody finds what was written about the blood pressure, goes on to older posts, and goes to one', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const { page } = sato;
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  await sato.openRoom(HANA);
  const { rooms } = (await sato.get<{ rooms: { label: string; room: string }[] }>('/rooms')).body;
  const room = rooms.find(({ label }) => label === HANA)?.room;
  // More than one search shows, and more than the room has at hand when it opens.
  await page.evaluate(
    async ([origin, oldest]) => {
      const uuidv7 = () => {
        const now = Date.now().toString(16).padStart(12, '0');
        return `${now.slice(0, 8)}-${now.slice(8)}-7${crypto.randomUUID().slice(15)}`;
      };
      let seq = 0;
      for (let number = 0; number <= 160; ) {
        const said = number % 3 === 0 ? 'けつあつは128/76でした。' : 'お茶を飲みました。';
        const body = number === 0 ? oldest : `過去${number}回目の記録です。\n${said}`;
        const answer = await fetch(origin, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id: uuidv7(), body, priority: 'normal' }),
        });
        if (answer.ok) {
          number += 1;
          seq = ((await answer.json()) as { seq: number }).seq;
        } else if (answer.status !== 429) throw new Error(`a post: ${answer.status} ${await answer.text()}`);
        else await new Promise((wait) => setTimeout(wait, 500));
      }
      // All of it is read: what is unread a room has at hand from its beginning.
      await fetch(origin.replace('entries', 'read-mark'), {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ upto: seq }),
      });
    },
    [`/api/v1/rooms/${room}/entries`, OLDEST] as const,
  );
  // A slow line: what is asked for of older posts waits as long as this holds it.
  let held: (() => void)[] | undefined;
  await page.routeWebSocket(/\/api\/v1\/live/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (held && String(message).includes('"type":"history"')) held.push(() => server.send(message));
      else server.send(message);
    });
  });
  await page.reload();
  await expect(sato.post('過去160回目の記録です。')).toBeVisible();

  const dialog = page.getByRole('dialog', { name: 'このルームの投稿を検索' });
  const words = dialog.getByRole('searchbox', { name: '探す言葉' });
  const results = dialog.getByRole('listitem');

  await test.step('nothing is no search, and what is not there is not found', async () => {
    await page.getByRole('button', { name: 'このルームの投稿を検索' }).click();
    await expect(words).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('探す言葉を入力してください。')).toBeVisible();
    await words.fill('ここにない言葉');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('「ここにない言葉」を含む投稿はありません。')).toBeVisible();
    await expect(dialog.getByText('いちばん古い投稿まで探しました。')).toBeVisible();
    await check('room-search-none-phone');
  });

  await test.step('the newest come first, however it was written, with the word marked', async () => {
    await words.fill('ｹﾂｱﾂ');
    await dialog.getByRole('button', { name: '検索する' }).click();
    await expect(dialog.getByText('50件見つかりました。')).toBeVisible();
    await expect(results.first()).toContainText('過去159回目の記録です。');
    await expect(results.first().locator('mark')).toHaveText('けつあつ');
    await expect(dialog.getByText('の投稿まで探しました。')).toBeVisible();
    await check('room-search-phone');
  });

  await test.step('older ones are asked for, to the beginning', async () => {
    await dialog.getByRole('button', { name: 'さらに古い投稿を探す' }).click();
    await expect(results.filter({ hasText: OLDEST })).toHaveCount(1);
    await expect(dialog.getByText('いちばん古い投稿まで探しました。')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'さらに古い投稿を探す' })).toHaveCount(0);
  });

  await test.step('on the way to an old post one is told so, and can stop', async () => {
    await expect(sato.post(OLDEST)).toHaveCount(0);
    held = [];
    await results.filter({ hasText: OLDEST }).getByRole('button').click();
    const going = page.getByText('その投稿まで読み込んでいます…');
    await expect(going).toBeInViewport();
    await check('room-going-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(going).toBeInViewport();
    await check('room-going-desktop');
    await page.getByRole('button', { name: 'やめる' }).focus();
    await page.keyboard.press('Enter');
    await expect(going).toHaveCount(0);
    await expect(sato.log).toBeFocused();
    await expect(sato.post('過去160回目の記録です。')).toBeInViewport();
    expect(held).toHaveLength(1);
    for (const ask of held) ask();
    held = undefined;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'このルームの投稿を検索' }).click();
  });

  await test.step('a result leads to its post in the room, and the results are still there', async () => {
    await results.filter({ hasText: OLDEST }).getByRole('button').click();
    await expect(dialog).toHaveCount(0);
    await expect(sato.post(OLDEST)).toBeInViewport();
    await expect(sato.post(OLDEST)).toBeFocused();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('/');
    await expect(words).toHaveValue('ｹﾂｱﾂ');
    await expect(results.filter({ hasText: OLDEST })).toHaveCount(1);
    await check('room-search-desktop');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });

  await test.step('a slash that is typed into a post is a slash', async () => {
    await sato.composer.fill('128');
    await sato.composer.press('End');
    await page.keyboard.type('/76');
    await expect(sato.composer).toHaveValue('128/76');
    await expect(dialog).toHaveCount(0);
    await sato.composer.fill('');
  });

  await test.step('when the room closes the results go with it', async () => {
    await page.getByRole('button', { name: 'このルームの投稿を検索' }).click();
    await expect(results.first()).toBeVisible();
    const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
    await doWith(kato.page, HANA, '支援を中止する');
    await kato.page.getByRole('radio', { name: 'ご本人からの削除の申出' }).check();
    await kato.page.getByRole('dialog').getByRole('button', { name: '支援を中止する' }).click();
    await expect(
      page.getByText('同意の取り下げにより、このルームは閉じられました。内容は表示できません。'),
    ).toBeVisible();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText(OLDEST)).toHaveCount(0);
  });
});

import type { EntriesPage, RoomDetail, Rooms } from '../support/api';
import { demoNames, demoRoom, unreadPosts } from '../support/demo-file';
import { compose } from '../support/input-method';
import { equip, own, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';
import { whenShown } from '../support/witness';

const HANA = demoRoom('hana');
const FROM_NURSE = '血圧は落ち着いています。足のむくみは昨日より少し引きました。';
const FROM_MANAGER = '血圧の件、承知しました。';

test('A nurse and a care manager write to each other as it happens, and a doctor is told by mail', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const unread = unreadPosts(HANA, 'sato');
  expect(unread.length, 'the demo leaves the nurse something to read').toBeGreaterThan(0);

  await test.step('the door, on a phone', async () => {
    const page = await equip(browser, own(city, 'sato', city.a, 'phone'));
    await page.goto(city.a.origin);
    await expect(page.getByRole('heading', { name: 'ログイン' })).toBeVisible();
    await picture(page, 'sign-in-phone');
    await page.context().close();
  });

  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'desktop');

  await test.step('both see whom they look after, and what is unread', async () => {
    await expect(sato.line(HANA.name)).toContainText(`未読 ${unread.length}件`);
    await expect(tanaka.line(HANA.name)).toBeVisible();
    await expect(tanaka.line(HANA.name)).not.toContainText('未読');
    await expect(tanaka.page.getByRole('link', { name: '雛形 きよ' })).toContainText('同意書の受付待ち');
    await picture(sato.page, 'rooms-phone');
  });

  await test.step('the room opens at the first unread post', async () => {
    await sato.openRoom(HANA.name);
    await expectUnreadLineBefore(sato, unread[0]?.body ?? '');
    await picture(sato.page, 'room-phone-unread');
    const toNewest = await sato.page.getByRole('button', { name: '最新の投稿へ' }).boundingBox();
    const log = await sato.log.boundingBox();
    expect(toNewest?.y, 'the button hides no post').toBeGreaterThanOrEqual(
      (log?.y ?? 0) + (log?.height ?? 0),
    );
  });

  await test.step('what was read is no longer unread', async () => {
    await sato.page.getByRole('button', { name: '最新の投稿へ' }).tap();
    await expect(sato.post(unread.at(-1)?.body.split('\n')[0] ?? '')).toBeInViewport();
    await expectUnread(sato, 0);
  });

  await test.step('the nurse posts with the button; the manager sees it in the list at once', async () => {
    const onItsWay = await whenShown(sato.page, '送信中');
    await sato.composer.fill(FROM_NURSE);
    await sato.page.getByRole('button', { name: '投稿する' }).tap();
    await expect(sato.post(FROM_NURSE)).toHaveCount(1);
    // A card that is on its way has no time yet; one that has arrived has.
    await expect(sato.post(FROM_NURSE).locator('time')).toBeVisible();
    await expect(sato.post(FROM_NURSE)).not.toContainText('送信中');
    expect(await onItsWay.at(), 'it said that it was on its way').toBeDefined();
    await expect(sato.composer).toHaveValue('');
    await expect(tanaka.line(HANA.name)).toContainText('未読 1件');
  });

  await test.step('the manager reads it, and the count goes', async () => {
    await tanaka.openRoom(HANA.name);
    await expectUnreadLineBefore(tanaka, FROM_NURSE);
    await expect(tanaka.line(HANA.name)).not.toContainText('未読');
    await expectUnread(tanaka, 0);
  });

  await test.step('an Enter that belongs to the input method does not send', async () => {
    const undecided = 'けつあつの';
    const typing = await compose(tanaka.page, tanaka.composer, undecided);
    await typing.press('Enter');
    await typing.press('Control+Enter');
    await expect(tanaka.composer).toHaveValue(undecided);
    await typing.commit('血圧の');
    await tanaka.composer.pressSequentially('件、承知しました。');
    await expect(tanaka.composer).toHaveValue(FROM_MANAGER);
    // Neither as it was then nor as it is now.
    await expect(tanaka.post(undecided)).toHaveCount(0);
    await expect(tanaka.post('血圧の件')).toHaveCount(0);
  });

  await test.step('Ctrl+Enter does; the nurse sees it without touching anything', async () => {
    await tanaka.composer.press('Control+Enter');
    await expect(tanaka.post(FROM_MANAGER).locator('time')).toBeVisible();
    await expect(sato.post(FROM_MANAGER)).toBeInViewport();
    await expect(sato.post(FROM_MANAGER)).toContainText('田中 久美子');
    await expectUnread(sato, 0);
    await picture(sato.page, 'room-phone');
    await picture(tanaka.page, 'room-desktop');
  });

  await test.step('a reply says what it answers', async () => {
    await sato.post(FROM_MANAGER).getByRole('button', { name: '田中 久美子の投稿に返信' }).tap();
    await expect(sato.page.getByRole('form', { name: '投稿を書く' })).toContainText('田中 久美子への返信');
    await sato.composer.fill('ありがとうございます。');
    await sato.page.getByRole('button', { name: '投稿する' }).tap();
    await expect(tanaka.post('ありがとうございます。').last()).toContainText('田中 久美子への返信');
    await expectUnread(tanaka, 0);
  });

  await test.step('both have read to the end, and the server knows', async () => {
    const room = await roomId(sato);
    const { body: page } = await sato.get<EntriesPage>(`/rooms/${room}/entries`);
    const { body: detail } = await tanaka.get<RoomDetail>(`/rooms/${room}`);
    const marks = Object.fromEntries(detail.members.map((member) => [member.name, member.read_upto]));
    expect(marks['佐藤 あおい']).toBe(page.head);
    expect(marks['田中 久美子']).toBe(page.head);
    expect(marks['森 修平']).toBeLessThan(page.head);
  });

  await test.step('the doctor, who is not signed in, is told that something waits, and nothing else', async () => {
    const address = 'mori@mihon.example';
    await expect.poll(() => city.mail.to(address).length, { timeout: 30_000 }).toBeGreaterThan(0);
    const room = await roomId(sato);
    const { body: page } = await sato.get<EntriesPage>(`/rooms/${room}/entries`);
    const { body: detail } = await sato.get<RoomDetail>(`/rooms/${room}`);
    const personal = [
      ...demoNames(),
      ...page.entries.flatMap(({ id, body }) => [id, ...(body ? [body] : [])]),
      ...detail.members.map(({ account }) => account),
      ...['血圧', 'むくみ', '承知', room, room.replaceAll('-', '')],
    ];
    for (const mail of city.mail.mails) {
      expect(mail).toMatchObject({ encrypted: true, authenticated: true });
      expect(mail.readable).toContain(
        'ログインしてご確認ください。このメールには個人情報を記載していません。',
      );
      for (const text of [mail.raw, mail.readable]) {
        expect(personal.filter((word) => text.includes(word))).toEqual([]);
      }
    }
    expect(city.mail.to(address)[0]?.readable).toMatch(/新しい連絡 \d+件/);
    // What was posted is none of the log's business either.
    for (const log of [city.a.log, city.b.log]) {
      expect(personal.filter((word) => log.includes(word) && word !== room)).toEqual([]);
    }
  });
});

async function roomId(person: Person): Promise<string> {
  const { body } = await person.get<Rooms>('/rooms');
  return body.rooms.find((line) => line.label === HANA.name)?.room ?? '';
}

/** As the server counts: on the phone, the list is not beside the room. */
async function expectUnread(person: Person, count: number): Promise<void> {
  const unread = async () => {
    const { body } = await person.get<Rooms>('/rooms');
    return body.rooms.find((line) => line.label === HANA.name)?.unread;
  };
  await expect.poll(unread).toBe(count);
}

/** The line stands directly above the post, and both are on the screen. */
async function expectUnreadLineBefore(person: Person, body: string): Promise<void> {
  const line = person.log.getByText('未読ここから');
  await expect(line).toBeInViewport();
  const next = line.locator('xpath=following-sibling::*[1]');
  await expect(next).toContainText(body.split('\n')[0] ?? '');
  await expect(next).toBeInViewport();
}

import type { Problem, Rooms } from '../support/api';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';
import { whenPressed, whenShown } from '../support/witness';

const HANA = demoRoom('hana').name;
const KIYO = demoRoom('kiyo').name;
const CLOSED = '同意の取り下げにより、このルームは閉じられました。内容は表示できません。';
const DRAFT = 'まだ送っていない書きかけの文です。';
/** What "at once" means. */
const AT_ONCE_MS = 1_000;

test('With the consent form the room opens for posts; when consent is withdrawn it closes for everyone at once', {
  tag: ['@main-job', '@consent-city'],
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'desktop');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');

  await test.step('before the form has come, nobody can post', async () => {
    await tanaka.openRoom(KIYO);
    await expect(tanaka.page.getByText('市が同意書を受け取るまで、投稿できません。')).toBeVisible();
    await expect(tanaka.composer).toHaveCount(0);
    await picture(tanaka.page, 'room-awaiting-desktop');
  });

  await test.step('the city records that it has received the form', async () => {
    await expect(kato.page).toHaveURL(`${city.b.origin}/city`);
    await kato.page.getByRole('link', { name: `${KIYO}：同意書の受領を記録` }).click();
    await kato.page.getByRole('radio', { name: 'ご家族・ご親族(代理)' }).check();
    await kato.page.getByRole('button', { name: '内容を確認する' }).click();
    await expect(
      kato.page.getByRole('alert').filter({ hasText: '入力内容に誤りがあります。' }),
    ).toBeVisible();
    await picture(kato.page, 'receipt-errors-desktop');
    await kato.page.getByRole('textbox', { name: 'ご本人との関係' }).fill('長男');
    await kato.page.getByRole('textbox', { name: 'ご本人が署名できない理由' }).fill('手の震えのため');
    await kato.page.getByRole('textbox', { name: '同意書の版' }).fill('2021-02');
    await kato.page.getByLabel('署名日').fill(daysAgo(12));
    await kato.page.getByLabel('市の受領日').fill(daysAgo(3));
    await kato.page.getByRole('radio', { name: '用紙に書かれているすべて' }).check();
    await kato.page.getByRole('button', { name: '内容を確認する' }).click();
    await expect(kato.page.getByText('同意書の写しがありません。')).toBeVisible();
    await kato.page.getByRole('checkbox', { name: '写しがないまま記録する' }).check();
    await kato.page.getByRole('button', { name: '内容を確認する' }).click();
    await kato.page.getByRole('dialog').getByRole('button', { name: '受領を記録する' }).click();
    await expect(kato.page.getByText(`${KIYO}さんの同意書の受領を記録しました。`)).toBeVisible();
    await picture(kato.page, 'city-desktop');
  });

  await test.step('the care manager can post there, without having touched anything', async () => {
    await tanaka.composer.fill('はじめまして。これからよろしくお願いいたします。');
    await tanaka.page.getByRole('button', { name: '投稿する' }).click();
    await expect(tanaka.post('はじめまして。').locator('time')).toBeVisible();
    await expect(sato.line(KIYO)).toContainText('未読 1件');
  });

  const room = await roomOf(sato, HANA);

  await test.step('two people read a room, one of them about to write', async () => {
    await sato.openRoom(HANA);
    await tanaka.openRoom(HANA);
    await sato.composer.fill(DRAFT);
    await expect.poll(() => leftOnDevice(sato.page)).toContain(DRAFT);
  });

  await test.step('the first step of closing it closes nothing', async () => {
    const dialog = kato.page.getByRole('dialog', { name: '支援を中止する' });
    await doWith(kato.page, HANA, '支援を中止する');
    await expect(dialog).toContainText('この操作を行うと、参加している全員がただちに閲覧できなくなります。');
    // Who presses Enter without reading does no harm.
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await picture(kato.page, 'discontinue-desktop');
    await kato.page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    expect((await sato.get(`/rooms/${room}/entries`)).status).toBe(200);
    await expect(sato.composer).toHaveValue(DRAFT);
  });

  await test.step('the second closes it on every screen at once', async () => {
    const gone = await Promise.all([whenShown(sato.page, CLOSED), whenShown(tanaka.page, CLOSED)]);
    const pressed = await whenPressed(kato.page, '支援を中止する');
    await doWith(kato.page, HANA, '支援を中止する');
    await kato.page.getByRole('radio', { name: 'ご本人からの削除の申出' }).check();
    await kato.page.getByRole('dialog').getByRole('button', { name: '支援を中止する' }).click();
    await expect(sato.page.getByText(CLOSED)).toBeVisible();
    await expect(tanaka.page.getByText(CLOSED)).toBeVisible();
    const from = await pressed.at();
    const took = await Promise.all(gone.map(async (witness) => ((await witness.at()) ?? 0) - (from ?? 0)));
    expect(from).toBeDefined();
    test.info().annotations.push({ type: 'closed after (ms)', description: took.map(Math.round).join(', ') });
    for (const ms of took) {
      expect(ms, 'not before the city said so').toBeGreaterThan(0);
      expect(ms).toBeLessThan(AT_ONCE_MS);
    }
    await expect(kato.page.getByText(`${HANA}さんの支援を`)).toBeVisible();
    await picture(sato.page, 'closed-phone');
    await picture(tanaka.page, 'closed-desktop');
    await picture(kato.page, 'city-discontinued-desktop');
  });

  await test.step('nobody can read it, by any way', async () => {
    for (const person of [sato, tanaka]) {
      for (const path of [`/rooms/${room}`, `/rooms/${room}/entries`, `/rooms/${room}/entries?after=0`]) {
        const { status, body } = await person.get<Problem>(path);
        expect([path, status, body.code]).toEqual([path, 410, 'room_closed']);
      }
      await expectNoTrace(person);
      await person.page.reload();
      await expect(person.page.getByText(CLOSED)).toBeVisible();
      await expectNoTrace(person);
    }
  });

  await test.step('nor can someone who comes later', async () => {
    const mori = await Person.signIn(browser, city, 'mori', city.a, 'desktop');
    await expect(mori.line('閉じられたルーム').first()).toBeVisible();
    await expectNoTrace(mori);
    await mori.page.goto(`${city.a.origin}/rooms/${room}`);
    await expect(mori.page.getByText(CLOSED)).toBeVisible();
    await expectNoTrace(mori);
  });

  await test.step('the other rooms are as they were', async () => {
    await tanaka.openRoom(KIYO);
    await expect(tanaka.post('はじめまして。')).toBeVisible();
  });
});

async function roomOf(person: Person, name: string): Promise<string> {
  const { body } = await person.get<Rooms>('/rooms');
  return body.rooms.find((line) => line.label === name)?.room ?? '';
}

/** A date as fields take it, in the city's time. */
function daysAgo(days: number): string {
  const then = new Date(Date.now() - days * 86_400_000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(then);
}

/** Neither on the page nor on the device: no name, no post, no draft. */
async function expectNoTrace(person: Person): Promise<void> {
  const page = await person.page.content();
  const device = await leftOnDevice(person.page);
  for (const word of [HANA, 'みほん はな', DRAFT, '裁縫箱']) {
    expect(page).not.toContain(word);
    expect(device).not.toContain(word);
  }
}

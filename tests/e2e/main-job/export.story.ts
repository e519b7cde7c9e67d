import { readFileSync, writeFileSync } from 'node:fs';
import type { RoomExport } from '../../../web/src/protocol';
import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture, pictureFile } from '../support/pictures';
import { output } from '../support/process';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;

test('A nurse takes a part of a room to a meeting: on paper with a mark on every page, and as a file; and no more than a few a day', {
  tag: ['@main-job', '@consent-city'],
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const { page } = sato;
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  await sato.openRoom(HANA);
  // A year of a room is some hundred posts, now and then a long one.
  const { rooms } = (await sato.get<{ rooms: { label: string; room: string }[] }>('/rooms')).body;
  const room = rooms.find(({ label }) => label === HANA)?.room;
  await page.evaluate(
    async ([origin, many]) => {
      const uuidv7 = () => {
        const now = Date.now().toString(16).padStart(12, '0');
        return `${now.slice(0, 8)}-${now.slice(8)}-7${crypto.randomUUID().slice(15)}`;
      };
      for (let number = 1; number <= many; ) {
        const long = number % 50 === 0 ? '\n経過は次のとおりです。'.repeat(60) : '';
        const body = `過去${number}回目の記録です。\n血圧 128/76。お変わりありません。${long}\n次の訪問で確かめます。`;
        const answer = await fetch(origin, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id: uuidv7(), body, priority: 'normal' }),
        });
        if (answer.ok) number += 1;
        else if (answer.status !== 429) throw new Error(`a post: ${answer.status} ${await answer.text()}`);
        else await new Promise((wait) => setTimeout(wait, 500));
      }
    },
    [`/api/v1/rooms/${room}/entries`, 300] as const,
  );
  // Not a number first: the time of a post stands before it, and 17:12 and 1 would read as 21.
  for (let number = 1; number <= 30; number += 1) {
    await sato.composer.fill(
      `本日${number}回目の記録です。\n血圧 128/76。お変わりありません。\n次の訪問で確かめます。`,
    );
    await page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post(`本日${number}回目の記録です。`)).toBeVisible();
  }

  await test.step('the browser itself prints nothing of a room', async () => {
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText('ルームの「印刷・書き出し」をお使いください。')).toBeVisible();
    await expect(sato.post('本日30回目の記録です。')).toBeHidden();
    await picture(page, 'room-print');
    await page.emulateMedia({ media: null });
    await expect(sato.post('本日30回目の記録です。')).toBeVisible();
  });

  await test.step('from the room to the form, which wants a purpose', async () => {
    await page.getByRole('button', { name: '基本情報と参加している職員を見る' }).click();
    await page.getByRole('link', { name: '印刷・書き出し' }).click();
    await expect(page.getByRole('heading', { name: '印刷・書き出し', level: 1 })).toBeVisible();
    await page.getByRole('button', { name: '印刷の準備をする' }).click();
    await expect(page.getByText('使う目的を選んでください。')).toBeVisible();
    await page.getByRole('radio', { name: '会議の資料にする' }).check();
    await page.getByRole('textbox', { name: '目的の補足' }).fill('サービス担当者会議');
    await check('export-phone');
  });

  await test.step('the passkey once more; then what will be printed', async () => {
    await city.forgetStepUps();
    await page.getByRole('button', { name: '印刷の準備をする' }).click();
    await page
      .getByRole('dialog', { name: '本人の確認' })
      .getByRole('button', { name: 'パスキーで確認する' })
      .click();
    await expect(page.getByRole('heading', { name: '印刷の準備ができました（第1号）' })).toBeFocused();
    const sheet = page.getByRole('main').getByRole('article');
    await expect(sheet).toContainText('会議の資料にする：サービス担当者会議');
    await expect(sheet).toContainText('30回目の記録です。');
    await expect(sheet).toContainText('に署名し、市が');
    await check('export-sheet-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await check('export-sheet-desktop');
  });

  await test.step('on A4: mark and notice on every page', async () => {
    await page.evaluate(() => {
      window.print = () => document.documentElement.setAttribute('data-asked', 'printer');
    });
    await page.getByRole('button', { name: '印刷する' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-asked', 'printer');
    const file = pictureFile('export').replace(/\.png$/, '.pdf');
    writeFileSync(file, await page.pdf({ preferCSSPageSize: true }));
    const info = await output('pdfinfo', [file]);
    expect(info).toMatch(/Page size:\s+59[45]\.\d+ x 84[12]/);
    const pages = Number(/Pages:\s+(\d+)/.exec(info)?.[1]);
    expect(pages).toBeGreaterThan(1);
    expect(pages, 'hundreds of posts').toBeGreaterThan(20);
    let posts = 0;
    for (let number = 1; number <= pages; number += 1) {
      const one = await output('pdftotext', ['-layout', '-f', `${number}`, '-l', `${number}`, file, '-']);
      const text = one.replaceAll(/\s/g, '');
      for (const words of [
        '佐藤あおい（',
        '第1号',
        '正確性を保証するものではありません',
        `${number}/${pages}`,
      ]) {
        expect(text, `page ${number}`).toContain(words);
      }
      // A short post is on one page, from its first line to its last; and no page but the last one is half empty.
      const firsts = text.match(/回目の記録です/g)?.length ?? 0;
      posts += firsts;
      if (!text.includes('経過は次のとおりです')) {
        expect(text.match(/次の訪問で確かめます/g)?.length ?? 0, `page ${number}`).toBe(firsts);
      }
      if (number < pages) expect(text.length, `page ${number}`).toBeGreaterThan(400);
      expect(text, `page ${number}`).not.toMatch(/印刷の準備ができました|メインメニュー/);
    }
    expect(posts).toBe(330);
    await output('pdftoppm', ['-r', '60', '-png', file, file.replace(/\.pdf$/, '')]);
  });

  await test.step('as a file, which is read without the system', async () => {
    await page.getByRole('button', { name: '内容を選び直す' }).click();
    await page.getByRole('radio', { name: '自施設の記録に残す' }).check();
    await page.getByRole('radio', { name: /ファイルに書き出す/ }).check();
    await check('export-desktop');
    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: '書き出す', exact: true }).click();
    const download = await arriving;
    expect(download.suggestedFilename()).toBe('連絡帳の記録-第2号.json');
    const told = JSON.parse(readFileSync(await download.path(), 'utf8')) as RoomExport;
    expect([told.format, told.version, told.number]).toEqual(['renrakucho-room-export', 1, 2]);
    expect(told.person).toBe(HANA);
    expect(JSON.stringify(told.entries.at(-1))).toContain('30回目の記録です。');
    await expect(page.getByText('連絡帳の記録-第2号.json に書き出しました（第2号）。')).toBeVisible();
    await check('export-saved-desktop');
  });

  await test.step('five a day', async () => {
    for (let number = 3; number <= 6; number += 1) {
      await page.getByRole('radio', { name: 'ご本人・ご家族に説明する' }).check();
      await page.getByRole('radio', { name: /^印刷する/ }).check();
      await page.getByRole('button', { name: '印刷の準備をする' }).click();
      if (number === 6) break;
      await expect(
        page.getByRole('heading', { name: `印刷の準備ができました（第${number}号）` }),
      ).toBeVisible();
      await page.getByRole('button', { name: '内容を選び直す' }).click();
    }
    await expect(page.getByText('きょう印刷・書き出しができる回数の上限に達しました。')).toBeVisible();
    await check('export-used-up-desktop');
  });

  await test.step('the city sees who took out what, and what for; a closing takes the sheet off the screen', async () => {
    const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
    await kato.page.getByRole('link', { name: '記録の確認' }).click();
    await kato.page.getByText('記録を絞り込む').click();
    await kato.page.getByLabel('操作の種類').selectOption({ label: '印刷・書き出しをした' });
    await kato.page.getByRole('button', { name: 'この条件で探す' }).click();
    await expect(
      kato.page.getByText(`${HANA}さんの記録を印刷またはファイルに書き出しました`).first(),
    ).toBeVisible();
    await expect(kato.page.getByText('第1号・印刷・会議の資料にする')).toBeVisible();
    await picture(kato.page, 'export-audit-desktop');
    const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'desktop');
    await tanaka.openRoom(HANA);
    await tanaka.page.getByRole('link', { name: '印刷・書き出し' }).click();
    await tanaka.page.getByRole('radio', { name: '会議の資料にする' }).check();
    await tanaka.page.getByRole('button', { name: '印刷の準備をする' }).click();
    await expect(tanaka.page.getByRole('main').getByRole('article')).toContainText('30回目の記録です。');
    const { rooms } = (
      await kato.get<{ rooms: { label: string; room: string; version: number }[] }>('/city/rooms')
    ).body;
    const line = rooms.find(({ label }) => label === HANA);
    const closed = await kato.page.evaluate(
      async ([room, version]) => {
        const answer = await fetch(`/api/v1/city/rooms/${room}/discontinuation`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ version }),
        });
        return answer.status;
      },
      [line?.room, line?.version] as const,
    );
    expect(closed).toBe(200);
    await expect(tanaka.page.getByRole('heading', { name: '閉じられたルーム' })).toBeVisible();
    expect(await tanaka.page.locator('body').textContent()).not.toContain('30回目の記録です。');
  });
});

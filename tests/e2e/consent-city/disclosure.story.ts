import { writeFileSync } from 'node:fs';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture, pictureFile } from '../support/pictures';
import { output } from '../support/process';
import { everySize } from '../support/sizes';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const NEIGHBOUR = '隣の山田ミツコさん';
const SHELTER = '娘はみどり町のアパートに避難している';

test('Two people of the city unseal a room for a disclosure request; one blackens, the other releases', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'desktop');
  await sato.openRoom(HANA);
  for (const text of [
    `${NEIGHBOUR}が、夜の物音を心配している。`,
    `${SHELTER}。`,
    '通院に付き添い、薬の説明を受けた。',
  ]) {
    await sato.composer.fill(text);
    await sato.page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post(text)).toBeVisible();
  }
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.b, 'desktop');
  const request = await test.step('the moderator records who asks, by which law and for what', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await doWith(page, HANA, '開示請求');
    await expect(page.getByRole('heading', { name: '開示請求', level: 1 })).toBeVisible();
    await expect(page.getByText('まだありません。')).toBeVisible();
    await page.getByRole('radio', { name: /代理人/ }).check();
    await page.getByRole('button', { name: '登録して開封を申請する' }).click();
    await expect(page.getByText('開封の目的を500文字以内で入力してください。')).toBeVisible();
    await everySize(page, 'disclosure-faults');
    await page.getByRole('textbox', { name: /ご本人との関係/ }).fill('成年後見人');
    await page
      .getByRole('textbox', { name: '開封の目的' })
      .fill('本人の支援の経過を知るための開示請求に応じる。');
    await page.getByRole('textbox', { name: '本人確認の方法' }).fill('登記事項証明書と運転免許証');
    await page.getByRole('button', { name: '登録して開封を申請する' }).click();
    await expect(page.getByText('市承認者の決定を待っています。')).toBeVisible();
    await expect(page.getByRole('button', { name: '記録を読む' })).toHaveCount(0);
    await everySize(page, 'disclosure-waiting');
    await page.getByRole('button', { name: '請求を取り下げる' }).click();
    const dialog = page.getByRole('dialog', { name: '請求を取り下げる' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await everySize(page, 'disclosure-withdraw');
    await dialog.getByRole('button', { name: 'やめる' }).click();
    return page.url().split('/').at(-1);
  });

  await test.step('another person unseals the room', async () => {
    const { page } = okada;
    await page.goto(city.b.origin);
    await page.getByRole('link', { name: HANA }).click();
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('開封を承認する', { exact: true }).click();
    await everySize(page, 'disclosure-case');
    await page.getByRole('button', { name: '開封を承認する' }).click();
    const dialog = page.getByRole('dialog', { name: '開封を承認する' });
    await dialog.getByRole('button', { name: '開封を承認する' }).click();
    await expect(page.getByText('開封を承認しました。')).toBeVisible();
  });

  await test.step('whoever asked reads with the passkey once more, and blackens by keyboard and button', async () => {
    const { page } = kato;
    await city.forgetStepUps();
    await page.reload();
    await page.getByRole('button', { name: '記録を読む' }).click();
    await page
      .getByRole('dialog', { name: '本人の確認' })
      .getByRole('button', { name: 'パスキーで確認する' })
      .click();
    const entry = (text: string) => page.getByRole('listitem').filter({ hasText: text }).first();
    await expect(entry(NEIGHBOUR)).toBeVisible();
    await entry(NEIGHBOUR).getByRole('button', { name: '黒塗りにする' }).click();
    await entry(NEIGHBOUR).getByRole('button', { name: '選んだ部分を黒塗り' }).click();
    await expect(entry(NEIGHBOUR).getByText('黒塗りにする部分を選んでから')).toBeVisible();
    const text = entry(NEIGHBOUR).getByRole('textbox', { name: '黒塗りにする部分を、ここで選びます' });
    await text.focus();
    await page.keyboard.press('Control+Home');
    for (let press = 0; press < NEIGHBOUR.length; press += 1) await page.keyboard.press('Shift+ArrowRight');
    await entry(NEIGHBOUR).getByRole('button', { name: '選んだ部分を黒塗り' }).click();
    await expect(page.locator('mark')).toHaveText(NEIGHBOUR);
    await entry(NEIGHBOUR).scrollIntoViewIfNeeded();
    await everySize(page, 'disclosure-marks');
    await entry(NEIGHBOUR).getByRole('button', { name: '黒塗りを直す' }).click();
    await entry(SHELTER).getByRole('button', { name: '黒塗りにする' }).click();
    await entry(SHELTER)
      .getByRole('radio', { name: /生命・身体等/ })
      .check();
    await entry(SHELTER).getByRole('button', { name: '全体を黒塗り' }).click();
    await expect(page.locator('mark')).toHaveCount(2);
    await page.getByRole('button', { name: '開示する内容を確かめる' }).click();
    const sheet = page.getByRole('article');
    await expect(sheet).toContainText('■■■■■■');
    await expect(sheet).toContainText('通院に付き添い');
    for (const black of [NEIGHBOUR, SHELTER, '佐藤 あおい']) await expect(sheet).not.toContainText(black);
    await expect(page.getByText('開示を決定するのは、開封を承認した市承認者です。')).toBeVisible();
    await expect(page.getByRole('button', { name: '開示を決定する' })).toHaveCount(0);
    await sheet.scrollIntoViewIfNeeded();
    await everySize(page, 'disclosure-preview');
    await page.getByRole('button', { name: '黒塗りを終えたことを市承認者に伝える' }).click();
    await expect(page.getByText('黒塗りを終えたことを、市承認者にメールで知らせました。')).toBeVisible();
    await everySize(page, 'disclosure-ready');
    await okada.page.goto(city.b.origin);
    await expect(okada.page.getByText('二人で決定・市承認者の確認待ち')).toBeVisible();
    await everySize(okada.page, 'disclosure-turn');
    await okada.page.getByRole('link', { name: HANA }).click();
  });

  await test.step('when the hours are over nobody reads any more, and it can be asked for again', async () => {
    const { page } = kato;
    await city.endUnsealings(-1);
    await page.reload();
    await expect(page.getByText('続けるには、もう一度開封を申請してください。')).toBeVisible();
    await expect(page.getByRole('button', { name: '記録を読む' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'もう一度開封を申請する' })).toBeVisible();
    await everySize(page, 'disclosure-shut');
    const way = page.getByRole('definition').filter({ hasText: 'さんが申請' }).getByRole('listitem').first();
    const said = await way.locator('span').last().boundingBox();
    const link = await way.getByRole('link', { name: '案件を開く' }).boundingBox();
    expect(link?.x, 'the link begins a line of its own').toBe(said?.x);
    expect(link?.y ?? 0).toBeGreaterThanOrEqual((said?.y ?? 0) + (said?.height ?? 0));
    await way.scrollIntoViewIfNeeded();
    await everySize(page, 'disclosure-unsealings');
    await city.endUnsealings(60);
    await page.reload();
    await expect(page.getByText('二人だけが記録を読めます')).toBeVisible();
  });

  await test.step('whoever unsealed reviews what is left, and releases it', async () => {
    const { page } = okada;
    await page.getByRole('link', { name: '開示請求の画面を開く' }).click();
    await expect(page.getByText('二人だけが記録を読めます')).toBeVisible();
    await page.getByRole('button', { name: '記録を読む' }).click();
    await page
      .getByRole('dialog', { name: '本人の確認' })
      .getByRole('button', { name: 'パスキーで確認する' })
      .click();
    await expect(page.locator('mark')).toHaveCount(2);
    await expect(page.getByRole('button', { name: '黒塗りを直す' })).toHaveCount(0);
    await page.getByRole('button', { name: '開示する内容を確かめる' }).click();
    await page.getByRole('button', { name: '開示を決定する' }).click();
    const dialog = page.getByRole('dialog', { name: '開示を決定する' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await everySize(page, 'disclosure-release');
    await dialog.getByRole('button', { name: '決定する' }).click();
    await expect(page.getByText('開示を決定しました。文書を印刷して')).toBeVisible();
    await expect(page.getByText(SHELTER)).toHaveCount(0);
    await expect(page.getByRole('button', { name: '記録を読む' })).toHaveCount(0);
    await everySize(page, 'disclosure-released');
  });

  await test.step('printed: the paper holds what is left, and nothing that is black', async () => {
    const { page } = kato;
    await page.reload();
    await page.getByRole('button', { name: '開示する文書を表示する' }).click();
    // The dialog of the printer is the browser's own, and stays open: the same paper is asked of it below.
    await page.evaluate(() => {
      window.print = () => document.documentElement.setAttribute('data-asked', 'printer');
    });
    await page.getByRole('button', { name: 'お渡しする文書を印刷する' }).click();
    await expect(page.getByText('お渡しすることを記録しました。')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-asked', 'printer');
    await everySize(page, 'disclosure-handed-out');
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.sheets .paper-mark')).toBeVisible();
    await picture(page, 'disclosure-paper');
    await page.emulateMedia({ media: null });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const file = pictureFile('disclosure').replace(/\.png$/, '.pdf');
    writeFileSync(file, pdf);
    // Without the mark, whose letters would stand among the others.
    const text = (await output('pdftotext', ['-layout', '-nodiag', file, '-'])).replaceAll(/\s/g, '');
    for (const words of [
      '開示する記録',
      '開示第1号',
      '通院に付き添い',
      '■■■■■■',
      '参照情報',
      '開示しなかった部分',
      'この連絡帳の目的',
    ])
      expect(text).toContain(words);
    for (const words of ['ミツコ', 'みどり町', '佐藤あおい', '印刷する', 'メインメニュー'])
      expect(text).not.toContain(words);
    // The dialog is closed: another paper is another event.
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect(page.locator('.sheets')).toHaveCount(0);
    // What a browser was ever given of it since holds none of it either.
    const { body } = await kato.get<unknown>(`/city/disclosures/${request}/document`);
    for (const black of [NEIGHBOUR, SHELTER]) expect(JSON.stringify(body)).not.toContain(black);
    expect((await kato.get(`/city/disclosures/${request}/entries`)).status).toBe(404);
  });
});

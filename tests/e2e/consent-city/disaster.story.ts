import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { inThreeDays } from '../support/permit';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { everySize } from '../support/sizes';
import { expect, test } from '../support/test';

const KIYO = demoRoom('kiyo').name;
const EVENT = '令和8年台風19号';

test('A flood comes: the city declares it once, permits a batch of rooms, and ends it', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const kato = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const okada = await Person.signIn(browser, city, 'okada', city.b, 'desktop');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await sato.openRoom(KIYO);
  await expect(sato.composer).toHaveCount(0);

  await test.step('the moderator finds no event yet, and is told what is missing', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city`);
    await page.getByRole('link', { name: '災害の宣言' }).click();
    await expect(page.getByText('災害の宣言は、まだありません。')).toBeVisible();
    await picture(page, 'disasters-none-desktop');
    await expectAccessible(page, 'disasters-none');
    await page.getByRole('link', { name: '災害を宣言する' }).click();
    await page
      .getByRole('textbox', { name: '状況' })
      .fill('河川の氾濫により、市内の東部で浸水のおそれがある。');
    await page.getByRole('button', { name: '内容を確かめる' }).click();
    await expect(page.getByText('災害の名前を60文字以内で入力してください。')).toBeVisible();
    await expect(page.getByText('対象のルームを500件以内で選んでください。')).toBeVisible();
    await expect(page.getByText('利用する人を50人以内で加えてください。')).toBeVisible();
    await everySize(page, 'declare-faults');
    // What was typed stays.
    await expect(page.getByRole('textbox', { name: '状況' })).toHaveValue(/河川の氾濫/);
  });

  await test.step('she chooses rooms by facility and all of them, names people, and sees what she asks for', async () => {
    const { page } = kato;
    await page.getByRole('textbox', { name: '災害の名前' }).fill(EVENT);
    await page.getByRole('textbox', { name: '目的' }).fill('避難の支援と、避難先での連絡');
    const rooms = page.getByRole('list', { name: 'ルーム' });
    await page
      .getByRole('group', { name: /施設でまとめて選ぶ/ })
      .getByRole('button')
      .first()
      .click();
    expect(await rooms.getByRole('checkbox', { checked: true }).count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'すべて外す' }).click();
    await expect(rooms.getByRole('checkbox', { checked: true })).toHaveCount(0);
    await page.getByRole('button', { name: 'すべて選ぶ' }).click();
    await expect(rooms.getByRole('checkbox', { checked: false })).toHaveCount(0);
    // By the keyboard too.
    await rooms.getByRole('checkbox').first().focus();
    await page.keyboard.press('Space');
    await expect(rooms.getByRole('checkbox', { checked: false })).toHaveCount(1);
    await page.keyboard.press('Space');
    for (const login of ['sato', 'ito']) {
      await page.getByRole('searchbox', { name: '名前・ユーザーID・施設で探す' }).fill(login);
      await page
        .getByRole('button', { name: /さんを加える/ })
        .first()
        .click();
    }
    await page.getByRole('textbox', { name: '利用の期限' }).fill(inThreeDays());
    await everySize(page, 'declare');
    await page.getByRole('button', { name: '内容を確かめる' }).click();
    const preview = page.getByRole('dialog', { name: 'この内容で申請する' });
    await expect(preview.getByText(/件のルームで、2人が/)).toBeVisible();
    await everySize(page, 'declare-preview');
    await preview.getByRole('button', { name: '許可を申請する' }).click();
    await expect(page.getByRole('heading', { name: EVENT, level: 1 })).toBeVisible();
    await expect(page.getByText('申請した市担当者は、決定できません。')).toBeVisible();
    await picture(page, 'disaster-case-moderator-desktop');
    // Nothing has changed for anyone.
    await expect(sato.composer).toHaveCount(0);
  });

  await test.step('another person sees who would be let in where, and permits it once', async () => {
    const { page } = okada;
    await page.goto(city.b.origin);
    await page.getByRole('link', { name: EVENT }).click();
    await expect(page.getByText(/新しく入る人：/).first()).toBeVisible();
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByText('まとめて許可する', { exact: true }).click();
    await everySize(page, 'disaster-case');
    await page.getByRole('button', { name: 'まとめて許可する' }).click();
    await page
      .getByRole('dialog', { name: 'まとめて許可する' })
      .getByRole('button', { name: 'まとめて許可する' })
      .click();
    await expect(page.getByText('まとめて許可しました。')).toBeVisible();
  });

  await test.step('whoever is named uses the rooms, and sees why and until when', async () => {
    const { page } = sato;
    await expect(page.getByText('同意によらない利用です（第20条）')).toBeVisible();
    await expect(page.getByText('目的：避難の支援と、避難先での連絡')).toBeVisible();
    await sato.composer.fill('きよさんは、東小学校に避難されています。');
    await page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post('東小学校に避難')).toBeVisible();
    await picture(page, 'disaster-room-phone');
  });

  await test.step('the city sees how it stands, reviews it once, and ends all of it at once', async () => {
    const { page } = kato;
    await page.goto(`${city.a.origin}/city/disasters`);
    await expect(page.getByText('利用中')).toBeVisible();
    await everySize(page, 'disasters');
    await page.getByRole('link', { name: EVENT }).click();
    await expect(page.getByText(/この許可で参加：/).first()).toBeVisible();
    await everySize(page, 'disaster');
    await page.goto(`${city.a.origin}/cases`);
    const review = page.getByRole('row').filter({ hasText: '災害の宣言の確認' });
    await expect(review).toHaveCount(1);
    await review.getByRole('link', { name: EVENT }).click();
    // Whoever asked takes up no review of it.
    await expect(page.getByText('ご自分が申請または許可した災害の宣言については')).toBeVisible();
    await expect(page.getByRole('button', { name: '担当する' })).toHaveCount(0);
    await everySize(page, 'disaster-review');
    await page.getByRole('link', { name: '災害の宣言を見る' }).click();
    await page.getByRole('button', { name: 'すべての許可をいま終える' }).click();
    const dialog = page.getByRole('dialog', { name: 'すべての許可をいま終える' });
    await dialog.getByRole('button', { name: 'すべての許可をいま終える' }).click();
    await expect(page.getByText('この災害の許可を、すべて終えました。')).toBeVisible();
    await everySize(page, 'disaster-ended');
    await expect(sato.log).toHaveCount(0);
    await expect(sato.page.getByText('東小学校に避難')).toHaveCount(0);
  });
});

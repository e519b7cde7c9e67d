import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { pagesOf, paper, picture } from '../support/pictures';
import { expect, test } from '../support/test';

const NAME = '雛形 みち';
const HANA = demoRoom('hana').name;

test('A care manager proposes someone; with the consent form the room opens, and the city says who takes part', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'phone');
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const { page } = tanaka;

  await test.step('what is missing is named, and what was typed stays', async () => {
    await page.getByRole('link', { name: '支援する方を提案する' }).tap();
    await page.getByRole('textbox', { name: 'お名前' }).fill(NAME);
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('hinagata');
    await page.getByRole('button', { name: '提案する' }).tap();
    await expect(page.getByText('ふりがなを、ひらがなまたはカタカナで入力してください。')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'ふりがな' })).toBeFocused();
    await expect(page.getByRole('textbox', { name: 'お名前' })).toHaveValue(NAME);
    await picture(page, 'propose-errors-phone');
    await expectAccessible(page, 'propose');
  });

  await test.step('the form to sign is printed on one page, in the words of the city', async () => {
    await kato.page.getByRole('link', { name: '同意書の用紙を印刷する' }).click();
    await expect(kato.page.getByRole('heading', { name: '同意書の用紙', level: 1 })).toBeVisible();
    await picture(kato.page, 'consent-form-desktop');
    await expectAccessible(kato.page, 'consent form');
    await kato.page.emulateMedia({ media: 'print' });
    const form = kato.page.locator('.sheets');
    await expect(form.getByText('様式の版：2021-02')).toBeVisible();
    await expect(form.getByText('みほん市長　様')).toBeVisible();
    await expect(form.getByText('この同意は、いつでも取り消すことができます。')).toBeVisible();
    await expect(kato.page.getByRole('button', { name: '印刷する' })).toBeHidden();
    await kato.page.emulateMedia({ media: null });
    expect(pagesOf(await paper(kato.page, 'consent-form'))).toBe(1);
    await kato.page.getByRole('link', { name: '同意と支援中止へ戻る' }).click();
  });

  await test.step('the room is there and waits for the form', async () => {
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('ひながた みち');
    await page.getByLabel('生年月日').fill('1941-05-06');
    await page.getByRole('radio', { name: '市民である' }).check();
    await picture(page, 'propose-phone');
    await page.getByRole('button', { name: '提案する' }).tap();
    await expect(page.getByRole('heading', { name: NAME, level: 1 })).toBeVisible();
    await expect(page.getByText('市が同意書を受け取るまで、投稿できません。')).toBeVisible();
    await picture(page, 'proposed-phone');
    await expect(sato.line(NAME)).toHaveCount(0);
  });

  await test.step('the city records the receipt; the proposer can post without having touched anything', async () => {
    await kato.page.reload();
    await kato.page.getByRole('link', { name: `${NAME}：同意書の受領を記録` }).click();
    await kato.page.getByRole('radio', { name: 'ご本人' }).check();
    await kato.page.getByRole('textbox', { name: '同意書の版' }).fill('2021-02');
    await kato.page.getByLabel('署名日').fill('2026-01-05');
    await kato.page.getByLabel('市の受領日').fill('2026-01-06');
    await kato.page.getByRole('radio', { name: '用紙に書かれているすべて' }).check();
    await kato.page.getByRole('checkbox', { name: '写しがないまま記録する' }).check();
    await kato.page.getByRole('button', { name: '内容を確認する' }).click();
    await kato.page.getByRole('dialog').getByRole('button', { name: '受領を記録する' }).click();
    await expect(kato.page.getByText(`${NAME}さんの同意書の受領を記録しました。`)).toBeVisible();
    await tanaka.composer.fill('これからよろしくお願いいたします。');
    await page.getByRole('button', { name: '投稿する' }).tap();
    await expect(tanaka.post('これからよろしく').locator('time')).toBeVisible();
  });

  await test.step('the same person under another spelling is marked for the city alone', async () => {
    await sato.page.getByRole('link', { name: '支援する方を提案する' }).tap();
    await sato.page.getByRole('textbox', { name: 'お名前' }).fill('ひな形 みち');
    await sato.page.getByRole('textbox', { name: 'ふりがな' }).fill('ヒナガタミチ');
    await sato.page.getByLabel('生年月日').fill('1941-05-06');
    await sato.page.getByRole('radio', { name: '市内に住んでいる' }).check();
    await sato.page.getByRole('button', { name: '提案する' }).tap();
    await expect(sato.page.getByRole('heading', { name: 'ひな形 みち', level: 1 })).toBeVisible();
    await kato.page.reload();
    await expect(kato.page.getByText('ふりがなと生年月日が同じ方のルームが、ほかにもあります。')).toHaveCount(
      2,
    );
    await expect(kato.page.getByRole('link', { name: `${HANA}：参加者を決める` })).toBeVisible();
    await picture(kato.page, 'city-twice-desktop');
    const other = 'ふりがなと生年月日が同じ方のルームを表示する';
    await kato.page.getByRole('link', { name: `ひな形 みち：${other}` }).click();
    await expect(kato.page.getByText('検索で選んだルームだけを表示しています。')).toBeVisible();
    await expect(kato.page.getByRole('row', { name: NAME })).toBeVisible();
    await kato.page.goBack();
    await kato.page.getByRole('link', { name: 'ひな形 みち：同意書の受領を記録' }).click();
    await expect(kato.page.getByText(`${NAME}さん`)).toBeVisible();
    await kato.page.getByRole('button', { name: '内容を確認する' }).click();
    await expect(kato.page.getByText('別の方であることを確かめてください。')).toBeVisible();
    await picture(kato.page, 'receipt-twice-desktop');
  });
});

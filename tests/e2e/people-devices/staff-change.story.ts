import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const BEFORE = '看護師として書きました。';
const AFTER = 'ケアマネジャーとして書きました。';

test('Somebody marries and changes their work: their admin changes what is registered, nothing ends by it, and the city sees it', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await sato.openRoom(HANA);
  const write = async (words: string) => {
    await sato.composer.fill(words);
    await sato.page.getByRole('button', { name: '投稿する' }).click();
    await expect(sato.post(words)).toContainText('自分');
  };
  await write(BEFORE);
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };

  await test.step('the form shows what is registered, keeps what was typed, and says what is wrong', async () => {
    await page.getByRole('link', { name: '職員と端末' }).tap();
    await page.getByRole('link', { name: '佐藤 あおい' }).tap();
    await page.getByRole('button', { name: '登録内容を変える' }).tap();
    const name = page.getByRole('textbox', { name: '氏名' });
    await expect(name).toBeFocused();
    await expect(name).toHaveValue('佐藤 あおい');
    await expect(page.getByRole('combobox', { name: '職種' })).toHaveValue('visiting_nurse');
    await name.fill('鈴木 あおい');
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('suzuki');
    await page.getByRole('button', { name: '変更を保存する' }).tap();
    await expect(page.getByRole('textbox', { name: 'ふりがな' })).toBeFocused();
    await expect(name).toHaveValue('鈴木 あおい');
    await check('staff-change-errors-phone');
    await page.getByRole('textbox', { name: 'ふりがな' }).fill('すずき あおい');
    await page.getByRole('combobox', { name: '職種' }).selectOption('care_manager');
    await check('staff-change-form-phone');
    await page.getByRole('button', { name: '変更を保存する' }).tap();
    await expect(page.getByText('鈴木 あおいさんの登録内容を変更しました。')).toBeVisible();
    await expect(page.getByRole('heading', { name: '鈴木 あおい', level: 1 })).toBeVisible();
    await page.getByText('登録内容の変更の履歴').scrollIntoViewIfNeeded();
    await check('staff-change-history-phone');
  });

  await test.step('she writes on in the room that she had open, and what she wrote before stays as it was', async () => {
    await write(AFTER);
    await expect(sato.post(AFTER)).toContainText('ケアマネジャー');
    await expect(sato.post(BEFORE)).toContainText('訪問看護師');
  });

  await test.step('the city sees what it was and what it became', async () => {
    const { page: desk } = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
    await desk.getByRole('link', { name: '職員と端末' }).click();
    await desk.getByRole('link', { name: /みほん訪問看護ステーション/ }).click();
    const history = desk.getByRole('region', { name: '登録内容の変更の履歴' });
    await expect(history).toContainText('「佐藤 あおい」から「鈴木 あおい」へ');
    await expect(history).toContainText('「訪問看護師」から「ケアマネジャー」へ');
    await history.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await picture(desk, 'staff-change-history-desktop');
    await expectAccessible(desk, 'staff changes, desktop');
  });
});

import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const SATO = '佐藤 あおい';
const GROUND = '第5号　誹謗中傷';

test('The city disqualifies an ID for good: the facility sees that it is so, and only the city why', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const { page } = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  await sato.openRoom(HANA);

  await test.step('one of the twelve numbers is asked for, and what follows is said before', async () => {
    await page.getByRole('link', { name: '職員と端末' }).click();
    await page.getByRole('link', { name: /みほん訪問看護ステーション/ }).click();
    await page.getByRole('link', { name: SATO }).click();
    await page.getByRole('button', { name: '資格を停止する' }).click();
    const dialog = page.getByRole('dialog', { name: '資格を停止する' });
    await expect(dialog).toContainText('理由は表示されません');
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await expect(dialog.getByRole('radio')).toHaveCount(12);
    await dialog.getByRole('button', { name: '資格を停止する' }).click();
    await expect(dialog.getByText('理由を選んでください。')).toBeVisible();
    await dialog.getByRole('radio', { name: GROUND }).check();
    await check('disqualification-desktop');
    await dialog.getByRole('button', { name: '資格を停止する' }).click();
  });

  await test.step('their page ends, and the city sees why', async () => {
    await expect(page.getByText(`${SATO}さんの利用の資格を停止しました。`)).toBeVisible();
    await expect(page.getByText(GROUND)).toBeVisible();
    await expect(page.getByRole('button', { name: '改めてユーザーIDを付与する' })).toBeVisible();
    await expect(page.getByRole('button', { name: '資格を停止する' })).toHaveCount(0);
    await expect(sato.page.getByText(HANA)).toHaveCount(0);
    await expect.poll(() => leftOnDevice(sato.page)).not.toContain(HANA);
    expect((await sato.get('/rooms')).status).toBe(401);
    await check('disqualified-city-desktop');
  });

  await test.step('the facility sees that it is so, and not why', async () => {
    const { page: phone } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
    await phone.getByRole('link', { name: '職員と端末' }).tap();
    await expect(phone.getByText('資格停止')).toBeVisible();
    await phone.getByRole('link', { name: SATO }).tap();
    await expect(phone.getByText(/に利用の資格を停止しました。/)).toBeVisible();
    await expect(phone.getByText('誹謗中傷')).toHaveCount(0);
    await expect(phone.getByRole('button', { name: '改めてユーザーIDを付与する' })).toHaveCount(0);
    await picture(phone, 'disqualified-facility-phone');
    await expectAccessible(phone, 'disqualified-facility-phone');
  });

  await test.step('the city admits them again, under another ID', async () => {
    await page.getByRole('button', { name: '改めてユーザーIDを付与する' }).click();
    const dialog = page.getByRole('dialog', { name: '改めてユーザーIDを付与する' });
    await expect(dialog.getByRole('radio')).toHaveCount(2);
    await check('readmission-desktop');
    await dialog.getByRole('button', { name: '新しいIDを付与する' }).click();
    await expect(page.getByRole('heading', { name: '用紙を印刷する' })).toBeVisible();
    await page.getByRole('button', { name: '印刷しました・閉じる' }).click();
    await expect(page.getByText('資格停止のあとの改めての付与')).toBeVisible();
  });
});

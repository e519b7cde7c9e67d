import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { leftOnDevice } from '../support/storage';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const DRAFT = '卒業式の写真をお渡ししました。';
const ENDED = '支援が終了したため、閲覧だけができます。';

test('When support comes to its end everyone reads on and nobody writes, without having touched anything', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'desktop');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  await sato.openRoom(HANA);
  await tanaka.openRoom(HANA);
  await sato.composer.fill(DRAFT);
  await expect.poll(() => leftOnDevice(sato.page)).toContain(DRAFT);

  await test.step('the city says why and on which day, and is told what it means', async () => {
    const { page } = kato;
    await doWith(page, HANA, '支援を終了する');
    const dialog = page.getByRole('dialog', { name: '支援を終了する' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await dialog.getByRole('button', { name: '支援を終了する' }).click();
    await expect(dialog.getByText('終了の理由を選んでください。')).toBeVisible();
    await dialog.getByRole('radio', { name: '卒業など' }).check();
    await dialog.getByRole('button', { name: '支援を終了する' }).click();
    await expect(dialog.getByText('終了した日を、同意書の署名日から今日までの')).toBeVisible();
    await picture(page, 'support-end-desktop');
    await expectAccessible(page, 'support-end');
    await dialog.getByLabel('終了した日').fill(yesterday());
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, 'support-end-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await dialog.getByRole('button', { name: '支援を終了する' }).click();
    await expect(page.getByText(`${HANA}さんの支援を終了しました。`)).toBeVisible();
    await expect(page.getByText(/^閲覧できるのは、.*までです。$/)).toBeVisible();
    await expect(page.getByText(/卒業など（/)).toBeVisible();
    await picture(page, 'support-ended-city-desktop');
  });

  await test.step('whoever is in the room sees it at once, and can write no more', async () => {
    for (const person of [sato, tanaka]) {
      await expect(person.page.getByText(ENDED)).toBeVisible();
      await expect(person.page.getByText('支援が終了しました。閲覧だけができます。')).toBeVisible();
      await expect(person.page.getByText(/卒業など（/)).toBeVisible();
      await expect(person.page.getByText(/閲覧できるのは、.*までです。/)).toBeVisible();
      await expect(person.composer).toHaveCount(0);
      await expect(person.log).toContainText('支援が終了しました');
    }
    await picture(tanaka.page, 'support-ended-desktop');
    await expectAccessible(tanaka.page, 'support-ended');
  });

  await test.step('what she was writing is not lost, and said to be unsendable, also after a reload', async () => {
    await expect(sato.page.getByText('書きかけの文章は、送信できません。')).toBeVisible();
    await expect(sato.page.getByText(DRAFT)).toBeVisible();
    await picture(sato.page, 'support-ended-draft-phone');
    await expectAccessible(sato.page, 'support-ended draft');
    await sato.page.reload();
    await expect(sato.page.getByText(DRAFT)).toBeVisible();
    await sato.page.getByRole('button', { name: '書きかけを消す' }).tap();
    await sato.page.getByRole('dialog').getByRole('button', { name: '書きかけを消す' }).tap();
    await expect(sato.page.getByText(DRAFT)).toHaveCount(0);
    await expect.poll(() => leftOnDevice(sato.page)).not.toContain(DRAFT);
    await picture(sato.page, 'support-ended-phone');
  });

  await test.step('consent may be withdrawn afterwards too', async () => {
    await doWith(kato.page, HANA, '支援を中止する');
    const dialog = kato.page.getByRole('dialog', { name: '支援を中止する' });
    await dialog.getByRole('radio', { name: 'ご本人からの削除の申出' }).check();
    await dialog.getByRole('button', { name: '支援を中止する' }).click();
    await expect(sato.page.getByText('このルームは閉じられました。')).toBeVisible();
    await kato.page.getByRole('link', { name: '支援中止の証明書を見る' }).click();
    await expect(kato.page.getByRole('article')).toContainText('支援終了');
  });
});

/** As date fields take it, in the city's time. */
function yesterday(): string {
  const then = new Date(Date.now() - 86_400_000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(then);
}

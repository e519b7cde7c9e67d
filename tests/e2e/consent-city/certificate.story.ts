import { expectAccessible } from '../support/accessibility';
import { doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture, pictureFile } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const CLOSED = '同意の取り下げにより、このルームは閉じられました。内容は表示できません。';

test('When support is discontinued the moderator holds a certificate of what happened where', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.b, 'desktop');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const { page } = kato;
  await sato.openRoom(HANA);
  // Away when it closes: an app that cannot report.
  await tanaka.page.goto('about:blank');

  await test.step('the city says on whose request, for it will stand on the certificate', async () => {
    await doWith(page, HANA, '支援を中止する');
    const dialog = page.getByRole('dialog', { name: '支援を中止する' });
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await dialog.getByRole('button', { name: '支援を中止する' }).click();
    await expect(dialog.getByText('中止の理由を選んでください。')).toBeVisible();
    await picture(page, 'discontinue-ground-desktop');
    await expectAccessible(page, 'discontinue');
    await dialog.getByRole('radio', { name: 'ご家族・ご親族からの削除の申出' }).check();
    await dialog.getByRole('button', { name: '支援を中止する' }).click();
    await expect(sato.page.getByText(CLOSED)).toBeVisible();
  });

  await test.step('it is reached from where the closing was said', async () => {
    await expect(page.getByText(`${HANA}さんの支援を`)).toBeVisible();
    await picture(page, 'discontinued-desktop');
    await page.getByRole('link', { name: '支援中止の証明書を見る' }).click();
    await expect(page.getByRole('heading', { name: '支援中止の証明書', level: 1 })).toBeVisible();
    const paper = page.getByRole('article');
    await expect(paper).toContainText('加藤');
    await expect(paper).toContainText('ご家族・ご親族からの削除の申出');
    await expect(paper).toContainText('2台すべてのサーバーが');
    await expect(paper).toContainText('人の記憶は、この証明書の対象外です。');
    await picture(page, 'certificate-desktop');
    await expectAccessible(page, 'certificate');
  });

  await test.step('what apps reported is counted when it is read', async () => {
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole('article')).toContainText(
        /\d台のうち 1台が、写しを消したと報告しています。/,
        {
          timeout: 1_000,
        },
      );
    }).toPass();
    await expect(page.getByRole('article').getByText('に消去を報告')).toHaveCount(1);
  });

  await test.step('it prints on A4 without the app around it', async () => {
    const paper = await page.pdf({
      path: pictureFile('certificate').replace(/\.png$/, '.pdf'),
      preferCSSPageSize: true,
    });
    const pages = paper.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? [];
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.length).toBeLessThanOrEqual(2);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('button', { name: 'A4で印刷する', includeHidden: true })).toBeHidden();
    await expect(page.locator('.sheets article')).toBeVisible();
    await page.screenshot({ path: pictureFile('certificate-print'), fullPage: true });
    await page.emulateMedia({ media: 'screen' });
  });

  await test.step('and from the list, on a phone too', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${city.b.origin}/city`);
    await doWith(page, HANA, '支援中止の証明書');
    await expect(page.getByRole('article')).toContainText(HANA);
    await picture(page, 'certificate-phone');
    await page.getByRole('heading', { name: '端末のアプリからの報告' }).scrollIntoViewIfNeeded();
    await picture(page, 'certificate-apps-phone');
    await expectAccessible(page, 'certificate on a phone');
  });
});

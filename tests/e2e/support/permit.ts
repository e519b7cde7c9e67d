import type { Page } from '@playwright/test';
import { doWith } from './city-acts';
import { expect } from './test';

/** In three days, as the field of a browser has it in Tokyo. */
export const inThreeDays = () => new Date(Date.now() + (9 + 72) * 3_600_000).toISOString().slice(0, 16);

/** The moderator goes from the city's list to the application of a room. */
export async function openExceptionalUse(page: Page, origin: string, room: string): Promise<void> {
  await page.goto(`${origin}/city`);
  await doWith(page, room, '例外利用');
  await expect(page.getByRole('heading', { name: '例外利用（第20条）', level: 1 })).toBeVisible();
}

/** And says what a suspicion of abuse asks for: for whom, what for, and until when. */
export async function fillExceptionalUse(page: Page, login: string): Promise<void> {
  await page.getByRole('radio', { name: /第2号/ }).check();
  await page
    .getByRole('textbox', { name: '状況' })
    .fill('訪問時に新しいあざがあり、同居の家族の前では話さない。');
  await page
    .getByRole('textbox', { name: '同意を得ることが難しい理由' })
    .fill('同居の家族に知られると、本人に危険が及ぶおそれがある。');
  await page.getByRole('textbox', { name: '目的' }).fill('一時保護に向けた関係機関の調整');
  await page.getByRole('searchbox', { name: '名前・ユーザーID・施設で探す' }).fill(login);
  await page
    .getByRole('button', { name: /さんを加える/ })
    .first()
    .click();
  await page.getByLabel('期限').fill(inThreeDays());
}

export async function askForExceptionalUse(page: Page): Promise<void> {
  await page.getByRole('button', { name: '許可を申請する' }).click();
  await expect(page.getByText('申請した市担当者は、決定できません。')).toBeVisible();
}

/** The approver takes the case up; the answer is chosen, and not given yet. */
export async function takeUpExceptionalUse(page: Page, origin: string, room: string): Promise<void> {
  await page.goto(origin);
  await page.getByRole('link', { name: room }).click();
  await page.getByRole('button', { name: '担当する' }).click();
  await page.getByText('許可する', { exact: true }).click();
}

export async function permitExceptionalUse(page: Page): Promise<void> {
  await page.getByRole('button', { name: '許可する' }).click();
  await page.getByRole('dialog', { name: '許可する' }).getByRole('button', { name: '許可する' }).click();
  await expect(page.getByText('例外利用を許可しました。')).toBeVisible();
}

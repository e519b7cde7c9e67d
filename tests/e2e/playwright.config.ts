import { defineConfig } from '@playwright/test';
import { chromium, IN_JAPANESE, isRoot } from './support/chromium';

/**
 * Stories are played one after the other: each has a whole city to itself, with two nodes and two browsers, and that is
 * as much as a small machine carries. A story that passes at the second try is no success, so there is none.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*/*.story.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  // Long enough for a busy machine; nothing waits longer than it must.
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    // The city's authority is its own. That its certificates fit is what the story of the real browser shows.
    ignoreHTTPSErrors: true,
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      // The sandbox does not work for root, and only there may it be missing.
      chromiumSandbox: !isRoot,
      args: ['--ignore-certificate-errors', ...IN_JAPANESE.args],
      env: { ...(process.env as Record<string, string>), ...IN_JAPANESE.env },
    },
  },
});

import { test as base, expect } from '@playwright/test';
import { City } from './city';

/** Every story begins with a new city, so that none depends on what another did. */
export const test = base.extend<{ city: City; settings: Record<string, string> }>({
  /** What is otherwise than in other stories. */
  settings: [{}, { option: true }],
  city: [
    async ({ browser, settings }, use, info) => {
      const city = await City.open(settings);
      await use(city);
      if (info.status !== info.expectedStatus) {
        for (const [name, node] of Object.entries({ a: city.a, b: city.b })) {
          await info.attach(`node-${name}.log`, { body: node.log, contentType: 'text/plain' });
        }
      }
      // A browser that stays open would knock at the closed city for the rest of the run.
      await Promise.all(browser.contexts().map((context) => context.close()));
      await city.close();
    },
    { timeout: 120_000 },
  ],
});

export { expect };

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect } from './test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Finding = { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] };

/**
 * Finds no violation on the page as it stands. The checker comes in through the debugger: the page's own rules about
 * scripts stay in force. (The session is not given back: with any session of a page, its virtual authenticator goes.)
 */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    // `target-size` (WCAG 2.2 AA) is the one rule that is off unless asked for.
    expression: `axe.run(document, { rules: { 'target-size': { enabled: true } } })
      .then(({ violations, passes }) => JSON.stringify({ violations, passed: passes.length }))`,
    awaitPromise: true,
    returnByValue: true,
  });
  expect(exceptionDetails, `${screen}: the checker ran`).toBeUndefined();
  const { violations, passed } = JSON.parse(result.value as string) as {
    violations: Finding[];
    passed: number;
  };
  const told = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map((node) => [node.target, node.failureSummary]),
  }));
  expect.soft(told, `${screen}: what the accessibility checker found`).toEqual([]);
  // A page that has not been drawn has no faults either.
  expect(passed, `${screen}: rules that had something to check`).toBeGreaterThan(10);
}

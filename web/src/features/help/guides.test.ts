import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { GUIDES, parseRoute, type Route } from '../../app/route';
import { guides, helpOn } from './guides';

const SCREENS: Route['screen'][] = [
  'sign-in',
  'enrolment',
  'rooms',
  'room',
  'export',
  'settings',
  'account',
  'city',
  'receipt',
  'cases',
  'case',
  'key-in',
  'apply',
  'application-status',
  'facilities',
  'staff',
  'add-staff',
  'import-staff',
  'facility-profile',
  'facility-end',
  'review',
  'report-loss',
  'member',
  'device-kinds',
  'inventory',
  'proxy',
  'reports',
  'exceptional-use',
  'apply-for-use',
  'use-applications',
  'entry-erasure',
  'report',
  'leak',
];

async function markup(guide: (typeof GUIDES)[number]): Promise<Document> {
  const { default: Content } = await guides[guide]();
  return new DOMParser().parseFromString(renderToStaticMarkup(createElement(Content)), 'text/html');
}

test('the help on each screen is a chapter that exists', async () => {
  for (const screen of SCREENS) {
    const [path = '', chapter = ''] = helpOn(screen).split('#');
    const route = parseRoute(path);
    if (route.screen !== 'help' || !route.guide) throw new Error(`${screen}: no guide`);
    const page = await markup(route.guide);
    expect(
      page.getElementById(decodeURIComponent(chapter)),
      `${screen}: ${decodeURIComponent(chapter)}`,
    ).not.toBeNull();
  }
});

test('links and pictures within the guides lead somewhere', async () => {
  const pages = new Map(
    await Promise.all(GUIDES.map(async (guide) => [guide as string, await markup(guide)] as const)),
  );
  let links = 0;
  for (const [guide, page] of pages) {
    for (const link of page.querySelectorAll('a')) {
      const [file = '', chapter = ''] = decodeURIComponent(link.getAttribute('href') ?? '').split('#');
      const target = file === '' ? page : pages.get(file.replace(/\.md$/, ''));
      expect(target?.getElementById(chapter), `${guide}: ${file}#${chapter}`).toBeTruthy();
      links += 1;
    }
    for (const image of page.querySelectorAll('img')) {
      // Tests run in the folder of the app.
      const file = join('../docs/ja', image.getAttribute('src') ?? '');
      expect(readFileSync(file).length, file).toBeGreaterThan(1_000);
      expect(image.alt, file).not.toBe('');
      links += 1;
    }
  }
  expect(links).toBeGreaterThan(8);
});

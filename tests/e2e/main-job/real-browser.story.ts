import { readFileSync } from 'node:fs';
import { pictureFile } from '../support/pictures';
import { expect, test } from '../support/test';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * All other stories tell Chromium to ignore certificates. Here it ignores nothing: it has a home of its own that knows
 * the city's authority and holds the device's certificate.
 */
test('`demo browser` opens a browser that trusts the city', { tag: '@main-job' }, async ({ city }) => {
  const file = pictureFile('real-browser-desktop');
  await city.demo('browser', 'sato', '--headless', '--screenshot', file);
  const png = readFileSync(file);
  expect(png.subarray(0, PNG.length)).toEqual(PNG);
  expect({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }).toEqual({ width: 1280, height: 800 });
  // An error page, or an empty one, packs into less.
  expect(png.length).toBeGreaterThan(20_000);
});

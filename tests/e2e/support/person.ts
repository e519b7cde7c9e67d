import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { addAuthenticator } from './authenticator';
import type { City } from './city';
import type { ServerNode } from './node';
import { expect } from './test';

export type Screen = 'phone' | 'desktop';

const SCREENS = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 } },
  /** The desktop at 200 %. */
  zoomed: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
};

export type Equipment = {
  node: ServerNode;
  screen: keyof typeof SCREENS;
  /** Folder with the device certificate; none for a device that was never registered. */
  device?: string;
  /** File with the passkey; none for a key that is still empty. */
  passkey?: string;
  /** Whether the passkey is on a security key, and not in the device. */
  isCarried?: boolean;
};

/** A browser of its own, with what a person has on the device. */
export async function equip(
  browser: Browser,
  { node, screen, device, passkey, isCarried }: Equipment,
): Promise<Page> {
  const context = await browser.newContext({
    ...SCREENS[screen],
    ...(device && {
      clientCertificates: [
        {
          origin: node.deviceOrigin,
          pfxPath: path.join(device, 'device.p12'),
          passphrase: readFileSync(path.join(device, 'device.password'), 'utf8'),
        },
      ],
    }),
  });
  const page = await context.newPage();
  await addAuthenticator(page, passkey, isCarried);
  return page;
}

/** What `equip` needs for one of the demo's people, with their own device and passkey. */
export function own(city: City, login: string, node: ServerNode, screen: keyof typeof SCREENS): Equipment {
  const device = city.person(login);
  return { node, screen, device, passkey: path.join(device, 'passkey.json') };
}

/** Someone who is signed in, at a screen. */
export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly node: ServerNode;

  private constructor(page: Page, node: ServerNode) {
    this.page = page;
    this.context = page.context();
    this.node = node;
  }

  /** Signs one of the demo's people in, through the door. */
  static async signIn(
    browser: Browser,
    city: City,
    login: string,
    node: ServerNode,
    screen: keyof typeof SCREENS,
  ): Promise<Person> {
    const page = await equip(browser, own(city, login, node, screen));
    await page.goto(node.origin);
    await page.getByRole('button', { name: 'パスキーでログイン' }).click();
    await expect(page).toHaveURL(/\/(rooms|city|cases|proxy)$/);
    return new Person(page, node);
  }

  /** Reads from the server as this person's browser would. */
  async get<T>(path: string): Promise<{ status: number; body: T }> {
    const response = await this.context.request.get(`${this.node.origin}/api/v1${path}`);
    return { status: response.status(), body: (await response.json()) as T };
  }

  async openRoom(name: string): Promise<void> {
    await this.page.getByRole('link', { name }).click();
    await expect(this.page.getByRole('heading', { name, level: 1 })).toBeVisible();
  }

  get composer() {
    return this.page.getByRole('textbox', { name: '本文' });
  }

  /** The posts of the open room. */
  get log() {
    return this.page.getByRole('log', { name: '投稿' });
  }

  /** The post with this text, wherever it stands: on its way or arrived. */
  post(text: string) {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  /** The room's line in the list. */
  line(name: string) {
    return this.page.getByRole('link', { name });
  }
}

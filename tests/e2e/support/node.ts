import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import path from 'node:path';
import { environment, Running } from './process';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

/** The product itself, as built last. */
export const binary = process.env.RENRAKUCHO_BIN ?? path.join(REPOSITORY, 'target/debug/renrakucho');

export type Ports = { main: number; device: number };

type NodeConfig = {
  name: string;
  ports: Ports;
  /** The demo's folder. */
  folder: string;
  settings: Record<string, string>;
};

/** One server process. It can be killed and started again, on the same ports. */
export class ServerNode {
  readonly origin: string;
  readonly deviceOrigin: string;
  readonly #config: NodeConfig;
  #process: Running | undefined;

  constructor(config: NodeConfig) {
    this.#config = config;
    this.origin = `https://localhost:${config.ports.main}`;
    this.deviceOrigin = `https://localhost:${config.ports.device}`;
  }

  async start(): Promise<void> {
    const { name, ports, folder, settings } = this.#config;
    this.#process = new Running(
      `node ${name}`,
      binary,
      ['serve', '--config', path.join(folder, 'renrakucho.toml')],
      environment({
        ...settings,
        RENRAKUCHO__HTTP__LISTEN: `["[::]:${ports.main}"]`,
        RENRAKUCHO__HTTP__DEVICE_LISTEN: `["[::]:${ports.device}"]`,
        RENRAKUCHO__HTTP__ORIGINS: `["${this.origin}"]`,
        RENRAKUCHO__HTTP__DEVICE_ORIGIN: this.deviceOrigin,
        RENRAKUCHO__AUDIT__CHECKPOINT_FILE: path.join(folder, `audit-checkpoints-${name}`),
      }),
    );
    const authority = readFileSync(path.join(folder, 'authority.pem'));
    await this.#process.until(() => isHealthy(`${this.origin}/healthz`, authority));
  }

  get log(): string {
    return this.#process?.words ?? '';
  }

  /** Pulls the plug: no goodbye to anyone. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }
}

/** Asks with the certificate checked: one that fits is part of being up. */
function isHealthy(url: string, authority: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { ca: authority, agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

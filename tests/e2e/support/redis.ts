import { access } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from './chromium';
import { Running } from './process';

/** A Redis of its own, behind a socket in a private folder. */
export class Redis {
  readonly url: string;
  readonly #process: Running;

  private constructor(url: string, running: Running) {
    this.url = url;
    this.#process = running;
  }

  static async start(folder: string): Promise<Redis> {
    const program = findProgram('redis-server');
    if (!program) throw new Error('redis-server is missing: run this by `make story`');
    const socket = path.join(folder, 'redis.sock');
    const running = new Running('redis', program, [
      ...['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700'],
      ...['--save', '', '--appendonly', 'no', '--dir', folder],
    ]);
    await running.until(() =>
      access(socket).then(
        () => true,
        () => false,
      ),
    );
    return new Redis(`redis+unix://${socket}?protocol=resp3`, running);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process may take so long to end after it was asked to. */
const PATIENCE_MS = 20_000;

/** The environment for a child: none of the settings that whoever runs the tests may have for a server of their own. */
export function environment(own: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('RENRAKUCHO') && !name.startsWith('PG'),
  );
  return { ...Object.fromEntries(inherited), ...own };
}

/** Runs a program to its end and answers what it printed. */
export async function output(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv = environment(),
): Promise<string> {
  const { stdout } = await run(program, args, { env, maxBuffer: 16 * 1024 * 1024, timeout: 120_000 });
  return stdout;
}

/** A running program. It is ended by its handle, never by its name: others may run the same program. */
export class Running {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #lines: string[] = [];
  readonly #ended: Promise<void>;
  readonly #listeners = new Set<(line: string) => void>();

  constructor(name: string, program: string, args: string[], env: NodeJS.ProcessEnv = environment()) {
    this.#name = name;
    this.#child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', (error) => {
        this.#lines.push(String(error));
        resolve();
      });
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        for (const listener of this.#listeners) listener(line);
      });
    }
  }

  /** Everything it has said, oldest first. */
  get words(): string {
    return this.#lines.join('\n');
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined;
  }

  onLine(listener: (line: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Waits until it is ready, by asking; fails at once if it ends instead. */
  async until(ready: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!(await ready())) {
      if (this.hasEnded) throw new Error(`${this.#name} ended:\n${this.words}`);
      if (Date.now() > deadline) throw new Error(`${this.#name} is not ready:\n${this.words}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks it to end. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    await this.#ended;
    clearTimeout(impatience);
  }
}

import path from 'node:path';
import { environment, Running } from './process';

export type Mail = {
  to: string[];
  encrypted: boolean;
  authenticated: boolean;
  /** As it came over the wire. */
  raw: string;
  /** Headers and parts, decoded. */
  readable: string;
};

/** Debian's own Python: the package that speaks SMTP belongs to it, whichever Python comes first on the path. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = path.join(import.meta.dirname, 'mail-server.py');

/** A real mail server: it wants TLS and a password, as the city's provider does. */
export class MailServer {
  readonly mails: Mail[] = [];
  readonly #process: Running;
  #port = 0;

  private constructor(running: Running) {
    this.#process = running;
    running.onLine((line) => {
      if (!line.startsWith('{')) return;
      const said = JSON.parse(line) as Mail | { port: number };
      if ('port' in said) this.#port = said.port;
      else this.mails.push(said);
    });
  }

  static async start(certificate: string, key: string, user: string, password: string): Promise<MailServer> {
    const server = new MailServer(
      new Running('mail server', PYTHON, [SCRIPT, certificate, key, user, password], environment()),
    );
    await server.#process.until(() => server.#port !== 0);
    return server;
  }

  /** Not its number: the certificate is for this name. */
  get address(): string {
    return `localhost:${this.#port}`;
  }

  to(address: string): Mail[] {
    return this.mails.filter((mail) => mail.to.includes(address));
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MailServer } from './mail-server';
import { binary, type Ports, ServerNode } from './node';
import { freePort } from './ports';
import { createDatabases, type Databases } from './postgres';
import { environment, output } from './process';
import { Redis } from './redis';

const MAIL_USER = 'renrakucho';

/**
 * A city as it is in production, on this machine: two nodes on two pairs of ports, with one Redis between them, two
 * databases, and a mail server that wants TLS and a password. Its people, their keys and their posts are the demo's.
 */
export class City {
  readonly folder: string;
  readonly a: ServerNode;
  readonly b: ServerNode;
  readonly mail: MailServer;
  readonly #databases: Databases;
  readonly #redis: Redis;
  readonly #settings: Record<string, string>;

  private constructor(parts: Parts, a: ServerNode, b: ServerNode) {
    this.folder = parts.folder;
    this.mail = parts.mail;
    this.#databases = parts.databases;
    this.#redis = parts.redis;
    this.#settings = parts.settings;
    this.a = a;
    this.b = b;
  }

  static async open(more: Record<string, string> = {}): Promise<City> {
    const undo: (() => Promise<unknown>)[] = [];
    try {
      const parts = await prepare(undo, more);
      const { folder, settings, ports } = parts;
      const nodes = {
        a: new ServerNode({ name: 'a', ports, folder, settings }),
        b: new ServerNode({ name: 'b', ports: await freePorts(), folder, settings }),
      };
      undo.push(
        () => nodes.a.stop(),
        () => nodes.b.stop(),
      );
      await Promise.all([nodes.a.start(), nodes.b.start()]);
      return new City(parts, nodes.a, nodes.b);
    } catch (error) {
      // What was begun is not left behind.
      for (const step of undo.reverse()) await step().catch(() => undefined);
      throw error;
    }
  }

  /** A person's folder: device certificate and passkey. */
  person(login: string): string {
    return path.join(this.folder, 'people', login);
  }

  /** `renrakucho demo …` for this city. */
  demo(command: string, ...args: string[]): Promise<string> {
    return output(binary, ['demo', command, ...args, '--dir', this.folder], environment(this.#settings));
  }

  /** As if no session had proved its key for an hour. */
  forgetProofs(): Promise<void> {
    return this.#databases.fixture("update session set proved_at = now() - interval '1 hour'");
  }

  /** As if nobody had used their passkey for an hour. */
  forgetStepUps(): Promise<void> {
    return this.#databases.fixture("update session set verified_at = now() - interval '1 hour'");
  }

  /** As if the hours for which a room is unsealed were over in so many minutes; in fewer than none they are. */
  endUnsealings(minutes: number): Promise<void> {
    return this.#databases.fixture(
      `set session_replication_role = replica; update disclosure_unsealing set unsealed_until = now() + interval '${minutes} minutes' where unsealed_at is not null`,
    );
  }

  /** As if all that still waits for a consent form had been proposed so many days ago. */
  ageProposals(days: number): Promise<void> {
    return this.#databases.fixture(
      `update care_room set state_since = now() - interval '${days} days' where state = 'awaiting_consent'`,
    );
  }

  /** As if nobody had done anything for an hour. */
  forgetActs(): Promise<void> {
    return this.#databases.fixture("update session set acted_at = now() - interval '1 hour'");
  }

  /** As if the day had come that was said of facilities. */
  facilitiesEnd(): Promise<void> {
    return this.#databases.fixture(
      'update facility set ends_at = clock_timestamp() where ends_at is not null',
    );
  }

  /** As if the facilities had been there for more than a quarter, and nobody had signed in since. */
  facilitiesAreOld(): Promise<void> {
    return this.#databases.fixture(
      `with old as (update facility set created_at = now() - interval '100 days')
       update account set created_at = now() - interval '100 days'`,
    );
  }

  /** So long before the certificates of someone's devices are over. */
  certificatesEnd(login: string, interval: string): Promise<void> {
    return this.#databases.fixture(
      `update device_certificate set not_after = now() + interval '${interval}' where standing = 'active' and device in
         (select device from device_account a join account o on o.id = a.account where o.login_id = '${login}')`,
    );
  }

  /** As if someone's oldest session had been proved from another network than the others, side by side with them. */
  seenElsewhere(login: string): Promise<void> {
    return this.#databases.fixture(
      `with own as (select s.id, row_number() over (order by s.created_at) as place from session s
                    join account a on a.id = s.account where a.login_id = '${login}' and s.ended_at is null)
       update session s set seen_since = now() - interval '200 seconds', proved_at = now() - interval '100 seconds',
           seen_from = case when own.place = 1 then '203.0.113.7' else seen_from end,
           seen_network = case when own.place = 1 then '203.0.113.0/24' else seen_network end
       from own where own.id = s.id`,
    );
  }

  /** As if all that was done about rooms had been done yesterday, too. */
  wasYesterday(): Promise<void> {
    return this.#databases.fixture(
      `insert into audit_event (at, event, account, device, room, from_seq, upto_seq, request_id)
         select at - interval '1 day', event, account, device, room, from_seq, upto_seq, request_id
         from audit_event where room is not null and account is not null`,
    );
  }

  /** As if all that was done about rooms had been done in the month before, too. */
  wasLastMonth(): Promise<void> {
    return this.#databases.fixture(
      `insert into audit_event (at, event, account, device, room, from_seq, upto_seq, detail, request_id)
         select at - interval '1 month', event, account, device, room, from_seq, upto_seq, detail, request_id
         from audit_event where account is not null`,
    );
  }

  /** As if a program managed someone's devices and had asked for their certificates. */
  devicesAreManaged(login: string): Promise<void> {
    return this.#databases.fixture(
      `update device_certificate set is_managed = true where standing = 'active' and key_public is null and device in
         (select device from device_account a join account o on o.id = a.account where o.login_id = '${login}')`,
    );
  }

  /** As if someone were not of the city's carers but the contractor's operator. */
  operates(login: string): Promise<void> {
    return this.#databases.fixture(`update account set role = 'operator' where login_id = '${login}'`);
  }

  /** Keeps a certificate as one of a device on which these are allowed. Of one alone it is personal, of a facility's it is shared. */
  registerCertificate(of: {
    fingerprint: string;
    kind: 'personal' | 'shared';
    allowed: readonly string[];
    device?: 'active' | 'suspended';
    certificate?: 'active' | 'ended';
    /** The key is one that a browser holds, and signs with. */
    isOfBrowserKey?: boolean;
  }): Promise<void> {
    const allowed = of.allowed.map((login) => `'${login}'`).join(', ');
    const key = of.isOfBrowserKey ? `'\\x04' || decode(repeat('5a', 64), 'hex')` : 'null::bytea';
    return this.#databases.fixture(
      `with d as (insert into device (id, facility, kind, label, standing)
           select gen_random_uuid(), d.facility, '${of.kind}', 'matrix', '${of.device ?? 'active'}'
           from device d join device_account a on a.device = d.id join account o on o.id = a.account
           where o.login_id = 'sato' limit 1 returning id),
         a as (insert into device_account (device, account)
           select d.id, o.id from d, account o where o.login_id in (${allowed}))
       insert into device_certificate (fingerprint, device, standing, key_public, not_before, not_after)
           select '\\x${of.fingerprint}', d.id, '${of.certificate ?? 'active'}', ${key},
               now() - interval '1 day', now() + interval '1 day' from d`,
    );
  }

  /** As if it had been decided of someone's account. */
  accountStands(login: string, standing: 'active' | 'suspended' | 'ended'): Promise<void> {
    return this.#databases.fixture(`update account set standing = '${standing}' where login_id = '${login}'`);
  }

  /** As if everyone had signed out. */
  endSessions(): Promise<void> {
    return this.#databases.fixture(
      "update session set ended_at = now(), end_reason = 'revoked' where ended_at is null",
    );
  }

  /** How often someone signed in, since the city began. */
  sessions(): Promise<number> {
    return this.#databases.number('select count(*) from session');
  }

  /** How many certificates of someone's devices count. */
  standingCertificates(login: string): Promise<number> {
    return this.#databases.number(
      `select count(*) from device_certificate where standing = 'active' and device in
         (select device from device_account a join account o on o.id = a.account where o.login_id = '${login}')`,
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.a.stop(), this.b.stop()]);
    await Promise.all([this.mail.stop(), this.#redis.stop()]);
    await this.#databases.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

type Parts = {
  folder: string;
  /** What node A listens on; the demo's own commands know this one. */
  ports: Ports;
  settings: Record<string, string>;
  databases: Databases;
  redis: Redis;
  mail: MailServer;
};

async function freePorts(): Promise<Ports> {
  return { main: await freePort(), device: await freePort() };
}

type Filled = { folder: string; databases: Databases };
let filled: Promise<Filled> | undefined;

/** The demo city, filled once in this process: each story's is a copy of it, which takes a fifth of the time. */
function demoCity(): Promise<Filled> {
  filled ??= (async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'renrakucho-demo-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const databases = await createDatabases();
    await prepareDemo(folder, databases, await freePorts());
    return { folder, databases };
  })();
  return filled;
}

/** Makes what is missing, and writes the configuration. */
function prepareDemo(folder: string, databases: Databases, ports: Ports): Promise<string> {
  return output(
    binary,
    ['demo', 'prepare', '--dir', folder],
    environment({
      ...databases.settings,
      RENRAKUCHO__DEMO__MAIN_PORT: `${ports.main}`,
      RENRAKUCHO__DEMO__DEVICE_PORT: `${ports.device}`,
    }),
  );
}

/** Everything that has to be there before a node can start. */
async function prepare(undo: (() => Promise<unknown>)[], more: Record<string, string>): Promise<Parts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'renrakucho-story-'));
  await chmod(folder, 0o700);
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const demo = await demoCity();
  await cp(demo.folder, folder, { recursive: true });
  const databases = await createDatabases(demo.databases);
  undo.push(() => databases.drop());
  const redis = await Redis.start(folder);
  undo.push(() => redis.stop());

  const ports = await freePorts();
  await prepareDemo(folder, databases, ports);

  const passwordFile = path.join(folder, 'mail.password');
  const password = randomBytes(16).toString('hex');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const file = (name: string) => path.join(folder, name);
  const mail = await MailServer.start(file('main-host.pem'), file('main-host.key'), MAIL_USER, password);
  undo.push(() => mail.stop());

  const settings = {
    ...databases.settings,
    RENRAKUCHO__REDIS__URL: redis.url,
    RENRAKUCHO__MAIL__SMTP: mail.address,
    RENRAKUCHO__MAIL__TLS: 'starttls',
    RENRAKUCHO__MAIL__AUTHORITY: file('authority.pem'),
    RENRAKUCHO__MAIL__USERNAME: MAIL_USER,
    RENRAKUCHO__MAIL__PASSWORD_FILE: passwordFile,
    RENRAKUCHO__MAIL__HOLD_SECONDS: '2',
    // Otherwise it would depend on the hour whether a code is good.
    RENRAKUCHO__PEOPLE__SECOND_PERSON: 'never',
    ...more,
  };
  return { folder, ports, settings, databases, redis, mail };
}

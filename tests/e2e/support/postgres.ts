import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { output } from './process';

/** Two databases that belong to one city alone: its records, and the keys that open them. */
export type Databases = {
  /** What the records' database is called. */
  name: string;
  /** What a node has to be told about them. */
  settings: Record<string, string>;
  /** Changes the records behind the server's back. */
  fixture(statement: string): Promise<void>;
  /** A number out of the records. */
  number(query: string): Promise<number>;
  drop(): Promise<void>;
};

const SCRIPT = path.resolve(import.meta.dirname, '../../../scripts/postgres');
const ROLES = ['renrakucho_owner', 'renrakucho_app'];

function superuserUrl(): string {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is not set: run this by `make story`');
  return url;
}

/** The same server, as another role, in another database. */
function urlFor(database: string, role: string): string {
  const url = new URL(superuserUrl());
  url.username = role;
  url.password = '';
  url.pathname = `/${database}`;
  return url.toString();
}

function sql(...statements: string[]): Promise<void> {
  return sqlIn(superuserUrl(), ...statements);
}

async function sqlIn(url: string, ...statements: string[]): Promise<void> {
  await answersIn(url, ...statements);
}

async function answersIn(url: string, ...statements: string[]): Promise<string> {
  // PostgreSQL's programs lie off the path on Debian; the script knows where.
  const programs = (await output(SCRIPT, ['bin'])).trim();
  const commands = statements.flatMap((statement) => ['-c', statement]);
  const plain = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'];
  return output(path.join(programs, 'psql'), [...plain, '-d', url, ...commands]);
}

/** Empty ones; or what stands in those of a city that nobody is connected to. */
export async function createDatabases(filled?: Databases): Promise<Databases> {
  const main = `story_${randomBytes(6).toString('hex')}`;
  const keysOf = (name: string) => `${name}_keys`;
  const keys = keysOf(main);
  const from = (template: string | undefined) => (template ? ` template ${template}` : '');
  const templates = { [main]: filled?.name, [keys]: filled && keysOf(filled.name) };
  await sql(
    ...ROLES.map(
      (role) => `do $$ begin create role ${role} login;
                 exception when duplicate_object or unique_violation then null; end $$`,
    ),
    ...[main, keys].flatMap((name) => [
      `create database ${name} owner renrakucho_owner${from(templates[name])}`,
      `revoke all on database ${name} from public`,
      `grant connect on database ${name} to renrakucho_app`,
    ]),
  );
  const asSuperuser = urlFor(main, new URL(superuserUrl()).username);
  return {
    name: main,
    settings: {
      RENRAKUCHO__DATABASE__URL: urlFor(main, 'renrakucho_app'),
      RENRAKUCHO__DATABASE__OWNER_URL: urlFor(main, 'renrakucho_owner'),
      RENRAKUCHO__KEYS__URL: urlFor(keys, 'renrakucho_app'),
      RENRAKUCHO__KEYS__OWNER_URL: urlFor(keys, 'renrakucho_owner'),
    },
    fixture: (statement) => sqlIn(asSuperuser, statement),
    number: async (query) => Number(await answersIn(asSuperuser, query)),
    drop: () => sql(...[main, keys].map((name) => `drop database if exists ${name} with (force)`)),
  };
}

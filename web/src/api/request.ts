import type { Code, Problem } from '../protocol';

/** The server said no, and why. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** No answer, or one that is not the server's own (a proxy's error page). */
export class UnreachableError extends Error {
  constructor() {
    super('unreachable');
    this.name = 'UnreachableError';
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const GIVE_UP_AFTER_MS = 20_000;

let reauth: (problem: Problem) => void = () => undefined;

/** Told of every answer that says that the session is over, whoever asked. */
export function onReauth(listener: (problem: Problem) => void): void {
  reauth = listener;
}

let prove = async (): Promise<boolean> => false;

/** Asked to prove the session when it has not been proved for too long; answers whether that was done. */
export function onProofDue(prover: () => Promise<boolean>): void {
  prove = prover;
}

let stepUp = async (): Promise<boolean> => false;

/** Asked to have the person use their passkey once more, before something grave; answers whether they did. */
export function onStepUp(asker: () => Promise<boolean>): void {
  stepUp = asker;
}

/**
 * Asks, as whoever is signed in. A proof that is due is given on the way, and nobody notices. Where the passkey is wanted
 * once more, the person is asked for it, and then the same is asked again: what they filled in stays where it is.
 */
export const request = <T>(method: Method, path: string, body?: unknown): Promise<T> =>
  asSignedIn(() => exchange<T>(method, path, body));

/** The same in another way than by JSON. */
export async function asSignedIn<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await proved(ask).catch(async (error: unknown) => {
      if (!isProblemOf(error, 'step_up_required') || !(await stepUp())) throw error;
      return proved(ask);
    });
  } catch (error) {
    if (error instanceof ProblemError) {
      const { problem } = error;
      // Who did not want to use the passkey is still signed in.
      const isOver = problem.retry === 'reauth' && problem.code !== 'step_up_required';
      if (isOver || problem.code === 'suspended') reauth(problem);
    }
    throw error;
  }
}

/** The same without asking the person for anything. */
export const askProved = <T>(method: Method, path: string, body?: unknown): Promise<T> =>
  proved(() => exchange<T>(method, path, body));

function proved<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch(async (error: unknown) => {
    if (!isProblemOf(error, 'reauth_required') || !(await prove())) throw error;
    return ask();
  });
}

export function isProblemOf(error: unknown, code: Code): boolean {
  return error instanceof ProblemError && error.problem.code === code;
}

/** One question and its answer. */
export async function exchange<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const response = await answer(method, path, body);
  if (response.status === 204) return undefined as T;
  return judged<T>(response.ok, await response.json().catch(() => undefined));
}

/** What was answered, or why nothing was. */
export function judged<T>(ok: boolean, json: unknown): T {
  if (ok && json !== undefined) return json as T;
  if (!isProblem(json)) throw new UnreachableError();
  throw new ProblemError(json);
}

async function answer(method: Method, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
      headers:
        body === undefined ? {} : { 'content-type': body instanceof Blob ? 'text/csv' : 'application/json' },
      body: body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body),
    });
  } catch {
    throw new UnreachableError();
  }
}

function isProblem(json: unknown): json is Problem {
  return typeof json === 'object' && json !== null && 'code' in json && 'retry' in json;
}

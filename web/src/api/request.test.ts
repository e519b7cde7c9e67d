import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Code, Retry } from '../protocol';
import { onReauth, onStepUp, ProblemError, request } from './request';

type Asked = { method: string | undefined; url: string; body: unknown };

let asked: Asked[];
let answers: Response[];

function problem(code: Code, retry: Retry, status: number): Response {
  return Response.json({ status, code, retry, request_id: 'r' }, { status });
}

const stepUpRequired = () => problem('step_up_required', 'reauth', 401);

beforeEach(() => {
  asked = [];
  answers = [];
  vi.stubGlobal('fetch', async (url: string, { method, body }: RequestInit) => {
    asked.push({ method, url, body });
    return answers.shift() ?? Response.json({ ok: true });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  onStepUp(async () => false);
  onReauth(() => undefined);
});

describe('a request that needs the passkey once more', () => {
  test('asks the person, and is then made again as it was', async () => {
    const stepUp = vi.fn(async () => true);
    const reauth = vi.fn();
    onStepUp(stepUp);
    onReauth(reauth);
    answers = [stepUpRequired()];
    await expect(request('POST', '/x', { name: '見本' })).resolves.toEqual({ ok: true });
    expect(stepUp).toHaveBeenCalledOnce();
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual(asked[0]);
    expect(reauth).not.toHaveBeenCalled();
  });

  test('is not made again when the person does not want to, who stays signed in', async () => {
    const reauth = vi.fn();
    onStepUp(async () => false);
    onReauth(reauth);
    answers = [stepUpRequired()];
    await expect(request('POST', '/x')).rejects.toThrow(ProblemError);
    expect(asked).toHaveLength(1);
    expect(reauth).not.toHaveBeenCalled();
  });

  test('does not ask twice for one request', async () => {
    const stepUp = vi.fn(async () => true);
    onStepUp(stepUp);
    answers = [stepUpRequired(), stepUpRequired()];
    await expect(request('POST', '/x')).rejects.toThrow('step_up_required');
    expect(stepUp).toHaveBeenCalledOnce();
  });
});

test('a session that is over is told of, also after the passkey was used', async () => {
  const reauth = vi.fn();
  onStepUp(async () => true);
  onReauth(reauth);
  answers = [stepUpRequired(), problem('session_ended', 'reauth', 401)];
  await expect(request('POST', '/x')).rejects.toThrow('session_ended');
  expect(reauth).toHaveBeenCalledOnce();
});

import type { RoomSearchBody, RoomSearchLine } from '../protocol';
import { asSignedIn, judged, ProblemError, UnreachableError } from './request';

/** The server works on one part of a search for two seconds at most. */
const GIVE_UP_AFTER_MS = 20_000;
const AGAIN_AFTER_MS = 1_000;
const TRIES = 4;

/**
 * Searches a room, and tells each line as it comes. In the body: a URL stands in histories and in the logs of others. It ends with
 * the line that says why the search stopped; whatever breaks off before is an error.
 */
export async function searchRoom(
  room: string,
  body: RoomSearchBody,
  told: (line: RoomSearchLine) => void,
  gone: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await asSignedIn(() => ask(room, body, told, gone));
    } catch (error) {
      // An earlier search, of which nobody wants to hear any more, may still have its place.
      const problem = error instanceof ProblemError ? error.problem : undefined;
      if (problem?.code !== 'rate_limited' || tries === TRIES || gone.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, problem.after_ms ?? AGAIN_AFTER_MS));
    }
  }
}

async function ask(
  room: string,
  body: RoomSearchBody,
  told: (line: RoomSearchLine) => void,
  gone: AbortSignal,
): Promise<void> {
  const lost = () => {
    throw new UnreachableError();
  };
  const response = await fetch(`/api/v1/rooms/${room}/search`, {
    method: 'POST',
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.any([gone, AbortSignal.timeout(GIVE_UP_AFTER_MS)]),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(lost);
  if (!response.ok || !response.body) {
    judged<never>(false, await response.json().catch(() => undefined));
    return;
  }
  let stopped = false;
  for await (const line of linesOf(response.body.getReader())) {
    if (gone.aborted) return;
    told(line);
    stopped = line.line === 'stopped';
  }
  if (!stopped) throw new UnreachableError();
}

async function* linesOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<RoomSearchLine> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const part = await reader.read().catch(() => {
      throw new UnreachableError();
    });
    if (part.done) return;
    const lines = (text + decoder.decode(part.value, { stream: true })).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as RoomSearchLine;
  }
}

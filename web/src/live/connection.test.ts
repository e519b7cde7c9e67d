import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Connection, type SessionAnswer } from './connection';
import { FakeSocket } from './testing/fake-socket';

function setUp(session: SessionAnswer = 'signed_in', random = 0.5) {
  const sockets: FakeSocket[] = [];
  const hooks = {
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket.asWebSocket;
    },
    hello: () => ({ client: 'test', cursors: {}, open: [] }),
    prove: (nonce: string, say: (proof: string | undefined) => void) => say(`signed ${nonce}`),
    cursors: () => ({ a: 7 }),
    receive: vi.fn(),
    askSession: vi.fn(async () => session),
    changed: vi.fn(),
    stopped: vi.fn(),
    onlyHttp: vi.fn(),
    random: () => random,
  };
  const connection = new Connection(hooks);
  const latest = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('not connected');
    return socket;
  };
  return { connection, hooks, sockets, latest };
}

beforeEach(() => {
  vi.useFakeTimers();
});

describe('the connection', () => {
  test('says hello first, and is live after the welcome', () => {
    const { connection, latest } = setUp();
    connection.start();
    expect(connection.send({ type: 'close', room: 'a' })).toBe(false);
    latest().welcomes();
    expect(latest().sent[0]).toMatchObject({ type: 'hello', client: 'test', proof: 'signed nonce' });
    expect(connection.state.phase).toBe('live');
  });

  test('does not go on without the key of its session', () => {
    const { connection, hooks, latest } = setUp();
    hooks.prove = (_, say) => say(undefined);
    connection.start();
    latest().opens();
    expect(latest().sent).toHaveLength(0);
    expect(hooks.stopped).toHaveBeenCalledWith('session_ended');
  });

  test('comes back after it was not proved in time, if the session still stands', async () => {
    const { connection, hooks, latest, sockets } = setUp();
    connection.start();
    latest().welcomes();
    latest().breaks(4501);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sockets).toHaveLength(2);
    expect(hooks.stopped).not.toHaveBeenCalled();
  });

  test('begins its heartbeat at a random moment, and then beats regularly', () => {
    const { connection, latest } = setUp();
    connection.start();
    latest().welcomes([], 20_000);
    vi.advanceTimersByTime(9_999);
    expect(latest().sentOf('ping')).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(latest().sentOf('ping')[0]).toMatchObject({ cursors: { a: 7 } });
    latest().says({ type: 'pong', n: 1 });
    vi.advanceTimersByTime(20_000);
    expect(latest().sentOf('ping')).toHaveLength(2);
  });

  test('gives a silent connection up after ten seconds', () => {
    const { connection, latest, sockets } = setUp();
    connection.start();
    latest().welcomes([], 20_000);
    vi.advanceTimersByTime(10_000);
    vi.advanceTimersByTime(10_000);
    expect(sockets[0]?.closedWith).toBe(4000);
    expect(connection.state.phase).toBe('waiting');
    vi.advanceTimersByTime(1_500);
    expect(sockets).toHaveLength(2);
  });

  test('comes back after a restart without asking', () => {
    const { connection, hooks, latest, sockets } = setUp();
    connection.start();
    latest().welcomes();
    latest().breaks(1012);
    expect(hooks.askSession).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_500);
    expect(sockets).toHaveLength(2);
  });

  test('asks for the session after a failed upgrade, before it goes on', async () => {
    const { connection, hooks, latest, sockets } = setUp();
    connection.start();
    latest().breaks(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(hooks.askSession).toHaveBeenCalledOnce();
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sockets).toHaveLength(2);
  });

  test('says that only HTTP works when that is so for the second time', async () => {
    const { connection, hooks, latest } = setUp();
    connection.start();
    latest().breaks(1006);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(hooks.onlyHttp).not.toHaveBeenCalled();
    latest().breaks(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(hooks.onlyHttp).toHaveBeenCalledOnce();
  });

  test('does not come back when the session has ended', async () => {
    const { connection, hooks, latest, sockets } = setUp('session_ended');
    connection.start();
    latest().welcomes();
    latest().breaks(4502);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hooks.stopped).toHaveBeenCalledWith('session_ended');
    expect(sockets).toHaveLength(1);
  });

  test('asks to be loaded anew when it may not return and the session is good', async () => {
    const { connection, hooks, latest } = setUp('signed_in');
    connection.start();
    latest().welcomes();
    latest().breaks(4500);
    await vi.advanceTimersByTimeAsync(0);
    expect(hooks.stopped).toHaveBeenCalledWith('reload');
  });

  test('goes on trying while the server cannot be reached', async () => {
    const { connection, latest, sockets } = setUp('unreachable');
    connection.start();
    for (let round = 1; round <= 6; round += 1) {
      latest().breaks(1006);
      await vi.advanceTimersByTimeAsync(15_000);
      expect(sockets).toHaveLength(round + 1);
    }
  });

  test('connects at once when the network is back', () => {
    const { connection, latest, sockets } = setUp();
    connection.start();
    latest().welcomes();
    latest().breaks(1012);
    connection.nudge();
    expect(sockets).toHaveLength(2);
  });

  test('doubts a standing connection when the person is back', () => {
    const { connection, latest } = setUp();
    connection.start();
    latest().welcomes();
    connection.nudge();
    expect(latest().sentOf('ping')).toHaveLength(1);
  });

  test('says that it is down after five seconds, not before', () => {
    const { connection, latest } = setUp();
    connection.start();
    latest().welcomes();
    latest().breaks(4002);
    vi.advanceTimersByTime(4_999);
    expect(connection.state.troubled).toBe(false);
    vi.advanceTimersByTime(1);
    expect(connection.state.troubled).toBe(true);
    connection.nudge();
    latest().welcomes();
    expect(connection.state.troubled).toBe(false);
  });

  test('moves elsewhere when told to go away', () => {
    const { connection, latest, sockets } = setUp();
    connection.start();
    latest().welcomes();
    latest().says({ type: 'goaway', after_ms: 4_000 });
    vi.advanceTimersByTime(2_000);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.closedWith).toBe(1000);
  });

  test('goes away at a random moment, also when the server closes right after saying so', () => {
    const moment = (random: number) => {
      const { connection, latest, sockets } = setUp('signed_in', random);
      connection.start();
      latest().welcomes();
      latest().says({ type: 'goaway', after_ms: 4_000 });
      latest().breaks(1012);
      let waited = 0;
      for (; sockets.length === 1; waited += 10) vi.advanceTimersByTime(10);
      connection.stop();
      return waited;
    };
    expect(moment(0.1)).toBeLessThan(moment(0.9));
  });

  test('ignores what is no frame', () => {
    const { connection, hooks, latest } = setUp();
    connection.start();
    latest().onmessage?.({ data: 'not json' });
    latest().onmessage?.({ data: new ArrayBuffer(1) });
    expect(hooks.receive).not.toHaveBeenCalled();
  });
});

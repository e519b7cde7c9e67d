import type { ClientFrame, Code, Hello } from '../protocol';
import { laterDelay, reconnectDelay } from './backoff';
import { ABNORMAL, AUTHENTICATE, HEARTBEAT_MISSED, MAINTENANCE, mayReturn, TOO_MANY } from './close-codes';
import { decodeFrame, type IncomingFrame } from './frames';

/** The answer to "am I still signed in?": yes, the server cannot be reached, or why not. */
export type SessionAnswer = 'signed_in' | 'unreachable' | Code;

/** Why the client no longer comes back by itself: it is not signed in, or it has to be loaded anew. */
export type StopReason = Code | 'reload';

export type ConnectionState = {
  readonly phase: 'idle' | 'connecting' | 'live' | 'waiting' | 'stopped';
  /** It has been down long enough to say so. */
  readonly troubled: boolean;
};

export type ConnectionHooks = {
  connect(): WebSocket;
  hello(): Hello;
  /** Signs the server's nonce with the session's key; nothing is said if this browser does not hold it. */
  prove(nonce: string, say: (proof: string | undefined) => void): void;
  cursors(): Record<string, number>;
  receive(frame: IncomingFrame): void;
  askSession(): Promise<SessionAnswer>;
  changed(): void;
  stopped(reason: StopReason): void;
  /** HTTP answers, the socket does not: a proxy in between may break WebSockets. */
  onlyHttp(): void;
  random?(): number;
};

const PONG_WITHIN_MS = 10_000;
const SAY_SO_AFTER_MS = 5_000;
const CONNECT_WITHIN_MS = 15_000;
const NORMAL_CLOSE = 1000;

type Timer = ReturnType<typeof setTimeout>;

/** Keeps one WebSocket alive and says when it is not. Knows nothing of rooms. */
export class Connection {
  readonly #hooks: ConnectionHooks;
  readonly #random: () => number;
  #state: ConnectionState = { phase: 'idle', troubled: false };
  #socket: WebSocket | undefined;
  #attempt = 0;
  #beat = 0;
  #retry: Timer | undefined;
  #heartbeat: Timer | undefined;
  #pong: Timer | undefined;
  #trouble: Timer | undefined;
  #welcome: Timer | undefined;

  constructor(hooks: ConnectionHooks) {
    this.#hooks = hooks;
    this.#random = hooks.random ?? Math.random;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    if (this.#state.phase === 'idle') this.#connect();
  }

  /** Ends for good, without a word to anyone. */
  stop(): void {
    this.#enter('stopped');
    this.#drop(NORMAL_CLOSE);
    for (const timer of [this.#retry, this.#trouble]) clearTimeout(timer);
  }

  send(frame: ClientFrame): boolean {
    if (this.#state.phase !== 'live' || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The network or the person is back: do not wait out the delay; and doubt a connection that seems to stand. */
  nudge(): void {
    if (this.#state.phase === 'waiting') {
      this.#connect();
    } else if (this.#state.phase === 'live' && this.#pong === undefined) {
      this.#ping();
    }
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#enter('connecting');
    let socket: WebSocket;
    try {
      socket = this.#hooks.connect();
    } catch {
      this.#wait(reconnectDelay(this.#attempt++, this.#random()));
      return;
    }
    this.#socket = socket;
    // Handlers of a socket that was given up must not speak for its successor.
    const current = () => this.#socket === socket;
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (!current()) return;
      const frame = decodeFrame(event.data);
      if (frame?.type === 'challenge')
        this.#hooks.prove(frame.nonce, (proof) => current() && this.#greet(proof));
      else if (frame) this.#receive(frame);
    };
    socket.onclose = (event: CloseEvent) => {
      if (current()) this.#closed(event.code);
    };
    // A handshake that hangs in a tunnel or a captive network would never close by itself.
    this.#welcome = setTimeout(() => current() && this.#abandon(ABNORMAL), CONNECT_WITHIN_MS);
  }

  #greet(proof: string | undefined): void {
    if (proof === undefined) this.#giveUp('session_ended');
    else this.#socket?.send(JSON.stringify({ type: 'hello', ...this.#hooks.hello(), proof }));
  }

  #receive(frame: IncomingFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.#attempt = 0;
        clearTimeout(this.#welcome);
        this.#enter('live');
        // The first beat at a random moment: clients that came back together do not beat together.
        this.#scheduleBeat(this.#random() * frame.heartbeat_ms, frame.heartbeat_ms);
        break;
      case 'pong':
        clearTimeout(this.#pong);
        this.#pong = undefined;
        return;
      case 'goaway':
        this.#retry = setTimeout(() => {
          this.#drop(NORMAL_CLOSE);
          this.#connect();
        }, this.#random() * frame.after_ms);
        return;
    }
    this.#hooks.receive(frame);
  }

  #scheduleBeat(delay: number, every: number): void {
    this.#heartbeat = setTimeout(() => {
      this.#ping();
      this.#scheduleBeat(every, every);
    }, delay);
  }

  #ping(): void {
    this.#beat += 1;
    if (!this.send({ type: 'ping', n: this.#beat, cursors: this.#hooks.cursors() })) return;
    clearTimeout(this.#pong);
    this.#pong = setTimeout(() => this.#abandon(HEARTBEAT_MISSED), PONG_WITHIN_MS);
  }

  /** Closes without waiting for the other side: the network may be gone, and `onclose` minutes away. */
  #abandon(code: number): void {
    this.#drop(code === ABNORMAL ? NORMAL_CLOSE : code);
    this.#closed(code);
  }

  #drop(code: number): void {
    const socket = this.#socket;
    this.#socket = undefined;
    for (const timer of [this.#heartbeat, this.#pong, this.#welcome]) clearTimeout(timer);
    this.#pong = undefined;
    socket?.close(code);
  }

  #closed(code: number): void {
    this.#drop(NORMAL_CLOSE);
    clearTimeout(this.#retry);
    if (mayReturn(code) && code !== ABNORMAL) {
      const later = code === TOO_MANY || code === MAINTENANCE;
      this.#wait(later ? laterDelay(this.#random()) : reconnectDelay(this.#attempt++, this.#random()));
      return;
    }
    this.#enter('waiting');
    void this.#decideBySession(code);
  }

  /** After a failed upgrade or a final close code, the session decides; reconnecting blindly would go on for ever. */
  async #decideBySession(code: number): Promise<void> {
    const answer = await this.#hooks.askSession();
    // A nudge may have connected meanwhile, or the app may have stopped.
    if (this.#state.phase !== 'waiting') return;
    if (answer === 'unreachable') {
      this.#wait(reconnectDelay(this.#attempt++, this.#random()));
    } else if (answer !== 'signed_in') {
      this.#giveUp(answer);
    } else if (mayReturn(code) || code === AUTHENTICATE) {
      if (this.#attempt > 0) this.#hooks.onlyHttp();
      this.#wait(reconnectDelay(this.#attempt++, this.#random()));
    } else {
      this.#giveUp('reload');
    }
  }

  #giveUp(reason: StopReason): void {
    this.stop();
    this.#hooks.stopped(reason);
  }

  #wait(delay: number): void {
    this.#enter('waiting');
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #enter(phase: ConnectionState['phase']): void {
    if (phase === 'live' || phase === 'stopped') {
      clearTimeout(this.#trouble);
      this.#trouble = undefined;
      this.#set({ phase, troubled: false });
      return;
    }
    this.#trouble ??= setTimeout(() => this.#set({ ...this.#state, troubled: true }), SAY_SO_AFTER_MS);
    this.#set({ ...this.#state, phase });
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#hooks.changed();
  }
}

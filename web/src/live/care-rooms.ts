import type { Ack, Code, EntriesPage, Failure, Priority, RoomLine } from '../protocol';
import {
  Connection,
  type ConnectionHooks,
  type ConnectionState,
  type SessionAnswer,
  type StopReason,
} from './connection';
import type { RoomEntry } from './entry';
import type { IncomingFrame } from './frames';
import { HttpRounds } from './http-rounds';
import { Outbox, type OutgoingItem, type OutgoingPost } from './outbox';
import { type RoomList, withClosed, withLine, withoutRoom } from './room-list';
import { RoomLog, type RoomView } from './room-log';
import type { Draft, Storage } from './storage';
import { uuidv7 } from './uuid';

/** Why a room can no longer be seen, and how many unsent posts went with it. */
export type Gone = {
  readonly why: 'room_closed' | 'not_found';
  readonly lostPosts: number;
  /** It had still waited for its consent form. */
  readonly wasProposal?: boolean;
};

/** A page of a room's log. */
export type RoomEntries = Omit<EntriesPage, 'entries'> & { entries: RoomEntry[] };

/** The same by HTTP, for when a proxy breaks WebSockets. */
export type HttpDoor = {
  rooms(): Promise<RoomLine[]>;
  entriesAfter(room: string, after: number): Promise<RoomEntries>;
  post(post: OutgoingPost): Promise<Ack | Pick<Failure, 'code' | 'retry'>>;
  session(): Promise<SessionAnswer>;
};

export type CareRoomsHooks = {
  connect(): WebSocket;
  prove: ConnectionHooks['prove'];
  http: HttpDoor;
  storage: Storage;
  client: string;
  stopped(reason: StopReason): void;
};

/** The rooms of the signed-in account, as far as they are known here: the list, the open room, what waits to be sent. */
export class CareRooms {
  readonly #hooks: CareRoomsHooks;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #listeners = new Set<() => void>();
  readonly #logs = new Map<string, RoomLog>();
  readonly #gone = new Map<string, Gone>();
  /** Rooms whose `opened` is awaited: a second `open` would only double the answer. */
  readonly #opening = new Set<string>();
  /** Read marks that the server may not have yet. */
  readonly #marks = new Map<string, number>();
  #list: RoomList | undefined;
  #open: string | undefined;
  #openedByHello: string | undefined;
  readonly #httpRounds = new HttpRounds(() => this.#byHttp());

  constructor(hooks: CareRoomsHooks) {
    this.#hooks = hooks;
    this.#outbox = new Outbox({
      store: hooks.storage.outbox,
      transmit: ({ written_at: _, ...post }) => this.#connection.send({ type: 'post', ...post }),
      changed: () => this.#tell(),
    });
    this.#connection = new Connection({
      connect: hooks.connect,
      prove: hooks.prove,
      hello: () => {
        this.#openedByHello = this.#open;
        return {
          client: hooks.client,
          cursors: this.#cursors(),
          open: this.#open === undefined ? [] : [this.#open],
        };
      },
      cursors: () => this.#cursors(),
      receive: (frame) => this.#receive(frame),
      askSession: () => hooks.http.session(),
      changed: () => this.#connectionChanged(),
      stopped: (reason) => hooks.stopped(reason),
      onlyHttp: () => this.#httpRounds.begin(),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async start(): Promise<void> {
    // First what waits here: a room that was closed meanwhile takes it along at the welcome.
    await this.#outbox.load();
    this.#connection.start();
  }

  stop(): void {
    this.#httpRounds.end();
    this.#connection.stop();
    this.#outbox.stop();
    this.#listeners.clear();
  }

  /** The network, the page or the person came back. */
  nudge(): void {
    this.#connection.nudge();
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  /** The list of rooms; undefined until it is known. */
  get list(): RoomList | undefined {
    return this.#list;
  }

  view(room: string): RoomView | undefined {
    return this.#logs.get(room)?.view;
  }

  gone(room: string): Gone | undefined {
    return this.#gone.get(room);
  }

  outgoing(room: string): readonly OutgoingItem[] {
    return this.#outbox.of(room);
  }

  get unsent(): number {
    return this.#outbox.waiting;
  }

  /** Someone looks at a room. Only one is open at a time. */
  visit(room: string): void {
    if (this.#open === room) return;
    if (this.#open !== undefined) this.leave(this.#open);
    this.#open = room;
    const log = this.#logs.get(room) ?? new RoomLog();
    log.visit(this.#connection.state.phase === 'live');
    this.#logs.set(room, log);
    this.#askToOpen(room);
    this.#tell();
  }

  leave(room: string): void {
    if (this.#open !== room) return;
    this.#open = undefined;
    this.#opening.delete(room);
    this.#logs.get(room)?.shorten();
    this.#outbox.left(room);
    this.#connection.send({ type: 'close', room });
  }

  /** Asks for the page before the oldest entry held. */
  loadOlder(room: string): void {
    const before = this.#logs.get(room)?.askOlder();
    if (before === undefined) return;
    if (!this.#connection.send({ type: 'history', room, before })) this.#logs.get(room)?.olderFailed();
    this.#tell();
  }

  /** For a reader at the end of a long log. */
  shorten(room: string): void {
    this.#logs.get(room)?.shorten();
    this.#tell();
  }

  markRead(room: string, upto: number): void {
    if (upto <= (this.#marks.get(room) ?? 0)) return;
    this.#marks.set(room, upto);
    this.#connection.send({ type: 'read', room, upto });
  }

  async post(room: string, body: string, priority: Priority, replyTo: string | undefined): Promise<void> {
    await this.#outbox.add({
      id: uuidv7(),
      room,
      body,
      priority,
      ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      written_at: new Date().toISOString(),
    });
  }

  resend(id: string): void {
    this.#outbox.resend(id);
    this.#connection.nudge();
  }

  withdraw(id: string): Promise<OutgoingPost | undefined> {
    return this.#outbox.withdraw(id);
  }

  /** Sends by HTTP what still waits; says how many posts are left. */
  async sendAll(): Promise<number> {
    await this.#outbox.flush((post) => this.#hooks.http.post(post));
    return this.#outbox.waiting;
  }

  draft(room: string): Promise<Draft | undefined> {
    return this.#hooks.storage.drafts.get(room);
  }

  async keepDraft(draft: Draft): Promise<void> {
    // A purge may have come while the last key was being pressed.
    if (this.#gone.has(draft.room)) return;
    if (draft.body === '' && draft.reply_to === undefined)
      await this.#hooks.storage.drafts.remove(draft.room);
    else await this.#hooks.storage.drafts.put(draft);
  }

  #receive(frame: IncomingFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.#welcome(frame.rooms);
        break;
      case 'opened':
        this.#opening.delete(frame.room);
        this.#gone.delete(frame.room);
        this.#logs.get(frame.room)?.opened(frame);
        break;
      case 'entries':
        this.#entries(frame.room, frame.from, frame.upto, frame.entries);
        break;
      case 'history':
        this.#logs.get(frame.room)?.older(frame.before, frame.entries);
        break;
      case 'room':
        this.#line(frame);
        break;
      case 'ack':
        this.#acked(frame);
        break;
      case 'error':
        this.#failed(frame);
        break;
      case 'resync':
        this.#resync(frame.room);
        break;
      case 'purge':
        void this.#purge(frame.room, frame.order, frame.why);
        return;
      case 'detail':
        this.#logs.get(frame.room)?.detailChanged();
        break;
      case 'read':
        if (frame.upto > (this.#marks.get(frame.room) ?? 0)) this.#marks.set(frame.room, frame.upto);
        break;
    }
    this.#tell();
  }

  #welcome(rooms: RoomLine[]): void {
    this.#list = rooms;
    this.#opening.clear();
    // Someone may have gone from one room to another between `hello` and its answer.
    if (this.#open !== this.#openedByHello) {
      if (this.#openedByHello !== undefined)
        this.#connection.send({ type: 'close', room: this.#openedByHello });
      if (this.#open !== undefined) this.#askToOpen(this.#open);
    }
    for (const log of this.#logs.values()) log.olderFailed();
    for (const { room, read_upto } of rooms) {
      const upto = this.#marks.get(room);
      if (upto !== undefined && upto > read_upto) this.#connection.send({ type: 'read', room, upto });
    }
    this.#outbox.disconnected();
    this.#outbox.pump();
    void this.#wipeClosed(rooms);
  }

  /** Rooms may have been closed while nobody was connected: then no order comes any more. */
  async #wipeClosed(rooms: RoomLine[]): Promise<void> {
    const readable = new Set(
      rooms
        .filter(({ state }) => state !== 'discontinued' && state !== 'lapsed' && state !== 'erased')
        .map((line) => line.room),
    );
    const kept = await this.#hooks.storage.drafts.rooms().catch(() => []);
    for (const room of new Set([...kept, ...this.#outbox.rooms, ...this.#logs.keys()])) {
      if (readable.has(room)) continue;
      const listed = rooms.some((line) => line.room === room);
      // A room that is being opened at this moment gets its answer from the server.
      if (!listed && room === this.#open) continue;
      await this.#wipe(room, listed ? 'room_closed' : 'not_found');
    }
  }

  #entries(room: string, from: number, upto: number, entries: RoomEntry[]): void {
    const log = this.#logs.get(room);
    if (!log) return;
    // A straggler of before a resync must not become the beginning of the new log.
    if (log.cursor === null && this.#opening.has(room)) return;
    const applied = log.entries(from, upto, entries);
    if (applied === 'gap') {
      if (!this.#opening.has(room)) this.#askToOpen(room);
      return;
    }
    this.#outbox.arrived(room, new Set(entries.map((entry) => entry.id)));
  }

  #acked(ack: Ack): void {
    this.#outbox.acked(ack);
    // Nobody looks at the room, or its entry came first: there is nothing to wait for.
    const cursor = this.#logs.get(ack.room)?.cursor ?? 0;
    if (this.#open !== ack.room || cursor >= ack.seq) this.#outbox.left(ack.room);
  }

  #failed(failure: Failure): void {
    if (failure.re !== undefined) {
      this.#outbox.failed(failure);
      return;
    }
    const { room } = failure;
    if (room === undefined) return;
    this.#logs.get(room)?.olderFailed();
    this.#opening.delete(room);
    if (failure.retry === 'resync') this.#resync(room);
    else if (failure.code === 'room_closed' || failure.code === 'not_found')
      void this.#wipe(room, failure.code);
    else if (failure.retry === 'after') setTimeout(() => this.#askToOpen(room), failure.after_ms ?? 1_000);
  }

  #resync(room: string): void {
    this.#logs.get(room)?.reset();
    if (this.#open === room) this.#askToOpen(room);
  }

  async #purge(room: string, order: string, why: Code): Promise<void> {
    // The answer says that the copies are gone: so it waits until they are.
    await this.#wipe(room, why === 'room_closed' ? 'room_closed' : 'not_found');
    this.#connection.send({ type: 'purged', order, room });
  }

  async #wipe(room: string, why: Gone['why']): Promise<void> {
    const lost = this.#outbox.of(room).filter((item) => item.state !== 'sent').length;
    this.#close(room, why, lost);
    this.#tell();
    await Promise.all([this.#outbox.purge(room), this.#hooks.storage.drafts.remove(room)]);
  }

  #close(room: string, why: Gone['why'], lostPosts: number): void {
    this.#opening.delete(room);
    this.#logs.delete(room);
    this.#marks.delete(room);
    const list = this.#list ?? [];
    const before = this.#gone.get(room);
    const wasProposal =
      before?.wasProposal || list.find((one) => one.room === room)?.state === 'awaiting_consent';
    // A repeated order finds nothing left; the first count is the true one.
    this.#gone.set(room, {
      why,
      lostPosts: Math.max(lostPosts, before?.lostPosts ?? 0),
      ...(wasProposal && { wasProposal }),
    });
    this.#list = why === 'not_found' ? withoutRoom(list, room) : withClosed(list, room);
  }

  #line({ type: _, ...line }: RoomLine & { type: 'room' }): void {
    if (this.#gone.get(line.room)?.why === 'not_found') this.#gone.delete(line.room);
    this.#list = withLine(this.#list ?? [], line);
  }

  #askToOpen(room: string): void {
    if (this.#open !== room) return;
    const after = this.#logs.get(room)?.cursor ?? null;
    if (this.#connection.send({ type: 'open', room, ...(after === null ? {} : { after }) })) {
      this.#opening.add(room);
    }
  }

  #cursors(): Record<string, number> {
    const cursor = this.#open === undefined ? null : (this.#logs.get(this.#open)?.cursor ?? null);
    return this.#open === undefined || cursor === null ? {} : { [this.#open]: cursor };
  }

  #connectionChanged(): void {
    if (this.#connection.state.phase !== 'live') {
      this.#opening.clear();
      for (const log of this.#logs.values()) {
        log.olderFailed();
        log.unveil();
      }
      this.#outbox.disconnected();
    } else {
      this.#httpRounds.end();
    }
    this.#tell();
  }

  /** Keeps list, open room and outbox going without the socket: slower, but nothing is lost. */
  async #byHttp(): Promise<void> {
    await this.sendAll();
    this.#list = await this.#hooks.http.rooms();
    if (this.#open !== undefined) await this.#catchUpByHttp(this.#open);
    this.#tell();
  }

  async #catchUpByHttp(room: string): Promise<void> {
    const after =
      this.#logs.get(room)?.cursor ?? this.#list?.find((line) => line.room === room)?.read_upto ?? 0;
    const page = await this.#hooks.http.entriesAfter(room, after);
    const log = this.#logs.get(room);
    if (!log) return;
    log.opened({ after, head: page.head, read_upto: page.read_upto });
    const last = page.entries.at(-1);
    if (last) this.#entries(room, after + 1, last.seq, page.entries);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

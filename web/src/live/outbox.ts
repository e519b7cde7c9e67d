import type { Ack, Code, Failure, NewPost, Retry } from '../protocol';

/** A post on its way, as kept on the device. */
export type OutgoingPost = NewPost & { room: string; written_at: string };

export type OutgoingItem = {
  readonly post: OutgoingPost;
  /** `sent`: committed, but its entry has not arrived here yet. */
  readonly state: 'sending' | 'unsent' | 'refused' | 'sent';
  /** Why it was refused. */
  readonly problem?: Code;
};

export type OutboxStore = {
  all(): Promise<OutgoingPost[]>;
  put(post: OutgoingPost): Promise<void>;
  remove(id: string): Promise<void>;
};

export type OutboxHooks = {
  store: OutboxStore;
  /** Hands a post to the connection; false when there is none. */
  transmit(post: OutgoingPost): boolean;
  changed(): void;
};

const SAY_UNSENT_AFTER_MS = 10_000;
const RETRY_AFTER_MS = 1_000;
const NOTHING: readonly OutgoingItem[] = [];

type Timer = ReturnType<typeof setTimeout>;

/**
 * What was written and is not yet known to be committed. It stands on the device before it is sent, so that a reload or
 * a dead battery loses nothing; a repeat is harmless, because the id is the client's. One post of a room is under way
 * at a time: that keeps them in the order in which they were written.
 */
export class Outbox {
  readonly #hooks: OutboxHooks;
  #rooms: ReadonlyMap<string, readonly OutgoingItem[]> = new Map();
  readonly #underWay = new Map<string, string>();
  readonly #patience = new Map<string, Timer>();
  readonly #retries = new Set<Timer>();

  constructor(hooks: OutboxHooks) {
    this.#hooks = hooks;
  }

  of(room: string): readonly OutgoingItem[] {
    return this.#rooms.get(room) ?? NOTHING;
  }

  /** The rooms that have something here. */
  get rooms(): string[] {
    return [...this.#rooms.keys()];
  }

  /** How many posts are not known to be committed. */
  get waiting(): number {
    let count = 0;
    for (const items of this.#rooms.values()) count += items.filter((item) => item.state !== 'sent').length;
    return count;
  }

  async load(): Promise<void> {
    const posts = await this.#hooks.store.all();
    posts.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const post of posts) {
      if (this.#find(post.id)) continue;
      this.#replace(post.room, [...this.of(post.room), { post, state: 'sending' }]);
      this.#beginPatience(post.id);
    }
    this.pump();
  }

  async add(post: OutgoingPost): Promise<void> {
    this.#replace(post.room, [...this.of(post.room), { post, state: 'sending' }]);
    this.#beginPatience(post.id);
    // A full disk must not keep the post from being sent.
    await this.#hooks.store.put(post).catch(() => undefined);
    this.#pumpRoom(post.room);
  }

  /** The person asks for another try now. */
  resend(id: string): void {
    const item = this.#find(id);
    if (!item) return;
    this.#set(id, { post: item.post, state: 'sending' });
    this.#beginPatience(id);
    this.#underWay.delete(item.post.room);
    this.#pumpRoom(item.post.room);
  }

  /** Takes a post out of the outbox, and gives it back. */
  async withdraw(id: string): Promise<OutgoingPost | undefined> {
    const item = this.#find(id);
    if (!item) return undefined;
    await this.#forget(item.post);
    this.#pumpRoom(item.post.room);
    return item.post;
  }

  acked(ack: Pick<Ack, 're'>): void {
    const item = this.#find(ack.re);
    if (!item) return;
    this.#landed(item.post);
    this.#set(ack.re, { post: item.post, state: 'sent' });
    this.#pumpRoom(item.post.room);
  }

  /** Entries came: posts among them are no longer on their way. */
  arrived(room: string, ids: ReadonlySet<string>): void {
    const items = this.of(room);
    const landed = items.filter((item) => ids.has(item.post.id));
    if (landed.length === 0) return;
    this.#replace(
      room,
      items.filter((item) => !ids.has(item.post.id)),
    );
    for (const { post } of landed) this.#landed(post);
    this.#pumpRoom(room);
  }

  failed(failure: Pick<Failure, 're' | 'code' | 'retry' | 'after_ms'>): void {
    const item = failure.re === undefined ? undefined : this.#find(failure.re);
    if (!item) return;
    const { room, id } = item.post;
    if (isFinal(failure.retry)) {
      this.#endPatience(id);
      this.#underWay.delete(room);
      this.#set(id, { post: item.post, state: 'refused', problem: failure.code });
      this.#pumpRoom(room);
      return;
    }
    if (failure.retry === 'reauth') {
      this.#underWay.delete(room);
      return;
    }
    // The post stays "under way" while it waits, so that nothing overtakes it.
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      if (this.#underWay.get(room) === id) this.#underWay.delete(room);
      this.#pumpRoom(room);
    }, failure.after_ms ?? RETRY_AFTER_MS);
    this.#retries.add(timer);
  }

  /** The connection is gone: what was under way may or may not have arrived, and is sent again on the next one. */
  disconnected(): void {
    this.#underWay.clear();
  }

  /** Sends whatever may be sent now. */
  pump(): void {
    for (const room of this.#rooms.keys()) this.#pumpRoom(room);
  }

  /** Sends everything by another way, in order. A room stops at its first failure. */
  async flush(
    deliver: (post: OutgoingPost) => Promise<Ack | Pick<Failure, 'code' | 'retry'>>,
  ): Promise<void> {
    for (const items of [...this.#rooms.values()]) {
      for (const { post, state } of items) {
        if (state === 'sent' || state === 'refused') continue;
        const answer = await deliver(post);
        if ('seq' in answer) {
          this.acked(answer);
        } else if (isFinal(answer.retry)) {
          this.failed({ re: post.id, ...answer });
        } else {
          break;
        }
      }
    }
  }

  /** Wipes what a room had waiting, and says how much that was. */
  async purge(room: string): Promise<number> {
    const items = this.of(room);
    await Promise.all(items.map(({ post }) => this.#forget(post)));
    return items.filter((item) => item.state !== 'sent').length;
  }

  /** Drops the committed posts of a room that nobody looks at: their entries come when it is opened again. */
  left(room: string): void {
    const rest = this.of(room).filter((item) => item.state !== 'sent');
    if (rest.length !== this.of(room).length) this.#replace(room, rest);
  }

  stop(): void {
    for (const timer of [...this.#patience.values(), ...this.#retries]) clearTimeout(timer);
    this.#patience.clear();
    this.#retries.clear();
  }

  #pumpRoom(room: string): void {
    if (this.#underWay.has(room)) return;
    const head = this.of(room).find((item) => item.state === 'sending' || item.state === 'unsent');
    if (head && this.#hooks.transmit(head.post)) this.#underWay.set(room, head.post.id);
  }

  #landed(post: OutgoingPost): void {
    this.#endPatience(post.id);
    if (this.#underWay.get(post.room) === post.id) this.#underWay.delete(post.room);
    void this.#hooks.store.remove(post.id).catch(() => undefined);
  }

  async #forget(post: OutgoingPost): Promise<void> {
    this.#endPatience(post.id);
    if (this.#underWay.get(post.room) === post.id) this.#underWay.delete(post.room);
    this.#replace(
      post.room,
      this.of(post.room).filter((item) => item.post.id !== post.id),
    );
    await this.#hooks.store.remove(post.id);
  }

  #beginPatience(id: string): void {
    this.#endPatience(id);
    const timer = setTimeout(() => {
      this.#patience.delete(id);
      const item = this.#find(id);
      if (item?.state === 'sending') this.#set(id, { ...item, state: 'unsent' });
    }, SAY_UNSENT_AFTER_MS);
    this.#patience.set(id, timer);
  }

  #endPatience(id: string): void {
    clearTimeout(this.#patience.get(id));
    this.#patience.delete(id);
  }

  #find(id: string): OutgoingItem | undefined {
    for (const items of this.#rooms.values()) {
      const item = items.find((candidate) => candidate.post.id === id);
      if (item) return item;
    }
    return undefined;
  }

  #set(id: string, changed: OutgoingItem): void {
    const { room } = changed.post;
    this.#replace(
      room,
      this.of(room).map((item) => (item.post.id === id ? changed : item)),
    );
  }

  #replace(room: string, items: readonly OutgoingItem[]): void {
    const rooms = new Map(this.#rooms);
    if (items.length > 0) rooms.set(room, items);
    else rooms.delete(room);
    this.#rooms = rooms;
    this.#hooks.changed();
  }
}

function isFinal(retry: Retry): boolean {
  return retry === 'never' || retry === 'fix';
}

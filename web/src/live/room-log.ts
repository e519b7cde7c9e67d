import type { Opened } from '../protocol';
import { isPost, type RoomEntry, withoutText } from './entry';

/** What the screen sees of a room's log; replaced as a whole at every change. */
export type RoomView = {
  readonly entries: readonly RoomEntry[];
  /** Everything that the last `open` promised has arrived. */
  readonly ready: boolean;
  /** There is nothing older. */
  readonly atStart: boolean;
  readonly loadingOlder: boolean;
  /** How often the server has said that what it tells of the room beside its entries has changed. */
  readonly detail: number;
  /** What was unread when the visit began, for the line 「未読ここから」; null until it is known. */
  readonly unread: { readonly after: number; readonly upto: number } | null;
};

export type Applied = 'applied' | 'ignored' | 'gap';

/** The newest entries kept when a long log is shortened, and the length from which that is done. */
const KEPT = 200;
const SHORTEN_FROM = 400;

const EMPTY: RoomView = {
  entries: [],
  ready: false,
  atStart: false,
  loadingOlder: false,
  detail: 0,
  unread: null,
};

/**
 * One room's entries, in order and without a hole. The cursor is the position of the last entry held; it lives here, in
 * the data, and not in a connection: whatever breaks, "what comes after the cursor" is the question that mends it.
 */
export class RoomLog {
  #view: RoomView = EMPTY;
  /** What of it is seen: all, or no entry. */
  #shown: RoomView = EMPTY;
  #veiled = false;
  #cursor: number | null = null;
  #head = 0;
  /** Posts that were erased while this log was held, and when. */
  readonly #erased = new Map<string, string>();

  get view(): RoomView {
    return this.#shown;
  }

  get cursor(): number | null {
    return this.#cursor;
  }

  /**
   * Someone comes to look: the unread line is drawn anew from what the server says next. Posts of what is held from an earlier visit may
   * have been erased since: where the server can be asked, nothing of it is seen before it has answered.
   */
  visit(answers: boolean): void {
    this.#veiled = answers && this.#view.entries.length > 0;
    this.#change({ unread: null, ready: false });
  }

  /** The server cannot be asked: what is held is seen as it was. */
  unveil(): void {
    this.#veiled = false;
    this.#change({});
  }

  opened({ after, head, read_upto }: Pick<Opened, 'after' | 'head' | 'read_upto'>): void {
    if (this.#cursor === null || after > this.#cursor) {
      // Nothing held, or the server chose to begin further on: what was held no longer joins what follows.
      this.#cursor = after;
      this.#change({ entries: [], atStart: after === 0 });
    }
    this.#head = head;
    this.#change({
      ready: this.#cursor >= head,
      // The connection was gone: nobody knows what was said meanwhile.
      detail: this.#view.detail + (this.#view.ready ? 1 : 0),
      unread: this.#view.unread ?? { after: read_upto, upto: head },
    });
  }

  /** Applies what joins the cursor, drops what is known, and reports a gap without touching anything. */
  entries(from: number, upto: number, entries: readonly RoomEntry[]): Applied {
    const cursor = this.#cursor ?? from - 1;
    if (from > cursor + 1) return 'gap';
    if (upto <= cursor) return 'ignored';
    const fresh = entries.filter((entry) => entry.seq > cursor);
    for (const entry of fresh) if (entry.kind === 'entry_erased') this.#erased.set(entry.entry, entry.at);
    this.#cursor = upto;
    this.#change({
      entries: this.#withoutErased([...this.#view.entries, ...fresh]),
      ready: upto >= this.#head,
    });
    return 'applied';
  }

  /** The position to ask older entries of; undefined when there is nothing to ask for now. */
  askOlder(): number | undefined {
    const first = this.#view.entries[0];
    if (!first || this.#view.atStart || this.#view.loadingOlder || !this.#view.ready) return undefined;
    this.#change({ loadingOlder: true });
    return first.seq;
  }

  /** The question was lost with its connection, or refused: it may be asked again. */
  olderFailed(): void {
    if (this.#view.loadingOlder) this.#change({ loadingOlder: false });
  }

  older(before: number, entries: readonly RoomEntry[]): void {
    if (this.#view.entries[0]?.seq !== before) {
      // An answer to a question of before a resync or a shortening.
      this.#change({ loadingOlder: false });
      return;
    }
    this.#change({
      entries: this.#withoutErased([...entries, ...this.#view.entries]),
      atStart: entries.length === 0 || entries[0]?.seq === 1,
      loadingOlder: false,
    });
  }

  /** Drops the oldest entries of a long log, for someone who reads at its end; they can be asked for again. */
  shorten(): void {
    if (this.#view.entries.length < SHORTEN_FROM) return;
    this.#change({ entries: this.#view.entries.slice(-KEPT), atStart: false });
  }

  /** What is told of the room beside its entries has changed. */
  detailChanged(): void {
    this.#change({ detail: this.#view.detail + 1 });
  }

  /** `resync`: the cursor means nothing any more. The unread line stays where it was. */
  reset(): void {
    this.#cursor = null;
    this.#head = 0;
    this.#change({ ...EMPTY, detail: this.#view.detail, unread: this.#view.unread });
  }

  /** The text of an erased post is dropped here at once, and an answer that is older than its erasure does not bring it back. */
  #withoutErased(entries: readonly RoomEntry[]): readonly RoomEntry[] {
    if (this.#erased.size === 0) return entries;
    return entries.map((entry) => {
      const at = this.#erased.get(entry.id);
      return at !== undefined && isPost(entry) && entry.body !== '' ? withoutText(entry, at) : entry;
    });
  }

  #change(part: Partial<RoomView>): void {
    this.#view = { ...this.#view, ...part };
    if (this.#view.ready) this.#veiled = false;
    this.#shown = this.#veiled ? { ...this.#view, entries: [] } : this.#view;
  }
}

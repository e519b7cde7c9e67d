//! How a session reads rooms: page by page through the gate, then live, each frame through the room's tail.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{AccountId, Refusal, RoomId, Seq};
use renrakucho_protocol::{
    MAX_CATCH_UP, MAX_PAGE,
    entry::{Content, Entry},
    frame::{self, History, Open, Resync, RoomLine, ServerFrame},
    problem::Code,
};
use renrakucho_store::entry::EntryRow;

use super::{
    posts::{coded, failure},
    session::Session,
};
use crate::{
    action::{
        self, list_rooms, read_room,
        read_room::{AHEAD, ONE_PAGE, Page, Range},
    },
    live::{Live, encode, erased::Handed},
};

/// The most bytes of entries in one frame; a longer page is cut and the rest follows.
const PAGE_BYTES: usize = 64 * 1024;
/// How long a tail that is behind the database is waited for before it is looked at again.
const TAIL_PAUSE: Duration = Duration::from_millis(5);

/// Entries of a room that were read through the gate, and written down as viewed, ahead of what was sent.
pub(super) struct Ahead {
    room: RoomId,
    /// The position before the first of them.
    after: Seq,
    entries: VecDeque<Utf8Bytes>,
    /// How many posts were erased when they were read.
    as_of: u64,
}

impl Session {
    /// Stands at the live end of each own room, then asks for the list: whoever is in it was a member after that, and a
    /// removal from there on reaches the listener. Nobody stands at a room that is closed to them: it may be open to others.
    pub(super) async fn join_own_rooms(&mut self) -> action::Result<Vec<RoomLine>> {
        let standing = self.app.questions.stands(&self.app.database, self.actor.account).await?;
        for (room, head, state) in standing.into_iter().filter(|(_, _, state)| state.is_readable()) {
            self.app.live.join_at(room, head, state, &self.outbox);
        }
        let rooms = list_rooms::list_rooms(&self.app, &self.actor).await?;
        for line in &rooms {
            if !renrakucho_domain::RoomState::from(line.state).is_readable() {
                self.app.live.leave(RoomId(line.room), &self.outbox);
            } else if let Some(tail) = self.app.live.tail(RoomId(line.room)) {
                tail.admit(self.outbox.socket);
                tail.told(self.actor.account, line);
            }
        }
        Ok(rooms)
    }

    /// Opens the next of the rooms that the greeting asked for, when the socket has taken what came before: what many
    /// rooms hold would not fit into its outbox at once. Takes a turn, as the greeting did.
    pub(super) async fn open_next(&mut self) {
        let (app, outbox) = (self.app.clone(), Arc::clone(&self.outbox));
        // What is at hand is no burden for the database.
        let is_at_hand = (self.to_open.front()).is_some_and(|open| self.is_at_hand(RoomId(open.room), open.after));
        let _turn = tokio::select! {
            biased;
            () = outbox.cut_off() => return,
            () = std::future::ready(()), if is_at_hand => None,
            turn = app.limits.greeting.take(&self.actor.account) => Some(turn),
        };
        if let Some(open) = self.to_open.pop_front() {
            self.try_to_open(open).await;
        }
    }

    /// Opens a room: first the page that is asked for, through the gate; then, page by page, what follows; then live.
    pub(super) async fn open(&mut self, open: Open) {
        self.to_open.retain(|waiting| waiting.room != open.room);
        self.try_to_open(open).await;
    }

    async fn try_to_open(&mut self, open: Open) {
        let room = RoomId(open.room);
        self.close(room).await;
        let Err(error) = self.try_open(room, open.after).await else { return };
        let request = self.actor.request.clone();
        match error {
            action::Error::Refused(Refusal::Invalid("after")) => {
                self.send_failure(coded(Code::PositionLost, None, Some(open.room), &request));
                return;
            }
            action::Error::Refused(_) => {
                // Who was let in before stays until the log says otherwise: the gate may know of a closing or a removal
                // before this node has applied it, and the order to wipe must still come.
                let admitted = self.app.live.tail(room).is_some_and(|tail| tail.is_admitted(self.outbox.socket));
                if !admitted {
                    self.app.live.leave(room, &self.outbox);
                }
            }
            _ => {}
        }
        self.send_failure(failure(&error, None, Some(open.room), &request));
    }

    fn is_at_hand(&self, room: RoomId, after: Option<Seq>) -> bool {
        after.is_some_and(|after| self.app.live.tail(room).is_some_and(|tail| tail.holds_after(after)))
    }

    /// Stands at the live end first and asks the gate second: a removal or closing in between is not missed.
    async fn try_open(&mut self, room: RoomId, after: Option<Seq>) -> action::Result<()> {
        let tail = self.app.live.join(&self.app, room, &self.outbox).await?;
        let as_of = self.app.live.erasures();
        let page = match self.recent(room, after).await? {
            Some(page) => page,
            None => self.page(room, after.map_or(Range::Newest, Range::After)).await?,
        };
        let Some(tail) = tail.filter(|tail| tail.admit(self.outbox.socket)) else {
            // Closed or removed since the gate was asked: now it knows.
            self.page(room, Range::Newest).await?;
            return Err(Refusal::NotFound.into());
        };
        if after.is_some_and(|after| page.head - after > MAX_CATCH_UP) {
            tail.hand_over(self.outbox.socket, None, encode::frame(&ServerFrame::Resync(Resync { room: room.0 })));
            return Ok(());
        }
        let opened = frame::Opened { room: room.0, after: page.after, head: page.head, read_upto: page.read_upto };
        tail.hand_over(self.outbox.socket, None, encode::frame(&ServerFrame::Opened(opened)));
        self.opened.insert(room, page.after);
        self.read_ahead(room, page.after, page.rows, as_of).await;
        Ok(())
    }

    /// Passes the gate for what the tail has at hand after a position; a page without rows, which the tail has. None: it
    /// does not have it, or nobody could be asked.
    async fn recent(&mut self, room: RoomId, after: Option<Seq>) -> action::Result<Option<Page>> {
        let (Some(after), Some(tail)) = (after, self.app.live.tail(room)) else { return Ok(None) };
        let upto = tail.applied();
        if !tail.holds_after(after) {
            return Ok(None);
        }
        let Some(view) = read_room::view_recent(&self.app, &self.actor, room, after, upto).await? else {
            return Ok(None);
        };
        // What has been applied meanwhile was not written down: it comes with the next step.
        let most = usize::try_from(upto - after).unwrap_or_default();
        let (as_of, entries) = tail.recent(after, most, usize::MAX);
        let entries = VecDeque::from(entries);
        if !entries.is_empty() {
            self.ahead = Some(Box::new(Ahead { room, after, entries, as_of }));
        }
        Ok(Some(Page { rows: Vec::new(), after, head: view.room.last_seq, read_upto: view.read_upto }))
    }

    async fn page(&mut self, room: RoomId, range: Range) -> action::Result<Page> {
        read_room::read_page(&self.app, &self.actor, room, range, AHEAD).await
    }

    /// A room that is behind the live end, first of all the one that something was read ahead for.
    pub(super) fn next_behind(&mut self) -> Option<(RoomId, Seq)> {
        if let Some(ahead) = &self.ahead {
            let (room, after) = (ahead.room, ahead.after);
            if self.opened.get_mut(room).is_some_and(|opened| !opened.live && opened.cursor == after) {
                return Some((room, after));
            }
            self.ahead = None;
        }
        self.opened.next_behind()
    }

    /// One step of a room that is not live: joins the live end if it has been reached, else reads the next page. The gate
    /// is asked at each page: nobody catches up past a removal.
    pub(super) async fn catch_up(&mut self, room: RoomId, cursor: Seq) {
        let Some(tail) = self.app.live.tail(room) else {
            // Closed: the purge is on its way.
            self.opened.remove(room);
            return;
        };
        if self.hand_on(room, cursor) {
            // What was read ahead goes out first.
        } else if tail.go_live(self.outbox.socket, cursor) {
            if let Some(opened) = self.opened.get_mut(room) {
                opened.live = true;
            }
        } else if !tail.is_admitted(self.outbox.socket) {
            // Removed: the order to wipe is on its way.
            self.close(room).await;
        } else if tail.applied() <= cursor {
            // The page was newer than what this node has applied: it looks, and catches up within milliseconds.
            Live::fetch(&self.app, &tail);
            tokio::time::sleep(TAIL_PAUSE).await;
        } else {
            let as_of = self.app.live.erasures();
            let read = match self.recent(room, Some(cursor)).await {
                Ok(Some(_)) => Ok(Vec::new()),
                Ok(None) => read_room::read_on(&self.app, &self.actor, room, cursor, AHEAD).await,
                Err(error) => Err(error),
            };
            match read {
                Ok(rows) => self.read_ahead(room, cursor, rows, as_of).await,
                Err(error) => self.stop_reading(room, &error),
            }
        }
    }

    fn stop_reading(&mut self, room: RoomId, error: &action::Error) {
        self.opened.remove(room);
        self.send_failure(failure(error, None, Some(room.0), &self.actor.request));
    }

    /// Opens and encodes what was read, keeps it for whoever asks next, and sends the first of it.
    async fn read_ahead(&mut self, room: RoomId, after: Seq, rows: Vec<EntryRow>, as_of: u64) {
        if !rows.is_empty() {
            match self.encoded(room, rows, as_of).await {
                Ok(entries) => self.ahead = Some(Box::new(Ahead { room, after, entries, as_of })),
                Err(error) => return self.stop_reading(room, &error),
            }
        }
        self.hand_on(room, after);
    }

    async fn encoded(&self, room: RoomId, rows: Vec<EntryRow>, as_of: u64) -> action::Result<VecDeque<Utf8Bytes>> {
        let key = self.app.keys.of(room).await?;
        let read: Vec<_> = read_room::open_rows(&key, rows)?.iter().map(remembered).collect();
        if let Some(tail) = self.app.live.tail(room) {
            tail.remember(&read, as_of);
        }
        Ok(read.into_iter().map(|(_, _, entry)| entry).collect())
    }

    /// Hands a frame's worth of what was read ahead over through the room's tail, under the lock of removals and the
    /// closing: nothing of it follows the order to wipe. False: nothing was read ahead, or it is to be read again.
    fn hand_on(&mut self, room: RoomId, cursor: Seq) -> bool {
        let Some(mut ahead) = self.ahead.take_if(|ahead| ahead.room == room && ahead.after == cursor) else {
            return false;
        };
        let fits = fitting(ahead.entries.iter());
        let entries: Vec<_> = ahead.entries.drain(..fits).collect();
        let upto = cursor + Seq::try_from(entries.len()).unwrap_or_default();
        let bytes = encode::entries(room, cursor + 1, &entries);
        let tail = self.app.live.tail(room);
        match tail.map_or(Handed::Gone, |tail| tail.hand_over_read(self.outbox.socket, ahead.as_of, bytes)) {
            Handed::Done => {}
            // One of them was erased since: they are read again.
            Handed::Stale => return false,
            Handed::Gone => {
                self.opened.remove(room);
                return true;
            }
        }
        if let Some(opened) = self.opened.get_mut(room) {
            opened.cursor = upto;
        }
        if !ahead.entries.is_empty() {
            ahead.after = upto;
            self.ahead = Some(ahead);
        }
        true
    }

    pub(super) async fn close(&mut self, room: RoomId) {
        self.to_open.retain(|waiting| waiting.room != room.0);
        if let Some((first, last)) = self.opened.remove(room) {
            self.note(room, first, last).await;
        }
        if let Some(tail) = self.app.live.tail(room) {
            tail.go_quiet(self.outbox.socket);
        }
    }

    pub(super) async fn history(&mut self, history: History) {
        let room = RoomId(history.room);
        loop {
            let as_of = self.app.live.erasures();
            match self.older(room, history.before).await {
                Ok(bytes) => {
                    let tail = self.app.live.tail(room);
                    if !tail.is_some_and(|tail| tail.hand_over_read(self.outbox.socket, as_of, bytes) == Handed::Stale)
                    {
                        return;
                    }
                }
                Err(error) => {
                    return self.send_failure(failure(&error, None, Some(history.room), &self.actor.request));
                }
            }
        }
    }

    async fn older(&self, room: RoomId, before: Seq) -> action::Result<Utf8Bytes> {
        let page = read_room::read_page(&self.app, &self.actor, room, Range::Before(before), ONE_PAGE).await?;
        let key = self.app.keys.of(room).await?;
        let entries: Vec<_> = read_room::open_rows(&key, page.rows)?.iter().map(encode::entry).collect();
        // The newest of the page stay: the client asks again before the oldest it got.
        let older = entries.len() - fitting(entries.iter().rev());
        Ok(encode::history(room, before, &entries[older..]))
    }
}

/// How many entries fit into a frame; at least one, if there is one.
fn fitting<'a>(entries: impl ExactSizeIterator<Item = &'a Utf8Bytes>) -> usize {
    let (all, mut bytes) = (entries.len(), 0);
    let most = usize::try_from(MAX_PAGE).unwrap_or(usize::MAX);
    let fits = entries.take(most).take_while(|entry| {
        bytes += entry.len();
        bytes <= PAGE_BYTES
    });
    fits.count().max(1).min(all)
}

/// An entry as its room's tail keeps it.
fn remembered(entry: &Entry) -> (Seq, Option<AccountId>, Utf8Bytes) {
    let by = matches!(entry.content, Content::Post { .. }).then_some(AccountId(entry.author.account));
    (entry.seq, by, encode::entry(entry))
}

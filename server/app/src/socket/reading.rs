//! How a session reads rooms: page by page through the gate, then live, each frame through the room's tail.

use std::{sync::Arc, time::Duration};

use renrakucho_domain::{Refusal, RoomId, Seq};
use renrakucho_protocol::{
    MAX_CATCH_UP, MAX_PAGE,
    frame::{self, Entries, History, HistoryPage, Open, Resync, RoomLine, ServerFrame},
    problem::Code,
};
use renrakucho_store::room;

use super::{
    posts::{coded, failure},
    session::Session,
};
use crate::{
    action::{
        self, list_rooms, read_room,
        read_room::{Page, Range},
    },
    live::{encode, room_tail::RoomTail},
};

/// The most bytes of entries in one frame; a longer page is cut and the rest follows.
const PAGE_BYTES: usize = 64 * 1024;
/// How long a tail that is behind the database is waited for before it is looked at again.
const TAIL_PAUSE: Duration = Duration::from_millis(5);

impl Session {
    /// Stands at the live end of each own room, then asks for the list: whoever is in it was a member after that, and a
    /// removal from there on reaches the listener.
    pub(super) async fn join_own_rooms(&mut self) -> action::Result<Vec<RoomLine>> {
        for (room, head, state) in room::heads_of_account(&self.app.database, self.actor.account).await? {
            self.app.live.join_at(room, head, state, &self.outbox);
            self.joined.insert(room);
        }
        let rooms = list_rooms::list_rooms(&self.app, &self.actor).await?;
        for line in &rooms {
            if let Some(tail) = self.app.live.tail(RoomId(line.room)) {
                tail.admit(self.outbox.socket);
            }
        }
        Ok(rooms)
    }

    async fn join(&mut self, room: RoomId) -> action::Result<Option<Arc<RoomTail>>> {
        let tail = self.app.live.join(&self.app, room, &self.outbox).await?;
        if tail.is_some() {
            self.joined.insert(room);
        }
        Ok(tail)
    }

    /// Opens the next of the rooms that the greeting asked for, when the socket has taken what came before: what many
    /// rooms hold would not fit into its outbox at once. Takes a turn, as the greeting did.
    pub(super) async fn open_next(&mut self) {
        let (app, outbox) = (self.app.clone(), Arc::clone(&self.outbox));
        let _turn = tokio::select! {
            biased;
            () = outbox.cut_off() => return,
            turn = app.limits.greeting.take(&self.actor.account) => turn,
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
                    self.app.live.leave(room, self.outbox.socket);
                    self.joined.remove(&room);
                }
            }
            _ => {}
        }
        self.send_failure(failure(&error, None, Some(open.room), &request));
    }

    /// Stands at the live end first and asks the gate second: a removal or closing in between is not missed.
    async fn try_open(&mut self, room: RoomId, after: Option<Seq>) -> action::Result<()> {
        let range = after.map_or(Range::Newest, Range::After);
        let tail = self.join(room).await?;
        let page = self.page(room, range).await?;
        let Some(tail) = tail.filter(|tail| tail.admit(self.outbox.socket)) else {
            // Closed or removed since the gate was asked: now it knows.
            self.page(room, range).await?;
            return Err(Refusal::NotFound.into());
        };
        if after.is_some_and(|after| page.head - after > MAX_CATCH_UP) {
            tail.hand_over(self.outbox.socket, None, encode::frame(&ServerFrame::Resync(Resync { room: room.0 })));
            return Ok(());
        }
        let opened = frame::Opened { room: room.0, after: page.after, head: page.head, read_upto: page.read_upto };
        tail.hand_over(self.outbox.socket, None, encode::frame(&ServerFrame::Opened(opened)));
        self.opened.insert(room, page.after);
        self.deliver(room, page).await;
        Ok(())
    }

    async fn page(&mut self, room: RoomId, range: Range) -> action::Result<Page> {
        read_room::read_page(&self.app, &self.actor, room, range, MAX_PAGE).await
    }

    /// One step of a room that is not live: joins the live end if it has been reached, else reads the next page. The gate
    /// is asked at each page: nobody catches up past a removal.
    pub(super) async fn catch_up(&mut self, room: RoomId, cursor: Seq) {
        let Some(tail) = self.app.live.tail(room) else {
            // Closed: the purge is on its way.
            self.opened.remove(room);
            return;
        };
        if tail.go_live(self.outbox.socket, cursor) {
            if let Some(opened) = self.opened.get_mut(room) {
                opened.live = true;
            }
        } else if !tail.is_admitted(self.outbox.socket) {
            // Removed: the order to wipe is on its way.
            self.close(room).await;
        } else if tail.applied() <= cursor {
            // The page was newer than what this node has applied: it looks, and catches up within milliseconds.
            self.app.live.fetch(&self.app, &tail);
            tokio::time::sleep(TAIL_PAUSE).await;
        } else {
            match self.page(room, Range::After(cursor)).await {
                Ok(page) => self.deliver(room, page).await,
                Err(error) => {
                    self.opened.remove(room);
                    self.send_failure(failure(&error, None, Some(room.0), &self.actor.request));
                }
            }
        }
    }

    /// Hands a page over through the room's tail, under the lock of removals and the closing: nothing of it follows the
    /// order to wipe.
    async fn deliver(&mut self, room: RoomId, page: Page) {
        let from = page.after + 1;
        let entries = match self.fitting(room, page).await {
            Ok(entries) => entries,
            Err(error) => {
                self.opened.remove(room);
                self.send_failure(failure(&error, None, Some(room.0), &self.actor.request));
                return;
            }
        };
        let Some(upto) = entries.last().map(|entry| entry.seq) else { return };
        let bytes = encode::frame(&ServerFrame::Entries(Entries { room: room.0, from, upto, entries }));
        let handed = self.app.live.tail(room).is_some_and(|tail| tail.hand_over(self.outbox.socket, None, bytes));
        if !handed {
            self.opened.remove(room);
        } else if let Some(opened) = self.opened.get_mut(room) {
            opened.cursor = upto;
        }
    }

    /// Opens a page's bodies, as many as fit into a frame.
    async fn fitting(&self, room: RoomId, page: Page) -> action::Result<Vec<renrakucho_protocol::entry::Entry>> {
        let key = self.app.keys.of(room).await?;
        let mut entries = read_room::open_rows(&key, page.rows)?;
        let mut bytes = 0;
        let fits = entries
            .iter()
            .position(|entry| {
                bytes += serde_json::to_vec(entry).map_or(0, |json| json.len());
                bytes > PAGE_BYTES
            })
            .unwrap_or(entries.len());
        entries.truncate(fits.max(1));
        Ok(entries)
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
        let answer = async {
            let page = self.page(room, Range::Before(history.before)).await?;
            let key = self.app.keys.of(room).await?;
            let mut entries = read_room::open_rows(&key, page.rows)?;
            // The newest of the page stay: the client asks again before the oldest it got.
            let mut bytes = 0;
            let fits = entries
                .iter()
                .rev()
                .position(|entry| {
                    bytes += serde_json::to_vec(entry).map_or(0, |json| json.len());
                    bytes > PAGE_BYTES
                })
                .unwrap_or(entries.len())
                .max(usize::from(!entries.is_empty()));
            entries.drain(..entries.len() - fits);
            Ok::<_, action::Error>(HistoryPage { room: history.room, before: history.before, entries })
        }
        .await;
        match answer {
            Ok(page) => {
                let bytes = encode::frame(&ServerFrame::History(page));
                if let Some(tail) = self.app.live.tail(room) {
                    tail.hand_over(self.outbox.socket, None, bytes);
                }
            }
            Err(error) => self.send_failure(failure(&error, None, Some(history.room), &self.actor.request)),
        }
    }
}

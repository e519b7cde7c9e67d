//! Changed lines of people's lists of rooms, for those who are connected; at most one per room and socket in half a
//! second. The tail counts on from what the database said when they came. What it is not sure of is asked for again, from
//! the one definition, for all rooms in one statement.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{AccountId, EntryKind, RoomId, Seq, tail::Mark};
use renrakucho_protocol::{
    frame::{DetailChanged, ReadUpto, RoomLine, ServerFrame},
    vocabulary::RoomState,
};
use renrakucho_store::room::{self, Line, MAX_UNREAD};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    encode,
    room_tail::{RoomTail, Stage, State},
};
use crate::{action, app::Shared};

const PAUSE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(50);
/// A read mark that another node wrote may be lost on the way: what was counted for so long is asked for again.
const SURE_FOR: Duration = Duration::from_mins(1);

/// What a room's lines have in common. The name was opened from the sealed profile: it lives as long as the tail and no
/// longer, so that no name of a room that is closed, or that nobody here looks at, stays in memory.
pub(super) struct Heading {
    known: Option<Known>,
    /// What the database said at an older position is out of date.
    from: Seq,
    /// When the last entry was added; none: not known, or there is none.
    last_at: Option<OffsetDateTime>,
}

struct Known {
    label: String,
    kana: String,
    state: RoomState,
    lapses_at: Option<OffsetDateTime>,
}

impl Heading {
    /// To be asked for.
    pub(super) const fn unknown_before(from: Seq) -> Self {
        Self { known: None, from, last_at: None }
    }

    /// An entry was applied. One that is no post may have changed the room's state.
    pub(super) fn entry(&mut self, mark: &Mark, at: OffsetDateTime) {
        self.last_at = Some(at);
        if mark.kind != EntryKind::Post {
            (self.known, self.from) = (None, mark.seq);
        }
    }

    fn told(&mut self, line: &RoomLine, applied: Seq) {
        // Without a name: it was not opened, or the room is closed.
        if line.last_seq >= self.from && self.known.is_none() && !line.label.is_empty() {
            self.known = Some(Known {
                label: line.label.clone(),
                kana: line.kana.clone(),
                state: line.state,
                lapses_at: line.lapses_at,
            });
        }
        if line.last_seq == applied || self.last_at.is_none() {
            self.last_at = line.last_at;
        }
    }
}

impl RoomTail {
    /// An account's other device said how far it has read.
    pub fn show_mark(&self, account: AccountId, upto: Seq) {
        let bytes = encode::frame(&ServerFrame::Read(ReadUpto { room: self.room.0, upto }));
        let mut state = self.state.lock();
        let State { listeners, recent, tail, .. } = &mut *state;
        for listener in listeners.iter_mut().filter(|listener| listener.outbox.account == account) {
            listener.count.marked(account, upto, recent);
            listener.due = true;
            if listener.stage != Stage::Candidate && listener.outbox.is_welcomed() && !tail.is_closed() {
                listener.outbox.push(Some(self.room), None, bytes.clone());
            }
        }
    }

    /// What a list says that was read from the database after the account's listeners stood here.
    pub fn told(&self, account: AccountId, line: &RoomLine) {
        let mut state = self.state.lock();
        let State { listeners, recent, tail, heading, .. } = &mut *state;
        let applied = tail.applied();
        heading.told(line, applied);
        for listener in listeners.iter_mut().filter(|listener| listener.outbox.account == account) {
            // Whoever comes by a permit, stays by another, or stays by the consent, does so with an entry: then all lines are asked for.
            listener.permitted_until = line.permitted_until;
            if listener.count.is_unknown() {
                listener.count.told(account, line.last_seq, line.read_upto, line.unread, applied, recent);
            }
        }
    }

    /// The welcome with this line has been sent. Whether it is out of date already: then the line follows.
    pub fn welcomed(&self, socket: u64, line: &RoomLine) -> bool {
        let mut state = self.state.lock();
        let applied = state.tail.applied();
        let Some(listener) = state.listeners.iter_mut().find(|listener| listener.outbox.socket == socket) else {
            return false;
        };
        let count = listener.count.at(applied).map(|(read_upto, unread)| (read_upto, unread.min(MAX_UNREAD)));
        // If this node is behind the list, the line is due when it has followed.
        listener.due =
            applied > line.last_seq || (applied == line.last_seq && count != Some((line.read_upto, line.unread)));
        listener.due
    }

    /// The database says that a socket's account is a member. Whether its line is to follow: it is news here, or the room was opened
    /// before this was heard, which lets somebody in and tells no line.
    pub fn let_in(&self, socket: u64) -> bool {
        let is_news = !self.is_admitted(socket);
        if is_news && !self.admit(socket) {
            return false;
        }
        let mut state = self.state.lock();
        let listener = state.listeners.iter_mut().find(|listener| listener.outbox.socket == socket);
        listener.is_some_and(|listener| {
            listener.due |= is_news || listener.count.is_unknown();
            listener.due
        })
    }

    /// Nothing that was counted is sure any more.
    pub fn doubt(&self) {
        let mut state = self.state.lock();
        state.listeners.iter_mut().for_each(|listener| listener.count.doubt());
        state.heading.known = None;
    }

    /// Whoever has the room open is to read its page again. Until when one is there by a permit may have changed without an entry.
    pub fn detail_changed(&self) {
        let bytes = encode::frame(&ServerFrame::Detail(DetailChanged { room: self.room.0 }));
        let mut state = self.state.lock();
        if state.tail.is_closed() {
            return;
        }
        state.heading.known = None;
        for listener in state.listeners.iter_mut().filter(|listener| listener.stage != Stage::Candidate) {
            listener.count.doubt();
            listener.due = true;
            if listener.stage == Stage::Live {
                listener.outbox.push(Some(self.room), None, bytes.clone());
            }
        }
    }

    /// Forgets the texts that nobody has asked for lately.
    fn forget_the_idle(&self) {
        self.state.lock().recent.forget_the_idle();
    }

    /// The accounts whose line is due and not known.
    fn to_ask(&self) -> HashSet<AccountId> {
        let state = self.state.lock();
        let nameless = state.heading.known.is_none();
        (state.listeners.iter())
            .filter(|listener| listener.due && (nameless || listener.count.is_unknown()))
            .map(|listener| listener.outbox.account)
            .collect()
    }

    /// The database has no line for the account: it is not a member.
    fn has_no_line(&self, account: AccountId) {
        let mut state = self.state.lock();
        for listener in state.listeners.iter_mut().filter(|listener| listener.outbox.account == account) {
            listener.due = false;
        }
    }

    /// Sends the lines that are due, under the lock that removals and the closing take. Equal lines share their bytes.
    /// Whether some could not be told.
    fn send_lines(&self) -> bool {
        let mut state = self.state.lock();
        let State { listeners, tail, heading, .. } = &mut *state;
        if tail.is_closed() {
            return false;
        }
        let applied = tail.applied();
        let due = listeners
            .iter_mut()
            .filter(|listener| listener.due && listener.stage != Stage::Candidate && listener.outbox.is_welcomed());
        let mut encoded: HashMap<(Seq, i64, Option<OffsetDateTime>), Utf8Bytes> = HashMap::new();
        let mut untold = false;
        for listener in due {
            let (Some(known), Some((read_upto, unread))) = (&heading.known, listener.count.at(applied)) else {
                untold |= heading.known.is_none() || listener.count.is_unknown();
                continue;
            };
            let unread = unread.min(MAX_UNREAD);
            let permitted_until = listener.permitted_until;
            let bytes = encoded.entry((read_upto, unread, permitted_until)).or_insert_with(|| {
                encode::frame(&ServerFrame::Room(RoomLine {
                    room: self.room.0,
                    label: known.label.clone(),
                    kana: known.kana.clone(),
                    state: known.state,
                    last_seq: applied,
                    last_at: heading.last_at,
                    unread,
                    read_upto,
                    lapses_at: known.lapses_at,
                    permitted_until,
                }))
            });
            listener.outbox.push(Some(self.room), None, bytes.clone());
            listener.due = false;
        }
        untold
    }
}

/// Sends changed lines until the app stops.
pub async fn run(app: Shared) {
    let mut sent: HashMap<RoomId, Instant> = HashMap::new();
    let mut sure_since = Instant::now();
    loop {
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = app.stop.cancelled() => return,
        }
        if sure_since.elapsed() > SURE_FOR {
            sure_since = Instant::now();
            app.live.each_tail(|tail| {
                tail.doubt();
                tail.forget_the_idle();
            });
        }
        sent.retain(|_, at| at.elapsed() < PAUSE);
        let due: Vec<RoomId> = {
            let mut due = app.live.lines_due.lock();
            let ready = due.iter().filter(|room| !sent.contains_key(room)).copied().collect();
            due.retain(|room| sent.contains_key(room));
            ready
        };
        let tails: Vec<_> = due.into_iter().filter_map(|room| app.live.tail(room)).collect();
        sent.extend(tails.iter().map(|tail| (tail.room, Instant::now())));
        if let Err(error) = ask(&app, &tails).await {
            tracing::warn!(%error, "lines could not be counted");
        }
        for tail in tails {
            if tail.send_lines() {
                app.live.lines_due.lock().insert(tail.room);
            }
        }
    }
}

/// Asks the database for what the tails do not know.
async fn ask(app: &Shared, tails: &[Arc<RoomTail>]) -> action::Result<()> {
    let mut open: HashMap<(RoomId, AccountId), &Arc<RoomTail>> = HashMap::new();
    for tail in tails {
        if app.live.bus.is_away() {
            // Marks that other nodes write do not come.
            tail.doubt();
        }
        open.extend(tail.to_ask().into_iter().map(|account| ((tail.room, account), tail)));
    }
    if open.is_empty() {
        return Ok(());
    }
    let (rooms, accounts): (Vec<Uuid>, Vec<Uuid>) = open.keys().map(|(room, account)| (room.0, account.0)).unzip();
    for line in room::lines_of_rooms(&app.database, &rooms, &accounts).await? {
        if let Some(tail) = open.remove(&(RoomId(line.room), AccountId(line.account))) {
            tell(app, tail, line).await?;
        }
    }
    for ((_, account), tail) in open {
        tail.has_no_line(account);
    }
    Ok(())
}

async fn tell(app: &Shared, tail: &RoomTail, mut line: Line) -> action::Result<()> {
    if tail.state.lock().heading.known.is_some() {
        // The name is known: it need not be opened again.
        line.sealed_profile = None;
    }
    let account = AccountId(line.account);
    tail.told(account, &action::list_rooms::open_line(app, line).await?);
    Ok(())
}

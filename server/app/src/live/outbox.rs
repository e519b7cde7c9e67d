//! What waits to be written to one socket. Bounded: a reader who falls behind is cut and resumes by its cursors; it
//! never makes memory grow and never slows a room.

use std::{
    collections::{HashSet, VecDeque},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{AccountId, DeviceId, EntryId, RoomId, Seq, SessionId};
use renrakucho_protocol::close;
use time::OffsetDateTime;
use tokio::sync::Notify;

use super::parking::Mutex;

/// A ready-made frame.
#[derive(Debug)]
pub struct Waiting {
    /// The room that it is about: a closing drops what still waits.
    pub room: Option<RoomId>,
    /// The last entry in it.
    pub upto: Option<Seq>,
    /// The bytes, shared with other sockets.
    pub bytes: Utf8Bytes,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Waiting>,
    bytes: usize,
    since: Option<Instant>,
    close: Option<u16>,
    /// How often something was taken away, or looked for to be taken away.
    drops: u64,
}

/// What waits for one socket.
#[derive(Debug)]
pub struct Outbox {
    /// Number of the socket on this node.
    pub socket: u64,
    /// Whose it is.
    pub account: AccountId,
    /// From which device.
    pub device: DeviceId,
    /// In which session.
    pub session: SessionId,
    /// When the session ends by itself.
    pub expires_at: OffsetDateTime,
    /// The rooms that it listens to, or did.
    pub rooms: Mutex<HashSet<RoomId>>,
    /// Until when its session is known to be good; none if it has no key.
    good_until: Mutex<Option<OffsetDateTime>>,
    max_bytes: usize,
    max_age: Duration,
    welcomed: AtomicBool,
    queue: Mutex<Queue>,
    wake: Notify,
    cut: AtomicBool,
    cut_wake: Notify,
}

impl Outbox {
    /// Empty.
    pub fn new(socket: u64, actor: &crate::action::Actor, max_bytes: usize, max_age: Duration) -> Self {
        Self {
            socket,
            account: actor.account,
            device: actor.device,
            session: actor.session,
            expires_at: actor.expires_at,
            rooms: Mutex::default(),
            good_until: Mutex::new(actor.good_until),
            max_bytes,
            max_age,
            welcomed: AtomicBool::new(false),
            queue: Mutex::default(),
            wake: Notify::new(),
            cut: AtomicBool::new(false),
            cut_wake: Notify::new(),
        }
    }

    /// The list of rooms has been sent: from here on changed lines follow it, never before it.
    pub fn welcome(&self) {
        self.welcomed.store(true, Ordering::Release);
    }

    /// Whether the list of rooms has been sent.
    pub fn is_welcomed(&self) -> bool {
        self.welcomed.load(Ordering::Acquire)
    }

    /// Whether the session must have proved its key by now, or is locked unless its person did something.
    pub fn proof_is_due(&self, now: OffsetDateTime) -> bool {
        self.good_until.lock().is_some_and(|until| until <= now)
    }

    /// The session has proved its key, and is good for longer, or not.
    pub fn proved(&self, until: OffsetDateTime) {
        *self.good_until.lock() = Some(until);
    }

    /// Adds a frame, or cuts a reader who has fallen behind.
    pub fn push(&self, room: Option<RoomId>, upto: Option<Seq>, bytes: Utf8Bytes) {
        let mut queue = self.queue.lock();
        if queue.close.is_some() {
            return;
        }
        let too_old = queue.since.is_some_and(|since| since.elapsed() > self.max_age);
        if too_old || queue.bytes + bytes.len() > self.max_bytes {
            drop(queue);
            self.cut(close::FELL_BEHIND);
            return;
        }
        queue.bytes += bytes.len();
        queue.since.get_or_insert_with(Instant::now);
        queue.frames.push_back(Waiting { room, upto, bytes });
        drop(queue);
        self.wake.notify_one();
    }

    /// Takes what waits, about so many bytes of it and at least one frame. The rest stays here, where a closing or a cut
    /// still finds it.
    pub fn take(&self, bytes: usize) -> Vec<Waiting> {
        let mut queue = self.queue.lock();
        let (mut taken, mut took) = (Vec::new(), 0);
        while took < bytes
            && let Some(waiting) = queue.frames.pop_front()
        {
            took += waiting.bytes.len();
            taken.push(waiting);
        }
        queue.bytes -= took;
        if queue.frames.is_empty() {
            // Nobody keeps room for a burst that is over.
            queue.frames = VecDeque::new();
            queue.since = None;
        } else if !taken.is_empty() {
            // The reader does read: its time begins anew.
            queue.since = Some(Instant::now());
        }
        taken
    }

    /// How often something was taken away, or looked for to be taken away: asked before a [`Outbox::take`] that may be undone.
    pub fn drops(&self) -> u64 {
        self.queue.lock().drops
    }

    /// Puts back what was taken and not written. False: something was taken away since `drops` was asked, and what is at hand may be of it.
    pub fn put_back(&self, drops: u64, taken: Vec<Waiting>) -> bool {
        let mut queue = self.queue.lock();
        if queue.drops != drops {
            return false;
        }
        queue.bytes += taken.iter().map(|waiting| waiting.bytes.len()).sum::<usize>();
        queue.since.get_or_insert_with(Instant::now);
        for waiting in taken.into_iter().rev() {
            queue.frames.push_front(waiting);
        }
        true
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queue.lock().frames.is_empty()
    }

    /// Whether what waits holds an entry. It was encoded once, so its id stands in it in one way.
    pub fn holds(&self, room: RoomId, entry: EntryId) -> bool {
        let id = format!(r#""id":"{}""#, entry.0);
        let mut queue = self.queue.lock();
        // What is taken at this moment is not here, and must not come back.
        queue.drops += 1;
        queue.frames.iter().any(|waiting| waiting.room == Some(room) && waiting.bytes.contains(&id))
    }

    /// Drops what waits about a room.
    pub fn drop_room(&self, room: RoomId) {
        let mut queue = self.queue.lock();
        queue.frames.retain(|waiting| waiting.room != Some(room));
        queue.drops += 1;
        queue.bytes = queue.frames.iter().map(|waiting| waiting.bytes.len()).sum();
    }

    /// Ends the socket: nothing that waits is written any more.
    pub fn cut(&self, code: u16) {
        let mut queue = self.queue.lock();
        queue.frames.clear();
        queue.bytes = 0;
        queue.close.get_or_insert(code);
        queue.drops += 1;
        drop(queue);
        self.cut.store(true, Ordering::Release);
        self.cut_wake.notify_one();
        self.wake.notify_one();
    }

    /// The close code, once the socket is cut.
    pub fn closing(&self) -> Option<u16> {
        if self.cut.load(Ordering::Acquire) { self.queue.lock().close } else { None }
    }

    /// Waits for something to write, or for the cut.
    pub async fn ready(&self) {
        self.wake.notified().await;
    }

    /// Waits for the cut, also while a write hangs.
    pub async fn cut_off(&self) {
        if self.cut.load(Ordering::Acquire) {
            return;
        }
        self.cut_wake.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::live::room_tail::tests::{listener, shown};

    #[test]
    fn what_is_put_back_comes_first_and_nothing_comes_back_that_was_taken_away() {
        let (outbox, room) = (listener(7), RoomId(Uuid::from_u128(5)));
        let push = |seq| outbox.push(Some(room), Some(seq), format!(r#"{{"id":"{}"}}"#, Uuid::nil()).into());
        (1..=2).for_each(push);
        let (drops, taken) = (outbox.drops(), outbox.take(usize::MAX));
        push(3);
        assert!(outbox.put_back(drops, taken));
        assert_eq!(shown(&outbox), [1, 2, 3]);
        let taking_away: [&dyn Fn(); 3] = [
            &|| outbox.drop_room(room),
            &|| assert!(!outbox.holds(room, EntryId(Uuid::nil())), "it is not here at the moment"),
            &|| outbox.cut(close::RESTART),
        ];
        for take_away in taking_away {
            push(4);
            let (drops, taken) = (outbox.drops(), outbox.take(usize::MAX));
            take_away();
            assert!(!outbox.put_back(drops, taken));
            assert!(shown(&outbox).is_empty());
        }
    }
}

//! The rooms that a session looks at: how far each was sent, and what the audit log still has to hear of it.

use std::collections::HashMap;

use renrakucho_domain::{RoomId, Seq};

/// A room that the session looks at.
#[derive(Clone, Copy, Debug)]
pub struct OpenedRoom {
    /// The last entry handed to the socket.
    pub cursor: Seq,
    /// Whether it has reached the live end.
    pub live: bool,
    /// The cursor of the last ping, if it lagged behind: twice the same means that frames were lost on the way.
    pub lagging: Option<Seq>,
    /// First and last entry that came live since the last audit event.
    seen: Option<(Seq, Seq)>,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Opened(HashMap<RoomId, OpenedRoom>);

impl Opened {
    /// Opens a room, or opens it anew.
    pub fn insert(&mut self, room: RoomId, cursor: Seq) {
        let seen = self.0.get(&room).and_then(|room| room.seen);
        self.0.insert(room, OpenedRoom { cursor, live: false, lagging: None, seen });
    }

    /// The room, if it is open.
    pub fn get_mut(&mut self, room: RoomId) -> Option<&mut OpenedRoom> {
        self.0.get_mut(&room)
    }

    /// Closes a room; answers what the audit log has not heard.
    pub fn remove(&mut self, room: RoomId) -> Option<(Seq, Seq)> {
        self.0.remove(&room).and_then(|room| room.seen)
    }

    /// A room that is behind the live end.
    pub fn next_behind(&self) -> Option<(RoomId, Seq)> {
        self.0.iter().find(|(_, room)| !room.live).map(|(id, room)| (*id, room.cursor))
    }

    /// An entry was written to the socket.
    pub fn written(&mut self, room: RoomId, seq: Seq) {
        if let Some(room) = self.0.get_mut(&room).filter(|room| room.live) {
            room.cursor = room.cursor.max(seq);
            let first = room.seen.map_or(seq, |(first, _)| first);
            room.seen = Some((first, seq));
        }
    }

    /// Takes all that the audit log has not heard.
    pub fn take_seen(&mut self) -> Vec<(RoomId, Seq, Seq)> {
        self.0.iter_mut().filter_map(|(id, room)| room.seen.take().map(|(first, last)| (*id, first, last))).collect()
    }
}

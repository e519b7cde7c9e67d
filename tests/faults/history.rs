//! What happened, as the clients saw it and as PostgreSQL holds it: all that the checker reads.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Instant,
};

use uuid::Uuid;

/// Microseconds since the program began, on the machine's monotonic clock: one clock for all who log.
pub(crate) type Micros = u64;

/// Now.
pub(crate) fn now() -> Micros {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    let began = *BEGAN.get_or_init(Instant::now);
    u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// A body, as far as it must be told from another.
pub(crate) fn digest(body: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

/// What a client did, or what it was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    /// A connection was welcomed: what was opened on the one before counts no more.
    Welcomed,
    /// The first entry that follows is `after + 1`.
    Opened { room: Uuid, after: i64 },
    /// An entry came. `body` is a digest, of posts only.
    Entry { room: Uuid, seq: i64, id: Uuid, author: Uuid, body: Option<u64> },
    /// Any other frame about a room came, but for answers to what this client sent.
    Frame { room: Uuid },
    /// The order to wipe the room came, or the answer that there is nothing to see any more.
    Wiped { room: Uuid },
    /// A post was sent, for the first time or again.
    Sent { room: Uuid, id: Uuid, body: u64 },
    /// A post was acknowledged.
    Acked { room: Uuid, id: Uuid, seq: i64 },
    /// A post was refused for good.
    Refused { id: Uuid },
    /// The session is over: the client does not come back.
    Ended,
}

/// One client's log.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientLog {
    /// Whose.
    pub(crate) account: Uuid,
    /// The rooms that it is a member of at the beginning.
    pub(crate) rooms: Vec<Uuid>,
    /// In the order in which it happened.
    pub(crate) events: Vec<(Micros, Event)>,
    /// How far it has applied each room. For whoever waits, not for the checker.
    pub(crate) cursors: HashMap<Uuid, i64>,
    /// Posts that wait for their answer. For whoever waits, not for the checker.
    pub(crate) unanswered: usize,
    /// It will not come back. For whoever waits, not for the checker.
    pub(crate) ended: bool,
    /// Rooms that it has wiped. For whoever waits, not for the checker.
    pub(crate) wiped: Vec<Uuid>,
}

/// A log that its client writes while others look.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedLog(Arc<Mutex<ClientLog>>);

impl SharedLog {
    /// Empty.
    pub(crate) fn new(account: Uuid, rooms: Vec<Uuid>) -> Self {
        Self(Arc::new(Mutex::new(ClientLog { account, rooms, ..ClientLog::default() })))
    }

    /// Takes the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, ClientLog> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what happened just now.
    pub(crate) fn note(&self, event: Event) {
        // The time is taken under the lock: a log's times never run backwards.
        let mut log = self.lock();
        log.events.push((now(), event));
    }
}

/// What the city decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    /// 支援中止
    Closed { room: Uuid },
    /// A member was removed.
    Removed { room: Uuid, account: Uuid },
    /// An account was suspended.
    Suspended { account: Uuid },
}

/// A decision and when it counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Decided {
    /// What.
    pub(crate) what: Decision,
    /// When the call answered. None: it never did, and nobody knows.
    pub(crate) answered: Option<Micros>,
}

/// An entry as PostgreSQL holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    /// Where.
    pub(crate) room: Uuid,
    /// Its position.
    pub(crate) seq: i64,
    /// Its id.
    pub(crate) id: Uuid,
    /// What it is.
    pub(crate) kind: String,
    /// Whose.
    pub(crate) author: Uuid,
    /// Whom it is about.
    pub(crate) subject: Option<Uuid>,
    /// Whether an audit event tells of it.
    pub(crate) audited: bool,
}

/// A whole run.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// The clients.
    pub(crate) clients: Vec<ClientLog>,
    /// The city.
    pub(crate) decided: Vec<Decided>,
    /// Beginning and end of each fault.
    pub(crate) faults: Vec<(Micros, Micros)>,
    /// How much later than promised something may be felt, because the machine itself was late.
    pub(crate) slack: Micros,
    /// All entries, by room and position.
    pub(crate) rows: Vec<Row>,
    /// The last position that each room's row tells.
    pub(crate) heads: HashMap<Uuid, i64>,
}

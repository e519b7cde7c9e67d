//! Ended sessions, suspended accounts and devices, memberships and facilities whose time is over: each node polls the revocation log on
//! a connection of its own, says how far it has applied it, and holds its frames when it has not heard from the database
//! for too long. A node that is cut off shows nobody anything.
//!
//! Whoever revokes waits for the nodes that are *known*. So a node makes itself known before it reads the head, never
//! after: a revocation that did not know of the node was then committed before the head was read. And a node that may
//! show frames was seen by the database at most [`HEARTBEAT`] and `hold_ms` ago, far less than [`KNOWN_SECONDS`].

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use renrakucho_domain::{AccountId, EntryId, RoomId};
use renrakucho_protocol::close;
use renrakucho_store::{
    PgConnection, Result, database, entry, entry_erasure, erasure, facility_end, membership,
    node::{self, Following},
    revocation, session,
};
use secrecy::ExposeSecret;
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{app::Shared, entropy, fault};

/// A node says so often that it lives, if it has nothing else to say. A write in each poll would be a waste.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// A node that was not seen for so long is not waited for: it has held its frames since [`HEARTBEAT`] and `hold_ms` (at
/// most 5 s) after it was seen. Longer than that, so that a step of the database's clock makes no living node unknown.
const KNOWN_SECONDS: i32 = 10;
/// However many hints come, forged ones too, a poll begins at the earliest this long after the last one began.
const SHORTEST_PAUSE: Duration = Duration::from_millis(5);
/// How often whoever revokes looks whether the nodes have followed.
const SETTLE_PAUSE: Duration = Duration::from_millis(5);
/// The longest that a silent connection is waited for. What it delays is only that a node shows anything again.
const MOST_PATIENCE: Duration = Duration::from_secs(4);
/// The poll's connection, as the operator sees it in `pg_stat_activity`.
const CONNECTION: &str = "renrakucho revocations";

/// When the last good poll began, on the machine's monotonic clock.
#[derive(Debug)]
pub struct Freshness {
    began: Instant,
    last_ms: AtomicU64,
    hold: Duration,
}

impl Freshness {
    const NEVER: u64 = u64::MAX;

    /// Held until the first good poll.
    pub fn new(hold: Duration) -> Self {
        Self { began: Instant::now(), last_ms: AtomicU64::new(Self::NEVER), hold }
    }

    fn good(&self, poll_began: Instant) {
        let ms = poll_began.duration_since(self.began).as_millis();
        self.last_ms.store(u64::try_from(ms).unwrap_or(u64::MAX), Ordering::Release);
    }

    /// Whether frames must wait.
    pub fn is_held(&self) -> bool {
        if fault::planted("revocations::no_hold") {
            return false;
        }
        match self.last_ms.load(Ordering::Acquire) {
            Self::NEVER => true,
            last => self.began.elapsed().saturating_sub(Duration::from_millis(last)) > self.hold,
        }
    }
}

/// This node as the others know it, and how far it follows the log.
pub struct Watch {
    node: Uuid,
    /// Not of the pool, so that a busy pool never delays it. None: to be made anew.
    connection: Option<PgConnection>,
    applied: i64,
    /// What the database was told last, and when.
    told: Option<(i64, Instant)>,
}

impl Watch {
    /// Makes this node known and reads how far the log goes. Before anyone is let in: whoever is let in later finds
    /// everything up to there in the database.
    pub async fn begin(app: &Shared) -> Result<Self> {
        let began = Instant::now();
        let mut connection = database::connect(app.config.database.url.expose_secret(), CONNECTION).await?;
        let node = entropy::id();
        node::seen(&mut connection, node, 0).await?;
        let applied = revocation::head(&mut connection).await?.rev;
        node::seen(&mut connection, node, applied).await?;
        app.live.freshness.good(began);
        Ok(Self { node, connection: Some(connection), applied, told: Some((applied, began)) })
    }

    /// One poll. Its connection is given up with whatever fails or takes too long: a new one may get through.
    async fn poll(&mut self, app: &Shared) -> Result<()> {
        let began = Instant::now();
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => database::connect(app.config.database.url.expose_secret(), CONNECTION).await?,
        };
        let known = self.told.is_some_and(|(_, at)| at.elapsed() < HEARTBEAT);
        if !known {
            self.tell(&mut connection).await?;
        }
        let head = revocation::head(&mut connection).await?;
        if head.rev > self.applied {
            self.follow(app, &mut connection, head.rev).await?;
        }
        app.live.cut(close::SESSION_ENDED, |socket| socket.expires_at <= head.now);
        follow_proofs(app, &mut connection, head.now).await?;
        if head.memberships_past_end {
            for (room, account) in membership::past_their_end(&mut connection).await? {
                app.live.drop_member(room, account);
            }
        }
        if head.facilities_past_end {
            // Of a large facility hundreds, at each poll until the job has written its end down.
            let ended = facility_end::past(&mut connection).await?;
            let (changed, ended): (Vec<_>, Vec<_>) = ended.iter().partition(|ended| ended.kind == "membership");
            let changed = changed.into_iter().map(|changed| AccountId(changed.subject)).collect();
            apply_memberships(app, &mut connection, changed).await?;
            for ended in ended {
                apply(app, &mut connection, ended).await?;
            }
        }
        if self.told.is_none_or(|(rev, _)| rev != self.applied) {
            self.tell(&mut connection).await?;
        }
        self.connection = Some(connection);
        app.live.freshness.good(began);
        Ok(())
    }

    /// Applies what the log has up to `head`, and beyond if more has come. What is applied counts although this breaks off: however
    /// much there is to follow, each poll comes further, and none begins from the start.
    async fn follow(&mut self, app: &Shared, connection: &mut PgConnection, head: i64) -> Result<()> {
        let revocations = revocation::after(connection, self.applied).await?;
        let mut rest = revocations.as_slice();
        while let Some(first) = rest.first() {
            // The end of a large facility's suspension, or of a disaster, changes those of hundreds at once.
            let memberships = rest.iter().take_while(|next| next.kind == "membership").count();
            let (now, later) = rest.split_at(memberships.max(1));
            if memberships == 0 {
                apply(app, connection, first).await?;
            } else {
                let accounts = now.iter().map(|revocation| AccountId(revocation.subject)).collect();
                apply_memberships(app, connection, accounts).await?;
            }
            rest = later;
            if let Some(next) = rest.first() {
                self.applied = next.rev - 1;
            }
        }
        self.applied = revocations.last().map_or(head, |last| last.rev.max(head));
        Ok(())
    }

    async fn tell(&mut self, connection: &mut PgConnection) -> Result<()> {
        let at = Instant::now();
        self.told = None;
        node::seen(connection, self.node, self.applied).await?;
        self.told = Some((self.applied, at));
        Ok(())
    }
}

/// Polls until told to end: after the last socket, so that a node that stops still follows while it finishes.
pub async fn run(app: Shared, mut watch: Watch, end: CancellationToken) {
    let pause = Duration::from_millis(app.config.live.revocations_ms);
    let shortest = Duration::from_millis(2 * app.config.live.hold_ms);
    let (mut patience, mut failing) = (shortest, false);
    loop {
        let began = Instant::now();
        let problem = match tokio::time::timeout(patience, watch.poll(&app)).await {
            Ok(Ok(())) => {
                patience = shortest;
                None
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => {
                patience = longer(patience);
                Some("no answer".to_owned())
            }
        };
        match problem {
            None if std::mem::take(&mut failing) => tracing::info!("the revocation log can be read again"),
            Some(error) if !std::mem::replace(&mut failing, true) => {
                tracing::warn!(error, "the revocation log cannot be read; frames are held");
            }
            _ => {}
        }
        if end.run_until_cancelled(rest(&app.live.revocations_wanted, began, pause)).await.is_none() {
            break;
        }
    }
    // Nobody listens here any more, so nobody needs to wait for this node.
    if let Some(mut connection) = watch.connection.take() {
        let _ = tokio::time::timeout(shortest, node::gone(&mut connection, watch.node)).await;
    }
}

/// A connection that is silent for twice the hold is given up; frames are held long before. Whoever gives up connects anew, which a
/// database that has too much to do may not answer in that time either: each time it is given twice as long, or such a node would hold
/// its frames until the database has nothing to do.
fn longer(patience: Duration) -> Duration {
    (patience * 2).min(MOST_PATIENCE).max(patience)
}

/// Until the next poll: for the pause, or until someone wants it, who may want it as often as they like.
async fn rest(wanted: &Notify, began: Instant, pause: Duration) {
    tokio::time::sleep(SHORTEST_PAUSE.saturating_sub(began.elapsed())).await;
    let _ = tokio::time::timeout(pause, wanted.notified()).await;
}

/// Sessions prove their keys over HTTP, to any node, and say with it whether someone sits there. A socket whose time is up is
/// asked for once, in the database; one that was not proved, or is locked, is cut.
async fn follow_proofs(app: &Shared, connection: &mut PgConnection, now: OffsetDateTime) -> Result<()> {
    let due = app.live.proof_due(now);
    if due.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = due.iter().map(|session| session.0).collect();
    for heard in session::heard(connection, &ids).await? {
        let patience = app.config.sign_in.patience(heard.on_shared_device);
        let until = patience.good_until(heard.proved_at, heard.acted_at);
        app.live.proved(heard.session.into(), until);
    }
    app.live.cut(close::AUTHENTICATE, |socket| socket.proof_is_due(now));
    Ok(())
}

/// One that is no change of memberships: those are applied many at once.
async fn apply(app: &Shared, connection: &mut PgConnection, revocation: &revocation::Revocation) -> Result<()> {
    if fault::planted("revocations::not_applied") {
        return Ok(());
    }
    let subject = revocation.subject;
    match revocation.kind.as_str() {
        "session" => app.live.cut_session(subject.into(), close::SESSION_ENDED),
        "device" => app.live.cut(close::DEVICE_REVOKED, |socket| socket.device.0 == subject),
        // The closing entry may still be under way to this node; nobody is shown anything in between.
        "room" if !fault::planted("revocations::no_room") => {
            // What was erased is opened by nobody here, whatever this node still holds.
            if erasure::is_erased(connection, RoomId(subject)).await? {
                app.keys.is_gone(RoomId(subject));
            }
            if let Some(order) = entry::closing(connection, RoomId(subject)).await? {
                // Whom a permit keeps there goes on; nobody is kept in a room that is closed to everyone.
                match membership::kept(&mut *connection, RoomId(subject)).await?.as_slice() {
                    [] => app.live.close(app, RoomId(subject), order),
                    kept => app.live.close_to_others(RoomId(subject), kept, order),
                }
            }
        }
        "entry" => {
            if let Some(dropped) = entry_erasure::decided_in(connection, subject).await? {
                app.live.erase_entry(RoomId(dropped.room), EntryId(dropped.entry), dropped.seq);
            }
        }
        "detail" => app.live.detail_changed(RoomId(subject)),
        "room" => {}
        _ => app.live.cut(close::ACCOUNT_SUSPENDED, |socket| socket.account.0 == subject),
    }
    Ok(())
}

/// Memberships of these accounts have changed: asked for in two statements, whoever many they are, and for nobody who is not here.
async fn apply_memberships(app: &Shared, connection: &mut PgConnection, mut accounts: Vec<AccountId>) -> Result<()> {
    if fault::planted("revocations::not_applied") || fault::planted("membership::kept") {
        return Ok(());
    }
    accounts.retain(|account| app.live.is_here(*account));
    accounts.sort_unstable();
    accounts.dedup();
    if accounts.is_empty() {
        return Ok(());
    }
    let listening: Vec<_> = accounts
        .iter()
        .flat_map(|account| app.live.rooms_listened_to(*account).into_iter().map(|room| (*account, RoomId(room))))
        .collect();
    for (account, room) in membership::not_standing(connection, &listening).await? {
        app.live.drop_member(room, account);
    }
    let standing = membership::standing(&mut *connection, &accounts).await?;
    for (account, stands) in accounts.into_iter().zip(standing) {
        for (room, head, state) in stands.into_iter().filter(|(_, _, state)| state.is_readable()) {
            app.live.let_in(room, head, state, account);
        }
    }
    Ok(())
}

/// Waits until every known node has applied a revision, or until a node that has not holds its frames: `hold_ms` and
/// `hold_margin_ms` after the commit. Answers how far they had followed then, if the database could say it.
pub async fn settled(app: &Shared, rev: i64, committed: Instant) -> Option<Following> {
    if fault::planted("revocations::no_wait") {
        return None;
    }
    let live = &app.config.live;
    let latest = committed + Duration::from_millis(live.hold_ms + live.hold_margin_ms);
    let waiting = async {
        loop {
            // Without an answer the time alone decides.
            match node::following(&app.database, rev, KNOWN_SECONDS).await {
                Ok(following) if following.behind == 0 => return following,
                _ => tokio::time::sleep(SETTLE_PAUSE).await,
            }
        }
    };
    if let Ok(following) = tokio::time::timeout_at(latest.into(), waiting).await {
        return Some(following);
    }
    tracing::warn!(rev, "a node has not confirmed a revocation; it holds its frames by now");
    node::following(&app.database, rev, KNOWN_SECONDS).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_does_not_answer_is_given_more_time_up_to_a_limit() {
        let ms = Duration::from_millis;
        let first: Vec<_> = std::iter::successors(Some(ms(1_000)), |last| Some(longer(*last))).take(5).collect();
        assert_eq!(first, [ms(1_000), ms(2_000), ms(4_000), ms(4_000), ms(4_000)]);
        assert_eq!(longer(ms(10_000)), ms(10_000), "never less than a long hold asks for");
    }

    #[tokio::test]
    async fn however_often_a_poll_is_wanted_they_keep_their_distance() {
        let (wanted, first) = (Notify::new(), Instant::now());
        for _ in 0..20 {
            wanted.notify_one();
            rest(&wanted, Instant::now(), Duration::from_mins(1)).await;
        }
        assert!(first.elapsed() >= 20 * SHORTEST_PAUSE, "{:?}", first.elapsed());
    }

    #[test]
    fn frames_are_held_until_the_first_good_poll_and_after_the_last() {
        let freshness = Freshness::new(Duration::from_mins(1));
        assert!(freshness.is_held(), "nothing is known yet");
        freshness.good(Instant::now());
        assert!(!freshness.is_held());
        let freshness = Freshness::new(Duration::ZERO);
        let began = Instant::now();
        freshness.good(began);
        while began.elapsed() < Duration::from_millis(3) {
            std::hint::spin_loop();
        }
        assert!(freshness.is_held());
    }
}

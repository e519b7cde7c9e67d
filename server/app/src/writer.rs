//! Group commit: posts of many sockets share a transaction. While one batch commits the next gathers; when nothing waits a
//! batch is a single post and waits for nobody.
//!
//! All posts of a room on this node go through one lane, so that an author's posts keep their order. Nothing here decides
//! who may post: the statement does, under the rooms' locks. Not chosen: a timer that collects (it would delay whoever
//! is alone), and one transaction per post (a disk's flush each).

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use renrakucho_domain::{EntryId, EntryKind, RoomId, Seq};
use renrakucho_store::{
    Database,
    entry::{EntryRow, PersonRow},
    posting::{self, Posting, Verdict},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    action::{Error, Result},
    app::Shared,
    fault,
    telemetry::chain,
};

/// A batch is at most so many posts …
const MAX_BATCH: usize = 200;
/// … and about so many bytes.
const MAX_BATCH_BYTES: usize = 256 * 1024;
/// Batches that are committed and not yet told.
const UNTOLD: usize = 4;
/// A statement that does not answer is given up. Longer than the server's own limit of 5 s.
const PATIENCE: Duration = Duration::from_secs(7);
/// How often a batch whose outcome is unknown is asked for again, and after which pauses.
const RETRIES: [Duration; 4] =
    [Duration::from_millis(50), Duration::from_millis(200), Duration::from_millis(500), Duration::from_secs(1)];

/// A post on its way into a batch.
struct Queued {
    posting: Posting,
    answer: oneshot::Sender<Result<Verdict>>,
    /// Its part of what may wait in memory.
    _bytes: OwnedSemaphorePermit,
}

/// The writers of this node.
pub struct Writers {
    lanes: Vec<mpsc::Sender<Queued>>,
    receivers: crate::live::parking::Mutex<Vec<mpsc::Receiver<Queued>>>,
    bytes: std::sync::Arc<Semaphore>,
    hasher: RandomState,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Writers {
    /// So many lanes, each with a queue for so many posts; `bytes` for all together.
    pub fn new(lanes: usize, queue: usize, bytes: usize) -> Self {
        let (lanes, receivers) = (0..lanes.max(1)).map(|_| mpsc::channel(queue)).unzip();
        Self {
            lanes,
            receivers: crate::live::parking::Mutex::new(receivers),
            bytes: std::sync::Arc::new(Semaphore::new(bytes)),
            hasher: RandomState::new(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    /// Puts a post into its room's lane. What waits for the answer may be dropped: the post is written all the same.
    pub fn submit(&self, posting: Posting) -> Result<oneshot::Receiver<Result<Verdict>>> {
        let size = u32::try_from(posting.sealed.len()).unwrap_or(u32::MAX);
        let permit = std::sync::Arc::clone(&self.bytes).try_acquire_many_owned(size).map_err(|_| Error::Busy)?;
        let (answer, outcome) = oneshot::channel();
        let lane = &self.lanes[self.lane(posting.room)];
        lane.try_send(Queued { posting, answer, _bytes: permit }).map_err(|_| Error::Busy)?;
        Ok(outcome)
    }

    #[expect(clippy::cast_possible_truncation, reason = "any part of a hash is as good as the whole")]
    fn lane(&self, room: RoomId) -> usize {
        self.hasher.hash_one(room) as usize % self.lanes.len()
    }

    /// Starts the lanes, each with a connection of its own: a busy pool must not delay a post.
    pub fn start(&self, app: &Shared, database: &Database) {
        for queue in std::mem::take(&mut *self.receivers.lock()) {
            let (told, untold) = mpsc::channel(UNTOLD);
            self.tasks.spawn(tell(app.clone(), untold));
            let lane = Lane {
                app: app.clone(),
                writer: posting::Writer::new(database.clone()),
                alert_hold_seconds: app.config.mail.hold_seconds,
                told,
            };
            self.tasks.spawn(lane.run(queue, self.stop.clone()));
        }
    }

    /// Writes and tells what is still queued, then ends. Call it when nobody submits any more.
    pub async fn finish(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

struct Lane {
    app: Shared,
    writer: posting::Writer,
    alert_hold_seconds: i32,
    told: mpsc::Sender<Vec<(Posting, Verdict)>>,
}

/// Posts that go into one statement: none depends on another, because all are judged by what stood before.
struct Batch {
    posts: Vec<Queued>,
    ids: HashSet<(RoomId, EntryId)>,
    bytes: usize,
}

impl Batch {
    fn of(first: Queued) -> Self {
        let mut batch = Self { posts: Vec::new(), ids: HashSet::new(), bytes: 0 };
        batch.add(first);
        batch
    }

    /// Not for a repeat of one that is in it, nor for an answer to one.
    fn has_room_for(&self, posting: &Posting) -> bool {
        let within = |id: EntryId| self.ids.contains(&(posting.room, id));
        self.bytes + posting.sealed.len() <= MAX_BATCH_BYTES
            && !within(posting.id)
            && !posting.reply_to.is_some_and(within)
    }

    /// Takes what waits. Sockets that are ready to submit come first, as long as there are any: while they read, the batch
    /// grows, and none of it is slower for that, since they would have had the processor anyway. Answers a post that belongs
    /// to the next batch; what comes after it comes with it, so that a room's order is kept.
    async fn gather(&mut self, queue: &mut mpsc::Receiver<Queued>) -> Option<Queued> {
        let mut seen = 0;
        loop {
            while self.posts.len() < MAX_BATCH
                && let Ok(next) = queue.try_recv()
            {
                if !self.has_room_for(&next.posting) {
                    return Some(next);
                }
                self.add(next);
            }
            if self.posts.len() == seen || self.posts.len() == MAX_BATCH {
                return None;
            }
            seen = self.posts.len();
            tokio::task::yield_now().await;
        }
    }

    fn add(&mut self, post: Queued) {
        self.bytes += post.posting.sealed.len();
        self.ids.insert((post.posting.room, post.posting.id));
        self.posts.push(post);
    }
}

/// A batch that has not been settled.
struct Open {
    posts: Vec<Queued>,
    /// How often its outcome stayed unknown.
    doubts: usize,
}

impl Lane {
    async fn run(mut self, mut queue: mpsc::Receiver<Queued>, stop: CancellationToken) {
        let mut held = None;
        loop {
            let first = if let Some(first) = held.take() {
                first
            } else {
                tokio::select! {
                    biased;
                    Some(first) = queue.recv() => first,
                    () = stop.cancelled() => match queue.try_recv() {
                        Ok(first) => first,
                        Err(_) => return,
                    },
                }
            };
            let mut batch = Batch::of(first);
            held = batch.gather(&mut queue).await;
            self.settle(batch.posts).await;
        }
    }

    /// Sees to it that each post of a batch gets its own outcome: one that fails never takes its neighbours along.
    async fn settle(&mut self, posts: Vec<Queued>) {
        let mut work = vec![Open { posts, doubts: 0 }];
        while let Some(Open { posts, doubts }) = work.pop() {
            if posts.is_empty() {
                continue;
            }
            let error = match self.append(&posts, doubts > 0).await {
                Ok(verdicts) => {
                    if doubts > 0 {
                        // Those that were written at the time were told to nobody.
                        let found = posts.iter().zip(&verdicts);
                        let found = found.filter(|(_, verdict)| matches!(verdict, Verdict::Duplicate { .. }));
                        let rooms: HashSet<_> = found.map(|(post, _)| post.posting.room).collect();
                        self.app.live.untold(&self.app, rooms);
                    }
                    self.settled(posts, verdicts).await;
                    continue;
                }
                Err(error) => error,
            };
            let several_rooms = posts.iter().any(|post| post.posting.room != posts[0].posting.room);
            let retries = if error.is_contention() { 1 } else { RETRIES.len() };
            if error.is_contention() && several_rooms {
                // Someone holds one of the rooms for long: the others must not wait for it.
                work.extend(by_room(posts).into_iter().rev().map(|posts| Open { posts, doubts: 0 }));
            } else if error.is_passing() && doubts < retries {
                tracing::warn!(%error, posts = posts.len(), "a batch's outcome is unknown; asking again");
                tokio::time::sleep(RETRIES[doubts]).await;
                work.push(Open { posts, doubts: doubts + 1 });
            } else if error.is_passing() {
                tracing::error!(error = %chain(&error), posts = posts.len(), "posts were not written");
                answer_busy(posts);
            } else if posts.len() > 1 {
                tracing::error!(error = %chain(&error), posts = posts.len(), "a batch failed; one by one");
                work.extend(posts.into_iter().rev().map(|post| Open { posts: vec![post], doubts }));
            } else {
                for post in posts {
                    tracing::error!(error = %chain(&error), request = post.posting.request, "a post failed");
                    let _ = post.answer.send(Err(Error::Internal));
                }
            }
        }
    }

    async fn append(
        &mut self,
        posts: &[Queued],
        in_doubt: bool,
    ) -> std::result::Result<Vec<Verdict>, renrakucho_store::Error> {
        if fault::planted("post::told_before_commit") {
            self.tell_early(posts).await;
        }
        fault::point("post::before_commit");
        if fault::planted("post::ack_without_commit") {
            return Ok(posts.iter().map(|_| made_up(1_000_000)).collect());
        }
        let postings: Vec<&Posting> = posts.iter().map(|post| &post.posting).collect();
        let appending = self.writer.append(&postings, in_doubt, self.alert_hold_seconds);
        let answer = tokio::time::timeout(PATIENCE, appending).await;
        fault::point("post::after_commit");
        answer.unwrap_or(Err(renrakucho_store::Error::NoAnswer))
    }

    /// What must never be: tells listeners of posts at the places that they will have if nothing comes in between.
    async fn tell_early(&self, posts: &[Queued]) {
        for posts in by_room(posts.iter().collect()) {
            let room = posts[0].posting.room;
            let Some(tail) = self.app.live.tail(room) else { continue };
            let rows = posts
                .iter()
                .zip(tail.applied() + 1..)
                .filter_map(|(post, seq)| row(post.posting.clone(), made_up(seq)));
            self.app.live.committed(&self.app, room, rows.collect()).await;
        }
    }

    /// Answers the authors and hands what is new to the teller.
    async fn settled(&mut self, posts: Vec<Queued>, verdicts: Vec<Verdict>) {
        let mut news = Vec::with_capacity(posts.len());
        for (post, verdict) in posts.into_iter().zip(verdicts) {
            let _ = post.answer.send(Ok(verdict.clone()));
            if matches!(verdict, Verdict::Accepted { .. }) {
                news.push((post.posting, verdict));
            }
        }
        fault::point("post::after_ack");
        // A teller that is behind holds the writer up: memory stays bounded.
        let _ = self.told.send(news).await;
    }
}

/// For planted violations only.
const fn made_up(seq: Seq) -> Verdict {
    Verdict::Accepted {
        seq,
        at: time::OffsetDateTime::UNIX_EPOCH,
        name: String::new(),
        facility: String::new(),
        profession: String::new(),
    }
}

fn by_room<Q: std::borrow::Borrow<Queued>>(posts: Vec<Q>) -> Vec<Vec<Q>> {
    let mut rooms: Vec<Vec<Q>> = Vec::new();
    for post in posts {
        match rooms.iter_mut().find(|room| room[0].borrow().posting.room == post.borrow().posting.room) {
            Some(room) => room.push(post),
            None => rooms.push(vec![post]),
        }
    }
    rooms
}

fn answer_busy(posts: Vec<Queued>) {
    for post in posts {
        let _ = post.answer.send(Err(Error::Busy));
    }
}

/// Tells listeners and other nodes of what was committed, beside the next commit and in the same order.
async fn tell(app: Shared, mut untold: mpsc::Receiver<Vec<(Posting, Verdict)>>) {
    while let Some(news) = untold.recv().await {
        let mut rooms: Vec<(RoomId, Vec<EntryRow>)> = Vec::new();
        for (posting, verdict) in news {
            let room = posting.room;
            let Some(row) = row(posting, verdict) else { continue };
            match rooms.iter_mut().find(|(other, _)| *other == room) {
                Some((_, rows)) => rows.push(row),
                None => rooms.push((room, vec![row])),
            }
        }
        for (room, rows) in rooms {
            app.live.committed(&app, room, rows).await;
        }
    }
}

fn row(posting: Posting, verdict: Verdict) -> Option<EntryRow> {
    let Verdict::Accepted { seq, at, name, facility, profession } = verdict else { return None };
    Some(EntryRow {
        room: posting.room.0,
        seq,
        id: posting.id.0,
        kind: EntryKind::Post.as_str().into(),
        at,
        author: PersonRow { account: posting.account.0, name, facility, profession },
        subject: None,
        priority: Some(posting.priority.as_str().into()),
        reply_to: posting.reply_to.map(|id| id.0),
        sealed: Some(posting.sealed),
    })
}

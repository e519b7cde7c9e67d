//! In front of PostgreSQL: forwards, and cuts a connection at any byte of the exchange that commits, stalls, or is slow.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        UnixListener, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};
use tokio_util::sync::CancellationToken;

/// Not counted: the connection lives.
const NO_BUDGET: i64 = -1;

/// A proxy of one node.
pub(crate) struct PostgresProxy {
    folder: PathBuf,
    control: Arc<Control>,
    task: tokio::task::JoinHandle<()>,
}

struct Control {
    upstream: PathBuf,
    stalled: watch::Sender<bool>,
    latency_ms: AtomicU64,
    /// How many bytes from the start of the next commit on are let through; negative: all.
    cut_after: AtomicI64,
    cuts: AtomicU64,
    all: Mutex<CancellationToken>,
}

impl PostgresProxy {
    /// Listens in a folder of its own and forwards to the server's socket.
    pub(crate) fn start(folder: PathBuf, upstream: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let listener = UnixListener::bind(folder.join(".s.PGSQL.5432"))?;
        let control = Arc::new(Control {
            upstream: upstream.join(".s.PGSQL.5432"),
            stalled: watch::Sender::new(false),
            latency_ms: AtomicU64::new(0),
            cut_after: AtomicI64::new(NO_BUDGET),
            cuts: AtomicU64::new(0),
            all: Mutex::default(),
        });
        let held = Arc::clone(&control);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&held).serve(client));
            }
        });
        Ok(Self { folder, control, task })
    }

    /// The folder of its socket, as a URL's `host`.
    pub(crate) fn host(&self) -> &Path {
        &self.folder
    }

    /// Holds everything back, in both directions.
    pub(crate) fn stall(&self, stalled: bool) {
        self.control.stalled.send_replace(stalled);
    }

    /// Makes each step slower.
    pub(crate) fn slow(&self, ms: u64) {
        self.control.latency_ms.store(ms, Ordering::Relaxed);
    }

    /// Cuts the connection of the next commit after so many bytes of it, counted over request and answer.
    pub(crate) fn cut_next_commit_after(&self, bytes: i64) {
        self.control.cut_after.store(bytes, Ordering::Release);
    }

    /// How many commits were cut.
    pub(crate) fn cuts(&self) -> u64 {
        self.control.cuts.load(Ordering::Acquire)
    }

    /// Cuts every connection.
    pub(crate) fn cut_all(&self) {
        let mut all = self.control.all.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *all).cancel();
    }

    /// Back to forwarding.
    pub(crate) fn heal(&self) {
        self.stall(false);
        self.slow(0);
        self.cut_next_commit_after(NO_BUDGET);
    }
}

impl Drop for PostgresProxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut_all();
    }
}

impl Control {
    async fn serve(self: Arc<Self>, client: UnixStream) {
        let Ok(server) = UnixStream::connect(&self.upstream).await else { return };
        let cut = self.all.lock().unwrap_or_else(PoisonError::into_inner).child_token();
        let budget = Arc::new(AtomicI64::new(NO_BUDGET));
        let (client_read, client_write) = client.into_split();
        let (server_read, server_write) = server.into_split();
        let up = self.up(client_read, server_write, &budget, &cut);
        let down = self.down(server_read, client_write, &budget, &cut);
        let both = async { tokio::join!(up, down) };
        cut.run_until_cancelled(both).await;
    }

    async fn pass(&self) {
        let mut stalled = self.stalled.subscribe();
        let _ = stalled.wait_for(|stalled| !stalled).await;
        let latency = self.latency_ms.load(Ordering::Relaxed);
        if latency > 0 {
            tokio::time::sleep(Duration::from_millis(latency)).await;
        }
    }

    async fn up(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, budget: &AtomicI64, cut: &CancellationToken) {
        let mut messages = Messages::default();
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            self.pass().await;
            messages.waiting.extend_from_slice(&buffer[..read]);
            let mut out = Vec::new();
            while let Some((message, commits)) = messages.next() {
                if commits && budget.load(Ordering::Acquire) == NO_BUDGET {
                    let bytes = self.cut_after.swap(NO_BUDGET, Ordering::AcqRel);
                    if bytes >= 0 {
                        self.cuts.fetch_add(1, Ordering::AcqRel);
                        budget.store(bytes, Ordering::Release);
                    }
                }
                out.extend_from_slice(spend(budget, &message));
            }
            if to.write_all(&out).await.is_err() {
                break;
            }
            if budget.load(Ordering::Acquire) == 0 {
                break;
            }
        }
        cut.cancel();
    }

    async fn down(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, budget: &AtomicI64, cut: &CancellationToken) {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            self.pass().await;
            let written = to.write_all(spend(budget, &buffer[..read])).await;
            if written.is_err() || budget.load(Ordering::Acquire) == 0 {
                break;
            }
        }
        cut.cancel();
    }
}

/// What of the bytes may still pass.
fn spend<'a>(budget: &AtomicI64, bytes: &'a [u8]) -> &'a [u8] {
    let left = budget.load(Ordering::Acquire);
    if left == NO_BUDGET {
        return bytes;
    }
    let passing = bytes.len().min(usize::try_from(left).unwrap_or_default());
    budget.fetch_sub(i64::try_from(passing).unwrap_or(i64::MAX), Ordering::AcqRel);
    &bytes[..passing]
}

/// What a client says to PostgreSQL, message by message.
#[derive(Default)]
struct Messages {
    waiting: Vec<u8>,
    started: bool,
    /// Prepared statements that commit by themselves.
    appending: HashSet<Vec<u8>>,
}

impl Messages {
    /// The next whole message, and whether it commits.
    fn next(&mut self) -> Option<(Vec<u8>, bool)> {
        let head = usize::from(self.started);
        let length: [u8; 4] = self.waiting.get(head..head + 4)?.try_into().ok()?;
        let end = head + usize::try_from(u32::from_be_bytes(length)).ok()?;
        if self.waiting.len() < end {
            return None;
        }
        let message: Vec<u8> = self.waiting.drain(..end).collect();
        if !self.started {
            // A wish for TLS comes before the start and looks like it.
            const TLS: [u8; 4] = 80_877_103_u32.to_be_bytes();
            self.started = message.get(4..8) != Some(&TLS);
            return Some((message, false));
        }
        let mut words = message[5..].split(|byte| *byte == 0);
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let commits = match message[0] {
            b'Q' => first.eq_ignore_ascii_case(b"commit"),
            b'P' => {
                // Posts may be written by one function that is a transaction of its own.
                if second.windows(12).any(|window| window == b"append_posts") {
                    self.appending.insert(first.to_vec());
                } else {
                    self.appending.remove(first);
                }
                false
            }
            b'B' => self.appending.contains(second),
            _ => false,
        };
        Some((message, commits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len() + 4).expect("short").to_be_bytes();
        [&[kind], length.as_slice(), payload].concat()
    }

    #[test]
    fn a_commit_is_recognised() {
        let mut messages = Messages::default();
        messages.waiting.extend_from_slice(&8_u32.to_be_bytes());
        messages.waiting.extend_from_slice(&80_877_103_u32.to_be_bytes());
        messages.waiting.extend_from_slice(&[&9_u32.to_be_bytes()[..], &[0, 3, 0, 0, 0]].concat());
        messages.waiting.extend(message(b'Q', b"BEGIN\0"));
        messages.waiting.extend(message(b'Q', b"COMMIT\0"));
        messages.waiting.extend(message(b'P', b"s_1\0select * from append_posts($1)\0\0\0"));
        messages.waiting.extend(message(b'B', b"\0s_2\0"));
        messages.waiting.extend(message(b'B', b"\0s_1\0"));
        messages.waiting.push(b'Q');
        let commits: Vec<bool> = std::iter::from_fn(|| messages.next()).map(|(_, commits)| commits).collect();
        assert_eq!(commits, [false, false, false, true, false, false, true]);
    }

    #[test]
    fn a_budget_is_spent_once() {
        let budget = AtomicI64::new(5);
        assert_eq!(spend(&budget, b"abc"), b"abc");
        assert_eq!(spend(&budget, b"def"), b"de");
        assert_eq!(spend(&budget, b"g"), b"");
    }
}

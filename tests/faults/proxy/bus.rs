//! In front of Redis: understands enough of RESP to lose, repeat, delay, alter and forge what is published to a node, and
//! to swallow one direction.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        UnixListener, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// What is done to messages on their way to a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mischief {
    /// Nothing.
    None,
    /// So many of a hundred are lost.
    Drop(u8),
    /// Each comes twice.
    Repeat,
    /// Each second one comes after the one that follows it.
    Reorder,
    /// A bit of each is turned.
    Alter,
    /// Each is followed by one that nobody sent.
    Forge,
    /// Nothing comes from Redis any more, and the connection stays.
    Deaf,
    /// Nothing goes to Redis any more, and the connection stays.
    Mute,
}

struct State {
    mischief: Mischief,
    random: fastrand::Rng,
    /// What is sent instead of random bytes when forging.
    forgery: Option<Vec<u8>>,
    /// Something that must never be on the bus, and whether it was.
    canary: Vec<u8>,
    seen: bool,
}

/// A proxy of one node.
pub(crate) struct BusProxy {
    socket: PathBuf,
    state: Arc<Mutex<State>>,
    task: tokio::task::JoinHandle<()>,
}

impl BusProxy {
    /// Listens on a socket and forwards to Redis.
    pub(crate) fn start(socket: PathBuf, upstream: &Path, seed: u64, canary: &str) -> anyhow::Result<Self> {
        let listener = UnixListener::bind(&socket)?;
        let state = Arc::new(Mutex::new(State {
            mischief: Mischief::None,
            random: fastrand::Rng::with_seed(seed),
            forgery: None,
            canary: canary.as_bytes().to_vec(),
            seen: false,
        }));
        let (held, upstream) = (Arc::clone(&state), upstream.to_owned());
        let task = tokio::spawn(async move {
            while let Ok((node, _)) = listener.accept().await {
                let (state, upstream) = (Arc::clone(&held), upstream.clone());
                tokio::spawn(async move {
                    let Ok(redis) = UnixStream::connect(upstream).await else { return };
                    let (node_read, node_write) = node.into_split();
                    let (redis_read, redis_write) = redis.into_split();
                    // Whichever direction ends first ends both.
                    tokio::select! {
                        () = up(&state, node_read, redis_write) => {}
                        () = down(&state, redis_read, node_write) => {}
                    }
                });
            }
        });
        Ok(Self { socket, state, task })
    }

    /// As the server's setting names it.
    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}?protocol=resp3", self.socket.display())
    }

    /// Begins or ends mischief.
    pub(crate) fn set(&self, mischief: Mischief) {
        lock(&self.state).mischief = mischief;
    }

    /// Sends this after each message instead of random bytes.
    pub(crate) fn forge(&self, payload: Vec<u8>) {
        let mut state = lock(&self.state);
        state.forgery = Some(payload);
        state.mischief = Mischief::Forge;
    }

    /// Whether the canary passed by.
    pub(crate) fn saw_canary(&self) -> bool {
        lock(&self.state).seen
    }
}

impl Drop for BusProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn up(state: &Mutex<State>, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if lock(state).mischief == Mischief::Mute {
            continue;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

async fn down(state: &Mutex<State>, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let mut waiting = Vec::new();
    let mut delayed: Option<Vec<u8>> = None;
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        waiting.extend_from_slice(&buffer[..read]);
        let mut out = Vec::new();
        while let Some(end) = value_end(&waiting, 0) {
            let value: Vec<u8> = waiting.drain(..end).collect();
            let state = &mut *lock(state);
            match message(&value) {
                Some(message) => state.harm(&value, &message, &mut delayed, &mut out),
                None if state.mischief == Mischief::Deaf => {}
                None => out.extend_from_slice(&value),
            }
        }
        if to.write_all(&out).await.is_err() {
            return;
        }
    }
}

impl State {
    fn harm(&mut self, value: &[u8], message: &Message, delayed: &mut Option<Vec<u8>>, out: &mut Vec<u8>) {
        let canary = &self.canary;
        self.seen |= !canary.is_empty() && message.payload.windows(canary.len()).any(|window| window == canary);
        // What was delayed comes after this one, also when the mischief is over by now.
        let late = delayed.take();
        match self.mischief {
            Mischief::Deaf => {}
            Mischief::Drop(percent) => {
                if self.random.u8(..100) >= percent {
                    out.extend_from_slice(value);
                }
            }
            Mischief::Repeat => {
                out.extend_from_slice(value);
                out.extend_from_slice(value);
            }
            Mischief::Reorder if late.is_none() => *delayed = Some(value.to_vec()),
            Mischief::None | Mischief::Mute | Mischief::Reorder => out.extend_from_slice(value),
            Mischief::Alter => {
                let mut payload = message.payload.to_vec();
                if !payload.is_empty() {
                    let at = self.random.usize(..payload.len());
                    payload[at] ^= 1 << self.random.u8(..8);
                }
                out.extend(push(message.channel, &payload));
            }
            Mischief::Forge => {
                out.extend_from_slice(value);
                let payload = self.forgery.clone().unwrap_or_else(|| {
                    // For the same room, so that it is looked at.
                    let mut payload = message.payload[..message.payload.len().min(16)].to_vec();
                    payload.extend(std::iter::repeat_with(|| self.random.u8(..)).take(200));
                    payload
                });
                out.extend(push(message.channel, &payload));
            }
        }
        out.extend(late.into_iter().flatten());
    }
}

fn push(channel: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut bytes = b">3\r\n$7\r\nmessage\r\n".to_vec();
    for part in [channel, payload] {
        bytes.extend_from_slice(format!("${}\r\n", part.len()).as_bytes());
        bytes.extend_from_slice(part);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

struct Message<'a> {
    channel: &'a [u8],
    payload: &'a [u8],
}

/// The line that begins at a place: its text, and where the next begins.
fn line(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = bytes.get(at..)?;
    let length = rest.windows(2).position(|window| window == b"\r\n")?;
    Some((&rest[..length], at + length + 2))
}

/// Where the value that begins at a place ends. None: more must come first.
fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    let (head, mut end) = line(bytes, at)?;
    let (kind, number) = head.split_first()?;
    let number = || std::str::from_utf8(number).ok()?.parse::<i64>().ok();
    match kind {
        b'$' | b'=' | b'!' => {
            let length = usize::try_from(number()?).map_or(0, |length| length + 2);
            (bytes.len() >= end + length).then_some(end + length)
        }
        b'*' | b'>' | b'~' | b'%' | b'|' => {
            let each = if matches!(kind, b'%' | b'|') { 2 } else { 1 };
            for _ in 0..number()?.max(0) * each {
                end = value_end(bytes, end)?;
            }
            Some(end)
        }
        _ => Some(end),
    }
}

fn bulk(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let end = value_end(bytes, at)?;
    let (_, begin) = line(bytes, at)?;
    Some((bytes.get(begin..end.checked_sub(2)?)?, end))
}

/// A published message, if this is one.
fn message(value: &[u8]) -> Option<Message<'_>> {
    let (b">3", at) = line(value, 0)? else { return None };
    let (b"message", at) = bulk(value, at)? else { return None };
    let (channel, at) = bulk(value, at)?;
    let (payload, _) = bulk(value, at)?;
    Some(Message { channel, payload })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_apart() {
        let pushed = push(b"c", b"a\r\nb");
        let stream = [b"+OK\r\n%1\r\n$1\r\na\r\n:1\r\n".as_slice(), &pushed, b"$-1\r\n$3\r\nab"].concat();
        let mut ends = Vec::new();
        let mut at = 0;
        while let Some(end) = value_end(&stream, at) {
            ends.push(stream[at..end].to_vec());
            at = end;
        }
        assert_eq!(ends.len(), 4);
        assert_eq!(ends[2], pushed);
        let message = message(&pushed).expect("a message");
        assert_eq!((message.channel, message.payload), (b"c".as_slice(), b"a\r\nb".as_slice()));
    }

    #[test]
    fn mischief_does_what_it_says() {
        let harmed = |mischief, number: usize| {
            let mut state = State {
                mischief,
                random: fastrand::Rng::with_seed(1),
                forgery: None,
                canary: b"secret".to_vec(),
                seen: false,
            };
            let (mut delayed, mut out) = (None, Vec::new());
            for n in 0..number {
                let value = push(b"c", format!("payload {n} secret").as_bytes());
                state.harm(&value, &message(&value).expect("a message"), &mut delayed, &mut out);
            }
            assert!(state.seen);
            out
        };
        let two = |first: &str, second: &str| [push(b"c", first.as_bytes()), push(b"c", second.as_bytes())].concat();
        assert_eq!(harmed(Mischief::Drop(100), 3), b"");
        assert_eq!(harmed(Mischief::Repeat, 1), two("payload 0 secret", "payload 0 secret"));
        assert_eq!(harmed(Mischief::Reorder, 2), two("payload 1 secret", "payload 0 secret"));
        assert_ne!(harmed(Mischief::Alter, 1), push(b"c", b"payload 0 secret"));
        assert!(harmed(Mischief::Forge, 1).len() > push(b"c", b"payload 0 secret").len() + 200);
    }
}

//! What sealing costs on this machine, for load tests: the very code that seals and opens posts, with a key of its own.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::Context;
use renrakucho_domain::{AccountId, Body, EntryId, Priority, RoomId};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    entropy,
    seal::{RoomKey, sha256},
};

/// Each step is repeated for so long; long enough for thousands of rounds.
const LENGTH: Duration = Duration::from_millis(300);
const ROUNDS: u32 = 64;

/// Microseconds of processor time for one post, of each step that a post takes because it is sealed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cost {
    /// The body's length.
    pub bytes: usize,
    /// XChaCha20-Poly1305 with a fresh nonce.
    pub seal_us: f64,
    /// The keyed digest of the content, and the hash of what is sealed for the audit log.
    pub digests_us: f64,
    /// As each node does once for all who listen, and as each reading of the room's past does.
    pub open_us: f64,
}

/// Measures it, with a body of so many bytes.
pub fn measure(bytes: usize) -> anyhow::Result<Cost> {
    let key = RoomKey::new(RoomId(Uuid::from_bytes(entropy::bytes())), &entropy::bytes::<32>());
    let body = Body::new(&"x".repeat(bytes)).ok().context("no post is that long")?;
    let (id, author) = (EntryId(Uuid::from_bytes(entropy::bytes())), AccountId(Uuid::from_bytes(entropy::bytes())));
    let sealed = key.seal_body(&body, id, author);
    Ok(Cost {
        bytes,
        seal_us: each(|| drop(black_box(key.seal_body(black_box(&body), id, author)))),
        digests_us: each(|| {
            black_box(key.content_mac(black_box(&body), Priority::Normal, None));
            black_box(sha256(black_box(&sealed)));
        }),
        open_us: each(|| {
            let _ = black_box(key.open_body(black_box(&sealed), id, author));
        }),
    })
}

/// The fastest of many rounds: whatever else the machine does only adds to one.
fn each(mut step: impl FnMut()) -> f64 {
    let until = Instant::now() + LENGTH;
    let mut best = Duration::MAX;
    while Instant::now() < until {
        let since = Instant::now();
        (0..ROUNDS).for_each(|_| step());
        best = best.min(since.elapsed());
    }
    best.as_secs_f64() * 1e6 / f64::from(ROUNDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_takes_its_time_and_a_body_must_be_a_post() {
        let cost = measure(400).expect("a post's length");
        assert!(cost.seal_us > 0.0 && cost.digests_us > 0.0 && cost.open_us > 0.0, "{cost:?}");
        assert!(measure(1_000_000).is_err());
    }
}

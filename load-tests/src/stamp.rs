//! A post's id tells when the post was due and who sent it, so that whoever receives it needs no shared table.

use std::{sync::OnceLock, time::Instant};

use uuid::{Builder, Uuid};

/// Marks our ids; the server makes others.
const MARK: u16 = 0xb5e;
const MICROS_BITS: u32 = 42;

struct Origin {
    instant: Instant,
    unix_ms: u64,
}

fn origin() -> &'static Origin {
    static ORIGIN: OnceLock<Origin> = OnceLock::new();
    ORIGIN.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "a client makes its own ids")]
        let now = Uuid::now_v7().get_timestamp().map_or((0, 0), |timestamp| timestamp.to_unix());
        Origin { instant: Instant::now(), unix_ms: now.0 * 1000 + u64::from(now.1) / 1_000_000 }
    })
}

/// Microseconds since this process began to count.
pub(crate) fn now() -> u64 {
    micros(Instant::now())
}

/// The same of any moment.
pub(crate) fn micros(at: Instant) -> u64 {
    u64::try_from(at.saturating_duration_since(origin().instant).as_micros()).unwrap_or(u64::MAX)
}

/// When a post was due, and whose it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stamp {
    pub(crate) due: u64,
    pub(crate) sender: usize,
}

impl Stamp {
    /// As the id of a post (UUIDv7).
    pub(crate) fn id(self) -> Uuid {
        let low = (self.sender as u64) << MICROS_BITS | self.due;
        let mut random = [0; 10];
        random[..2].copy_from_slice(&MARK.to_be_bytes());
        random[2..].copy_from_slice(&low.to_be_bytes());
        Builder::from_unix_timestamp_millis(origin().unix_ms + self.due / 1000, &random).into_uuid()
    }

    /// Out of an id, if it is one of ours.
    pub(crate) fn read(id: Uuid) -> Option<Self> {
        let number = id.as_u128();
        let low = u64::try_from(number & ((1 << 62) - 1)).ok()?;
        let mark = u16::try_from(number >> 64 & 0xfff).ok()?;
        let sender = usize::try_from(low >> MICROS_BITS).ok()?;
        (mark == MARK).then_some(Self { due: low & ((1 << MICROS_BITS) - 1), sender })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_what_was_put_into_it() {
        let stamp = Stamp { due: 3_600_000_001, sender: 99_999 };
        let id = stamp.id();
        assert_eq!((id.get_version_num(), Stamp::read(id)), (7, Some(stamp)));
        assert_eq!(Stamp::read(Uuid::nil()), None);
    }
}

//! Whether a session is good at this moment.

use time::{Duration, OffsetDateTime};

use crate::Refusal;

/// How an account, a device or a certificate stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// In use.
    Active,
    /// Stopped for the time being (articles 28, 37).
    Suspended,
    /// Ended for good (disqualified, revoked, reissued, discontinued).
    Ended,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Ended];

    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

/// The facts about a session, read in one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The account that signed in.
    pub account: Standing,
    /// The device it signed in from.
    pub device: Standing,
    /// Whether the session itself was ended.
    pub ended: bool,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
    /// The database's time.
    pub now: OffsetDateTime,
}

/// A session counts while nothing it rests on has been stopped.
pub fn check(facts: &Facts) -> Result<(), Refusal> {
    if facts.account != Standing::Active || facts.device != Standing::Active {
        return Err(Refusal::Suspended);
    }
    if facts.ended || facts.expires_at <= facts.now {
        return Err(Refusal::SessionEnded);
    }
    Ok(())
}

/// How a session is bound to the browser that it began in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Binding {
    /// Whether it has a key that proves it.
    pub has_key: bool,
    /// Whether the database holds a demo: only there are sessions made without a browser, and so without a key.
    pub is_demo: bool,
    /// When the key was proved last.
    pub proved_at: OffsetDateTime,
    /// The database's time.
    pub now: OffsetDateTime,
}

/// Until when the session need not prove its key again; none if it has none and needs none. Whoever took the cookie alone
/// is out after `seconds`.
pub fn proved_until(binding: &Binding, seconds: u32) -> Result<Option<OffsetDateTime>, Refusal> {
    if !binding.has_key {
        return if binding.is_demo { Ok(None) } else { Err(Refusal::SessionEnded) };
    }
    let until = binding.proved_at + Duration::seconds(i64::from(seconds));
    if until <= binding.now { Err(Refusal::ProofDue) } else { Ok(Some(until)) }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn only_a_session_that_rests_on_good_things_counts() {
        let now = datetime!(2026-04-01 00:00 UTC);
        let good = Facts {
            account: Standing::Active,
            device: Standing::Active,
            ended: false,
            expires_at: now + Duration::SECOND,
            now,
        };
        assert_eq!(check(&good), Ok(()));
        assert_eq!(check(&Facts { account: Standing::Suspended, ..good }), Err(Refusal::Suspended));
        assert_eq!(check(&Facts { device: Standing::Ended, ..good }), Err(Refusal::Suspended));
        assert_eq!(check(&Facts { ended: true, ..good }), Err(Refusal::SessionEnded));
        assert_eq!(check(&Facts { expires_at: now, ..good }), Err(Refusal::SessionEnded));
    }

    #[test]
    fn a_session_is_worth_something_while_its_key_was_proved_lately() {
        let now = datetime!(2026-04-01 00:00 UTC);
        let proved =
            |seconds| Binding { has_key: true, is_demo: false, proved_at: now - Duration::seconds(seconds), now };
        assert_eq!(proved_until(&proved(299), 300), Ok(Some(now + Duration::SECOND)));
        assert_eq!(proved_until(&proved(300), 300), Err(Refusal::ProofDue));
        // Without a key only the load data of a demo counts.
        assert_eq!(proved_until(&Binding { has_key: false, ..proved(0) }, 300), Err(Refusal::SessionEnded));
        assert_eq!(proved_until(&Binding { has_key: false, is_demo: true, ..proved(900) }, 300), Ok(None));
        assert_eq!(proved_until(&Binding { is_demo: true, ..proved(900) }, 300), Err(Refusal::ProofDue));
    }
}

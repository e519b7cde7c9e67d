//! Whether a session is good at this moment.

use time::OffsetDateTime;

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

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

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
}

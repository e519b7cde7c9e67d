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
    /// When its person last did something, as far as the server was told.
    pub acted_at: OffsetDateTime,
    /// The database's time.
    pub now: OffsetDateTime,
}

/// For how long a session is good after what is known of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// After its key was proved. Whoever took the cookie alone is out after these seconds.
    pub proof_seconds: u32,
    /// After its person did something. Whoever finds the screen that they left is out after these.
    pub idle_seconds: u32,
}

impl Patience {
    /// Until when it is good, proved and used at these times.
    pub fn good_until(self, proved_at: OffsetDateTime, acted_at: OffsetDateTime) -> OffsetDateTime {
        let seconds = |seconds: u32| Duration::seconds(i64::from(seconds));
        (proved_at + seconds(self.proof_seconds)).min(acted_at + seconds(self.idle_seconds))
    }
}

/// Until when the session is good without another word from its browser; none if it has no key and needs none. A proof that
/// is due is asked for first: whoever cannot give it learns nothing else.
pub fn good_until(binding: &Binding, patience: Patience) -> Result<Option<OffsetDateTime>, Refusal> {
    if !binding.has_key {
        return if binding.is_demo { Ok(None) } else { Err(Refusal::SessionEnded) };
    }
    if patience.good_until(binding.proved_at, binding.now) <= binding.now {
        return Err(Refusal::ProofDue);
    }
    let until = patience.good_until(binding.proved_at, binding.acted_at);
    if until <= binding.now { Err(Refusal::Locked) } else { Ok(Some(until)) }
}

/// Whether the passkey was used so lately in the session that a grave act may follow. A sign-in counts as a use.
pub fn verified_lately(verified_at: OffsetDateTime, now: OffsetDateTime, seconds: u32) -> bool {
    now < verified_at + Duration::seconds(i64::from(seconds))
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
    fn a_passkey_counts_as_used_lately_for_so_long() {
        let now = datetime!(2026-04-01 00:00 UTC);
        for (seconds_ago, lately) in [(0, true), (299, true), (300, false), (3_600, false)] {
            assert_eq!(verified_lately(now - Duration::seconds(seconds_ago), now, 300), lately, "{seconds_ago}");
        }
    }

    #[test]
    fn a_session_is_worth_something_while_its_key_was_proved_and_its_person_was_there_lately() {
        let now = datetime!(2026-04-01 00:00 UTC);
        let patience = Patience { proof_seconds: 300, idle_seconds: 900 };
        let known = |proved: i64, acted: i64| {
            let ago = |seconds| now - Duration::seconds(seconds);
            Binding { has_key: true, is_demo: false, proved_at: ago(proved), acted_at: ago(acted), now }
        };
        let good = |binding: Binding| good_until(&binding, patience);
        assert_eq!(good(known(299, 0)), Ok(Some(now + Duration::SECOND)));
        assert_eq!(good(known(0, 899)), Ok(Some(now + Duration::SECOND)));
        assert_eq!(good(known(300, 0)), Err(Refusal::ProofDue));
        assert_eq!(good(known(0, 900)), Err(Refusal::Locked));
        assert_eq!(good(known(300, 900)), Err(Refusal::ProofDue));
        // Without a key only the load data of a demo counts, and nobody sits before it.
        assert_eq!(good(Binding { has_key: false, ..known(0, 0) }), Err(Refusal::SessionEnded));
        assert_eq!(good(Binding { has_key: false, is_demo: true, ..known(900, 900) }), Ok(None));
        assert_eq!(good(Binding { is_demo: true, ..known(900, 0) }), Err(Refusal::ProofDue));
    }
}

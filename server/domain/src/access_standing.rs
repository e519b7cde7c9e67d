//! 止められたもの: who and what is let in no more, or is so again. A backup that is restored knows less of it than the deletion journal
//! does; of each thing the last state counts, whoever knows it.

use std::collections::BTreeMap;

use time::OffsetDateTime;
use uuid::Uuid;

/// What lets somebody in, and can be taken away.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum What {
    /// An ID.
    Account,
    /// That an ID looks after a facility.
    FacilityAdmin,
    /// That it acts for the city.
    CityModerator,
    /// That it approves for the city.
    CityApprover,
    /// That it operates the installation.
    Operator,
    /// A device.
    Device,
    /// A passkey.
    Passkey,
    /// That an ID may sign in on a shared device.
    SharedDevice,
    /// A facility.
    Facility,
    /// A membership of a room.
    Membership,
}

impl What {
    /// Everything.
    pub const ALL: [Self; 10] = [
        Self::Account,
        Self::FacilityAdmin,
        Self::CityModerator,
        Self::CityApprover,
        Self::Operator,
        Self::Device,
        Self::Passkey,
        Self::SharedDevice,
        Self::Facility,
        Self::Membership,
    ];

    /// The word in the database and in the journal; of what an ID is for that of its role.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::FacilityAdmin => "facility_admin",
            Self::CityModerator => "city_moderator",
            Self::CityApprover => "city_approver",
            Self::Operator => "operator",
            Self::Device => "device",
            Self::Passkey => "passkey",
            Self::SharedDevice => "shared_device",
            Self::Facility => "facility",
            Self::Membership => "membership",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.as_str() == word)
    }
}

/// Which one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name {
    /// What it is.
    pub what: What,
    /// The ID, device, passkey or facility.
    pub subject: Uuid,
    /// The room of a membership, the shared device; nil elsewhere.
    pub scope: Uuid,
}

/// Whether it stands, and since when.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct State {
    /// Which one.
    pub name: Name,
    /// Whether it does.
    pub stands: bool,
    /// Since when.
    pub at: OffsetDateTime,
}

/// The last state of each. Of two of one moment the one that takes away.
pub fn last(states: impl IntoIterator<Item = State>) -> BTreeMap<Name, State> {
    let mut last: BTreeMap<Name, State> = BTreeMap::new();
    for state in states {
        let counts = |known: &State| (known.at, !known.stands) < (state.at, !state.stands);
        if last.get(&state.name).is_none_or(counts) {
            last.insert(state.name, state);
        }
    }
    last
}

/// Of what was said, what a database has forgotten that knows these as the last.
pub fn forgotten<'a>(
    said: &'a BTreeMap<Name, State>,
    known: &'a BTreeMap<Name, State>,
) -> impl Iterator<Item = &'a State> {
    said.values().filter(|state| known.get(&state.name).is_none_or(|known| known.at < state.at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::Duration;

    use super::*;

    fn state(what: What, subject: u8, stands: bool, second: i64) -> State {
        State {
            name: Name { what, subject: Uuid::from_u128(subject.into()), scope: Uuid::nil() },
            stands,
            at: OffsetDateTime::UNIX_EPOCH + Duration::seconds(second),
        }
    }

    #[test]
    fn the_last_state_counts_in_whatever_order_it_is_read() {
        let (stopped, restored, again) =
            (state(What::Account, 1, false, 1), state(What::Account, 1, true, 2), state(What::Account, 1, false, 3));
        let other = state(What::Device, 1, false, 1);
        for order in [[stopped, restored, other], [restored, other, stopped], [other, stopped, restored]] {
            let last = last(order);
            assert_eq!(last.get(&stopped.name), Some(&restored));
            assert_eq!(last.get(&other.name), Some(&other), "another thing of the same name is another");
        }
        assert_eq!(last([again, restored, stopped])[&again.name], again);
        let at_once = state(What::Account, 1, true, 3);
        for order in [[again, at_once], [at_once, again]] {
            assert!(!last(order)[&again.name].stands, "in doubt it does not stand");
        }
    }

    #[test]
    fn a_database_has_forgotten_what_is_later_than_what_it_knows() {
        let said = last([state(What::Account, 1, false, 5), state(What::Account, 2, true, 5)]);
        let forgotten = |known: &[State]| forgotten(&said, &last(known.iter().copied())).count();
        assert_eq!(forgotten(&[]), 2);
        assert_eq!(forgotten(&[state(What::Account, 1, true, 4)]), 2, "it stood before");
        assert_eq!(forgotten(&[state(What::Account, 1, false, 5)]), 1);
        assert_eq!(forgotten(&[state(What::Account, 1, true, 6)]), 1, "the city let it in again afterwards");
        assert_eq!(forgotten(&[state(What::Account, 1, true, 6), state(What::Account, 2, true, 5)]), 0);
    }

    #[test]
    fn each_word_means_one_thing() {
        for what in What::ALL {
            assert_eq!(What::parse(what.as_str()), Some(what));
        }
        assert_eq!(What::parse("room"), None);
    }

    proptest! {
        /// Whatever happens to a few things, in whatever order the lines are read, and however often: each stands as it did last.
        #[test]
        fn the_journal_says_how_each_stood_last(
            history in proptest::collection::vec((0_u8..4, any::<bool>()), 0..40),
            shuffled in any::<proptest::sample::Index>(),
        ) {
            let mut model = std::collections::HashMap::new();
            let mut lines = Vec::new();
            for (second, (subject, stands)) in history.into_iter().enumerate() {
                model.insert(subject, stands);
                lines.push(state(What::Account, subject, stands, i64::try_from(second).expect("a few")));
            }
            if !lines.is_empty() {
                let at = shuffled.index(lines.len());
                lines.rotate_left(at);
                lines.extend_from_within(..at);
            }
            let last = last(lines);
            prop_assert_eq!(last.len(), model.len());
            for (subject, stands) in model {
                prop_assert_eq!(last[&state(What::Account, subject, true, 0).name].stands, stands);
            }
        }
    }
}

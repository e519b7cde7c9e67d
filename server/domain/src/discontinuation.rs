//! 支援中止: on whose request support is discontinued (article 16, 2 and 3).

use time::{Date, Month};

use crate::{Refusal, RoomState, room::Transition};

/// The city's year (年度) of a day in Tokyo: it begins in April. Certificates are numbered by it.
pub const fn fiscal_year(day: Date) -> i32 {
    match day.month() {
        Month::January | Month::February | Month::March => day.year() - 1,
        _ => day.year(),
    }
}

/// On what ground support is discontinued. A word from a list, so that nobody writes about a person's health.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// ご本人からの削除の申出.
    AskedByPerson,
    /// ご家族・ご親族からの削除の申出, where it is difficult for the person.
    AskedByProxy,
    /// 提案の取り下げ: the city never got a consent form, so that there is no consent to be withdrawn.
    ProposalDropped,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 3] = [Self::AskedByPerson, Self::AskedByProxy, Self::ProposalDropped];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AskedByPerson => "asked_by_person",
            Self::AskedByProxy => "asked_by_proxy",
            Self::ProposalDropped => "proposal_dropped",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == word)
    }

    /// What it brings about. A proxy, whoever of the family it is and whoever signed, ends the consent and not a permit on the ground of
    /// abuse that stands (article 20): that never rested on the consent. The person's own wish ends both: it is theirs to say, and
    /// article 20 is for those of whom no consent can be had.
    pub const fn transition(self, a_permit_outlives_it: bool) -> Transition {
        match (self, a_permit_outlives_it) {
            (Self::AskedByProxy, true) => Transition::EndConsent,
            (Self::AskedByProxy, false) | (Self::AskedByPerson | Self::ProposalDropped, _) => Transition::Discontinue,
        }
    }

    /// Whether it may be the ground in that state. Whoever asks is never refused; a proposal is dropped while it is one.
    pub const fn check(self, state: RoomState) -> Result<(), Refusal> {
        match (self, state) {
            (Self::AskedByPerson | Self::AskedByProxy, _) | (Self::ProposalDropped, RoomState::AwaitingConsent) => {
                Ok(())
            }
            (Self::ProposalDropped, _) => Err(Refusal::Invalid("ground")),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_citys_year_begins_in_april() {
        for (day, year) in [
            (date!(2026 - 12 - 31), 2026),
            (date!(2027 - 01 - 01), 2026),
            (date!(2027 - 03 - 31), 2026),
            (date!(2027 - 04 - 01), 2027),
        ] {
            assert_eq!(fiscal_year(day), year, "{day}");
        }
    }

    #[test]
    fn a_permit_stands_against_a_proxy_alone() {
        for ground in Ground::ALL {
            for stands in [true, false] {
                let is_kept = stands && ground == Ground::AskedByProxy;
                let expected = if is_kept { Transition::EndConsent } else { Transition::Discontinue };
                assert_eq!(ground.transition(stands), expected, "{ground:?} {stands}");
            }
        }
    }

    #[test]
    fn who_asks_is_never_refused_and_only_what_was_proposed_is_dropped() {
        for ground in Ground::ALL {
            assert_eq!(Ground::parse(ground.as_str()), Some(ground));
            for state in RoomState::ALL {
                let expected = ground != Ground::ProposalDropped || state == RoomState::AwaitingConsent;
                assert_eq!(ground.check(state).is_ok(), expected, "{ground:?} {state:?}");
            }
        }
    }
}

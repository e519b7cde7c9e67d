//! 指名: who acts for the city, as its moderator (担当者) or its approver (承認者). Two people of the city decide it: whoever could give
//! the city's roles alone could afterwards decide alone what needs two.

use crate::{AccountId, Refusal, Role, session::Standing};

/// Whether an account of this role acts for the city.
pub const fn is_of_city(role: Role) -> bool {
    matches!(role, Role::CityModerator | Role::CityApprover)
}

/// How a proposal stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// 確認待ち: the second person has not looked at it.
    Waiting,
    /// 決定
    Done,
    /// 不承認
    Refused,
    /// 取下げ
    Withdrawn,
    /// Nobody confirmed it in time.
    Lapsed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Done, Self::Refused, Self::Withdrawn, Self::Lapsed];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What the rule asks: read under the locks of all accounts that are concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// What the account is for now.
    pub from: Role,
    /// What it is to be for.
    pub to: Role,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is the proposer's own.
    pub is_own: bool,
    /// In how many rooms it takes part.
    pub rooms: i64,
    /// How many people act for the city besides the proposer and the one it is about.
    pub others: usize,
}

/// What becomes of a proposal that may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It counts at once: nobody else acts for the city yet who could confirm it.
    AtOnce,
    /// It counts when a second person of the city has confirmed it.
    AwaitsSecond,
}

/// Whether the proposal may be. Asked again when it is confirmed.
pub const fn may_propose(facts: Facts) -> Result<Verdict, Refusal> {
    let Facts { from, to, standing, is_own, rooms, others } = facts;
    if is_own {
        return Err(Refusal::Invalid("account"));
    }
    // An operator stays one: the contractor never decides for the city.
    if matches!(from, Role::Operator) || matches!(to, Role::Operator | Role::FacilityAdmin) {
        return Err(Refusal::Invalid("role"));
    }
    if !is_of_city(from) && !is_of_city(to) {
        return Err(Refusal::Invalid("role"));
    }
    if from as u8 == to as u8 {
        return Err(Refusal::Stale);
    }
    // Nobody is appointed whose ID is suspended; a role is taken from them all the same.
    if matches!(standing, Standing::Ended) || (is_of_city(to) && !matches!(standing, Standing::Active)) {
        return Err(Refusal::Stale);
    }
    if !to.may_be_member() && rooms > 0 {
        return Err(Refusal::Invalid("rooms"));
    }
    match (others, is_of_city(from)) {
        // The first moderator of a new installation finds a second person. To take a role away there must be one: of two people
        // neither could otherwise rid themselves of the other, and be two people with whom they please.
        (0, false) => Ok(Verdict::AtOnce),
        (0, true) => Err(Refusal::Invalid("second")),
        _ => Ok(Verdict::AwaitsSecond),
    }
}

/// Whether this person may confirm or refuse it: neither the proposer nor the one it is about.
pub fn may_decide(decider: AccountId, proposer: AccountId, about: AccountId) -> Result<(), Refusal> {
    if decider == proposer || decider == about { Err(Refusal::Invalid("account")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const FACTS: Facts = Facts {
        from: Role::Staff,
        to: Role::CityModerator,
        standing: Standing::Active,
        is_own: false,
        rooms: 0,
        others: 1,
    };

    #[test]
    fn every_change_of_role() {
        use Role::{CityApprover, CityModerator, FacilityAdmin, Staff};
        let fine = [
            (Staff, CityModerator),
            (Staff, CityApprover),
            (FacilityAdmin, CityModerator),
            (FacilityAdmin, CityApprover),
            (CityModerator, CityApprover),
            (CityApprover, CityModerator),
            (CityModerator, Staff),
            (CityApprover, Staff),
        ];
        for from in Role::ALL {
            for to in Role::ALL {
                let verdict = may_propose(Facts { from, to, ..FACTS });
                assert_eq!(verdict.is_ok(), fine.contains(&(from, to)), "{from:?} {to:?}");
                let is_same = from == to && is_of_city(to);
                let refused = if is_same { Refusal::Stale } else { Refusal::Invalid("role") };
                assert!(verdict.is_ok() || verdict == Err(refused), "{from:?} {to:?}");
            }
        }
    }

    #[test]
    fn alone_only_who_is_alone() {
        assert_eq!(may_propose(FACTS), Ok(Verdict::AwaitsSecond));
        assert_eq!(may_propose(Facts { others: 0, ..FACTS }), Ok(Verdict::AtOnce));
        let away = Facts { from: Role::CityModerator, to: Role::Staff, ..FACTS };
        assert_eq!(may_propose(away), Ok(Verdict::AwaitsSecond));
        assert_eq!(may_propose(Facts { others: 0, ..away }), Err(Refusal::Invalid("second")));
        let (a, b, c) = (AccountId(Uuid::nil()), AccountId(Uuid::max()), AccountId(Uuid::from_u128(7)));
        assert_eq!(may_decide(a, a, b), Err(Refusal::Invalid("account")));
        assert_eq!(may_decide(b, a, b), Err(Refusal::Invalid("account")));
        assert_eq!(may_decide(c, a, b), Ok(()));
    }

    #[test]
    fn of_whom_it_may_not_be() {
        assert_eq!(may_propose(Facts { is_own: true, ..FACTS }), Err(Refusal::Invalid("account")));
        let approver = Facts { to: Role::CityApprover, rooms: 1, ..FACTS };
        assert_eq!(may_propose(approver), Err(Refusal::Invalid("rooms")));
        assert_eq!(may_propose(Facts { rooms: 1, ..FACTS }), Ok(Verdict::AwaitsSecond));
        let away = Facts { from: Role::CityApprover, to: Role::Staff, ..FACTS };
        for (standing, may_be_appointed, may_be_dismissed) in
            [(Standing::Active, true, true), (Standing::Suspended, false, true), (Standing::Ended, false, false)]
        {
            assert_eq!(may_propose(Facts { standing, ..FACTS }).is_ok(), may_be_appointed, "{standing:?}");
            assert_eq!(may_propose(Facts { standing, ..away }).is_ok(), may_be_dismissed, "{standing:?}");
        }
    }

    #[test]
    fn words_come_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
    }
}

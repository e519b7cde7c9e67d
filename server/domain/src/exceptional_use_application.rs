//! 例外利用の申請 by a facility (article 20): whoever proposed a person asks the city that the room is used before there is consent. A moderator
//! recommends it, which is what a moderator asks for by themself too; an approver permits. None of the three is another one of them.

use crate::{AccountId, Refusal, StaffMemberId, case::State, exceptional_use::may_decide};

/// Whom an application may name: people of the facility through which it is made. Whom else the city adds, it says when it recommends it.
pub fn may_name(people: &[AccountId], colleagues: &[AccountId]) -> Result<(), Refusal> {
    let all_are = people.iter().all(|one| colleagues.contains(one));
    if all_are { Ok(()) } else { Err(Refusal::Invalid("people")) }
}

/// Whether someone may recommend it, or not: another person than whoever applied, with whatever account.
pub fn may_recommend(applied_by: StaffMemberId, by: StaffMemberId) -> Result<(), Refusal> {
    may_decide(applied_by, by)
}

/// Whether whoever permits it, or reviews that, is another person than whoever applied.
pub fn is_of_others(applied_by: Option<StaffMemberId>, by: StaffMemberId) -> Result<(), Refusal> {
    applied_by.map_or(Ok(()), |applied_by| may_decide(applied_by, by))
}

/// How an application stands, as whoever applied is told: never who decides, nor why the approver did not permit it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// 提出済み
    Submitted,
    /// 市が確認中: somebody of the city works on it.
    UnderReview,
    /// 推薦された: the approver decides.
    Recommended,
    /// 許可された
    Permitted,
    /// The permit is over: by its time, or because the city ended it.
    Ended,
    /// 推薦されなかった, for a reason that whoever applied reads.
    Declined,
    /// 許可されなかった
    NotPermitted,
    /// 取り下げた
    Withdrawn,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 8] = [
        Self::Submitted,
        Self::UnderReview,
        Self::Recommended,
        Self::Permitted,
        Self::Ended,
        Self::Declined,
        Self::NotPermitted,
        Self::Withdrawn,
    ];
}

/// What its standing follows from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// How its own case stands.
    pub case: State,
    /// Whether somebody works on that.
    pub is_claimed: bool,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
    /// How the case stands in which the approver decides, if it was recommended.
    pub decision: Option<State>,
    /// Whether the permit that was given does not stand any more.
    pub is_over: bool,
}

/// How it stands.
pub const fn standing(facts: Facts) -> Standing {
    match (facts.case, facts.decision) {
        _ if facts.is_withdrawn => Standing::Withdrawn,
        (_, Some(State::Accepted)) if facts.is_over => Standing::Ended,
        (_, Some(State::Accepted)) => Standing::Permitted,
        (_, Some(State::Refused)) => Standing::NotPermitted,
        (_, Some(State::Open)) | (State::Accepted, None) => Standing::Recommended,
        (State::Refused, None) => Standing::Declined,
        (State::Open, None) if facts.is_claimed => Standing::UnderReview,
        (State::Open, None) => Standing::Submitted,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn it_names_people_of_the_own_facility_alone() {
        let [own, other] = [1, 2].map(|n| AccountId(Uuid::from_u128(n)));
        assert_eq!(may_name(&[own], &[own]), Ok(()));
        assert_eq!(may_name(&[own, other], &[own]), Err(Refusal::Invalid("people")));
    }

    #[test]
    fn nobody_is_two_of_the_three() {
        let [one, other] = [1, 2].map(|n| StaffMemberId(Uuid::from_u128(n)));
        let own = Err(Refusal::Invalid("account"));
        assert_eq!((may_recommend(one, other), may_recommend(one, one)), (Ok(()), own));
        assert_eq!((is_of_others(Some(one), other), is_of_others(Some(one), one)), (Ok(()), own));
        assert_eq!(is_of_others(None, one), Ok(()), "the city asked by itself");
    }

    #[test]
    fn whoever_applied_is_told_how_it_stands_and_a_withdrawal_before_all() {
        use State::{Accepted, Open, Refused};
        let told = |case, is_claimed, decision, is_over| {
            standing(Facts { case, is_claimed, is_withdrawn: false, decision, is_over })
        };
        let table = [
            (told(Open, false, None, false), Standing::Submitted),
            (told(Open, true, None, false), Standing::UnderReview),
            (told(Accepted, true, Some(Open), false), Standing::Recommended),
            (told(Accepted, true, Some(Accepted), false), Standing::Permitted),
            (told(Accepted, true, Some(Accepted), true), Standing::Ended),
            (told(Accepted, true, Some(Refused), false), Standing::NotPermitted),
            (told(Refused, true, None, false), Standing::Declined),
        ];
        for (place, (is, expected)) in table.into_iter().enumerate() {
            assert_eq!(is, expected, "{place}");
        }
        for case in State::ALL {
            let facts = Facts { case, is_claimed: true, is_withdrawn: true, decision: None, is_over: false };
            assert_eq!(standing(facts), Standing::Withdrawn);
        }
    }
}

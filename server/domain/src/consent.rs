//! Consent and its receipt by the city (article 16), and how it is taken again.

use std::collections::BTreeSet;

use time::Date;

use crate::{FacilityId, Refusal, RoomState, my_number, person::StaffCategory};

/// What is shared of a person, as the form lists it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum InformationKind {
    /// 健康・医療
    Health,
    /// 介護・福祉サービス
    Care,
    /// 暮らし・家族
    Living,
    /// 教育・保育
    Education,
}

impl InformationKind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Health, Self::Care, Self::Living, Self::Education];

    /// The word that is sealed, and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Care => "care",
            Self::Living => "living",
            Self::Education => "education",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// 同意の範囲: with whom the person shares what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    /// With what kinds of facilities.
    pub categories: Vec<StaffCategory>,
    /// What. Nobody can hold a post against it: members are shown it.
    pub information: Vec<InformationKind>,
    /// And with which facilities not, whatever their kind.
    pub refused: Vec<FacilityId>,
}

impl Scope {
    /// So many facilities can be refused.
    pub const MAX_REFUSED: usize = 50;

    /// All that the form speaks of.
    pub fn whole() -> Self {
        Self { categories: StaffCategory::ALL.into(), information: InformationKind::ALL.into(), refused: Vec::new() }
    }

    /// Whether someone can have agreed to that.
    pub fn check(&self) -> Result<(), Refusal> {
        let categories: BTreeSet<_> = self.categories.iter().map(|one| one.as_str()).collect();
        if categories.is_empty() || categories.len() != self.categories.len() {
            return Err(Refusal::Invalid("categories"));
        }
        let information: BTreeSet<_> = self.information.iter().collect();
        if information.is_empty() || information.len() != self.information.len() {
            return Err(Refusal::Invalid("information"));
        }
        let refused: BTreeSet<_> = self.refused.iter().map(|one| one.0).collect();
        if refused.len() != self.refused.len() || refused.len() > Self::MAX_REFUSED {
            return Err(Refusal::Invalid("refused_facilities"));
        }
        Ok(())
    }

    /// Whether staff of such a facility may take part.
    pub fn admits(&self, category: StaffCategory, facility: FacilityId) -> bool {
        self.categories.contains(&category) && !self.refused.contains(&facility)
    }
}

/// Who signed the consent form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Signatory {
    /// ご本人
    Person,
    /// ご家族・ご親族(代理): only where the person's own consent is difficult to obtain.
    Proxy {
        /// How the proxy is related to the person.
        relation: String,
        /// Why the person could not sign.
        why_not_person: String,
    },
}

/// What the city records when it receives the signed form. The room takes posts from then on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsentReceipt {
    /// Who signed.
    pub signatory: Signatory,
    /// The version printed on the form.
    pub form_version: String,
    /// The date beside the signature.
    pub signed_on: Date,
    /// The date the city received the form.
    pub received_on: Date,
    /// With whom what is shared.
    pub scope: Scope,
}

impl ConsentReceipt {
    /// The longest relation, reason or version, in characters.
    pub const MAX_CHARS: usize = 200;

    /// Checks a receipt on the day it is recorded; the refusal names the field that the form can show.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        let filled = |text: &str, field| {
            let ok = !text.trim().is_empty()
                && text.chars().count() <= Self::MAX_CHARS
                && !text.chars().any(char::is_control)
                && !my_number::appears_in(text);
            if ok { Ok(()) } else { Err(Refusal::Invalid(field)) }
        };
        if let Signatory::Proxy { relation, why_not_person } = &self.signatory {
            filled(relation, "relation")?;
            filled(why_not_person, "why_not_person")?;
        }
        filled(&self.form_version, "form_version")?;
        if self.signed_on > today {
            return Err(Refusal::Invalid("signed_on"));
        }
        if self.received_on > today || self.received_on < self.signed_on {
            return Err(Refusal::Invalid("received_on"));
        }
        self.scope.check()
    }

    /// The same of one that takes the place of another: what was signed before that one says nothing new.
    pub fn check_again(&self, today: Date, signed_before: Date) -> Result<(), Refusal> {
        self.check(today)?;
        if self.signed_on < signed_before { Err(Refusal::Invalid("signed_on")) } else { Ok(()) }
    }
}

/// Whether consent may be taken again in this state: once there is one, and while support goes on.
pub const fn may_take_again(state: RoomState) -> Result<(), Refusal> {
    match state {
        RoomState::Active => Ok(()),
        RoomState::AwaitingConsent => Err(Refusal::ConsentMissing),
        RoomState::Ended => Err(Refusal::ReadOnly),
        RoomState::Discontinued | RoomState::PermitOnly | RoomState::Lapsed | RoomState::Erased => {
            Err(Refusal::RoomClosed)
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn receipt() -> ConsentReceipt {
        ConsentReceipt {
            signatory: Signatory::Person,
            form_version: "2021-02".into(),
            signed_on: date!(2026 - 04 - 01),
            received_on: date!(2026 - 04 - 02),
            scope: Scope::whole(),
        }
    }

    #[test]
    fn a_form_signed_by_the_person_is_received() {
        assert_eq!(receipt().check(date!(2026 - 04 - 02)), Ok(()));
    }

    #[test]
    fn whoever_is_outside_of_the_scope_is_not_admitted() {
        let (yes, no) = (FacilityId(uuid::Uuid::from_u128(1)), FacilityId(uuid::Uuid::from_u128(2)));
        for category in StaffCategory::ALL {
            assert!(Scope::whole().admits(category, no), "{category:?}");
        }
        let scope = Scope {
            categories: vec![StaffCategory::MedicalInstitution, StaffCategory::SchoolTeacher],
            information: vec![InformationKind::Health],
            refused: vec![no],
        };
        for category in StaffCategory::ALL {
            let is_named = [StaffCategory::MedicalInstitution, StaffCategory::SchoolTeacher].contains(&category);
            assert_eq!(scope.admits(category, yes), is_named, "{category:?}");
            assert!(!scope.admits(category, no), "{category:?}");
        }
    }

    #[test]
    fn a_scope_names_somebody_and_something_each_once() {
        let fault = |change: &dyn Fn(&mut Scope)| {
            let mut scope = Scope::whole();
            change(&mut scope);
            ConsentReceipt { scope, ..receipt() }.check(date!(2026 - 04 - 02)).err()
        };
        assert_eq!(fault(&|_| ()), None);
        assert_eq!(fault(&|scope| scope.categories.clear()), Some(Refusal::Invalid("categories")));
        assert_eq!(
            fault(&|scope| scope.categories.push(StaffCategory::CityEmployee)),
            Some(Refusal::Invalid("categories"))
        );
        assert_eq!(fault(&|scope| scope.information.clear()), Some(Refusal::Invalid("information")));
        let facility = |number| FacilityId(uuid::Uuid::from_u128(number));
        assert_eq!(
            fault(&|scope| scope.refused = vec![facility(1), facility(1)]),
            Some(Refusal::Invalid("refused_facilities"))
        );
        assert_eq!(
            fault(&|scope| scope.refused = (0..51).map(facility).collect()),
            Some(Refusal::Invalid("refused_facilities"))
        );
        for kind in InformationKind::ALL {
            assert_eq!(InformationKind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn a_proxy_states_relation_and_reason() {
        let proxy = |relation: &str, why: &str| ConsentReceipt {
            signatory: Signatory::Proxy { relation: relation.into(), why_not_person: why.into() },
            ..receipt()
        };
        let today = date!(2026 - 04 - 02);
        assert_eq!(proxy("長男", "意識障害のため").check(today), Ok(()));
        assert_eq!(proxy("", "意識障害のため").check(today), Err(Refusal::Invalid("relation")));
        assert_eq!(proxy("長男", "　").check(today), Err(Refusal::Invalid("why_not_person")));
    }

    #[test]
    fn consent_is_taken_again_while_support_goes_on_and_not_on_an_older_form() {
        for state in RoomState::ALL {
            assert_eq!(may_take_again(state).is_ok(), state == RoomState::Active, "{state:?}");
        }
        assert_eq!(may_take_again(RoomState::AwaitingConsent), Err(Refusal::ConsentMissing));
        assert_eq!(may_take_again(RoomState::Ended), Err(Refusal::ReadOnly));
        let (today, signed) = (date!(2026 - 04 - 02), receipt().signed_on);
        assert_eq!(receipt().check_again(today, signed), Ok(()), "on the same day");
        let later = signed.next_day().expect("a day");
        assert_eq!(receipt().check_again(today, later), Err(Refusal::Invalid("signed_on")));
        let future = ConsentReceipt { signed_on: date!(2026 - 04 - 03), ..receipt() };
        assert_eq!(future.check_again(today, signed), Err(Refusal::Invalid("signed_on")));
    }

    #[test]
    fn dates_run_forward_and_not_into_the_future() {
        let today = date!(2026 - 04 - 02);
        let future = ConsentReceipt { signed_on: date!(2026 - 04 - 03), ..receipt() };
        assert_eq!(future.check(today), Err(Refusal::Invalid("signed_on")));
        let early = ConsentReceipt { received_on: date!(2026 - 03 - 31), ..receipt() };
        assert_eq!(early.check(today), Err(Refusal::Invalid("received_on")));
        let late = ConsentReceipt { received_on: date!(2026 - 04 - 03), ..receipt() };
        assert_eq!(late.check(today), Err(Refusal::Invalid("received_on")));
    }
}

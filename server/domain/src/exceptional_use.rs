//! 例外利用: a room is used without consent, because the city permits it (article 20). The permit comes first; one person of the city
//! asks for it and another gives it; it names a purpose, people, and its end.

use time::{Duration, OffsetDateTime};

use crate::{AccountId, Refusal, StaffMemberId, my_number};

/// The four grounds of article 20. There are no others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// 災害: life or body is in danger from a disaster in the city.
    Disaster,
    /// 虐待・DVの疑い.
    AbuseOrDv,
    /// 判断能力の低下: and no family, or one that is estranged.
    ImpairedCapacityNoKin,
    /// その他の緊急対応.
    OtherEmergency,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 4] = [Self::Disaster, Self::AbuseOrDv, Self::ImpairedCapacityNoKin, Self::OtherEmergency];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disaster => "disaster",
            Self::AbuseOrDv => "abuse_or_dv",
            Self::ImpairedCapacityNoKin => "impaired_capacity_no_kin",
            Self::OtherEmergency => "other_emergency",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == word)
    }

    /// Whether the article asks why consent is difficult to obtain: in all cases but a disaster.
    pub const fn asks_why_no_consent(self) -> bool {
        !matches!(self, Self::Disaster)
    }

    /// Whether a permit on this ground stands although a proxy withdraws the consent: where it is the proxy from whom the person may have
    /// to be protected.
    pub const fn outlives_consent(self) -> bool {
        matches!(self, Self::AbuseOrDv)
    }

    /// Whether it rests on there being no family who could consent.
    pub const fn asks_for_kin(self) -> bool {
        matches!(self, Self::ImpairedCapacityNoKin)
    }
}

/// Why there is no family or relative who could consent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kin {
    /// 家族・親族がいない.
    Nobody,
    /// 疎遠.
    Estranged,
}

impl Kin {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Nobody, Self::Estranged];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Estranged => "estranged",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kin| kin.as_str() == word)
    }
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    /// On which of the four grounds.
    pub ground: Ground,
    /// What happened: the disaster and its danger, the suspicion and what must be done, how judgement is impaired, the emergency.
    pub circumstances: String,
    /// Why consent is difficult to obtain.
    pub why_no_consent: Option<String>,
    /// Why no family could consent.
    pub kin: Option<Kin>,
    /// What the room is used for, and for nothing else.
    pub purpose: String,
    /// Who uses it.
    pub people: Vec<AccountId>,
    /// Until when.
    pub until: OffsetDateTime,
}

impl Application {
    /// The longest text, in characters.
    pub const MAX_CHARS: usize = 1_000;
    /// How many people one permit names at the most.
    pub const MAX_PEOPLE: usize = 50;

    /// Checks it at the moment at which it is made; the refusal names the field. What its ground does not ask for is refused too: it
    /// would be personal words that nobody needs.
    pub fn check(&self, now: OffsetDateTime, longest: Duration) -> Result<(), Refusal> {
        is_filled(&self.circumstances, "circumstances")?;
        match (&self.why_no_consent, self.ground.asks_why_no_consent()) {
            (Some(why), true) => is_filled(why, "why_no_consent")?,
            (None, false) => {}
            _ => return Err(Refusal::Invalid("why_no_consent")),
        }
        if self.kin.is_some() != self.ground.asks_for_kin() {
            return Err(Refusal::Invalid("kin"));
        }
        is_filled(&self.purpose, "purpose")?;
        let is_twice = self.people.iter().enumerate().any(|(n, one)| self.people[..n].contains(one));
        if self.people.is_empty() || self.people.len() > Self::MAX_PEOPLE || is_twice {
            return Err(Refusal::Invalid("people"));
        }
        ends_soon(self.until, now, longest)
    }
}

/// Whether a permit ends within the time that the city allows.
pub(crate) fn ends_soon(until: OffsetDateTime, now: OffsetDateTime, longest: Duration) -> Result<(), Refusal> {
    if until <= now || until > now + longest { Err(Refusal::Invalid("until")) } else { Ok(()) }
}

/// Whether words that the article asks for are there.
pub(crate) fn is_filled(text: &str, field: &'static str) -> Result<(), Refusal> {
    let is_good = !text.trim().is_empty()
        && text.chars().count() <= Application::MAX_CHARS
        && text.chars().all(|c| c == '\n' || !c.is_control())
        && !my_number::appears_in(text);
    if is_good { Ok(()) } else { Err(Refusal::Invalid(field)) }
}

/// Whether someone may give the permit, or refuse it: another person than whoever asked, with whatever account.
pub fn may_decide(asked_by: StaffMemberId, decided_by: StaffMemberId) -> Result<(), Refusal> {
    if asked_by == decided_by { Err(Refusal::Invalid("account")) } else { Ok(()) }
}

/// Whether someone may review a permit: another person than whoever gave it, and than whoever asked for it, where there is a further
/// moderator who could. A city with one moderator has its permits reviewed by them: better than by nobody.
pub fn may_review(
    permitted_by: StaffMemberId,
    asked_by: StaffMemberId,
    reviewed_by: StaffMemberId,
    has_another: bool,
) -> Result<(), Refusal> {
    may_decide(permitted_by, reviewed_by)?;
    if has_another { may_decide(asked_by, reviewed_by) } else { Ok(()) }
}

/// Whether the permit that is asked for may still be given: not when its time is over already.
pub fn is_in_time(until: OffsetDateTime, now: OffsetDateTime) -> Result<(), Refusal> {
    if now < until { Ok(()) } else { Err(Refusal::Invalid("until")) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const LONGEST: Duration = Duration::days(14);

    fn application(ground: Ground) -> Application {
        Application {
            ground,
            circumstances: "浸水のおそれ".into(),
            why_no_consent: ground.asks_why_no_consent().then(|| "本人と連絡がとれない".into()),
            kin: ground.asks_for_kin().then_some(Kin::Estranged),
            purpose: "避難の支援".into(),
            people: vec![AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2))],
            until: NOW + Duration::days(3),
        }
    }

    fn refused(change: impl FnOnce(&mut Application), ground: Ground) -> Option<Refusal> {
        let mut application = application(ground);
        change(&mut application);
        application.check(NOW, LONGEST).err()
    }

    #[test]
    fn each_ground_asks_for_what_the_article_asks() {
        for ground in Ground::ALL {
            assert_eq!(application(ground).check(NOW, LONGEST), Ok(()), "{ground:?}");
            assert_eq!(Ground::parse(ground.as_str()), Some(ground));
            let without = refused(|it| it.why_no_consent = None, ground);
            let missing = (ground != Ground::Disaster).then_some(Refusal::Invalid("why_no_consent"));
            assert_eq!(without, missing, "{ground:?}");
            let with = refused(|it| it.why_no_consent = Some("不在".into()), ground);
            assert_eq!(with.is_some(), ground == Ground::Disaster, "{ground:?}");
            let kin = ground == Ground::ImpairedCapacityNoKin;
            assert_eq!(refused(|it| it.kin = None, ground).is_some(), kin, "{ground:?}");
            assert_eq!(refused(|it| it.kin = Some(Kin::Nobody), ground).is_some(), !kin, "{ground:?}");
            for words in ["", " 　", "個人番号 123456789018", "a\u{0}b"] {
                let invalid = |field| Some(Refusal::Invalid(field));
                assert_eq!(refused(|it| it.purpose = words.into(), ground), invalid("purpose"), "{words:?}");
                assert_eq!(refused(|it| it.circumstances = words.into(), ground), invalid("circumstances"));
            }
        }
        for kin in Kin::ALL {
            assert_eq!(Kin::parse(kin.as_str()), Some(kin));
        }
    }

    #[test]
    fn it_names_people_and_an_end_that_is_not_far() {
        let one = AccountId(Uuid::from_u128(1));
        let of = |change: fn(&mut Application)| refused(change, Ground::OtherEmergency);
        assert_eq!(of(|it| it.people.clear()), Some(Refusal::Invalid("people")));
        assert_eq!(refused(|it| it.people.push(one), Ground::Disaster), Some(Refusal::Invalid("people")));
        let crowd = |count| (0..count).map(|n| AccountId(Uuid::from_u128(n))).collect::<Vec<_>>();
        assert_eq!(refused(|it| it.people = crowd(50), Ground::Disaster), None);
        assert_eq!(refused(|it| it.people = crowd(51), Ground::Disaster), Some(Refusal::Invalid("people")));
        assert_eq!(of(|it| it.until = NOW), Some(Refusal::Invalid("until")));
        assert_eq!(of(|it| it.until = NOW + LONGEST), None);
        assert_eq!(of(|it| it.until = NOW + LONGEST + Duration::SECOND), Some(Refusal::Invalid("until")));
        assert_eq!(is_in_time(NOW + Duration::SECOND, NOW), Ok(()));
        assert_eq!(is_in_time(NOW, NOW), Err(Refusal::Invalid("until")));
    }

    #[test]
    fn only_in_cases_of_abuse_a_permit_stands_against_a_withdrawal() {
        for ground in Ground::ALL {
            assert_eq!(ground.outlives_consent(), ground == Ground::AbuseOrDv, "{ground:?}");
        }
    }

    #[test]
    fn nobody_is_both_people() {
        let (one, other) = (StaffMemberId(Uuid::from_u128(1)), StaffMemberId(Uuid::from_u128(2)));
        let own = Err(Refusal::Invalid("account"));
        assert_eq!((may_decide(one, other), may_decide(one, one)), (Ok(()), own));
        let third = StaffMemberId(Uuid::from_u128(3));
        for has_another in [false, true] {
            assert_eq!(may_review(one, other, one, has_another), own, "whoever permitted it");
            assert_eq!(may_review(one, other, third, has_another), Ok(()));
        }
        assert_eq!(may_review(one, other, other, true), own, "whoever asked for it, where somebody else could");
        assert_eq!(may_review(one, other, other, false), Ok(()));
    }
}

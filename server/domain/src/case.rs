//! 申請・届出: a case that the city decides. One life for every kind of case; a kind only adds what it is about and what follows
//! when it is accepted.

use crate::{AccountId, Refusal, Role};

/// What is applied for or notified.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// 施設の利用申請 (articles 6 and 8).
    FacilityApplication,
    /// 登録内容の変更届 (article 12).
    FacilityChange,
    /// 利用の廃止 (article 13).
    FacilityEnd,
    /// 四半期の確認 (articles 7 and 27).
    QuarterlyReview,
    /// 端末の紛失 (article 37).
    LostDevice,
    /// パスキーの紛失 (article 10).
    LostPasskey,
    /// 端末の同時利用: one device in two places at once (article 28). Accepted means that it is suspended, refused that it is
    /// harmless.
    DeviceInTwoPlaces,
    /// 緊急時の代行: the operator suspended an ID or a device for the city (articles 28 and 39). Accepted means that it stays
    /// suspended, refused that this is taken back.
    SuspendedByProxy,
    /// 消去の提案 (article 18): a room that is over is to be erased. Accepted means that it is, refused that it is kept.
    Erasure,
    /// 漏えい等: something may have become known to someone it was not meant for (articles 31 and 39). Accepted means that it was
    /// dealt with, refused that it was none.
    Leak,
    /// 例外利用の申請 by a facility (article 20). Accepted means that a moderator recommends it, which asks the approver; refused that they do
    /// not.
    ExceptionalUseApplication,
    /// 例外利用の申請 (article 20): that named people use a room without consent, for a time. Accepted means that they may.
    ExceptionalUse,
    /// 例外利用の確認: whether what was permitted was right. Accepted means that it stands, refused that it ends at once.
    ExceptionalUseReview,
    /// 住所の変更の確認 (article 3): whether a person who has moved is still one whom the city supports. Accepted means that they are,
    /// refused that they are not: their support has come to its end before.
    ResidenceReview,
    /// 本人の同意の取り直し (article 16): somebody else signed for a child, who comes of age. Accepted means that they have signed themself, or that
    /// their support is over; refused that somebody else's consent goes on, for a reason.
    OwnConsent,
    /// 災害の宣言 (article 20): that named people use a batch of rooms without consent, for a time. Accepted means that they may.
    DisasterEvent,
    /// 災害の宣言の確認: whether what was permitted was right. Accepted means that it stands, refused that all of it ends at once.
    DisasterReview,
    /// 開示請求: that a room is unsealed for it. Accepted means that two people read it for some hours, refused that nobody does.
    DisclosureRequest,
    /// 投稿の消去の申出: a member of a room asks that one post is erased. Accepted means that the city proposes it, refused that it stays.
    EntryErasureRequest,
    /// 投稿の消去の提案: accepted means that it is erased, refused that it stays.
    EntryErasure,
}

impl Kind {
    /// Whether the reason of its decision is the person's own, and goes with their room. That of an erasure outlives it: it says why nothing
    /// is there any more; and a disaster is about many.
    pub const fn has_reason_of_room(self) -> bool {
        matches!(
            self,
            Self::ExceptionalUseApplication
                | Self::ExceptionalUse
                | Self::ExceptionalUseReview
                | Self::ResidenceReview
                | Self::OwnConsent
                | Self::DisclosureRequest
                | Self::EntryErasureRequest
        )
    }

    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::FacilityApplication,
        Self::FacilityChange,
        Self::FacilityEnd,
        Self::QuarterlyReview,
        Self::LostDevice,
        Self::LostPasskey,
        Self::DeviceInTwoPlaces,
        Self::SuspendedByProxy,
        Self::Erasure,
        Self::Leak,
        Self::ExceptionalUse,
        Self::ExceptionalUseReview,
        Self::ResidenceReview,
        Self::OwnConsent,
        Self::DisasterEvent,
        Self::DisasterReview,
        Self::DisclosureRequest,
        Self::EntryErasureRequest,
        Self::EntryErasure,
        Self::ExceptionalUseApplication,
    ];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FacilityApplication => "facility_application",
            Self::FacilityChange => "facility_change",
            Self::FacilityEnd => "facility_end",
            Self::QuarterlyReview => "quarterly_review",
            Self::LostDevice => "lost_device",
            Self::LostPasskey => "lost_passkey",
            Self::DeviceInTwoPlaces => "device_in_two_places",
            Self::SuspendedByProxy => "suspended_by_proxy",
            Self::Erasure => "erasure",
            Self::Leak => "leak",
            Self::ExceptionalUseApplication => "exceptional_use_application",
            Self::ExceptionalUse => "exceptional_use",
            Self::ExceptionalUseReview => "exceptional_use_review",
            Self::ResidenceReview => "residence_review",
            Self::OwnConsent => "own_consent",
            Self::DisasterEvent => "disaster_event",
            Self::DisasterReview => "disaster_review",
            Self::DisclosureRequest => "disclosure_request",
            Self::EntryErasureRequest => "entry_erasure_request",
            Self::EntryErasure => "entry_erasure",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether something was lost. Accepted then means that it is revoked for good, refused that it works again.
    pub const fn is_loss(self) -> bool {
        matches!(self, Self::LostDevice | Self::LostPasskey)
    }

    /// Whether whoever sent it asks for it by its receipt number. How a loss stands its person sees when signed in; what the
    /// server noticed, the operator did, or the city itself proposes or entered is nobody's but the city's.
    pub const fn is_asked_by_number(self) -> bool {
        !self.is_loss()
            && !matches!(
                self,
                Self::DeviceInTwoPlaces
                    | Self::SuspendedByProxy
                    | Self::Erasure
                    | Self::Leak
                    | Self::ExceptionalUseApplication
                    | Self::ExceptionalUse
                    | Self::ExceptionalUseReview
                    | Self::ResidenceReview
                    | Self::OwnConsent
                    | Self::DisasterEvent
                    | Self::DisasterReview
                    | Self::DisclosureRequest
                    | Self::EntryErasureRequest
                    | Self::EntryErasure
            )
    }

    /// Whose it is to work on and to decide. What a moderator has proposed is the approver's: one person is never both.
    pub const fn decider(self) -> Role {
        match self {
            Self::Erasure
            | Self::EntryErasure
            | Self::ExceptionalUse
            | Self::DisasterEvent
            | Self::DisclosureRequest => Role::CityApprover,
            _ => Role::CityModerator,
        }
    }

    /// Whether it is theirs.
    pub const fn is_decided_by(self, role: Role) -> bool {
        match self.decider() {
            Role::CityApprover => matches!(role, Role::CityApprover),
            _ => matches!(role, Role::CityModerator),
        }
    }

    /// 二人で行う: whether one person of the city asks and another one decides, or one permits and another one reviews.
    pub const fn takes_two(self) -> bool {
        matches!(self.decider(), Role::CityApprover)
            || matches!(self, Self::ExceptionalUseReview | Self::DisasterReview)
    }

    /// Who sees it in their inbox: whoever decides it; and a moderator sees how all stand.
    pub const fn is_seen_by(self, role: Role) -> bool {
        self.is_decided_by(role) || matches!(role, Role::CityModerator)
    }
}

/// How it stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// 審査中
    Open,
    /// 承認
    Accepted,
    /// 不承認
    Refused,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Accepted, Self::Refused];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// On which way it came.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Route {
    /// From the public page, by the applicant.
    Web,
    /// On paper; the moderator keyed it in.
    Paper,
    /// From a page of someone who is signed in.
    SignedIn,
    /// From no one: the city's calendar opened it.
    Calendar,
    /// From no one: the server noticed it.
    Noticed,
}

impl Route {
    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Paper => "paper",
            Self::SignedIn => "signed_in",
            Self::Calendar => "calendar",
            Self::Noticed => "noticed",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Web, Self::Paper, Self::SignedIn, Self::Calendar, Self::Noticed]
            .into_iter()
            .find(|route| route.as_str() == word)
    }
}

/// What the rules ask of a case: read under its lock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// How it stands.
    pub state: State,
    /// Who works on it.
    pub claimed_by: Option<AccountId>,
}

/// What a moderator does to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// 担当する: one person works on it. On the version that shows who does, another takes it over.
    Claim,
    /// 担当を外れる
    Release,
    /// 決定
    Decide,
}

/// What a claim or a decision was, for the history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nobody worked on it before.
    Claimed,
    /// Somebody else did.
    TakenOver,
    /// Nobody works on it now.
    Released,
    /// It may be decided.
    MayDecide,
}

/// Whether the step may be, asked on the current version. What the form did not show so is out of date.
pub fn step(facts: Facts, by: AccountId, step: Step) -> Result<Outcome, Refusal> {
    if facts.state != State::Open {
        return Err(Refusal::Stale);
    }
    match (step, facts.claimed_by) {
        (Step::Claim, None) => Ok(Outcome::Claimed),
        (Step::Claim, Some(holder)) if holder != by => Ok(Outcome::TakenOver),
        (Step::Release, Some(holder)) if holder == by => Ok(Outcome::Released),
        // Two people never decide about the same case at the same time.
        (Step::Decide, Some(holder)) if holder == by => Ok(Outcome::MayDecide),
        (Step::Claim | Step::Release | Step::Decide, _) => Err(Refusal::Stale),
    }
}

/// The longest reason of a decision, in characters.
pub const MAX_REASON: usize = 500;

/// Whether a reason may stand in a decision; it is shown to the applicant.
pub fn check_reason(reason: &str) -> Result<(), Refusal> {
    let plain = |c: char| !c.is_control() || c == '\n';
    let fits = !reason.trim().is_empty() && reason.chars().count() <= MAX_REASON && reason.chars().all(plain);
    if fits && !crate::my_number::appears_in(reason) { Ok(()) } else { Err(Refusal::Invalid("reason")) }
}

/// Letters of a receipt number: none that looks like another, and no vowels, so that no words come about.
const LETTERS: &[u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";

/// 受付番号: what an applicant asks with how it stands. 57 bits: nobody finds one by guessing.
pub fn receipt_number(random: [u8; 24]) -> String {
    let mut number = String::with_capacity(14);
    for (place, pair) in random.as_chunks::<2>().0.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            number.push('-');
        }
        // Two bytes for each: 65,536 is so much more than 28 that no letter comes noticeably more often.
        let value = usize::from(u16::from_be_bytes(*pair));
        number.push(char::from(LETTERS[value % LETTERS.len()]));
    }
    number
}

/// A receipt number as people type it: with or without hyphens, in small letters, in full width.
pub fn read_receipt_number(typed: &str) -> Option<String> {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let plain: String =
        typed.chars().map(narrow).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    if plain.len() != 12 || !plain.bytes().all(|byte| LETTERS.contains(&byte)) {
        return None;
    }
    Some(format!("{}-{}-{}", &plain[..4], &plain[4..8], &plain[8..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_whole_table() {
        let (me, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        for state in State::ALL {
            for claimed_by in [None, Some(me), Some(other)] {
                for what in [Step::Claim, Step::Release, Step::Decide] {
                    let expected = match (state, claimed_by == Some(me), claimed_by.is_none(), what) {
                        (State::Open, false, true, Step::Claim) => Ok(Outcome::Claimed),
                        (State::Open, false, false, Step::Claim) => Ok(Outcome::TakenOver),
                        (State::Open, true, _, Step::Release) => Ok(Outcome::Released),
                        (State::Open, true, _, Step::Decide) => Ok(Outcome::MayDecide),
                        _ => Err(Refusal::Stale),
                    };
                    assert_eq!(
                        step(Facts { state, claimed_by }, me, what),
                        expected,
                        "{state:?} {claimed_by:?} {what:?}"
                    );
                }
            }
        }
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn what_a_moderator_proposes_an_approver_decides_and_nothing_else() {
        for kind in Kind::ALL {
            for role in Role::ALL {
                let is_proposed = [
                    Kind::Erasure,
                    Kind::EntryErasure,
                    Kind::ExceptionalUse,
                    Kind::DisasterEvent,
                    Kind::DisclosureRequest,
                ]
                .contains(&kind);
                let decides = if is_proposed { Role::CityApprover } else { Role::CityModerator };
                assert_eq!(kind.is_decided_by(role), role == decides, "{kind:?} {role:?}");
                assert_eq!(kind.decider(), decides, "{kind:?}");
                // Article 20: a permit is reviewed by another than whoever gave it.
                let is_reviewed = [Kind::ExceptionalUseReview, Kind::DisasterReview].contains(&kind);
                assert_eq!(kind.takes_two(), is_proposed || is_reviewed, "{kind:?}");
                assert_eq!(kind.is_seen_by(role), role == decides || role == Role::CityModerator, "{kind:?} {role:?}");
            }
        }
    }

    #[test]
    fn a_reason_is_words() {
        assert_eq!(check_reason("書類が足りません。\n追って送ってください。"), Ok(()));
        for wrong in ["", " 　", "a\u{0}b", "個人番号 123456789018"] {
            assert!(check_reason(wrong).is_err(), "{wrong:?}");
        }
        assert!(check_reason(&"あ".repeat(MAX_REASON)).is_ok() && check_reason(&"あ".repeat(MAX_REASON + 1)).is_err());
    }

    proptest! {
        #[test]
        fn a_number_is_read_however_it_is_typed(random: [u8; 24]) {
            let number = receipt_number(random);
            prop_assert_eq!(number.len(), 14);
            let wide: String = number.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a letter")).collect();
            for typed in [number.clone(), number.replace('-', ""), number.to_lowercase(), format!(" {number} "), wide] {
                prop_assert_eq!(read_receipt_number(&typed), Some(number.clone()));
            }
            prop_assert_eq!(read_receipt_number(&number[1..]), None);
        }
    }
}

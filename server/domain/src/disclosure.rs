//! 開示請求: somebody asks, by law, to be told what a room says of a person. Nobody of the city reads a room; so two people of it unseal
//! the room for this purpose alone, for hours. One of them blackens what is not disclosed; the other releases what is left.

use time::{Date, Duration};

use crate::{AccountId, Refusal, RoomState, StaffMemberId, my_number};

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Requester {
    /// ご本人
    Person,
    /// 法定代理人・任意代理人
    Representative,
    /// Another authority, by a law of its own.
    Authority,
}

impl Requester {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Person, Self::Representative, Self::Authority];

    /// Whether it must be said how they stand to the person.
    pub const fn has_relation(self) -> bool {
        !matches!(self, Self::Person)
    }

    /// Whether nothing of a use on the ground of abuse reaches them (article 20): whoever acts for the person may be whom that use is kept
    /// from, and is told by nobody that there was something to keep.
    pub const fn is_kept_from_abuse(self) -> bool {
        matches!(self, Self::Representative)
    }
}

/// A disclosure request as it is recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    /// Who asks.
    pub requester: Requester,
    /// How they stand to the person, or which authority it is; none of the person.
    pub relation: Option<String>,
    /// When the request came.
    pub received_on: Date,
    /// By which law.
    pub legal_basis: String,
    /// What the room is unsealed for, and for nothing else.
    pub purpose: String,
    /// How it was made sure that they are who they say.
    pub identity_check: String,
    /// The first day that is asked for; none: from the beginning.
    pub from: Option<Date>,
    /// The last day; none: up to now.
    pub upto: Option<Date>,
}

impl Application {
    /// The longest text, in characters.
    pub const MAX_CHARS: usize = 500;

    /// Checks it; the refusal names the field.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        match (&self.relation, self.requester.has_relation()) {
            (Some(relation), true) => is_filled(relation, "relation")?,
            (None, false) => {}
            _ => return Err(Refusal::Invalid("relation")),
        }
        if self.received_on > today {
            return Err(Refusal::Invalid("received_on"));
        }
        is_filled(&self.legal_basis, "legal_basis")?;
        is_filled(&self.purpose, "purpose")?;
        is_filled(&self.identity_check, "identity_check")?;
        if self.upto.is_some_and(|upto| upto > today) {
            return Err(Refusal::Invalid("upto"));
        }
        match (self.from, self.upto) {
            (Some(from), Some(upto)) if from > upto => Err(Refusal::Invalid("from")),
            (Some(from), None) if from > today => Err(Refusal::Invalid("from")),
            _ => Ok(()),
        }
    }
}

fn is_filled(text: &str, field: &'static str) -> Result<(), Refusal> {
    if !text.trim().is_empty() && is_plain(text) { Ok(()) } else { Err(Refusal::Invalid(field)) }
}

fn is_plain(text: &str) -> bool {
    text.chars().count() <= Application::MAX_CHARS
        && text.chars().all(|c| c == '\n' || !c.is_control())
        && !my_number::appears_in(text)
}

/// The most entries that one request is about: what is released is one document.
pub const MAX_ENTRIES: i64 = 2_000;

/// The day by which the law wants it decided: calendar days, of which that of the receipt does not count (民法第140条). Where the desk
/// is closed on that day, the last before it on which it is open: never too late.
pub fn due(received_on: Date, days: u32, is_open: impl Fn(Date) -> bool) -> Date {
    let last = received_on.saturating_add(Duration::days(days.into()));
    let mut day = last;
    while !is_open(day) && day > received_on {
        let Some(before) = day.previous_day() else { return last };
        day = before;
    }
    day
}

/// Whether a room in that state can be unsealed. What was discontinued can: the law may require it. What has no key cannot.
pub const fn may_be_asked_for(state: RoomState) -> Result<(), Refusal> {
    match state {
        RoomState::AwaitingConsent
        | RoomState::Active
        | RoomState::Ended
        | RoomState::Discontinued
        | RoomState::PermitOnly => Ok(()),
        RoomState::Lapsed | RoomState::Erased => Err(Refusal::RoomClosed),
    }
}

/// Whether someone may unseal the room, or refuse it: another person than whoever asked, with whatever account.
pub fn may_decide(asked_by: StaffMemberId, decided_by: StaffMemberId) -> Result<(), Refusal> {
    if asked_by == decided_by { Err(Refusal::Invalid("account")) } else { Ok(()) }
}

/// The two people of an unsealing that stands at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unsealed {
    /// Who asked: blackens.
    pub asked_by: AccountId,
    /// Who unsealed: releases.
    pub unsealed_by: AccountId,
}

impl Unsealed {
    /// Whether an account reads the room now: these two accounts, and no other of the same persons.
    pub fn may_read(self, account: AccountId) -> Result<(), Refusal> {
        if account == self.asked_by || account == self.unsealed_by { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Whether an account says what is not disclosed.
    pub fn may_redact(self, account: AccountId) -> Result<(), Refusal> {
        if account == self.asked_by { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Whether an account releases what is left: never who blackened.
    pub fn may_release(self, account: AccountId) -> Result<(), Refusal> {
        if account == self.unsealed_by && account != self.asked_by { Ok(()) } else { Err(Refusal::NotFound) }
    }
}

/// How a request stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// The approver has yet to unseal the room for it.
    Waiting,
    /// Two people read the room.
    Unsealed,
    /// The hours are over before it was answered: it must be asked again.
    Shut,
    /// The room is not unsealed for it.
    Refused,
    /// It was taken back.
    Withdrawn,
    /// It was answered.
    Released,
    /// The room was erased, and all of it with its key.
    Erased,
}

/// What is known of a request at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Facts {
    /// Whether the room has no key any more.
    pub is_erased: bool,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
    /// Whether it was answered.
    pub is_released: bool,
    /// Whether the room is unsealed for it now.
    pub is_unsealed: bool,
    /// Whether somebody has yet to decide about that.
    pub is_asked: bool,
    /// Whether it ever was.
    pub was_unsealed: bool,
}

/// How a request stands, from what is known of it.
pub const fn state(facts: Facts) -> State {
    match facts {
        Facts { is_erased: true, .. } => State::Erased,
        Facts { is_withdrawn: true, .. } => State::Withdrawn,
        Facts { is_released: true, .. } => State::Released,
        Facts { is_unsealed: true, .. } => State::Unsealed,
        Facts { is_asked: true, .. } => State::Waiting,
        Facts { was_unsealed: true, .. } => State::Shut,
        _ => State::Refused,
    }
}

/// Whether it may be asked again that the room is unsealed: only when the hours were over too early.
pub const fn may_ask_again(state: State) -> Result<(), Refusal> {
    match state {
        State::Shut => Ok(()),
        _ => Err(Refusal::Stale),
    }
}

/// Whether it may be taken back: as long as there is something to answer.
pub const fn may_withdraw(state: State) -> Result<(), Refusal> {
    match state {
        State::Waiting | State::Unsealed | State::Shut => Ok(()),
        State::Refused | State::Withdrawn | State::Released | State::Erased => Err(Refusal::Stale),
    }
}

/// Why something is not disclosed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ground {
    /// 第三者の個人情報
    ThirdParty,
    /// 生命・身体等を害するおそれ, or what hinders support.
    Danger,
    /// Another one, in words.
    Other,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 3] = [Self::ThirdParty, Self::Danger, Self::Other];
}

/// What of an entry is not disclosed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// Who wrote or did it.
    Author,
    /// All that it says.
    Whole,
    /// Characters of a post, from one to before another.
    Passage(usize, usize),
}

/// One 黒塗り.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What.
    pub part: Part,
    /// Why.
    pub ground: Ground,
    /// In words; needed for [`Ground::Other`].
    pub words: String,
}

/// How many marks an entry may have.
const MAX_MARKS: usize = 200;

/// Whether an entry may be marked so; `text` is a post's. Passages do not overlap, so that each has one ground.
pub fn check_marks(marks: &[Mark], text: Option<&str>) -> Result<(), Refusal> {
    if marks.len() > MAX_MARKS {
        return Err(Refusal::Invalid("marks"));
    }
    let length = text.map_or(0, |text| text.chars().count());
    for mark in marks {
        if mark.ground == Ground::Other && mark.words.trim().is_empty() || !is_plain(&mark.words) {
            return Err(Refusal::Invalid("words"));
        }
        if let Part::Passage(from, upto) = mark.part
            && (from >= upto || upto > length)
        {
            return Err(Refusal::Invalid("marks"));
        }
    }
    let once = |part: Part| marks.iter().filter(|mark| mark.part == part).count() <= 1;
    let passages = passages(marks);
    let is_apart = passages.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    if once(Part::Author) && once(Part::Whole) && is_apart { Ok(()) } else { Err(Refusal::Invalid("marks")) }
}

fn passages(marks: &[Mark]) -> Vec<(usize, usize, Ground)> {
    let passage = |mark: &Mark| match mark.part {
        Part::Passage(from, upto) => Some((from, upto, mark.ground)),
        Part::Author | Part::Whole => None,
    };
    let mut passages: Vec<_> = marks.iter().filter_map(passage).collect();
    passages.sort_unstable();
    passages
}

/// What stands where something is not disclosed: always the same, so that its length tells nothing.
pub const BLACK: &str = "■■■■■■";

/// A piece of what is disclosed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// What it says; [`BLACK`] where it is not disclosed.
    pub text: String,
    /// Why it is not.
    pub withheld: Option<Ground>,
}

/// A text without what is marked in it. Whatever is marked is in none of its pieces.
pub fn redact(text: &str, marks: &[Mark]) -> Vec<Piece> {
    let black = |ground| Piece { text: BLACK.into(), withheld: Some(ground) };
    if let Some(whole) = marks.iter().find(|mark| mark.part == Part::Whole) {
        return vec![black(whole.ground)];
    }
    let mut pieces = Vec::new();
    let open = |from: usize, upto: usize, pieces: &mut Vec<Piece>| {
        let text: String = text.chars().skip(from).take(upto.saturating_sub(from)).collect();
        if !text.is_empty() {
            pieces.push(Piece { text, withheld: None });
        }
    };
    let mut told = 0;
    for (from, upto, ground) in passages(marks) {
        open(told, from, &mut pieces);
        pieces.push(black(ground));
        told = told.max(upto);
    }
    open(told, usize::MAX, &mut pieces);
    pieces
}

/// On which ground it is not told who wrote an entry.
pub fn withheld_author(marks: &[Mark]) -> Option<Ground> {
    marks.iter().find(|mark| mark.part == Part::Author).map(|mark| mark.ground)
}

/// The most that an answer of entries brings at once.
pub const PAGE: i64 = 100;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;
    use uuid::Uuid;

    use super::*;

    fn application() -> Application {
        Application {
            requester: Requester::Representative,
            relation: Some("成年後見人".into()),
            received_on: date!(2026 - 11 - 02),
            legal_basis: "個人情報の保護に関する法律第76条".into(),
            purpose: "本人の支援の経過を知るため".into(),
            identity_check: "運転免許証と登記事項証明書".into(),
            from: None,
            upto: None,
        }
    }

    #[test]
    fn a_request_says_who_by_what_law_and_what_for() {
        let today = date!(2026 - 11 - 28);
        assert_eq!(application().check(today), Ok(()));
        let check = |change: fn(&mut Application)| {
            let mut one = application();
            change(&mut one);
            one.check(today)
        };
        assert_eq!(check(|one| one.relation = None), Err(Refusal::Invalid("relation")));
        assert_eq!(check(|one| one.requester = Requester::Person), Err(Refusal::Invalid("relation")));
        assert_eq!(check(|one| (one.requester, one.relation) = (Requester::Person, None)), Ok(()));
        assert_eq!(check(|one| one.received_on = date!(2026 - 11 - 29)), Err(Refusal::Invalid("received_on")));
        assert_eq!(check(|one| one.legal_basis = " 　".into()), Err(Refusal::Invalid("legal_basis")));
        assert_eq!(check(|one| one.purpose = "字".repeat(501)), Err(Refusal::Invalid("purpose")));
        assert_eq!(
            check(|one| one.identity_check.push_str("個人番号 123456789018")),
            Err(Refusal::Invalid("identity_check"))
        );
        assert_eq!(check(|one| one.upto = Some(date!(2026 - 11 - 29))), Err(Refusal::Invalid("upto")));
        assert_eq!(check(|one| one.from = Some(date!(2026 - 11 - 29))), Err(Refusal::Invalid("from")));
        let backwards = check(|one| (one.from, one.upto) = (Some(date!(2026 - 02 - 02)), Some(date!(2026 - 02 - 01))));
        assert_eq!(backwards, Err(Refusal::Invalid("from")));
    }

    #[test]
    fn it_is_due_within_the_days_of_the_law_and_on_a_day_on_which_the_desk_is_open() {
        let weekdays = |day: Date| !matches!(day.weekday(), time::Weekday::Saturday | time::Weekday::Sunday);
        assert_eq!(due(date!(2026 - 11 - 02), 30, weekdays), date!(2026 - 12 - 02), "a Wednesday");
        assert_eq!(due(date!(2026 - 11 - 05), 30, weekdays), date!(2026 - 12 - 04), "the 5th is a Saturday");
        assert_eq!(due(date!(2026 - 11 - 05), 30, |_| false), date!(2026 - 11 - 05));
    }

    #[test]
    fn only_what_has_a_key_is_asked_for() {
        for state in RoomState::ALL {
            let has_no_key = [RoomState::Lapsed, RoomState::Erased].contains(&state);
            assert_eq!(may_be_asked_for(state).is_err(), has_no_key, "{state:?}");
        }
    }

    #[test]
    fn two_accounts_read_one_blackens_and_the_other_releases() {
        let [asker, approver, other] = [1, 2, 3].map(|n| AccountId(Uuid::from_u128(n)));
        let unsealed = Unsealed { asked_by: asker, unsealed_by: approver };
        let each = |ask: fn(Unsealed, AccountId) -> Result<(), Refusal>| {
            [asker, approver, other].map(|account| ask(unsealed, account).is_ok())
        };
        assert_eq!(each(Unsealed::may_read), [true, true, false]);
        assert_eq!(each(Unsealed::may_redact), [true, false, false]);
        assert_eq!(each(Unsealed::may_release), [false, true, false]);
        let one = Unsealed { asked_by: asker, unsealed_by: asker };
        assert!(one.may_release(asker).is_err(), "nobody releases what they blackened");
        let [a, b] = [1, 2].map(|n| StaffMemberId(Uuid::from_u128(n)));
        assert_eq!((may_decide(a, b), may_decide(a, a)), (Ok(()), Err(Refusal::Invalid("account"))));
    }

    #[test]
    fn what_is_over_is_over_and_whose_hours_are_over_is_asked_again() {
        let unsealed = Facts { is_unsealed: true, was_unsealed: true, ..Facts::default() };
        let shut = Facts { is_unsealed: false, ..unsealed };
        for (facts, expected, again, back) in [
            (Facts { is_asked: true, ..Facts::default() }, State::Waiting, false, true),
            (unsealed, State::Unsealed, false, true),
            (shut, State::Shut, true, true),
            (Facts { is_asked: true, ..shut }, State::Waiting, false, true),
            (Facts::default(), State::Refused, false, false),
            (Facts { is_withdrawn: true, ..unsealed }, State::Withdrawn, false, false),
            (Facts { is_released: true, ..unsealed }, State::Released, false, false),
            (Facts { is_erased: true, is_released: true, ..unsealed }, State::Erased, false, false),
        ] {
            assert_eq!(state(facts), expected, "{facts:?}");
            assert_eq!(
                (may_ask_again(expected).is_ok(), may_withdraw(expected).is_ok()),
                (again, back),
                "{expected:?}"
            );
        }
    }

    fn mark(part: Part, ground: Ground, words: &str) -> Mark {
        Mark { part, ground, words: words.into() }
    }

    fn told(text: &str, marks: &[Mark]) -> String {
        redact(text, marks).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn what_is_marked_is_replaced_by_what_tells_no_length() {
        let passage = |from, upto| mark(Part::Passage(from, upto), Ground::ThirdParty, "");
        assert_eq!(told("長男の太郎さんが来た", &[passage(3, 5)]), "長男の■■■■■■さんが来た");
        assert_eq!(told("長男の太郎さんが来た", &[passage(0, 7)]), "■■■■■■が来た");
        assert_eq!(told("𠮷田さん", &[passage(0, 1)]), "■■■■■■田さん", "characters, not bytes");
        assert_eq!(
            told("a", &[mark(Part::Whole, Ground::Danger, "")]),
            told("長いはなし", &[mark(Part::Whole, Ground::Danger, "")])
        );
        let both = [passage(5, 7), mark(Part::Passage(0, 2), Ground::Danger, "")];
        let pieces = redact("長男の太郎さんが来た", &both);
        let grounds: Vec<_> = pieces.iter().map(|piece| piece.withheld).collect();
        assert_eq!(grounds, [Some(Ground::Danger), None, Some(Ground::ThirdParty), None]);
        assert_eq!(told("なにも", &[mark(Part::Author, Ground::Danger, "")]), "なにも");
    }

    #[test]
    fn marks_are_within_the_text_apart_and_on_a_ground() {
        let passage = |from, upto| mark(Part::Passage(from, upto), Ground::ThirdParty, "");
        let text = Some("五文字です");
        assert_eq!(check_marks(&[passage(0, 2), passage(2, 5)], text), Ok(()));
        assert_eq!(check_marks(&[], None), Ok(()));
        for wrong in [vec![passage(0, 6)], vec![passage(2, 2)], vec![passage(0, 3), passage(2, 4)]] {
            assert_eq!(check_marks(&wrong, text), Err(Refusal::Invalid("marks")), "{wrong:?}");
        }
        assert_eq!(
            check_marks(&[passage(0, 1)], None),
            Err(Refusal::Invalid("marks")),
            "what is no post has no passages"
        );
        let whole = mark(Part::Whole, Ground::Danger, "");
        assert_eq!(check_marks(&[whole.clone(), whole.clone()], text), Err(Refusal::Invalid("marks")));
        assert_eq!(check_marks(&[mark(Part::Whole, Ground::Other, " ")], text), Err(Refusal::Invalid("words")));
        assert_eq!(check_marks(&[mark(Part::Whole, Ground::Other, "捜査に関する")], text), Ok(()));
    }

    proptest! {
        /// Whatever is marked, in whatever order: what stands open is the text around it, and nothing of what is marked.
        #[test]
        fn nothing_that_is_marked_is_left(open in "[あ-ん]{0,8}", black in "[ア-ン]{1,8}", rest in "[あ-ん]{0,8}", more in "[ア-ン]{1,8}") {
            let text = format!("{open}{black}{rest}{more}");
            let [a, b, c, d] = [&open, &black, &rest, &more].map(|part| part.chars().count());
            let marks = [
                mark(Part::Passage(a + b + c, a + b + c + d), Ground::Danger, ""),
                mark(Part::Passage(a, a + b), Ground::ThirdParty, ""),
            ];
            prop_assert_eq!(check_marks(&marks, Some(&text)), Ok(()));
            prop_assert_eq!(told(&text, &marks), format!("{open}{BLACK}{rest}{BLACK}"));
        }
    }
}

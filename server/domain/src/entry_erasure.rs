//! 投稿の消去: one post of a room is erased (article 18, a part). A member of the room asks for it, one person of the city proposes it
//! and another one decides.

use time::{Date, Duration};

use crate::{EntryKind, Refusal, RoomState, StaffMemberId, case::State, my_number};

/// Why. Kept with the certificate, so it is a word and not a text: a text could say what the post said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// 別の人についての投稿: it is about somebody else and stands in the wrong room.
    WrongPerson,
    /// 第三者の情報: it tells something of somebody that nobody here needs.
    ThirdParty,
    /// ご本人・ご家族からの申出.
    AskedFor,
    /// 法令に反する内容.
    Illegal,
    /// その他, which the words say.
    Other,
}

/// How it stands with what was asked for, as whoever asked is told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// 確認中: the city has not decided. Whether one of its people has proposed it is the city's own.
    Waiting,
    /// 消去しない.
    Refused,
    /// 消去.
    Erased,
}

/// How it stands, by the case in which it is asked for and the one in which it is decided.
pub const fn standing(request: State, decision: Option<State>) -> Standing {
    match (request, decision) {
        (State::Refused, _) | (State::Accepted, Some(State::Refused)) => Standing::Refused,
        (State::Accepted, Some(State::Accepted)) => Standing::Erased,
        (State::Open, _) | (State::Accepted, Some(State::Open) | None) => Standing::Waiting,
    }
}

/// The longest words, in characters.
pub const MAX_WORDS: usize = 500;

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 5] = [Self::WrongPerson, Self::ThirdParty, Self::AskedFor, Self::Illegal, Self::Other];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WrongPerson => "wrong_person",
            Self::ThirdParty => "third_party",
            Self::AskedFor => "asked_for",
            Self::Illegal => "illegal",
            Self::Other => "other",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == word)
    }
}

/// Whether these words may stand beside a ground. The city does not see the post: they are what it decides by.
pub fn check_words(words: &str) -> Result<(), Refusal> {
    let is_good = !words.trim().is_empty()
        && words.chars().count() <= MAX_WORDS
        && words.chars().all(|c| c == '\n' || !c.is_control())
        && !my_number::appears_in(words);
    if is_good { Ok(()) } else { Err(Refusal::Invalid("words")) }
}

/// Whether an entry of this kind can be erased: a post alone. What the log says of the room and its members says nothing of a person
/// that the room does not, and who may see what rests on it.
pub fn may_be_erased(kind: EntryKind, is_erased: bool) -> Result<(), Refusal> {
    match (kind, is_erased) {
        (EntryKind::Post, false) => Ok(()),
        (EntryKind::Post, true) => Err(Refusal::Stale),
        _ => Err(Refusal::Invalid("entry")),
    }
}

/// Whether an entry of a room in that state can be erased: wherever there is a text. Of a room that is erased there is none.
pub const fn may_erase_in(state: RoomState) -> Result<(), Refusal> {
    match state {
        RoomState::AwaitingConsent
        | RoomState::Active
        | RoomState::Discontinued
        | RoomState::PermitOnly
        | RoomState::Ended => Ok(()),
        RoomState::Lapsed | RoomState::Erased => Err(Refusal::RoomClosed),
    }
}

/// Whether someone may decide: another person than whoever asked and whoever proposed it, with whatever account.
pub fn may_decide(
    asked_by: StaffMemberId,
    proposed_by: Option<StaffMemberId>,
    decided_by: StaffMemberId,
) -> Result<(), Refusal> {
    let Some(proposed_by) = proposed_by else { return Err(Refusal::Stale) };
    if decided_by == asked_by || decided_by == proposed_by { Err(Refusal::Invalid("account")) } else { Ok(()) }
}

/// The day on which the last backup that holds it expires. One that is made on the day itself may have begun before.
pub fn backups_until(erased_on: Date, keep_days: u32) -> Date {
    erased_on.checked_add(Duration::days(keep_days.into())).unwrap_or(Date::MAX)
}

/// For how many days backups were kept when it was erased, by the day on which the last one expires.
pub fn days_kept(erased_on: Date, backups_until: Date) -> u32 {
    u32::try_from((backups_until - erased_on).whole_days()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_is_two_people() {
        let person = |n| StaffMemberId(Uuid::from_u128(n));
        assert_eq!(may_decide(person(1), Some(person(2)), person(3)), Ok(()));
        assert_eq!(may_decide(person(1), Some(person(1)), person(3)), Ok(()), "a moderator who is a member");
        assert_eq!(may_decide(person(1), Some(person(2)), person(1)), Err(Refusal::Invalid("account")));
        assert_eq!(may_decide(person(1), Some(person(2)), person(2)), Err(Refusal::Invalid("account")));
        assert_eq!(may_decide(person(1), None, person(3)), Err(Refusal::Stale), "nobody has proposed it");
    }

    #[test]
    fn posts_alone_are_erased_and_once() {
        for kind in EntryKind::ALL {
            let expected = if kind == EntryKind::Post { Ok(()) } else { Err(Refusal::Invalid("entry")) };
            assert_eq!(may_be_erased(kind, false), expected, "{kind:?}");
        }
        assert_eq!(may_be_erased(EntryKind::Post, true), Err(Refusal::Stale));
        for state in RoomState::ALL {
            let is_gone = [RoomState::Lapsed, RoomState::Erased].contains(&state);
            assert_eq!(may_erase_in(state).is_err(), is_gone, "{state:?}");
        }
    }

    #[test]
    fn words_say_something_and_no_my_number() {
        for words in ["", " \n", "１２３４５６７８９０１８ の方", &"あ".repeat(MAX_WORDS + 1), "\u{7}"] {
            assert_eq!(check_words(words), Err(Refusal::Invalid("words")), "{words:?}");
        }
        assert_eq!(check_words("別の方のルームに書きました。\n正しいルームには書き直しました。"), Ok(()));
    }

    #[test]
    fn whoever_asked_is_told_the_end_and_no_step_before_it() {
        for (request, decision, expected) in [
            (State::Open, None, Standing::Waiting),
            (State::Accepted, Some(State::Open), Standing::Waiting),
            (State::Refused, None, Standing::Refused),
            (State::Accepted, Some(State::Refused), Standing::Refused),
            (State::Accepted, Some(State::Accepted), Standing::Erased),
        ] {
            assert_eq!(standing(request, decision), expected, "{request:?} {decision:?}");
        }
    }

    #[test]
    fn words_and_grounds_are_one_to_one() {
        for ground in Ground::ALL {
            assert_eq!(Ground::parse(ground.as_str()), Some(ground));
        }
        assert_eq!(Ground::parse("because"), None);
    }

    #[test]
    fn the_last_backup_expires_after_the_days_that_backups_are_kept() {
        assert_eq!(backups_until(date!(2027 - 02 - 26), 35), date!(2027 - 04 - 02));
        assert_eq!(backups_until(Date::MAX, 1), Date::MAX);
    }
}

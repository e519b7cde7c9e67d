//! 印刷・書き出し: a room's record leaves the system, on paper or as a file, for a purpose that is stated (articles 32 to 36). From
//! then on nothing here can take it back: so it says what for, there is a limit a day, and each is an event.

use time::Date;

use crate::{Refusal, my_number};

/// Characters of what is said about the purpose.
const WORDS: usize = 200;

/// In which form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// On paper, or as the PDF that a browser's printer makes.
    Print,
    /// As a file (JSON) that is readable without this system.
    File,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Print, Self::File];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Print => "print",
            Self::File => "file",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == word)
    }
}

/// What for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    /// To keep it in the facility's own record (支援経過 and the like).
    OwnRecord,
    /// For a meeting about the person.
    Meeting,
    /// For whoever supports the person next.
    Successor,
    /// To explain it to the person or their family.
    ToldToPerson,
    /// Another one, which the words name.
    Other,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] = [Self::OwnRecord, Self::Meeting, Self::Successor, Self::ToldToPerson, Self::Other];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnRecord => "own_record",
            Self::Meeting => "meeting",
            Self::Successor => "successor",
            Self::ToldToPerson => "told_to_person",
            Self::Other => "other",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// For so long the same export may be asked for again: its answer did not arrive.
const REPEAT_SECONDS: i64 = 600;

/// What is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// In which form.
    pub form: Form,
    /// What for.
    pub purpose: Purpose,
    /// What is said about the purpose.
    pub words: String,
    /// The first day, in Tokyo.
    pub from: Date,
    /// The last day.
    pub upto: Date,
}

impl Wanted {
    /// Whether there can be such an export. On a device that others use too nothing is left behind, so no file is made there.
    pub fn check(&self, today: Date, on_shared_device: bool) -> Result<(), Refusal> {
        if self.upto > today {
            return Err(Refusal::Invalid("upto"));
        }
        if self.from > self.upto {
            return Err(Refusal::Invalid("from"));
        }
        let says_too_little = self.purpose == Purpose::Other && self.words.trim().is_empty();
        if says_too_little || self.words.chars().count() > WORDS || my_number::appears_in(&self.words) {
            return Err(Refusal::Invalid("words"));
        }
        if on_shared_device && self.form == Form::File {
            return Err(Refusal::Invalid("form"));
        }
        Ok(())
    }
}

/// Whether one more may be made of so many a day. None a day: the city lets nobody.
pub const fn may_make_one_more(made_today: i64, per_day: i64) -> Result<(), Refusal> {
    if made_today < per_day { Ok(()) } else { Err(Refusal::QuotaUsedUp) }
}

/// Whether one that was made so long ago is still the same when it is asked for again under its id.
pub const fn is_still_the_same(seconds_ago: i64) -> bool {
    seconds_ago < REPEAT_SECONDS
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 27);

    fn wanted() -> Wanted {
        Wanted { form: Form::File, purpose: Purpose::Meeting, words: String::new(), from: TODAY, upto: TODAY }
    }

    #[test]
    fn words_come_back_as_what_they_are() {
        for form in Form::ALL {
            assert_eq!(Form::parse(form.as_str()), Some(form));
        }
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
        }
        assert_eq!((Form::parse("pdf"), Purpose::parse("")), (None, None));
    }

    #[test]
    fn up_to_today_and_not_backwards() {
        assert_eq!(wanted().check(TODAY, false), Ok(()));
        let days = |from, upto| Wanted { from, upto, ..wanted() }.check(TODAY, false);
        assert_eq!(days(date!(2021 - 02 - 01), TODAY), Ok(()), "a whole room");
        assert_eq!(days(TODAY, date!(2026 - 11 - 28)), Err(Refusal::Invalid("upto")));
        assert_eq!(days(TODAY, date!(2026 - 11 - 26)), Err(Refusal::Invalid("from")));
    }

    #[test]
    fn a_purpose_that_says_nothing_by_itself_wants_words_and_no_number_stands_in_them() {
        let of = |purpose, words: &str| Wanted { purpose, words: words.into(), ..wanted() }.check(TODAY, false);
        for purpose in Purpose::ALL {
            let expected = if purpose == Purpose::Other { Err(Refusal::Invalid("words")) } else { Ok(()) };
            assert_eq!(of(purpose, " "), expected, "{purpose:?}");
            assert_eq!(of(purpose, "監査の資料"), Ok(()), "{purpose:?}");
            assert_eq!(of(purpose, &"字".repeat(200)), Ok(()));
            assert_eq!(of(purpose, &"字".repeat(201)), Err(Refusal::Invalid("words")));
            assert_eq!(of(purpose, "個人番号 123456789018"), Err(Refusal::Invalid("words")));
        }
    }

    #[test]
    fn a_shared_device_makes_paper_and_no_file() {
        for (form, is_shared, expected) in [
            (Form::File, true, Err(Refusal::Invalid("form"))),
            (Form::File, false, Ok(())),
            (Form::Print, true, Ok(())),
            (Form::Print, false, Ok(())),
        ] {
            assert_eq!(Wanted { form, ..wanted() }.check(TODAY, is_shared), expected, "{form:?} {is_shared}");
        }
    }

    #[test]
    fn so_many_a_day_and_none_where_the_city_lets_nobody() {
        assert_eq!(may_make_one_more(0, 5), Ok(()));
        assert_eq!(may_make_one_more(4, 5), Ok(()));
        assert_eq!(may_make_one_more(5, 5), Err(Refusal::QuotaUsedUp));
        assert!(is_still_the_same(599) && !is_still_the_same(600));
        assert_eq!(may_make_one_more(0, 0), Err(Refusal::QuotaUsedUp));
    }
}

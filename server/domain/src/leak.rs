//! 漏えい等 (articles 31 and 39; 個人情報の保護に関する法律 第68条): what may have become known to someone it was not meant for, until when the
//! city tells the supervisory authority of it, and when it has done so.
//!
//! Days of the calendar, not of the desk: the law's run through weekends and holidays. The day on which it became known is the first
//! of them, and a last day that falls on a holiday is not moved: whichever way they are counted, nothing is told too late.

use time::{Date, Duration, OffsetDateTime};

use crate::{Refusal, my_number};

/// 速報: within three to five days. The first of these is the one that the city works towards.
const PRELIMINARY: [i64; 2] = [3, 5];
/// 確報
const FINAL: i64 = 30;
/// 確報, where somebody may have done it with a wrongful purpose.
const FINAL_OF_WRONGFUL: i64 = 60;
/// The longest time that is looked at, and the longest that something is known before it is entered.
const LONGEST: Duration = Duration::days(366);
/// Characters of what it is called.
const TITLE: usize = 50;
/// Characters of what is written about it.
pub const WORDS: usize = 2000;

/// Until when is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dates {
    /// 速報: the day to work towards.
    pub preliminary: Date,
    /// 速報: the last day.
    pub preliminary_latest: Date,
    /// 確報: the last day.
    pub full: Date,
}

/// When it is due, of what became known on a day.
pub fn dates(known_on: Date, may_be_wrongful: bool) -> Dates {
    let nth = |day: i64| known_on.saturating_add(Duration::days(day - 1));
    let [preliminary, latest] = PRELIMINARY;
    Dates {
        preliminary: nth(preliminary),
        preliminary_latest: nth(latest),
        full: nth(if may_be_wrongful { FINAL_OF_WRONGFUL } else { FINAL }),
    }
}

/// What is told to the supervisory authority.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// 速報
    Preliminary,
    /// 確報
    Full,
}

impl Stage {
    /// Both, in their order.
    pub const ALL: [Self; 2] = [Self::Preliminary, Self::Full];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preliminary => "preliminary",
            Self::Full => "full",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }
}

/// Whether it can be entered so. Whose accesses are asked for must be over: what is fixed as evidence does not grow.
pub fn check(
    title: &str,
    (from, upto): (OffsetDateTime, OffsetDateTime),
    known_on: Date,
    (now, today): (OffsetDateTime, Date),
) -> Result<(), Refusal> {
    let plain = |c: char| !c.is_control();
    let fits = !title.trim().is_empty() && title.chars().count() <= TITLE && title.chars().all(plain);
    if !fits || my_number::appears_in(title) {
        return Err(Refusal::Invalid("title"));
    }
    if upto > now {
        return Err(Refusal::Invalid("upto"));
    }
    if from >= upto || upto - from > LONGEST {
        return Err(Refusal::Invalid("from"));
    }
    if known_on > today || today - known_on > LONGEST {
        return Err(Refusal::Invalid("known_on"));
    }
    Ok(())
}

/// Whether that can be written about it.
pub fn check_words(words: &str) -> Result<(), Refusal> {
    let plain = |c: char| !c.is_control() || c == '\n';
    let fits = !words.trim().is_empty() && words.chars().count() <= WORDS && words.chars().all(plain);
    if fits && !my_number::appears_in(words) { Ok(()) } else { Err(Refusal::Invalid("words")) }
}

/// Whether it can be told at this stage: each once, one after the other, and on a day that is not to come.
pub fn check_report(
    told: &[(Stage, Date)],
    known_on: Date,
    stage: Stage,
    on: Date,
    today: Date,
) -> Result<(), Refusal> {
    let expected = match told {
        [] => Stage::Preliminary,
        [_] => Stage::Full,
        _ => return Err(Refusal::Stale),
    };
    if stage != expected {
        return Err(Refusal::Stale);
    }
    let not_before = told.last().map_or(known_on, |(_, day)| *day);
    if on < not_before || on > today { Err(Refusal::Invalid("reported_on")) } else { Ok(()) }
}

/// Until when the next step is due: the reports, and after them nothing but the decision.
pub fn due(dates: Dates, told: &[(Stage, Date)]) -> Date {
    if told.is_empty() { dates.preliminary } else { dates.full }
}

/// Whether it may be closed as one that was dealt with: when both reports were made. That it was no leak after all may be found at
/// any time.
pub fn may_close(was_leak: bool, told: &[(Stage, Date)]) -> Result<(), Refusal> {
    if was_leak && told.len() < Stage::ALL.len() { Err(Refusal::Invalid("decision")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn the_days_are_counted_from_the_day_it_became_known() {
        // Known on; wrongful; 速報 towards and at the latest; 確報.
        let table = [
            (date!(2026 - 11 - 02), false, date!(2026 - 11 - 04), date!(2026 - 11 - 06), date!(2026 - 12 - 01)),
            (date!(2026 - 11 - 02), true, date!(2026 - 11 - 04), date!(2026 - 11 - 06), date!(2026 - 12 - 31)),
            // Over a weekend, and into the days on which the desk is closed: nothing is moved.
            (date!(2026 - 11 - 27), false, date!(2026 - 11 - 29), date!(2026 - 12 - 01), date!(2026 - 12 - 26)),
            (date!(2026 - 12 - 04), false, date!(2026 - 12 - 06), date!(2026 - 12 - 08), date!(2027 - 01 - 02)),
            // Over the end of a year, and of a February of a leap year.
            (date!(2026 - 12 - 30), false, date!(2027 - 01 - 01), date!(2027 - 01 - 03), date!(2027 - 01 - 28)),
            (date!(2028 - 02 - 27), false, date!(2028 - 02 - 29), date!(2028 - 03 - 02), date!(2028 - 03 - 27)),
            (date!(2028 - 02 - 27), true, date!(2028 - 02 - 29), date!(2028 - 03 - 02), date!(2028 - 04 - 26)),
        ];
        for (known_on, may_be_wrongful, preliminary, preliminary_latest, full) in table {
            let expected = Dates { preliminary, preliminary_latest, full };
            assert_eq!(dates(known_on, may_be_wrongful), expected, "{known_on} {may_be_wrongful}");
        }
    }

    #[test]
    fn what_is_entered_is_over_and_has_a_name() {
        let (now, today) = (datetime!(2026-11-27 10:00 UTC), date!(2026 - 11 - 27));
        let entered = |title: &str, from, upto, known_on| check(title, (from, upto), known_on, (now, today));
        let (before, earlier) = (datetime!(2026-11-27 9:00 UTC), datetime!(2026-11-26 9:00 UTC));
        assert_eq!(entered("端末の置き忘れ", earlier, before, today), Ok(()));
        assert_eq!(entered("端末の置き忘れ", earlier, now, date!(2026 - 11 - 20)), Ok(()));
        for title in ["", " ", "a\nb", "個人番号 123456789018", &"字".repeat(51)] {
            assert_eq!(entered(title, earlier, before, today), Err(Refusal::Invalid("title")), "{title:?}");
        }
        let later = datetime!(2026-11-27 10:01 UTC);
        assert_eq!(entered("名", earlier, later, today), Err(Refusal::Invalid("upto")));
        assert_eq!(entered("名", before, before, today), Err(Refusal::Invalid("from")));
        assert_eq!(entered("名", datetime!(2025-11-20 9:00 UTC), before, today), Err(Refusal::Invalid("from")));
        for known_on in [date!(2026 - 11 - 28), date!(2025 - 11 - 20)] {
            assert_eq!(entered("名", earlier, before, known_on), Err(Refusal::Invalid("known_on")), "{known_on}");
        }
    }

    #[test]
    fn it_is_told_twice_and_in_order() {
        let (known, today) = (date!(2026 - 11 - 20), date!(2026 - 11 - 27));
        let told = |told: &[(Stage, Date)], stage, on| check_report(told, known, stage, on, today);
        let first = (Stage::Preliminary, date!(2026 - 11 - 22));
        let second = (Stage::Full, date!(2026 - 11 - 25));
        assert_eq!(told(&[], Stage::Preliminary, known), Ok(()));
        assert_eq!(told(&[], Stage::Full, today), Err(Refusal::Stale));
        assert_eq!(told(&[first], Stage::Preliminary, today), Err(Refusal::Stale));
        assert_eq!(told(&[first], Stage::Full, today), Ok(()));
        assert_eq!(told(&[first, second], Stage::Full, today), Err(Refusal::Stale));
        for (before, stage, on) in [
            (&[][..], Stage::Preliminary, date!(2026 - 11 - 19)),
            (&[], Stage::Preliminary, date!(2026 - 11 - 28)),
            (&[first], Stage::Full, date!(2026 - 11 - 21)),
        ] {
            assert_eq!(told(before, stage, on), Err(Refusal::Invalid("reported_on")), "{on}");
        }
        let dates = dates(known, false);
        assert_eq!(due(dates, &[]), date!(2026 - 11 - 22));
        assert_eq!(due(dates, &[first]), date!(2026 - 12 - 19));
        assert_eq!(due(dates, &[first, second]), date!(2026 - 12 - 19));
        for (was_leak, before, may) in [
            (true, &[][..], false),
            (true, &[first], false),
            (true, &[first, second], true),
            (false, &[], true),
            (false, &[first], true),
        ] {
            assert_eq!(may_close(was_leak, before).is_ok(), may, "{was_leak} {before:?}");
        }
        assert!(Stage::ALL.into_iter().all(|stage| Stage::parse(stage.as_str()) == Some(stage)));
    }

    #[test]
    fn what_is_written_is_words() {
        assert_eq!(check_words("電車に端末を置き忘れた。\n警察に届け出た。"), Ok(()));
        for wrong in ["", " ", "a\u{0}", "個人番号 123456789018", &"字".repeat(WORDS + 1)] {
            assert_eq!(check_words(wrong), Err(Refusal::Invalid("words")));
        }
    }
}

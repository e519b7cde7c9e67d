//! 本人の同意の取り直し (article 16): whoever was a child when somebody else signed for them is asked themself when they come of age.

use time::{Date, Duration, Month, OffsetDateTime};

use crate::{Refusal, RoomState};

/// The day on which someone comes of an age. Whoever was born on 29 February does so on 1 March of a year that has no such day: the law
/// counts the day before as the last one of the age before.
pub fn comes_of_age(born: Date, age: u16) -> Option<Date> {
    let year = born.year() + i32::from(age);
    born.replace_year(year).or_else(|_| Date::from_calendar_date(year, Month::March, 1)).ok()
}

/// Whether the city asks the person now, some days before they come of age. Whoever had come of age before somebody else signed for them
/// was no child then: the reason was another one.
pub fn is_asked(signed_by_proxy_on: Date, comes_of_age: Date, lead_days: u16, today: Date) -> bool {
    let from = comes_of_age.checked_sub(Duration::days(lead_days.into())).unwrap_or(Date::MIN);
    signed_by_proxy_on < comes_of_age && today >= from
}

/// What was looked at already, by which settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// On which day all of them were.
    pub all_on: Date,
    /// Up to when what was recorded.
    pub until: OffsetDateTime,
    /// The age that the city had set.
    pub age: u16,
    /// How many days before it the city asked.
    pub lead_days: u16,
}

/// What a transaction recorded may be seen so much later than it says: a receipt has the time at which its transaction began.
const UNDER_WAY: Duration = Duration::minutes(1);

/// Since when recorded consents are looked at; none: at all of them. That is so once a day, since everybody grows older, and when the city
/// has set another age or other days.
pub fn since(last: Option<Look>, today: Date, age: u16, lead_days: u16) -> Option<OffsetDateTime> {
    let last = last.filter(|last| last.all_on == today && (last.age, last.lead_days) == (age, lead_days))?;
    Some(last.until - UNDER_WAY)
}

/// Whether such a case may end with a verdict. Accepted says that the person has signed, or that there is nothing to agree to any more;
/// refused that somebody else's consent goes on, and why.
pub const fn may_conclude(is_done: bool, state: RoomState, signed_by_person: bool) -> Result<(), Refusal> {
    let is_answered = signed_by_person || !matches!(state, RoomState::Active);
    if is_done == is_answered { Ok(()) } else { Err(Refusal::Invalid("decision")) }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn one_comes_of_age_on_a_birthday() {
        assert_eq!(comes_of_age(date!(2018 - 06 - 11), 18), Some(date!(2036 - 06 - 11)));
        assert_eq!(comes_of_age(date!(2008 - 02 - 29), 18), Some(date!(2026 - 03 - 01)));
        assert_eq!(comes_of_age(date!(2008 - 02 - 29), 20), Some(date!(2028 - 02 - 29)));
        assert_eq!(comes_of_age(date!(9999 - 01 - 01), 18), None);
    }

    #[test]
    fn a_child_is_asked_from_some_days_before_and_whoever_was_grown_up_is_not() {
        let (signed, day) = (date!(2020 - 04 - 01), date!(2036 - 06 - 11));
        let asked = |signed, today| is_asked(signed, day, 90, today);
        assert!(!asked(signed, date!(2036 - 03 - 12)), "the day before is too early");
        assert!(asked(signed, date!(2036 - 03 - 13)));
        assert!(asked(signed, date!(2036 - 06 - 11)));
        assert!(asked(signed, date!(2040 - 01 - 01)), "and it stays so");
        assert!(asked(date!(2036 - 06 - 10), date!(2036 - 06 - 12)), "on the last day before");
        assert!(!asked(date!(2036 - 06 - 11), date!(2040 - 01 - 01)), "of age when somebody else signed");
        assert!(is_asked(signed, day, 0, day) && !is_asked(signed, day, 0, day.previous_day().expect("a day")));
    }

    #[test]
    fn it_ends_when_the_person_signed_or_support_is_over_and_goes_on_for_a_reason() {
        for state in RoomState::ALL {
            for signed in [false, true] {
                let is_answered = signed || state != RoomState::Active;
                assert_eq!(may_conclude(true, state, signed).is_ok(), is_answered, "{state:?} {signed}");
                assert_eq!(may_conclude(false, state, signed).is_ok(), !is_answered, "{state:?} {signed}");
            }
        }
    }

    #[test]
    fn what_is_newer_is_looked_at_and_once_a_day_all_of_it() {
        let (today, until) = (date!(2026 - 04 - 01), datetime!(2026-04-01 09:00 +9));
        let last = Look { all_on: today, until, age: 18, lead_days: 90 };
        assert_eq!(since(None, today, 18, 90), None, "never before");
        assert_eq!(since(Some(last), today, 18, 90), Some(datetime!(2026-04-01 08:59 +9)));
        assert_eq!(since(Some(last), date!(2026 - 04 - 02), 18, 90), None, "another day");
        assert_eq!(since(Some(last), date!(2026 - 03 - 31), 18, 90), None, "also if the clock was put back");
        assert_eq!(since(Some(last), today, 20, 90), None, "another age");
        assert_eq!(since(Some(last), today, 18, 91), None, "other days");
    }
}

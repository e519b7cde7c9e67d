//! 四半期の確認: once a quarter each facility says of every ID whether it is still used (articles 7 and 27).

use std::fmt;

use time::{Date, Duration, Month, OffsetDateTime};

/// A quarter of a year: from January, April, July or October on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Quarter(Date);

impl Quarter {
    /// The quarter of a day.
    pub fn of(day: Date) -> Self {
        let first = match day.month() {
            Month::January | Month::February | Month::March => Month::January,
            Month::April | Month::May | Month::June => Month::April,
            Month::July | Month::August | Month::September => Month::July,
            Month::October | Month::November | Month::December => Month::October,
        };
        Self(Date::from_calendar_date(day.year(), first, 1).unwrap_or(day))
    }

    /// Its first day.
    pub const fn begins(self) -> Date {
        self.0
    }
}

impl fmt::Display for Quarter {
    /// `2026-Q4`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.0.year(), u8::from(self.0.month()).div_ceil(3))
    }
}

/// Whether nobody has signed in with an ID for so many days. One that was never used counts from the day it was made.
pub fn is_dormant(last: Option<OffsetDateTime>, made_at: OffsetDateTime, now: OffsetDateTime, days: u32) -> bool {
    last.unwrap_or(made_at) + Duration::days(i64::from(days)) <= now
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn a_quarter_begins_on_its_first_day() {
        for (day, begins, word) in [
            (date!(2026 - 01 - 01), date!(2026 - 01 - 01), "2026-Q1"),
            (date!(2026 - 03 - 31), date!(2026 - 01 - 01), "2026-Q1"),
            (date!(2026 - 04 - 01), date!(2026 - 04 - 01), "2026-Q2"),
            (date!(2026 - 09 - 30), date!(2026 - 07 - 01), "2026-Q3"),
            (date!(2026 - 12 - 31), date!(2026 - 10 - 01), "2026-Q4"),
        ] {
            let quarter = Quarter::of(day);
            assert_eq!((quarter.begins(), quarter.to_string().as_str()), (begins, word), "{day}");
        }
    }

    #[test]
    fn an_id_is_dormant_after_so_many_days_without_a_sign_in() {
        let now = datetime!(2026-11-27 09:00 UTC);
        let ago = |days| now - Duration::days(days);
        for (last, made, dormant) in [
            (Some(ago(89)), ago(400), false),
            (Some(ago(90)), ago(400), true),
            (None, ago(89), false),
            (None, ago(90), true),
        ] {
            assert_eq!(is_dormant(last, made, now, 90), dormant, "{last:?} {made}");
        }
    }
}

//! 月次の確認: each month that is over, the city looks at what was done in it and signs that it did.

use std::fmt;

use time::{Date, Month as MonthOfYear};

/// A month that can be reviewed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Month(Date);

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(day.replace_day(1).unwrap_or(day))
    }

    /// `2026-11`, as it is written.
    pub fn parse(word: &str) -> Option<Self> {
        let (year, month) = word.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        let month = MonthOfYear::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, 1).ok().map(Self)
    }

    /// Its first day.
    pub const fn begins(self) -> Date {
        self.0
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        let month = self.0.month().next();
        let year = self.0.year() + i32::from(month == MonthOfYear::January);
        Self(Date::from_calendar_date(year, month, 1).unwrap_or(self.0))
    }

    /// Whether it is over on a day: before, more may be done in it.
    pub fn is_over(self, today: Date) -> bool {
        Self::of(today) > self
    }

    /// The months from one to the month of a day, the newest first.
    pub fn until(self, today: Date) -> Vec<Self> {
        let last = Self::of(today);
        let mut months: Vec<_> =
            std::iter::successors(Some(self), |month| Some(month.next())).take_while(|month| *month <= last).collect();
        months.reverse();
        months
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.0.year(), u8::from(self.0.month()))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn months_follow_each_other_and_are_over_when_the_next_one_begins() {
        let december = Month::of(date!(2026 - 12 - 31));
        assert_eq!(december.begins(), date!(2026 - 12 - 01));
        assert_eq!((december.to_string(), december.next().to_string()), ("2026-12".into(), "2027-01".into()));
        assert!(!december.is_over(date!(2026 - 12 - 31)) && december.is_over(date!(2027 - 01 - 01)));
        let shown: Vec<_> =
            Month::of(date!(2026 - 11 - 05)).until(date!(2027 - 01 - 01)).iter().map(Month::to_string).collect();
        assert_eq!(shown, ["2027-01", "2026-12", "2026-11"]);
    }

    #[test]
    fn a_month_is_read_as_it_is_written() {
        assert_eq!(Month::parse("2026-02"), Some(Month::of(date!(2026 - 02 - 28))));
        for wrong in ["", "2026", "2026-2", "2026-13", "2026-00", "26-02", "2026-02-01", "2026-x1"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }
}

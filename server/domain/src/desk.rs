//! The city's desk (article 14): on which days and at what time it is open, and so until when something is due.
//!
//! All times are the city's own, without a zone: whoever asks brings them.

use std::collections::BTreeSet;

use time::{Date, Month, PrimitiveDateTime, Time, Weekday};

/// When the desk is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Desk {
    days: Vec<Weekday>,
    opens: Time,
    closes: Time,
    closed_days: Vec<(Month, u8)>,
    holidays: BTreeSet<Date>,
}

/// Hours that are none, in the words of the settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Closed on every day of the week.
    NoDays,
    /// Closes before it opens.
    Hours,
    /// Closed for more than two months of days that come every year.
    TooOftenClosed,
}

/// More days than these, closed every year, are a slip of whoever wrote them.
const MAX_CLOSED_DAYS: usize = 62;

impl Desk {
    /// `closed_days` come every year; `holidays` are those that are known.
    pub fn new(
        days: Vec<Weekday>,
        (opens, closes): (Time, Time),
        closed_days: Vec<(Month, u8)>,
        holidays: BTreeSet<Date>,
    ) -> Result<Self, Fault> {
        if days.is_empty() {
            return Err(Fault::NoDays);
        }
        if opens >= closes {
            return Err(Fault::Hours);
        }
        if closed_days.len() > MAX_CLOSED_DAYS {
            return Err(Fault::TooOftenClosed);
        }
        Ok(Self { days, opens, closes, closed_days, holidays })
    }

    /// The days of the week, as configured.
    pub fn days(&self) -> &[Weekday] {
        &self.days
    }

    /// From when to when.
    pub const fn hours(&self) -> (Time, Time) {
        (self.opens, self.closes)
    }

    /// Whether holidays of that year are known. If not, its holidays count as working days: something is due too early then,
    /// never too late.
    pub fn knows(&self, year: i32) -> bool {
        self.holidays.iter().any(|day| day.year() == year)
    }

    /// Whether it opens on that day.
    pub fn is_open_on(&self, day: Date) -> bool {
        self.days.contains(&day.weekday())
            && !self.closed_days.contains(&(day.month(), day.day()))
            && !self.holidays.contains(&day)
    }

    /// Whether it is open at that moment.
    pub fn is_open(&self, now: PrimitiveDateTime) -> bool {
        self.is_open_on(now.date()) && (self.opens..self.closes).contains(&now.time())
    }

    /// When it opens next, after that moment.
    pub fn opens_next(&self, now: PrimitiveDateTime) -> PrimitiveDateTime {
        if self.is_open_on(now.date()) && now.time() < self.opens {
            return now.date().with_time(self.opens);
        }
        self.due(now.date(), 1).with_time(self.opens)
    }

    /// The last of so many working days after a day. That day itself does not count (民法第140条).
    pub fn due(&self, from: Date, working_days: u32) -> Date {
        let mut day = from;
        let mut left = working_days;
        while left > 0 {
            // Nobody waits until the year 9999.
            let Some(next) = day.next_day() else { return day };
            day = next;
            left -= u32::from(self.is_open_on(day));
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{
        Duration,
        macros::{date, datetime, time},
    };

    use super::*;

    /// The days of the year by the law (国民の祝日に関する法律), with the equinoxes as the observatory computes them.
    fn by_law(year: i32) -> BTreeSet<Date> {
        let on = |month: u8, day: u8| {
            Date::from_calendar_date(year, Month::try_from(month).expect("a month"), day).expect("a day")
        };
        let monday = |month: u8, nth: u8| {
            let first = on(month, 1);
            let to_monday = (7 - first.weekday().number_days_from_monday()) % 7;
            on(month, 1 + to_monday + 7 * (nth - 1))
        };
        let equinox = |at_1980: f64| {
            let years = f64::from(year - 1980);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day of the month")]
            let day = (at_1980 + 0.242_194 * years - (years / 4.0).floor()).floor() as u8;
            day
        };
        let named: BTreeSet<Date> = [
            on(1, 1),
            monday(1, 2),
            on(2, 11),
            on(2, 23),
            on(3, equinox(20.8431)),
            on(4, 29),
            on(5, 3),
            on(5, 4),
            on(5, 5),
            monday(7, 3),
            on(8, 11),
            monday(9, 3),
            on(9, equinox(23.2488)),
            monday(10, 2),
            on(11, 3),
            on(11, 23),
        ]
        .into();
        let mut all = named.clone();
        // 振替休日: the next day that is none, after one that falls on a Sunday.
        for day in named.iter().filter(|day| day.weekday() == Weekday::Sunday) {
            let mut next = *day + Duration::DAY;
            while named.contains(&next) {
                next += Duration::DAY;
            }
            all.insert(next);
        }
        // 国民の休日: between two of them.
        for day in &named {
            let (between, after) = (*day + Duration::DAY, *day + 2 * Duration::DAY);
            if named.contains(&after) && !named.contains(&between) && between.weekday() != Weekday::Sunday {
                all.insert(between);
            }
        }
        all
    }

    fn in_file() -> Vec<(Date, String)> {
        let text = include_str!("../../../config/holidays.csv");
        let rows = text.lines().filter(|line| line.starts_with("20"));
        rows.map(|line| {
            let (day, name) = line.split_once(',').expect("two columns");
            let mut parts = day.split('/').map(|part| part.parse::<u16>().expect("a number"));
            let mut part = || parts.next().expect("a date");
            let (year, month, day) = (part(), part(), part());
            let month = Month::try_from(u8::try_from(month).expect("small")).expect("a month");
            let day = u8::try_from(day).expect("small");
            (Date::from_calendar_date(i32::from(year), month, day).expect("a date"), name.to_owned())
        })
        .collect()
    }

    fn desk_of_the_terms() -> Desk {
        use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        let closed = [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)];
        let closed = closed.map(|(month, day)| (Month::try_from(month).expect("a month"), day)).to_vec();
        let holidays = in_file().into_iter().map(|(day, _)| day).collect();
        let days = vec![Monday, Tuesday, Wednesday, Thursday, Friday];
        Desk::new(days, (time!(8:30), time!(17:15)), closed, holidays).expect("hours")
    }

    #[test]
    fn the_file_says_what_the_law_says() {
        let file = in_file();
        for year in 2025..=2027 {
            let days: BTreeSet<_> = file.iter().map(|(day, _)| *day).filter(|day| day.year() == year).collect();
            assert_eq!(days, by_law(year), "{year}");
            assert!(desk_of_the_terms().knows(year));
        }
        assert!(!desk_of_the_terms().knows(2028));
        // Those that no table of fixed days would give.
        let name = |day: Date| file.iter().find(|(one, _)| *one == day).map(|(_, name)| name.as_str());
        assert_eq!(name(date!(2025 - 02 - 24)), Some("休日"), "振替休日");
        assert_eq!(name(date!(2026 - 05 - 06)), Some("休日"), "振替休日 after three in a row");
        assert_eq!(name(date!(2026 - 09 - 22)), Some("休日"), "国民の休日");
        assert_eq!(name(date!(2027 - 03 - 22)), Some("休日"), "振替休日");
    }

    #[test]
    fn the_desk_is_open_in_its_hours_and_says_when_it_opens_next() {
        let desk = desk_of_the_terms();
        for (now, open, next) in [
            // A Friday.
            (datetime!(2026-11-27 08:29:59), false, datetime!(2026-11-27 08:30)),
            (datetime!(2026-11-27 08:30), true, datetime!(2026-11-30 08:30)),
            (datetime!(2026-11-27 17:14:59), true, datetime!(2026-11-30 08:30)),
            (datetime!(2026-11-27 17:15), false, datetime!(2026-11-30 08:30)),
            (datetime!(2026-11-28 12:00), false, datetime!(2026-11-30 08:30)),
            // The year's end runs into a weekend.
            (datetime!(2026-12-28 18:00), false, datetime!(2027-01-04 08:30)),
            (datetime!(2025-12-27 09:00), false, datetime!(2026-01-05 08:30)),
            // Five days of holidays.
            (datetime!(2026-09-18 18:00), false, datetime!(2026-09-24 08:30)),
        ] {
            assert_eq!((desk.is_open(now), desk.opens_next(now)), (open, next), "{now}");
        }
        assert_eq!(desk.due(date!(2026 - 11 - 27), 10), date!(2026 - 12 - 11));
        assert_eq!(desk.due(date!(2026 - 12 - 25), 3), date!(2027 - 01 - 05));
        assert_eq!(desk.due(Date::MAX, 1), Date::MAX);
    }

    #[test]
    fn hours_that_are_none_are_refused() {
        let hours = (time!(8:30), time!(17:15));
        let day = vec![Weekday::Monday];
        assert_eq!(Desk::new(vec![], hours, vec![], BTreeSet::new()).err(), Some(Fault::NoDays));
        let backwards = (hours.1, hours.0);
        assert_eq!(Desk::new(day.clone(), backwards, vec![], BTreeSet::new()).err(), Some(Fault::Hours));
        let closed = vec![(Month::May, 1); MAX_CLOSED_DAYS + 1];
        assert_eq!(Desk::new(day, hours, closed, BTreeSet::new()).err(), Some(Fault::TooOftenClosed));
    }

    proptest! {
        #[test]
        fn due_is_the_last_of_so_many_working_days(from in 0_i64..1_000, days in 1_u32..60) {
            let desk = desk_of_the_terms();
            let from = date!(2025 - 01 - 01) + Duration::days(from);
            let due = desk.due(from, days);
            prop_assert!(due > from && desk.is_open_on(due));
            let between = (1..).map(|n| from + Duration::days(n)).take_while(|day| *day <= due);
            prop_assert_eq!(between.filter(|day| desk.is_open_on(*day)).count(), days as usize);
            prop_assert!(desk.due(from, days + 1) > due);
            prop_assert!(desk.due(from + Duration::DAY, days) >= due);
        }

        #[test]
        fn nothing_is_open_between_now_and_the_next_opening(minutes in 0_i64..1_400_000) {
            let desk = desk_of_the_terms();
            let now = datetime!(2025-01-01 00:00) + Duration::minutes(minutes);
            let next = desk.opens_next(now);
            prop_assert!(next > now && desk.is_open(next) && !desk.is_open(next - Duration::SECOND));
            // From the end of the hours in which one is, or from now, all is closed until then.
            let mut moment = if desk.is_open(now) { now.date().with_time(desk.hours().1) } else { now };
            while moment < next {
                prop_assert!(!desk.is_open(moment), "{}", moment);
                moment += Duration::minutes(30);
            }
        }
    }
}

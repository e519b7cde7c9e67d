//! 利用の廃止: on which day a facility may end, and who may take that back (article 13).

use time::{Date, Duration};

use crate::{Refusal, permission::Role};

/// So many days ahead it can be said at most: a year that is typed wrong is a slip.
pub const LATEST_DAYS: i64 = 366;

/// The first day on which a facility may end: it ends at the beginning of its day, and nobody is shut out by a slip. In a hurry
/// the city suspends it, at once.
pub fn earliest(today: Date) -> Date {
    today.next_day().unwrap_or(today)
}

/// The last one.
pub fn latest(today: Date) -> Date {
    today.checked_add(Duration::days(LATEST_DAYS)).unwrap_or(today)
}

/// Whether it may end on that day.
pub fn check_day(today: Date, day: Date) -> Result<(), Refusal> {
    if (earliest(today)..=latest(today)).contains(&day) { Ok(()) } else { Err(Refusal::Invalid("effective_on")) }
}

/// Whether a role may take it back. What the city said, only the city takes back.
pub fn may_withdraw(role: Role, by_city: bool) -> Result<(), Refusal> {
    if by_city && role != Role::CityModerator { Err(Refusal::NotFound) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn it_ends_from_tomorrow_on_and_within_a_year() {
        let today = date!(2026 - 02 - 28);
        for (day, may) in [
            (date!(2026 - 02 - 27), false),
            (today, false),
            (date!(2026 - 03 - 01), true),
            (date!(2027 - 03 - 01), true),
            (date!(2027 - 03 - 02), false),
        ] {
            assert_eq!(check_day(today, day).is_ok(), may, "{day}");
        }
    }

    #[test]
    fn what_the_city_said_only_the_city_takes_back() {
        assert_eq!(may_withdraw(Role::FacilityAdmin, true), Err(Refusal::NotFound));
        assert_eq!(may_withdraw(Role::FacilityAdmin, false), Ok(()));
        assert_eq!(may_withdraw(Role::CityModerator, true), Ok(()));
        assert_eq!(may_withdraw(Role::CityModerator, false), Ok(()));
    }
}

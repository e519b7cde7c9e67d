//! 緊急時の代行 (articles 28 and 39): the contractor's operator suspends an ID or a device for the city. Never on their own account:
//! who of the city asked, or that nobody there could be reached, is part of the act, and the city decides what becomes of it.

use std::fmt;

use time::{Duration, OffsetDateTime};

use crate::{Refusal, Role, staff::is_name};

/// Who of the city asked for it, and when.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// The name.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asked(…)")
    }
}

/// What is older was no emergency: the city had time to do it itself.
const LONGEST_AGO: Duration = Duration::DAY;
/// So far the clock of the operator's machine may be ahead.
const CLOCK_AHEAD: Duration = Duration::minutes(5);

/// On whose word it is done: somebody of the city asked a moment ago, or it is said that nobody could be reached. One of the two,
/// and never silence.
pub fn check(asked: Option<&Asked>, nobody_reached: bool, now: OffsetDateTime) -> Result<(), Refusal> {
    let Some(asked) = asked else {
        return if nobody_reached { Ok(()) } else { Err(Refusal::Invalid("asked")) };
    };
    if nobody_reached {
        return Err(Refusal::Invalid("asked"));
    }
    if !is_name(&asked.by) {
        return Err(Refusal::Invalid("asked_by"));
    }
    if asked.at > now + CLOCK_AHEAD || asked.at < now - LONGEST_AGO {
        return Err(Refusal::Invalid("asked_at"));
    }
    Ok(())
}

/// Whether the ID may be suspended so: not one's own, and not that of the last moderator, without whom the city could take nothing
/// back. Their devices may be.
pub const fn may_suspend(role: Role, is_own: bool, other_moderators: i64) -> Result<(), Refusal> {
    if is_own || (matches!(role, Role::CityModerator) && other_moderators == 0) {
        return Err(Refusal::Invalid("account"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_asked_or_nobody_was_reached() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let asked = |by: &str, ago: Duration| Asked { by: by.into(), at: now - ago };
        let good = asked("見本 太郎", Duration::HOUR);
        assert_eq!(check(Some(&good), false, now), Ok(()));
        assert_eq!(check(None, true, now), Ok(()));
        assert_eq!(check(None, false, now), Err(Refusal::Invalid("asked")));
        assert_eq!(check(Some(&good), true, now), Err(Refusal::Invalid("asked")));
        for by in ["", " 　", "見本\n太郎", "=1+1", "個人番号 123456789018"] {
            assert_eq!(
                check(Some(&asked(by, Duration::HOUR)), false, now),
                Err(Refusal::Invalid("asked_by")),
                "{by:?}"
            );
        }
        let minutes = [(-6, false), (-5, true), (0, true), (24 * 60, true), (24 * 60 + 1, false)];
        for (ago, good) in minutes {
            let verdict = check(Some(&asked("見本 太郎", Duration::minutes(ago))), false, now);
            assert_eq!(verdict, if good { Ok(()) } else { Err(Refusal::Invalid("asked_at")) }, "{ago}");
        }
    }

    #[test]
    fn the_city_keeps_somebody_who_can_take_it_back() {
        for role in Role::ALL {
            for (is_own, others) in [(false, 0), (false, 1), (true, 0), (true, 1)] {
                let expected = !is_own && (role != Role::CityModerator || others > 0);
                assert_eq!(may_suspend(role, is_own, others).is_ok(), expected, "{role:?} {is_own} {others}");
            }
        }
    }
}

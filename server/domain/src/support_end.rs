//! 支援終了: why support came to its end, and on which day.

use std::fmt;

use time::Date;

use crate::Refusal;

/// Why support came to its end. A word from a list, so that nobody writes about a person's health.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// 死亡
    Death,
    /// 転出
    MovedAway,
    /// 卒業
    Graduated,
    /// Another reason, which the city keeps outside this system.
    Other,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Death, Self::MovedAway, Self::Graduated, Self::Other];

    /// The word that is sealed, and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Death => "death",
            Self::MovedAway => "moved_away",
            Self::Graduated => "graduated",
            Self::Other => "other",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// That support came to its end. It is about a person, so `Debug` tells nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SupportEnd {
    /// Why.
    pub reason: Reason,
    /// The day on which it did.
    pub ended_on: Date,
}

impl fmt::Debug for SupportEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SupportEnd(…)")
    }
}

impl SupportEnd {
    /// Checks it on the day it is said: support that rests on a consent ended after that was signed, and not in the future.
    pub fn check(self, today: Date, signed_on: Option<Date>) -> Result<(), Refusal> {
        let began = signed_on.is_none_or(|signed| self.ended_on >= signed);
        if began && self.ended_on <= today { Ok(()) } else { Err(Refusal::Invalid("ended_on")) }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn support_ended_after_it_was_agreed_to_and_not_in_the_future() {
        let today = date!(2026 - 11 - 27);
        let signed = Some(date!(2026 - 04 - 01));
        let check = |ended_on, signed_on| SupportEnd { reason: Reason::Graduated, ended_on }.check(today, signed_on);
        assert_eq!(check(today, signed), Ok(()));
        assert_eq!(check(date!(2026 - 04 - 01), signed), Ok(()));
        assert_eq!(check(date!(2026 - 03 - 31), signed), Err(Refusal::Invalid("ended_on")));
        assert_eq!(check(date!(2026 - 11 - 28), signed), Err(Refusal::Invalid("ended_on")));
        assert_eq!(check(date!(2020 - 01 - 01), None), Ok(()));
    }

    #[test]
    fn words_and_reasons_are_one_to_one_and_a_log_learns_nothing() {
        for reason in Reason::ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
            let end = SupportEnd { reason, ended_on: date!(2026 - 11 - 27) };
            assert!(!format!("{end:?}").contains(reason.as_str()));
        }
    }
}

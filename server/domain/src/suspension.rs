//! 一時停止: what the city decides about an ID or a device, and on what ground (articles 28 and 39).

use crate::{Refusal, session::Standing};

/// On what ground something is suspended. A word from a list, so that nobody writes about a person's health.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Grounds {
    /// 漏洩: ID, passkey or certificate may be known to others (article 28).
    Leaked,
    /// 不正アクセス (article 28).
    UnauthorisedAccess,
    /// 紛失: the device was lost or stolen.
    Lost,
    /// 禁止行為 (article 39).
    ProhibitedAct,
    /// Another ground, which the city keeps outside this system.
    Other,
}

impl Grounds {
    /// Every ground.
    pub const ALL: [Self; 5] = [Self::Leaked, Self::UnauthorisedAccess, Self::Lost, Self::ProhibitedAct, Self::Other];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leaked => "leaked",
            Self::UnauthorisedAccess => "unauthorised_access",
            Self::Lost => "lost",
            Self::ProhibitedAct => "prohibited_act",
            Self::Other => "other",
        }
    }
}

/// What is decided about an account or a device.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Decision {
    /// 一時停止
    Suspend(Grounds),
    /// 一時停止の解除
    Restore,
}

/// How it stands after the decision. What was ended stays ended; what the form did not show so is out of date.
pub const fn decide(standing: Standing, decision: Decision) -> Result<Standing, Refusal> {
    match (standing, decision) {
        (Standing::Active, Decision::Suspend(_)) => Ok(Standing::Suspended),
        (Standing::Suspended, Decision::Restore) => Ok(Standing::Active),
        _ => Err(Refusal::Stale),
    }
}

/// Whether a loss ends every enrolment code that was made for its person before: when nothing is left by which they get in, the next
/// way in is made by someone who knows of the loss. Otherwise only codes for the lost device end.
pub const fn voids_all_codes(device_is_lost: bool, passkeys_left: i64) -> bool {
    device_is_lost && passkeys_left == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_end_when_nothing_is_left() {
        for (device_is_lost, passkeys_left, all) in
            [(true, 0, true), (true, 1, false), (false, 0, false), (false, 2, false)]
        {
            assert_eq!(voids_all_codes(device_is_lost, passkeys_left), all, "{device_is_lost} {passkeys_left}");
        }
    }

    #[test]
    fn the_complete_table() {
        use Standing::{Active, Ended, Suspended};
        for grounds in Grounds::ALL {
            let suspend = Decision::Suspend(grounds);
            assert_eq!(decide(Active, suspend), Ok(Suspended));
            assert_eq!(decide(Suspended, suspend), Err(Refusal::Stale));
            assert_eq!(decide(Ended, suspend), Err(Refusal::Stale));
        }
        assert_eq!(decide(Suspended, Decision::Restore), Ok(Active));
        assert_eq!(decide(Active, Decision::Restore), Err(Refusal::Stale));
        assert_eq!(decide(Ended, Decision::Restore), Err(Refusal::Stale));
    }
}

//! お名前などの訂正: a person who was proposed under a wrong name, reading, date of birth or ground is corrected by the city. Whom a consent is
//! about is not changed by it: another person is another room.

use time::Date;

use crate::{Refusal, RoomState, case::check_reason, proposal::Proposal};

/// What is right, and why it is corrected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correction {
    /// Who the person is.
    pub to: Proposal,
    /// Why.
    pub reason: String,
}

impl Correction {
    /// Checks it on the day it is made; the refusal names the field that the form can show.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        self.to.check(today)?;
        check_reason(&self.reason)
    }
}

/// Whether whom a room is about may be corrected in this state: as long as somebody may read it, or it may open.
pub const fn may_correct(state: RoomState) -> Result<(), Refusal> {
    if state.is_readable() && !matches!(state, RoomState::PermitOnly) { Ok(()) } else { Err(Refusal::RoomClosed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_is_not_corrected() {
        let open = [RoomState::AwaitingConsent, RoomState::Active, RoomState::Ended];
        for state in RoomState::ALL {
            assert_eq!(may_correct(state).is_ok(), open.contains(&state), "{state:?}");
        }
    }
}

//! The care room's states and what may follow what.

use crate::{EntryKind, Refusal, exceptional_use::Ground};

/// The life of a room.
///
/// `AwaitingConsent → Active → Ended`, and from each of them `→ Discontinued`, which is final: a new consent opens a new room.
/// The exceptional use of a room (article 20) is a side state: permits stand beside these states, by the database's clock. One of them
/// outlives the consent: a proxy's withdrawal leads to `PermitOnly` while a permit on the ground of abuse stands. That is how
/// `Discontinued` looks to those whom it names, and to the city; when the permit ends it is `Discontinued` and nothing else, and nobody
/// has to do anything for that. `AwaitingConsent → Lapsed` when nothing came, and `Discontinued → Lapsed` when nothing had come. What is over, `Ended` or `Discontinued`, may be erased: `→ Erased`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RoomState {
    /// 同意書の受付待ち: proposed; the city has not recorded the receipt of the consent form. Holds no post.
    AwaitingConsent,
    /// Members read and post.
    Active,
    /// 支援中止: consent was withdrawn. Nobody reads, nobody writes.
    Discontinued,
    /// 支援中止・例外利用中: a proxy withdrew the consent, and a permit on the ground of abuse stands. Whom it names read and write until
    /// its end; for everyone else it is `Discontinued`. Never stored: it is that state, and the permit.
    PermitOnly,
    /// 支援終了: support came to its end (death, moving away, graduation). Members read, nobody writes.
    Ended,
    /// The consent form did not come in time, or the proposal was discontinued before: it was deleted. Nobody can read what it held.
    Lapsed,
    /// 消去済み: two people of the city had it erased. Nobody can read what it held, nor knows whom it was about.
    Erased,
}

impl RoomState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::AwaitingConsent,
        Self::Active,
        Self::Discontinued,
        Self::PermitOnly,
        Self::Ended,
        Self::Lapsed,
        Self::Erased,
    ];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingConsent => "awaiting_consent",
            Self::Active => "active",
            Self::Discontinued => "discontinued",
            Self::PermitOnly => "permit_only",
            Self::Ended => "ended",
            Self::Lapsed => "lapsed",
            Self::Erased => "erased",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The state that the database keeps.
    #[must_use]
    pub const fn stored(self) -> Self {
        match self {
            Self::PermitOnly => Self::Discontinued,
            other => other,
        }
    }

    /// The stored state as it is while a permit that outlived the consent stands, or stands for whoever asks.
    #[must_use]
    pub const fn while_permitted(self, stands: bool) -> Self {
        match (self, stands) {
            (Self::Discontinued, true) => Self::PermitOnly,
            (other, _) => other,
        }
    }

    /// How far it is from a room in use. Nothing ever leads back.
    pub const fn finality(self) -> u8 {
        match self {
            Self::AwaitingConsent | Self::Active => 0,
            Self::Ended => 1,
            Self::Discontinued | Self::PermitOnly => 2,
            Self::Lapsed => 3,
            Self::Erased => 4,
        }
    }

    /// Whether members may read what is in the room.
    pub const fn is_readable(self) -> bool {
        !matches!(self, Self::Discontinued | Self::Lapsed | Self::Erased)
    }
}

/// Something the city decides about a room.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transition {
    /// The receipt of the consent form was recorded (article 16, 1).
    RecordConsentReceipt,
    /// Consent was withdrawn (article 16, 2 and 3). There is no way to refuse it.
    Discontinue,
    /// The same by a proxy, while a permit on the ground of abuse stands (article 20): it ends the consent, and not the permit.
    EndConsent,
    /// Support came to its end: death, moving away, graduation.
    End,
    /// The time in which the consent form should have come is over, or as much time since the proposal was discontinued without one.
    /// Nobody decides this: the database's clock does. Whoever asks has made sure that there never was a consent.
    Lapse,
    /// 消去: the city erases a room that is over (article 18). Two people decide it.
    Erase,
}

impl Transition {
    /// Every transition.
    pub const ALL: [Self; 6] =
        [Self::RecordConsentReceipt, Self::Discontinue, Self::EndConsent, Self::End, Self::Lapse, Self::Erase];
}

/// What a transition brings about: the room's new state, the entry that says so to everyone, and what must happen in the
/// same transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The state from now on.
    pub state: RoomState,
    /// The entry that carries the change through the room's log.
    pub entry: EntryKind,
    /// What else is done before the transaction commits.
    pub consequences: &'static [Consequence],
}

/// A consequence that is applied in the transaction of the transition itself, so that it cannot be forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Consequence {
    /// Alert mails about the room that have not been sent are cancelled.
    CancelAlerts,
    /// Every client is ordered to wipe its copies of the room.
    PurgeClients,
}

/// Decides a transition. A stale form is refused by the version check of whoever calls this.
pub fn decide(state: RoomState, transition: Transition) -> Result<Outcome, Refusal> {
    match (state, transition) {
        (RoomState::AwaitingConsent, Transition::RecordConsentReceipt) => {
            Ok(Outcome { state: RoomState::Active, entry: EntryKind::Opened, consequences: &[] })
        }
        // A withdrawal must be accepted in every state but the one it leads to, also before anything was stored.
        (RoomState::AwaitingConsent | RoomState::Active | RoomState::Ended, Transition::Discontinue) => Ok(Outcome {
            state: RoomState::Discontinued,
            entry: EntryKind::Discontinued,
            consequences: &[Consequence::CancelAlerts, Consequence::PurgeClients],
        }),
        // Whom the permit names go on; of their posts the mails go out too. Whoever decides cancels those of everyone else.
        (RoomState::AwaitingConsent | RoomState::Active | RoomState::Ended, Transition::EndConsent) => Ok(Outcome {
            state: RoomState::PermitOnly,
            entry: EntryKind::ConsentEnded,
            consequences: &[Consequence::CancelAlerts, Consequence::PurgeClients],
        }),
        // What was written before may still be read, so alerts about it go out.
        (RoomState::Active, Transition::End) => {
            Ok(Outcome { state: RoomState::Ended, entry: EntryKind::Ended, consequences: &[] })
        }
        // Support that nobody agreed to has not begun.
        (RoomState::AwaitingConsent, Transition::End) => Err(Refusal::ConsentMissing),
        (RoomState::Ended, Transition::End) => Err(Refusal::ReadOnly),
        (RoomState::AwaitingConsent | RoomState::Discontinued, Transition::Lapse) => Ok(Outcome {
            state: RoomState::Lapsed,
            entry: EntryKind::Lapsed,
            consequences: &[Consequence::PurgeClients],
        }),
        // Members of a room that ended still read it: they are told to wipe, and mails about it do not go out.
        (RoomState::Discontinued | RoomState::Ended, Transition::Erase) => Ok(Outcome {
            state: RoomState::Erased,
            entry: EntryKind::Erased,
            consequences: &[Consequence::CancelAlerts, Consequence::PurgeClients],
        }),
        // Support that goes on is discontinued or ended first; and nobody takes a room from under those whom the city permitted to use it.
        (RoomState::AwaitingConsent | RoomState::Active | RoomState::PermitOnly, Transition::Erase)
        | (RoomState::Active | RoomState::Ended, Transition::RecordConsentReceipt | Transition::Lapse) => {
            Err(Refusal::Stale)
        }
        // Where a permit outlives the consent there is none that could be withdrawn once more. Who wants the use to end, ends the permit.
        (RoomState::Discontinued | RoomState::PermitOnly | RoomState::Lapsed | RoomState::Erased, _) => {
            Err(Refusal::RoomClosed)
        }
    }
}

/// Whether someone may be let into a room in this state. Before the receipt of the consent form nothing is shared with anyone
/// further; what is over is not opened to anyone new.
pub const fn may_admit_member(state: RoomState) -> Result<(), Refusal> {
    match state {
        RoomState::Active => Ok(()),
        RoomState::AwaitingConsent => Err(Refusal::ConsentMissing),
        RoomState::Ended => Err(Refusal::ReadOnly),
        RoomState::Discontinued | RoomState::PermitOnly | RoomState::Lapsed | RoomState::Erased => {
            Err(Refusal::RoomClosed)
        }
    }
}

/// Whether the city may permit the use of a room in this state without consent (article 20): before there is one, or for people whom
/// it does not reach. What is over is used by nobody: after a withdrawal the person is proposed anew, and that room is permitted. Only a
/// use that outlived the consent may go on under a further permit, on the same ground, as long as it has not ended.
pub const fn may_permit(state: RoomState, ground: Ground) -> Result<(), Refusal> {
    match state {
        RoomState::AwaitingConsent | RoomState::Active => Ok(()),
        RoomState::PermitOnly if ground.outlives_consent() => Ok(()),
        RoomState::PermitOnly => Err(Refusal::Invalid("ground")),
        RoomState::Ended => Err(Refusal::ReadOnly),
        RoomState::Discontinued | RoomState::Lapsed | RoomState::Erased => Err(Refusal::RoomClosed),
    }
}

/// Whether someone may be removed from a room in this state. Nothing follows a closing: its members are gone anyway.
pub const fn may_remove_member(state: RoomState) -> Result<(), Refusal> {
    if state.is_readable() { Ok(()) } else { Err(Refusal::RoomClosed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complete_transition_table() {
        use RoomState::{Active, AwaitingConsent, Discontinued, Ended, Erased, Lapsed, PermitOnly};
        use Transition::{Discontinue, End, EndConsent, Erase, Lapse, RecordConsentReceipt};
        let table = [
            (AwaitingConsent, RecordConsentReceipt, Ok(Active)),
            (Active, RecordConsentReceipt, Err(Refusal::Stale)),
            (Ended, RecordConsentReceipt, Err(Refusal::Stale)),
            (Discontinued, RecordConsentReceipt, Err(Refusal::RoomClosed)),
            (AwaitingConsent, Discontinue, Ok(Discontinued)),
            (Active, Discontinue, Ok(Discontinued)),
            (Ended, Discontinue, Ok(Discontinued)),
            (Discontinued, Discontinue, Err(Refusal::RoomClosed)),
            (AwaitingConsent, End, Err(Refusal::ConsentMissing)),
            (Active, End, Ok(Ended)),
            (Ended, End, Err(Refusal::ReadOnly)),
            (Discontinued, End, Err(Refusal::RoomClosed)),
            (AwaitingConsent, Lapse, Ok(Lapsed)),
            (Active, Lapse, Err(Refusal::Stale)),
            (Ended, Lapse, Err(Refusal::Stale)),
            (Discontinued, Lapse, Ok(Lapsed)),
            (Lapsed, RecordConsentReceipt, Err(Refusal::RoomClosed)),
            (Lapsed, Discontinue, Err(Refusal::RoomClosed)),
            (Lapsed, End, Err(Refusal::RoomClosed)),
            (Lapsed, Lapse, Err(Refusal::RoomClosed)),
            (AwaitingConsent, Erase, Err(Refusal::Stale)),
            (Active, Erase, Err(Refusal::Stale)),
            (Ended, Erase, Ok(Erased)),
            (Discontinued, Erase, Ok(Erased)),
            (Lapsed, Erase, Err(Refusal::RoomClosed)),
            (Erased, Erase, Err(Refusal::RoomClosed)),
            (Erased, RecordConsentReceipt, Err(Refusal::RoomClosed)),
            (Erased, Discontinue, Err(Refusal::RoomClosed)),
            (Erased, End, Err(Refusal::RoomClosed)),
            (Erased, Lapse, Err(Refusal::RoomClosed)),
            (AwaitingConsent, EndConsent, Ok(PermitOnly)),
            (Active, EndConsent, Ok(PermitOnly)),
            (Ended, EndConsent, Ok(PermitOnly)),
            (Discontinued, EndConsent, Err(Refusal::RoomClosed)),
            (Lapsed, EndConsent, Err(Refusal::RoomClosed)),
            (Erased, EndConsent, Err(Refusal::RoomClosed)),
            (PermitOnly, RecordConsentReceipt, Err(Refusal::RoomClosed)),
            (PermitOnly, Discontinue, Err(Refusal::RoomClosed)),
            (PermitOnly, EndConsent, Err(Refusal::RoomClosed)),
            (PermitOnly, End, Err(Refusal::RoomClosed)),
            (PermitOnly, Lapse, Err(Refusal::RoomClosed)),
            (PermitOnly, Erase, Err(Refusal::Stale)),
        ];
        for (state, transition, expected) in table {
            assert_eq!(decide(state, transition).map(|outcome| outcome.state), expected, "{state:?} {transition:?}");
        }
        assert_eq!(table.len(), RoomState::ALL.len() * Transition::ALL.len(), "every pair stands in the table");
    }

    #[test]
    fn the_end_is_an_entry_that_leaves_the_room_readable_and_takes_nothing_back() {
        let outcome = decide(RoomState::Active, Transition::End).expect("an active room ends");
        assert!(outcome.state.is_readable() && outcome.consequences.is_empty());
        assert_eq!(outcome.entry, EntryKind::Ended);
    }

    #[test]
    fn no_transition_leads_back() {
        for state in RoomState::ALL {
            for transition in Transition::ALL {
                if let Ok(outcome) = decide(state, transition) {
                    let opens = state == RoomState::AwaitingConsent && outcome.state == RoomState::Active;
                    assert!(opens || outcome.state.finality() > state.finality(), "{state:?} {transition:?}");
                }
            }
        }
    }

    #[test]
    fn people_are_let_into_active_rooms_alone() {
        for state in RoomState::ALL {
            assert_eq!(may_admit_member(state).is_ok(), state == RoomState::Active, "{state:?}");
            let is_used = [RoomState::AwaitingConsent, RoomState::Active].contains(&state);
            for ground in Ground::ALL {
                let goes_on = state == RoomState::PermitOnly && ground == Ground::AbuseOrDv;
                assert_eq!(may_permit(state, ground).is_ok(), is_used || goes_on, "{state:?} {ground:?}");
            }
        }
    }

    #[test]
    fn to_use_a_room_by_permit_alone_is_to_have_discontinued_it() {
        for state in RoomState::ALL {
            let is_side = state == RoomState::PermitOnly;
            assert_eq!(state.stored(), if is_side { RoomState::Discontinued } else { state }, "{state:?}");
            assert_eq!(state.stored().finality(), state.finality(), "{state:?}");
            let stands = state.while_permitted(true);
            assert_eq!(stands == RoomState::PermitOnly, is_side || state == RoomState::Discontinued, "{state:?}");
            assert_eq!(state.while_permitted(false), state, "{state:?}");
        }
        // And everyone but those whom the permit names is told what a withdrawal always tells.
        for state in [RoomState::AwaitingConsent, RoomState::Active, RoomState::Ended] {
            let (ends, closes) = (decide(state, Transition::EndConsent), decide(state, Transition::Discontinue));
            let (ends, closes) = (ends.expect("it is accepted"), closes.expect("it is accepted"));
            assert_eq!((ends.state.stored(), ends.consequences), (closes.state, closes.consequences), "{state:?}");
        }
    }

    #[test]
    fn discontinuing_and_erasing_always_purge_and_cancel() {
        use RoomState::{Active, AwaitingConsent, Discontinued, Ended};
        let discontinued = [AwaitingConsent, Active, Ended].map(|state| (state, Transition::Discontinue));
        let erased = [Discontinued, Ended].map(|state| (state, Transition::Erase));
        for (state, transition) in discontinued.into_iter().chain(erased) {
            let outcome = decide(state, transition).expect("it may be");
            assert!(outcome.consequences.contains(&Consequence::PurgeClients));
            assert!(outcome.consequences.contains(&Consequence::CancelAlerts));
            assert!(!outcome.state.is_readable());
        }
    }
}

//! A room that is closed to everyone but those whom a permit keeps there (article 20): the tail goes on, and nobody else stands at it.

use renrakucho_domain::AccountId;
use renrakucho_protocol::problem::Code;
use renrakucho_store::membership;
use uuid::Uuid;

use super::room_tail::{RoomTail, Stage, State, purge};
use crate::{app::App, fault};

impl RoomTail {
    /// Closes the room at once to everyone but those whom a permit keeps there, whatever of its log has not been applied.
    pub fn close_to_others(&self, kept: &[AccountId], order: Uuid) {
        self.send_others_away(&mut self.state.lock(), kept, order);
    }

    /// Whoever is not kept is told to wipe, as in a room that is closed to everyone. Candidates leave too: they are told by the gate.
    pub(super) fn send_others_away(&self, state: &mut State, kept: &[AccountId], order: Uuid) {
        if fault::planted("consent::others_stay") {
            return;
        }
        for listener in state.listeners.extract_if(.., |listener| !kept.contains(&listener.outbox.account)) {
            if listener.stage != Stage::Candidate {
                purge(&listener.outbox, self.room, order, Code::RoomClosed);
            }
        }
    }

    /// As it is now: whoever has left since is dropped a moment early.
    pub(super) async fn kept(&self, app: &App) -> Option<Vec<AccountId>> {
        if fault::planted("consent::nobody_kept") {
            return Some(Vec::new());
        }
        match membership::kept(app.database.pool(), self.room).await {
            Ok(kept) => Some(kept),
            Err(error) => {
                tracing::warn!(%error, room = %self.room, "whom a permit keeps could not be asked");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use renrakucho_domain::EntryKind;

    use crate::live::room_tail::tests::{arrived, listener, live_tail, shown};

    #[test]
    fn the_end_of_the_consent_drops_everyone_but_those_whom_a_permit_keeps() {
        let (kept, mut other) = (listener(7), listener(6));
        // Two sockets of one number would be one listener.
        Arc::get_mut(&mut other).expect("nobody else holds it").socket = 2;
        let tail = live_tail(&kept);
        assert!(tail.add(&other) && tail.admit(2) && tail.go_live(2, 10));
        tail.apply(vec![arrived(12, EntryKind::Post, None)]);
        tail.apply(vec![arrived(11, EntryKind::ConsentEnded, None)]);
        assert_eq!(shown(&kept), [11, 12]);
        let last: Vec<_> = other.take(usize::MAX);
        assert!(last.len() == 1 && last[0].upto.is_none(), "nothing but the order to wipe");
        assert!(!tail.admit(2) && tail.admit(kept.socket));
    }
}

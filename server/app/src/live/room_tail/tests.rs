use std::time::Duration;

use renrakucho_domain::{DeviceId, Role, SessionId, StaffMemberId};

use super::*;
use crate::action::Actor;

pub(in crate::live) fn listener(account: u128) -> Arc<Outbox> {
    let id = Uuid::from_u128(account);
    let actor = Actor {
        account: AccountId(id),
        staff_member: StaffMemberId(id),
        role: Role::Staff,
        device: DeviceId(id),
        on_shared_device: false,
        session: SessionId(id),
        expires_at: OffsetDateTime::UNIX_EPOCH,
        good_until: None,
        is_locked: false,
        verified_lately: false,
        request: String::new(),
    };
    Arc::new(Outbox::new(1, &actor, 1_000_000, Duration::from_mins(1)))
}

pub(in crate::live) fn arrived(seq: Seq, kind: EntryKind, subject: Option<u128>) -> Arrived {
    let text = |what: &str| Utf8Bytes::from(format!("{what} {seq}"));
    Arrived {
        mark: Mark { seq, kind, subject: subject.map(|id| AccountId(Uuid::from_u128(id))) },
        id: Uuid::from_u128(9),
        at: OffsetDateTime::UNIX_EPOCH,
        by: (kind == EntryKind::Post).then_some(AccountId(Uuid::from_u128(8))),
        bytes: Encoded::Bytes { entry: text("entry"), frame: text("frame") },
        is_blank: false,
        kept: (kind == EntryKind::ConsentEnded).then(|| vec![AccountId(Uuid::from_u128(7))]),
    }
}

pub(in crate::live) fn live_tail(outbox: &Arc<Outbox>) -> RoomTail {
    let tail = RoomTail::at(RoomId(Uuid::from_u128(5)), 10, false);
    assert!(tail.add(outbox) && tail.admit(outbox.socket) && tail.go_live(outbox.socket, 10));
    tail
}

pub(in crate::live) fn shown(outbox: &Outbox) -> Vec<Seq> {
    outbox.take(usize::MAX).into_iter().filter_map(|frame| frame.upto).collect()
}

#[test]
fn who_is_let_in_has_a_line_due_although_they_opened_the_room_before_that_was_heard() {
    let (outbox, tail) = (listener(7), RoomTail::at(RoomId(Uuid::from_u128(5)), 10, false));
    assert!(tail.add(&outbox) && tail.admit(outbox.socket));
    assert!(tail.let_in(outbox.socket), "no line has been told");
    let (outbox, tail) = (listener(7), RoomTail::at(RoomId(Uuid::from_u128(5)), 10, false));
    assert!(tail.add(&outbox) && tail.let_in(outbox.socket), "news");
    assert!(!tail.let_in(99), "nobody's socket");
}

#[test]
fn what_comes_early_waits_for_what_is_before_it() {
    let outbox = listener(7);
    let tail = live_tail(&outbox);
    let post = |seq| arrived(seq, EntryKind::Post, None);
    let early = tail.apply(vec![post(13), post(12)]);
    assert_eq!(early, Arrival { missing: Some(Missing::Before), ..Arrival::default() });
    assert!(shown(&outbox).is_empty() && tail.wants_fetch());
    let rest = tail.apply(vec![post(11)]);
    assert_eq!(rest, Arrival { applied: true, ..Arrival::default() });
    assert_eq!(shown(&outbox), [11, 12, 13]);
    assert!(!tail.wants_fetch() && tail.holds_after(10), "nothing waits, and all of it is at hand");
    // Whatever is fetched as well is old.
    assert_eq!(tail.apply(vec![post(11), post(12), post(13)]), Arrival::default());
}

#[test]
fn nothing_that_came_early_passes_a_removal_or_the_closing() {
    let outbox = listener(7);
    let tail = live_tail(&outbox);
    tail.apply(vec![arrived(12, EntryKind::Post, None)]);
    tail.apply(vec![arrived(11, EntryKind::MemberLeft, Some(7))]);
    assert_eq!((tail.applied(), shown(&outbox)), (12, vec![]), "removed before what came early");

    let outbox = listener(7);
    let tail = live_tail(&outbox);
    tail.apply(vec![arrived(12, EntryKind::Discontinued, None), arrived(13, EntryKind::Post, None)]);
    let closing = tail.apply(vec![arrived(11, EntryKind::Post, None)]);
    assert!(closing.closed && tail.state.lock().early.is_empty());
    // What was not taken yet goes with the closing; the order to wipe has no position.
    assert_eq!(shown(&outbox), Vec::<Seq>::new());
    tail.remember(&[(11, None, "entry".into())], 0);
    assert!(tail.recent(10, 100, 1_000).1.is_empty(), "nothing of a closed room stays");
}

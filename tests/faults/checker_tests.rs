//! Each kind of violation in a log made by hand, and a clean log that passes.

use uuid::Uuid;

use super::{FELT_WITHIN, Kind, check};
use crate::history::{ClientLog, Decided, Decision, Event, History, Row, digest};

const ROOM: Uuid = Uuid::from_u128(1);
const WRITER: Uuid = Uuid::from_u128(11);
const READER: Uuid = Uuid::from_u128(12);

fn id(number: i64) -> Uuid {
    Uuid::from_u128(1_000 + u128::try_from(number).expect("positive"))
}

fn row(seq: i64) -> Row {
    let kind = "post".to_owned();
    Row { room: ROOM, seq, id: id(seq), kind, author: WRITER, subject: None, audited: true }
}

fn entry(seq: i64) -> Event {
    Event::Entry { room: ROOM, seq, id: id(seq), author: WRITER, body: Some(digest(&seq.to_string())) }
}

/// Three posts, sent at 10, 20 and 30 µs, each acknowledged 2 µs and read 4 µs later.
fn clean() -> History {
    let mut writer = ClientLog { account: WRITER, rooms: vec![ROOM], ..ClientLog::default() };
    let mut reader = ClientLog { account: READER, rooms: vec![ROOM], ..ClientLog::default() };
    for log in [&mut writer, &mut reader] {
        log.events.push((1, Event::Welcomed));
        log.events.push((2, Event::Opened { room: ROOM, after: 0 }));
    }
    for seq in 1..=3 {
        let at = u64::try_from(seq).expect("positive") * 10;
        writer.events.push((at, Event::Sent { room: ROOM, id: id(seq), body: digest(&seq.to_string()) }));
        writer.events.push((at + 2, Event::Acked { room: ROOM, id: id(seq), seq }));
        writer.events.push((at + 4, entry(seq)));
        reader.events.push((at + 4, entry(seq)));
    }
    History {
        clients: vec![writer, reader],
        rows: (1..=3).map(row).collect(),
        heads: [(ROOM, 3)].into(),
        ..History::default()
    }
}

/// What the checker finds after a change to the clean history.
fn found(change: impl FnOnce(&mut History)) -> Vec<Kind> {
    let mut history = clean();
    change(&mut history);
    let mut kinds: Vec<_> = check(&history).violations.into_iter().map(|violation| violation.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn close(history: &mut History, answered: u64) {
    history.rows.push(Row { kind: "discontinued".into(), ..row(4) });
    history.heads.insert(ROOM, 4);
    history.decided.push(Decided { what: Decision::Closed { room: ROOM }, answered: Some(answered) });
    for client in &mut history.clients {
        client.events.push((answered, Event::Wiped { room: ROOM }));
    }
}

fn suspend_reader(history: &mut History, answered: u64) {
    history.decided.push(Decided { what: Decision::Suspended { account: READER }, answered: Some(answered) });
    history.clients[1].events.push((answered, Event::Ended));
}

#[test]
fn a_clean_run_passes() {
    assert_eq!(found(|_| ()), []);
    assert_eq!(check(&clean()).acked, 3);
    assert_eq!(found(|history| close(history, 50)), []);
    assert_eq!(found(|history| suspend_reader(history, 50)), []);
}

#[test]
fn an_operation_without_an_answer_is_unknown_not_lost() {
    let unanswered = Event::Sent { room: ROOM, id: id(9), body: 0 };
    assert_eq!(found(|history| history.clients[0].events.push((40, unanswered))), []);
}

#[test]
fn a_lost_or_moved_entry_is_found() {
    assert!(found(|history| _ = history.rows.pop()).contains(&Kind::Lost));
    assert!(found(|history| history.rows[0].id = id(7)).contains(&Kind::Lost));
    let other_place = Event::Acked { room: ROOM, id: id(1), seq: 2 };
    assert_eq!(found(|history| history.clients[0].events.push((40, other_place))), [Kind::Lost]);
}

#[test]
fn what_counts_twice_is_found() {
    let twice = |history: &mut History| {
        history.rows.push(Row { seq: 4, ..row(3) });
        history.heads.insert(ROOM, 4);
    };
    assert!(found(twice).contains(&Kind::Duplicated));
    assert_eq!(found(|history| history.clients[1].events.push((40, entry(3)))), [Kind::Duplicated]);
}

#[test]
fn a_changed_order_is_found() {
    let swapped = |history: &mut History| {
        let events = &mut history.clients[0].events;
        let (first, second) = (events[2].1.clone(), events[5].1.clone());
        (events[2].1, events[5].1) = (second, first);
    };
    assert_eq!(found(swapped), [Kind::OutOfOrder]);
}

#[test]
fn holes_are_found() {
    assert!(found(|history| _ = history.rows.remove(1)).contains(&Kind::Gap));
    assert!(found(|history| _ = history.heads.insert(ROOM, 9)).contains(&Kind::Gap));
    assert_eq!(found(|history| _ = history.clients[1].events.remove(3)), [Kind::Gap], "stepped over");
    assert_eq!(found(|history| _ = history.clients[1].events.pop()), [Kind::Gap], "the last is missing");
    assert_eq!(found(|history| history.clients[1].events.push((40, Event::Ended))), [Kind::Gap], "shut out");
}

#[test]
fn what_comes_to_the_wrong_people_is_found() {
    let frame = Event::Frame { room: ROOM };
    assert_eq!(found(|history| history.clients[1].rooms.clear()), [Kind::Leaked], "not a member");
    let after_wiping = |history: &mut History| {
        close(history, 50);
        history.clients[1].events.push((60, frame.clone()));
    };
    assert_eq!(found(after_wiping), [Kind::Leaked]);
    let long_after = |history: &mut History| {
        close(history, 50);
        let events = &mut history.clients[1].events;
        events.pop();
        events.push((50 + FELT_WITHIN + 1, frame.clone()));
        events.push((50 + FELT_WITHIN + 2, Event::Wiped { room: ROOM }));
    };
    assert_eq!(found(long_after), [Kind::Leaked]);
    let never_told = |history: &mut History| {
        close(history, 50);
        history.clients[1].events.pop();
    };
    assert_eq!(found(never_told), [Kind::Leaked]);
    assert_eq!(found(|history| suspend_reader(history, 29)), [Kind::Leaked], "sent after the suspension");
    let never_cut = |history: &mut History| {
        suspend_reader(history, 50);
        history.clients[1].events.pop();
    };
    assert_eq!(found(never_cut), [Kind::Leaked]);
}

#[test]
fn what_a_removed_member_reads_or_writes_is_found() {
    let remove = |history: &mut History, account: Uuid, answered: u64| {
        history.rows[1] = Row { kind: "member_left".into(), subject: Some(account), ..row(2) };
        history.decided.push(Decided { what: Decision::Removed { room: ROOM, account }, answered: Some(answered) });
        let client = history.clients.iter_mut().find(|client| client.account == account).expect("a client");
        client.events.push((50, Event::Wiped { room: ROOM }));
    };
    assert_eq!(found(|history| remove(history, READER, 25)), [Kind::Leaked], "read entry 3");
    assert_eq!(found(|history| remove(history, WRITER, 25)), [Kind::Leaked], "wrote entry 3");
    let unseen = |history: &mut History| {
        // Sent before the removal had answered, and read by nobody: its place alone tells.
        history.rows[1] = Row { kind: "member_left".into(), subject: Some(WRITER), ..row(2) };
        history.clients.clear();
    };
    assert_eq!(found(unseen), [Kind::Leaked], "its place in the log");
}

#[test]
fn what_nobody_wrote_is_found() {
    let forged = Event::Entry { room: ROOM, seq: 4, id: id(4), author: WRITER, body: None };
    assert!(found(|history| history.clients[1].events.push((40, forged))).contains(&Kind::Leaked));
    let other_text = |history: &mut History| {
        let events = &mut history.clients[1].events;
        events.pop();
        events.push((40, Event::Entry { room: ROOM, seq: 3, id: id(3), author: WRITER, body: Some(0) }));
    };
    assert_eq!(found(other_text), [Kind::Leaked]);
}

#[test]
fn an_entry_without_an_audit_event_is_found() {
    assert_eq!(found(|history| history.rows[1].audited = false), [Kind::Unaudited]);
}

#[test]
fn convergence_counts_from_the_end_of_a_fault() {
    let mut history = clean();
    let late = history.clients[1].events.last_mut().expect("an event");
    late.0 = 5_000_000;
    assert_eq!(check(&history).converged_ms_p99, 4_999);
    history.faults.push((25, 4_000_000));
    assert_eq!(check(&history).converged_ms_p99, 1_000);
}

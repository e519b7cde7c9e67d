use super::*;

fn key(room: u128) -> RoomKey {
    RoomKey::new(RoomId(Uuid::from_u128(room)), &[7; 32])
}

#[test]
fn a_body_opens_only_in_its_place() {
    let body = Body::new("体重が増えています").expect("valid");
    let (id, author) = (EntryId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
    let sealed = key(9).seal_body(&body, id, author);
    assert_eq!(key(9).open_body(&sealed, id, author).expect("opens"), body.reveal());
    assert!(key(8).open_body(&sealed, id, author).is_err(), "another room");
    assert!(key(9).open_body(&sealed, EntryId(Uuid::from_u128(3)), author).is_err(), "another id");
    assert!(key(9).open_body(&sealed, id, AccountId(Uuid::from_u128(3))).is_err(), "another author");
    let mut other_key = key(9);
    other_key.sealing = Key::derive(&[8; 32], "room/seal");
    assert!(other_key.open_body(&sealed, id, author).is_err(), "another key");
}

#[test]
fn every_altered_byte_is_noticed() {
    let body = Body::new("x").expect("valid");
    let (id, author) = (EntryId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
    let sealed = key(9).seal_body(&body, id, author);
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(key(9).open_body(&altered, id, author).is_err(), "byte {at}");
        assert!(key(9).open_body(&sealed[..at], id, author).is_err(), "cut at {at}");
    }
}

#[test]
fn why_support_ended_opens_in_its_room_alone() {
    for reason in Reason::ALL {
        let end = SupportEnd { reason, ended_on: time::macros::date!(2026 - 03 - 31) };
        let sealed = key(9).seal_end(end);
        assert!(key(9).open_end(&sealed).expect("opens") == end);
        assert!(key(8).open_end(&sealed).is_err(), "another room");
        assert!(key(9).open_profile(&sealed).is_err(), "another place");
    }
}

#[test]
fn the_digest_tells_same_from_other() {
    let key = key(9);
    let body = |text| Body::new(text).expect("valid");
    let one = key.content_mac(&body("a"), Priority::Normal, None);
    assert_eq!(one, key.content_mac(&body("a"), Priority::Normal, None));
    assert_ne!(one, key.content_mac(&body("b"), Priority::Normal, None));
    assert_ne!(one, key.content_mac(&body("a"), Priority::Urgent, None));
    assert_ne!(one, key.content_mac(&body("a"), Priority::Normal, Some(EntryId(Uuid::from_u128(5)))));
}

//! The wire format under snapshot: a change here is a change for every client. Additive changes stay within v1; whatever
//! else this test shows needs a new subprotocol.

use std::collections::BTreeMap;

use renrakucho_protocol::{
    entry::{Content, Entry, Person},
    frame::{
        Ack, Challenge, ClientFrame, Close, DetailChanged, Entries, Failure, Goaway, Hello, History, HistoryPage, Open,
        Opened, Ping, Pong, Post, Purge, Purged, Read, ReadUpto, Resync, RoomLine, ServerFrame, Welcome,
    },
    problem::{Code, Problem},
    vocabulary::{Priority, RoomState},
};
use time::macros::datetime;
use uuid::Uuid;

const ROOM: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
const ID: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002);
const OTHER: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0003);
const ACCOUNT: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0004);

fn person() -> Person {
    Person {
        account: ACCOUNT,
        name: "見本 花子".into(),
        facility: "みほん訪問看護ステーション".into(),
        profession: "訪問看護師".into(),
    }
}

fn entry(seq: i64, content: Content) -> Entry {
    Entry { seq, id: ID, at: datetime!(2026-04-01 00:12:34.567891 UTC), author: person(), content }
}

fn post() -> Content {
    Content::Post {
        body: "体重が増えています。\n\"至急\"".into(),
        priority: Priority::Urgent,
        reply_to: Some(OTHER),
        erased_at: None,
    }
}

fn erased() -> Content {
    let erased_at = Some(datetime!(2026-04-02 01:00:00 UTC));
    Content::Post { body: String::new(), priority: Priority::Normal, reply_to: None, erased_at }
}

fn line() -> RoomLine {
    RoomLine {
        room: ROOM,
        label: "見本 ハナ".into(),
        kana: "みほん はな".into(),
        state: RoomState::Active,
        last_seq: 7,
        last_at: Some(datetime!(2026-04-01 00:12:34 UTC)),
        unread: 3,
        read_upto: 4,
        lapses_at: None,
        permitted_until: None,
    }
}

#[test]
fn client_frames() {
    let cursors = BTreeMap::from([(ROOM, 7)]);
    let frames = [
        ClientFrame::Hello(Hello {
            client: "web/0.1.0".into(),
            cursors: cursors.clone(),
            open: vec![ROOM],
            proof: None,
        }),
        ClientFrame::Hello(Hello {
            client: "web/0.1.0".into(),
            cursors: BTreeMap::new(),
            open: Vec::new(),
            proof: Some("c2lnbmF0dXJl".into()),
        }),
        ClientFrame::Open(Open { room: ROOM, after: Some(7) }),
        ClientFrame::Open(Open { room: ROOM, after: None }),
        ClientFrame::Close(Close { room: ROOM }),
        ClientFrame::Post(Post {
            id: ID,
            room: ROOM,
            body: "確認しました".into(),
            priority: Priority::Normal,
            reply_to: None,
        }),
        ClientFrame::Read(Read { room: ROOM, upto: 7 }),
        ClientFrame::History(History { room: ROOM, before: 7 }),
        ClientFrame::Purged(Purged { order: ID, room: ROOM }),
        ClientFrame::Ping(Ping { n: 1, cursors }),
    ];
    let text: Vec<String> = frames.iter().map(|frame| serde_json::to_string(frame).expect("serialises")).collect();
    insta::assert_snapshot!(text.join("\n"));
    for (frame, text) in frames.iter().zip(&text) {
        assert_eq!(&serde_json::from_str::<ClientFrame>(text).expect("reads its own writing"), frame);
    }
}

#[test]
fn server_frames() {
    let frames = [
        ServerFrame::Challenge(Challenge { nonce: "bm9uY2U".into() }),
        ServerFrame::Welcome(Welcome {
            account: ACCOUNT,
            heartbeat_ms: 25_000,
            server: "renrakucho/0.1.0".into(),
            rooms: vec![line()],
        }),
        ServerFrame::Opened(Opened { room: ROOM, after: 0, head: 5, read_upto: 4 }),
        ServerFrame::Entries(Entries {
            room: ROOM,
            from: 1,
            upto: 5,
            entries: vec![
                entry(1, Content::MemberJoined { subject: person() }),
                entry(2, Content::Opened),
                entry(3, post()),
                entry(4, Content::MemberLeft { subject: person() }),
                entry(5, Content::Discontinued),
            ],
        }),
        ServerFrame::History(HistoryPage {
            room: ROOM,
            before: 4,
            entries: vec![
                entry(2, Content::Opened),
                entry(3, Content::Ended),
                entry(4, erased()),
                entry(5, Content::EntryErased { entry: ID }),
            ],
        }),
        ServerFrame::Room(line()),
        ServerFrame::Ack(Ack {
            re: ID,
            room: ROOM,
            seq: 6,
            at: datetime!(2026-04-01 00:12:34.567891 UTC),
            duplicate: false,
        }),
        ServerFrame::Error(Failure {
            re: Some(ID),
            room: Some(ROOM),
            code: Code::Validation,
            retry: Code::Validation.retry(),
            after_ms: None,
            field: Some("body".into()),
            request_id: "r1".into(),
        }),
        ServerFrame::Error(Failure {
            re: None,
            room: None,
            code: Code::Busy,
            retry: Code::Busy.retry(),
            after_ms: Some(1_000),
            field: None,
            request_id: "r2".into(),
        }),
        ServerFrame::Resync(Resync { room: ROOM }),
        ServerFrame::Purge(Purge { room: ROOM, order: ID, why: Code::RoomClosed }),
        ServerFrame::Read(ReadUpto { room: ROOM, upto: 7 }),
        ServerFrame::Detail(DetailChanged { room: ROOM }),
        ServerFrame::Goaway(Goaway { after_ms: 3_000 }),
        ServerFrame::Pong(Pong { n: 1 }),
    ];
    let text: Vec<String> = frames.iter().map(ServerFrame::encode).collect();
    insta::assert_snapshot!(text.join("\n"));
    for (frame, text) in frames.iter().zip(&text) {
        assert!(text.starts_with(r#"{"type":""#), "the type comes first: {text}");
        assert_eq!(&serde_json::from_str::<ServerFrame>(text).expect("reads its own writing"), frame);
    }
}

#[test]
fn codes_say_what_to_do() {
    let table: Vec<String> =
        Code::ALL.iter().map(|code| serde_json::to_string(&Problem::new(*code, "r")).expect("serialises")).collect();
    insta::assert_snapshot!(table.join("\n"));
}

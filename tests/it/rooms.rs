//! Two people in one room.

use renrakucho_protocol::{
    frame::ServerFrame,
    problem::{Code, Retry},
};
use renrakucho_tests::{City, id};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn what_one_writes_the_other_sees_at_once_and_a_third_gets_only_the_count() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka, mori) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("mori").await);
    let (mut a, mut b, mut c) = (sato.look_at(room).await, tanaka.look_at(room).await, mori.live().await);
    assert_eq!(a.texts(room), ["カナリア本文その一", "カナリア本文その二"]);
    let before = mori.line(room).await;

    let ack = a.write(room, "血圧 128/76、変わりありません").await;
    assert!(!ack.duplicate);
    b.reach(room, ack.seq).await;
    assert_eq!(b.texts(room).last().expect("a post"), "血圧 128/76、変わりありません");
    let entry = b.entries[&room].last().expect("an entry");
    assert_eq!((entry.id, entry.seq, entry.at, entry.author.account), (ack.re, ack.seq, ack.at, sato.account));
    assert_eq!(entry.author.facility, "試験訪問看護");
    // The author gets it too, by the same way.
    a.reach(room, ack.seq).await;

    let line = c.line(room, |line| line.last_seq == ack.seq).await;
    assert_eq!(line.unread, before.unread + 1);
    c.settle().await;
    assert!(!c.came(|frame| matches!(frame, ServerFrame::Entries(_))), "text for someone who has not opened the room");
    assert_eq!(mori.line(room).await, line, "both doors count alike");
    assert_eq!(sato.line(room).await.unread, 0, "nobody's own post is unread");

    // Over HTTP the same.
    let ack = tanaka.write(room, "確認しました").await;
    a.reach(room, ack.seq).await;
    b.reach(room, ack.seq).await;
    assert_eq!(a.entries[&room], b.entries[&room]);
    assert_eq!(sato.read(room, 0).await.entries, a.entries[&room]);
    city.end().await;
}

#[tokio::test]
async fn what_one_device_has_read_the_other_knows() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka, tanaka_elsewhere) =
        (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("tanaka").await);
    let (mut a, mut b) = (tanaka.look_at(room).await, tanaka_elsewhere.live().await);
    let ack = sato.write(room, "読んでください").await;
    a.reach(room, ack.seq).await;
    b.line(room, |line| line.last_seq == ack.seq && line.unread > 0).await;

    a.send("read", &json!({ "room": room, "upto": ack.seq })).await;
    let upto = b.until("the mark", |frame| match frame {
        ServerFrame::Read(read) if read.room == room => Some(read.upto),
        _ => None,
    });
    assert_eq!(upto.await, ack.seq);
    assert_eq!(b.line(room, |line| line.read_upto == ack.seq).await.unread, 0);
    assert_eq!(sato.line(room).await.read_upto, 6, "nobody else's mark moved");

    // Never back, and never beyond the end.
    tanaka.mark_read(room, 1).await.ok();
    tanaka.mark_read(room, 1_000_000).await;
    assert_eq!(tanaka.line(room).await.read_upto, ack.seq);
    city.end().await;
}

#[tokio::test]
async fn a_post_counts_once_however_often_it_is_sent() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let post = id();
    for _ in 0..3 {
        a.send_post(post, room, "一度だけ").await;
    }
    let first = a.answer_to(post).await.expect("accepted");
    assert!(!first.duplicate);
    for _ in 0..2 {
        let again = a.answer_to(post).await.expect("accepted");
        assert_eq!((again.seq, again.at, again.duplicate), (first.seq, first.at, true));
    }
    // Over the other door and from another of one's own devices too.
    let again: renrakucho_protocol::frame::Ack =
        city.sign_in("sato").await.try_write(room, post, "一度だけ").await.json();
    assert_eq!((again.seq, again.duplicate), (first.seq, true));

    // The same id for something else, or by someone else, is refused.
    a.send_post(post, room, "別の内容").await;
    let failure = a.answer_to(post).await.expect_err("refused");
    assert_eq!((failure.code, failure.retry), (Code::IdReused, Retry::Never));
    tanaka.try_write(room, post, "一度だけ").await.refused(Code::IdReused);
    // In another room it is another id: nobody can learn of another room's ids.
    let mori = city.sign_in("mori").await;
    mori.try_write(city.rooms.sora, post, "別の部屋").await.ok();

    b.reach(room, first.seq).await;
    b.settle().await;
    assert_eq!(b.texts(room).iter().filter(|text| *text == "一度だけ").count(), 1);
    assert_eq!(b.cursors[&room], first.seq, "nothing else was added");
    city.end().await;
}

#[tokio::test]
async fn an_authors_posts_keep_their_order() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let ids: Vec<_> = (0..40).map(|_| id()).collect();
    for (number, id) in ids.iter().enumerate() {
        a.send_post(*id, room, &format!("甲 {number}")).await;
        b.send_post(renrakucho_tests::id(), room, &format!("乙 {number}")).await;
    }
    a.reach(room, 86).await;
    b.reach(room, 86).await;
    assert_eq!(a.entries[&room], b.entries[&room]);
    for author in ["甲", "乙"] {
        let mine: Vec<_> = a.texts(room).into_iter().filter(|text| text.starts_with(author)).collect();
        assert_eq!(mine, (0..40).map(|number| format!("{author} {number}")).collect::<Vec<_>>());
    }
    city.end().await;
}

#[tokio::test]
async fn a_reply_answers_a_post_of_the_same_room() {
    let city = City::new().await;
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    let mori = city.sign_in("mori").await;
    let (there, here) = (mori.write(sora, "空さんの投稿").await, mori.write(hana, "花子さんの投稿").await);
    let path = format!("/api/v1/rooms/{hana}/entries");
    let joined = mori.read(hana, 0).await.entries[0].id;
    for target in [there.re, id(), joined] {
        let reply = json!({ "id": id(), "body": "返信", "priority": "normal", "reply_to": target });
        mori.call(reqwest::Method::POST, &path, Some(&reply)).await.invalid("reply_to");
    }
    let reply = json!({ "id": id(), "body": "返信", "priority": "urgent", "reply_to": here.re });
    mori.call(reqwest::Method::POST, &path, Some(&reply)).await.ok();
    city.end().await;
}

#[tokio::test]
async fn what_breaks_a_rule_is_answered_with_the_field() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let sato = city.sign_in("sato").await;
    let mut live = sato.look_at(room).await;
    let long = "あ".repeat(10_001);
    for body in ["", "   \n\t　", long.as_str()] {
        sato.try_write(room, id(), body).await.invalid("body");
        let post = id();
        live.send_post(post, room, body).await;
        let failure = live.answer_to(post).await.expect_err("refused");
        assert_eq!(
            (failure.code, failure.field.as_deref(), failure.retry),
            (Code::Validation, Some("body"), Retry::Fix)
        );
        assert!(!failure.request_id.is_empty());
    }
    live.write(room, &"あ".repeat(10_000)).await;
    // Ids are UUIDv7.
    let v4 = Uuid::parse_str("a3bb189e-8bf9-4888-9912-ace4e6543002").expect("an id");
    sato.try_write(room, v4, "x").await.invalid("id");
    city.end().await;
}

#[tokio::test]
async fn nonsense_is_answered_and_the_connection_stays() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let sato = city.sign_in("sato").await;
    let mut live = sato.look_at(room).await;
    let known = id();
    let cases = [
        ("not json".to_owned(), Code::BadFrame, None),
        ("[]".into(), Code::BadFrame, None),
        ("null".into(), Code::BadFrame, None),
        (json!({ "room": room }).to_string(), Code::BadFrame, None),
        (json!({ "type": "dance" }).to_string(), Code::UnknownType, None),
        (json!({ "type": "ping", "n": -1 }).to_string(), Code::BadFrame, None),
        (json!({ "type": "open", "room": "x" }).to_string(), Code::BadFrame, None),
        (json!({ "type": "open", "room": room, "as": "kato" }).to_string(), Code::BadFrame, None),
        (json!({ "type": "post", "id": known, "room": room, "body": 1 }).to_string(), Code::BadFrame, Some(known)),
        (
            json!({ "type": "post", "id": known, "room": room, "body": "x", "seq": 1 }).to_string(),
            Code::BadFrame,
            Some(known),
        ),
        (
            json!({ "type": "post", "id": known, "room": room, "body": "x", "author": id() }).to_string(),
            Code::BadFrame,
            Some(known),
        ),
        (
            json!({ "type": "post", "id": known, "room": room, "body": "x", "priority": "panic" }).to_string(),
            Code::BadFrame,
            Some(known),
        ),
        (
            json!({ "type": "post", "id": known, "room": room, "body": "x".repeat(70_000) }).to_string(),
            Code::TooLarge,
            Some(known),
        ),
    ];
    for (text, code, re) in cases {
        live.send_text(text.clone()).await;
        let failure = live.failure().await;
        let shown: String = text.chars().take(80).collect();
        assert_eq!((failure.code, failure.re, failure.retry), (code, re, code.retry()), "{shown}");
        assert_eq!(failure.request_id.len(), 32, "{shown}");
    }
    // Rooms that are none, or not one's own: one answer.
    for (frame, room) in ["open", "history"].iter().flat_map(|frame| [(frame, id()), (frame, city.rooms.sora)]) {
        let fields = if *frame == "open" { json!({ "room": room }) } else { json!({ "room": room, "before": 5 }) };
        live.send(frame, &fields).await;
        let failure = live.failure().await;
        assert_eq!((failure.code, failure.room), (Code::NotFound, Some(room)), "{frame}");
    }
    live.ask_open(room, Some(1_000)).await;
    assert_eq!(live.failure().await.code, Code::PositionLost);
    live.settle().await;
    live.write(room, "まだつながっています").await;
    city.end().await;
}

#[tokio::test]
async fn a_connection_begins_with_one_hello() {
    let city = City::new().await;
    let sato = city.sign_in("sato").await;
    let mut silent = sato.connect().await;
    silent.send("open", &json!({ "room": city.rooms.hana })).await;
    assert_eq!(silent.closed().await, Some(4500));
    let mut eager = sato.live().await;
    eager.send("hello", &json!({ "client": "test" })).await;
    assert_eq!(eager.closed().await, Some(4500));
    let mut binary = sato.live().await;
    binary.send_bytes(vec![1, 2, 3]).await;
    assert_eq!(binary.closed().await, Some(4500));
    city.end().await;
}

#[tokio::test]
async fn who_was_away_misses_nothing() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let first = tanaka.look_at(room).await;
    let cursor = first.cursors[&room];
    first.vanish();
    let mut last = 0;
    for number in 0..130 {
        last = sato.write(room, &format!("不在中 {number}")).await.seq;
    }
    let mut again = tanaka.live().await;
    let opened = again.open_after(room, cursor).await;
    assert_eq!((opened.after, opened.head), (cursor, last));
    assert_eq!(again.texts(room).len(), 130);
    // And what comes while catching up comes once.
    let ack = sato.write(room, "今").await;
    again.reach(room, ack.seq).await;
    // Older pages on demand.
    again.send("history", &json!({ "room": room, "before": cursor })).await;
    let page = again.until("history", |frame| match frame {
        ServerFrame::History(page) => Some(page.clone()),
        _ => None,
    });
    let page = page.await;
    assert_eq!(page.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..cursor).collect::<Vec<_>>());
    city.end().await;
}

//! 記録の検索: a member finds posts of a room by what they say, the newest first, as long as they may read it.

use std::time::{Duration, Instant};

use renrakucho_protocol::{
    entry::Content,
    problem::Code,
    room_search::RoomSearchLine,
    vocabulary::{Deed, SearchStop},
};
use renrakucho_tests::{Answer, City, Person, eventually};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{
    access_report,
    entry_erasure::{proposed, write},
    exceptional_use::decide,
    race,
};

fn path(room: Uuid) -> String {
    format!("/api/v1/rooms/{room}/search")
}

async fn ask(person: &Person, room: Uuid, words: &str, before: Option<i64>) -> Answer {
    let mut body = json!({ "words": words });
    if let Some(before) = before {
        body["before"] = json!(before);
    }
    person.call(Method::POST, &path(room), Some(&body)).await
}

/// What is found: the positions; why it stopped; and where to go on.
struct Told {
    found: Vec<i64>,
    marked: Vec<Vec<String>>,
    reached: Vec<i64>,
    stopped: Option<(SearchStop, Option<i64>)>,
}

fn told(text: &str) -> Told {
    let mut told = Told { found: Vec::new(), marked: Vec::new(), reached: Vec::new(), stopped: None };
    for line in text.lines() {
        assert!(told.stopped.is_none(), "nothing follows the end");
        match serde_json::from_str(line).expect("a line") {
            RoomSearchLine::Found { entry, marks } => {
                let Content::Post { body, erased_at: None, .. } = entry.content else { panic!("no post: {entry:?}") };
                let characters: Vec<_> = body.chars().collect();
                let mark = |from: u32, upto: u32| characters[from as usize..upto as usize].iter().collect();
                told.marked.push(marks.iter().map(|at| mark(at.from, at.upto)).collect());
                told.found.push(entry.seq);
            }
            RoomSearchLine::Reached { seq, .. } => told.reached.push(seq),
            RoomSearchLine::Stopped { why, before } => told.stopped = Some((why, before)),
        }
    }
    told
}

async fn search(person: &Person, room: Uuid, words: &str) -> Told {
    let answer = ask(person, room, words, None).await.ok();
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    told(&answer.text)
}

async fn events(city: &City, room: Uuid) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = 'room_searched' and room = '{room}'")).await
}

#[tokio::test]
async fn a_member_finds_what_was_written_the_newest_first_and_nobody_else_finds_anything() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let first = sato.write(room, "朝のケツアツは128でした。").await.seq;
    tanaka.write(room, "リハビリのあと、お茶を飲みました。").await;
    let last = tanaka.write(room, "夕方のけつあつは高めです。けつあつ手帳に書きました。").await.seq;

    let all = search(&sato, room, "ｹﾂｱﾂ").await;
    assert_eq!((all.found, all.stopped), (vec![last, first], Some((SearchStop::End, None))));
    assert_eq!(all.marked, [vec!["けつあつ"; 2], vec!["ケツアツ"]]);
    assert_eq!(all.reached.last(), Some(&1), "to the beginning");
    assert_eq!(search(&tanaka, room, "お茶").await.found, [last - 1]);
    assert_eq!(search(&tanaka, room, "夕方　手帳").await.found, [last], "each of the words");
    assert_eq!(search(&tanaka, room, "夕方 お茶").await.found, Vec::<i64>::new());
    let older = told(&ask(&sato, room, "けつあつ", Some(last)).await.ok().text);
    assert_eq!(older.found, [first], "only what is older than that");
    // What was gone through is written down, by whom, and not what for.
    assert_eq!(events(&city, room).await, 5);
    let sql = format!(
        "select count(*) from audit_event where event = 'room_searched' and account = '{}' and device is not null
         and session is not null and from_seq = 1 and upto_seq in ({last}, {}) and detail is null",
        sato.account,
        last - 1
    );
    assert_eq!(city.number(&sql).await, 2);

    for (words, before, field) in
        [("", None, "words"), (" 　", None, "words"), (&*"あ".repeat(101), None, "words"), ("茶", Some(0), "before")]
    {
        ask(&sato, room, words, before).await.invalid(field);
    }
    let unknown = json!({ "words": "茶", "limit": 1_000_000 });
    sato.call(Method::POST, &path(room), Some(&unknown)).await.refused(Code::BadFrame);
    for login in ["ito", "kanri", "kato", "shonin", "gyosha"] {
        let other = city.sign_in(login).await;
        ask(&other, room, "お茶", None).await.refused(Code::NotFound);
        ask(&other, room, "", None).await.refused(Code::NotFound);
    }
    city.sign_in("kato").await.discontinue(room).await;
    ask(&sato, room, "お茶", None).await.refused(Code::RoomClosed);
    assert_eq!(events(&city, room).await, 5, "who is refused has gone through nothing");
    city.end().await;
}

#[tokio::test]
async fn a_search_stops_when_its_time_is_over_and_goes_on_from_there() {
    let settings = [("search.work_ms", "0".into()), ("live.frames_per_second", "1000".into())];
    let city = City::with(&settings).await;
    let room = city.rooms.hana;
    let sato = city.sign_in("sato").await;
    // More than is in memory at once.
    let long = "長い投稿。".repeat(1_800);
    let mut wanted = Vec::new();
    for n in 0..30 {
        let body = if n % 3 == 0 { format!("{long}血圧") } else { long.clone() };
        let seq = sato.write(room, &body).await.seq;
        wanted.extend((n % 3 == 0).then_some(seq));
    }
    wanted.reverse();
    let (mut found, mut before, mut rounds) = (Vec::new(), None, 0);
    loop {
        let part = told(&ask(&sato, room, "血圧", before).await.ok().text);
        found.extend(part.found);
        rounds += 1;
        match part.stopped.expect("it says why it stopped") {
            (SearchStop::Time, Some(next)) => {
                assert_eq!(part.reached.last(), Some(&next), "how far it came");
                before = Some(next);
            }
            (why, next) => {
                assert_eq!((why, next), (SearchStop::End, None));
                break;
            }
        }
    }
    assert_eq!(found, wanted, "each once");
    assert!(rounds > 3, "{rounds}");
    assert_eq!(events(&city, room).await, rounds, "each page is an event");
    city.end().await;
}

#[tokio::test]
async fn a_search_that_finds_much_says_so() {
    let city = City::with(&[("search.found", "3".into())]).await;
    let room = city.rooms.hana;
    let sato = city.sign_in("sato").await;
    let mut wanted = Vec::new();
    for _ in 0..7 {
        wanted.insert(0, sato.write(room, "お茶").await.seq);
    }
    let (mut found, mut before) = (Vec::new(), None);
    for part in 0..3 {
        let told = told(&ask(&sato, room, "茶", before).await.ok().text);
        found.extend(told.found);
        let (why, next) = told.stopped.expect("it says why it stopped");
        assert_eq!(why, if part < 2 { SearchStop::Found } else { SearchStop::End });
        before = next;
    }
    assert_eq!(found, wanted, "each once");
    city.end().await;
}

#[tokio::test]
async fn a_post_that_was_erased_is_found_no_more() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "shonin").await);
    let sato = city.sign_in_at(1, "sato").await;
    let (entry, seq) = write(&sato, room, "ノコラナイ確認語").await;
    let (_, kept) = write(&sato, room, "残る確認語").await;
    assert_eq!(search(&sato, room, "確認語").await.found, [kept, seq]);
    let case = proposed(&sato, &kato, room, entry).await;
    decide(&shonin, case, "accepted").await.ok();
    assert_eq!(search(&sato, room, "確認語").await.found, [kept]);
    assert_eq!(search(&sato, room, "ノコラナイ").await.found, Vec::<i64>::new());
    city.end().await;
}

#[tokio::test]
async fn who_loses_the_room_while_it_is_searched_gets_no_more_of_it_and_nobody_searches_twice_at_once() {
    // More than the network takes before anybody reads it.
    const POSTS: usize = 90;
    let settings = [("search.work_ms", "60000".into()), ("search.found", "1000".into())];
    let city = City::with(&settings).await;
    let kato = city.sign_in("kato").await;
    let rooms = race::crowd(&city, 3).await;
    for (n, (room, member, other)) in rooms.iter().enumerate() {
        let long = "カナリア投稿。".repeat(1_400);
        for _ in 0..POSTS {
            member.write(*room, &long).await;
        }
        let request = member.browser.request(Method::POST, &path(*room)).json(&json!({ "words": "カナリア" }));
        let mut response = request.send().await.expect("it begins");
        assert_eq!(response.status().as_u16(), 200);
        let mut text = response.chunk().await.expect("a part").expect("a part").to_vec();
        // Meanwhile the session does not begin another one; whoever sits beside it does.
        let twice = ask(member, *room, "カナリア", None).await;
        assert!(twice.refused(Code::RateLimited).after_ms.is_some());
        ask(other, *room, "ナイ言葉", None).await.ok();

        let version = city.version(*room).await;
        let removal = format!("/api/v1/city/rooms/{room}/members/{}?version={version}", member.account);
        match n {
            0 => kato.try_discontinue(*room, version).await.ok(),
            1 => kato.call(Method::DELETE, &removal, None).await.ok(),
            _ => member.call(Method::DELETE, "/api/v1/session", None).await.ok(),
        };
        let broke_off = loop {
            match response.chunk().await {
                Ok(Some(part)) => text.extend_from_slice(&part),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        let whole_lines = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let told = told(std::str::from_utf8(&text[..whole_lines]).expect("text"));
        assert!(broke_off && told.stopped.is_none(), "it does not end as if it had ended");
        assert!(told.found.len() < POSTS, "{} of {POSTS}", told.found.len());
        if n < 2 {
            let began = Instant::now();
            let code = if n == 0 { Code::RoomClosed } else { Code::NotFound };
            ask(member, *room, "カナリア", None).await.refused(code);
            assert!(began.elapsed() < Duration::from_secs(5));
        }
    }
    // Whoever hangs up in the middle begins another.
    let (room, _, other) = &rooms[2];
    let request = other.browser.request(Method::POST, &path(*room)).json(&json!({ "words": "カナリア" }));
    let mut response = request.send().await.expect("it begins");
    response.chunk().await.expect("a part").expect("a part");
    ask(other, *room, "ナイ言葉", None).await.refused(Code::RateLimited);
    drop(response);
    eventually("its place is free", async || (ask(other, *room, "ナイ言葉", None).await.status == 200).then_some(()))
        .await;
    city.end().await;
}

#[tokio::test]
async fn a_person_is_told_that_their_record_was_searched() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let kato = city.sign_in("kato").await;
    let sql = format!(
        "insert into audit_event (at, event, account, room, from_seq, upto_seq, request_id)
         values ('2025-02-03T10:00:00+09:00', 'room_searched', '{}', '{room}', 1, 3, 'test')",
        city.account("sato").await
    );
    city.fixture(&sql).await;
    let told = access_report::opened(&kato, room).await.content.lines;
    assert_eq!(told.iter().map(|line| line.deed).collect::<Vec<_>>(), [Deed::Searched]);
    city.end().await;
}

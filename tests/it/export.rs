//! 印刷・書き出し: what a member takes out of the system, and what nobody does.

use futures_util::{StreamExt, stream};
use renrakucho_protocol::{
    access_report::AccessReport,
    http::EntriesPage,
    problem::Code,
    room_export::RoomExport,
    vocabulary::{Deed, ExportForm, ExportPurpose, RoomState},
};
use renrakucho_tests::{Answer, City, Person, answer, id};
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use crate::{access_report, discontinuation::discontinue, exceptional_use::permit};

/// Long before anything was written.
const BEFORE: &str = "2020-01-01";

async fn today(city: &City) -> String {
    sqlx::query_scalar("select (clock_timestamp() at time zone 'Asia/Tokyo')::date::text")
        .fetch_one(&city.sql)
        .await
        .expect("a day")
}

fn form(upto: &str) -> Value {
    json!({ "id": id(), "form": "file", "purpose": "meeting", "words": "", "from": BEFORE, "upto": upto })
}

async fn export(person: &Person, room: Uuid, form: &Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/rooms/{room}/exports"), Some(form)).await
}

/// Takes out all of a room, with something said about it.
pub(crate) async fn made(city: &City, person: &Person, room: Uuid, words: &str) -> Answer {
    let mut form = form(&today(city).await);
    form["words"] = json!(words);
    export(person, room, &form).await
}

async fn exports(city: &City) -> i64 {
    city.number("select count(*) from room_export").await
}

async fn refusals(city: &City, reason: &str) -> i64 {
    let sql = format!("select count(*) from audit_event where event = 'refused' and detail = 'export_room: {reason}'");
    city.number(&sql).await
}

#[tokio::test]
async fn a_member_takes_out_what_the_room_shows_and_it_is_readable_without_the_system() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let first = sato.write(room, "引用 \"]}\" と\n改行、𠮷野家").await;
    let reply = json!({ "id": id(), "body": "返信です", "priority": "urgent", "reply_to": first.re });
    tanaka.call(Method::POST, &format!("/api/v1/rooms/{room}/entries"), Some(&reply)).await.ok();
    let shown: EntriesPage = sato.read(room, 0).await;

    let mut asked = form(&today(&city).await);
    asked["words"] = json!("カナリア補足");
    let answered = export(&sato, room, &asked).await.ok();
    assert_eq!(answered.header("content-type"), Some("application/json"));
    assert_eq!(answered.header("cache-control"), Some("no-store"));
    let text = answered.text.clone();
    let told: RoomExport = answered.json();
    assert_eq!(told.entries, shown.entries, "all that the room shows, and nothing else");
    assert_eq!((told.first_seq, told.last_seq), (1, shown.head));
    assert_eq!((told.format.as_str(), told.version, told.number), ("renrakucho-room-export", 1, 1));
    assert_eq!((told.city.as_str(), told.service_purpose.as_str()), ("試験市", "試験"));
    assert!(told.notice.contains("正確性を保証するものではありません"), "article 19");
    assert_eq!((told.person.as_str(), told.kana.as_str()), ("見本 カナリア花子", "かなりあはなこ"));
    assert_eq!((told.state, told.form), (RoomState::Active, ExportForm::File));
    assert_eq!((told.reason.purpose, told.reason.words.as_str()), (ExportPurpose::Meeting, "カナリア補足"));
    let by = (told.exported_by.account, told.exported_by.facility.as_str(), told.exported_by.profession.as_str());
    assert_eq!(by, (sato.account, "試験訪問看護", "訪問看護師"));
    assert_eq!(told.members.len(), 3);
    assert!(told.consent.is_some() && told.end.is_none());

    // Whoever has nothing but the file reads it with anything that reads JSON, or with their eyes: an entry a line.
    let plain: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(plain["entries"].as_array().map(Vec::len), Some(shown.entries.len()));
    let lines = text.lines().filter(|line| line.trim_start().starts_with("{\"seq\":")).count();
    assert_eq!(lines, shown.entries.len());
    assert!(plain["guide"].as_str().is_some_and(|guide| guide.contains("日本時間")));
    // And what was cut off does not pass for a whole one.
    let whole = text.trim_end();
    for (end, _) in whole.char_indices() {
        assert!(serde_json::from_str::<Value>(&whole[..end]).is_err(), "cut at {end}");
    }

    // Of other days, only those.
    let days: Vec<(String, i64, i64)> = sqlx::query_as(
        "select (at at time zone 'Asia/Tokyo')::date::text, min(seq), max(seq) from entry where room = $1 group by 1 order by 2",
    )
    .bind(room)
    .fetch_all(&city.sql)
    .await
    .expect("days");
    assert!(days.len() > 2, "{days:?}");
    for (day, from, upto) in &days {
        let mut one = form(day);
        one["from"] = json!(day);
        let told: RoomExport = export(&tanaka, room, &one).await.json();
        let seqs: Vec<i64> = told.entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (*from..=*upto).collect::<Vec<_>>(), "{day}");
        // The day's limit is not what this is about.
        city.fixture("update room_export set at = at - interval '1 day'").await;
    }

    // It is an event with all that it is about, and so is each page of it.
    let event = format!(
        "select count(*) from audit_event where event = 'room_exported' and account = '{}' and room = '{room}'
             and from_seq = 1 and upto_seq = {} and detail = 'file meeting 1' and subject = '{}'",
        sato.account,
        shown.head,
        asked["id"].as_str().expect("an id")
    );
    assert_eq!(city.number(&event).await, 1);
    let pages = format!(
        "select count(*) from audit_event v join audit_event e on e.request_id = v.request_id and e.event = 'room_exported'
         where v.event = 'room_viewed' and v.account = '{}' and v.from_seq = 1 and v.upto_seq = {}",
        sato.account, shown.head
    );
    assert_eq!(city.number(&pages).await, 1);
    // What was said about it is sealed.
    let kept: Vec<String> =
        sqlx::query_scalar("select room_export::text from room_export").fetch_all(&city.sql).await.expect("rows");
    let kept = kept.join("\n");
    assert!(!kept.contains("カナリア") && !kept.contains(&hex::encode("カナリア")), "{kept}");

    // And the person is told of it when they ask.
    city.fixture(
        "insert into audit_event (at, event, account, device, room, from_seq, upto_seq, detail, request_id)
         select '2025-02-03T09:00:00+09:00', event, account, device, room, from_seq, upto_seq, detail, request_id
         from audit_event where event = 'room_exported' and detail = 'file meeting 1'",
    )
    .await;
    let kato = city.sign_in("kato").await;
    let report: AccessReport = access_report::opened(&kato, room).await;
    let deeds: Vec<_> = report.content.lines.iter().map(|line| (line.deed, line.name.as_deref())).collect();
    assert_eq!(deeds, [(Deed::Exported, Some("佐藤 カナリア職員甲"))]);
    city.end().await;
}

#[tokio::test]
async fn nobody_takes_out_what_they_could_not_read_and_each_refusal_is_written_down() {
    let city = City::new().await;
    let today = today(&city).await;
    let (sato, tanaka, mori) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("mori").await);
    let kato = city.sign_in("kato").await;
    let hana = city.rooms.hana;
    // Not a member, and of a room that does not exist: one answer. The city reads no room by its office.
    for login in ["ito", "kanri", "kato", "shonin", "gyosha"] {
        let person = city.sign_in(login).await;
        let other = export(&person, hana, &form(&today)).await;
        other.refused(Code::NotFound);
        assert_eq!(other.shape(), export(&person, id(), &form(&today)).await.shape(), "{login}");
    }
    assert_eq!(refusals(&city, "not found").await, 10);
    // Before the consent form, and after the end of everything.
    export(&sato, city.rooms.kiyo, &form(&today)).await.refused(Code::ConsentMissing);
    export(&sato, city.rooms.saburo, &form(&today)).await.refused(Code::RoomClosed);
    assert_eq!(refusals(&city, "consent has not been recorded").await, 1);
    assert_eq!(refusals(&city, "the room is closed").await, 1);

    // Without the passkey.
    city.fixture("update session set verified_at = now() - interval '1 hour'").await;
    export(&sato, hana, &form(&today)).await.refused(Code::StepUpRequired);
    city.fixture("update session set verified_at = now()").await;
    assert_eq!(refusals(&city, "the passkey must be used again").await, 1);

    // What cannot be asked for.
    let asked = |field: &str, value: Value| {
        let mut form = form(&today);
        form[field] = value;
        form
    };
    for (field, value, fault) in [
        ("upto", json!("2999-01-01"), "upto"),
        ("from", json!("2999-01-01"), "from"),
        ("upto", json!("2020-01-02"), "from"),
        ("purpose", json!("other"), "words"),
        ("words", json!("字".repeat(201)), "words"),
        ("words", json!("個人番号 123456789018"), "words"),
        ("upto", json!("きのう"), "upto"),
    ] {
        export(&sato, hana, &asked(field, value)).await.invalid(fault);
    }
    for (field, value) in [("form", json!("pdf")), ("purpose", json!("because")), ("room", json!(id()))] {
        export(&sato, hana, &asked(field, value)).await.refused(Code::BadFrame);
    }
    assert_eq!(exports(&city).await, 0, "nothing was made of all this");

    // Whoever is removed, suspended, or whose room is closed, erased: no more from then on.
    export(&tanaka, hana, &form(&today)).await.ok();
    let team = format!("/api/v1/city/rooms/{hana}/members/{}?version={}", tanaka.account, city.version(hana).await);
    kato.call(Method::DELETE, &team, None).await.ok();
    export(&tanaka, hana, &form(&today)).await.refused(Code::NotFound);
    city.fixture(&format!("update account set standing = 'suspended' where id = '{}'", mori.account)).await;
    export(&mori, hana, &form(&today)).await.refused(Code::Suspended);
    // Of what came to its end members may still take a copy.
    city.fixture(&format!("update care_room set state = 'ended' where id = '{hana}'")).await;
    let told: RoomExport = export(&sato, hana, &form(&today)).await.json();
    assert_eq!(told.state, RoomState::Ended);
    city.fixture(&format!("update care_room set state = 'active' where id = '{hana}'")).await;
    kato.discontinue(hana).await;
    export(&sato, hana, &form(&today)).await.refused(Code::RoomClosed);
    city.fixture(&format!("update care_room set state = 'erased' where id = '{hana}'")).await;
    export(&sato, hana, &form(&today)).await.refused(Code::RoomClosed);
    assert_eq!(exports(&city).await, 2);
    city.fixture(&format!("update care_room set state = 'discontinued' where id = '{hana}'")).await;
    city.end().await;
}

#[tokio::test]
async fn so_many_a_day_whichever_node_is_asked() {
    let city = City::of_two_nodes(&[("exports.per_day", "3".into())]).await;
    let today = today(&city).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let path = format!("/api/v1/rooms/{room}/exports");
    let all = (0..10).map(|number| {
        let there = sato.at(&city.nodes[number % 2]);
        answer(there.browser.request(Method::POST, &path).json(&form(&today)))
    });
    let answers = futures_util::future::join_all(all).await;
    let mut numbers: Vec<i64> = Vec::new();
    for answer in answers {
        if answer.status == 200 {
            numbers.push(answer.json::<RoomExport>().number);
        } else {
            answer.refused(Code::QuotaUsedUp);
        }
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3], "each counted the others, and no number is missing");
    assert_eq!(refusals(&city, "the exports of the day are used up").await, 7);
    assert_eq!(exports(&city).await, 3);
    // Somebody else's are their own, and tomorrow is another day.
    let told: RoomExport = export(&tanaka, room, &form(&today)).await.json();
    assert_eq!(told.number, 4);
    city.fixture("update room_export set at = at - interval '1 day'").await;
    let told: RoomExport = export(&sato, room, &form(&today)).await.json();
    assert_eq!(told.number, 5);
    city.end().await;
}

#[tokio::test]
async fn a_city_may_let_nobody_and_on_a_shared_device_there_is_only_paper() {
    let mut city = City::new().await;
    let today = today(&city).await;
    let room = city.rooms.hana;
    let sato = city.sign_in("sato").await;
    city.fixture("update device set kind = 'shared'").await;
    export(&sato, room, &form(&today)).await.invalid("form");
    let mut paper = form(&today);
    paper["form"] = json!("print");
    let told: RoomExport = export(&sato, room, &paper).await.json();
    assert_eq!(told.form, ExportForm::Print);
    city.fixture("update device set kind = 'personal'").await;

    city.restart_node(0, &[("exports.per_day", "0".into())]).await;
    export(&sato, room, &form(&today)).await.refused(Code::QuotaUsedUp);
    city.end().await;
}

#[tokio::test]
async fn the_same_again_is_the_same_one_and_counts_once() {
    let city = City::with(&[("exports.per_day", "1".into())]).await;
    let today = today(&city).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let asked = form(&today);
    let first: RoomExport = export(&sato, room, &asked).await.json();
    // What is written meanwhile is not in it: it says what it said.
    sato.write(room, "あとから").await;
    let again: RoomExport = export(&sato, room, &asked).await.json();
    assert_eq!(again, first);
    assert_eq!(city.number("select count(*) from audit_event where event = 'room_exported'").await, 2, "each is told");

    // Anything else under its id is not it.
    for (field, value) in [
        ("words", json!("ほかの言葉")),
        ("purpose", json!("own_record")),
        ("form", json!("print")),
        ("from", json!("2021-01-01")),
    ] {
        let mut other = asked.clone();
        other[field] = value;
        export(&sato, room, &other).await.refused(Code::IdReused);
    }
    export(&tanaka, room, &asked).await.refused(Code::IdReused);
    city.sign_in("mori").await;
    export(&city.sign_in("mori").await, city.rooms.sora, &asked).await.refused(Code::IdReused);
    // Nor is it a way around the day's limit for ever.
    city.fixture("update room_export set at = at - interval '10 minutes'").await;
    export(&sato, room, &asked).await.refused(Code::IdReused);
    assert_eq!(exports(&city).await, 1);
    city.end().await;
}

#[tokio::test]
async fn a_large_room_comes_page_by_page_and_stops_when_its_reader_is_removed() {
    let city = City::new().await;
    let today = today(&city).await;
    let room = city.rooms.hana;
    let (sato, kato) = (city.sign_in("sato").await, city.sign_in("kato").await);
    // Four bytes each: 40 kB a post.
    let body = "𠮷".repeat(10_000);
    let posts = (0..450).map(|_| sato.try_write(room, id(), &body));
    let written: Vec<Answer> = stream::iter(posts).buffer_unordered(40).collect().await;
    for answer in written {
        answer.ok();
    }
    let head = sato.read(room, 0).await.head;

    let asked = form(&today);
    let told: RoomExport = export(&sato, room, &asked).await.json();
    assert_eq!(told.entries.len(), usize::try_from(head).expect("a few"));
    let pages: Vec<(i64, i64)> = sqlx::query_as(
        "select v.from_seq, v.upto_seq from audit_event v
         join audit_event e on e.request_id = v.request_id and e.event = 'room_exported'
         where v.event = 'room_viewed' order by v.from_seq",
    )
    .fetch_all(&city.sql)
    .await
    .expect("pages");
    assert!(pages.len() > 50, "{}", pages.len());
    let mut next = 1;
    for (from, upto) in pages {
        assert_eq!(from, next, "each page goes on where the last one ended");
        // 256 KiB at once, whatever the room holds.
        assert!(upto - from < 30, "{from} to {upto}");
        next = upto + 1;
    }
    assert_eq!(next, head + 1);

    // Somebody who reads slowly is removed meanwhile: what has not been sent stays here, and what arrived is no document.
    let whole = told.entries.len();
    is_cut_short(&sato, room, &asked, whole, async || {
        let version = city.version(room).await;
        let member = format!("/api/v1/city/rooms/{room}/members/{}?version={version}", sato.account);
        kato.call(Method::DELETE, &member, None).await.ok();
    })
    .await;
    // And somebody whom a permit lets go on reading when the consent ends: a copy that leaves the system outlives it.
    let (tanaka, shonin) = (city.sign_in("tanaka").await, city.sign_in("shonin").await);
    permit(&city, &kato, &shonin, room, &[tanaka.account], Duration::days(2)).await;
    is_cut_short(&tanaka, room, &form(&today), whole, async || {
        discontinue(&kato, room, "asked_by_proxy").await.ok();
    })
    .await;
    assert_eq!(tanaka.line(room).await.state, RoomState::PermitOnly);
    assert!(!tanaka.read(room, 0).await.entries.is_empty(), "on the screen it goes on");
    city.end().await;
}

/// Begins to read an export, waits while something happens, and gets no whole document from then on.
async fn is_cut_short(person: &Person, room: Uuid, asked: &Value, whole: usize, meanwhile: impl AsyncFnOnce()) {
    let request = person.browser.request(Method::POST, &format!("/api/v1/rooms/{room}/exports")).json(asked);
    let mut response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    let mut arrived = response.chunk().await.expect("a beginning").expect("some").to_vec();
    meanwhile().await;
    let broke_off = loop {
        match response.chunk().await {
            Ok(Some(more)) => arrived.extend_from_slice(&more),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broke_off, "{} bytes arrived", arrived.len());
    assert!(serde_json::from_slice::<Value>(&arrived).is_err());
    let entries = arrived.windows(7).filter(|bytes| *bytes == b"{\"seq\":").count();
    assert!(entries < whole - 10, "{entries} of {whole}");
}

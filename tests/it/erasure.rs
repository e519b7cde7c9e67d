//! 消去: two people of the city erase a room that is over. From that minute nobody reads it, whatever is put back.

use renrakucho_protocol::{
    case::{CaseDetail, Cases},
    discontinuation::DiscontinuationCertificate,
    erasure::{ErasedCounts, ErasedOther, ErasureCertificate, ErasurePreview, ErasureProposed},
    http::{CityRoom, CityRooms},
    problem::Code,
    vocabulary::{CaseKind, ErasedKind, ErasureGround, RoomState},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection, PgPool};
use uuid::Uuid;

use crate::{access_report, cases::application, export};

pub(crate) async fn preview(person: &Person, room: Uuid) -> Answer {
    person.get(&format!("/api/v1/city/rooms/{room}/erasure-preview")).await
}

pub(crate) async fn propose(person: &Person, room: Uuid, version: i64) -> Answer {
    let body = json!({ "version": version, "ground": "kept_long_enough" });
    person.call(Method::POST, &format!("/api/v1/city/rooms/{room}/erasure"), Some(&body)).await
}

async fn certificate(person: &Person, room: Uuid) -> Answer {
    person.get(&format!("/api/v1/city/rooms/{room}/erasure")).await
}

async fn inbox(person: &Person) -> Vec<Uuid> {
    let cases = person.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases;
    cases.iter().map(|line| line.case).collect()
}

async fn read(person: &Person, case: Uuid) -> Answer {
    person.get(&format!("/api/v1/city/cases/{case}")).await
}

async fn claim(person: &Person, case: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/cases/{case}/claim");
    person.call(Method::POST, &path, Some(&json!({ "version": version }))).await
}

async fn decide(person: &Person, case: Uuid, version: i64, decision: &str) -> Answer {
    let body = json!({ "version": version, "decision": decision, "reason": "確認しました" });
    person.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await
}

/// Proposes and decides it; the certificate.
pub(crate) async fn erase(moderator: &Person, approver: &Person, room: Uuid) -> ErasureCertificate {
    let seen: ErasurePreview = preview(moderator, room).await.json();
    let case = propose(moderator, room, seen.version).await.json::<ErasureProposed>().case;
    let version = read(approver, case).await.json::<CaseDetail>().line.version;
    let claimed: CaseDetail = claim(approver, case, version).await.json();
    decide(approver, case, claimed.line.version, "accepted").await.ok();
    certificate(approver, room).await.json()
}

/// What is left in the main database of whom a room was about and what was in it.
async fn left(city: &City, room: Uuid) -> i64 {
    let tables = ["room_profile", "consent_receipt", "support_end", "read_mark", "membership", "access_report"];
    let rows = tables.map(|table| format!("(select count(*) from {table} where room = '{room}')")).join(" + ");
    city.number(&format!(
        "select {rows} + (select count(*) from entry where room = '{room}' and octet_length(coalesce(sealed, '')) > 0)
         + (select count(*) from room_export where room = '{room}' and octet_length(sealed_words) > 0)
         + (select count(*) from supported_person p join care_room r on r.supported_person = p.id
            where r.id = '{room}' and p.identity_mac is not null)"
    ))
    .await
}

async fn keys_of(keys: &PgPool, room: Uuid) -> i64 {
    sqlx::query_scalar("select count(*) from room_key where room = $1")
        .bind(room)
        .fetch_one(keys)
        .await
        .expect("a count")
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, from the proposal to what is put back")]
async fn one_proposes_and_another_decides_and_nothing_is_left_at_any_node() {
    let city = City::of_two_nodes(&[]).await;
    let (room, keys) = (city.rooms.hana, city.keys().await);
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    sato.write(room, "消去 カナリア本文").await;
    tanaka.read(room, 0).await;
    tanaka.mark_read(room, 1).await.ok();
    export::made(&city, &sato, room, "カナリア補足").await.ok();
    let told = access_report::opened(&kato, room).await;
    access_report::release(&kato, &told).await.ok();
    let posts = city.number(&format!("select count(*) from entry where room = '{room}' and kind = 'post'")).await;
    let members = city.number(&format!("select count(*) from membership where room = '{room}'")).await;
    let marks = city.number(&format!("select count(*) from read_mark where room = '{room}'")).await;

    // Support that goes on is not erased, nor what nobody knows.
    let version = city.version(room).await;
    preview(&kato, room).await.refused(Code::Stale);
    propose(&kato, room, version).await.refused(Code::Stale);
    preview(&kato, id()).await.refused(Code::NotFound);
    kato.discontinue(room).await;
    propose(&kato, room, version).await.refused(Code::Stale);
    // Both nodes have its key in memory: the city's list shows whom it is about.
    for node in &city.nodes {
        assert_eq!(kato.at(node).city_line(room).await.label, "見本 カナリア花子");
    }

    let seen: ErasurePreview = preview(&kato, room).await.json();
    let others = [ErasedKind::ConsentReceipts, ErasedKind::AccessReports, ErasedKind::ExportWords];
    let others = others.map(|kind| ErasedOther { kind, number: 1 }).to_vec();
    let goes = ErasedCounts { posts, read_marks: marks, memberships: members, others };
    assert_eq!((seen.label.as_str(), seen.state, &seen.goes), ("見本 カナリア花子", RoomState::Discontinued, &goes));
    assert!(seen.stays.events > 0 && seen.stays.entries > posts && seen.stays.certificate && seen.case.is_none());
    for person in [&sato, &shonin] {
        propose(person, room, seen.version).await.refused(Code::NotFound);
    }
    let proposed: ErasureProposed = propose(&kato, room, seen.version).await.json();
    propose(&kato, room, seen.version).await.refused(Code::Stale);
    assert_eq!(kato.city_line(room).await.erasure_case, Some(proposed.case));

    // The approver has what is theirs to decide, and nothing else; the moderator sees it and decides nothing.
    let other = id();
    kato.call(Method::POST, "/api/v1/city/cases", Some(&application(other))).await.ok();
    assert_eq!(inbox(&shonin).await, [proposed.case]);
    assert_eq!(inbox(&kato).await.len(), 2);
    read(&shonin, other).await.refused(Code::NotFound);
    claim(&shonin, other, 1).await.refused(Code::NotFound);
    let shown: CaseDetail = read(&kato, proposed.case).await.json();
    assert_eq!((shown.line.kind, shown.may_decide), (CaseKind::Erasure, false));
    claim(&kato, proposed.case, shown.line.version).await.refused(Code::NotFound);
    decide(&kato, proposed.case, shown.line.version, "accepted").await.refused(Code::NotFound);
    let shown: CaseDetail = read(&shonin, proposed.case).await.json();
    let told = shown.erasure.expect("what is proposed");
    assert_eq!((shown.line.title.as_str(), &told.proposal.goes, told.is_own), ("見本 カナリア花子", &goes, false));
    let sealed = format!(
        "select count(*) from city_case where id = '{}' and position(convert_to('カナリア', 'UTF8') in sealed) > 0",
        proposed.case
    );
    assert_eq!(city.number(&sealed).await, 0);
    decide(&shonin, proposed.case, shown.line.version, "accepted").await.refused(Code::Stale);
    let claimed: CaseDetail = claim(&shonin, proposed.case, shown.line.version).await.json();
    // With whatever account: the same person is not two people.
    let whose = "update erasure_proposal set proposed_by = (select id from account where login_id = '";
    city.fixture(&format!("{whose}shonin')")).await;
    for decision in ["accepted", "refused"] {
        decide(&shonin, proposed.case, claimed.line.version, decision).await.invalid("account");
    }
    city.fixture(&format!("{whose}kato')")).await;
    decide(&shonin, proposed.case, claimed.line.version, "refused").await.ok();
    assert_eq!((kato.city_line(room).await.label.is_empty(), keys_of(&keys, room).await), (false, 1), "it is kept");

    // What an attacker, or a backup, would put back.
    let profile: Vec<u8> = sqlx::query_scalar("select sealed from room_profile where room = $1")
        .bind(room)
        .fetch_one(&city.sql)
        .await
        .expect("a profile");
    let wrapped: Vec<u8> = sqlx::query_scalar("select wrapped from room_key where room = $1")
        .bind(room)
        .fetch_one(&keys)
        .await
        .expect("a key");

    let done = erase(&kato, &shonin, room).await;
    assert_eq!((done.before, done.ground, &done.goes), (RoomState::Discontinued, ErasureGround::KeptLongEnough, &goes));
    assert_eq!(done.line.number, 1);
    assert_ne!(done.proposed_by, done.decided_by);
    assert!(done.line.at < done.key_destroyed_at.expect("gone") && done.key_destroyed_at < done.completed_at);
    assert_eq!((keys_of(&keys, room).await, left(&city, room).await), (0, 0));
    for node in &city.nodes {
        let (kato, sato, tanaka) = (kato.at(node), sato.at(node), tanaka.at(node));
        let line: CityRoom = kato.city_line(room).await;
        assert_eq!((line.state, line.label.as_str(), line.kana.as_str()), (RoomState::Erased, "", ""));
        assert_eq!(line.erased, Some(done.line));
        assert!(line.consent.is_none() && line.members == 0);
        assert!(!kato.get("/api/v1/city/rooms").await.text.contains("カナリア花子"));
        for person in [&sato, &tanaka] {
            person.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
            person.get(&format!("/api/v1/rooms/{room}/entries")).await.refused(Code::NotFound);
            person.try_write(room, id(), "後から").await.refused(Code::NotFound);
            assert!(person.rooms().await.iter().all(|line| line.room != room));
        }
        // The certificate of the discontinuation stays, and names nobody any more.
        let before: DiscontinuationCertificate =
            kato.get(&format!("/api/v1/city/rooms/{room}/discontinuation")).await.json();
        assert_eq!((before.label.as_str(), before.consent.is_none()), ("", true));
        let case: CaseDetail = read(&kato, proposed.case).await.json();
        assert_eq!((case.line.title.as_str(), case.erasure.expect("it").kana), ("", None));
        preview(&kato, room).await.refused(Code::RoomClosed);
        propose(&kato, room, line.version).await.refused(Code::RoomClosed);
        kato.try_discontinue(room, line.version).await.refused(Code::RoomClosed);
        kato.get("/api/v1/city/audit").await.ok();
    }
    for event in ["room_erased", "erasure_completed"] {
        let sql = format!("select count(*) from audit_event where event = '{event}' and room = '{room}'");
        assert_eq!(city.number(&sql).await, 1, "{event}");
    }

    // A node that had the key in memory opens nothing, not even when data and state are put back; nor does it take the key back.
    city.fixture(&format!("update care_room set state = 'discontinued' where id = '{room}'")).await;
    sqlx::query("insert into room_profile (room, sealed) values ($1, $2)")
        .bind(room)
        .bind(&profile)
        .execute(&city.sql)
        .await
        .expect("put back");
    for key_is_back in [false, true] {
        if key_is_back {
            sqlx::query("insert into room_key (room, wrapped, epoch) select $1, $2, number from key_epoch_head")
                .bind(room)
                .bind(&wrapped)
                .execute(&keys)
                .await
                .expect("put back");
        }
        for node in &city.nodes {
            let answer = kato.at(node).get("/api/v1/city/rooms").await;
            assert_eq!(answer.status, 500, "{}", answer.text);
            assert!(!answer.text.contains("カナリア花子"));
        }
    }
    city.fixture(&format!("delete from room_profile where room = '{room}'")).await;
    keys.close().await;
    city.end().await;
}

#[tokio::test]
async fn who_still_reads_a_room_that_ended_is_told_to_wipe_it() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "shonin").await);
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let last = a.write(room, "終わりの前").await;
    b.reach(room, last.seq).await;
    let day = renrakucho::clock::today() - time::Duration::days(1);
    let end = json!({ "version": city.version(room).await, "reason": "death", "ended_on": day.to_string() });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/support-end"), Some(&end)).await.ok();
    b.reach(room, last.seq + 1).await;
    let waiting = format!("select count(*) from alert where room = '{room}' and state = 'waiting'");
    assert!(city.number(&waiting).await > 0 || city.number("select count(*) from post_awaiting_alert").await > 0);

    let done = erase(&kato, &shonin, room).await;
    assert_eq!(done.before, RoomState::Ended);
    for live in [&mut a, &mut b] {
        assert_eq!(live.purge_of(room).await.why, Code::RoomClosed);
    }
    assert_eq!(left(&city, room).await, 0);
    assert_eq!(city.number(&waiting).await, 0, "a mail still waits");
    // The others go on as ever.
    let mori = city.sign_in_at(1, "mori").await;
    mori.write(city.rooms.sora, "続く").await;
    assert_eq!(kato.get("/api/v1/city/rooms").await.json::<CityRooms>().rooms.len(), 4);
    city.end().await;
}

#[tokio::test]
async fn what_a_node_left_half_done_the_next_run_finishes() {
    let city = City::new().await;
    let (room, keys) = (city.rooms.hana, city.keys().await);
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    kato.discontinue(room).await;
    // While the keys' database is away it is decided, nobody reads, and the certificate claims nothing yet.
    let mut held = keys.begin().await.expect("begun");
    held.execute("lock table room_key in share mode").await.expect("locked");
    let half = erase(&kato, &shonin, room).await;
    assert_eq!((half.key_destroyed_at, half.completed_at), (None, None));
    assert_eq!(kato.city_line(room).await.label, "");
    assert!(left(&city, room).await > 0, "the key goes first");
    held.rollback().await.expect("let go");
    eventually("it is done", async || (left(&city, room).await == 0).then_some(())).await;
    let done = eventually("it is kept", async || {
        let shown: ErasureCertificate = certificate(&kato, room).await.json();
        shown.completed_at.map(|_| shown)
    })
    .await;
    assert_eq!((done.line, keys_of(&keys, room).await), (half.line, 0));

    // As a node leaves it that dies after the key is gone, and one that dies in the middle of the bodies.
    for (room, sql) in [
        (city.rooms.saburo, "update entry set sealed = '' where kind = 'post' and seq % 2 = 0 and room = "),
        (city.rooms.sora, "select 1 where null = "),
    ] {
        sqlx::query("delete from room_key where room = $1").bind(room).execute(&keys).await.expect("gone");
        city.fixture(&format!("{sql}'{room}'")).await;
        city.fixture(&format!(
            "with erased as (update care_room set state = 'erased' where id = '{room}' returning id)
             insert into erasure (room, fiscal_year, number, at, state_before, ground, proposed_name, proposed_facility,
                                  decided_name, decided_facility, posts, read_marks, memberships)
             select id, 2020, (select count(*) from erasure), clock_timestamp(), 'ended', 'other', '', '', '', '', 0, 0, 0 from erased"
        ))
        .await;
        eventually("it is done", async || (left(&city, room).await == 0).then_some(())).await;
    }
    eventually("all are kept as done", async || {
        (city.number("select count(*) from erasure_done").await == 3).then_some(())
    })
    .await;
    keys.close().await;
    city.end().await;
}

#[tokio::test]
async fn the_serving_role_can_erase_nothing_else() {
    let city = City::new().await;
    let mut serving = PgConnection::connect(&city.app_url()).await.expect("connects");
    let all = "select (select count(*) from room_profile) + (select count(*) from membership)
               + (select count(*) from entry where octet_length(sealed) > 0)";
    let before = city.number(all).await;
    for room in [city.rooms.hana, city.rooms.kiyo, city.rooms.saburo] {
        let emptied: i64 = sqlx::query_scalar("select erase_bodies($1, 1000)")
            .bind(room)
            .fetch_one(&mut serving)
            .await
            .expect("asked");
        assert_eq!(emptied, 0);
        sqlx::query("select forget_room($1)").bind(room).execute(&mut serving).await.expect("asked");
    }
    for sql in [
        "update entry set sealed = ''",
        "delete from membership",
        "update erasure set number = 7",
        "delete from erasure_done",
        "update erasure_proposal set proposed_by = (select id from account limit 1)",
    ] {
        serving.execute(sql).await.expect_err(sql);
    }
    assert_eq!(city.number(all).await, before);
    serving.close().await.expect("closed");
    city.end().await;
}

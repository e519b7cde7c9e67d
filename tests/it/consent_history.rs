//! 同意の取り直し: consent is taken again. Every receipt stays as it was, the newest counts, and whom it does not reach leaves at once.

use renrakucho_protocol::{
    attachment::AttachmentLine,
    consent::{ConsentReach, ConsentTaken, Consents},
    entry::Content,
    frame::ServerFrame,
    http::{RoomDetail, SignedBy},
    problem::Code,
    team::{Team, TeamMember},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    consent_form::{admit, bring, open, pdf},
    erasure::erase,
    exceptional_use::permit,
};

fn path(room: Uuid) -> String {
    format!("/api/v1/city/rooms/{room}/consents")
}

fn day(before: i64) -> String {
    (renrakucho::clock::today() - time::Duration::days(before)).to_string()
}

pub(crate) fn signed_by_person(version: i64) -> Value {
    json!({ "version": version, "signed_by": "person", "form_version": "2026-10", "signed_on": day(1), "received_on": day(0) })
}

pub(crate) fn signed_by_proxy(version: i64) -> Value {
    let mut receipt = signed_by_person(version);
    receipt["signed_by"] = json!("proxy");
    receipt["relation"] = json!("カナリア長女");
    receipt["why_not_person"] = json!("カナリア判断能力のため");
    receipt
}

fn scope(categories: &[&str], refused: &[Uuid]) -> Value {
    json!({ "categories": categories, "information": ["care"], "refused_facilities": refused })
}

pub(crate) async fn take(kato: &Person, room: Uuid, receipt: &Value, scans: &[Uuid], leaving: &[Uuid]) -> Answer {
    let body = json!({ "receipt": receipt, "scans": scans, "leaving": leaving });
    kato.call(Method::POST, &path(room), Some(&body)).await
}

async fn preview(kato: &Person, room: Uuid, scope: &Value) -> Answer {
    kato.call(Method::POST, &format!("{}/preview", path(room)), Some(&json!({ "scope": scope }))).await
}

async fn history(kato: &Person, room: Uuid) -> Consents {
    kato.get(&path(room)).await.json()
}

async fn events(city: &City, room: Uuid, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}' and room = '{room}'")).await
}

fn accounts(members: &[TeamMember]) -> Vec<Uuid> {
    let mut accounts: Vec<_> = members.iter().map(|one| one.person.account).collect();
    accounts.sort();
    accounts
}

fn sorted<const N: usize>(mut accounts: [Uuid; N]) -> Vec<Uuid> {
    accounts.sort();
    accounts.to_vec()
}

async fn facility(city: &City, name: &str) -> Uuid {
    let sql = format!("select id from facility where name = '{name}'");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("a facility")
}

#[tokio::test]
async fn every_consent_is_kept_as_it_was_and_the_newest_counts() {
    let city = City::new().await;
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    let room = city.rooms.hana;
    let version = city.version(room).await;
    let before = history(&kato, room).await;
    assert_eq!((before.consents.len(), before.consents[0].number, before.room.version), (1, 1, version));

    // What was brought for the new form is named with it, and nothing else may be.
    let (first, second) = (id(), id());
    bring(&kato, room, first, &pdf("一")).await.ok();
    bring(&kato, room, second, &pdf("二")).await.ok();
    let loose: Vec<_> = history(&kato, room).await.loose_files.iter().map(|file| file.attachment).collect();
    assert_eq!(loose, [first, second]);
    take(&kato, room, &signed_by_proxy(version), &[id()], &[]).await.invalid("scans");
    let done: ConsentTaken = take(&kato, room, &signed_by_proxy(version), &[first], &[]).await.json();
    assert_eq!((done.left.len(), done.consents.room.version), (0, version + 1));
    let newest = &done.consents.consents[0];
    assert_eq!(
        (newest.number, newest.consent.signed_by, newest.recorded_by.as_str()),
        (2, SignedBy::Proxy, "加藤 カナリア職員己")
    );
    assert_eq!(newest.why_not_person.as_deref(), Some("カナリア判断能力のため"));
    assert_eq!(newest.files.iter().map(|file| file.attachment).collect::<Vec<_>>(), [first]);
    assert_eq!(done.consents.consents[1], before.consents[0], "the first one stays as it was");
    assert_eq!(done.consents.loose_files.iter().map(|file| file.attachment).collect::<Vec<_>>(), [second]);
    assert_eq!(kato.city_line(room).await.consent.expect("one"), newest.consent);
    let told: RoomDetail = sato.get(&format!("/api/v1/rooms/{room}")).await.json();
    assert_eq!(told.consent.expect("one").relation.as_deref(), Some("カナリア長女"));
    assert_eq!(events(&city, room, "consent_receipt_recorded").await, 1);

    // A form that was opened before is out of date; two at once are one after the other.
    take(&kato, room, &signed_by_person(version), &[], &[]).await.refused(Code::Stale);
    let receipt = signed_by_person(version + 1);
    let both = futures_util::future::join(
        take(&kato, room, &receipt, &[second], &[]),
        take(&kato, room, &receipt, &[second], &[]),
    )
    .await;
    assert_eq!([both.0, both.1].iter().filter(|answer| answer.status == 200).count(), 1);
    let now = history(&kato, room).await;
    assert_eq!(now.consents.iter().map(|one| one.number).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(
        (now.consents[0].consent.signed_by, now.consents[0].why_not_person.as_deref()),
        (SignedBy::Person, None)
    );
    // A file is of one form alone, and each look at one is written down.
    take(&kato, room, &signed_by_person(version + 2), &[first], &[]).await.invalid("scans");
    let looks = events(&city, room, "consent_form_viewed").await;
    open(&kato, room, first).await.ok();
    assert_eq!(events(&city, room, "consent_form_viewed").await, looks + 1);
    let clear = "select count(*) from consent_receipt where position(convert_to('カナリア', 'UTF8') in coalesce(sealed_proxy, '')) > 0";
    assert_eq!(city.number(clear).await, 0);
    // What is sealed opens in its own place alone.
    city.fixture(&format!(
        "update consent_receipt set sealed_proxy = (select sealed_proxy from consent_receipt where room = '{room}' and number = 2),
             signed_by = 'proxy' where room = '{room}' and number = 3"
    ))
    .await;
    assert_eq!(kato.get(&path(room)).await.status, 500);
    city.end().await;
}

#[tokio::test]
async fn what_the_city_cannot_have_received_is_refused_and_so_is_whoever_is_not_the_city() {
    let city = City::new().await;
    let (kato, sato, shonin) = (city.sign_in("kato").await, city.sign_in("sato").await, city.sign_in("shonin").await);
    let room = city.rooms.hana;
    let version = city.version(room).await;
    let wrong = async |field: &str, key: &str, value: Value| {
        let mut receipt = signed_by_proxy(version);
        receipt[key] = value;
        take(&kato, room, &receipt, &[], &[]).await.invalid(field);
    };
    wrong("signed_on", "signed_on", json!(day(-1))).await;
    wrong("received_on", "received_on", json!(day(-1))).await;
    wrong("received_on", "received_on", json!(day(2))).await;
    // The one that counts was signed twenty days ago.
    wrong("signed_on", "signed_on", json!(day(21))).await;
    wrong("form_version", "form_version", json!(" ")).await;
    wrong("relation", "relation", json!("")).await;
    wrong("why_not_person", "why_not_person", json!("番号 123456789018")).await;
    wrong("categories", "scope", scope(&[], &[])).await;
    for other in [&sato, &shonin] {
        take(other, room, &signed_by_person(version), &[], &[]).await.refused(Code::NotFound);
        preview(other, room, &scope(&["city_employee"], &[])).await.refused(Code::NotFound);
        other.get(&path(room)).await.refused(Code::NotFound);
    }
    let kiyo = city.rooms.kiyo;
    let version_of = city.version(kiyo).await;
    take(&kato, kiyo, &signed_by_person(version_of), &[], &[]).await.refused(Code::ConsentMissing);
    kato.discontinue(room).await;
    kato.get(&path(room)).await.refused(Code::RoomClosed);
    let version = city.version(room).await;
    take(&kato, room, &signed_by_person(version), &[], &[]).await.refused(Code::RoomClosed);
    // The whole history goes with the room.
    assert!(erase(&kato, &shonin, room).await.completed_at.is_some());
    assert_eq!(city.number(&format!("select count(*) from consent_receipt where room = '{room}'")).await, 0);
    city.end().await;
}

#[tokio::test]
async fn whom_the_new_consent_does_not_reach_leaves_at_once_and_was_shown_before() {
    let city = City::new().await;
    let (kato, sato, tanaka) = (city.sign_in("kato").await, city.sign_in("sato").await, city.sign_in("tanaka").await);
    let (room, mori) = (city.rooms.hana, city.account("mori").await);
    let clinic = facility(&city, "試験クリニック").await;
    let (mut leaver, mut stayer) = (tanaka.look_at(room).await, sato.look_at(room).await);
    // A post of which an alert mail still waits.
    sato.write(room, "まだ読まれていない").await;
    let version = city.version(room).await;

    let narrow = scope(&["medical_institution"], &[clinic]);
    let reach: ConsentReach = preview(&kato, room, &narrow).await.json();
    assert_eq!((accounts(&reach.leaving), reach.version), (sorted([tanaka.account, mori]), version));
    let nobody: ConsentReach = preview(&kato, room, &Value::Null).await.json();
    assert_eq!(nobody.leaving, []);
    assert!(tanaka.read(room, 0).await.entries.len() > 1, "a preview changes nothing");
    // Who leaves is who was shown.
    let mut receipt = signed_by_person(version);
    receipt["scope"] = narrow;
    for seen in [vec![], vec![tanaka.account], vec![tanaka.account, mori, sato.account]] {
        take(&kato, room, &receipt, &[], &seen).await.refused(Code::Stale);
    }
    assert_eq!(history(&kato, room).await.consents.len(), 1, "of a refusal nothing is left");

    let done: ConsentTaken = take(&kato, room, &receipt, &[], &[tanaka.account, mori]).await.json();
    assert_eq!(accounts(&done.left), sorted([tanaka.account, mori]));
    leaver.purge_of(room).await;
    tanaka.get(&format!("/api/v1/rooms/{room}/entries")).await.refused(Code::NotFound);
    tanaka.try_write(room, id(), "遅い").await.refused(Code::NotFound);
    let waiting = format!(
        "select count(*) from post_awaiting_alert w where w.room = '{room}' and exists
             (select from standing_membership m where m.room = w.room and m.account in ('{}', '{mori}'))",
        tanaka.account
    );
    assert_eq!(city.number(&waiting).await, 0);
    let after = sato.write(room, "これからの投稿").await;
    stayer.reach(room, after.seq).await;
    let left =
        |content: &Content| matches!(content, Content::MemberLeft { subject } if subject.account != sato.account);
    assert_eq!(stayer.entries[&room].iter().filter(|entry| left(&entry.content)).count(), 2, "the room's log says so");
    assert!(!leaver.texts(room).contains(&"これからの投稿".to_owned()));
    assert_eq!(events(&city, room, "member_removed").await, 2);

    // Outside of the scope nobody comes back; a wider one lets nobody in by itself.
    admit(&kato, room, &tanaka).await.invalid("scope");
    let wide = signed_by_person(city.version(room).await);
    take(&kato, room, &wide, &[], &[]).await.ok();
    tanaka.get(&format!("/api/v1/rooms/{room}/entries")).await.refused(Code::NotFound);
    let team: Team = kato.get(&format!("/api/v1/city/rooms/{room}/members")).await.json();
    assert_eq!(accounts(&team.members), [sato.account]);
    admit(&kato, room, &tanaka).await.ok();
    city.end().await;
}

#[tokio::test]
async fn a_suspended_facility_that_the_consent_does_not_reach_comes_back_without_the_room() {
    let city = City::new().await;
    let (kato, room) = (city.sign_in("kato").await, city.rooms.hana);
    let clinic = facility(&city, "試験クリニック").await;
    city.fixture(&format!("update facility set standing = 'suspended' where id = '{clinic}'")).await;
    let narrow = scope(&["medical_institution"], &[clinic]);
    let reach: ConsentReach = preview(&kato, room, &narrow).await.json();
    assert_eq!(reach.leaving.len(), 2);
    let mut receipt = signed_by_person(reach.version);
    receipt["scope"] = narrow;
    take(&kato, room, &receipt, &[], &accounts(&reach.leaving)).await.ok();
    city.fixture(&format!("update facility set standing = 'active' where id = '{clinic}'")).await;
    let team: Team = kato.get(&format!("/api/v1/city/rooms/{room}/members")).await.json();
    assert_eq!(team.members.len(), 1);
    city.end().await;
}

#[tokio::test]
async fn nothing_is_accepted_from_whoever_leaves_or_delivered_to_them_after_the_new_consent() {
    let city = City::of_two_nodes(&[]).await;
    let (kato, tanaka, sato) =
        (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "sato").await);
    let (room, mori) = (city.rooms.hana, city.account("mori").await);
    let mut leaver = tanaka.look_at(room).await;
    let mut receipt = signed_by_person(city.version(room).await);
    receipt["scope"] = scope(&["medical_institution"], &[facility(&city, "試験クリニック").await]);
    let posts = async |who: &Person| {
        let answers = (0..40).map(async |number| who.try_write(room, id(), &format!("同時 {number}")).await);
        futures_util::future::join_all(answers).await
    };
    let (taken, from_leaver, from_stayer) = futures_util::future::join3(
        take(&kato, room, &receipt, &[], &[tanaka.account, mori]),
        posts(&tanaka),
        posts(&sato),
    )
    .await;
    taken.ok();
    assert!(from_stayer.iter().all(|answer| answer.status == 200));
    let gone = city
        .number(&format!(
            "select seq from entry where room = '{room}' and kind = 'member_left' and subject = '{}'",
            tanaka.account
        ))
        .await;
    let late =
        format!("select count(*) from entry where room = '{room}' and author = '{}' and seq > {gone}", tanaka.account);
    assert_eq!(city.number(&late).await, 0, "accepted after they left");
    let accepted = from_leaver.iter().filter(|answer| answer.status == 200).count();
    let of_race = format!(
        "select count(*) from entry where room = '{room}' and author = '{}' and at > clock_timestamp() - interval '5 minutes' and kind = 'post'",
        tanaka.account
    );
    assert_eq!(city.number(&of_race).await, i64::try_from(accepted).expect("few"), "each answer is true");
    leaver.purge_of(room).await;
    let last = leaver.entries.get(&room).and_then(|all| all.iter().map(|entry| entry.seq).max()).unwrap_or_default();
    assert!(last <= gone, "{last} was delivered after {gone}");
    eventually("every node has heard of it", async || city.all_have_applied().await.then_some(())).await;
    for answer in posts(&tanaka).await {
        answer.refused(Code::NotFound);
    }
    city.end().await;
}

#[tokio::test]
async fn whom_a_permit_names_stays_by_it_when_the_consent_reaches_them_no_more() {
    let mut city = City::new().await;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (tanaka, ito) = (city.sign_in("tanaka").await, city.sign_in("ito").await);
    let (room, mori) = (city.rooms.hana, city.account("mori").await);
    // In the room by the permit alone; and by the consent, and named.
    permit(&city, &kato, &shonin, room, &[ito.account, tanaka.account], time::Duration::days(2)).await;
    let by_permit = async |person: &Person| person.line(room).await.permitted_until;
    assert!(by_permit(&ito).await.is_some() && by_permit(&tanaka).await.is_none(), "consent reaches them");
    let (mut named, mut stays, mut leaves) =
        (ito.look_at(room).await, tanaka.look_at(room).await, city.sign_in("mori").await.look_at(room).await);
    let narrow = scope(&["medical_institution"], &[facility(&city, "試験クリニック").await]);
    let reach: ConsentReach = preview(&kato, room, &narrow).await.json();
    assert_eq!(accounts(&reach.leaving), [mori], "of those whom it does not reach");
    let mut receipt = signed_by_person(reach.version);
    receipt["scope"] = narrow;
    let done: ConsentTaken = take(&kato, room, &receipt, &[], &[mori]).await.json();
    assert_eq!(accounts(&done.left), [mori]);
    leaves.purge_of(room).await;
    // The consent ends for them, and not the permit: they miss nothing and are told until when.
    assert_eq!(by_permit(&tanaka).await, by_permit(&ito).await);
    let post = sato.write(room, "範囲を狭めた後").await;
    for live in [&mut named, &mut stays] {
        live.reach(room, post.seq).await;
        live.line(room, |line| line.permitted_until.is_some() && line.last_seq >= post.seq).await;
        live.settle().await;
        assert!(!live.came(|frame| matches!(frame, ServerFrame::Purge(_))), "they were told to wipe");
    }
    tanaka.write(room, "許可による投稿").await;
    ito.write(room, "許可による投稿").await;
    assert!(by_permit(&sato).await.is_none());
    city.restart_node(0, &[]).await;
    let (tanaka, sato) = (city.sign_in("tanaka").await, city.sign_in("sato").await);
    assert!(tanaka.line(room).await.permitted_until.is_some() && sato.line(room).await.permitted_until.is_none());

    // With the permit's end they leave, and whom the consent reaches does not.
    let kato = city.sign_in("kato").await;
    let path = format!("/api/v1/city/rooms/{room}/exceptional-use?version={}", city.version(room).await);
    kato.call(Method::DELETE, &path, None).await.ok();
    for person in [&tanaka, &city.sign_in("ito").await] {
        person.try_write(room, id(), "終わった後").await.refused(Code::NotFound);
        person.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await.refused(Code::NotFound);
    }
    sato.write(room, "続き").await;
    city.end().await;
}

#[tokio::test]
async fn a_form_has_so_many_files_and_the_next_one_as_many_again() {
    let city = City::with(&[("attachments.files_per_case", "2".to_owned())]).await;
    let (kato, room) = (city.sign_in("kato").await, city.rooms.hana);
    let files = [id(), id()];
    for file in files {
        bring(&kato, room, file, &pdf("x")).await.json::<AttachmentLine>();
    }
    bring(&kato, room, id(), &pdf("x")).await.invalid("count");
    let version = city.version(room).await;
    take(&kato, room, &signed_by_person(version), &files, &[]).await.ok();
    bring(&kato, room, id(), &pdf("x")).await.ok();
    city.end().await;
}

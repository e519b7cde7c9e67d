//! 月次の確認: a moderator looks at what was done in a month that is over, and signs it; whoever changes the log afterwards is found out.

use renrakucho_protocol::{
    audit_review::{AuditMonth, AuditReview, AuditReviews},
    problem::Code,
    vocabulary::AuditKind,
};
use renrakucho_tests::{Answer, City, Person, eventually};
use reqwest::Method;
use serde_json::json;

use crate::matrix::this_month;

const HERE: &str = "/api/v1/city/audit-reviews";
const MONTH: &str = "2025-02";

async fn read(person: &Person) -> AuditReview {
    person.get(&format!("{HERE}/{MONTH}")).await.json()
}

async fn sign(person: &Person, month: &str, digest: &str, words: &str) -> Answer {
    let body = json!({ "digest": digest, "words": words });
    person.call(Method::POST, &format!("{HERE}/{month}/signature"), Some(&body)).await
}

/// As if someone had done something then.
async fn did(city: &City, login: &str, event: &str, detail: &str, at: &str) {
    let sql = format!(
        "insert into audit_event (at, event, account, room, detail, request_id)
         select '{at}+09:00', '{event}', id, '{}', nullif('{detail}', ''), 'test' from account where login_id = '{login}'",
        city.rooms.hana
    );
    assert_eq!(city.fixture(&sql).await, 1);
}

async fn all_is_linked(city: &City) {
    let sql = "select count(*) from audit_event e where e.at < '2025-03-01+09:00'
               and not exists (select from audit_link l where l.event = e.id)";
    eventually("all is linked", async || (city.number(sql).await == 0).then_some(())).await;
}

fn month<'a>(all: &'a AuditReviews, month: &str) -> &'a AuditMonth {
    all.months.iter().find(|one| one.month == month).expect("it is there")
}

#[tokio::test]
async fn a_month_that_is_over_is_counted_looked_at_and_signed_once() {
    let city = City::new().await;
    // The month's first and last instants in Tokyo, and what lies just outside it.
    for (login, event, detail, at) in [
        ("sato", "room_viewed", "", "2025-01-31 23:59:59"),
        ("sato", "room_viewed", "", "2025-02-01 00:00:00"),
        ("sato", "room_viewed", "", "2025-02-10 12:00:00"),
        ("tanaka", "room_viewed", "", "2025-02-10 21:59:59"),
        ("tanaka", "entry_added", "", "2025-02-28 23:59:59"),
        ("mori", "refused", "read_room: not found", "2025-02-11 09:00:00"),
        ("mori", "refused", "read_room: not found", "2025-02-11 09:00:01"),
        ("tanaka", "room_viewed", "", "2025-03-01 00:00:00"),
    ] {
        did(&city, login, event, detail, at).await;
    }
    all_is_linked(&city).await;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);

    let review = read(&kato).await;
    let kinds: Vec<_> = review.kinds.iter().map(|one| (one.kind, one.times)).collect();
    assert_eq!(kinds, [(AuditKind::Reading, 3), (AuditKind::Writing, 1), (AuditKind::Refusals, 2)]);
    let readers: Vec<_> = review.readers.iter().map(|one| (one.account, one.rooms, one.times, one.by_night)).collect();
    assert_eq!(readers[0], (sato.account, 1, 2, 1), "midnight is night");
    assert_eq!((readers.len(), readers[1].3), (2, 0), "just before ten is evening");
    assert_eq!(review.readers[0].facility.as_deref(), Some("試験訪問看護"));
    assert_eq!(
        (review.refusals.len(), review.refusals[0].times, &*review.refusals[0].refused.act),
        (1, 2, "read_room")
    );
    assert_eq!((review.events, review.month.is_over, &review.month.signature), (6, true, &None));

    for person in [&sato] {
        person.get(HERE).await.refused(Code::NotFound);
        person.get(&format!("{HERE}/{MONTH}")).await.refused(Code::NotFound);
        sign(person, MONTH, &review.digest, "確かめた").await.refused(Code::NotFound);
    }
    for never in ["2024-12", "2999-01", "2025-13", "x"] {
        kato.get(&format!("{HERE}/{never}")).await.refused(Code::NotFound);
    }
    sign(&kato, MONTH, &review.digest, " ").await.invalid("words");
    sign(&kato, MONTH, &"0".repeat(64), "確かめた").await.refused(Code::Stale);
    sign(&kato, &this_month(), &review.digest, "確かめた").await.invalid("month");

    assert_eq!(read(&shonin).await.digest, review.digest);
    let signed: AuditReview = sign(&kato, MONTH, &review.digest, " 夜間の閲覧は当直でした。 ").await.json();
    let signature = signed.month.signature.expect("signed");
    assert_eq!((&*signature.words, signature.is_as_it_was), ("夜間の閲覧は当直でした。", Some(true)));
    sign(&kato, MONTH, &review.digest, "もう一度").await.refused(Code::Stale);
    let all: AuditReviews = kato.get(HERE).await.json();
    assert!(month(&all, MONTH).signature.is_some() && month(&all, "2025-03").signature.is_none());
    assert!(!month(&all, &this_month()).is_over);
    assert_eq!(all.months.last().map(|one| one.month.as_str()), Some("2025-01"));
    assert_eq!(all.months.first().map(|one| one.month.clone()), Some(this_month()));

    // What is written in late is no change of what was looked at; what is bent is.
    did(&city, "mori", "room_viewed", "", "2025-02-20 10:00:00").await;
    all_is_linked(&city).await;
    let later = read(&kato).await;
    assert_eq!((later.events, later.month.signature.and_then(|one| one.is_as_it_was)), (7, Some(true)));
    city.fixture(
        "do $$ begin set local session_replication_role = replica;
         update audit_event set at = '2025-03-05+09:00' where at = '2025-02-10 12:00:00+09:00'; end $$",
    )
    .await;
    assert_eq!(read(&kato).await.month.signature.and_then(|one| one.is_as_it_was), Some(false));
    let told = "select count(*) from audit_event where event = 'audit_reviewed' and detail = '2025-02'";
    assert_eq!(city.number(told).await, 1);
    let in_the_clear =
        "select count(*) from audit_review where position(convert_to('夜間', 'UTF8') in sealed_words) > 0";
    assert_eq!(city.number(in_the_clear).await, 0);
    city.end().await;
}

#[tokio::test]
async fn the_approver_looks_at_what_moderators_did_and_whoever_signs_sees_their_own_acts_marked() {
    let city = City::new().await;
    for (login, event, at) in [
        ("kato", "members_listed", "2025-02-10 12:00:00"),
        ("kato", "members_listed", "2025-02-11 12:00:00"),
        ("kato", "case_viewed", "2025-02-11 12:30:00"),
        ("shonin", "case_viewed", "2025-02-11 13:00:00"),
        ("sato", "room_viewed", "2025-02-11 14:00:00"),
        ("kato", "room_viewed", "2025-02-11 15:00:00"),
    ] {
        did(&city, login, event, "", at).await;
    }
    all_is_linked(&city).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let told = |review: &AuditReview| {
        let kinds: Vec<_> = review.kinds.iter().map(|one| (one.kind, one.times, one.own)).collect();
        let own: Vec<_> = review.readers.iter().filter(|one| one.is_own).map(|one| one.account).collect();
        (kinds, own)
    };
    let (reading, rooms, cases) = (AuditKind::Reading, AuditKind::Rooms, AuditKind::Cases);
    let (kinds, own) = told(&read(&kato).await);
    assert_eq!((kinds, own), (vec![(reading, 2, 1), (rooms, 2, 2), (cases, 2, 1)], vec![kato.account]));
    let review = read(&shonin).await;
    assert_eq!(told(&review), (vec![(reading, 2, 0), (rooms, 2, 0), (cases, 2, 1)], vec![]));
    // What the moderator did the approver finds in the log itself, and signs for the month.
    let found: renrakucho_protocol::audit::AuditPage = shonin
        .get(&format!("/api/v1/city/audit?account={}&from=2025-02-01&upto=2025-02-28", kato.account))
        .await
        .json();
    assert_eq!(found.lines.len(), 4);
    let signed: AuditReview = sign(&shonin, MONTH, &review.digest, "市担当者の操作を確かめた。").await.json();
    assert_eq!(signed.month.signature.expect("signed").is_as_it_was, Some(true));
    sign(&kato, MONTH, &review.digest, "もう一度").await.refused(Code::Stale);

    // With whichever of their accounts they did it: somebody had another one before.
    let sql = "update account set staff_member = (select staff_member from account where login_id = 'kato')
               where login_id = 'sato'";
    assert_eq!(city.fixture(sql).await, 1);
    let (kinds, own) = told(&read(&kato).await);
    assert_eq!((kinds, own.len()), (vec![(reading, 2, 2), (rooms, 2, 2), (cases, 2, 1)], 2));
    assert!(own.contains(&kato.account), "{own:?}");
    city.end().await;
}

#[tokio::test]
async fn of_two_who_sign_at_once_one_has_signed() {
    let city = City::of_two_nodes(&[]).await;
    did(&city, "sato", "room_viewed", "", "2025-02-10 12:00:00").await;
    all_is_linked(&city).await;
    let (one, other) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "kato").await);
    let digest = read(&one).await.digest;
    let (first, second) = tokio::join!(sign(&one, MONTH, &digest, "一人目"), sign(&other, MONTH, &digest, "二人目"));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "{} {}", first.text, second.text);
    assert_eq!(city.number("select count(*) from audit_event where event = 'audit_reviewed'").await, 1);
    city.end().await;
}

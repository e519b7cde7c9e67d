//! 同意書の写し: whoever proposed a person brings the scan of the signed form, the city sees it, and it goes with the room's key.

use renrakucho_protocol::{
    attachment::AttachmentLine,
    consent::{ConsentFormFiles, ConsentScope, Consents},
    http::RoomDetail,
    problem::Code,
    vocabulary::{AttachmentKind, InformationKind, RoomState},
};
use renrakucho_tests::{Answer, City, Person, answer, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{erasure::erase, exceptional_use::permit};

const CANARY: &str = "カナリア同意書";

pub(crate) fn pdf(holds: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {holds}\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n").into_bytes()
}

fn at(person: &Person, room: Uuid, method: Method, rest: &str) -> reqwest::RequestBuilder {
    let whose = if method == Method::PUT || rest.is_empty() { "" } else { "city/" };
    person.browser.request(method, &format!("/api/v1/{whose}rooms/{room}/consent-form{rest}"))
}

pub(crate) async fn bring(person: &Person, room: Uuid, attachment: Uuid, content: &[u8]) -> Answer {
    let request = at(person, room, Method::PUT, &format!("/attachments/{attachment}"));
    answer(request.header("content-type", "application/octet-stream").body(content.to_vec())).await
}

async fn list(person: &Person, room: Uuid) -> Answer {
    answer(at(person, room, Method::GET, "")).await
}

pub(crate) async fn open(person: &Person, room: Uuid, attachment: Uuid) -> Answer {
    answer(at(person, room, Method::GET, &format!("/attachments/{attachment}"))).await
}

async fn take_back(person: &Person, room: Uuid, attachment: Uuid, reason: &str) -> Answer {
    let request = at(person, room, Method::POST, &format!("/attachments/{attachment}/taking-back"));
    answer(request.json(&json!({ "reason": reason }))).await
}

async fn propose(person: &Person) -> Uuid {
    let room = id();
    let form = json!({
        "id": room, "name": "写し ひと", "kana": "うつし ひと", "birth_date": "1950-02-03", "basis": "resident",
    });
    person.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    room
}

async fn receive(kato: &Person, room: Uuid) {
    receive_with(kato, room, None).await.ok();
}

/// The receipt as a page that was opened now would send it.
async fn receipt(kato: &Person, room: Uuid) -> Value {
    let (line, files) = (kato.city_line(room).await, list(kato, room).await.json::<ConsentFormFiles>().attachments);
    let scans: Vec<_> = files.iter().filter(|file| file.taken_back.is_none()).map(|file| file.attachment).collect();
    json!({
        "version": line.version, "signed_by": "person", "form_version": "2021-02", "signed_on": "2026-01-01",
        "received_on": "2026-01-02", "scans": scans, "others": line.same_person,
    })
}

async fn record(kato: &Person, room: Uuid, receipt: &Value) -> Answer {
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/consent-receipt"), Some(receipt)).await
}

async fn receive_with(kato: &Person, room: Uuid, scope: Option<&Value>) -> Answer {
    let mut receipt = receipt(kato, room).await;
    if let Some(scope) = scope {
        receipt["scope"] = scope.clone();
    }
    record(kato, room, &receipt).await
}

pub(crate) async fn admit(kato: &Person, room: Uuid, who: &Person) -> Answer {
    let admission = json!({ "account": who.account, "version": kato.city_line(room).await.version });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/members"), Some(&admission)).await
}

async fn events(city: &City, room: Uuid, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}' and room = '{room}'")).await
}

async fn kept(city: &City) -> i64 {
    city.number("select (select count(*) from attachment) + (select count(*) from attachment_part)").await
}

#[tokio::test]
async fn whoever_proposed_someone_brings_the_form_and_the_city_sees_it_with_the_receipt() {
    let city = City::new().await;
    let (kato, tanaka, sato) = (city.sign_in("kato").await, city.sign_in("tanaka").await, city.sign_in("sato").await);
    let room = propose(&tanaka).await;
    assert_eq!(kato.city_line(room).await.consent_files, 0);
    let (first, second) = (id(), id());
    let line: AttachmentLine = bring(&tanaka, room, first, &pdf(CANARY)).await.json();
    assert_eq!((line.attachment, line.kind), (first, AttachmentKind::Pdf));
    assert_eq!(events(&city, room, "consent_form_attached").await, 1);
    // The same again is the same file; anything else under its id is not.
    bring(&tanaka, room, first, &pdf(CANARY)).await.ok();
    bring(&tanaka, room, first, &pdf("別の")).await.refused(Code::IdReused);
    bring(&tanaka, room, second, b"<svg/>").await.invalid("kind");
    assert_eq!(kept(&city).await, 2);
    let clear =
        format!("select count(*) from attachment_part where position(convert_to('{CANARY}', 'UTF8') in sealed) > 0");
    assert_eq!(city.number(&clear).await, 0);

    // They see that it is there, and do not open it: what is on it is the city's to check. Nobody else learns of it.
    assert_eq!(list(&tanaka, room).await.json::<ConsentFormFiles>().attachments.len(), 1);
    open(&tanaka, room, first).await.refused(Code::NotFound);
    for stranger in [&sato] {
        list(stranger, room).await.refused(Code::NotFound);
        bring(stranger, room, id(), &pdf("x")).await.refused(Code::NotFound);
        open(stranger, room, first).await.refused(Code::NotFound);
        take_back(stranger, room, first, "誤り").await.refused(Code::NotFound);
    }

    assert_eq!(kato.city_line(room).await.consent_files, 1);
    let seen = open(&kato, room, first).await;
    assert!(seen.text.contains(CANARY), "{}", seen.text);
    assert_eq!(seen.header("content-disposition"), Some("attachment; filename=\"consent-form-1.pdf\""));
    assert_eq!(events(&city, room, "consent_form_viewed").await, 2);

    receive(&kato, room).await;
    // Then it is the city's: who proposed adds nothing more and lists nothing; the city adds what came on paper.
    bring(&tanaka, room, second, &pdf("遅い")).await.refused(Code::Stale);
    list(&tanaka, room).await.refused(Code::Stale);
    bring(&kato, room, second, &pdf("紙")).await.ok();
    assert_eq!(list(&kato, room).await.json::<ConsentFormFiles>().attachments.len(), 2);
    // Of a file in one room nothing is had through another.
    open(&kato, city.rooms.hana, first).await.refused(Code::NotFound);
    city.end().await;
}

#[tokio::test]
async fn a_wrong_form_is_taken_back_and_why_stays_with_the_room() {
    let city = City::new().await;
    let (kato, tanaka) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    let (room, wrong) = (propose(&tanaka).await, id());
    bring(&tanaka, room, wrong, &pdf("別の方")).await.ok();
    take_back(&kato, room, wrong, " ").await.invalid("reason");
    let line: AttachmentLine = take_back(&kato, room, wrong, "別の方の書類").await.json();
    assert_eq!(line.taken_back.map(|it| it.reason).as_deref(), Some("別の方の書類"));
    assert_eq!(city.number("select count(*) from attachment_part").await, 0);
    assert_eq!(events(&city, room, "consent_form_taken_back").await, 1);
    open(&kato, room, wrong).await.refused(Code::NotFound);
    take_back(&kato, room, wrong, "もう一度").await.refused(Code::Stale);
    assert_eq!(kato.city_line(room).await.consent_files, 0);
    city.end().await;
}

#[tokio::test]
async fn so_many_files_and_no_more() {
    let city = City::with(&[("attachments.files_per_case", "2".to_owned())]).await;
    let tanaka = city.sign_in("tanaka").await;
    let room = propose(&tanaka).await;
    let files: Vec<_> = (0..6).map(|_| id()).collect();
    let answers =
        futures_util::future::join_all(files.iter().map(|file| async { bring(&tanaka, room, *file, &pdf("x")).await }));
    let answers = answers.await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.invalid("count");
    }
    assert_eq!(kept(&city).await, 4);
    city.end().await;
}

#[tokio::test]
async fn a_room_that_is_closed_shows_its_form_to_nobody_and_an_erasure_takes_it() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (room, other, file) = (city.rooms.hana, city.rooms.kiyo, id());
    bring(&kato, room, file, &pdf(CANARY)).await.ok();
    bring(&kato, other, id(), &pdf("残る")).await.ok();
    // The room's own key: a row that is moved to another room opens for nobody.
    city.fixture(&format!("update attachment set owner = '{other}' where id = '{file}'")).await;
    assert_eq!(open(&kato, other, file).await.status, 500);
    city.fixture(&format!("update attachment set owner = '{room}' where id = '{file}'")).await;
    open(&kato, room, file).await.ok();
    kato.discontinue(room).await;
    list(&kato, room).await.refused(Code::RoomClosed);
    open(&kato, room, file).await.refused(Code::RoomClosed);
    bring(&kato, room, id(), &pdf("x")).await.refused(Code::RoomClosed);
    take_back(&kato, room, file, "遅い").await.refused(Code::RoomClosed);
    assert_eq!(kept(&city).await, 4);
    assert!(erase(&kato, &shonin, room).await.completed_at.is_some());
    let left = format!("select count(*) from attachment where owner = '{room}'");
    assert_eq!((city.number(&left).await, kept(&city).await), (0, 2), "the other room's stays");
    city.end().await;
}

#[tokio::test]
async fn a_proposal_that_lapses_takes_the_form_along() {
    let city = City::new().await;
    let tanaka = city.sign_in("tanaka").await;
    let room = propose(&tanaka).await;
    bring(&tanaka, room, id(), &pdf(CANARY)).await.ok();
    assert_eq!(kept(&city).await, 2);
    // The serving role may not do it to a room that is in use.
    city.fixture(&format!("select forget_consent_form('{room}')")).await;
    assert_eq!(kept(&city).await, 2);
    city.fixture(&format!(
        "update care_room set state_since = clock_timestamp() - interval '31 days' where id = '{room}'"
    ))
    .await;
    eventually("it is gone", async || (kept(&city).await == 0).then_some(())).await;
    city.end().await;
}

#[tokio::test]
async fn whoever_is_outside_of_what_was_agreed_to_is_not_let_in() {
    let city = City::new().await;
    let (kato, tanaka, sato) = (city.sign_in("kato").await, city.sign_in("tanaka").await, city.sign_in("sato").await);
    let facility = async |login: &str| -> String {
        let sql = format!(
            "select x.facility::text from account a join affiliation x on x.staff_member = a.staff_member
             where a.login_id = '{login}' and x.ended_at is null order by x.position, x.id limit 1"
        );
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("one")
    };
    let scope = |categories: &[&str], refused: &[&str]| json!({ "categories": categories, "information": ["care"], "refused_facilities": refused });
    let room = propose(&tanaka).await;
    for (wrong, field) in [
        (scope(&[], &[]), "categories"),
        (scope(&["school_teacher", "school_teacher"], &[]), "categories"),
        (json!({ "categories": ["medical_institution"], "information": [] }), "information"),
        // Who proposed takes part already: with this receipt they would read what was not meant for them.
        (scope(&["school_teacher"], &[]), "members"),
        (scope(&["medical_institution"], &[&facility("tanaka").await]), "members"),
    ] {
        receive_with(&kato, room, Some(&wrong)).await.invalid(field);
    }
    assert_eq!(kato.city_line(room).await.state, RoomState::AwaitingConsent);

    // Of the kind that was agreed to, and yet refused by name; and of another kind.
    let refused = facility("sato").await;
    receive_with(&kato, room, Some(&scope(&["medical_institution"], &[&refused]))).await.ok();
    admit(&kato, room, &sato).await.invalid("scope");
    admit(&kato, room, &kato).await.invalid("scope");
    sato.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
    let kept = kato.city_line(room).await.consent.and_then(|consent| consent.scope).expect("a scope");
    assert_eq!(kept.refused_facilities, [refused.parse::<Uuid>().expect("an id")]);
    // Members are told what is shared, and not whom the person refused.
    let detail: RoomDetail = tanaka.get(&format!("/api/v1/rooms/{room}")).await.json();
    let told = detail.consent.and_then(|consent| consent.scope).expect("a scope");
    assert_eq!(told.information, [InformationKind::Care]);
    assert_eq!(told, ConsentScope { refused_facilities: Vec::new(), ..kept });
    let taken: serde_json::Value = crate::export::made(&city, &tanaka, room, "会議").await.json();
    let scope = json!({ "categories": ["medical_institution"], "information": ["care"], "refused_facilities": [] });
    assert_eq!(taken["consent"]["scope"], scope, "nor in what they take along");
    let clear = "select count(*) from consent_receipt where position('medical'::bytea in sealed_scope) > 0";
    assert_eq!(city.number(clear).await, 0);

    // All of the form reaches both.
    let whole = propose(&tanaka).await;
    receive(&kato, whole).await;
    assert_eq!(kato.city_line(whole).await.consent.and_then(|consent| consent.scope), None);
    admit(&kato, whole, &sato).await.ok();
    admit(&kato, whole, &kato).await.ok();
    city.end().await;
}

/// Where somebody works.
async fn facility_of(city: &City, login: &str) -> Uuid {
    let sql = format!(
        "select x.facility from account a join affiliation x on x.staff_member = a.staff_member
         where a.login_id = '{login}' and x.ended_at is null order by x.position, x.id limit 1"
    );
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("one")
}

#[tokio::test]
async fn whoever_proposed_is_asked_about_also_while_their_facility_is_suspended() {
    let city = City::new().await;
    let (kato, tanaka) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    let (room, facility) = (propose(&tanaka).await, facility_of(&city, "tanaka").await);
    let standing = async |standing: &str| {
        let sql = format!("update facility set standing = '{standing}' where id = '{facility}'");
        assert_eq!(city.fixture(&sql).await, 1);
    };
    standing("suspended").await;
    let without = json!({ "categories": ["school_teacher"], "information": ["care"], "refused_facilities": [] });
    receive_with(&kato, room, Some(&without)).await.invalid("members");
    standing("active").await;
    assert_eq!(kato.city_line(room).await.state, RoomState::AwaitingConsent, "they would read now");
    city.end().await;
}

#[tokio::test]
async fn who_is_there_by_a_permit_alone_is_no_obstacle_to_a_narrow_consent() {
    let city = City::new().await;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let tanaka = city.sign_in("tanaka").await;
    let room = propose(&tanaka).await;
    permit(&city, &kato, &shonin, room, &[ito.account], time::Duration::days(1)).await;
    let refused = facility_of(&city, "ito").await;
    let scope =
        json!({ "categories": ["medical_institution"], "information": ["care"], "refused_facilities": [refused] });
    receive_with(&kato, room, Some(&scope)).await.ok();
    // They go on by it, until its end.
    ito.write(room, "許可による投稿").await;
    let permits: RoomDetail = ito.get(&format!("/api/v1/rooms/{room}")).await.json();
    assert_eq!(permits.permits.len(), 1);
    city.end().await;
}

#[tokio::test]
async fn the_scan_of_the_form_is_what_the_city_saw_and_nothing_that_came_meanwhile() {
    let city = City::new().await;
    let (kato, tanaka) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    let (room, seen, late) = (propose(&tanaka).await, id(), id());
    let (version, born) = (kato.city_line(room).await.version, kato.city_line(room).await.birth_date);
    assert_eq!(born, "1950-02-03");
    bring(&tanaka, room, seen, &pdf("見たもの")).await.ok();
    let form = receipt(&kato, room).await;
    bring(&tanaka, room, late, &pdf("あとから")).await.ok();
    let mut strange = form.clone();
    strange["scans"] = json!([seen, id()]);
    record(&kato, room, &strange).await.invalid("scans");
    record(&kato, room, &form).await.ok();
    let consents: Consents = kato.get(&format!("/api/v1/city/rooms/{room}/consents")).await.json();
    let ids = |files: &[AttachmentLine]| files.iter().map(|file| file.attachment).collect::<Vec<_>>();
    assert_eq!((ids(&consents.consents[0].files), ids(&consents.loose_files)), (vec![seen], vec![late]));
    let line = kato.city_line(room).await;
    assert_eq!((line.version, line.lacks_scan), (version + 1, false));
    // Taken back, there is none any more; what nobody named is not in its place.
    take_back(&kato, room, seen, "別の方の書類").await.ok();
    assert!(kato.city_line(room).await.lacks_scan);

    let bare = propose(&tanaka).await;
    assert!(!kato.city_line(bare).await.lacks_scan, "nothing is recorded yet");
    receive(&kato, bare).await;
    assert!(kato.city_line(bare).await.lacks_scan);
    city.end().await;
}

#[tokio::test]
async fn that_it_is_another_person_is_made_sure_before_and_kept() {
    let city = City::new().await;
    let (kato, tanaka) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    let (first, second) = (propose(&tanaka).await, propose(&tanaka).await);
    for (one, other) in [(first, second), (second, first)] {
        let line = kato.city_line(one).await;
        assert!(line.may_be_twice);
        assert_eq!(line.same_person, [other]);
    }
    let mut form = receipt(&kato, first).await;
    form["others"] = json!([]);
    record(&kato, first, &form).await.invalid("others");
    // One more came while the form was open.
    form["others"] = json!([second]);
    let third = propose(&tanaka).await;
    record(&kato, first, &form).await.invalid("others");
    assert_eq!(kato.city_line(first).await.state, RoomState::AwaitingConsent);
    form["others"] = json!(kato.city_line(first).await.same_person);
    // One that is over is no doubt any more.
    kato.discontinue(third).await;
    record(&kato, first, &form).await.ok();
    let consents: Consents = kato.get(&format!("/api/v1/city/rooms/{first}/consents")).await.json();
    assert_eq!(consents.consents[0].checked_others, [second]);
    let told = format!(
        "select count(*) from audit_event where event = 'consent_receipt_recorded' and room = '{first}' and detail = 'another_person'"
    );
    assert_eq!(city.number(&told).await, 1);
    // Beside another one it is not asked again, and taken for nothing else.
    let version = kato.city_line(first).await.version;
    for field in ["scans", "others"] {
        let mut again = crate::consent_history::signed_by_person(version);
        again[field] = json!([second]);
        crate::consent_history::take(&kato, first, &again, &[], &[]).await.invalid(field);
    }
    kato.discontinue(second).await;
    assert_eq!(kato.city_line(first).await.same_person, Vec::<Uuid>::new());
    city.end().await;
}

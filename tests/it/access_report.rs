//! 閲覧記録の報告書: a person asks who looked at their record; the city reviews what the log says, and it is told as it was released.

use renrakucho_protocol::{
    access_report::{AccessReport, AccessReportContent, AccessReports},
    problem::Code,
    vocabulary::{AccessReportState, Deed},
};
use renrakucho_tests::{Answer, City, Person, id};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

const DAY: &str = "2025-02-03";

/// Something that somebody did, at a time in Tokyo.
async fn did(city: &City, login: &str, event: &str, room: Uuid, at: &str) {
    let sql = format!(
        "insert into audit_event (at, event, account, room, request_id)
         values ('{at}+09:00', '{event}', (select id from account where login_id = '{login}'), '{room}', 'test')"
    );
    assert_eq!(city.fixture(&sql).await, 1);
}

/// What was done in the room of hana on some days of a February.
async fn february(city: &City) {
    let room = city.rooms.hana;
    for (login, event, at) in [
        ("sato", "room_viewed", "2025-01-31T23:59:59"),
        ("sato", "room_viewed", "2025-02-01T00:00:00"),
        ("sato", "room_viewed", "2025-02-03T09:00:00"),
        ("sato", "entries_delivered", "2025-02-03T09:05:00"),
        ("sato", "room_viewed", "2025-02-03T17:30:00"),
        ("sato", "entry_added", "2025-02-03T09:04:00"),
        ("tanaka", "room_viewed", "2025-02-03T10:00:00"),
        ("tanaka", "entry_added", "2025-02-04T10:00:00"),
        ("tanaka", "entry_erasure_asked", "2025-02-04T11:00:00"),
        ("mori", "room_viewed", "2025-02-05T10:00:00"),
        ("kato", "members_listed", "2025-02-06T11:00:00"),
        ("kato", "member_admitted", "2025-02-06T11:01:00"),
        ("gyosha", "refused", "2025-02-07T12:00:00"),
        ("sato", "room_viewed", "2025-02-28T23:59:59"),
        ("sato", "room_viewed", "2025-03-01T00:00:00"),
        // What went out to nobody, and what is about no room, is no deed.
        ("sato", "signed_in", "2025-02-03T08:59:00"),
    ] {
        did(city, login, event, room, at).await;
    }
    did(city, "ito", "room_viewed", city.rooms.sora, "2025-02-03T10:00:00").await;
}

fn reports(room: Uuid) -> String {
    format!("/api/v1/city/rooms/{room}/access-reports")
}

fn report(report: Uuid) -> String {
    format!("/api/v1/city/access-reports/{report}")
}

fn form(id: Uuid) -> Value {
    json!({ "id": id, "asked_by": "family", "asked_on": "2025-03-10", "from": "2025-02-01", "upto": "2025-02-28" })
}

pub(crate) async fn opened(moderator: &Person, room: Uuid) -> AccessReport {
    moderator.call(Method::POST, &reports(room), Some(&form(id()))).await.json()
}

async fn change(moderator: &Person, of: &AccessReport, withheld: Value) -> Answer {
    let body = json!({
        "version": of.head.version, "from": of.head.from, "upto": of.head.upto, "withheld": withheld,
    });
    moderator.call(Method::PUT, &report(of.head.report), Some(&body)).await
}

pub(crate) async fn release(moderator: &Person, of: &AccessReport) -> Answer {
    let body = json!({ "version": of.head.version, "digest": of.digest });
    moderator.call(Method::POST, &format!("{}/release", report(of.head.report)), Some(&body)).await
}

async fn hand_out(moderator: &Person, of: &AccessReport) -> Answer {
    let body = json!({ "version": of.head.version });
    moderator.call(Method::POST, &format!("{}/handing-out", report(of.head.report)), Some(&body)).await
}

async fn facility(city: &City, name: &str) -> Uuid {
    sqlx::query_scalar("select id from facility where name = $1").bind(name).fetch_one(&city.sql).await.expect("one")
}

/// Who did what on which day, how often.
fn told(content: &AccessReportContent) -> Vec<(String, Deed, String, i64)> {
    let name = |name: &Option<String>| name.as_deref().unwrap_or_default().chars().take(2).collect();
    content.lines.iter().map(|line| (line.day.clone(), line.deed, name(&line.name), line.times)).collect()
}

fn lines(expected: &[(&str, Deed, &str, i64)]) -> Vec<(String, Deed, String, i64)> {
    expected.iter().map(|(day, deed, name, times)| ((*day).into(), *deed, (*name).into(), *times)).collect()
}

#[tokio::test]
async fn who_looked_when_and_how_often_the_city_and_the_operator_too() {
    let city = City::new().await;
    february(&city).await;
    let kato = city.sign_in("kato").await;
    let draft = opened(&kato, city.rooms.hana).await;
    assert_eq!(draft.head.state, AccessReportState::Draft);
    assert_eq!((draft.content.person.as_str(), draft.content.city.as_str()), ("見本 カナリア花子", "試験市"));
    assert_eq!(
        told(&draft.content),
        lines(&[
            ("2025-02-01", Deed::Saw, "佐藤", 1),
            (DAY, Deed::Saw, "佐藤", 3),
            (DAY, Deed::Wrote, "佐藤", 1),
            (DAY, Deed::Saw, "田中", 1),
            ("2025-02-04", Deed::Wrote, "田中", 1),
            ("2025-02-04", Deed::AskedEntryErasure, "田中", 1),
            ("2025-02-05", Deed::Saw, "森 ", 1),
            ("2025-02-06", Deed::SawTeam, "加藤", 1),
            ("2025-02-06", Deed::ChangedTeam, "加藤", 1),
            ("2025-02-07", Deed::WasRefused, "業者", 1),
            ("2025-02-28", Deed::Saw, "佐藤", 1),
        ])
    );
    let [_, often, ..] = &draft.content.lines[..] else { panic!("lines") };
    assert_eq!((often.facility.as_deref(), often.profession.as_deref()), (Some("試験訪問看護"), Some("訪問看護師")));
    let hours = |at: time::OffsetDateTime| at.to_offset(time::macros::offset!(+9)).time().to_string();
    assert_eq!((hours(often.first), hours(often.last)), ("9:00:00.0".into(), "17:30:00.0".into()));
    let is_operator: Vec<_> = draft.content.lines.iter().map(|line| line.is_operator).collect();
    assert_eq!(is_operator.iter().filter(|is| **is).count(), 1);
    assert!(is_operator[9], "the operator's line");

    // A day that is not over would change while it is looked at.
    let today: String = sqlx::query_scalar("select (clock_timestamp() at time zone 'Asia/Tokyo')::date::text")
        .fetch_one(&city.sql)
        .await
        .expect("a day");
    let mut body = form(id());
    body["upto"] = json!(today);
    kato.call(Method::POST, &reports(city.rooms.hana), Some(&body)).await.invalid("upto");
    body["from"] = json!("2025-03-01");
    body["upto"] = json!("2025-02-28");
    kato.call(Method::POST, &reports(city.rooms.hana), Some(&body)).await.invalid("from");
    // The same again is the same report; anything else under its id is not.
    let again = form(draft.head.report);
    let same: AccessReport = kato.call(Method::POST, &reports(city.rooms.hana), Some(&again)).await.json();
    assert_eq!(same.head, draft.head);
    kato.call(Method::POST, &reports(city.rooms.sora), Some(&again)).await.refused(Code::IdReused);
    // Of a room that is closed it is told as of any other.
    assert!(opened(&kato, city.rooms.saburo).await.content.lines.is_empty());
    city.end().await;
}

#[tokio::test]
async fn what_is_withheld_leaves_no_trace_in_what_is_told() {
    let city = City::new().await;
    february(&city).await;
    let kato = city.sign_in("kato").await;
    let clinic = facility(&city, "試験クリニック").await;
    let draft = opened(&kato, city.rooms.hana).await;
    assert!(draft.facilities.iter().any(|one| one.facility == clinic));
    let whole = draft.content.clone();
    assert_eq!(whole.purpose, "試験", "article 1");

    let withheld = json!([{ "facility": clinic, "ground": "abuse", "note": "カナリア理由" }]);
    let less: AccessReport = change(&kato, &draft, withheld.clone()).await.json();
    let left = whole.lines.iter().filter(|line| line.facility.as_deref() != Some("試験クリニック")).cloned();
    // Not a line, number, count or word but the missing lines differs from a report without anything withheld.
    assert_eq!(less.content, AccessReportContent { lines: left.collect(), ..whole });
    assert_eq!(less.content.lines.len(), 7);
    assert_eq!(less.withheld.len(), 1, "the city still sees it");

    // Whoever is of it beside the facility through which they take part is of it.
    city.fixture(&format!(
        "insert into affiliation (id, staff_member, facility, profession, position, since)
         select gen_random_uuid(), staff_member, '{clinic}', 'visiting_nurse', 1, '2025-01-01' from account
         where login_id = 'sato'"
    ))
    .await;
    let less: AccessReport = kato.get(&report(draft.head.report)).await.json();
    assert_eq!(
        told(&less.content),
        lines(&[
            ("2025-02-06", Deed::SawTeam, "加藤", 1),
            ("2025-02-06", Deed::ChangedTeam, "加藤", 1),
            ("2025-02-07", Deed::WasRefused, "業者", 1),
        ])
    );

    // Each once, with a ground, and with words where the ground says too little.
    let one = |ground: &str, note: &str| json!({ "facility": clinic, "ground": ground, "note": note });
    change(&kato, &less, json!([one("abuse", ""), one("abuse", "")])).await.invalid("withheld");
    change(&kato, &less, json!([one("other_danger", " ")])).await.invalid("note");
    change(&kato, &less, json!([one("because", "")])).await.refused(Code::BadFrame);

    // What is withheld is sealed, as what is told is.
    let released: AccessReport = release(&kato, &less).await.json();
    assert_eq!(released.head.state, AccessReportState::Released);
    let kept: String =
        sqlx::query_scalar("select access_report::text from access_report").fetch_one(&city.sql).await.expect("one");
    for word in ["カナリア", &clinic.to_string(), "abuse", "加藤"] {
        assert!(!kept.contains(word) && !kept.contains(&hex::encode(word)), "{word}: {kept}");
    }
    city.end().await;
}

#[tokio::test]
async fn what_was_reviewed_is_released_and_never_changes() {
    let city = City::new().await;
    february(&city).await;
    let kato = city.sign_in("kato").await;
    let room = city.rooms.hana;
    let draft = opened(&kato, room).await;
    let clinic = facility(&city, "試験クリニック").await;
    let withheld = json!([{ "facility": clinic, "ground": "domestic_violence", "note": "" }]);

    // What was not released is given to nobody; and a form that is out of date does nothing.
    hand_out(&kato, &draft).await.refused(Code::Stale);
    let changed: AccessReport = change(&kato, &draft, withheld.clone()).await.json();
    change(&kato, &draft, json!([])).await.refused(Code::Stale);
    release(&kato, &draft).await.refused(Code::Stale);
    // What was looked at is not what would be told now.
    let other = AccessReport { digest: draft.digest.clone(), ..changed.clone() };
    release(&kato, &other).await.refused(Code::Stale);
    assert_eq!(city.number("select count(*) from access_report where state = 'released'").await, 0);

    city.fixture("update session set verified_at = now() - interval '1 hour'").await;
    release(&kato, &changed).await.refused(Code::StepUpRequired);
    city.fixture("update session set verified_at = now()").await;
    let released: AccessReport = release(&kato, &changed).await.json();
    assert_eq!((released.head.state, released.head.number), (AccessReportState::Released, Some(1)));
    assert!(released.head.released_at.is_some());
    assert_eq!(released.content, changed.content);

    // Whatever happens afterwards, it says what it said.
    did(&city, "sato", "room_viewed", room, "2025-02-10T10:00:00").await;
    city.fixture("update facility set name = 'ほかの名前'").await;
    let later: AccessReport = kato.get(&report(released.head.report)).await.json();
    assert_eq!(later, released);
    change(&kato, &released, json!([])).await.refused(Code::Stale);
    release(&kato, &released).await.refused(Code::Stale);
    let mut role = PgConnection::connect(&city.app_url()).await.expect("connects");
    for sql in ["update access_report set sealed_content = '\\x00'", "update access_report set state = 'draft'"] {
        role.execute(AssertSqlSafe(sql)).await.expect_err(sql);
    }
    role.close().await.expect("closed");

    assert_eq!(hand_out(&kato, &released).await.status, 204);
    let second = opened(&kato, room).await;
    assert!(told(&second.content).contains(&("2025-02-10".into(), Deed::Saw, "佐藤".into(), 1)));
    let second: AccessReport = release(&kato, &second).await.json();
    assert_eq!(second.head.number, Some(2));

    let listed: AccessReports = kato.get(&reports(room)).await.json();
    assert_eq!(listed.reports.iter().map(|one| one.number).collect::<Vec<_>>(), [Some(2), Some(1)]);
    for (event, times) in [
        ("access_report_opened", 2),
        ("access_report_changed", 1),
        ("access_report_viewed", 1),
        ("access_report_released", 2),
        ("access_report_handed_out", 1),
        ("access_reports_listed", 1),
    ] {
        let sql = format!(
            "select count(*) from audit_event where event = '{event}' and account = '{}' and room = '{room}'",
            kato.account
        );
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    let refused = "select count(*) from audit_event where event = 'refused' and detail like '%_access_report%'";
    assert_eq!(city.number(refused).await, 7, "every refusal");
    city.end().await;
}

#[tokio::test]
async fn two_moderators_at_the_same_draft_decide_once() {
    let city = City::new().await;
    february(&city).await;
    let kato = city.sign_in("kato").await;
    let draft = opened(&kato, city.rooms.hana).await;
    let clinic = facility(&city, "試験クリニック").await;
    let withheld = json!([{ "facility": clinic, "ground": "abuse", "note": "" }]);
    // Whichever comes first: never is anything released that a change of the same moment withholds.
    let (released, changed) = tokio::join!(release(&kato, &draft), change(&kato, &draft, withheld));
    let statuses = [released.status, changed.status];
    assert!(statuses == [200, 412] || statuses == [412, 200], "{statuses:?}");
    city.end().await;
}

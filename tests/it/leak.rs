//! 漏えい等: the city enters one; who had access is fixed at the end of the audit log's chain, and what was told is written down.

use renrakucho::clock;
use renrakucho_protocol::{
    case::CaseDetail,
    leak::{LeakAccess, LeakView},
    problem::Code,
    vocabulary::{CaseKind, CaseState},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use time::{Date, Duration};
use uuid::Uuid;

/// Something that somebody did, at a time in Tokyo.
async fn did(city: &City, login: &str, event: &str, room: Uuid, (from, upto): (i32, i32), at: &str) {
    let sql = format!(
        "insert into audit_event (at, event, account, device, room, from_seq, upto_seq, request_id)
         select '{at}+09:00', '{event}', a.id,
                (select device from device_account where account = a.id order by device limit 1), '{room}', {from}, {upto},
                'test'
         from account a where login_id = '{login}'"
    );
    assert_eq!(city.fixture(&sql).await, 1);
}

/// What was done about hana and sora on a day of a February.
async fn february(city: &City) {
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    did(city, "sato", "room_viewed", hana, (1, 3), "2025-02-03T08:59:59").await;
    did(city, "sato", "room_viewed", hana, (1, 3), "2025-02-03T09:00:00").await;
    did(city, "sato", "room_viewed", hana, (4, 9), "2025-02-03T09:30:00").await;
    did(city, "tanaka", "entry_added", hana, (9, 9), "2025-02-03T09:40:00").await;
    did(city, "ito", "room_viewed", sora, (1, 1), "2025-02-03T09:50:00").await;
    did(city, "sato", "room_viewed", sora, (1, 2), "2025-02-03T09:55:00").await;
    did(city, "sato", "room_viewed", hana, (1, 9), "2025-02-03T10:00:00").await;
    // The chain comes after: what is not in it yet is no evidence.
    let waiting = "select count(*) from audit_event e
        where e.at < '2025-03-01' and not exists (select from audit_link l where l.event = e.id)";
    eventually("all is linked", async || (city.number(waiting).await == 0).then_some(())).await;
}

fn today() -> Date {
    clock::now().to_offset(time::macros::offset!(+9)).date()
}

fn ago(days: i64) -> String {
    (today() - Duration::days(days)).to_string()
}

fn form(kind: &str, subject: Uuid) -> Value {
    json!({
        "id": id(), "title": "訪問先での端末の置き忘れ", "kind": kind, "subject": subject,
        "from": "2025-02-03T00:00:00Z", "upto": "2025-02-03T01:00:00Z", "known_on": ago(2),
        "may_be_wrongful": false, "words": "カナリア端末を訪問先に置き忘れた。",
    })
}

async fn enter(person: &Person, form: &Value) -> Answer {
    person.call(Method::POST, "/api/v1/city/leaks", Some(form)).await
}

async fn view(person: &Person, case: Uuid) -> LeakView {
    person.get(&format!("/api/v1/city/cases/{case}/leak")).await.json()
}

async fn claim(person: &Person, case: &CaseDetail) -> CaseDetail {
    let body = json!({ "version": case.line.version });
    person.call(Method::POST, &format!("/api/v1/city/cases/{}/claim", case.line.case), Some(&body)).await.json()
}

async fn report(person: &Person, case: &CaseDetail, stage: &str, on: &str, is_wrongful: bool) -> Answer {
    let body = json!({
        "version": case.line.version, "stage": stage, "reported_on": on, "words": "カナリア報告",
        "may_be_wrongful": is_wrongful,
    });
    person.call(Method::POST, &format!("/api/v1/city/cases/{}/leak-reports", case.line.case), Some(&body)).await
}

async fn decide(person: &Person, case: &CaseDetail, decision: &str) -> Answer {
    let body = json!({ "version": case.line.version, "decision": decision, "reason": "対応を終えた。" });
    person.call(Method::POST, &format!("/api/v1/city/cases/{}/decision", case.line.case), Some(&body)).await
}

/// Who did what with whose record, how often, from where to where in it.
type Told = (String, String, String, i64, Option<i64>, Option<i64>);

fn told(accesses: &[LeakAccess]) -> Vec<Told> {
    let short = |name: &Option<String>| name.as_deref().unwrap_or("?").chars().take(2).collect::<String>();
    accesses
        .iter()
        .map(|one| {
            let label = one.label.clone().unwrap_or_default();
            (short(&one.who), one.event.clone(), label, one.times, one.from_seq, one.upto_seq)
        })
        .collect()
}

fn access(
    (who, event, label): (&str, &str, &str),
    times: i64,
    from: i64,
    upto: i64,
) -> (String, String, String, i64, Option<i64>, Option<i64>) {
    (who.into(), event.into(), label.into(), times, Some(from), Some(upto))
}

#[tokio::test]
async fn who_saw_what_of_a_person_by_whom_or_from_where_is_fixed_where_the_chain_ended() {
    let city = City::new().await;
    february(&city).await;
    let kato = city.sign_in("kato").await;
    let rooms = [city.rooms.hana, city.rooms.sora];
    let case: CaseDetail = enter(&kato, &form("room", rooms[0])).await.json();
    assert_eq!((case.line.kind, case.line.title.as_str()), (CaseKind::Leak, "訪問先での端末の置き忘れ"));
    assert_eq!(case.line.due, ago(0), "the third day, the one on which it became known being the first");
    let seen = view(&kato, case.line.case).await;
    let hana = seen.name.clone().expect("a name");
    assert_eq!(
        told(&seen.accesses),
        [access(("佐藤", "room_viewed", &hana), 2, 1, 9), access(("田中", "entry_added", &hana), 1, 9, 9)],
        "from nine until before ten"
    );
    assert!(seen.accesses.iter().all(|one| one.device.is_some() && one.facility.is_some()));
    assert_eq!(seen.preliminary.day, ago(0));
    assert_eq!(seen.preliminary_latest.day, ago(-2));
    assert_eq!(seen.full.day, ago(-27));
    // Fixed at a link that is there, with its hash, and a digest over the links of exactly these.
    assert_eq!((seen.evidence.accesses, seen.evidence.is_whole, seen.evidence.later), (3, true, 0));
    let hash = format!("select encode(hash, 'hex') from audit_link where position = {}", seen.evidence.position);
    let hash: String = sqlx::query_scalar(AssertSqlSafe(hash)).fetch_one(&city.sql).await.expect("a link");
    assert_eq!(seen.evidence.hash, hash);
    let digest = format!(
        "select encode(sha256(string_agg(l.hash, '' order by l.position)), 'hex') from audit_link l
         join audit_event e on e.id = l.event where e.room = '{}'
         and e.at >= '2025-02-03T09:00+09:00' and e.at < '2025-02-03T10:00+09:00'",
        rooms[0]
    );
    let digest: String = sqlx::query_scalar(AssertSqlSafe(digest)).fetch_one(&city.sql).await.expect("a digest");
    assert_eq!(seen.evidence.digest, digest);

    // By a member of staff, in whosever record; from their device the same.
    let sato: Uuid =
        sqlx::query_scalar("select id from account where login_id = 'sato'").fetch_one(&city.sql).await.expect("sato");
    let device: Uuid =
        sqlx::query_scalar("select device from device_account where account = $1 order by device limit 1")
            .bind(sato)
            .fetch_one(&city.sql)
            .await
            .expect("a device");
    for (kind, subject) in [("account", sato), ("device", device)] {
        let case: CaseDetail = enter(&kato, &form(kind, subject)).await.json();
        let seen = view(&kato, case.line.case).await;
        let sora = seen.accesses[1].label.clone().expect("a label");
        assert_ne!(sora, hana);
        assert_eq!(
            told(&seen.accesses),
            [access(("佐藤", "room_viewed", &hana), 2, 1, 9), access(("佐藤", "room_viewed", &sora), 1, 1, 2)],
            "{kind}"
        );
        assert!(seen.name.is_some(), "{kind}");
    }

    // What is written in late, or changed behind everyone's back, shows.
    did(&city, "tanaka", "room_viewed", rooms[0], (1, 9), "2025-02-03T09:15:00").await;
    let later = eventually("it is linked", async || {
        let seen = view(&kato, case.line.case).await;
        (seen.evidence.later == 1).then_some(seen)
    })
    .await;
    assert!(later.evidence.is_whole && told(&later.accesses) == told(&seen.accesses), "what was fixed stays");
    let tampered = format!(
        "delete from audit_link where event = (select id from audit_event where room = '{}' and event = 'entry_added'
             and at = '2025-02-03T09:40+09:00')",
        rooms[0]
    );
    city.fixture(&tampered).await;
    assert!(!view(&kato, case.line.case).await.evidence.is_whole);
    // That it was looked at is told to the person, too.
    let looked = format!(
        "select count(*) from audit_event where event = 'audit_read' and room = '{}' and detail = 'case={}'",
        rooms[0], case.line.case
    );
    assert!(city.number(&looked).await >= 3);
    city.end().await;
}

#[tokio::test]
async fn everyone_whose_record_was_reached_is_counted_however_many_are_listed() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let sato = city.account("sato").await;
    let (listed, more) = (1_000, 7);
    // One device went through many records, one after the other; of the last two it was refused.
    let many = format!(
        "insert into audit_event (at, event, account, room, request_id)
         select '2025-02-03T09:00+09:00'::timestamptz + n * interval '1 second',
                case when n > {} then 'refused' else 'room_viewed' end, '{sato}', gen_random_uuid(), 'test'
         from generate_series(1, {}) n",
        listed + more - 2,
        listed + more
    );
    city.fixture(&many).await;
    let waiting = "select count(*) from audit_event e
        where e.at < '2025-03-01' and not exists (select from audit_link l where l.event = e.id)";
    eventually("all is linked", async || (city.number(waiting).await == 0).then_some(())).await;
    let case: CaseDetail = enter(&kato, &form("account", sato)).await.json();
    let seen = view(&kato, case.line.case).await;
    assert_eq!((i64::try_from(seen.accesses.len()).expect("a few"), seen.more), (listed, more));
    assert_eq!((seen.evidence.accesses, seen.persons), (listed + more, listed + more - 2));
    // What is not listed stands in the log.
    let rest = format!("/api/v1/city/audit?account={sato}&kind=refusals&upto=2025-02-03");
    assert_eq!(kato.get(&rest).await.json::<renrakucho_protocol::audit::AuditPage>().lines.len(), 2);
    let fewer: CaseDetail = enter(&kato, &form("room", city.rooms.hana)).await.json();
    let fewer = view(&kato, fewer.line.case).await;
    assert_eq!((fewer.more, fewer.persons), (0, 0));
    city.end().await;
}

#[tokio::test]
async fn it_is_told_twice_within_its_days_and_then_closed() {
    let city = City::new().await;
    february(&city).await;
    let kato = city.sign_in("kato").await;
    let opened: CaseDetail = enter(&kato, &form("room", city.rooms.hana)).await.json();
    let case = opened.line.case;
    // Whoever does not work on it tells nothing.
    report(&kato, &opened, "preliminary", &ago(0), false).await.refused(Code::Stale);
    let mine = claim(&kato, &opened).await;
    report(&kato, &opened, "preliminary", &ago(0), false).await.refused(Code::Stale);
    report(&kato, &mine, "full", &ago(0), false).await.refused(Code::Stale);
    report(&kato, &mine, "preliminary", &ago(3), false).await.invalid("reported_on");
    report(&kato, &mine, "preliminary", &ago(-1), false).await.invalid("reported_on");
    decide(&kato, &mine, "accepted").await.invalid("decision");

    let first: CaseDetail = report(&kato, &mine, "preliminary", &ago(1), false).await.json();
    assert_eq!(first.line.due, ago(-27), "the thirtieth day");
    report(&kato, &first, "preliminary", &ago(0), false).await.refused(Code::Stale);
    report(&kato, &first, "full", &ago(2), false).await.invalid("reported_on");
    decide(&kato, &first, "accepted").await.invalid("decision");
    // By now it looks as if somebody meant it.
    let second: CaseDetail = report(&kato, &first, "full", &ago(0), true).await.json();
    assert_eq!(second.line.due, ago(-57), "the sixtieth");
    report(&kato, &second, "full", &ago(0), true).await.refused(Code::Stale);
    let seen = view(&kato, case).await;
    assert_eq!((seen.full.day, seen.may_be_wrongful), (ago(-57), true));
    let told: Vec<_> = seen.reports.iter().map(|one| (one.reported_on.clone(), one.words.as_str())).collect();
    assert_eq!(told, [(ago(1), "カナリア報告"), (ago(0), "カナリア報告")]);
    assert_eq!(city.number("select count(*) from audit_event where event = 'leak_reported'").await, 2);

    let closed: CaseDetail = decide(&kato, &second, "accepted").await.json();
    assert_eq!(closed.line.state, CaseState::Accepted);
    report(&kato, &closed, "full", &ago(0), true).await.refused(Code::Stale);

    // That it was none may be found at any time.
    let other: CaseDetail = enter(&kato, &form("room", city.rooms.hana)).await.json();
    let other = claim(&kato, &other).await;
    assert_eq!(decide(&kato, &other, "refused").await.json::<CaseDetail>().line.state, CaseState::Refused);

    // What people wrote is sealed; and what was fixed is not changed.
    let kept = "select (select string_agg(c::text, '') from city_case c) || (select string_agg(r::text, '') from leak_report r)";
    let kept: String = sqlx::query_scalar(kept).fetch_one(&city.sql).await.expect("rows");
    assert!(!kept.contains(&hex::encode("カナリア")) && !kept.contains("カナリア"));
    let mut role = PgConnection::connect(&city.app_url()).await.expect("connects");
    for sql in ["update leak set digest = '\\x00'", "delete from leak", "update leak_report set reported_on = now()"] {
        role.execute(AssertSqlSafe(sql)).await.expect_err(sql);
    }
    role.close().await.expect("closed");
    city.end().await;
}

#[tokio::test]
async fn what_is_entered_is_over_named_and_there() {
    let city = City::new().await;
    february(&city).await;
    let kato = city.sign_in("kato").await;
    let good = form("room", city.rooms.hana);
    let with = |key: &str, value: Value| {
        let mut form = good.clone();
        form[key] = value;
        form
    };
    let tomorrow = (clock::now() + Duration::days(1)).format(&time::format_description::well_known::Rfc3339);
    for (key, value) in [
        ("title", json!(" ")),
        ("words", json!("")),
        ("known_on", json!(ago(-1))),
        ("upto", json!(tomorrow.expect("a time"))),
        ("from", json!("2025-02-03T01:00:00Z")),
    ] {
        enter(&kato, &with(key, value)).await.invalid(key);
    }
    enter(&kato, &with("subject", json!(id()))).await.refused(Code::NotFound);
    enter(&kato, &with("kind", json!("facility"))).await.refused(Code::BadFrame);
    assert_eq!(city.number("select count(*) from city_case").await, 0, "nothing was opened");

    // The same again is the same case; another leak under its id is none.
    let case: CaseDetail = enter(&kato, &good).await.json();
    let again: CaseDetail = enter(&kato, &good).await.json();
    assert_eq!((again.line.case, &again.line.receipt), (case.line.case, &case.line.receipt));
    enter(&kato, &with("words", json!("ほか"))).await.refused(Code::IdReused);
    assert_eq!(city.number("select count(*) from leak").await, 1);

    // Nobody but the city's moderator, and the number of a case that is none of these shows nothing.
    for login in ["sato", "kanri", "shonin", "gyosha"] {
        let person = city.sign_in(login).await;
        enter(&person, &form("room", city.rooms.hana)).await.refused(Code::NotFound);
        person.get(&format!("/api/v1/city/cases/{}/leak", case.line.case)).await.refused(Code::NotFound);
        report(&person, &case, "preliminary", &ago(0), false).await.refused(Code::NotFound);
    }
    city.end().await;
}

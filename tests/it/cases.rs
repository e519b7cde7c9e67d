//! 申請・届出: a facility applies without an account, one moderator at a time works on what was sent, and what is decided is told
//! without a word about anyone.

use std::net::Ipv4Addr;

use renrakucho_protocol::{
    case::{ApplicationReceipt, ApplicationStatus, CaseDetail, CaseLine, CaseStepKind, Cases, DeskView},
    http::{Facilities, FacilityLine, IssuedCode},
    problem::Code,
    vocabulary::{CaseRoute, CaseState, StaffCategory, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Flags, Person, Sink, answer, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    race::{self, Race},
    staff::facility,
};

pub(crate) fn application(case: Uuid) -> Value {
    json!({
        "id": case, "name": "試験居宅 カナリア施設甲", "category": "welfare_service_office",
        "address": "試験市カナリア町1丁目", "representative": "代表 カナリア太郎", "mail": "jimu@mihon.example",
        "phone": "0280-00-0000", "agrees_to_purpose": true, "listed": ["name", "phone"],
    })
}

async fn apply(city: &City, body: &Value) -> Answer {
    Browser::new(city.node(), None).post("/api/v1/applications", body).await
}

async fn look(city: &City, path: &str) -> Answer {
    answer(Browser::new(city.node(), None).request(Method::GET, path)).await
}

async fn status(city: &City, receipt: &str) -> Answer {
    Browser::new(city.node(), None).post("/api/v1/applications/status", &json!({ "receipt": receipt })).await
}

async fn cases(moderator: &Person, state: &str) -> Vec<CaseLine> {
    moderator.get(&format!("/api/v1/city/cases?state={state}")).await.json::<Cases>().cases
}

pub(crate) async fn read(moderator: &Person, case: Uuid) -> CaseDetail {
    moderator.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

pub(crate) async fn claim(moderator: &Person, case: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/cases/{case}/claim");
    moderator.call(Method::POST, &path, Some(&json!({ "version": version }))).await
}

async fn release(moderator: &Person, case: Uuid, version: i64) -> Answer {
    moderator.call(Method::DELETE, &format!("/api/v1/city/cases/{case}/claim?version={version}"), None).await
}

pub(crate) async fn decide(moderator: &Person, case: Uuid, version: i64, decision: &str, reason: &str) -> Answer {
    let body = json!({ "version": version, "decision": decision, "reason": reason });
    moderator.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await
}

/// An account of the city's that decides too.
async fn second_moderator(city: &City) -> Person {
    city.fixture("update account set role = 'city_moderator' where login_id = 'shonin'").await;
    city.sign_in("shonin").await
}

#[track_caller]
fn holds_nothing_of_it(text: &str) {
    for word in ["カナリア", "試験居宅", "jimu", "0280-00"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[tokio::test]
async fn a_facility_applies_a_moderator_accepts_and_the_facility_is_there() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let kato = city.sign_in("kato").await;
    let case = id();
    let sent: ApplicationReceipt = apply(&city, &application(case)).await.json();
    assert_eq!(sent.receipt.len(), 14);
    // An answer that was lost: the same again is the same case, and something else under its id is none.
    let again: ApplicationReceipt = apply(&city, &application(case)).await.json();
    assert_eq!(again, sent);
    let mut other = application(case);
    other["phone"] = json!("0280-00-0001");
    apply(&city, &other).await.refused(Code::IdReused);
    assert_eq!(city.number("select count(*) from city_case").await, 1);
    assert_eq!(
        city.number("select count(*) from city_case where due - opened_at::date between 13 and 25").await,
        1,
        "ten working days"
    );
    let in_the_clear = "select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(in_the_clear).await, 0, "what was sent is readable in the database");

    let line = cases(&kato, "open").await.remove(0);
    assert_eq!((line.case, line.route, line.receipt.as_str()), (case, CaseRoute::Web, sent.receipt.as_str()));
    assert_eq!(line.title, "試験居宅 カナリア施設甲");
    assert!(!line.is_overdue && !line.is_mine && line.claimed_by.is_none());
    assert_eq!(read(&kato, case).await.application.expect("what was sent").listed.len(), 2);
    // Nobody decides about what they do not work on.
    decide(&kato, case, line.version, "accepted", "理由").await.refused(Code::Stale);
    let claimed: CaseDetail = claim(&kato, case, line.version).await.json();
    assert!(claimed.line.is_mine && claimed.line.version > line.version);
    decide(&kato, case, line.version, "accepted", "理由").await.refused(Code::Stale);
    decide(&kato, case, claimed.line.version, "accepted", " ").await.invalid("reason");
    let done: CaseDetail =
        decide(&kato, case, claimed.line.version, "accepted", &claimed.templates.accepted[0]).await.json();
    assert_eq!((done.line.state, done.decided_by.is_some()), (CaseState::Accepted, true));
    decide(&kato, case, done.line.version, "refused", "理由").await.refused(Code::Stale);
    claim(&kato, case, done.line.version).await.refused(Code::Stale);
    let steps: Vec<_> = done.history.iter().map(|one| (one.step, one.by.is_some())).collect();
    let expected = [(CaseStepKind::Opened, false), (CaseStepKind::Claimed, true), (CaseStepKind::Accepted, true)];
    assert_eq!(steps, expected);
    assert!(cases(&kato, "open").await.is_empty());
    assert_eq!(cases(&kato, "decided").await.len(), 1);

    let at = done.facility.expect("a facility came of it");
    let facilities: Facilities = kato.get("/api/v1/facilities").await.json();
    let new = facilities.facilities.iter().find(|one| one.facility == at).expect("it stands in the list");
    assert_eq!((new.category, new.staff), (StaffCategory::WelfareServiceOffice, 0));
    let profile = format!(
        "select count(*) from facility_profile where facility = '{at}' and listed = array['name', 'phone']
         and mail = 'jimu@mihon.example'"
    );
    assert_eq!(city.number(&profile).await, 1);
    // Its staff are admitted as everyone's.
    let newcomer = json!({
        "id": id(), "name": "新人 カナリア職員", "kana": "しんじん", "profession": "visiting_nurse",
        "alert_mail": false, "hand_over": "sheet",
    });
    let path = format!("/api/v1/facilities/{at}/staff");
    let _: IssuedCode = kato.call(Method::POST, &path, Some(&newcomer)).await.json();

    let mails = sink.wait_for(2).await;
    for (mail, subject) in mails.iter().zip(["申請を受け付けました", "決定のお知らせ"]) {
        assert_eq!(mail.to, "jimu@mihon.example");
        let all = mail.everything();
        assert!(all.contains(subject) && all.contains("/apply/status"), "{all}");
        // Its own address is in the envelope, as it must be.
        holds_nothing_of_it(&all.replace("jimu@mihon.example", ""));
        assert!(!all.contains(&sent.receipt), "{all}");
    }
    eventually("both mails are noted", async || {
        let sql = "select count(*) from audit_event where event = 'notice_mail_sent' and account is null";
        (city.number(sql).await == 2).then_some(())
    })
    .await;
    holds_nothing_of_it(&city.node().log());
    city.end().await;
}

#[tokio::test]
async fn who_has_the_receipt_number_learns_how_it_stands_and_nothing_else() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let (case, other) = (id(), id());
    let sent: ApplicationReceipt = apply(&city, &application(case)).await.json();
    apply(&city, &application(other)).await.ok();
    let told = status(&city, &sent.receipt).await.ok();
    holds_nothing_of_it(&told.text);
    let stands: ApplicationStatus = told.json();
    assert_eq!((stands.state, stands.due.as_str(), stands.reason), (CaseState::Open, sent.due.as_str(), None));
    // As people type it.
    for typed in [sent.receipt.to_lowercase(), sent.receipt.replace('-', ""), format!("　{}", sent.receipt)] {
        status(&city, &typed).await.ok();
    }
    for wrong in ["", "x", "BCDF-GHJK-MNPQ", &case.to_string()] {
        status(&city, wrong).await.refused(Code::NotFound);
    }
    let version = claim(&kato, case, 1).await.json::<CaseDetail>().line.version;
    let reason = "書類が足りません。\nもう一度お送りください。";
    let done: CaseDetail = decide(&kato, case, version, "refused", reason).await.json();
    assert!(done.facility.is_none());
    assert_eq!(city.number("select count(*) from facility_profile").await, 0, "a refused facility came into being");
    let stands: ApplicationStatus = status(&city, &sent.receipt).await.json();
    assert_eq!((stands.state, stands.reason.as_deref()), (CaseState::Refused, Some(reason)));
    assert!(stands.decided_at.is_some());
    let desk: DeskView = look(&city, "/api/v1/desk").await.json();
    assert_eq!((desk.opens.as_str(), desk.closes.as_str(), desk.days), ("08:30", "17:15", vec![1, 2, 3, 4, 5]));
    city.end().await;
}

#[tokio::test]
async fn one_moderator_works_on_a_case_and_who_takes_it_over_is_seen() {
    let city = City::new().await;
    let (kato, second) = (city.sign_in("kato").await, second_moderator(&city).await);
    let case = id();
    apply(&city, &application(case)).await.ok();
    // Both press at the same time: one has it, and the other is told.
    let (a, b) = tokio::join!(claim(&kato, case, 1), claim(&second, case, 1));
    assert!((a.status == 200) != (b.status == 200), "{} {}", a.status, b.status);
    let (holder, other) = if a.status == 200 { (&kato, &second) } else { (&second, &kato) };
    let refused = if a.status == 200 { b } else { a };
    refused.refused(Code::Stale);
    let seen = read(other, case).await.line;
    assert!(!seen.is_mine && seen.claimed_by.is_some() && seen.claimed_at.is_some());
    decide(other, case, seen.version, "accepted", "理由").await.refused(Code::Stale);
    release(other, case, seen.version).await.refused(Code::Stale);
    claim(holder, case, seen.version).await.refused(Code::Stale);
    // On the version that shows who has it, the other takes it over; whoever had it decides no more.
    let taken: CaseDetail = claim(other, case, seen.version).await.json();
    assert!(taken.line.is_mine);
    decide(holder, case, seen.version, "accepted", "理由").await.refused(Code::Stale);
    decide(holder, case, taken.line.version, "accepted", "理由").await.refused(Code::Stale);
    let free: CaseDetail = release(other, case, taken.line.version).await.json();
    assert!(free.line.claimed_by.is_none() && free.line.claimed_at.is_none());
    let steps: Vec<_> = free.history.iter().map(|one| one.step).collect();
    let expected = [CaseStepKind::Opened, CaseStepKind::Claimed, CaseStepKind::TakenOver, CaseStepKind::Released];
    assert_eq!(steps, expected);
    // Late is what nobody decided by the last day.
    assert_eq!(city.fixture("update city_case set due = current_date - 2").await, 1);
    assert!(cases(&kato, "open").await[0].is_overdue);
    city.end().await;
}

#[tokio::test]
async fn to_decide_wants_the_passkey_once_more_and_to_work_on_a_case_does_not() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let case = id();
    apply(&city, &application(case)).await.ok();
    city.fixture("update session set verified_at = clock_timestamp() - interval '1 hour'").await;
    assert_eq!(cases(&kato, "open").await.len(), 1);
    let version = claim(&kato, case, 1).await.json::<CaseDetail>().line.version;
    for decision in ["accepted", "refused"] {
        decide(&kato, case, version, decision, "理由").await.refused(Code::StepUpRequired);
    }
    assert_eq!(read(&kato, case).await.line.state, CaseState::Open, "nothing was done");
    assert_eq!(kato.browser.clone().step_up(&city.passkey("kato"), Flags::Verified).await.status, 204);
    // The same again.
    let done: CaseDetail = decide(&kato, case, version, "accepted", "理由").await.json();
    assert_eq!(done.line.state, CaseState::Accepted);
    city.end().await;
}

#[tokio::test]
async fn what_is_typed_wrong_is_named_and_what_is_typed_is_text() {
    let settings = [("limits.applications_per_hour_per_address", "1000".to_owned())];
    let city = City::with(&settings).await;
    let kato = city.sign_in("kato").await;
    for (field, wrong) in [
        ("name", json!("")),
        ("name", json!("=HYPERLINK(\"x\")")),
        ("name", json!("あ".repeat(101))),
        ("address", json!("a\u{0}b")),
        ("representative", json!("123456789018")),
        ("mail", json!("a@b.example\r\nBcc: all@city.example")),
        ("mail", json!("a@b.example,c@d.example")),
        ("phone", json!("110")),
        ("agrees_to_purpose", json!(false)),
    ] {
        let mut body = application(id());
        body[field] = wrong;
        apply(&city, &body).await.invalid(field);
    }
    let mut other = application(id());
    other["category"] = json!("other_admitted");
    apply(&city, &other).await.invalid("ground");
    for (field, wrong) in [
        ("category", json!("hospital")),
        ("listed", json!(["mail"])),
        ("surprise", json!(1)),
        ("state", json!("accepted")),
        ("agrees_to_purpose", json!("yes")),
    ] {
        let mut body = application(id());
        body[field] = wrong;
        apply(&city, &body).await.refused(Code::BadFrame);
    }
    assert_eq!(city.number("select count(*) from city_case").await, 0, "a refused form opened a case");
    assert_eq!(city.number("select count(*) from notice_mail").await, 0);

    // What a page would run, a template fill in, a spreadsheet compute or a database obey comes back as it was typed.
    for hostile in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg/onload=alert(1)>",
        "javascript:alert(1)",
        "{{constructor.constructor('alert(1)')()}}",
        "'; drop table city_case; --",
        "\u{202e}施設\u{200b}名",
        "施設&amp;名</title>",
    ] {
        let case = id();
        let mut body = application(case);
        body["name"] = json!(hostile);
        body["address"] = json!(hostile);
        apply(&city, &body).await.ok();
        let told = kato.get(&format!("/api/v1/city/cases/{case}")).await.ok();
        assert_eq!(told.header("content-type"), Some("application/json"));
        assert_eq!(told.header("x-content-type-options"), Some("nosniff"));
        let shown: CaseDetail = told.json();
        assert_eq!(
            (shown.application.expect("what was sent").name.as_str(), shown.line.title.as_str()),
            (hostile, hostile)
        );
    }
    city.end().await;
}

#[tokio::test]
async fn an_address_sends_so_many_and_paper_is_keyed_in_by_the_city() {
    let settings = [("limits.applications_per_hour_per_address", "3".to_owned())];
    let city = City::with(&settings).await;
    let kato = city.sign_in("kato").await;
    for _ in 0..3 {
        apply(&city, &application(id())).await.ok();
    }
    let refused = apply(&city, &application(id())).await;
    refused.refused(Code::RateLimited);
    assert!(refused.header("retry-after").is_some());
    // Everything else goes on at that address.
    look(&city, "/api/v1/city").await.ok();
    let elsewhere = Ipv4Addr::new(127, 0, 0, 9);
    let mut neighbour = Browser::from_address(city.node(), None, elsewhere);
    neighbour.post("/api/v1/applications", &application(id())).await.ok();
    let case = id();
    let paper = |case: Uuid| application(case);
    let keyed: ApplicationReceipt = kato.call(Method::POST, "/api/v1/city/cases", Some(&paper(case))).await.json();
    let again: ApplicationReceipt = kato.call(Method::POST, "/api/v1/city/cases", Some(&paper(case))).await.json();
    assert_eq!(again, keyed);
    let shown = read(&kato, case).await;
    assert_eq!((shown.line.route, shown.history[0].by.is_some()), (CaseRoute::Paper, true));
    assert_eq!(city.number("select count(*) from city_case").await, 5);
    kato.get("/api/v1/city/cases").await.refused(Code::BadFrame);
    kato.get("/api/v1/city/cases?state=all").await.refused(Code::BadFrame);
    city.end().await;
}

#[tokio::test]
async fn a_calendar_without_this_year_is_warned_of_and_serves_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("syukujitsu.csv");
    std::fs::write(&file, "国民の祝日・休日月日,国民の祝日・休日名称\r\n2020/1/1,元日\r\n").expect("written");
    let city = City::with(&[("desk.holidays_file", file.display().to_string())]).await;
    assert!(city.node().log().contains("no holidays of this year are known"), "{}", city.node().log());
    apply(&city, &application(id())).await.ok();
    city.end().await;
}

pub(crate) async fn facility_line(moderator: &Person, at: Uuid) -> FacilityLine {
    let facilities: Facilities = moderator.get("/api/v1/facilities").await.json();
    facilities.facilities.into_iter().find(|line| line.facility == at).expect("a facility of the city")
}

async fn suspend(moderator: &Person, at: Uuid, version: i64) -> Answer {
    let body = json!({ "version": version, "grounds": "leaked" });
    moderator.call(Method::POST, &format!("/api/v1/city/facilities/{at}/suspension"), Some(&body)).await
}

async fn restore(moderator: &Person, at: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/facilities/{at}/suspension?version={version}");
    moderator.call(Method::DELETE, &path, None).await
}

#[tokio::test]
async fn a_suspended_facility_shuts_out_all_its_staff_at_once_and_nobody_else() {
    let city = City::of_two_nodes(&[]).await;
    let (here, room) = (facility(&city, "試験訪問看護").await, city.rooms.hana);
    let (kato, tanaka) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "tanaka").await);
    let (sato, kanri) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "kanri").await);
    let mut lives = vec![
        sato.look_at(room).await,
        sato.at(&city.nodes[1]).look_at(room).await,
        kanri.look_at(city.rooms.sora).await,
    ];
    let mut other = tanaka.look_at(room).await;
    let before = facility_line(&kato, here).await;
    assert_eq!(before.standing, Standing::Active);
    suspend(&kato, here, before.version + 1).await.refused(Code::Stale);
    restore(&kato, here, before.version).await.refused(Code::Stale);
    let after: FacilityLine = suspend(&kato, here, before.version).await.json();
    assert!(city.all_have_applied().await, "answered before a node knew");
    assert_eq!(after.standing, Standing::Suspended);
    let late = tanaka.write(room, "停止の後").await;
    for live in &mut lives {
        let closed = live.closed().await;
        assert!(closed.is_none_or(|code| [4503, 4504].contains(&code)), "{closed:?}");
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the suspension");
    }
    other.reach(room, late.seq).await;
    for person in [&sato, &sato.at(&city.nodes[1]), &kanri] {
        person.try_write(room, id(), "遅い").await.refused(Code::Suspended);
        person.get("/api/v1/rooms").await.refused(Code::Suspended);
    }
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    let begun = browser.begin().await;
    assert_eq!(browser.present(&begun).await, None, "a device of the facility opens nothing");

    // What the form showed before; and what was lifted lets in anew, but begins nothing by itself.
    suspend(&kato, here, before.version).await.refused(Code::Stale);
    suspend(&kato, here, after.version).await.refused(Code::Stale);
    let restored: FacilityLine = restore(&kato, here, after.version).await.json();
    assert_eq!(restored.standing, Standing::Active);
    sato.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    let sato = city.sign_in_at(1, "sato").await;
    let again = sato.write(room, "また").await;
    other.reach(room, again.seq).await;
    let kept = "select count(*) from suspension where facility is not null and grounds = 'leaked'
                and restored_by is not null";
    assert_eq!(city.number(kept).await, 1);
    for event in ["facility_suspended", "facility_restored"] {
        assert_eq!(city.number(&format!("select count(*) from audit_event where event = '{event}'")).await, 1);
    }
    // Nobody locks themselves out.
    let own = facility(&city, "試験市役所").await;
    suspend(&kato, own, facility_line(&kato, own).await.version).await.invalid("facility");
    city.end().await;
}

#[tokio::test]
async fn who_has_another_facility_keeps_what_rests_on_that() {
    let city = City::new().await;
    let here = facility(&city, "試験訪問看護").await;
    let (kato, mori) = (city.sign_in("kato").await, city.sign_in("mori").await);
    city.fixture(&format!(
        "do $$ declare x uuid := gen_random_uuid(); begin
         insert into affiliation (id, staff_member, facility, profession, position)
         select x, staff_member, '{here}', 'visiting_nurse', 1 from account where login_id = 'mori';
         update membership set affiliation = x where room = '{}' and account = '{}'; end $$",
        city.rooms.sora, mori.account
    ))
    .await;
    let mut live = mori.live().await;
    live.open(city.rooms.sora).await;
    live.open(city.rooms.hana).await;
    suspend(&kato, here, facility_line(&kato, here).await.version).await.ok();
    assert_eq!(live.purge_of(city.rooms.sora).await.why, Code::NotFound);
    mori.try_write(city.rooms.sora, id(), "遅い").await.refused(Code::NotFound);
    let ack = mori.write(city.rooms.hana, "こちらは続く").await;
    live.reach(city.rooms.hana, ack.seq).await;
    restore(&kato, here, facility_line(&kato, here).await.version).await.ok();
    mori.write(city.rooms.sora, "また").await;
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_facility_suspensions_are_wholly_before_the_answer_or_refused() {
    let race = Race::on_nodes(2, 100).await;
    let (city, kato) = (&race.city, &race.kato);
    // Each writer has a facility of their own, of the same id as the account.
    for number in 0..100 {
        let writer = race.round(number).1.account;
        city.fixture(&format!(
            "do $$ begin insert into facility (id, name, category) values ('{writer}', '競争', 'medical_institution');
             update affiliation set facility = '{writer}'
             where staff_member = (select staff_member from account where id = '{writer}'); end $$"
        ))
        .await;
    }
    let round = async |number: usize| {
        let (room, writer, reader) = race.round(number);
        let accepted = async || {
            let sql = format!(
                "select count(*) from entry where room = '{room}' and author = '{}' and kind = 'post'",
                writer.account
            );
            city.number(&sql).await
        };
        let (mut live, mut other) = (writer.look_at(room).await, reader.look_at(room).await);
        let suspending = async {
            // On a machine that is very busy the server may say so; then nothing was done.
            let done = eventually("the suspension", async || {
                let answer = suspend(kato, writer.account, 1).await;
                (answer.status != Code::Busy.status()).then_some(answer)
            });
            done.await.ok();
            accepted().await
        };
        let posting = async {
            for _ in 0..4 + number % 4 {
                live.try_send_post(id(), room, "競争").await;
                tokio::task::yield_now().await;
            }
        };
        let (answered, ()) = tokio::join!(suspending, posting);
        writer.try_write(room, id(), "遅い").await.refused(Code::Suspended);
        let late = reader.write(room, "停止の後").await;
        other.reach(room, late.seq).await;
        live.closed().await;
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the suspension");
        assert_eq!(accepted().await, answered, "accepted after the answer");
        usize::try_from(answered).expect("a few")
    };
    race::were_raced(&race.play(round).await, 4);
    race.city.end().await;
}

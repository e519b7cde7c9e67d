//! 職員と端末: an admin looks after the staff of their own facility and of no other; a code opens what it is for, when it was
//! handed over, once; and whoever is retired is out everywhere when the answer is there.

use renrakucho_protocol::{
    entry::Content,
    http::{Facilities, FacilityStaff, ImportReport, IssuedCode, Retirement, StaffLine},
    problem::Code,
    vocabulary::{HandOver, ImportFault, Standing},
};
use renrakucho_tests::{Answer, Browser, Certificate, City, Flags, Mail, Passkey, Person, Sink, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::race::{self, Race};

pub(crate) async fn facility(city: &City, name: &str) -> Uuid {
    sqlx::query_scalar("select id from facility where name = $1")
        .bind(name)
        .fetch_one(&city.sql)
        .await
        .expect("a facility of the city's file")
}

async fn houmon(city: &City) -> Uuid {
    facility(city, "試験訪問看護").await
}

async fn clinic(city: &City) -> Uuid {
    facility(city, "試験クリニック").await
}

async fn post(person: &Person, path: &str, body: Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/facilities/{path}"), Some(&body)).await
}

async fn list(person: &Person, facility: Uuid) -> FacilityStaff {
    person.get(&format!("/api/v1/facilities/{facility}/staff")).await.json()
}

async fn line(person: &Person, facility: Uuid, account: Uuid) -> StaffLine {
    list(person, facility).await.staff.into_iter().find(|line| line.account == account).expect("one of the staff")
}

fn newcomer(person: Uuid, hand_over: &str) -> Value {
    json!({
        "id": person, "name": "新人 カナリア職員壬", "kana": "しんじん", "profession": "visiting_nurse",
        "mail": "shinjin@mihon.example", "alert_mail": true, "hand_over": hand_over,
    })
}

/// What the browser's device would be once it is known: the certificate of the person's device, registered for the one that
/// a code waits for.
async fn equip(city: &City, account: Uuid, login: &str) -> Certificate {
    let given = city
        .fixture(&format!(
            "update device_certificate set device = (select device from enrolment_code where account = '{account}'
                 and used_at is null and voided_at is null)
             where device = (select device from device_account where account =
                 (select id from account where login_id = '{login}') limit 1)"
        ))
        .await;
    assert_eq!(given, 1);
    city.certificate(login)
}

/// Tries to begin an enrolment with a code.
async fn tries(city: &City, certificate: &Certificate, code: &str) -> (Browser, Answer) {
    let mut browser = Browser::new(city.node(), Some(certificate));
    browser.prove_device().await;
    let answer = browser.post("/api/v1/enrolment/begin", &json!({ "code": code })).await;
    (browser, answer)
}

#[tokio::test]
async fn someone_is_added_and_gets_in_with_the_code_only_after_it_was_handed_over() {
    let city = City::new().await;
    let (kanri, at) = (city.sign_in("kanri").await, houmon(&city).await);
    let facilities: Facilities = kanri.get("/api/v1/facilities").await.json();
    assert_eq!(facilities.facilities.iter().map(|line| line.facility).collect::<Vec<_>>(), [at]);
    let before = list(&kanri, at).await;
    assert!(before.may_issue_ids);
    assert_eq!(before.staff.len(), 3, "sato, ito and kanri");
    assert!(before.staff.iter().all(|line| line.is_enrolled && line.devices.len() == 1 && line.devices[0].is_enrolled));
    assert_eq!(before.staff.iter().filter(|line| line.is_self).count(), 1);

    let person = id();
    let issued: IssuedCode = post(&kanri, &format!("{at}/staff"), newcomer(person, "sheet")).await.json();
    assert_eq!(issued.hand_over, HandOver::Sheet);
    assert_eq!(issued.login_id.len(), 9, "{}", issued.login_id);
    // The same again adds nobody.
    post(&kanri, &format!("{at}/staff"), newcomer(person, "sheet")).await.refused(Code::IdReused);
    let added = line(&kanri, at, issued.account).await;
    assert_eq!((added.login_id.as_str(), added.standing), (issued.login_id.as_str(), Standing::Active));
    assert!(!added.is_enrolled && !added.devices[0].is_enrolled && added.last_sign_in.is_none());
    let code = added.code.expect("a code waits");
    assert!(!code.is_handed_over && !code.has_expired);
    assert_eq!(code.expires_at, issued.expires_at);

    let certificate = equip(&city, issued.account, "mori").await;
    let dead = async |code: &str| tries(&city, &certificate, code).await.1.refused(Code::Unauthenticated);
    dead(&issued.code).await;
    let path = format!("{at}/staff/{}", issued.account);
    let version = async || line(&kanri, at, issued.account).await.version;
    post(&kanri, &format!("{path}/hand-over"), json!({ "version": 99 })).await.refused(Code::Stale);
    let body = json!({ "version": version().await });
    let line: StaffLine = post(&kanri, &format!("{path}/hand-over"), body).await.json();
    assert!(line.code.expect("a code").is_handed_over);
    tries(&city, &certificate, &issued.code).await.1.ok();
    let body = json!({ "version": version().await });
    post(&kanri, &format!("{path}/hand-over"), body).await.refused(Code::Stale);

    // A new code: the old one is dead at once, also for who is in the middle of using it.
    let (mut halfway, answer) = tries(&city, &certificate, &issued.code).await;
    let options: Value = answer.json();
    let body = json!({ "version": version().await, "hand_over": "screen" });
    let second: IssuedCode = post(&kanri, &format!("{path}/code"), body.clone()).await.json();
    post(&kanri, &format!("{path}/code"), body).await.refused(Code::Stale);
    dead(&issued.code).await;
    let (_, credential) = Passkey::make(&options, &halfway.origin);
    halfway.post("/api/v1/enrolment/finish", &json!({ "credential": credential })).await.refused(Code::Unauthenticated);
    // One that is shown on a screen is good at once; and it waits for the same device.
    let devices = "select count(*) from device_account where account = ";
    assert_eq!(city.number(&format!("{devices}'{}'", issued.account)).await, 1);
    let (mut browser, answer) = tries(&city, &certificate, &second.code).await;
    let (passkey, credential) = Passkey::make(&answer.json(), &browser.origin);
    browser.post("/api/v1/enrolment/finish", &json!({ "credential": credential })).await.ok();
    browser.use_passkey(&passkey, Flags::Verified).await.ok();
    let after = list(&kanri, at).await.staff.into_iter().find(|line| line.account == issued.account).expect("there");
    assert!(after.is_enrolled && after.devices[0].is_enrolled && after.last_sign_in.is_some() && after.code.is_none());

    // A code that is over is dead, and says so.
    let body = json!({ "version": after.version, "hand_over": "sheet" });
    let third: IssuedCode = post(&kanri, &format!("{path}/code"), body).await.json();
    assert_eq!(city.number(&format!("{devices}'{}'", issued.account)).await, 2, "a further device");
    let past = "update enrolment_code set expires_at = now() - interval '1 second' where used_at is null";
    city.fixture(past).await;
    let line = list(&kanri, at).await.staff.into_iter().find(|line| line.account == issued.account).expect("there");
    assert!(line.code.is_some_and(|code| code.has_expired));
    post(&kanri, &format!("{path}/hand-over"), json!({ "version": line.version })).await.refused(Code::Stale);
    assert!(!city.node().log().contains(&third.code), "a code in the log");
    for (event, times) in [("staff_added", 1), ("code_issued", 3), ("code_handed_over", 1)] {
        let sql = format!("select count(*) from audit_event where event = '{event}'");
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    city.end().await;
}

#[tokio::test]
async fn nobody_looks_after_anothers_staff_nor_decides_about_themselves() {
    let city = City::new().await;
    let (here, there) = (houmon(&city).await, clinic(&city).await);
    let office = facility(&city, "試験市役所").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let (ito, tanaka) = (city.account("ito").await, city.account("tanaka").await);
    let device = async |account: Uuid| -> Uuid {
        sqlx::query_scalar("select device from device_account where account = $1")
            .bind(account)
            .fetch_one(&city.sql)
            .await
            .expect("a device")
    };
    let acts = async |person: &Person, facility: Uuid, account: Uuid| -> Vec<Answer> {
        let path = format!("{facility}/staff/{account}");
        let code = json!({ "version": 1, "hand_over": "sheet" });
        vec![
            post(person, &format!("{path}/hand-over"), json!({ "version": 1 })).await,
            post(person, &format!("{path}/code"), code.clone()).await,
            post(person, &format!("{path}/devices/{}/replacement", device(account).await), code).await,
            post(person, &format!("{path}/retirement"), json!({ "version": 1 })).await,
        ]
    };
    // Another facility; someone of another facility; someone who is nobody's to look after; and no admin at all.
    for (person, facility, account) in [
        (&kanri, there, tanaka),
        (&kanri, here, tanaka),
        (&kanri, there, ito),
        (&kato, here, tanaka),
        (&kato, office, city.account("shonin").await),
        (&kato, office, kato.account),
        (&sato, here, ito),
    ] {
        for answer in acts(person, facility, account).await {
            answer.refused(Code::NotFound);
        }
    }
    kanri.get(&format!("/api/v1/facilities/{there}/staff")).await.refused(Code::NotFound);
    post(&kanri, &format!("{there}/staff"), newcomer(id(), "sheet")).await.refused(Code::NotFound);
    assert!(list(&kato, office).await.staff.is_empty(), "the city's own accounts are nobody's staff");
    for answer in acts(&kanri, here, kanri.account).await {
        answer.invalid("account");
    }
    // A device of another, and one that is shared.
    let path = format!("{here}/staff/{ito}/devices");
    let body = json!({ "version": 1, "hand_over": "sheet" });
    post(&kanri, &format!("{path}/{}/replacement", device(sato.account).await), body.clone())
        .await
        .refused(Code::NotFound);
    city.fixture(&format!("update device set kind = 'shared' where id = '{}'", device(ito).await)).await;
    post(&kanri, &format!("{path}/{}/replacement", device(ito).await), body).await.refused(Code::NotFound);
    // An admin of two facilities looks after that of the main affiliation; whoever belongs to two has their ID at one.
    city.fixture(&format!(
        "insert into affiliation (id, staff_member, facility, profession, position)
         select gen_random_uuid(), staff_member, '{there}', 'visiting_nurse', 1 from account
         where login_id in ('kanri', 'ito')"
    ))
    .await;
    kanri.get(&format!("/api/v1/facilities/{there}/staff")).await.refused(Code::NotFound);
    let away = line(&kato, there, ito).await;
    assert!(!away.is_home && away.devices.is_empty());
    let body = json!({ "version": away.version, "hand_over": "sheet" });
    post(&kato, &format!("{there}/staff/{ito}/code"), body).await.refused(Code::NotFound);

    let facilities: Facilities = kato.get("/api/v1/facilities").await.json();
    assert_eq!(facilities.facilities.len(), 3);
    let issued: IssuedCode = post(&kato, &format!("{there}/staff"), newcomer(id(), "screen")).await.json();
    assert_eq!(issued.facility, "試験クリニック");
    assert_eq!(city.number("select count(*) from enrolment_code").await, 1, "a refusal left a code");
    city.end().await;
}

#[tokio::test]
async fn what_is_typed_wrong_is_named_and_where_the_city_issues_ids_it_alone_does() {
    let city = City::with(&[("people.facility_issues_ids", "false".into())]).await;
    let at = houmon(&city).await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    assert!(!list(&kanri, at).await.may_issue_ids);
    post(&kanri, &format!("{at}/staff"), newcomer(id(), "sheet")).await.refused(Code::IssuedByCity);
    assert!(list(&kato, at).await.may_issue_ids);
    for (field, wrong) in [
        ("name", json!("")),
        ("name", json!("=HYPERLINK(\"x\")")),
        ("kana", json!("新人")),
        ("profession", json!("astronaut")),
        ("mail", json!("nowhere")),
        ("mail", Value::Null),
    ] {
        let mut body = newcomer(id(), "sheet");
        body[field] = wrong;
        post(&kato, &format!("{at}/staff"), body).await.invalid(field);
    }
    post(&kato, &format!("{at}/staff"), newcomer(id(), "sheet")).await.ok();
    // A new code for someone who has an ID is no new ID.
    let ito = line(&kanri, at, city.account("ito").await).await;
    let body = json!({ "version": ito.version, "hand_over": "screen" });
    post(&kanri, &format!("{at}/staff/{}/code", ito.account), body).await.ok();
    city.end().await;
}

#[tokio::test]
async fn a_file_is_looked_through_and_then_added_as_a_whole_or_not_at_all() {
    let city = City::new().await;
    let (at, there) = (houmon(&city).await, clinic(&city).await);
    let kanri = city.sign_in("kanri").await;
    let send = async |facility: Uuid, bytes: Vec<u8>, dry_run: bool| -> Answer {
        let path = format!("/api/v1/facilities/{facility}/staff-import?dry_run={dry_run}");
        let request = kanri.browser.request(Method::POST, &path).header("content-type", "text/csv").body(bytes);
        renrakucho_tests::answer(request).await
    };
    let head = "氏名,ふりがな,職種,メールアドレス,お知らせメール\r\n";
    let good = format!(
        "{head}見本 文,みほん ふみ,訪問看護師,fumi@mihon.example,はい\r\n見本 光,みほん ひかる,訪問看護師,,\r\n"
    );
    let bad = format!("{good}=CMD(1),mihon,宇宙飛行士,x,\r\n佐藤 カナリア職員甲,さとう,訪問看護師,,\r\n");
    let staff = "select count(*) from staff_member";
    let before = city.number(staff).await;
    for dry_run in [true, false] {
        let report: ImportReport = send(at, bad.clone().into_bytes(), dry_run).await.json();
        let faults: Vec<_> = report.faults.iter().map(|one| (one.line, one.fault)).collect();
        assert_eq!(
            faults,
            [
                (4, ImportFault::Name),
                (4, ImportFault::Kana),
                (4, ImportFault::Profession),
                (4, ImportFault::Mail),
                (5, ImportFault::There),
            ]
        );
        assert!(report.issued.is_empty());
    }
    let report: ImportReport = send(at, good.clone().into_bytes(), true).await.json();
    assert_eq!((report.rows, report.faults.len(), report.preview.len(), report.issued.len()), (2, 0, 2, 0));
    assert_eq!(city.number(staff).await, before, "a dry run or a fault added someone");
    send(there, good.clone().into_bytes(), false).await.refused(Code::NotFound);
    send(at, vec![b'x'; 70_000], false).await.refused(Code::TooLarge);
    // Two at the same time: one adds, the other finds them there.
    let (a, b) = tokio::join!(send(at, good.clone().into_bytes(), false), send(at, good.into_bytes(), false));
    let (a, b): (ImportReport, ImportReport) = (a.json(), b.json());
    assert_eq!(a.issued.len() + b.issued.len(), 2);
    assert_eq!(a.faults.len() + b.faults.len(), 2);
    assert_eq!(city.number(staff).await, before + 2);
    let issued = if a.issued.is_empty() { b.issued } else { a.issued };
    assert_ne!(issued[0].code, issued[1].code);
    assert!(list(&kanri, at).await.staff.iter().filter(|line| line.code.is_some()).count() == 2);
    city.end().await;
}

#[tokio::test]
async fn a_lost_device_is_out_at_once_and_its_person_is_told() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let (at, room) = (houmon(&city).await, city.rooms.hana);
    let (kanri, sato, tanaka) = (city.sign_in("kanri").await, city.sign_in("sato").await, city.sign_in("tanaka").await);
    let mut live = sato.look_at(room).await;
    let before = line(&kanri, at, sato.account).await;
    let lost = &before.devices[0];
    let path = format!("{at}/staff/{}/devices/{}/replacement", sato.account, lost.device);
    let body = |version: i64| json!({ "version": version, "hand_over": "screen" });
    post(&kanri, &path, body(lost.version + 1)).await.refused(Code::Stale);
    let issued: IssuedCode = post(&kanri, &path, body(lost.version)).await.json();
    assert!(city.all_have_applied().await);
    let late = tanaka.write(room, "紛失の後").await;
    let closed = live.closed().await;
    assert!(closed.is_none_or(|code| code == 4503), "{closed:?}");
    assert!(live.cursors[&room] < late.seq);
    sato.try_write(room, id(), "紛失の後").await.refused(Code::Suspended);
    post(&kanri, &path, body(lost.version + 1)).await.refused(Code::Stale);

    let after = line(&kanri, at, sato.account).await;
    assert_eq!(after.login_id, before.login_id, "the same ID");
    assert_eq!((after.devices.len(), after.devices[0].standing), (2, Standing::Suspended));
    assert_eq!(issued.login_id, "sato");
    let grounds = "select count(*) from suspension where grounds = 'lost'";
    assert_eq!(city.number(grounds).await, 1);
    let mails = sink.wait_for(2).await;
    for subject in ["紛失の届出のお知らせ", "登録コードのお知らせ"] {
        let told = |all: &String| all.contains(subject) && all.contains("Auto-Submitted: auto-generated");
        let mut texts = mails.iter().filter(|mail| mail.to == "sato@mihon.example").map(Mail::everything);
        let all = texts.find(told).expect("sato is told");
        for word in ["カナリア", "佐藤", &issued.code] {
            assert!(!all.contains(word), "{word}: {all}");
        }
    }
    assert_eq!(city.number("select count(*) from city_case where kind = 'lost_device'").await, 1);
    // In again on the new one.
    let certificate = equip(&city, sato.account, "mori").await;
    let (mut browser, answer) = tries(&city, &certificate, &issued.code).await;
    let (passkey, credential) = Passkey::make(&answer.json(), &browser.origin);
    browser.post("/api/v1/enrolment/finish", &json!({ "credential": credential })).await.ok();
    browser.use_passkey(&passkey, Flags::Verified).await.ok();
    city.end().await;
}

#[tokio::test]
async fn a_retirement_ends_everything_everywhere_and_what_was_written_stays() {
    let city = City::of_two_nodes(&[]).await;
    let (at, room) = (houmon(&city).await, city.rooms.hana);
    let (kanri, tanaka) = (city.sign_in_at(0, "kanri").await, city.sign_in_at(1, "tanaka").await);
    let sato = city.sign_in_at(1, "sato").await;
    let (mut live, mut other) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let before = sato.write(room, "退職の前").await;
    live.reach(room, before.seq).await;
    let shown = line(&kanri, at, sato.account).await;
    assert_eq!(shown.rooms, 3, "hana, kiyo and the closed one");
    let code = json!({ "version": shown.version, "hand_over": "screen" });
    let open: IssuedCode = post(&kanri, &format!("{at}/staff/{}/code", sato.account), code).await.json();
    let path = format!("{at}/staff/{}/retirement", sato.account);
    post(&kanri, &path, json!({ "version": shown.version })).await.refused(Code::Stale);
    let done: Retirement = post(&kanri, &path, json!({ "version": shown.version + 1 })).await.json();
    assert!(city.all_have_applied().await, "answered before a node knew");
    assert_eq!((done.rooms, done.id_ended), (3, true));
    let late = tanaka.write(room, "退職の後").await;
    let closed = live.closed().await;
    assert!(closed.is_none_or(|code| [4503, 4504].contains(&code)), "{closed:?}");
    // Purged before it was closed, or closed: whatever followed a purge `Live` would complain about.
    assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq));
    for person in [&sato, &sato.at(&city.nodes[0])] {
        person.get("/api/v1/rooms").await.refused(Code::Suspended);
        person.try_write(room, id(), "遅い").await.refused(Code::Suspended);
    }
    other.reach(room, late.seq).await;
    let left = |content: &Content| {
        matches!(content, Content::MemberLeft { subject }
        if subject.account == sato.account)
    };
    assert!(other.entries[&room].iter().any(|entry| left(&entry.content)), "the others see who left");
    let page = tanaka.read(room, before.seq - 1).await;
    assert!(page.entries.iter().any(|entry| entry.author.account == sato.account), "what was written stays");

    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    let begun = browser.begin().await;
    assert_eq!(browser.present(&begun).await, None, "the certificate opens nothing");
    let account = sato.account;
    let rests = [
        format!("select count(*) from membership where account = '{account}' and left_seq is null"),
        format!("select count(*) from session where account = '{account}' and ended_at is null"),
        format!(
            "select count(*) from device d join device_account da on da.device = d.id where da.account = '{account}' and d.standing <> 'ended'"
        ),
        format!(
            "select count(*) from device_certificate c join device_account da on da.device = c.device where da.account = '{account}' and c.standing <> 'ended'"
        ),
        format!(
            "select count(*) from enrolment_code where account = '{account}' and used_at is null and voided_at is null"
        ),
        format!(
            "select count(*) from affiliation x join account a on a.staff_member = x.staff_member where a.id = '{account}' and x.ended_at is null"
        ),
    ];
    for rest in rests {
        assert_eq!(city.number(&rest).await, 0, "{rest}");
    }
    assert!(!open.code.is_empty());
    assert!(list(&kanri, at).await.staff.iter().all(|line| line.account != account));
    post(&kanri, &path, json!({ "version": shown.version + 2 })).await.refused(Code::NotFound);
    assert_eq!(city.number("select count(*) from audit_event where event = 'staff_retired'").await, 1);
    city.end().await;
}

#[tokio::test]
async fn who_has_another_facility_keeps_the_id_and_what_rests_on_that() {
    let city = City::new().await;
    let (here, there) = (houmon(&city).await, clinic(&city).await);
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
    let version = line(&kato, here, mori.account).await.version;
    let path = format!("{here}/staff/{}/retirement", mori.account);
    let done: Retirement = post(&kato, &path, json!({ "version": version })).await.json();
    assert_eq!((done.rooms, done.id_ended), (1, false));
    assert_eq!(live.purge_of(city.rooms.sora).await.why, Code::NotFound);
    mori.try_write(city.rooms.sora, id(), "遅い").await.refused(Code::NotFound);
    mori.write(city.rooms.hana, "こちらは続く").await;
    assert_eq!(line(&kato, there, mori.account).await.standing, Standing::Active);
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_retirements_are_wholly_before_the_answer_or_refused() {
    let race = Race::on_nodes(2, 200).await;
    let (city, kato, at) = (&race.city, &race.kato, houmon(&race.city).await);
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
        let retiring = async {
            let path = format!("{at}/staff/{}/retirement", writer.account);
            // On a machine that is very busy the server may say so; then nothing was done.
            let done = eventually("the retirement", async || {
                let answer = post(kato, &path, json!({ "version": 1 })).await;
                (answer.status != Code::Busy.status()).then_some(answer)
            });
            done.await.ok();
            accepted().await
        };
        let posting = async {
            for _ in 0..4 + number % 4 {
                // The retirement may have reset the connection already.
                live.try_send_post(id(), room, "競争").await;
                tokio::task::yield_now().await;
            }
        };
        let (answered, ()) = tokio::join!(retiring, posting);
        writer.try_write(room, id(), "遅い").await.refused(Code::Suspended);
        let late = reader.write(room, "辞めた後").await;
        other.reach(room, late.seq).await;
        live.closed().await;
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the retirement");
        assert_eq!(accepted().await, answered, "accepted after the answer");
        usize::try_from(answered).expect("a few")
    };
    race::were_raced(&race.play(round).await, 4);
    race.city.end().await;
}

//! 資格停止: the city ends an ID on account of a prohibited act, at once and for good, and only the city gives its person another one.

use renrakucho_protocol::{
    entry::Content,
    http::{CityAccount, CityAccounts, FacilityStaff, IssuedCode, StaffLine},
    problem::Code,
    vocabulary::{NewLoginIdGround, ProhibitedAct, Role, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{
    race::{self, Race},
    staff::facility,
};

async fn line(person: &Person, at: Uuid, account: Uuid) -> StaffLine {
    let staff: FacilityStaff = person.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.account == account).expect("one of the staff")
}

async fn disqualify(person: &Person, account: Uuid, version: i64) -> Answer {
    let body = json!({ "version": version, "act": "defamation" });
    person.call(Method::POST, &format!("/api/v1/city/accounts/{account}/disqualification"), Some(&body)).await
}

async fn replace(person: &Person, at: Uuid, account: Uuid, version: i64, ground: &str) -> Answer {
    let body = json!({ "version": version, "ground": ground, "hand_over": "screen" });
    person.call(Method::POST, &format!("/api/v1/facilities/{at}/staff/{account}/login-id"), Some(&body)).await
}

#[tokio::test]
async fn whoever_is_disqualified_is_out_for_good_and_only_the_city_knows_why_and_gives_another_id() {
    let city = City::of_two_nodes(&[]).await;
    let (at, room) = (facility(&city, "試験訪問看護").await, city.rooms.hana);
    let (kanri, kato) = (city.sign_in_at(0, "kanri").await, city.sign_in_at(1, "kato").await);
    let (sato, tanaka) = (city.sign_in_at(1, "sato").await, city.sign_in_at(0, "tanaka").await);
    let own = sato.write(room, "資格停止の前").await;
    let (mut live, mut other) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let account = sato.account;
    city.fixture(&format!(
        "do $$ declare d uuid := gen_random_uuid(); begin
         insert into device (id, facility, kind, label) values (d, '{at}', 'shared', '共用');
         insert into device_account (device, account) values (d, '{account}'); end $$"
    ))
    .await;
    let version = line(&kanri, at, account).await.version;
    let code = json!({ "version": version, "hand_over": "screen" });
    let path = format!("/api/v1/facilities/{at}/staff/{account}/code");
    let open: IssuedCode = kanri.call(Method::POST, &path, Some(&code)).await.json();
    disqualify(&kato, account, version).await.refused(Code::Stale);
    let done: CityAccount = disqualify(&kato, account, version + 1).await.json();
    assert!(city.all_have_applied().await, "answered before a node knew");
    let decision = done.disqualification.expect("it says so").decision.expect("the city sees why");
    assert_eq!((done.standing, decision.act), (Standing::Ended, ProhibitedAct::Defamation));
    assert!(decision.by.contains("カナリア職員己"), "{decision:?}");

    let late = tanaka.write(room, "資格停止の後").await;
    let closed = live.closed().await;
    assert!(closed.is_none_or(|code| [4503, 4504].contains(&code)), "{closed:?}");
    assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the answer");
    for person in [&sato, &sato.at(&city.nodes[0])] {
        person.get("/api/v1/rooms").await.refused(Code::Suspended);
        person.try_write(room, id(), "遅い").await.refused(Code::Suspended);
    }
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    let begun = browser.begin().await;
    assert_eq!(browser.present(&begun).await, None, "the certificate opens nothing");
    let (_, begun) = Browser::new(city.node(), None).begin_enrolment(&open.code).await;
    assert_eq!(begun.status, 401, "an old code opens something");
    for rest in [
        format!("select count(*) from membership where account = '{account}' and left_seq is null"),
        format!("select count(*) from session where account = '{account}' and ended_at is null"),
        format!(
            "select count(*) from device_account da join device d on d.id = da.device where da.account = '{account}' and (d.standing <> 'ended' or d.kind = 'shared')"
        ),
        format!(
            "select count(*) from enrolment_code where account = '{account}' and used_at is null and voided_at is null"
        ),
    ] {
        assert_eq!(city.number(&rest).await, 0, "{rest}");
    }
    other.reach(room, late.seq).await;
    let left = |content: &Content| matches!(content, Content::MemberLeft { subject } if subject.account == account);
    assert!(other.entries[&room].iter().any(|entry| left(&entry.content)), "the others see who left");
    let page = tanaka.read(room, own.seq - 1).await;
    assert!(page.entries.iter().any(|entry| entry.author.account == account), "what was written stays");

    // The facility sees that it is so, and not why; nothing that it may do brings the person back.
    let shown = line(&kanri, at, account).await;
    assert_eq!((shown.standing, shown.rooms), (Standing::Ended, 0));
    assert!(shown.disqualification.expect("it says so").decision.is_none(), "the facility learns the ground");
    let staff = kanri.get(&format!("/api/v1/facilities/{at}/staff")).await;
    assert!(!staff.text.contains("defamation"), "{}", staff.text);
    let decision = line(&kato, at, account).await.disqualification.and_then(|it| it.decision);
    assert_eq!(decision.expect("the city sees why").act, ProhibitedAct::Defamation);
    let accounts: CityAccounts = kato.get("/api/v1/city/accounts").await.json();
    let disqualified: Vec<_> =
        accounts.accounts.iter().filter(|line| line.disqualification.is_some()).map(|line| line.account).collect();
    assert_eq!(disqualified, [account]);
    let code = json!({ "version": shown.version, "hand_over": "screen" });
    kanri.call(Method::POST, &path, Some(&code)).await.refused(Code::Stale);
    for ground in ["seen", "readmitted"] {
        replace(&kanri, at, account, shown.version, ground).await.refused(Code::IssuedByCity);
    }
    // Nor is it lifted or decided again.
    let restore = format!("/api/v1/city/accounts/{account}/suspension?version={}", shown.version);
    kato.call(Method::DELETE, &restore, None).await.refused(Code::Stale);
    disqualify(&kato, account, shown.version).await.refused(Code::Stale);
    let told = format!(
        "select count(*) from audit_event where event = 'account_disqualified' and subject = '{account}'
         and detail = 'defamation' and account = '{}'",
        kato.account
    );
    assert_eq!(city.number(&told).await, 1);

    // The city may admit the person again, under a new ID and without a room.
    replace(&kato, at, account, shown.version, "lost").await.invalid("ground");
    let issued: IssuedCode = replace(&kato, at, account, shown.version, "readmitted").await.json();
    let mut phone = Browser::new(city.node(), None);
    phone.enrol(&issued.code).await;
    let again = Person { browser: phone, account: issued.account, login: issued.login_id };
    assert!(again.rooms().await.is_empty(), "rooms came back by themselves");
    let after = line(&kanri, at, issued.account).await;
    let [earlier] = after.earlier.as_slice() else { panic!("{:?}", after.earlier) };
    assert_eq!((earlier.account, earlier.ground), (account, NewLoginIdGround::Readmitted));
    assert!(after.disqualification.is_none());
    replace(&kato, at, issued.account, after.version, "readmitted").await.invalid("ground");
    city.end().await;
}

#[tokio::test]
async fn only_the_city_disqualifies_and_not_itself_and_what_is_suspended_may_follow() {
    let city = City::new().await;
    let (at, kato) = (facility(&city, "試験訪問看護").await, city.sign_in("kato").await);
    let ito = city.account("ito").await;
    let version = line(&kato, at, ito).await.version;
    for login in ["sato", "kanri", "shonin", "gyosha"] {
        disqualify(&city.sign_in(login).await, ito, version).await.refused(Code::NotFound);
    }
    disqualify(&kato, kato.account, 1).await.invalid("account");
    // Nor does one person rid the city of its second one.
    disqualify(&kato, city.account("shonin").await, 1).await.invalid("role");
    disqualify(&kato, id(), 1).await.refused(Code::NotFound);
    let body = json!({ "version": version, "act": "bad_manners" });
    let path = format!("/api/v1/city/accounts/{ito}/disqualification");
    kato.call(Method::POST, &path, Some(&body)).await.refused(Code::BadFrame);
    let suspend = json!({ "version": version, "grounds": "prohibited_act" });
    kato.call(Method::POST, &format!("/api/v1/city/accounts/{ito}/suspension"), Some(&suspend)).await.ok();
    let done: CityAccount = disqualify(&kato, ito, version + 1).await.json();
    assert_eq!(done.standing, Standing::Ended);
    // Their facility may still say that they have retired: then they are nobody's there.
    let body = json!({ "version": done.version });
    let retire = format!("/api/v1/facilities/{at}/staff/{ito}/retirement");
    let kanri = city.sign_in("kanri").await;
    kanri.call(Method::POST, &retire, Some(&body)).await.ok();
    let staff: FacilityStaff = kato.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    assert!(staff.staff.iter().all(|line| line.account != ito));
    // Whoever looked after them looks after nobody when they are admitted again.
    let done: CityAccount = disqualify(&kato, kanri.account, line(&kato, at, kanri.account).await.version).await.json();
    let issued: IssuedCode = replace(&kato, at, kanri.account, done.version, "readmitted").await.json();
    assert_eq!(line(&kato, at, issued.account).await.role, Role::Staff);
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_a_disqualification_are_wholly_before_the_answer_or_refused() {
    let race = Race::on_nodes(2, 40).await;
    let (city, kato) = (&race.city, &race.kato);
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
        let deciding = async {
            // On a machine that is very busy the server may say so; then nothing was done.
            let done = eventually("the disqualification", async || {
                let answer = disqualify(kato, writer.account, 1).await;
                (answer.status != Code::Busy.status()).then_some(answer)
            });
            done.await.ok();
            accepted().await
        };
        let posting = async {
            for _ in 0..4 + number % 4 {
                // Their connection may have been reset already.
                live.try_send_post(id(), room, "競争").await;
                tokio::task::yield_now().await;
            }
        };
        let (answered, ()) = tokio::join!(deciding, posting);
        writer.try_write(room, id(), "遅い").await.refused(Code::Suspended);
        let late = reader.write(room, "資格停止の後").await;
        other.reach(room, late.seq).await;
        live.closed().await;
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the disqualification");
        assert_eq!(accepted().await, answered, "accepted after the answer");
        usize::try_from(answered).expect("a few")
    };
    race::were_raced(&race.play(round).await, 4);
    race.city.end().await;
}

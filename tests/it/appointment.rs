//! 指名: two people of the city decide who acts for it. Nobody does alone, but for the one who is alone yet; and a way into a
//! colleague's account is two people's, too.

use renrakucho_domain::Act;
use renrakucho_protocol::{
    appointment::{Appointment, CityPeople, CityPerson},
    http::IssuedCode,
    problem::Code,
    vocabulary::{AppointmentState, Role, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Person, Sink, eventually, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

const PEOPLE: &str = "/api/v1/city/people";

async fn people(person: &Person) -> CityPeople {
    person.get(PEOPLE).await.json()
}

async fn line(person: &Person, account: Uuid) -> CityPerson {
    people(person).await.people.into_iter().find(|line| line.account == account).expect("someone of the city's offices")
}

/// On the version that the page shows.
async fn propose(person: &Person, account: Uuid, role: &str) -> Answer {
    let body = json!({ "id": id(), "version": line(person, account).await.version, "role": role });
    person.call(Method::POST, &format!("{PEOPLE}/{account}/appointments"), Some(&body)).await
}

async fn waiting(person: &Person, account: Uuid) -> Appointment {
    let found = people(person).await.appointments.into_iter();
    found
        .filter(|one| one.account == account && one.state == AppointmentState::Waiting)
        .collect::<Vec<_>>()
        .pop()
        .expect("a proposal that waits")
}

async fn decide(person: &Person, appointment: Uuid, confirmed: bool) -> Answer {
    let path = format!("/api/v1/city/appointments/{appointment}/decision");
    person.call(Method::POST, &path, Some(&json!({ "confirmed": confirmed }))).await
}

async fn withdraw(person: &Person, appointment: Uuid) -> Answer {
    person.call(Method::DELETE, &format!("/api/v1/city/appointments/{appointment}"), None).await
}

/// Someone who has always worked at the city's office, and takes part in no room.
async fn of_the_office(city: &City, login: &str) -> Uuid {
    city.fixture(&format!(
        "do $$ declare one uuid = (select id from account where login_id = '{login}'); begin
         delete from membership where account = one;
         update account set role = 'staff' where id = one;
         update affiliation set facility = (select id from facility where name = '試験市役所'), profession = 'city_official'
             where staff_member = (select staff_member from account where id = one); end $$"
    ))
    .await;
    city.account(login).await
}

/// A third person of the city, as if they had been appointed long ago.
async fn third(city: &City) -> Person {
    of_the_office(city, "ito").await;
    city.fixture("update account set role = 'city_moderator' where login_id = 'ito'").await;
    city.sign_in("ito").await
}

fn fault(answer: &Answer) -> Option<String> {
    let problem = answer.problem();
    assert_eq!(problem.code, Code::Validation, "{}", answer.text);
    problem.field
}

async fn details(city: &City, event: &str) -> Vec<Option<String>> {
    sqlx::query_scalar("select detail from audit_event where event = $1 order by id")
        .bind(event)
        .fetch_all(&city.sql)
        .await
        .expect("events")
}

#[tokio::test]
async fn two_people_decide_and_whoever_is_appointed_signs_in_to_it() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let sato = of_the_office(&city, "sato").await;
    let (kato, shonin, newcomer) =
        (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let mut live = newcomer.connect().await;

    // Nobody else is shown who they are, and whoever works elsewhere or for the contractor is not among them.
    for login in ["tanaka", "kanri", "gyosha"] {
        city.sign_in(login).await.get(PEOPLE).await.refused(Code::NotFound);
    }
    newcomer.get(PEOPLE).await.refused(Code::NotFound);
    let shown = people(&shonin).await.people;
    let roles: Vec<_> = shown.iter().map(|line| (&*line.login_id, line.role, line.is_self)).collect();
    assert_eq!(
        roles,
        [("kato", Role::CityModerator, false), ("shonin", Role::CityApprover, true), ("sato", Role::Staff, false),]
    );

    propose(&kato, sato, "city_moderator").await.ok();
    let proposal = waiting(&kato, sato).await;
    assert!(proposal.is_own && !proposal.may_decide);
    // Nothing has changed.
    newcomer.get("/api/v1/city/rooms").await.refused(Code::NotFound);
    assert_eq!(line(&kato, sato).await.role, Role::Staff);
    // Neither the proposer nor a stranger is the second person.
    assert_eq!(fault(&decide(&kato, proposal.id, true).await).as_deref(), Some("account"));
    decide(&newcomer, proposal.id, true).await.refused(Code::NotFound);
    decide(&city.sign_in("gyosha").await, proposal.id, true).await.refused(Code::NotFound);
    assert!(waiting(&shonin, sato).await.may_decide);
    let mails = eventually("the mail to the second person", async || {
        let mails: Vec<_> = sink.mails().into_iter().filter(|mail| mail.everything().contains("指名の確認")).collect();
        (!mails.is_empty()).then_some(mails)
    })
    .await;
    assert_eq!(mails.iter().map(|mail| &*mail.to).collect::<Vec<_>>(), ["shonin@mihon.example"]);
    assert!(!mails[0].everything().contains("カナリア"));

    decide(&shonin, proposal.id, true).await.ok();
    let closed = live.closed().await;
    assert!(closed.is_some_and(|code| code >= 4000), "{closed:?}");
    newcomer.get("/api/v1/session").await.refused(Code::SessionEnded);
    let moderator = city.sign_in("sato").await;
    moderator.get("/api/v1/city/rooms").await.ok();
    decide(&shonin, proposal.id, true).await.refused(Code::Stale);
    let past = people(&moderator).await.appointments;
    assert_eq!((past[0].state, past[0].was_alone, past.len()), (AppointmentState::Done, false, 1));
    assert_eq!(past[0].decider.as_deref(), Some("承認 カナリア職員庚"));

    // And back: two others decide that too, and what a moderator could do is over.
    propose(&shonin, sato, "staff").await.ok();
    assert_eq!(fault(&decide(&moderator, waiting(&kato, sato).await.id, true).await).as_deref(), Some("account"));
    decide(&kato, waiting(&kato, sato).await.id, true).await.ok();
    moderator.get("/api/v1/city/rooms").await.refused(Code::SessionEnded);
    city.sign_in("sato").await.get("/api/v1/city/rooms").await.refused(Code::NotFound);
    let done = [Some("city_moderator".to_owned()), Some("staff".into())];
    assert_eq!(details(&city, "appointment_proposed").await, done);
    assert_eq!(details(&city, "appointment_done").await, done);
    city.end().await;
}

#[tokio::test]
async fn whoever_is_alone_finds_a_second_person_and_is_alone_no_more() {
    let city = City::new().await;
    let (sato, ito) = (of_the_office(&city, "sato").await, of_the_office(&city, "ito").await);
    // As after `renrakucho init`: one moderator. One who is only suspended is there, and may come back.
    city.fixture("update account set standing = 'suspended' where login_id = 'shonin'").await;
    let kato = city.sign_in("kato").await;
    let body = json!({ "id": id(), "version": line(&kato, sato).await.version, "role": "city_approver" });
    kato.call(Method::POST, &format!("{PEOPLE}/{sato}/appointments"), Some(&body)).await.ok();
    withdraw(&kato, waiting(&kato, sato).await.id).await.ok();
    city.fixture("update account set standing = 'ended' where login_id = 'shonin'").await;

    propose(&kato, sato, "city_approver").await.ok();
    assert_eq!(line(&kato, sato).await.role, Role::CityApprover);
    assert_eq!(details(&city, "appointment_done").await, [Some("city_approver, alone".to_owned())]);
    assert!(people(&kato).await.appointments[0].was_alone);
    // The third one takes both of them; and of two neither is rid of the other.
    propose(&kato, ito, "city_moderator").await.ok();
    assert_eq!(line(&kato, ito).await.role, Role::Staff);
    for role in ["staff", "city_moderator"] {
        assert_eq!(fault(&propose(&kato, sato, role).await).as_deref(), Some("second"));
    }
    let kato_account = city.account("kato").await;
    let approver = city.sign_in("sato").await;
    assert_eq!(fault(&propose(&approver, kato_account, "staff").await).as_deref(), Some("second"));
    city.end().await;
}

#[tokio::test]
async fn what_has_changed_since_is_not_confirmed() {
    let city = City::new().await;
    let sato = of_the_office(&city, "sato").await;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, third(&city).await);
    let (ito_account, kato_account) = (city.account("ito").await, city.account("kato").await);
    let path = format!("{PEOPLE}/{sato}/appointments");
    let version = line(&kato, sato).await.version;
    let body = json!({ "id": id(), "version": version + 1, "role": "city_moderator" });
    kato.call(Method::POST, &path, Some(&body)).await.refused(Code::Stale);
    for (role, field) in [("staff", "role"), ("operator", "role"), ("facility_admin", "role")] {
        assert_eq!(fault(&propose(&kato, sato, role).await).as_deref(), Some(field), "{role}");
    }
    assert_eq!(fault(&propose(&kato, kato_account, "staff").await).as_deref(), Some("account"));
    let stranger = city.account("tanaka").await;
    let body = json!({ "id": id(), "version": 1, "role": "city_moderator" });
    let elsewhere = format!("{PEOPLE}/{stranger}/appointments");
    kato.call(Method::POST, &elsewhere, Some(&body)).await.refused(Code::NotFound);

    // One at a time; taken back by its proposer alone; refused by another.
    propose(&kato, sato, "city_moderator").await.ok();
    propose(&ito, sato, "city_approver").await.refused(Code::Stale);
    let first = waiting(&kato, sato).await.id;
    withdraw(&shonin, first).await.refused(Code::NotFound);
    withdraw(&kato, first).await.ok();
    decide(&shonin, first, true).await.refused(Code::Stale);
    propose(&kato, sato, "city_moderator").await.ok();
    let second = waiting(&kato, sato).await.id;
    decide(&shonin, second, false).await.ok();
    decide(&shonin, second, true).await.refused(Code::Stale);

    // Nobody confirmed it in time.
    propose(&kato, sato, "city_moderator").await.ok();
    let late = waiting(&kato, sato).await.id;
    city.fixture("update appointment set lapses_at = clock_timestamp() where state = 'waiting'").await;
    decide(&shonin, late, true).await.refused(Code::Stale);
    let state = people(&kato).await.appointments.into_iter().find(|one| one.id == late).expect("it").state;
    assert_eq!(state, AppointmentState::Lapsed);

    // Suspended since then; and its proposer decides for nobody any more.
    propose(&kato, sato, "city_moderator").await.ok();
    let of_suspended = waiting(&kato, sato).await.id;
    city.fixture("update account set standing = 'suspended' where login_id = 'sato'").await;
    decide(&shonin, of_suspended, true).await.refused(Code::Stale);
    assert_eq!(line(&kato, sato).await.standing, Standing::Suspended);
    city.fixture("update account set standing = 'active' where login_id = 'sato'").await;
    withdraw(&kato, of_suspended).await.ok();
    propose(&ito, sato, "city_moderator").await.ok();
    let of_dismissed = waiting(&kato, sato).await.id;
    propose(&kato, ito_account, "staff").await.ok();
    decide(&shonin, waiting(&kato, ito_account).await.id, true).await.ok();
    decide(&kato, of_dismissed, true).await.refused(Code::Stale);
    assert_eq!(line(&kato, sato).await.role, Role::Staff);

    // An approver takes part in no room.
    city.fixture("update account set role = 'staff' where login_id = 'mori'").await;
    city.fixture(
        "update affiliation set facility = (select id from facility where name = '試験市役所')
         where staff_member = (select staff_member from account where login_id = 'mori')",
    )
    .await;
    let mori = city.account("mori").await;
    assert_eq!(fault(&propose(&kato, mori, "city_approver").await).as_deref(), Some("rooms"));
    propose(&kato, mori, "city_moderator").await.ok();
    city.end().await;
}

#[tokio::test]
async fn two_who_dismiss_each_other_are_not_both_gone() {
    let city = City::of_two_nodes(&[]).await;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, third(&city).await);
    let (kato_account, ito_account) = (city.account("kato").await, city.account("ito").await);
    for _ in 0..5 {
        propose(&kato, ito_account, "staff").await.ok();
        propose(&ito, kato_account, "staff").await.ok();
        let (of_ito, of_kato) = (waiting(&shonin, ito_account).await.id, waiting(&shonin, kato_account).await.id);
        let elsewhere = shonin.at(&city.nodes[1]);
        let (a, b) = tokio::join!(decide(&shonin, of_ito, true), decide(&elsewhere, of_kato, true));
        assert!((a.status == 200) != (b.status == 200), "{} {}", a.text, b.text);
        let left =
            city.number("select count(*) from account where role = 'city_moderator' and standing = 'active'").await;
        assert_eq!(left, 1);
        city.fixture("update account set role = 'city_moderator' where login_id in ('kato', 'ito')").await;
        city.fixture("delete from appointment where state = 'waiting'").await;
        city.fixture("update session set ended_at = null, end_reason = null").await;
    }
    city.end().await;
}

#[tokio::test]
async fn a_way_into_an_account_of_the_city_is_two_peoples() {
    let city = City::with(&[("people.second_person", "never".to_owned())]).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let account = city.account("shonin").await;
    let issue = async |person: &Person| {
        let body = json!({ "version": line(person, account).await.version });
        person.call(Method::POST, &format!("{PEOPLE}/{account}/code"), Some(&body)).await
    };
    let confirm = async |person: &Person| {
        let body = json!({ "version": line(person, account).await.version });
        person.call(Method::POST, &format!("{PEOPLE}/{account}/confirmation"), Some(&body)).await
    };
    let is_good = async |code: &str| {
        let body = json!({ "code": code });
        Browser::new(city.node(), None).post("/api/v1/enrolment/code", &body).await.status == 200
    };
    // Nobody is there who could confirm it.
    assert_eq!(fault(&issue(&kato).await).as_deref(), Some("second"));
    let ito = third(&city).await;
    assert_eq!(fault(&issue(&shonin).await).as_deref(), Some("account"));
    let issued: IssuedCode = issue(&kato).await.json();
    assert!(issued.awaits_second, "whatever the setting for facilities");
    assert_eq!((&*issued.login_id, &*issued.facility), ("shonin", "試験市役所"));
    assert!(!is_good(&issued.code).await);
    confirm(&kato).await.refused(Code::Stale);
    assert_eq!(fault(&confirm(&shonin).await).as_deref(), Some("account"));
    city.sign_in("gyosha").await.get(PEOPLE).await.refused(Code::NotFound);
    let code = line(&ito, account).await.code.expect("a code");
    assert!(code.awaits_second && !code.is_own);
    assert!(!is_good(&issued.code).await);
    confirm(&ito).await.ok();
    assert!(is_good(&issued.code).await);
    confirm(&ito).await.refused(Code::Stale);
    // Not of someone who does not act for the city: that is their facility's, or the desk's.
    let sato = of_the_office(&city, "sato").await;
    let body = json!({ "version": line(&kato, sato).await.version });
    kato.call(Method::POST, &format!("{PEOPLE}/{sato}/code"), Some(&body)).await.refused(Code::NotFound);
    let events = "select count(*) from audit_event where event in ('code_issued', 'code_confirmed')";
    assert_eq!(city.number(events).await, 2);
    let refused = format!("select count(*) from audit_event where detail like '{}:%'", Act::ChangeCityPeople.as_str());
    assert!(city.number(&refused).await >= 5);
    city.end().await;
}

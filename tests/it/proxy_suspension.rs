//! 緊急時の代行 (articles 28 and 39): the operator suspends for the city, on its word or because nobody could be reached; the city has it
//! before it in the same moment, and decides. The operator is shown nothing.

use renrakucho::clock;
use renrakucho_protocol::{
    case::{CaseDetail, CaseLine, CaseStepKind, Cases},
    http::{CityAccount, CityAccounts, Devices},
    problem::Code,
    proxy::ProxyReceipt,
    vocabulary::{CaseKind, CaseRoute, CaseState, Grounds, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Flags, Installation, Live, Person, Sink, answer, eventually};
use reqwest::Method;
use serde_json::{Value, json};
use time::{Duration, format_description::well_known::Rfc3339};
use uuid::Uuid;

const CASES: &str = "select count(*) from city_case where kind = 'suspended_by_proxy'";

fn ago(minutes: i64) -> String {
    (clock::now() - Duration::minutes(minutes)).format(&Rfc3339).expect("a time")
}

fn by_word(login: &str) -> Value {
    json!({
        "login_id": login, "grounds": "leaked", "nobody_reached": false,
        "asked": { "by": "見本 課長", "at": ago(10) },
    })
}

fn on_own_word(login: &str) -> Value {
    json!({ "login_id": login, "grounds": "unauthorised_access", "nobody_reached": true })
}

async fn suspend(person: &Person, body: &Value) -> Answer {
    person.call(Method::POST, "/api/v1/proxy/suspensions", Some(body)).await
}

async fn case_of(kato: &Person, receipt: &str) -> CaseLine {
    let cases: Cases = kato.get("/api/v1/city/cases?state=open").await.json();
    cases.cases.into_iter().find(|line| line.receipt == receipt).expect("the city has the case")
}

async fn read(person: &Person, case: Uuid) -> CaseDetail {
    person.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

/// Works on it and decides.
async fn decide(person: &Person, case: Uuid, decision: &str) -> Answer {
    let version = read(person, case).await.line.version;
    let path = format!("/api/v1/city/cases/{case}");
    let claimed = person.call(Method::POST, &format!("{path}/claim"), Some(&json!({ "version": version }))).await;
    let version = claimed.json::<CaseDetail>().line.version;
    let body = json!({ "version": version, "decision": decision, "reason": "市で確かめました。" });
    person.call(Method::POST, &format!("{path}/decision"), Some(&body)).await
}

async fn account(kato: &Person, login: &str) -> CityAccount {
    let accounts: CityAccounts = kato.get("/api/v1/city/accounts").await.json();
    accounts.accounts.into_iter().find(|line| line.login_id == login).expect("an account of the city")
}

async fn details(city: &City, event: &str) -> Vec<Option<String>> {
    sqlx::query_scalar("select detail from audit_event where event = $1 order by id")
        .bind(event)
        .fetch_all(&city.sql)
        .await
        .expect("events")
}

async fn ended_with(live: &mut Live, code: u16) {
    let closed = live.closed().await;
    assert!(closed.is_none_or(|closed| closed == code), "{closed:?} instead of {code}");
}

#[tokio::test]
async fn what_the_operator_suspends_is_out_at_once_and_the_city_takes_it_back() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let (gyosha, kato, sato) = (city.sign_in("gyosha").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let room = city.rooms.hana;
    let mut live = sato.look_at(room).await;

    let done = suspend(&gyosha, &by_word(" sato ")).await;
    for word in ["カナリア", "佐藤", "sato", "試験訪問看護"] {
        assert!(!done.text.contains(word), "the operator is told {word}: {}", done.text);
    }
    let receipt: ProxyReceipt = done.json();
    ended_with(&mut live, 4504).await;
    sato.get("/api/v1/rooms").await.refused(Code::Suspended);
    sato.try_write(room, renrakucho_tests::id(), "停止の後").await.refused(Code::Suspended);
    assert_eq!(details(&city, "account_suspended").await, [Some("leaked, by proxy, asked by the city".to_owned())]);
    // What is suspended already is not suspended again, and no second case comes of it.
    suspend(&gyosha, &on_own_word("sato")).await.refused(Code::Stale);
    assert_eq!(city.number(CASES).await, 1);

    let line = case_of(&kato, &receipt.receipt).await;
    assert_eq!((line.kind, line.route), (CaseKind::SuspendedByProxy, CaseRoute::SignedIn));
    assert_eq!((&line.due, &*line.title), (&receipt.due, "佐藤 カナリア職員甲"));
    let shown = read(&kato, line.case).await;
    assert_eq!(
        (shown.history[0].step, shown.history[0].by.as_deref()),
        (CaseStepKind::Opened, Some("業者 カナリア職員辛"))
    );
    let told = shown.proxy.expect("what was done");
    assert_eq!((told.account, told.device), (Some(sato.account), None));
    assert_eq!((told.login_id.as_deref(), told.facility.as_deref()), (Some("sato"), Some("試験訪問看護")));
    assert_eq!((told.grounds, &*told.by), (Grounds::Leaked, "業者 カナリア職員辛"));
    assert_eq!(told.asked.expect("the city's word").by, "見本 課長");
    // Nobody asks how it stands by its number.
    let asked = json!({ "receipt": receipt.receipt });
    kato.call(Method::POST, "/api/v1/applications/status", Some(&asked)).await.refused(Code::NotFound);
    let mails = eventually("the moderators' mail", async || {
        let mails: Vec<_> =
            sink.mails().into_iter().filter(|mail| mail.everything().contains("緊急の一時停止")).collect();
        (!mails.is_empty()).then_some(mails)
    })
    .await;
    assert_eq!(mails.iter().map(|mail| &*mail.to).collect::<Vec<_>>(), ["kato@mihon.example"]);
    for word in ["カナリア", "佐藤", "sato", &receipt.receipt] {
        assert!(!mails[0].everything().contains(word), "{word}");
    }

    let decided: CaseDetail = decide(&kato, line.case, "refused").await.json();
    assert_eq!(decided.line.state, CaseState::Refused);
    assert_eq!(account(&kato, "sato").await.standing, Standing::Active);
    assert_eq!(details(&city, "account_restored").await.len(), 1);
    assert_eq!(city.number("select count(*) from suspension where restored_at is null").await, 0);
    // What was ended stays ended; they sign in anew.
    sato.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    city.sign_in("sato").await.look_at(room).await.settle().await;
    city.end().await;
}

#[tokio::test]
async fn what_the_city_confirms_stays_and_what_it_lifted_itself_is_not_lifted_twice() {
    let city = City::new().await;
    let (gyosha, kato) = (city.sign_in("gyosha").await, city.sign_in("kato").await);
    let confirmed: ProxyReceipt = suspend(&gyosha, &on_own_word("sato")).await.json();
    assert_eq!(
        details(&city, "account_suspended").await,
        [Some("unauthorised_access, by proxy, nobody reached".to_owned())]
    );
    let case = case_of(&kato, &confirmed.receipt).await.case;
    assert!(read(&kato, case).await.proxy.expect("what was done").asked.is_none());
    let decided: CaseDetail = decide(&kato, case, "accepted").await.json();
    assert_eq!(decided.line.state, CaseState::Accepted);
    assert_eq!(account(&kato, "sato").await.standing, Standing::Suspended);
    // It is an ordinary suspension: the city lifts it some day.
    let restore = async |login: &str| {
        let line = account(&kato, login).await;
        let path = format!("/api/v1/city/accounts/{}/suspension?version={}", line.account, line.version);
        kato.call(Method::DELETE, &path, None).await.ok();
    };
    restore("sato").await;

    // Of another the city lifts it at once, suspends anew on its own ground, and takes back only what was done by proxy.
    let lifted: ProxyReceipt = suspend(&gyosha, &on_own_word("tanaka")).await.json();
    restore("tanaka").await;
    let line = account(&kato, "tanaka").await;
    let body = json!({ "version": line.version, "grounds": "prohibited_act" });
    let path = format!("/api/v1/city/accounts/{}/suspension", line.account);
    kato.call(Method::POST, &path, Some(&body)).await.ok();
    let case = case_of(&kato, &lifted.receipt).await.case;
    decide(&kato, case, "refused").await.ok();
    assert_eq!(account(&kato, "tanaka").await.standing, Standing::Suspended);
    let own = "select count(*) from suspension where restored_at is null and grounds = 'prohibited_act'";
    assert_eq!(city.number(own).await, 1);
    city.end().await;
}

#[tokio::test]
async fn a_device_is_suspended_by_its_number_or_name_and_whose_it_is() {
    let city = City::new().await;
    let (gyosha, kato, sato) = (city.sign_in("gyosha").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let devices: Devices = sato.get("/api/v1/devices").await.json();
    let device = &devices.devices[0];
    let named = |label: &str, of: &str| {
        json!({
            "device": { "label": label, "of": of }, "grounds": "lost", "nobody_reached": false,
            "asked": { "by": "見本 課長", "at": ago(1) },
        })
    };
    for (label, of) in [("無い端末", "sato"), (&*device.label, "tanaka"), (&*device.label, "試験クリニック")]
    {
        suspend(&gyosha, &named(label, of)).await.refused(Code::NotFound);
    }
    // Two of the same name name none; one's own is not done by proxy.
    city.fixture(&format!(
        "insert into device (id, facility, kind, label) select gen_random_uuid(), facility, 'shared', label
         from device where id = '{}'",
        device.device
    ))
    .await;
    suspend(&gyosha, &named(&device.label, "試験訪問看護")).await.invalid("device");
    let own: Devices = gyosha.get("/api/v1/devices").await.json();
    suspend(&gyosha, &named(&own.devices[0].label, "gyosha")).await.invalid("device");
    assert_eq!(city.number(CASES).await, 0);

    let mut live = sato.look_at(city.rooms.hana).await;
    let receipt: ProxyReceipt = suspend(&gyosha, &named(&device.label, "sato")).await.json();
    ended_with(&mut live, 4503).await;
    sato.get("/api/v1/rooms").await.refused(Code::Suspended);
    let case = case_of(&kato, &receipt.receipt).await.case;
    let told = read(&kato, case).await.proxy.expect("what was done");
    assert_eq!((told.device, told.label.as_deref()), (Some(device.device), Some(&*device.label)));
    assert_eq!(told.facility.as_deref(), Some("試験訪問看護"));
    decide(&kato, case, "refused").await.ok();
    city.sign_in("sato").await;
    city.end().await;
}

#[tokio::test]
async fn only_the_operator_may_and_never_silently_nor_against_the_city() {
    let city = City::new().await;
    let gyosha = city.sign_in("gyosha").await;
    for login in ["sato", "kanri", "kato", "shonin"] {
        let person = city.sign_in(login).await;
        suspend(&person, &by_word("tanaka")).await.refused(Code::NotFound);
    }
    let mut nobody = Browser::new(city.node(), None);
    nobody.post("/api/v1/proxy/suspensions", &by_word("tanaka")).await.refused(Code::Unauthenticated);
    suspend(&gyosha, &by_word("nobody")).await.refused(Code::NotFound);
    // On nobody's word, on two, on an old one, on that of somebody without a name; of nothing, and of two things.
    for (change, field) in [
        (json!({ "asked": null }), "asked"),
        (json!({ "nobody_reached": true }), "asked"),
        (json!({ "asked": { "by": "見本 課長", "at": ago(25 * 60) } }), "asked_at"),
        (json!({ "asked": { "by": "見本 課長", "at": ago(-60) } }), "asked_at"),
        (json!({ "asked": { "by": " ", "at": ago(1) } }), "asked_by"),
        (json!({ "login_id": null }), "named"),
        (json!({ "device": { "label": "x", "of": "y" } }), "named"),
    ] {
        let mut body = by_word("tanaka");
        for (key, value) in change.as_object().expect("fields") {
            body[key] = value.clone();
        }
        suspend(&gyosha, &body).await.invalid(field);
    }
    // Not oneself, and not the last who could take it back; with a second moderator that one may be.
    suspend(&gyosha, &by_word("gyosha")).await.invalid("account");
    suspend(&gyosha, &by_word("kato")).await.invalid("account");
    // It is so grave that the passkey is asked for again.
    city.fixture("update session set verified_at = clock_timestamp() - interval '1 hour'").await;
    suspend(&gyosha, &by_word("tanaka")).await.refused(Code::StepUpRequired);
    assert_eq!(gyosha.browser.clone().step_up(&city.passkey("gyosha"), Flags::Verified).await.status, 204);
    assert_eq!(city.number(CASES).await, 0);
    assert_eq!(city.number("select count(*) from account where standing <> 'active'").await, 0);

    city.fixture("update account set role = 'city_moderator' where login_id = 'shonin'").await;
    let receipt: ProxyReceipt = suspend(&gyosha, &by_word("kato")).await.json();
    let shonin = city.sign_in("shonin").await;
    suspend(&gyosha, &by_word("shonin")).await.invalid("account");
    let case = case_of(&shonin, &receipt.receipt).await.case;
    // The operator neither sees what became of it nor decides it.
    gyosha.get(&format!("/api/v1/city/cases/{case}")).await.refused(Code::NotFound);
    for path in ["/api/v1/city/cases?state=open", "/api/v1/city/accounts", "/api/v1/city/devices"] {
        gyosha.get(path).await.refused(Code::NotFound);
    }
    // Nor does whom it is about, once they are back.
    let line = account(&shonin, "kato").await;
    let path = format!("/api/v1/city/accounts/{}/suspension?version={}", line.account, line.version);
    shonin.call(Method::DELETE, &path, None).await.ok();
    let kato = city.sign_in("kato").await;
    decide(&kato, case, "accepted").await.invalid("account");
    decide(&shonin, case, "accepted").await.ok();
    assert_eq!(account(&shonin, "kato").await.standing, Standing::Active, "the city had lifted it");
    city.end().await;
}

#[tokio::test]
async fn of_two_operators_one_leaves_the_city_a_moderator() {
    let city = City::new().await;
    city.fixture("update account set role = 'city_moderator' where login_id = 'shonin'").await;
    city.fixture("update account set role = 'operator' where login_id = 'mori'").await;
    let (one, other) = (city.sign_in("gyosha").await, city.sign_in("mori").await);
    let (first, second) = (by_word("kato"), by_word("shonin"));
    let (first, second) = tokio::join!(suspend(&one, &first), suspend(&other, &second));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422], "{} {}", first.text, second.text);
    assert_eq!(
        city.number("select count(*) from account where role = 'city_moderator' and standing = 'active'").await,
        1
    );
    assert_eq!(city.number(CASES).await, 1);
    city.end().await;
}

#[tokio::test]
async fn an_operator_is_enrolled_on_the_server_and_is_nobodys_carer() {
    let place = Installation::empty().await;
    let founded = place.init().await;
    assert!(founded.well, "{}", founded.complained);
    let config = place.file("renrakucho.toml").display().to_string();
    let settings = place.filled_in("127.0.0.1:1");
    let enrol = async |office: &str, kana: &str| {
        let words = ["--office", office, "--name", "業者 太郎", "--kana", kana];
        let words = [&["enrol-operator", "--config", &config][..], &words[..]].concat();
        place.run(&words, &settings).await
    };
    let wrong = enrol("無い課", "ぎょうしゃ").await;
    assert!(!wrong.well && wrong.complained.contains("no office"), "{wrong:?}");
    let wrong = enrol("みほん市役所 福祉課", "業者").await;
    assert!(!wrong.well && wrong.complained.contains("wrong kana"), "{wrong:?}");
    let enrolled = enrol("みほん市役所 福祉課", "ぎょうしゃ たろう").await;
    assert!(enrolled.well, "{}", enrolled.complained);
    let link = format!("{}/enrol#", place.origin());
    let code = enrolled.told.lines().find_map(|line| line.trim().strip_prefix(&link)).expect("a link").to_owned();

    let mut node = place.serve(&settings).await;
    let mut browser = Browser::new(&node, None);
    browser.enrol(&code).await;
    let view: Value = answer(browser.request(Method::GET, "/api/v1/session")).await.json();
    assert_eq!((&view["name"], &view["role"]), (&json!("業者 太郎"), &json!("operator")));
    answer(browser.request(Method::GET, "/api/v1/city/accounts")).await.refused(Code::NotFound);
    let proxy = browser.request(Method::POST, "/api/v1/proxy/suspensions").json(&on_own_word("nobody"));
    answer(proxy).await.refused(Code::NotFound);
    node.stop().await;
    place.end().await;
}

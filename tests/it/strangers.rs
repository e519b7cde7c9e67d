//! Callers whom neither a session nor a device identifies: their refusals are counted, and the counts can be shown later.

use std::net::Ipv4Addr;

use renrakucho_protocol::problem::Code;
use renrakucho_tests::{Browser, City, answer, eventually};
use reqwest::Method;
use serde_json::json;

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Tries to look, so often, with a session that was guessed or with none.
async fn knocks(city: &City, from: Ipv4Addr, guessed: bool, times: usize) {
    let mut browser = Browser::from_address(city.node(), None, from);
    if guessed {
        browser.cookies.insert("__Host-renrakucho".into(), "guessed".into());
    }
    for _ in 0..times {
        answer(browser.request(Method::GET, "/api/v1/rooms")).await.refused(Code::Unauthenticated);
    }
}

/// The name by which the log knows an address.
async fn name(city: &City, address: Ipv4Addr) -> String {
    city.command(&["audit", "address", &address.to_string()]).await.expect("a name").trim().to_owned()
}

/// What the log tells of it.
async fn told(city: &City, of: &str) -> Vec<String> {
    sqlx::query_scalar(
        "select detail from audit_event where event = 'strangers_refused' and detail like '% from ' || $1 || ': %' order by id",
    )
    .bind(of)
    .fetch_all(&city.sql)
    .await
    .expect("the audit log")
}

fn count(told: &[String]) -> usize {
    told.iter().map(|line| line.split(' ').next().and_then(|count| count.parse::<usize>().ok()).expect("a count")).sum()
}

#[tokio::test]
async fn the_refusals_of_an_address_are_one_event_and_the_last_ones_are_written_at_the_stop() {
    let mut city = City::new().await;
    let before = city.number("select count(*) from audit_event").await;
    knocks(&city, HERE, false, 200).await;
    knocks(&city, HERE, true, 3).await;
    knocks(&city, ELSEWHERE, false, 5).await;
    // A sign-in that stays without a device.
    let mut browser = Browser::from_address(city.node(), None, ELSEWHERE);
    browser.challenge().await.refused(Code::Unauthenticated);
    let path = browser.begin().await;
    assert_eq!(browser.present(&path).await, None);
    assert_eq!(browser.present("/attest?nonce=guessed").await, None);
    browser.prove("guessed").await.refused(Code::Unauthenticated);
    browser.challenge().await.refused(Code::Unauthenticated);
    browser.post("/api/v1/sign-in/passkey/finish", &json!({ "credential": {} })).await.refused(Code::Unauthenticated);
    assert_eq!(city.number("select count(*) from audit_event").await, before, "an event each");

    city.nodes[0].stop().await;
    let (here, elsewhere) = (name(&city, HERE).await, name(&city, ELSEWHERE).await);
    assert_eq!(told(&city, &here).await, [format!("203 from {here}: no session 200; session unknown 3")]);
    let [told] = told(&city, &elsewhere).await.try_into().expect("one event");
    assert!(told.starts_with(&format!("11 from {elsewhere}: ")), "{told}");
    for why in [
        "device code wrong, used or expired 1",
        "no attempt 1",
        "no ceremony under way 1",
        "no proven device 1",
        "no session 5",
        "nonce unknown 1",
    ] {
        assert!(told.contains(why), "{why}: {told}");
    }
    let in_clear = "select count(*) from audit_event where detail like '%127.0.0%'";
    assert_eq!(city.number(in_clear).await, 0, "an address stands in the log");
    city.nodes.clear();
    city.end().await;
}

#[tokio::test]
async fn counts_are_written_while_the_node_serves_and_addresses_beyond_the_limit_share_one() {
    let settings = [("audit.strangers_seconds", "1".into()), ("audit.strangers_addresses", "1".into())];
    let city = City::with(&settings).await;
    // Both count into what is written next, whenever that is; the one who came first has the place.
    for _ in 0..20 {
        knocks(&city, HERE, false, 1).await;
        knocks(&city, ELSEWHERE, false, 1).await;
    }
    let names = [name(&city, HERE).await, name(&city, ELSEWHERE).await, "other addresses".to_owned()];
    eventually("all are written", async || {
        let mut all = 0;
        for name in &names {
            all += count(&told(&city, name).await);
        }
        (all == 40).then_some(())
    })
    .await;
    assert!(!told(&city, "other addresses").await.is_empty(), "the second address had a count of its own");
    // Events of one writing have one time of transaction: never two addresses by name.
    let by_name = "select count(*) from (select xid from audit_event where event = 'strangers_refused'
                   and detail not like '% from other addresses: %' group by xid having count(*) > 1) t";
    assert_eq!(city.number(by_name).await, 0);
    city.end().await;
}

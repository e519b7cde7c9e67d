//! Enrolment codes that somebody guesses: who guesses is held up, and nobody else.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Instant,
};

use futures_util::StreamExt;
use renrakucho_tests::{Browser, City, Flags, client_config};
use reqwest::Client;
use serde_json::json;

use crate::browser_key::invited;

/// Beside the one from which everybody else comes.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const TRIES: usize = 10_000;
/// `limits.sign_in_steps_per_second_per_address`, and ten seconds' worth of it at once.
const RATE: f64 = 50.0;

#[tokio::test]
async fn ten_thousand_guesses_are_held_up_while_the_one_they_are_aimed_at_enrols_and_signs_in() {
    let city = City::new().await;
    let code = invited(&city, "sato").await;
    let tls = client_config(&city.node().authority, None);
    let guesser = Client::builder()
        .tls_backend_preconfigured((*tls).clone())
        .local_address(IpAddr::from(ELSEWHERE))
        .build()
        .expect("a client");
    let origin = city.node().origin.clone();
    // As near to the real one as a guess can be, at both places that take one.
    let guess = |number: usize| {
        let code = format!("{}{number:05}", &code[..code.len() - 5]);
        let (place, body) = match number % 2 {
            0 => ("code", json!({ "code": code })),
            _ => ("certificate", json!({ "code": code, "request": "x" })),
        };
        let url = format!("{origin}/api/v1/enrolment/{place}");
        let request = guesser.post(url).header("origin", &origin).json(&body);
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let began = Instant::now();
    let guessing = futures_util::stream::iter((0..TRIES).map(guess)).buffer_unordered(64).collect::<Vec<_>>();
    let victim = async {
        let mut browser = Browser::new(city.node(), None);
        let (key, passkey) = browser.enrol(&code).await;
        let mut again = Browser::new(city.node(), None);
        again.prove_key(&key).await.ok();
        again.use_passkey(&passkey, Flags::Verified).await.ok();
        began.elapsed()
    };
    let (answers, inside_after) = tokio::join!(guessing, victim);
    let took = began.elapsed();
    assert!(inside_after < took, "the guesses were over before their victim was inside: {inside_after:?} of {took:?}");

    let of = |status: u16| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!(of(401) + of(429), TRIES, "a guess was right, or broke something");
    #[expect(clippy::cast_precision_loss, reason = "ten thousand is no large number")]
    let looked_up = of(401) as f64;
    assert!(looked_up <= RATE * (10.0 + took.as_secs_f64() + 1.0), "{looked_up} within {took:?}");
    assert!(looked_up >= RATE * 10.0, "{looked_up}: others at the same address would not come in");
    assert_eq!(city.number("select count(*) from audit_event where event = 'certificate_refused'").await, 0);
    city.end().await;
}

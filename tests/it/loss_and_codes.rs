//! 紛失の届出 and enrolment codes: what was handed out before a loss opens nothing that the loss has shut.

use std::time::Duration;

use renrakucho_protocol::{http::IssuedCode, problem::Code, vocabulary::Standing};
use renrakucho_tests::{Browser, City, Passkey, Person};
use serde_json::json;
use uuid::Uuid;

use crate::{
    losses::{add, lost, own_device, own_passkeys, post, staff_line},
    staff::facility,
};

/// The open code of someone, as whoever looks after them sees it.
async fn code_of(admin: &Person, at: Uuid, account: Uuid) -> (i64, bool) {
    let line = staff_line(admin, at, account).await;
    (line.version, line.code.is_some())
}

#[tokio::test]
async fn a_loss_ends_the_codes_that_were_made_before_it_where_nothing_else_is_left() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, sato) = (city.sign_in("kanri").await, city.sign_in("sato").await);
    let path = format!("facilities/{at}/staff/{}", sato.account);
    let issue = async || -> IssuedCode {
        let (version, _) = code_of(&kanri, at, sato.account).await;
        post(&kanri, &format!("{path}/code"), json!({ "version": version, "hand_over": "screen" })).await.json()
    };
    let opens = async |code: &str| {
        let invitation = Browser::new(city.node(), None).post("/api/v1/enrolment/code", &json!({ "code": code })).await;
        invitation.status == 200
    };
    // Of the device that waits for it.
    let issued = issue().await;
    let waiting = staff_line(&kanri, at, sato.account).await.devices.into_iter().find(|one| !one.is_enrolled);
    let waiting = waiting.expect("a device waits");
    let body = json!({ "device": { "device": waiting.device, "version": waiting.version } });
    assert!(opens(&issued.code).await);
    post(&kanri, &format!("{path}/losses"), body).await.ok();
    assert!(!opens(&issued.code).await && !code_of(&kanri, at, sato.account).await.1, "the code of a lost device");

    // A passkey that is lost, or the telephone alone, ends none: the person gets in by what is left, and the code is theirs.
    let (_, line) = add(&sato, "鍵").await;
    let issued = issue().await;
    post(&sato, "losses", json!({ "passkeys": [line.passkey] })).await.ok();
    assert!(opens(&issued.code).await, "by the loss of a passkey");
    let own = own_device(&sato).await;
    let (_, left) = add(&sato, "もう一つの鍵").await;
    let first = own_passkeys(&sato).await.into_iter().filter(|one| !one.is_suspended && one.passkey != left.passkey);
    let first: Vec<_> = first.map(|one| one.passkey).collect();
    post(&sato, "losses", lost(&own, &first)).await.ok();
    assert!(opens(&issued.code).await, "a passkey is left");

    // With the last passkey and a device nothing is left, and nothing that was made before opens anything.
    let waiting =
        staff_line(&kanri, at, sato.account).await.devices.into_iter().find(|one| one.standing == Standing::Active);
    let waiting = waiting.expect("the one that the code is for");
    let tanaka = city.sign_in("tanaka").await;
    let kato = city.sign_in("kato").await;
    let body =
        json!({ "device": { "device": waiting.device, "version": waiting.version }, "passkeys": [left.passkey] });
    post(&kato, &format!("city/accounts/{}/losses", sato.account), body).await.ok();
    assert!(!opens(&issued.code).await && !code_of(&kanri, at, sato.account).await.1);
    assert_eq!(city.number("select count(*) from audit_event where event = 'codes_voided'").await, 2);
    // One that is made afterwards does.
    let issued = issue().await;
    assert!(opens(&issued.code).await);
    // Somebody else's are nobody's business.
    let others =
        format!("select count(*) from enrolment_code where account = '{}' and voided_at is not null", tanaka.account);
    assert_eq!(city.number(&others).await, 0);
    city.end().await;
}

#[tokio::test]
async fn an_enrolment_raced_with_a_loss_comes_first_or_not_at_all() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    let account = city.account("sato").await;
    let path = format!("facilities/{at}/staff/{account}");
    let old: String = sqlx::query_scalar("select device::text from device_account where account = $1")
        .bind(account)
        .fetch_one(&city.sql)
        .await
        .expect("a device");
    let (mut came_first, mut came_last) = (0, 0);
    for round in 0..24 {
        // As before the first round: the old telephone with its passkey, and nothing else.
        city.fixture(&format!(
            "do $$ begin
             update device set standing = case when id = '{old}' then 'active' else 'ended' end
                 where id in (select device from device_account where account = '{account}');
             update passkey set standing = case when device = '{old}' then 'active' else 'suspended' end where account = '{account}';
             update suspension set restored_at = clock_timestamp(), restored_by = '{account}' where restored_at is null;
             end $$"
        ))
        .await;
        let (version, _) = code_of(&kanri, at, account).await;
        let body = json!({ "version": version, "hand_over": "screen" });
        let issued: IssuedCode = post(&kanri, &format!("{path}/code"), body).await.json();
        let mut phone = Browser::new(city.node(), None);
        let (_, begun) = phone.begin_enrolment(&issued.code).await;
        let (_, credential) = Passkey::make(&begun.json(), &phone.origin);
        let line = staff_line(&kanri, at, account).await;
        let device = line.devices.iter().find(|one| one.device.to_string() == old).expect("the old one");
        let passkeys: Vec<_> = line.passkeys.iter().filter(|one| !one.is_suspended).map(|one| one.passkey).collect();
        let body = json!({ "device": { "device": device.device, "version": device.version }, "passkeys": passkeys });
        let report = async {
            // A little later each time: sometimes one is first, sometimes the other.
            tokio::time::sleep(Duration::from_millis(round % 8)).await;
            post(&kato, &format!("city/accounts/{account}/losses"), body).await
        };
        let made = json!({ "credential": credential });
        let (enrolled, reported) = tokio::join!(phone.post("/api/v1/enrolment/finish", &made), report);
        reported.ok();
        let open = format!(
            "select count(*) from enrolment_code where account = '{account}' and used_at is null and voided_at is null"
        );
        assert_eq!(city.number(&open).await, 0, "a code is left");
        let standing = format!(
            "select count(*) from passkey where account = '{account}' and standing = 'active' and device <> '{old}'"
        );
        if enrolled.status < 300 {
            came_first += 1;
            assert_eq!(city.number(&standing).await, 1, "what was enrolled before the loss stays");
        } else {
            came_last += 1;
            enrolled.refused(Code::Unauthenticated);
            assert_eq!(city.number(&standing).await, 0, "a way in was made after the loss");
        }
    }
    assert!(came_first > 0 && came_last > 0, "never raced: {came_first} {came_last}");
    city.end().await;
}

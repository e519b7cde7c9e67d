//! Every route with every caller and every state of a room, against a table that was written from the obligations.

mod requests;

use renrakucho::http::router::TABLE;
use renrakucho_protocol::problem::Code;
use renrakucho_tests::{Answer, ApiDocument, Browser, City, Live, answer, eventually, id, try_answer};
use reqwest::Method;
use serde_json::json;

pub(crate) use requests::{Target, body, filled, this_month};

use crate::cases::application;

/// Who calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Caller {
    Anonymous,
    /// Was signed in once.
    Ended,
    /// A member of all rooms.
    Member,
    /// Staff, member of none of the rooms.
    Stranger,
    FacilityAdmin,
    Moderator,
    Approver,
    Operator,
}

use Caller::{Anonymous, Approver, Ended, FacilityAdmin, Member, Moderator, Operator, Stranger};

const TARGETS: [Target; 6] =
    [Target::Awaiting, Target::Active, Target::Closed, Target::Over, Target::Nonexistent, Target::NoId];
const CALLERS: [Caller; 8] = [Anonymous, Ended, Member, Stranger, FacilityAdmin, Moderator, Approver, Operator];

/// The obligations: the status that each call must have. Written from the articles, not from the code.
#[expect(clippy::too_many_lines, reason = "one table of all routes")]
fn oracle(method: &str, path: &str, caller: Caller, target: Target) -> Option<u16> {
    let exists = !matches!(target, Target::Nonexistent | Target::NoId);
    let signed_in = !matches!(caller, Anonymous | Ended);
    let own = |status| if signed_in { status } else { 401 };
    // Nobody may be a member whose role is to approve or to operate.
    let carer = matches!(caller, Member | Stranger | FacilityAdmin | Moderator);
    let inside = |status: u16| match (caller, target) {
        _ if !signed_in => 401,
        (Member, Target::Closed) => 410,
        (Member, _) if exists => status,
        _ => 404,
    };
    // A decision on a version that never was: out of date for the city's moderator, nothing at all for everyone else.
    let decision = match caller {
        _ if !signed_in => 401,
        Moderator if exists => 412,
        _ => 404,
    };
    // Those who look after staff: an admin at their own facility, the moderator at all.
    let looks_after = |status: u16| match caller {
        _ if !signed_in => 401,
        FacilityAdmin | Moderator if exists => status,
        _ => 404,
    };
    Some(match (method, path) {
        ("get", "/healthz" | "/api/v1/city" | "/api/v1/desk" | "/api/v1/openapi.json") | ("post", "/api/v1/sign-in" | "/api/v1/applications") => 200,
        // A receipt number that nobody has.
        ("post", "/api/v1/applications/status") => 404,
        (
            "post",
            "/api/v1/sign-in/device"
            | "/api/v1/sign-in/key"
            | "/api/v1/enrolment/code"
            | "/api/v1/sign-in/passkey/begin"
            | "/api/v1/sign-in/passkey/finish"
            | "/api/v1/enrolment/begin"
            | "/api/v1/enrolment/finish"
            | "/api/v1/enrolment/certificate"
            | "/api/v1/enrolment/certificate-file"
            | "/api/v1/enrolment/device/begin"
            | "/api/v1/enrolment/device/finish"
            // A nonce that the server never gave.
            | "/api/v1/session/renewal"
            // No assertion of a passkey.
            | "/api/v1/session/step-up/finish",
        ) => 401,
        (
            "get",
            "/api/v1/session" | "/api/v1/settings" | "/api/v1/rooms" | "/api/v1/sessions" | "/api/v1/devices"
            | "/api/v1/passkeys" | "/api/v1/sign-ins" | "/api/v1/losses",
        )
        | ("put", "/api/v1/settings")
        | ("post", "/api/v1/session/challenge" | "/api/v1/session/step-up/begin" | "/api/v1/passkeys/begin")
        | ("delete", "/api/v1/sessions") => own(200),
        // Nobody's certificate is due.
        ("post", "/api/v1/session/certificate" | "/api/v1/session/device-key") => own(412),
        // No passkey was made.
        ("post", "/api/v1/passkeys/finish") => own(422),
        ("delete", "/api/v1/session") => own(204),
        // Without an upgrade.
        ("get", "/api/v1/live") => own(400),
        ("get", "/api/v1/rooms/{room}" | "/api/v1/rooms/{room}/entries") | ("post", "/api/v1/rooms/{room}/search") => inside(200),
        ("post", "/api/v1/rooms/{room}/entries") => match (inside(200), target) {
            (200, Target::Awaiting | Target::Over) => 409,
            (status, _) => status,
        },
        // Article 18: whoever reads may ask; here without a word.
        ("post", "/api/v1/rooms/{room}/entries/{entry}/erasure-request") => inside(422),
        // Article 16: before the consent form nothing leaves. Of what came to its end members may still take a copy; here it is of a
        // day on which nothing was written.
        ("post", "/api/v1/rooms/{room}/exports") => match (inside(422), target) {
            (422, Target::Awaiting) => 409,
            (status, _) => status,
        },
        // One answer whether there is such a room or not; what moves is checked apart.
        ("put", "/api/v1/rooms/{room}/read-mark") if signed_in && carer && target != Target::NoId => 204,
        // And someone else's session, passkey or device, which is as good as none; and a review that never was.
        // 開示請求: of the one that there is, which nobody has decided, nobody reads, blackens or releases anything.
        (
            "put",
            "/api/v1/rooms/{room}/read-mark"
            | "/api/v1/passkeys/{passkey}"
            | "/api/v1/city/disclosures/{request}/entries/{entry}",
        )
        // No appointment was ever proposed.
        | (
            "delete",
            "/api/v1/sessions/{session}" | "/api/v1/passkeys/{passkey}" | "/api/v1/city/appointments/{appointment}"
            | "/api/v1/city/disaster-events/{case}"
            | "/api/v1/city/saved-views/{view}"
            | "/api/v1/exceptional-use-applications/{case}",
        )
        // A device that nobody has; whose loss may be reported is checked apart. Tanaka works at no office of the city.
        | (
            "post",
            "/api/v1/losses"
            | "/api/v1/city/accounts/{account}/losses"
            | "/api/v1/facilities/{facility}/staff/{account}/losses"
            | "/api/v1/facilities/{facility}/review/{account}"
            | "/api/v1/city/people/{account}/appointments"
            | "/api/v1/city/people/{account}/code"
            | "/api/v1/city/people/{account}/confirmation"
            | "/api/v1/city/appointments/{appointment}/decision"
            | "/api/v1/city/disclosures/{request}/release"
            | "/api/v1/city/cases/by-receipt",
        )
        // Nothing was erased; the case that there is is no leak, and no disaster.
        | (
            "get",
            "/api/v1/city/rooms/{room}/erasure"
            | "/api/v1/city/rooms/{room}/entry-erasures/{entry}"
            | "/api/v1/city/cases/{case}/leak"
            | "/api/v1/city/disaster-events/{case}"
            | "/api/v1/city/disclosures/{request}/entries"
            | "/api/v1/city/disclosures/{request}/preview"
            | "/api/v1/city/disclosures/{request}/document",
        ) => own(404),
        // Article 16: whoever proposed someone brings the form until the city has it; of what is closed nobody sees anything.
        ("get", "/api/v1/rooms/{room}/consent-form") => match (caller, target) {
            (Member | Moderator, Target::Closed) => 410,
            (Moderator, _) if exists => 200,
            (Member, Target::Awaiting) => 200,
            (Member, Target::Active | Target::Over) => 412,
            _ => own(404),
        },
        // Article 20: nor does anyone else apply that the room is used before that; here until a moment that is over.
        ("get" | "post", "/api/v1/rooms/{room}/exceptional-use-applications") => match (caller, target) {
            (Member, Target::Closed) => 410,
            (Member, Target::Awaiting) => if method == "get" { 200 } else { 422 },
            (Member, Target::Active | Target::Over) => 412,
            _ => own(404),
        },
        // And each of a facility follows their own; the one case that there is is none of these.
        ("get", "/api/v1/exceptional-use-applications") => {
            own(if matches!(caller, Member | Stranger | FacilityAdmin) { 200 } else { 404 })
        }
        // Article 16: nothing is kept before the consent; what is over is not changed.
        (
            "get",
            "/api/v1/city/rooms/{room}/particulars" | "/api/v1/city/rooms/{room}/consents"
            | "/api/v1/city/rooms/{room}/identity",
        ) => match (caller, target) {
            (Moderator, Target::Closed) => 410,
            _ => own(if caller == Moderator && exists { 200 } else { 404 }),
        },
        // It is taken again of whoever is supported, on the ground of one that there is.
        ("post", "/api/v1/city/rooms/{room}/consents/preview") => match (caller, target) {
            (Moderator, Target::Closed) => 410,
            (Moderator, Target::Awaiting | Target::Over) => 409,
            _ => own(if caller == Moderator && exists { 200 } else { 404 }),
        },
        ("put", "/api/v1/city/rooms/{room}/identity") => match (caller, target) {
            (Moderator, Target::Closed) => 410,
            (Moderator, Target::Awaiting | Target::Active | Target::Over) => 412,
            _ => own(404),
        },
        ("put", "/api/v1/city/rooms/{room}/particulars") => match (caller, target) {
            (Moderator, Target::Closed) => 410,
            (Moderator, Target::Awaiting | Target::Over) => 409,
            (Moderator, Target::Active) => 412,
            _ => own(404),
        },
        // Without a file, whatever the room.
        ("put", "/api/v1/rooms/{room}/consent-form/attachments/{attachment}") => own(if carer { 400 } else { 404 }),
        // The one file that there is is another thing's.
        ("get", "/api/v1/city/rooms/{room}/consent-form/attachments/{attachment}") => {
            own(if caller == Moderator && target == Target::Closed { 410 } else { 404 })
        }
        // Whoever may be a member may say whom they want to support.
        ("post", "/api/v1/proposals") => own(if carer { 200 } else { 404 }),
        (
            "get",
            "/api/v1/city/rooms" | "/api/v1/city/accounts" | "/api/v1/city/devices" | "/api/v1/city/device-kinds",
        )
        | ("post", "/api/v1/city/cases") => own(if caller == Moderator { 200 } else { 404 }),
        // Each sees what is theirs to decide (the one case that there is is not the approver's), and who decides with them, and
        // finds whoever that is about.
        (
            "get",
            "/api/v1/city/cases" | "/api/v1/city/people" | "/api/v1/city/disaster-events" | "/api/v1/city/audit"
            | "/api/v1/city/audit-reviews" | "/api/v1/city/audit-reviews/{month}",
        )
        | ("post", "/api/v1/city/search") => {
            own(if matches!(caller, Moderator | Approver) { 200 } else { 404 })
        }
        // 開示請求: how they stand both see, whatever became of the room.
        ("get", "/api/v1/city/rooms/{room}/disclosures" | "/api/v1/city/disclosures/{request}") => {
            own(if matches!(caller, Moderator | Approver) && exists { 200 } else { 404 })
        }
        ("post", "/api/v1/city/disclosures/{request}/handing-out") => {
            own(if matches!(caller, Moderator | Approver) && exists { 412 } else { 404 })
        }
        // Without a law, whatever the room.
        ("post", "/api/v1/city/rooms/{room}/disclosures") => own(if caller == Moderator && target != Target::NoId { 422 } else { 404 }),
        // Article 18: of what is over both people of the city see what an erasure would take.
        ("get", "/api/v1/city/rooms/{room}/erasure-preview") => match (caller, target) {
            (Moderator | Approver, Target::Awaiting | Target::Active) => 412,
            (Moderator | Approver, Target::Closed | Target::Over) => 200,
            _ => own(404),
        },
        // Each who has an inbox keeps views of their own; of those of others, and of those that never were, there are none.
        ("get", "/api/v1/city/saved-views") => own(if matches!(caller, Moderator | Approver) { 200 } else { 404 }),
        ("put", "/api/v1/city/saved-views/{view}") => {
            own(if matches!(caller, Moderator | Approver) && target != Target::NoId { 200 } else { 404 })
        }
        // On a version that nothing has.
        ("put", "/api/v1/city/device-kinds") => own(if caller == Moderator { 412 } else { 404 }),
        (
            "get",
            "/api/v1/city/cases/{case}" | "/api/v1/city/cases/{case}/attachments/{attachment}"
            | "/api/v1/city/accounts/{account}" | "/api/v1/city/rooms/{room}/members"
            | "/api/v1/city/rooms/{room}/access-reports" | "/api/v1/city/access-reports/{report}",
        )
        | ("post", "/api/v1/city/rooms/{room}/access-reports") => own(if caller == Moderator && exists { 200 } else { 404 }),
        // Only what was discontinued has a certificate.
        ("get", "/api/v1/city/rooms/{room}/discontinuation") => {
            own(if caller == Moderator && target == Target::Closed { 200 } else { 404 })
        }
        (
            "post",
            "/api/v1/city/rooms/{room}/consent-receipt"
            | "/api/v1/city/rooms/{room}/consents"
            | "/api/v1/city/rooms/{room}/discontinuation"
            | "/api/v1/city/rooms/{room}/support-end"
            | "/api/v1/city/rooms/{room}/erasure"
            | "/api/v1/city/rooms/{room}/exceptional-use"
            | "/api/v1/city/rooms/{room}/members"
            | "/api/v1/city/cases/{case}/decision"
            | "/api/v1/city/accounts/{account}/disqualification"
            | "/api/v1/facilities/{facility}/staff/{account}/transfer"
            | "/api/v1/city/cases/{case}/leak-reports"
            | "/api/v1/city/access-reports/{report}/release"
            | "/api/v1/city/access-reports/{report}/handing-out"
            | "/api/v1/city/disclosures/{request}/unsealings"
            | "/api/v1/city/disclosures/{request}/readiness"
            | "/api/v1/city/disclosures/{request}/withdrawal",
        )
        | ("put", "/api/v1/city/access-reports/{report}" | "/api/v1/city/disclosures/{request}/staff-names")
        | ("delete", "/api/v1/city/rooms/{room}/members/{account}" | "/api/v1/city/rooms/{room}/exceptional-use")
        | (
            "post" | "delete",
            "/api/v1/city/accounts/{account}/suspension"
            | "/api/v1/city/devices/{device}/suspension"
            | "/api/v1/city/facilities/{facility}/suspension"
            | "/api/v1/city/facilities/{facility}/staff/{account}/administration"
            | "/api/v1/city/cases/{case}/claim",
        ) => decision,
        // Of this month, which is not over.
        ("post", "/api/v1/city/audit-reviews/{month}/signature") => {
            own(if matches!(caller, Moderator | Approver) { 422 } else { 404 })
        }
        // Of a leak without a name for it, whatever it is about; a disaster that is over.
        ("post", "/api/v1/city/leaks" | "/api/v1/city/disaster-events") => own(if caller == Moderator { 422 } else { 404 }),
        (
            "get",
            "/api/v1/facilities" | "/api/v1/facilities/{facility}/profile" | "/api/v1/facilities/{facility}/end"
            | "/api/v1/facilities/{facility}/review" | "/api/v1/facilities/{facility}/losses"
            | "/api/v1/facilities/{facility}/inventory" | "/api/v1/facilities/{facility}/staff-changes",
        )
        | ("post", "/api/v1/facilities/{facility}/inventory/copy")
        | ("get" | "post", "/api/v1/facilities/{facility}/staff" | "/api/v1/facilities/{facility}/devices") => {
            looks_after(200)
        }
        // Without a reason, whatever the file.
        (
            "post",
            "/api/v1/city/cases/{case}/attachments/{attachment}/taking-back"
            | "/api/v1/city/rooms/{room}/consent-form/attachments/{attachment}/taking-back",
        ) => {
            own(if caller == Moderator && target != Target::NoId { 422 } else { 404 })
        }
        // On nobody's word: only the operator learns that one is needed.
        ("post", "/api/v1/proxy/suspensions") => own(if caller == Operator { 422 } else { 404 }),
        // Without a file, whatever the case.
        ("put", "/api/v1/city/cases/{case}/attachments/{attachment}") | ("post", "/api/v1/city/persons-import") => {
            own(if caller == Moderator { 400 } else { 404 })
        }
        // Without a file, whatever the facility.
        ("post", "/api/v1/facilities/{facility}/staff-import") => match caller {
            FacilityAdmin | Moderator => 400,
            _ => own(404),
        },
        (
            "put",
            "/api/v1/facilities/{facility}/profile" | "/api/v1/facilities/{facility}/devices/{device}"
            | "/api/v1/facilities/{facility}/inventory/{device}" | "/api/v1/facilities/{facility}/staff/{account}",
        )
        | (
            "post" | "delete",
            "/api/v1/facilities/{facility}/end" | "/api/v1/facilities/{facility}/devices/{device}/people/{account}",
        )
        | ("delete", "/api/v1/facilities/{facility}/devices/{device}/sessions")
        | (
            "post",
            "/api/v1/facilities/{facility}/devices/{device}/code"
            | "/api/v1/facilities/{facility}/devices/{device}/loss"
            | "/api/v1/facilities/{facility}/devices/{device}/retirement"
            | "/api/v1/facilities/{facility}/staff/{account}/code"
            | "/api/v1/facilities/{facility}/staff/{account}/hand-over"
            | "/api/v1/facilities/{facility}/staff/{account}/confirmation"
            | "/api/v1/facilities/{facility}/staff/{account}/devices/{device}/replacement"
            | "/api/v1/facilities/{facility}/staff/{account}/login-id"
            | "/api/v1/facilities/{facility}/staff/{account}/retirement",
        ) => looks_after(412),
        _ => return None,
    })
}

#[track_caller]
fn headers_are_there(answer: &Answer, what: &str) {
    let expected = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for (name, value) in expected {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{what}: no policy"));
    // A file that somebody sent may do nothing at all.
    let scripts = if answer.header("content-disposition").is_some() { "; sandbox" } else { "script-src 'self'" };
    for word in ["default-src 'none'", scripts, "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(word), "{what}: {word}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert!(answer.header("permissions-policy").is_some(), "{what}");
    assert_eq!(answer.header("x-request-id").map(str::len), Some(32), "{what}");
    assert!(answer.header("server").is_none(), "{what}");
    let cache = answer.header("cache-control").unwrap_or_default();
    assert!(if what.contains("/api/") { cache == "no-store" } else { !cache.is_empty() }, "{what}: {cache}");
}

async fn browser_of(city: &City, caller: Caller) -> Browser {
    let login = match caller {
        Anonymous => return Browser::new(city.node(), None),
        Ended | Member => "sato",
        Stranger => "ito",
        FacilityAdmin => "kanri",
        Moderator => "kato",
        Approver => "shonin",
        Operator => "gyosha",
    };
    let person = city.sign_in(login).await;
    if caller == Ended {
        person.call(Method::DELETE, "/api/v1/session", None).await.ok();
    }
    person.browser
}

#[tokio::test]
async fn every_route_with_every_caller_and_every_room() {
    let city = City::new().await;
    // 支援終了: the room of sora, with sato as a member and neither ito nor kanri.
    city.fixture(&format!(
        "do $$ begin
         update care_room set state = 'ended' where id = '{0}';
         update membership set (account, affiliation) = (select account, affiliation from membership
             where room = '{1}' and account = (select id from account where login_id = 'sato'))
             where room = '{0}' and account = (select id from account where login_id = 'ito');
         delete from membership where room = '{0}' and account = (select id from account where login_id = 'kanri');
         insert into device (id, facility, kind, label) select gen_random_uuid(), x.facility, 'shared', '共用'
             from affiliation x join account a on a.staff_member = x.staff_member where a.login_id = 'ito';
         delete from read_mark; end $$",
        city.rooms.sora, city.rooms.hana
    ))
    .await;
    city.sign_in("tanaka").await;
    let (kato, case) = (city.sign_in("kato").await, id());
    kato.call(Method::POST, "/api/v1/city/cases", Some(&application(case))).await.ok();
    let file = format!("/api/v1/city/cases/{case}/attachments/{}", id());
    let file = kato.browser.request(Method::PUT, &file).header("content-type", "application/octet-stream");
    answer(file.body("%PDF-1.4\n%%EOF")).await.ok();
    let report = format!("/api/v1/city/rooms/{}/access-reports", city.rooms.hana);
    kato.call(Method::POST, &report, body("access-reports").as_ref()).await.ok();
    let mut words = body("disclosures").expect("one");
    words["words"]["legal_basis"] = json!("表");
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{}/disclosures", city.rooms.hana), Some(&words)).await.ok();
    let mut judged = 0;
    let mut document = ApiDocument::read();
    for caller in CALLERS {
        let browser = browser_of(&city, caller).await;
        for row in TABLE {
            let (by_room, by_id) = (row.path.contains("{room}"), row.path.contains('{'));
            let concerns = |target: &Target| match target {
                Target::Active => true,
                Target::Nonexistent | Target::NoId => by_id,
                Target::Awaiting | Target::Closed | Target::Over => by_room,
            };
            for target in TARGETS.into_iter().filter(concerns) {
                let path = filled(&city, row.method, row.path, target).await;
                let expected = oracle(row.method, row.path, caller, target)
                    .unwrap_or_else(|| panic!("{} {} stands in no obligation", row.method, row.path));
                let method: Method = row.method.to_uppercase().parse().expect("a method");
                // What would end the session is done with another one.
                let one = if row.path == "/api/v1/session" && method == Method::DELETE {
                    browser_of(&city, caller).await
                } else {
                    browser.clone()
                };
                let mut request = one.request(method, &path);
                if let Some(body) = body(row.path) {
                    request = request.json(&body);
                }
                let answer = answer(request).await;
                let what = format!("{} {} by {caller:?}, {target:?}", row.method, row.path);
                assert_eq!(answer.status, expected, "{what}: {}", answer.text);
                headers_are_there(&answer, &what);
                document.describes(row.method, row.path, &answer);
                if answer.status >= 400 {
                    answer.problem();
                }
                judged += 1;
            }
        }
    }
    assert!(judged > 300, "{judged}");
    let marks = city.number("select count(distinct account) from read_mark").await;
    assert_eq!(marks, 1, "only the member's marks moved");
    let closed = format!("select count(*) from read_mark where room = '{}'", city.rooms.saburo);
    assert_eq!(city.number(&closed).await, 0, "nobody marks a closed room");
    city.end().await;
}

#[tokio::test]
async fn what_changes_something_must_come_from_our_own_page() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    city.sign_in("tanaka").await;
    let own = kato.browser.origin.clone();
    let port = city.node().port;
    let origins = [
        None,
        Some("null".to_owned()),
        Some("https://evil.example".into()),
        Some(format!("http://localhost:{port}")),
        Some("https://localhost".into()),
        Some(format!("https://app.localhost:{port}")),
        Some(format!("https://localhost:{port}.evil.example")),
        Some(format!("{own}/")),
        Some(own.to_uppercase()),
        Some(city.node().device_origin.clone()),
    ];
    for origin in &origins {
        for row in TABLE.iter().filter(|row| row.method != "get") {
            let path = filled(&city, row.method, row.path, Target::Active).await;
            let method: Method = row.method.to_uppercase().parse().expect("a method");
            let mut request = kato.browser.request_from(method, &path, origin.as_deref());
            if let Some(body) = body(row.path) {
                request = request.json(&body);
            }
            let answer = answer(request).await;
            answer.refused(Code::ForeignOrigin);
            headers_are_there(&answer, row.path);
        }
        let live = Live::connect(&kato.browser, origin.as_deref()).await;
        assert_eq!(live.err(), Some(403), "live from {origin:?}");
    }
    assert!(Live::connect(&kato.browser, Some(&own)).await.is_ok());
    let mut stranger = kato.browser.clone();
    stranger.cookies.clear();
    assert_eq!(Live::connect(&stranger, Some(&own)).await.err(), Some(401));
    city.end().await;
}

#[tokio::test]
async fn whatever_is_asked_the_headers_are_there() {
    let city = City::new().await;
    let sato = city.sign_in("sato").await;
    let room = city.rooms.hana;
    let entries = format!("/api/v1/rooms/{room}/entries");
    for (method, path, status) in [
        (Method::GET, "/", 200),
        (Method::GET, "/rooms/anything", 200),
        (Method::GET, "/missing.js", 404),
        (Method::GET, "/api/v1/missing", 404),
        (Method::GET, "/api/", 404),
        (Method::POST, "/", 404),
        (Method::PATCH, "/api/v1/rooms", 404),
        (Method::GET, "/%2e%2e/%2e%2e/etc/passwd", 200),
        (Method::GET, entries.as_str(), 200),
    ] {
        let answer = answer(sato.browser.request(method.clone(), path)).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        assert!(!answer.text.contains("root:"), "{path}");
        headers_are_there(&answer, path);
    }
    // Bodies that are none, or too long.
    for (text, code) in [
        ("{".to_owned(), Code::BadFrame),
        (String::new(), Code::BadFrame),
        (json!({ "id": id(), "body": "x", "priority": "normal", "author": id() }).to_string(), Code::BadFrame),
        (json!({ "id": id(), "body": "x", "priority": "normal", "seq": 1 }).to_string(), Code::BadFrame),
        (json!({ "id": id(), "body": "x".repeat(70_000), "priority": "normal" }).to_string(), Code::TooLarge),
    ] {
        // The server ends a connection whose body it did not want to read: each on its own.
        let mut browser = Browser::new(city.node(), None);
        browser.cookies.clone_from(&sato.browser.cookies);
        let request = browser.request(Method::POST, &entries).header("content-type", "application/json").body(text);
        // It may do so while the body is still being sent; then the answer is lost, and only asking again helps.
        let answer = eventually("an answer", async || try_answer(request.try_clone()?).await.ok()).await;
        answer.refused(code);
        headers_are_there(&answer, &entries);
    }
    for part in ["?after=1&before=2", "?after=x", "?author=1"] {
        sato.get(&format!("{entries}{part}")).await.refused(Code::BadFrame);
    }
    // The device host has one page.
    let browser = Browser::new(city.node(), None);
    for (path, status) in [("/attest?nonce=x", 303), ("/attest", 303), ("/", 404), ("/api/v1/session", 404)] {
        let answer = browser.visit_device_host(path).await;
        assert_eq!(answer.status, status, "{path}");
        headers_are_there(&answer, path);
        assert!(answer.header("set-cookie").is_none(), "{path}");
    }
    city.end().await;
}

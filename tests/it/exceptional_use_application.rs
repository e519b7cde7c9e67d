//! 例外利用の申請 by a facility (article 20): whoever proposed a person applies, a moderator recommends, an approver permits, and none of the
//! three is another one of them. Whoever applied sees how it stands, and nobody finds out by applying that a room exists.

use renrakucho_protocol::{
    access_report::AccessReport,
    case::{CaseDetail, CaseStepKind, Cases},
    exceptional_use_application::{
        ExceptionalUseApplicationCase, ExceptionalUseApplicationForm, ExceptionalUseApplied,
        OwnExceptionalUseApplication, OwnExceptionalUseApplications,
    },
    http::RoomDetail,
    problem::Code,
    vocabulary::{CaseKind, CaseState, Deed, ExceptionalUseGround, ExceptionalUseStanding as Standing},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use time::{Duration, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::exceptional_use::{ask, decide, now, read_case};

/// What somebody applies for on the ground of a suspicion of abuse.
pub(crate) fn applied(people: &[Uuid], until: OffsetDateTime) -> Value {
    json!({
        "ground": "abuse_or_dv",
        "words": {
            "circumstances": "カナリア申請 あざがある", "why_no_consent": "家族の前では話せない", "kin": null, "purpose": "一時保護の調整",
        },
        "people": people, "until": until.format(&Rfc3339).expect("a time"),
    })
}

pub(crate) async fn apply(person: &Person, room: Uuid, body: &Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/rooms/{room}/exceptional-use-applications"), Some(body)).await
}

async fn own(person: &Person) -> Vec<OwnExceptionalUseApplication> {
    person.get("/api/v1/exceptional-use-applications").await.json::<OwnExceptionalUseApplications>().applications
}

async fn standing(person: &Person, case: Uuid) -> Standing {
    own(person).await.into_iter().find(|one| one.case == case).expect("their own").standing
}

async fn withdraw(person: &Person, case: Uuid) -> Answer {
    person.call(Method::DELETE, &format!("/api/v1/exceptional-use-applications/{case}"), None).await
}

async fn shown(person: &Person, case: Uuid) -> ExceptionalUseApplicationCase {
    read_case(person, case).await.use_application.expect("what is applied for")
}

/// Works on it.
async fn claim(person: &Person, case: Uuid) -> i64 {
    let body = json!({ "version": read_case(person, case).await.line.version });
    let claimed = person.call(Method::POST, &format!("/api/v1/city/cases/{case}/claim"), Some(&body)).await;
    claimed.json::<CaseDetail>().line.version
}

/// Recommends what is said, in the case that one works on.
async fn recommend(person: &Person, case: Uuid, permit: &Value) -> Answer {
    let version = read_case(person, case).await.line.version;
    let body =
        json!({ "version": version, "decision": "accepted", "reason": "要件に当たると考えます", "permit": permit });
    person.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await
}

async fn events(city: &City, event: &str, case: Uuid) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}' and subject = '{case}'")).await
}

#[tokio::test]
async fn whoever_proposed_somebody_applies_a_moderator_recommends_an_approver_permits_and_they_post() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.kiyo;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, ito, mori) =
        (city.sign_in_at(1, "sato").await, city.sign_in_at(1, "ito").await, city.account("mori").await);
    let form = sato.get(&format!("/api/v1/rooms/{room}/exceptional-use-applications")).await;
    let form: ExceptionalUseApplicationForm = form.json();
    let named: Vec<_> = form.people.iter().map(|person| person.name.as_str()).collect();
    assert!(
        named.len() == 3 && form.people.iter().all(|person| person.facility == form.people[0].facility),
        "{named:?}"
    );
    let until = now(&city).await + Duration::days(2);
    let body = applied(&[sato.account, ito.account], until);
    sato.try_write(room, id(), "申請の前").await.refused(Code::ConsentMissing);
    let asked: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
    let case = asked.case;
    assert_eq!(city.number("select count(*) from notice_mail where kind = 'application_awaits'").await, 1, "kato");
    // A second one of the same facility is refused, and says why.
    apply(&sato, room, &body).await.invalid("application");

    let [mine] = &own(&sato).await[..] else { panic!("one") };
    let told = mine.told.as_ref().expect("they read the room");
    assert_eq!((mine.standing, mine.room, mine.permitted_until), (Standing::Submitted, room, None));
    assert_eq!((told.label.as_str(), told.words.purpose.as_str()), ("雛形 カナリアきよ", "一時保護の調整"));
    assert_eq!(told.people.len(), 2);
    assert_eq!(own(&ito).await, [], "of nobody else");
    let sealed = "select (select count(*) from exceptional_use_application where position(convert_to('カナリア', 'UTF8') in sealed) > 0)
                  + (select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0)";
    assert_eq!(city.number(sealed).await, 0, "what was said stands there in the open");

    // It stands in the one inbox, and is the moderator's.
    let open: Cases = kato.get("/api/v1/city/cases?state=open").await.json();
    let line = open.cases.iter().find(|line| line.case == case).expect("in the inbox");
    assert_eq!((line.kind, line.is_to_decide), (CaseKind::ExceptionalUseApplication, true));
    shonin.get(&format!("/api/v1/city/cases/{case}")).await.refused(Code::NotFound);
    let seen = shown(&kato, case).await;
    assert!(seen.applied_by.starts_with("佐藤") && !seen.is_own && seen.open_case.is_none());
    assert_eq!(seen.words.expect("they are there").circumstances, "カナリア申請 あざがある");
    claim(&kato, case).await;
    assert_eq!(standing(&sato, case).await, Standing::UnderReview);

    // Without what is recommended there is no yes; with it the moderator may say more, and name others.
    recommend(&kato, case, &Value::Null).await.invalid("permit");
    let mut permit = applied(&[sato.account, ito.account, mori], until);
    permit["words"]["purpose"] = json!("一時保護の調整と通院の同行");
    let mut wrong = permit.clone();
    wrong["words"]["why_no_consent"] = json!(null);
    recommend(&kato, case, &wrong).await.invalid("why_no_consent");
    recommend(&kato, case, &permit).await.ok();
    assert_eq!(standing(&sato, case).await, Standing::Recommended);
    withdraw(&sato, case).await.refused(Code::Stale);
    let recommended = shown(&kato, case).await.recommended_case.expect("the approver's");
    let of = read_case(&shonin, recommended).await.exceptional_use.expect("what is asked for");
    assert_eq!(of.words.expect("they are there").purpose, "一時保護の調整と通院の同行");
    assert_eq!((of.people.len(), of.application), (3, Some(case)));
    assert!(of.applied_by.is_some_and(|name| name.starts_with("佐藤")) && of.asked_by.starts_with("加藤"));
    assert_eq!(shown(&kato, case).await.people.len(), 2, "what was applied for stays as it was");
    sato.try_write(room, id(), "推薦の後").await.refused(Code::ConsentMissing);
    let claim = json!({ "version": read_case(&kato, recommended).await.line.version });
    let path = format!("/api/v1/city/cases/{recommended}/claim");
    kato.call(Method::POST, &path, Some(&claim)).await.refused(Code::NotFound);

    decide(&shonin, recommended, "accepted").await.ok();
    sato.write(room, "許可の後").await;
    ito.write(room, "わたしも").await;
    let [mine] = &own(&sato).await[..] else { panic!("one") };
    assert_eq!(mine.standing, Standing::Permitted);
    assert!((mine.permitted_until.expect("until then") - until).abs() < Duration::milliseconds(1));
    assert_eq!(mine.told.as_ref().expect("they read it").reason, None, "why it was recommended is the city's");
    let told =
        format!("select count(*) from notice_mail where kind = 'application_decided' and account = '{}'", sato.account);
    assert_eq!(city.number(&told).await, 1);
    for event in ["exceptional_use_applied", "exceptional_use_recommended"] {
        assert_eq!(events(&city, event, case).await, 1, "{event}");
    }
    assert!(events(&city, "exceptional_use_application_viewed", case).await > 3);
    // When the city ends it, that is told too, and nothing of the person to whoever has lost the room.
    let version = city.version(room).await;
    kato.call(Method::DELETE, &format!("/api/v1/city/rooms/{room}/exceptional-use?version={version}"), None).await.ok();
    let [mine] = &own(&sato).await[..] else { panic!("one") };
    assert_eq!((mine.standing, &mine.told), (Standing::Ended, &None));
    city.end().await;
}

#[tokio::test]
async fn nobody_finds_out_by_applying_that_a_room_exists() {
    let city = City::new().await;
    let (sato, ito, kato) = (city.sign_in("sato").await, city.sign_in("ito").await, city.sign_in("kato").await);
    let (tanaka, shonin) = (city.sign_in("tanaka").await, city.sign_in("shonin").await);
    let until = now(&city).await + Duration::days(1);
    let body = applied(&[ito.account], until);
    let mut empty = body.clone();
    empty["words"]["purpose"] = json!("");
    let form = |room: Uuid| format!("/api/v1/rooms/{room}/exceptional-use-applications");
    for body in [&body, &empty] {
        let unknown = apply(&ito, id(), body).await;
        for room in [city.rooms.kiyo, city.rooms.hana, city.rooms.saburo] {
            let known = apply(&ito, room, body).await;
            assert_eq!((known.status, known.text.len()), (unknown.status, unknown.text.len()));
            known.refused(Code::NotFound);
            ito.get(&form(room)).await.refused(Code::NotFound);
        }
        unknown.refused(Code::NotFound);
    }
    // The city asks by itself.
    for person in [&kato, &shonin] {
        apply(person, city.rooms.kiyo, &body).await.refused(Code::NotFound);
        person.get("/api/v1/exceptional-use-applications").await.refused(Code::NotFound);
    }
    // Of what is over there is no way; where the consent is there, nothing to apply for.
    apply(&sato, city.rooms.saburo, &body).await.refused(Code::RoomClosed);
    apply(&sato, city.rooms.hana, &body).await.refused(Code::Stale);
    kato.discontinue(city.rooms.kiyo).await;
    apply(&tanaka, city.rooms.kiyo, &applied(&[tanaka.account], until)).await.refused(Code::RoomClosed);
    assert_eq!(city.number("select count(*) from exceptional_use_application").await, 0);
    city.end().await;
}

#[tokio::test]
async fn each_ground_asks_for_its_fields_and_the_people_are_the_own_facilitys() {
    let city = City::new().await;
    let room = city.rooms.kiyo;
    let (sato, ito, tanaka) = (city.sign_in("sato").await, city.sign_in("ito").await, city.sign_in("tanaka").await);
    let until = now(&city).await + Duration::days(1);
    let body = applied(&[sato.account], until);
    let with = |field: &str, value: Value| {
        let mut changed = body.clone();
        changed["words"][field] = value;
        changed
    };
    for (ground, field, value) in [
        ("abuse_or_dv", "why_no_consent", json!(null)),
        ("abuse_or_dv", "kin", json!("nobody")),
        ("disaster", "why_no_consent", json!("不在")),
        ("impaired_capacity_no_kin", "kin", json!(null)),
        ("other_emergency", "why_no_consent", json!(" ")),
        ("other_emergency", "circumstances", json!("個人番号 123456789018")),
        ("other_emergency", "purpose", json!("")),
    ] {
        let mut changed = with(field, value);
        changed["ground"] = json!(ground);
        apply(&sato, room, &changed).await.invalid(field);
    }
    for people in [vec![], vec![tanaka.account], vec![sato.account, sato.account], vec![id()]] {
        apply(&sato, room, &applied(&people, until)).await.invalid("people");
    }
    for until in [now(&city).await, now(&city).await + Duration::days(15)] {
        apply(&sato, room, &applied(&[sato.account], until)).await.invalid("until");
    }
    // Somebody who is suspended is nobody's colleague.
    city.fixture(&format!("update account set standing = 'suspended' where id = '{}'", ito.account)).await;
    apply(&sato, room, &applied(&[ito.account], until)).await.invalid("people");
    // Nor does whoever is suspended apply.
    city.fixture(&format!("update account set standing = 'suspended' where id = '{}'", sato.account)).await;
    let answer = apply(&sato, room, &body).await;
    assert!([401, 403].contains(&answer.status), "{} {}", answer.status, answer.text);
    city.fixture(&format!("update account set standing = 'active' where id = '{}'", sato.account)).await;
    assert_eq!(city.number("select count(*) from exceptional_use_application").await, 0);

    // One of each facility may be open beside the other's.
    let theirs: ExceptionalUseApplied = apply(&tanaka, room, &applied(&[tanaka.account], until)).await.json();
    withdraw(&tanaka, theirs.case).await.ok();
    apply(&tanaka, room, &applied(&[tanaka.account], until)).await.ok();
    city.end().await;
}

#[tokio::test]
async fn what_is_taken_back_or_not_recommended_is_over_and_can_be_applied_for_again() {
    let city = City::new().await;
    let room = city.rooms.kiyo;
    let (sato, ito, kato) = (city.sign_in("sato").await, city.sign_in("ito").await, city.sign_in("kato").await);
    let until = now(&city).await + Duration::days(1);
    let body = applied(&[sato.account], until);
    let first: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
    for (person, case) in [(&ito, first.case), (&kato, first.case), (&sato, id())] {
        withdraw(person, case).await.refused(Code::NotFound);
    }
    withdraw(&sato, first.case).await.ok();
    withdraw(&sato, first.case).await.refused(Code::Stale);
    let case = read_case(&kato, first.case).await;
    assert_eq!((case.line.state, case.decided_by), (CaseState::Refused, None), "nobody decided it");
    let steps: Vec<_> = case.history.iter().map(|step| (step.step, step.by.is_some())).collect();
    assert_eq!(steps, [(CaseStepKind::Opened, true), (CaseStepKind::Withdrawn, true)]);
    assert!(case.use_application.is_some_and(|of| of.is_withdrawn));
    assert_eq!(standing(&sato, first.case).await, Standing::Withdrawn);

    let second: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
    // Two windows: what is recommended is not said with a no.
    claim(&kato, second.case).await;
    let version = read_case(&kato, second.case).await.line.version;
    let no =
        json!({ "version": version, "decision": "refused", "reason": "カナリア理由 同意書を待ちます", "permit": body });
    let path = format!("/api/v1/city/cases/{}/decision", second.case);
    kato.call(Method::POST, &path, Some(&no)).await.invalid("permit");
    let no = json!({ "version": version, "decision": "refused", "reason": "カナリア理由 同意書を待ちます" });
    kato.call(Method::POST, &path, Some(&no)).await.ok();
    let mine = own(&sato).await.into_iter().find(|one| one.case == second.case).expect("their own");
    assert_eq!(mine.standing, Standing::Declined);
    assert_eq!(mine.told.and_then(|told| told.reason).as_deref(), Some("カナリア理由 同意書を待ちます"));
    let mail =
        format!("select count(*) from notice_mail where kind = 'application_decided' and account = '{}'", sato.account);
    assert_eq!(city.number(&mail).await, 1);
    assert_eq!(city.number("select count(*) from exceptional_use").await, 0);

    // Where the city asked by itself meanwhile, that is decided first.
    let third: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
    let mut city_asks = body.clone();
    city_asks["version"] = json!(city.version(room).await);
    ask(&kato, room, &city_asks).await.ok();
    assert!(shown(&kato, third.case).await.open_case.is_some());
    claim(&kato, third.case).await;
    recommend(&kato, third.case, &body).await.refused(Code::Stale);
    city.end().await;
}

#[tokio::test]
async fn whoever_applied_is_neither_of_the_two_nor_reviews_it_with_whatever_account_not_even_by_sql() {
    let city = City::new().await;
    let room = city.rooms.kiyo;
    let (sato, kato, shonin) = (city.sign_in("sato").await, city.sign_in("kato").await, city.sign_in("shonin").await);
    let until = now(&city).await + Duration::days(1);
    let body = applied(&[sato.account], until);
    let asked: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
    let is = |login: Uuid, of: &str| {
        format!(
            "update account set staff_member = (select staff_member from account where login_id = '{of}') where id = '{login}'"
        )
    };
    let person: Uuid = sqlx::query_scalar("select staff_member from account where login_id = 'kato'")
        .fetch_one(&city.sql)
        .await
        .expect("a person");
    // As if the moderator were the same person.
    city.fixture(&is(kato.account, "sato")).await;
    let case = read_case(&kato, asked.case).await;
    assert!(case.line.is_own && !case.line.is_to_decide && case.use_application.is_some_and(|of| of.is_own));
    claim(&kato, asked.case).await;
    recommend(&kato, asked.case, &body).await.invalid("account");
    decide_refused(&kato, asked.case).await.invalid("account");
    let refused = async |sql: String| {
        let error = sqlx::query(AssertSqlSafe(sql)).execute(&city.sql).await.expect_err("it is refused");
        error.to_string()
    };
    city.fixture(&format!("update account set staff_member = '{person}' where id = '{}'", kato.account)).await;
    recommend(&kato, asked.case, &body).await.ok();
    let recommended = shown(&kato, asked.case).await.recommended_case.expect("the approver's");
    let again =
        format!("update exceptional_use_application set recommended_case = null where city_case = '{}'", asked.case);
    assert!(refused(again).await.contains("does not change"));

    // As if the approver were.
    let approver: Uuid = sqlx::query_scalar("select staff_member from account where login_id = 'shonin'")
        .fetch_one(&city.sql)
        .await
        .expect("a person");
    city.fixture(&is(shonin.account, "sato")).await;
    decide(&shonin, recommended, "accepted").await.invalid("account");
    assert!(read_case(&shonin, recommended).await.exceptional_use.is_some_and(|of| of.is_own));
    let given = format!(
        "update exceptional_use set permitted_at = clock_timestamp(), permitted_by = '{}', permitted_name = 'x',
             permitted_facility = 'x', review_case = city_case where city_case = '{recommended}'",
        shonin.account
    );
    assert!(refused(given).await.contains("whoever applies for a permit does not give it"));
    city.fixture(&format!("update account set staff_member = '{approver}' where id = '{}'", shonin.account)).await;
    let decided = shonin.call(Method::POST, &format!("/api/v1/city/cases/{recommended}/decision"),
        Some(&json!({ "version": read_case(&shonin, recommended).await.line.version, "decision": "accepted", "reason": "確認しました" }))).await;
    decided.ok();

    // Nor do they review it afterwards, not even where whoever asked is the only other one: then that one does.
    let review: Uuid = sqlx::query_scalar("select review_case from exceptional_use where city_case = $1")
        .bind(recommended)
        .fetch_one(&city.sql)
        .await
        .expect("a review");
    city.fixture("update account set role = 'city_moderator' where login_id = 'mori'").await;
    let mori = city.sign_in("mori").await;
    assert!(read_case(&kato, review).await.line.is_own, "mori could");
    city.fixture(&is(mori.account, "sato")).await;
    let case = read_case(&mori, review).await;
    assert!(case.line.is_own && !case.line.is_to_decide && case.exceptional_use.is_some_and(|of| of.is_own));
    decide(&mori, review, "accepted").await.invalid("account");
    assert!(!read_case(&kato, review).await.line.is_own, "nobody else could");
    decide(&kato, review, "accepted").await.ok();
    city.end().await;
}

async fn decide_refused(person: &Person, case: Uuid) -> Answer {
    let version = read_case(person, case).await.line.version;
    let body = json!({ "version": version, "decision": "refused", "reason": "確認しました" });
    person.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await
}

#[tokio::test]
async fn a_proposal_that_lapses_takes_its_application_along_and_an_erasure_what_it_said() {
    let city = City::with(&[("people.proposal_days", "12".into())]).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (tanaka, room, kept) = (city.sign_in("tanaka").await, id(), id());
    for (room, kana) in [(room, "れいがい"), (kept, "べつのひと")] {
        let form =
            json!({ "id": room, "name": "例外 ひと", "kana": kana, "birth_date": "1950-01-01", "basis": "resident" });
        tanaka.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    }
    let body = applied(&[tanaka.account], now(&city).await + Duration::days(1));
    let lapses: ExceptionalUseApplied = apply(&tanaka, room, &body).await.json();
    let stays: ExceptionalUseApplied = apply(&tanaka, kept, &body).await.json();
    claim(&kato, stays.case).await;
    recommend(&kato, stays.case, &body).await.ok();
    let recommended = shown(&kato, stays.case).await.recommended_case.expect("the approver's");
    decide(&shonin, recommended, "accepted").await.ok();
    city.fixture(
        "update care_room set state_since = clock_timestamp() - interval '13 days' where state = 'awaiting_consent'",
    )
    .await;
    let left = |of: Uuid| {
        format!(
            "select (select coalesce(sum(octet_length(sealed)), 0) from exceptional_use_application where room = '{of}')
             + (select count(*) from exceptional_use_application_person p join exceptional_use_application q
                on q.city_case = p.city_case where q.room = '{of}')"
        )
    };
    let words = left(room);
    eventually("it is forgotten", async || (city.number(&words).await == 0).then_some(())).await;
    let case = read_case(&kato, lapses.case).await;
    assert_eq!((case.line.state, case.decided_by, case.line.title.as_str()), (CaseState::Refused, None, ""));
    let of = case.use_application.expect("that it was");
    assert!(of.is_withdrawn && of.words.is_none() && of.people.is_empty());
    assert_eq!(case.history.last().map(|step| (step.step, step.by.clone())), Some((CaseStepKind::Withdrawn, None)));
    let mine: Vec<_> = own(&tanaka).await.into_iter().map(|one| one.case).collect();
    assert_eq!(mine, [stays.case], "of what is over nothing is left to be seen");
    withdraw(&tanaka, lapses.case).await.refused(Code::Stale);
    apply(&tanaka, room, &body).await.refused(Code::RoomClosed);

    assert!(city.number(&left(kept)).await > 0);
    kato.discontinue(kept).await;
    crate::erasure::erase(&kato, &shonin, kept).await;
    assert_eq!(city.number(&left(kept)).await, 0);
    let case = read_case(&kato, stays.case).await;
    assert_eq!((case.reason, case.use_application.expect("that it was").words), (None, None));
    assert_eq!(own(&tanaka).await, []);
    city.end().await;
}

/// All of it was three days ago.
async fn was_three_days_ago(city: &City) {
    for sql in [
        "alter table audit_event disable trigger user",
        "update audit_event set at = at - interval '3 days'",
        "update entry set at = at - interval '3 days'",
    ] {
        city.fixture(sql).await;
    }
}

async fn report(city: &City, kato: &Person, room: Uuid, asked_by: &str) -> Vec<(String, Deed)> {
    let today = now(city).await.to_offset(UtcOffset::from_hms(9, 0, 0).expect("Tokyo")).date();
    let form = json!({
        "id": id(), "asked_by": asked_by, "asked_on": today.to_string(),
        "from": (today - Duration::days(5)).to_string(), "upto": (today - Duration::days(1)).to_string(),
    });
    let path = format!("/api/v1/city/rooms/{room}/access-reports");
    let report: AccessReport = kato.call(Method::POST, &path, Some(&form)).await.json();
    report.content.lines.into_iter().map(|line| (line.name.unwrap_or_default(), line.deed)).collect()
}

#[tokio::test]
async fn the_family_is_not_told_that_a_facility_suspects_abuse_whatever_became_of_it() {
    for (ground, is_secret) in [("abuse_or_dv", true), ("other_emergency", false)] {
        let city = City::new().await;
        let room = city.rooms.kiyo;
        let (sato, kato) = (city.sign_in("sato").await, city.sign_in("kato").await);
        let mut body = applied(&[sato.account], now(&city).await + Duration::days(1));
        body["ground"] = json!(ground);
        let asked: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
        apply(&sato, room, &body).await.invalid("application");
        own(&sato).await;
        decide(&kato, asked.case, "refused").await.ok();
        let again: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
        withdraw(&sato, again.case).await.ok();
        let _: RoomDetail = sato.get(&format!("/api/v1/rooms/{room}")).await.json();
        was_three_days_ago(&city).await;

        let to_person = report(&city, &kato, room, "person").await;
        for deed in [Deed::AppliedForUse, Deed::PermittedUse, Deed::HandledMatter, Deed::WasRefused, Deed::Saw] {
            assert!(to_person.iter().any(|(_, of)| *of == deed), "{ground}: {deed:?} {to_person:?}");
        }
        let to_family = report(&city, &kato, room, "family").await;
        let betrays = [Deed::AppliedForUse, Deed::PermittedUse, Deed::HandledMatter, Deed::WasRefused];
        assert_eq!(to_family.iter().any(|(_, deed)| betrays.contains(deed)), !is_secret, "{ground}: {to_family:?}");
        assert!(to_family.iter().any(|(name, deed)| name.starts_with("佐藤") && *deed == Deed::Saw), "{to_family:?}");
        city.end().await;
    }
}

#[tokio::test]
async fn what_was_applied_for_is_said_again_as_it_was() {
    let city = City::new().await;
    let room = city.rooms.kiyo;
    let (sato, kato) = (city.sign_in("sato").await, city.sign_in("kato").await);
    let body = applied(&[sato.account], now(&city).await + Duration::days(1));
    let asked: ExceptionalUseApplied = apply(&sato, room, &body).await.json();
    // Consent comes meanwhile: whoever applied sees it in their room, and can take it back.
    let receipt = json!({
        "version": city.version(room).await, "signed_by": "person", "form_version": "2021-02", "signed_on": "2026-01-10",
        "received_on": "2026-01-12",
    });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/consent-receipt"), Some(&receipt)).await.ok();
    apply(&sato, room, &body).await.refused(Code::Stale);
    let told = own(&sato).await.remove(0).told.expect("they read the room");
    assert_eq!(
        (told.ground, told.words.circumstances.as_str()),
        (ExceptionalUseGround::AbuseOrDv, "カナリア申請 あざがある")
    );
    // Of a room that is closed nobody reads anything, also not what they said themselves.
    kato.discontinue(room).await;
    let mine = own(&sato).await.remove(0);
    assert_eq!((mine.case, mine.standing, mine.told), (asked.case, Standing::Submitted, None));
    withdraw(&sato, asked.case).await.ok();
    city.end().await;
}

//! 例外利用 (article 20): nobody uses a room without consent but by the city's permit, which two people give before; and when its time is
//! over, or the city ends it, it is over everywhere.

use renrakucho_protocol::{
    case::{CaseDetail, Cases},
    entry::{Content, Entry},
    exceptional_use::ExceptionalUseAsked,
    frame::ServerFrame,
    http::{CityRoom, RoomDetail},
    problem::Code,
    vocabulary::{CaseKind, ExceptionalUseGround, RoomState},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use time::{Date, Duration, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use uuid::Uuid;

pub(crate) async fn now(city: &City) -> OffsetDateTime {
    sqlx::query_scalar("select clock_timestamp()").fetch_one(&city.sql).await.expect("the time")
}

/// An application on the ground of a suspicion of abuse.
pub(crate) fn application(version: i64, people: &[Uuid], until: OffsetDateTime) -> Value {
    json!({
        "version": version, "ground": "abuse_or_dv",
        "words": {
            "circumstances": "カナリア事情 あざがあり、同居の家族を避けている", "why_no_consent": "家族の前では話せない", "kin": null,
            "purpose": "一時保護の調整",
        },
        "people": people, "until": until.format(&Rfc3339).expect("a time"),
    })
}

pub(crate) async fn ask(person: &Person, room: Uuid, body: &Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/city/rooms/{room}/exceptional-use"), Some(body)).await
}

pub(crate) async fn read_case(person: &Person, case: Uuid) -> CaseDetail {
    person.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

/// Takes a case on and decides it.
pub(crate) async fn decide(person: &Person, case: Uuid, decision: &str) -> Answer {
    let version = read_case(person, case).await.line.version;
    let path = format!("/api/v1/city/cases/{case}");
    let claimed = person.call(Method::POST, &format!("{path}/claim"), Some(&json!({ "version": version }))).await;
    let version = claimed.json::<CaseDetail>().line.version;
    let body = json!({ "version": version, "decision": decision, "reason": "確認しました" });
    person.call(Method::POST, &format!("{path}/decision"), Some(&body)).await
}

/// Asks for a permit and gives it; the case.
pub(crate) async fn permit(
    city: &City,
    kato: &Person,
    shonin: &Person,
    room: Uuid,
    people: &[Uuid],
    hours: Duration,
) -> Uuid {
    let body = application(city.version(room).await, people, now(city).await + hours);
    let asked: ExceptionalUseAsked = ask(kato, room, &body).await.json();
    decide(shonin, asked.case, "accepted").await.ok();
    asked.case
}

pub(crate) async fn detail(person: &Person, room: Uuid) -> RoomDetail {
    person.get(&format!("/api/v1/rooms/{room}")).await.json()
}

/// The kinds and texts of a room's log.
fn told(entries: &[Entry]) -> Vec<String> {
    let tell = |entry: &Entry| match &entry.content {
        Content::Post { body, .. } => body.clone(),
        Content::Permitted => "permitted".into(),
        Content::MemberJoined { .. } => "joined".into(),
        Content::MemberLeft { .. } => "left".into(),
        other => format!("{other:?}"),
    };
    entries.iter().map(tell).collect()
}

#[tokio::test]
async fn one_person_asks_and_another_permits_and_only_then_who_is_named_uses_the_room_without_consent() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.kiyo;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, tanaka, ito) =
        (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "ito").await);
    let (mut proposer, mut named, mut newcomer) =
        (sato.look_at(room).await, tanaka.look_at(room).await, ito.live().await);
    let until = now(&city).await + Duration::days(3);
    let version = city.version(room).await;
    let body = application(version, &[tanaka.account, ito.account], until);

    // Nobody asks but a moderator, on what they saw; each refusal names its field.
    for person in [&sato, &shonin] {
        ask(person, room, &body).await.refused(Code::NotFound);
    }
    ask(&kato, room, &application(version - 1, &[ito.account], until)).await.refused(Code::Stale);
    let mut wrong = body.clone();
    wrong["words"]["kin"] = json!("nobody");
    ask(&kato, room, &wrong).await.invalid("kin");
    for people in [vec![], vec![shonin.account], vec![id()], vec![ito.account, ito.account]] {
        ask(&kato, room, &application(version, &people, until)).await.invalid("people");
    }
    for until in [now(&city).await, now(&city).await + Duration::days(15)] {
        ask(&kato, room, &application(version, &[ito.account], until)).await.invalid("until");
    }
    let closed = city.rooms.saburo;
    let late = application(city.version(closed).await, &[ito.account], until);
    ask(&kato, closed, &late).await.refused(Code::RoomClosed);

    // Asked for is not permitted: nothing has changed for anyone.
    let asked: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
    ask(&kato, room, &body).await.refused(Code::Stale);
    tanaka.try_write(room, id(), "許可の前").await.refused(Code::ConsentMissing);
    ito.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
    let line = kato.city_line(room).await;
    assert_eq!((line.permit, line.permit_case), (None, Some(asked.case)));
    let shown = read_case(&kato, asked.case).await;
    assert_eq!((shown.line.kind, shown.may_decide), (CaseKind::ExceptionalUse, false));
    let claim = json!({ "version": shown.line.version });
    kato.call(Method::POST, &format!("/api/v1/city/cases/{}/claim", asked.case), Some(&claim))
        .await
        .refused(Code::NotFound);
    let shown = read_case(&shonin, asked.case).await;
    let of = shown.exceptional_use.expect("what is asked for");
    assert_eq!((shown.line.title.as_str(), of.ground), ("雛形 カナリアきよ", ExceptionalUseGround::AbuseOrDv));
    assert_eq!(of.people.iter().map(|person| person.account).collect::<Vec<_>>(), [ito.account, tanaka.account]);
    assert!(of.words.is_some_and(|words| words.purpose == "一時保護の調整") && !of.is_own && of.permitted_at.is_none());
    let open =
        "select (select count(*) from exceptional_use where position(convert_to('カナリア', 'UTF8') in sealed) > 0)
                + (select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0)";
    assert_eq!(city.number(open).await, 0, "what was said stands there in the open");

    decide(&shonin, asked.case, "accepted").await.ok();
    // Whoever is named is in, at once, at every node; whoever is not, is out.
    assert_eq!(proposer.purge_of(room).await.why, Code::NotFound);
    named
        .until("the permit", |frame| match frame {
            ServerFrame::Entries(page) if page.entries.iter().any(|entry| entry.content == Content::Permitted) => {
                Some(())
            }
            _ => None,
        })
        .await;
    newcomer.line(room, |line| line.state == RoomState::AwaitingConsent && line.lapses_at.is_none()).await;
    newcomer.open(room).await;
    let post = tanaka.write(room, "許可の後").await;
    newcomer.reach(room, post.seq).await;
    ito.try_write(room, id(), "わたしも").await.ok();
    let log = told(&ito.read(room, 0).await.entries);
    assert_eq!(log[log.len() - 5..], ["permitted", "left", "joined", "許可の後", "わたしも"], "{log:?}");
    let seen = detail(&ito, room).await;
    assert_eq!((seen.state, seen.consent), (RoomState::AwaitingConsent, None));
    let [permit] = &seen.permits[..] else { panic!("{:?}", seen.permits) };
    assert_eq!((permit.purpose.as_str(), permit.is_own), ("一時保護の調整", true));
    assert!((permit.until - until).abs() < Duration::milliseconds(1));
    sato.try_write(room, id(), "名指しされていない").await.refused(Code::NotFound);
    sato.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await.refused(Code::NotFound);
    kato.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
    let line = kato.city_line(room).await;
    assert_eq!((line.permit.expect("it stands").ground, line.members), (ExceptionalUseGround::AbuseOrDv, 2));
    assert_eq!((line.permit_case, line.lapses_at), (None, None));

    // The review is a case of its own, due within three working days; its no ends the permit at once.
    let review = kato.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases;
    let review = review.into_iter().find(|line| line.kind == CaseKind::ExceptionalUseReview).expect("a review");
    let opened = review.opened_at.to_offset(UtcOffset::from_hms(9, 0, 0).expect("Tokyo")).date();
    let date = time::macros::format_description!("[year]-[month]-[day]");
    let due = Date::parse(&review.due, &date).expect("a day");
    assert!(due >= opened + Duration::days(3) && due <= opened + Duration::days(12), "{opened} {due}");
    let told_of = read_case(&kato, review.case).await.exceptional_use.expect("what was permitted");
    assert_eq!((told_of.permitted_by.as_deref(), told_of.is_own), (Some("承認 カナリア職員庚"), false));
    shonin.get(&format!("/api/v1/city/cases/{}", review.case)).await.refused(Code::NotFound);
    decide(&kato, review.case, "refused").await.ok();
    for live in [&mut named, &mut newcomer] {
        assert_eq!(live.purge_of(room).await.why, Code::NotFound);
    }
    for person in [&tanaka, &ito] {
        person.try_write(room, id(), "終わった後").await.refused(Code::NotFound);
        person.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
    }
    assert_eq!(kato.city_line(room).await.permit, None);
    let told_of = read_case(&kato, review.case).await.exceptional_use.expect("what was permitted");
    assert!(told_of.ended_at.is_some());
    for event in ["exceptional_use_asked", "exceptional_use_permitted", "exceptional_use_ended"] {
        let sql = format!("select count(*) from audit_event where event = '{event}' and room = '{room}'");
        assert_eq!(city.number(&sql).await, 1, "{event}");
    }
    city.end().await;
}

#[tokio::test]
async fn without_the_other_persons_yes_there_is_no_way_in_not_even_by_sql() {
    let city = City::new().await;
    let room = city.rooms.kiyo;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let body = application(city.version(room).await, &[ito.account], now(&city).await + Duration::days(1));
    let asked: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
    // Whoever asked has become an approver, under another account.
    let second = format!(
        "update account set staff_member = (select staff_member from account where id = '{}') where id = '{}'",
        kato.account, shonin.account
    );
    city.fixture(&second).await;
    decide(&shonin, asked.case, "accepted").await.invalid("account");
    assert!(read_case(&shonin, asked.case).await.exceptional_use.is_some_and(|of| of.is_own));
    let refused = async |sql: String| {
        let error = sqlx::query(AssertSqlSafe(sql)).execute(&city.sql).await.expect_err("it is refused");
        error.to_string()
    };
    let given = format!(
        "update exceptional_use set permitted_at = clock_timestamp(), permitted_by = '{}', permitted_name = 'x',
             permitted_facility = 'x', review_case = city_case where city_case = '{}'",
        shonin.account, asked.case
    );
    assert!(refused(given).await.contains("does not give it"));
    let joined = format!(
        "insert into membership (room, account, affiliation, joined_seq, until, permit)
         select '{room}', '{0}', x.id, 99, clock_timestamp() + interval '1 hour', '{1}' from account a
         join affiliation x on x.staff_member = a.staff_member where a.id = '{0}'",
        ito.account, asked.case
    );
    assert!(refused(joined).await.contains("no permit was given"));
    ito.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
    city.end().await;
}

#[tokio::test]
async fn what_was_asked_for_too_long_ago_or_is_refused_lets_nobody_in() {
    let city = City::new().await;
    let room = city.rooms.kiyo;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let until = now(&city).await + Duration::hours(1);
    let asked: ExceptionalUseAsked =
        ask(&kato, room, &application(city.version(room).await, &[ito.account], until)).await.json();
    let over = format!("update exceptional_use set until = clock_timestamp() where city_case = '{}'", asked.case);
    city.fixture(&over).await;
    decide(&shonin, asked.case, "accepted").await.invalid("until");
    let shown = read_case(&shonin, asked.case).await;
    let body = json!({ "version": shown.line.version, "decision": "refused", "reason": "期限を過ぎています" });
    let path = format!("/api/v1/city/cases/{}/decision", asked.case);
    shonin.call(Method::POST, &path, Some(&body)).await.ok();
    // Somebody is suspended after they were named.
    let asked: ExceptionalUseAsked =
        ask(&kato, room, &application(city.version(room).await, &[ito.account], until)).await.json();
    city.fixture(&format!("update account set standing = 'suspended' where id = '{}'", ito.account)).await;
    decide(&shonin, asked.case, "accepted").await.invalid("people");
    let members = format!("select count(*) from membership where room = '{room}' and permit is not null");
    assert_eq!(city.number(&members).await, 0);
    let shown = read_case(&shonin, asked.case).await;
    assert_eq!(shown.exceptional_use.expect("what is asked for").skipped, [ito.account]);
    let body = json!({ "version": shown.line.version, "decision": "refused", "reason": "全員が停止中です" });
    shonin.call(Method::POST, &format!("/api/v1/city/cases/{}/decision", asked.case), Some(&body)).await.ok();

    // Beside others they are skipped: the permit is given for those who are there, and the case says for whom it was not.
    let (tanaka, people) = (city.sign_in("tanaka").await, [ito.account, city.account("tanaka").await]);
    city.fixture(&format!("update account set standing = 'active' where id = '{}'", ito.account)).await;
    let body = application(city.version(room).await, &people, until);
    let asked: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
    city.fixture(&format!("update account set standing = 'suspended' where id = '{}'", ito.account)).await;
    let before = read_case(&shonin, asked.case).await.exceptional_use.expect("what is asked for");
    decide(&shonin, asked.case, "accepted").await.ok();
    city.fixture(&format!("update account set standing = 'active' where id = '{}'", ito.account)).await;
    let after = read_case(&shonin, asked.case).await.exceptional_use.expect("what was permitted");
    assert_eq!((before.skipped, after.skipped), (vec![ito.account], vec![ito.account]));
    tanaka.write(room, "許可による投稿").await;
    assert_eq!(city.number(&members).await, 1);
    let ito = city.sign_in("ito").await;
    ito.try_write(room, id(), "参加していない").await.refused(Code::NotFound);
    city.end().await;
}

#[tokio::test]
async fn in_a_room_with_consent_its_team_stays_and_who_is_named_is_let_in_until_the_city_ends_it() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, ito) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "ito").await);
    permit(&city, &kato, &shonin, room, &[sato.account, ito.account], Duration::days(2)).await;
    let mut live = ito.look_at(room).await;
    sato.write(room, "避難所の相談").await;
    let seen = detail(&sato, room).await;
    assert_eq!(seen.permits.iter().map(|permit| permit.is_own).collect::<Vec<_>>(), [false], "consent reaches them");

    let version = city.version(room).await;
    let path = format!("/api/v1/city/rooms/{room}/exceptional-use");
    let end = async |person: &Person, version: i64| {
        person.call(Method::DELETE, &format!("{path}?version={version}"), None).await
    };
    for person in [&sato, &shonin] {
        end(person, version).await.refused(Code::NotFound);
    }
    end(&kato, version - 1).await.refused(Code::Stale);
    let line: CityRoom = end(&kato, version).await.json();
    assert_eq!((line.permit, line.members), (None, 3));
    // The call has answered: nothing that is committed from here on reaches them.
    sato.write(room, "終了の後").await;
    assert_eq!(live.purge_of(room).await.why, Code::NotFound);
    live.settle().await;
    assert!(!live.texts(room).contains(&"終了の後".to_owned()));
    ito.try_write(room, id(), "もう書けない").await.refused(Code::NotFound);
    end(&kato, line.version).await.refused(Code::Stale);
    detail(&sato, room).await;
    city.end().await;
}

#[tokio::test]
async fn a_permit_ends_by_the_databases_clock_while_people_post_and_read() {
    let city = City::of_two_nodes(&[("live.frames_per_second", "1000".into())]).await;
    let room = city.rooms.kiyo;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (tanaka, ito) = (city.sign_in_at(0, "tanaka").await, city.sign_in_at(1, "ito").await);
    let case = permit(&city, &kato, &shonin, room, &[tanaka.account, ito.account], Duration::hours(1)).await;
    let mut live = ito.look_at(room).await;
    // As if it had been asked for until a moment from now.
    let soon = format!(
        "do $$ declare soon timestamptz := clock_timestamp() + interval '2 seconds'; begin
         update membership set until = soon where permit = '{case}';
         update exceptional_use set until = soon where city_case = '{case}'; end $$"
    );
    city.fixture(&soon).await;
    // Each asks again and again until the server says no, and whoever was refused once is refused for good.
    let posts = async |person: &Person| {
        let mut accepted = 0;
        loop {
            let answer = person.try_write(room, id(), "期限まで").await;
            if answer.status != 200 {
                answer.refused(Code::NotFound);
                break;
            }
            accepted += 1;
        }
        for _ in 0..20 {
            person.try_write(room, id(), "期限の後").await.refused(Code::NotFound);
        }
        accepted
    };
    let reads = async |person: &Person| {
        let mut seen = 0;
        loop {
            let answer = person.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await;
            if answer.status != 200 {
                answer.refused(Code::NotFound);
                break;
            }
            seen += 1;
        }
        person.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        seen
    };
    let (by_tanaka, by_ito, read, purge) = tokio::join!(posts(&tanaka), posts(&ito), reads(&ito), live.purge_of(room));
    assert!(by_tanaka > 0 && by_ito > 0 && read > 0, "{by_tanaka} {by_ito} {read}");
    assert_eq!(purge.why, Code::NotFound);
    live.settle().await;
    let after = |what: &str, condition: &str| {
        format!(
            "select count(*) from {what} x, exceptional_use u where u.city_case = '{case}' and x.room = u.room and {condition} and x.at >= u.until"
        )
    };
    assert_eq!(city.number(&after("entry", "x.kind = 'post'")).await, 0, "a post stands after the end");
    // A read counts by when its statement looked; what that was is written down a moment later.
    let viewed = after("audit_event", "x.event = 'room_viewed' and x.at >= u.until + interval '1 second'");
    assert_eq!(city.number(&viewed).await, 0, "something was shown after the end");
    let stored = city.number(&format!("select count(*) from entry where room = '{room}' and kind = 'post'")).await;
    assert_eq!(stored, by_tanaka + by_ito);
    // Afterwards it is written down, and the room is as it was: it waits for consent, and the proposal does not lapse.
    let left = format!("select count(*) from membership where room = '{room}' and left_seq is null");
    eventually("the entries are written", async || (city.number(&left).await == 0).then_some(())).await;
    let line = kato.city_line(room).await;
    assert_eq!((line.state, line.permit, line.lapses_at), (RoomState::AwaitingConsent, None, None));
    city.end().await;
}

#[tokio::test]
async fn a_proposal_that_was_used_by_permit_does_not_lapse_and_goes_with_its_erasure() {
    let city = City::with(&[("people.proposal_days", "12".into())]).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (tanaka, ito, room, other) = (city.sign_in("tanaka").await, city.sign_in("ito").await, id(), id());
    for (room, kana) in [(room, "れいがい"), (other, "べつのひと")] {
        let form = json!({
            "id": room, "name": "例外 ひと", "kana": kana, "birth_date": "1950-01-01", "basis": "resident",
        });
        tanaka.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    }
    let case = permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(1)).await;
    ito.write(room, "許可による投稿").await;
    let old =
        "update care_room set state_since = clock_timestamp() - interval '13 days' where state = 'awaiting_consent'";
    city.fixture(old).await;
    let lapsed = format!("select count(*) from care_room where id = '{other}' and state = 'lapsed'");
    eventually("the other one lapses", async || (city.number(&lapsed).await == 1).then_some(())).await;
    ito.write(room, "期限切れにならない").await;

    // A consent form that comes opens the room to its team, and what was written stays.
    let body = json!({
        "version": city.version(room).await, "signed_by": "person", "form_version": "2021-02", "signed_on": "2026-01-10",
        "received_on": "2026-01-12",
    });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/consent-receipt"), Some(&body)).await.ok();
    ito.write(room, "同意の後").await;

    // A withdrawal closes it to everyone, and its erasure takes what was said when the permit was asked for.
    kato.discontinue(room).await;
    ito.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::RoomClosed);
    assert_eq!(kato.city_line(room).await.permit, None);
    crate::erasure::erase(&kato, &shonin, room).await;
    let kept = format!(
        "select (select sum(octet_length(sealed)) from exceptional_use where room = '{room}')
         + (select count(*) from exceptional_use_person where city_case = '{case}')"
    );
    assert_eq!(city.number(&kept).await, 0);
    let told_of = read_case(&shonin, case).await.exceptional_use.expect("that it was");
    assert_eq!((told_of.words, told_of.people), (None, vec![]));
    city.end().await;
}

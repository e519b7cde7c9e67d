//! 新しいユーザーID: one action ends someone's old ID everywhere and for good, and its person goes on under a new one, in the same rooms.

use futures_util::future::join_all;
use renrakucho_protocol::{
    entry::Content,
    http::{FacilityStaff, IssuedCode, SessionView, StaffLine},
    problem::Code,
    team::Team,
    vocabulary::{NewLoginIdGround, Role, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Flags, Live, Person, Sink, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    race::{self, Race},
    staff::facility,
};

async fn post(person: &Person, path: &str, body: Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/facilities/{path}"), Some(&body)).await
}

async fn list(person: &Person, at: Uuid) -> Vec<StaffLine> {
    person.get(&format!("/api/v1/facilities/{at}/staff")).await.json::<FacilityStaff>().staff
}

async fn line(person: &Person, at: Uuid, account: Uuid) -> StaffLine {
    list(person, at).await.into_iter().find(|line| line.account == account).expect("one of the staff")
}

async fn replace(person: &Person, at: Uuid, account: Uuid, version: i64) -> Answer {
    let body = json!({ "version": version, "ground": "seen", "hand_over": "screen" });
    post(person, &format!("{at}/staff/{account}/login-id"), body).await
}

/// The person behind a code, on a telephone that nobody has seen before.
async fn enrol(city: &City, issued: &IssuedCode) -> Person {
    let mut phone = Browser::new(city.node(), None);
    phone.enrol(&issued.code).await;
    Person { browser: phone, account: issued.account, login: issued.login_id.clone() }
}

/// Of an ID that has ended nothing is left by which anybody gets in, or is shown anything.
async fn nothing_is_left(city: &City, old: Uuid) {
    for rest in [
        format!("select count(*) from membership where account = '{old}' and left_seq is null"),
        format!("select count(*) from session where account = '{old}' and ended_at is null"),
        format!(
            "select count(*) from device_account da join device d on d.id = da.device where da.account = '{old}' and (d.standing <> 'ended' or d.kind = 'shared')"
        ),
        format!(
            "select count(*) from device_certificate c join device_account da on da.device = c.device where da.account = '{old}' and c.standing <> 'ended'"
        ),
        format!(
            "select count(*) from enrolment_code where account = '{old}' and used_at is null and voided_at is null"
        ),
        format!("select count(*) from account where id = '{old}' and standing <> 'ended'"),
    ] {
        assert_eq!(city.number(&rest).await, 0, "{rest}");
    }
}

/// The end of a membership, a mail that waits and a place on a shared device.
async fn what_is_not_seen_went_over(city: &City, account: Uuid, unread: i64) {
    let until = format!(
        "select count(*) from membership where account = '{account}' and left_seq is null
         and (until is not null) = (room = '{}')",
        city.rooms.kiyo
    );
    assert_eq!(city.number(&until).await, 2, "a membership that would have ended has no end now");
    let waits = format!(
        "select count(*) from alert where account = '{account}' and seq = {unread} and state = 'waiting'
         and due_at > now() + interval '30 minutes'"
    );
    assert_eq!(city.number(&waits).await, 1, "what waited to be told is told to nobody");
    let shared = format!(
        "select count(*) from device_account da join device d on d.id = da.device
         where da.account = '{account}' and d.kind = 'shared'"
    );
    assert_eq!(city.number(&shared).await, 1);
}

/// Whose membership ended (false) or began (true) after a position, in the order of the log.
fn who_came_and_went(live: &Live, room: Uuid, after: i64) -> Vec<(i64, bool, Uuid)> {
    live.entries[&room]
        .iter()
        .filter_map(|entry| match &entry.content {
            Content::MemberLeft { subject } => Some((entry.seq, false, subject.account)),
            Content::MemberJoined { subject } => Some((entry.seq, true, subject.account)),
            _ => None,
        })
        .filter(|(seq, ..)| *seq > after)
        .collect()
}

/// Neither the certificate of the old device nor a code that was made before.
async fn opens_nothing(city: &City, login: &str, open: &IssuedCode) {
    let mut browser = Browser::new(city.node(), Some(&city.certificate(login)));
    let begun = browser.begin().await;
    assert_eq!(browser.present(&begun).await, None, "the certificate opens nothing");
    let (_, begun) = Browser::new(city.node(), None).begin_enrolment(&open.code).await;
    assert_eq!(begun.status, 401, "an old code opens something");
}

#[tokio::test]
async fn the_old_id_is_out_everywhere_at_once_and_its_person_is_in_the_same_rooms_under_a_new_one() {
    let city = City::of_two_nodes(&[]).await;
    let (at, room) = (facility(&city, "試験訪問看護").await, city.rooms.hana);
    let (kanri, tanaka) = (city.sign_in_at(0, "kanri").await, city.sign_in_at(1, "tanaka").await);
    let sato = city.sign_in_at(1, "sato").await;
    let own = sato.write(room, "前のIDで").await;
    let unread = tanaka.write(room, "読んでいない").await;
    sato.mark_read(room, own.seq).await.ok();
    let here = sato.at(&city.nodes[0]);
    let (mut live, mut there) = (sato.look_at(room).await, here.look_at(room).await);
    let mut other = tanaka.look_at(room).await;
    // One of her memberships has an end, and a mail is to tell her of a post; she has a place on a shared device, and a code for
    // another device.
    city.fixture(&format!(
        "do $$ declare d uuid := gen_random_uuid(); begin
         update membership set until = now() + interval '30 days' where account = '{0}' and room = '{1}';
         insert into alert (room, seq, account, due_at) values ('{room}', {2}, '{0}', now() + interval '1 hour');
         insert into device (id, facility, kind, label) values (d, '{at}', 'shared', '共用');
         insert into device_account (device, account) values (d, '{0}'); end $$",
        sato.account, city.rooms.kiyo, unread.seq
    ))
    .await;
    let rooms: Vec<_> = sato.rooms().await.into_iter().map(|line| line.room).collect();
    let shown = line(&kanri, at, sato.account).await;
    let code = json!({ "version": shown.version, "hand_over": "screen" });
    let open: IssuedCode = post(&kanri, &format!("{at}/staff/{}/code", sato.account), code).await.json();

    replace(&kanri, at, sato.account, shown.version).await.refused(Code::Stale);
    let issued: IssuedCode = replace(&kanri, at, sato.account, shown.version + 1).await.json();
    assert!(city.all_have_applied().await, "answered before a node knew");
    let late = tanaka.write(room, "あとから").await;
    for live in [&mut live, &mut there] {
        let closed = live.closed().await;
        assert!(closed.is_none_or(|code| [4503, 4504].contains(&code)), "{closed:?}");
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the answer");
    }
    for person in [&sato, &here] {
        person.get("/api/v1/rooms").await.refused(Code::Suspended);
        person.try_write(room, id(), "遅い").await.refused(Code::Suspended);
    }
    opens_nothing(&city, "sato", &open).await;
    let old = sato.account;
    nothing_is_left(&city, old).await;

    // The log says that the one left and the other joined, side by side.
    other.reach(room, late.seq).await;
    let moved = who_came_and_went(&other, room, unread.seq);
    assert_eq!(moved, [(unread.seq + 1, false, old), (unread.seq + 2, true, issued.account)]);
    let kato = city.sign_in("kato").await;
    let team: Team = kato.get(&format!("/api/v1/city/rooms/{room}/members")).await.json();
    let members: Vec<_> = team.members.iter().map(|member| member.person.account).collect();
    assert!(members.contains(&issued.account) && !members.contains(&old), "{members:?}");

    // The new ID: another name to sign in with, the same person, the earlier one beside it.
    assert_ne!(issued.login_id, "sato");
    let after = line(&kanri, at, issued.account).await;
    assert_eq!((after.name.as_str(), after.mail.as_deref()), (shown.name.as_str(), shown.mail.as_deref()));
    assert_eq!((after.standing, after.role, after.rooms), (Standing::Active, shown.role, 2));
    assert!(list(&kanri, at).await.iter().all(|line| line.account != old));
    let [earlier] = after.earlier.as_slice() else { panic!("{:?}", after.earlier) };
    assert_eq!((earlier.account, earlier.login_id.as_str(), earlier.ground), (old, "sato", NewLoginIdGround::Seen));
    assert!(earlier.from < earlier.until && earlier.by.contains("カナリア職員戊"), "{earlier:?}");

    // She is in again, and nobody permitted anything anew.
    let again = enrol(&city, &issued).await;
    let mut back: Vec<_> = again.rooms().await.into_iter().map(|line| line.room).collect();
    let mut before = rooms.clone();
    before.retain(|room| *room != city.rooms.saburo);
    back.sort();
    before.sort();
    assert_eq!(back, before, "other rooms than before");
    let entry = again.line(room).await;
    assert_eq!((entry.read_upto, entry.unread), (own.seq, 2), "read as far as before");
    let page = again.read(room, own.seq - 1).await;
    let written = page.entries.iter().find(|entry| entry.seq == own.seq).expect("it stands");
    assert_eq!((written.author.account, written.author.name.as_str()), (old, shown.name.as_str()));
    let session: SessionView = again.get("/api/v1/session").await.json();
    assert_eq!(session.earlier_accounts, [old], "her own posts are not known as hers");
    again.write(room, "新しいIDで").await;
    let session: SessionView = tanaka.get("/api/v1/session").await.json();
    assert!(session.earlier_accounts.is_empty(), "somebody else has earlier accounts");
    what_is_not_seen_went_over(&city, issued.account, unread.seq).await;
    for (event, times) in [("login_id_replaced", 1), ("membership_taken_over", 4)] {
        let sql = format!("select count(*) from audit_event where event = '{event}'");
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    let told = format!(
        "select count(*) from audit_event where event = 'login_id_replaced' and subject = '{old}'
         and detail = 'seen {}' and account = '{}'",
        issued.account, kanri.account
    );
    assert_eq!(city.number(&told).await, 1);
    // About what was replaced nobody decides any more.
    replace(&kanri, at, old, shown.version + 2).await.refused(Code::NotFound);
    post(&kanri, &format!("{at}/staff/{old}/retirement"), json!({ "version": shown.version + 2 }))
        .await
        .refused(Code::NotFound);
    again.write(room, "続けて").await;
    city.end().await;
}

#[tokio::test]
async fn only_who_looks_after_an_id_replaces_it_and_what_the_city_suspended_only_the_city() {
    let city = City::new().await;
    let (at, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    let (ito, tanaka) = (city.account("ito").await, city.account("tanaka").await);
    let version = line(&kato, at, ito).await.version;
    for login in ["sato", "shonin", "gyosha"] {
        replace(&city.sign_in(login).await, at, ito, version).await.refused(Code::NotFound);
    }
    replace(&kanri, there, tanaka, 1).await.refused(Code::NotFound);
    replace(&kanri, at, tanaka, 1).await.refused(Code::NotFound);
    // Nobody makes themselves another way in, and nobody one into the city's accounts.
    replace(&kanri, at, kanri.account, line(&kato, at, kanri.account).await.version).await.invalid("account");
    let office = facility(&city, "試験市役所").await;
    replace(&kato, office, city.account("shonin").await, 1).await.refused(Code::NotFound);
    // Who has their ID at another facility is not looked after here.
    city.fixture(&format!(
        "insert into affiliation (id, staff_member, facility, profession, position)
         select gen_random_uuid(), staff_member, '{at}', 'visiting_nurse', 1 from account where login_id = 'tanaka'"
    ))
    .await;
    replace(&kanri, at, tanaka, line(&kanri, at, tanaka).await.version).await.refused(Code::NotFound);
    let unknown = json!({ "version": version, "ground": "because", "hand_over": "screen" });
    post(&kanri, &format!("{at}/staff/{ito}/login-id"), unknown).await.refused(Code::BadFrame);

    let suspend = json!({ "version": version, "grounds": "leaked" });
    let path = format!("/api/v1/city/accounts/{ito}/suspension");
    kato.call(Method::POST, &path, Some(&suspend)).await.ok();
    replace(&kanri, at, ito, version + 1).await.refused(Code::IssuedByCity);
    assert_eq!(city.number("select count(*) from login_id_replacement").await, 0, "a refusal replaced something");
    let issued: IssuedCode = replace(&kato, at, ito, version + 1).await.json();
    let rooms: Vec<_> = enrol(&city, &issued).await.rooms().await.into_iter().map(|line| line.room).collect();
    assert_eq!(rooms, [city.rooms.sora], "what was suspended loses its rooms");
    let restored = format!("{path}?version={}", version + 2);
    kato.call(Method::DELETE, &restored, None).await.refused(Code::Stale);

    // An admin stays one.
    let issued: IssuedCode =
        replace(&kato, at, kanri.account, line(&kato, at, kanri.account).await.version).await.json();
    kanri.get("/api/v1/facilities").await.refused(Code::Suspended);
    let again = enrol(&city, &issued).await;
    let own = line(&again, at, issued.account).await;
    assert_eq!((own.role, own.is_self, own.earlier.len()), (Role::FacilityAdmin, true, 1));
    // And twice in a row.
    let twice: IssuedCode = replace(&kato, at, issued.account, own.version).await.json();
    let logins: Vec<_> =
        line(&kato, at, twice.account).await.earlier.into_iter().map(|earlier| earlier.login_id).collect();
    assert_eq!(logins, [issued.login_id, "kanri".to_owned()]);
    let session: SessionView = enrol(&city, &twice).await.get("/api/v1/session").await.json();
    assert_eq!(session.earlier_accounts, [kanri.account, issued.account]);
    city.end().await;
}

#[tokio::test]
async fn where_a_second_person_is_wanted_a_new_id_waits_for_one_and_no_further_code_goes_round_that() {
    let sink = Sink::start().await;
    let mut settings = sink.settings(1);
    settings.push(("people.second_person", "always".to_owned()));
    let city = City::with(&settings).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let issued: IssuedCode =
        replace(&kanri, at, sato.account, line(&kanri, at, sato.account).await.version).await.json();
    assert!(issued.awaits_second);
    sato.get("/api/v1/rooms").await.refused(Code::Suspended);
    let mails = sink.wait_for(2).await;
    let told = mails.iter().find(|mail| mail.to == "sato@mihon.example").expect("sato is told").everything();
    assert!(told.contains("新しいユーザーIDのお知らせ"), "{told}");
    for word in ["カナリア", "佐藤", &issued.code, &issued.login_id] {
        assert!(!told.contains(word), "{word}: {told}");
    }
    // Nobody has ever signed in under the new ID; its person has.
    let code = json!({ "version": line(&kanri, at, issued.account).await.version, "hand_over": "screen" });
    let issued: IssuedCode = post(&kanri, &format!("{at}/staff/{}/code", issued.account), code).await.json();
    assert!(issued.awaits_second);
    let confirm = async |person: &Person| {
        let version = line(&kato, at, issued.account).await.version;
        let path = format!("{at}/staff/{}/confirmation", issued.account);
        post(person, &path, json!({ "version": version })).await
    };
    // Who made it is no second person under another ID either.
    let other: IssuedCode =
        replace(&kato, at, kanri.account, line(&kato, at, kanri.account).await.version).await.json();
    assert!(!other.awaits_second, "the city vouches by itself");
    let again = enrol(&city, &other).await;
    confirm(&again).await.refused(Code::Stale);
    confirm(&kato).await.ok();
    enrol(&city, &issued).await.write(city.rooms.hana, "また").await;
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_a_new_id_are_wholly_before_the_answer_or_refused() {
    let race = Race::on_nodes(2, 60).await;
    let (city, kato, at) = (&race.city, &race.kato, facility(&race.city, "試験訪問看護").await);
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
        let replacing = async {
            // On a machine that is very busy the server may say so; then nothing was done.
            let done = eventually("the new ID", async || {
                let answer = replace(kato, at, writer.account, 1).await;
                (answer.status != Code::Busy.status()).then_some(answer)
            });
            let issued: IssuedCode = done.await.json();
            (accepted().await, issued.account)
        };
        let posting = async {
            for _ in 0..4 + number % 4 {
                // Their connection may have been reset already.
                live.try_send_post(id(), room, "競争").await;
                tokio::task::yield_now().await;
            }
        };
        let ((answered, new), ()) = tokio::join!(replacing, posting);
        writer.try_write(room, id(), "遅い").await.refused(Code::Suspended);
        let late = reader.write(room, "新しいIDの後").await;
        other.reach(room, late.seq).await;
        live.closed().await;
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the old ID had ended");
        assert_eq!(accepted().await, answered, "accepted after the answer");
        let members = format!(
            "select count(*) from standing_membership where room = '{room}' and account in ('{new}', '{}')",
            reader.account
        );
        assert_eq!(city.number(&members).await, 2, "the room has lost someone");
        usize::try_from(answered).expect("a few")
    };
    race::were_raced(&race.play(round).await, 4);
    race.city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_and_an_admission_raced_with_a_new_id_are_wholly_before_it_or_do_not_count() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    for (login, name) in
        [("sato", "試験訪問看護"), ("ito", "試験訪問看護"), ("tanaka", "試験クリニック"), ("mori", "試験クリニック")]
    {
        let (at, account) = (facility(&city, name).await, city.account(login).await);
        let mut ready = Vec::new();
        for _ in 0..6 {
            let mut browser = Browser::new(city.node(), Some(&city.certificate(login)));
            browser.prove_device().await;
            let options: Value = browser.challenge().await.json();
            ready.push((browser, options));
        }
        let passkey = city.passkey(login);
        let signing_in = join_all(ready.into_iter().map(async |(mut browser, options)| {
            let answer = browser.finish(&passkey, &options, Flags::Verified).await;
            assert!(matches!(answer.status, 200 | 401), "{answer:?}");
            browser
        }));
        let room = kato.city_line(city.rooms.hana).await;
        let admitting = async {
            let body = json!({ "account": account, "version": room.version });
            kato.call(Method::POST, &format!("/api/v1/city/rooms/{}/members", room.room), Some(&body)).await
        };
        let version = line(&kato, at, account).await.version;
        let replacing = async {
            let answer = replace(&kato, at, account, version).await;
            // Someone was let in meanwhile: the next look finds them there.
            let answer = if answer.status == 412 { replace(&kato, at, account, version).await } else { answer };
            let issued: IssuedCode = answer.json();
            let open = format!("select count(*) from session where account = '{account}' and ended_at is null");
            assert_eq!(city.number(&open).await, 0, "a session stands after the answer");
            issued
        };
        let (browsers, admitted, issued) = tokio::join!(signing_in, admitting, replacing);
        for browser in browsers {
            let person = Person { browser, account, login: login.into() };
            assert_eq!(person.get("/api/v1/rooms").await.status, 401);
        }
        let standing = format!("select count(*) from membership where account = '{account}' and left_seq is null");
        assert_eq!(city.number(&standing).await, 0, "the old ID is a member");
        let rooms = enrol(&city, &issued).await.rooms().await;
        if admitted.status == 200 {
            assert!(rooms.iter().any(|line| line.room == city.rooms.hana), "{login} was let in and left behind");
        }
    }
    city.end().await;
}

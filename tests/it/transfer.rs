//! 異動: the city moves someone to another facility, and what the old one gave them ends everywhere when the answer is there.

use renrakucho_protocol::{
    entry::Content,
    facility::Transfer,
    http::{FacilityStaff, IssuedCode, StaffLine},
    problem::Code,
    vocabulary::Role,
};
use renrakucho_tests::{Answer, Browser, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{
    race::{self, Race},
    staff::facility,
};

async fn find(moderator: &Person, at: Uuid, account: Uuid) -> Option<StaffLine> {
    let staff: FacilityStaff = moderator.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.account == account)
}

async fn line(moderator: &Person, at: Uuid, account: Uuid) -> StaffLine {
    find(moderator, at, account).await.expect("one of the staff")
}

async fn transfer(person: &Person, from: Uuid, account: Uuid, version: i64, to: Uuid) -> Answer {
    let body = json!({ "version": version, "to": to });
    person.call(Method::POST, &format!("/api/v1/facilities/{from}/staff/{account}/transfer"), Some(&body)).await
}

#[tokio::test]
async fn who_is_transferred_is_out_of_the_old_facility_at_once_and_keeps_id_and_words() {
    let city = City::of_two_nodes(&[]).await;
    let (from, to) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let room = city.rooms.hana;
    let (kato, tanaka) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "tanaka").await);
    let sato = city.sign_in_at(0, "sato").await;
    let own = sato.write(room, "異動の前").await;
    let mut lives = vec![sato.look_at(room).await, sato.at(&city.nodes[1]).look_at(room).await];
    let mut other = tanaka.look_at(room).await;
    // A place on a shared device of the old facility, too.
    city.fixture(&format!(
        "do $$ declare d uuid := gen_random_uuid(); begin
         insert into device (id, facility, kind, label) values (d, '{from}', 'shared', '共用');
         insert into device_account (device, account) values (d, '{}'); end $$",
        sato.account
    ))
    .await;
    // And a code that was handed over there and not used.
    crate::browser_key::invited(&city, "sato").await;
    let open = format!(
        "select count(*) from enrolment_code where account = '{}' and used_at is null and voided_at is null",
        sato.account
    );
    assert_eq!(city.number(&open).await, 1);
    let before = line(&kato, from, sato.account).await;
    transfer(&kato, from, sato.account, before.version + 1, to).await.refused(Code::Stale);
    for wrong in [from, id()] {
        transfer(&kato, from, sato.account, before.version, wrong).await.invalid("to");
    }
    let done: Transfer = transfer(&kato, from, sato.account, before.version, to).await.json();
    assert!(city.all_have_applied().await, "answered before a node knew");
    assert_eq!((done.facility, done.name.as_str()), (to, "試験クリニック"));
    assert!(i64::try_from(done.rooms).expect("few") == before.rooms && done.rooms > 0);
    let late = tanaka.write(room, "異動の後").await;
    for live in &mut lives {
        let closed = live.closed().await;
        assert!(closed.is_none_or(|code| [4502, 4503].contains(&code)), "{closed:?}");
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the transfer");
    }
    other.reach(room, late.seq).await;
    for person in [&sato, &sato.at(&city.nodes[1])] {
        let refused = person.try_write(room, id(), "遅い").await;
        assert!(refused.status == 401 || refused.status == 403, "{}", refused.text);
    }
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    let begun = browser.begin().await;
    assert_eq!(browser.present(&begun).await, None, "a device of the old facility opens nothing");
    let places = format!(
        "select count(*) from device_account da join device d on d.id = da.device
        where da.account = '{}' and d.kind = 'shared'",
        sato.account
    );
    assert_eq!(city.number(&places).await, 0, "a place on a shared device is left");
    assert_eq!(city.number(&open).await, 0, "a code of the old facility is left");
    let left = format!(
        "select count(*) from affiliation x join account a on a.staff_member = x.staff_member
         where a.id = '{}' and x.facility = '{from}' and x.ended_at is null",
        sato.account
    );
    assert_eq!(city.number(&left).await, 0, "they belong to the old facility");
    // Who left, and who wrote, is as it was.
    let page = tanaka.read(room, own.seq - 1).await;
    let written = page.entries.iter().find(|entry| entry.seq == own.seq).expect("it stands");
    assert_eq!((written.author.account, written.author.facility.as_str()), (sato.account, "試験訪問看護"));
    assert!(page.entries.iter().any(|entry| matches!(
        &entry.content,
        Content::MemberLeft { subject } if subject.account == sato.account
    )));

    assert!(find(&kato, from, sato.account).await.is_none());
    let after = line(&kato, to, sato.account).await;
    assert_eq!((after.login_id.as_str(), after.profession.as_str()), ("sato", before.profession.as_str()));
    assert!(after.is_home && after.devices.is_empty() && after.rooms == 0);
    // Their passkeys stay, and open nothing before they have a device here.
    let passkeys = format!("select count(*) from passkey where account = '{}' and standing = 'active'", sato.account);
    assert!(!after.is_enrolled && city.number(&passkeys).await > 0);
    transfer(&kato, from, sato.account, after.version, to).await.refused(Code::NotFound);
    // The new facility hands over a device.
    let body = json!({ "version": after.version, "hand_over": "screen" });
    let path = format!("/api/v1/facilities/{to}/staff/{}/code", sato.account);
    let issued: IssuedCode = kato.call(Method::POST, &path, Some(&body)).await.json();
    assert_eq!((issued.login_id.as_str(), issued.facility.as_str()), ("sato", "試験クリニック"));
    let at = format!(
        "select count(*) from device where facility = '{to}' and standing = 'active' and id in
        (select device from device_account where account = '{}')",
        sato.account
    );
    assert_eq!(city.number(&at).await, 1);
    assert_eq!(city.number("select count(*) from audit_event where event = 'staff_transferred'").await, 1);
    city.end().await;
}

#[tokio::test]
async fn only_the_city_transfers_and_who_looked_after_one_facility_looks_after_no_other() {
    let city = City::new().await;
    let (from, to) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kanri, kato, ito) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.account("ito").await);
    for (person, at, account) in [(&kanri, from, ito), (&kanri, to, ito), (&kato, to, ito), (&kato, from, kato.account)]
    {
        transfer(person, at, account, 1, to).await.refused(Code::NotFound);
    }
    // To a facility that is suspended nobody is moved, nor to one where they are already.
    let version = line(&kato, from, ito).await.version;
    city.fixture(&format!("update facility set standing = 'suspended' where id = '{to}'")).await;
    transfer(&kato, from, ito, version, to).await.invalid("to");
    city.fixture(&format!(
        "do $$ begin update facility set standing = 'active' where id = '{to}';
         insert into affiliation (id, staff_member, facility, profession, position)
         select gen_random_uuid(), staff_member, '{to}', 'visiting_nurse', 1 from account where login_id = 'ito'; end $$"
    ))
    .await;
    transfer(&kato, from, ito, version, to).await.invalid("to");
    assert!(find(&kato, from, ito).await.is_some(), "a refusal moved someone");

    let version = line(&kato, from, kanri.account).await.version;
    transfer(&kato, from, kanri.account, version, to).await.ok();
    assert_eq!(line(&kato, to, kanri.account).await.role, Role::Staff);
    let sessions = format!("select count(*) from session where account = '{}' and ended_at is null", kanri.account);
    assert_eq!(city.number(&sessions).await, 0);
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_transfers_are_wholly_before_the_answer_or_refused() {
    let race = Race::on_nodes(2, 60).await;
    let (city, kato) = (&race.city, &race.kato);
    let (from, to) = (facility(city, "試験訪問看護").await, facility(city, "試験クリニック").await);
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
        let moving = async {
            // On a machine that is very busy the server may say so; then nothing was done.
            let done = eventually("the transfer", async || {
                let answer = transfer(kato, from, writer.account, 1, to).await;
                (answer.status != Code::Busy.status()).then_some(answer)
            });
            done.await.ok();
            accepted().await
        };
        let posting = async {
            for _ in 0..4 + number % 4 {
                live.try_send_post(id(), room, "競争").await;
                tokio::task::yield_now().await;
            }
        };
        let (answered, ()) = tokio::join!(moving, posting);
        let refused = writer.try_write(room, id(), "遅い").await;
        assert!(refused.status == 401 || refused.status == 403, "{}", refused.text);
        let late = reader.write(room, "異動の後").await;
        other.reach(room, late.seq).await;
        live.closed().await;
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the transfer");
        assert_eq!(accepted().await, answered, "accepted after the answer");
        usize::try_from(answered).expect("a few")
    };
    race::were_raced(&race.play(round).await, 4);
    race.city.end().await;
}

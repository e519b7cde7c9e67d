//! 虐待・DVの疑い (article 20): a proxy's withdrawal ends the consent, and not a permit that stands. Whom it does not name loses the room as ever;
//! whom it names goes on without a hole until its end; and what is handed to the proxy says nothing of it.

use futures_util::future::join_all;
use renrakucho_protocol::{
    access_report::AccessReport,
    disclosure::{DisclosurePreview, DisclosureReleased},
    entry::Content,
    exceptional_use::ExceptionalUseAsked,
    frame::ServerFrame,
    problem::Code,
    vocabulary::{Deed, DisclosedKind, RoomState},
};
use renrakucho_tests::{City, Live, Person, id};
use reqwest::Method;
use serde_json::json;
use time::Duration;
use uuid::Uuid;

use crate::{
    disclosure,
    discontinuation::{certificate, discontinue},
    exceptional_use::{application, ask, decide, detail, now, permit},
};

/// Whoever is not named cannot tell the room from any other that was discontinued.
async fn is_closed_to(person: &Person, room: Uuid) {
    person.try_write(room, id(), "取り下げの後").await.refused(Code::RoomClosed);
    person.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::RoomClosed);
    for part in ["", "?after=0", "?before=5"] {
        person.get(&format!("/api/v1/rooms/{room}/entries{part}")).await.refused(Code::RoomClosed);
    }
    person.mark_read(room, 3).await;
    let line = person.line(room).await;
    assert_eq!((line.label.as_str(), line.kana.as_str(), line.state), ("", "", RoomState::Discontinued));
    assert_eq!(line.unread, 0);
}

/// Reads the whole log: every position once, and the last one is this text.
async fn reads_up_to(person: &Person, room: Uuid, text: &str) {
    let (mut after, mut last) = (0, None);
    loop {
        let page = person.read(room, after).await;
        for entry in &page.entries {
            assert_eq!(entry.seq, after + 1, "a hole");
            after = entry.seq;
            if let Content::Post { body, .. } = &entry.content {
                last = Some(body.clone());
            }
        }
        if page.entries.is_empty() {
            break;
        }
    }
    assert_eq!(last.as_deref(), Some(text));
}

async fn end_permit(moderator: &Person, city: &City, room: Uuid) {
    let path = format!("/api/v1/city/rooms/{room}/exceptional-use?version={}", city.version(room).await);
    moderator.call(Method::DELETE, &path, None).await.ok();
}

/// As if a permit had been given until a moment from now.
async fn ends_soon(city: &City, case: Uuid) {
    let soon = format!(
        "do $$ declare soon timestamptz := clock_timestamp() + interval '2 seconds'; begin
         update membership set until = soon where permit = '{case}';
         update exceptional_use set until = soon where city_case = '{case}'; end $$"
    );
    city.fixture(&soon).await;
}

#[tokio::test]
async fn the_consent_ends_for_everyone_and_who_is_named_goes_on_until_the_permit_ends() {
    let mut city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, mori) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "mori").await);
    // In the room by the consent, and named; and in it by the permit alone.
    let (tanaka, ito) = (city.sign_in_at(1, "tanaka").await, city.sign_in_at(0, "ito").await);
    let by_consent = city.number(&format!("select count(*) from standing_membership where room = '{room}'")).await;
    permit(&city, &kato, &shonin, room, &[tanaka.account, ito.account], Duration::days(2)).await;
    let (mut closed, mut listed) = (sato.look_at(room).await, mori.live().await);
    let (mut kept, mut named) = (tanaka.look_at(room).await, ito.look_at(room).await);
    let before = sato.write(room, "取り下げの前").await;
    named.reach(room, before.seq).await;
    sato.write(room, "知らせを待つ投稿").await;

    discontinue(&kato, room, "asked_by_proxy").await.ok();
    let order = closed.purge_of(room).await;
    assert_eq!((order.why, listed.purge_of(room).await.order), (Code::RoomClosed, order.order));
    for person in [&sato, &mori] {
        is_closed_to(person, room).await;
    }
    // And they go on: nothing was taken from them, and each gets what the other writes, and nobody else does.
    let first = kept.write(room, "許可された記録").await;
    named.reach(room, first.seq).await;
    let second = named.write(room, "二つ目").await;
    kept.reach(room, second.seq).await;
    for live in [&mut kept, &mut named] {
        assert!(!live.came(|frame| matches!(frame, ServerFrame::Purge(_))), "they were told to wipe");
        let line = live.line(room, |line| line.state == RoomState::PermitOnly && line.last_seq >= second.seq).await;
        assert_eq!(line.label, "見本 カナリア花子");
    }
    for live in [&mut closed, &mut listed] {
        live.settle().await;
        assert!(!live.texts(room).iter().any(|text| text.contains("許可された") || text.contains("二つ目")));
    }
    for person in [&tanaka, &ito] {
        reads_up_to(person, room, "二つ目").await;
        let seen = detail(person, room).await;
        assert_eq!((seen.state, seen.members.len()), (RoomState::PermitOnly, 2));
        assert!(seen.permits.iter().all(|permit| permit.is_own) && seen.permits.len() == 1);
        crate::export::made(&city, person, room, "").await.refused(Code::ConsentMissing);
    }
    // Mails are for those who may read; what waited for the others was cancelled.
    let mails = "select count(*) from alert l join account a on a.id = l.account
                 where l.state in ('waiting', 'claimed') and a.login_id in ('sato', 'mori')";
    assert_eq!(city.number(mails).await, 0);

    // The city sees both. What it hands out is about the consent, and nobody who was not there by it is in it.
    let line = kato.city_line(room).await;
    assert_eq!((line.state, line.members, line.permit.is_some()), (RoomState::PermitOnly, 2, true));
    let shown = certificate(&kato, room).await;
    assert_eq!(shown.server.members, by_consent);
    assert!(shown.apps.holders.iter().all(|holder| holder.name != "伊藤 カナリア職員丁"), "{:?}", shown.apps);
    let text = serde_json::to_string(&shown).expect("its text");
    assert!(!text.contains("permit") && !text.contains("伊藤"), "{text}");
    discontinue(&kato, room, "asked_by_person").await.refused(Code::RoomClosed);
    crate::erasure::propose(&kato, room, city.version(room).await).await.refused(Code::Stale);

    // A node that starts anew knows it all from the database.
    city.restart_node(0, &[]).await;
    let (sato, ito) = (city.sign_in_at(0, "sato").await, city.sign_in_at(0, "ito").await);
    is_closed_to(&sato, room).await;
    let (mut closed, mut named) = (sato.live().await, ito.look_at(room).await);
    let third = kept.write(room, "再起動の後").await;
    named.reach(room, third.seq).await;
    closed.ask_open(room, None).await;
    assert_eq!(closed.failure().await.code, Code::RoomClosed);
    reads_up_to(&ito, room, "再起動の後").await;

    // With the permit's end it is a room that was discontinued, with its key and its bodies.
    let kato = city.sign_in_at(0, "kato").await;
    end_permit(&kato, &city, room).await;
    for live in [&mut kept, &mut named] {
        live.purge_of(room).await;
    }
    for person in [&tanaka, &ito] {
        person.try_write(room, id(), "終わった後").await.refused(Code::NotFound);
        person.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await.refused(Code::NotFound);
    }
    is_closed_to(&sato, room).await;
    let line = kato.city_line(room).await;
    assert_eq!((line.state, line.permit), (RoomState::Discontinued, None));
    let late = application(city.version(room).await, &[ito.account], now(&city).await + Duration::days(1));
    ask(&kato, room, &late).await.refused(Code::RoomClosed);
    let whole =
        format!("select count(*) from entry where room = '{room}' and kind = 'post' and octet_length(sealed) > 0");
    assert!(city.number(&whole).await >= 5);
    crate::erasure::propose(&kato, room, city.version(room).await).await.ok();
    city.end().await;
}

#[tokio::test]
async fn whoever_else_asks_and_on_whatever_other_ground_the_room_closes_to_everyone() {
    for (ground, by) in [
        ("abuse_or_dv", Some("asked_by_person")),
        // A page that was opened before there were grounds.
        ("abuse_or_dv", None),
        ("other_emergency", Some("asked_by_proxy")),
    ] {
        let city = City::new().await;
        let room = city.rooms.hana;
        let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
        let mut body = application(city.version(room).await, &[ito.account], now(&city).await + Duration::days(1));
        body["ground"] = json!(ground);
        let asked: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
        decide(&shonin, asked.case, "accepted").await.ok();
        let mut live = ito.look_at(room).await;
        match by {
            Some(by) => {
                discontinue(&kato, room, by).await.ok();
            }
            None => {
                kato.discontinue(room).await;
            }
        }
        assert_eq!(live.purge_of(room).await.why, Code::RoomClosed, "{ground} {by:?}");
        is_closed_to(&ito, room).await;
        let line = kato.city_line(room).await;
        assert_eq!((line.state, line.permit), (RoomState::Discontinued, None), "{ground} {by:?}");
        // Not by SQL either: in a room that is over there is no membership by a permit that did not outlive the consent.
        let back = format!("update membership set permit = '{}' where room = '{room}'", asked.case);
        let error = sqlx::query(sqlx::AssertSqlSafe(back)).execute(&city.sql).await.expect_err("it is refused");
        assert!(error.to_string().contains("no permit was given"), "{error}");
        city.end().await;
    }
}

#[tokio::test]
async fn a_further_permit_on_the_same_ground_goes_on_and_no_other_one_does() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (sato, tanaka, ito) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("ito").await);
    let case = permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(1)).await;
    discontinue(&kato, room, "asked_by_proxy").await.ok();
    let until = now(&city).await + Duration::days(3);
    let mut other = application(city.version(room).await, &[ito.account], until);
    other["ground"] = json!("other_emergency");
    ask(&kato, room, &other).await.invalid("ground");
    // Someone who lost the room with the consent is let in again, by name, and a screen that is open shows it.
    let mut live = tanaka.live().await;
    permit(&city, &kato, &shonin, room, &[ito.account, tanaka.account], Duration::days(3)).await;
    live.line(room, |line| line.state == RoomState::PermitOnly && !line.label.is_empty()).await;
    live.open(room).await;
    ends_soon(&city, case).await;
    let mut named = ito.look_at(room).await;
    eventually_over(&city, case).await;
    // The first one is over; by the second both are there.
    let post = tanaka.write(room, "続きの許可").await;
    named.reach(room, post.seq).await;
    live.reach(room, post.seq).await;
    is_closed_to(&sato, room).await;
    city.end().await;
}

async fn eventually_over(city: &City, case: Uuid) {
    let over =
        format!("select count(*) from exceptional_use where city_case = '{case}' and until <= clock_timestamp()");
    renrakucho_tests::eventually("its time is over", async || (city.number(&over).await == 1).then_some(())).await;
}

/// Writes and reads until told no, and from then on is told no.
async fn until_refused(person: &Person, room: Uuid, code: Code) -> usize {
    let mut accepted = 0;
    loop {
        let answer = person.try_write(room, id(), "競争").await;
        if answer.status != 200 {
            answer.refused(code);
            break;
        }
        accepted += 1;
        person.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await;
    }
    for _ in 0..10 {
        person.try_write(room, id(), "閉じた後").await.refused(code);
        person.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await.refused(code);
    }
    accepted
}

/// Takes frames until nothing more comes; `Live` itself complains about a hole, and about any frame that follows an order to wipe.
async fn took_all(live: &mut Live, room: Uuid, last: i64) {
    live.reach(room, last).await;
    live.settle().await;
}

#[tokio::test]
async fn raced_with_posts_at_both_nodes_nothing_is_accepted_or_shown_to_the_others_and_the_permitted_miss_nothing() {
    let city = City::of_two_nodes(&[
        ("live.frames_per_second", "1000".into()),
        ("limits.requests_per_second_per_account", "10000".into()),
        ("limits.requests_per_second_per_address", "10000".into()),
    ])
    .await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, mori) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "mori").await);
    let (tanaka, ito) = (city.sign_in_at(1, "tanaka").await, city.sign_in_at(0, "ito").await);
    let case = permit(&city, &kato, &shonin, room, &[tanaka.account, ito.account], Duration::days(2)).await;
    let (mut closed, mut elsewhere) = (sato.look_at(room).await, mori.look_at(room).await);
    let (mut kept, mut named) = (tanaka.look_at(room).await, ito.look_at(room).await);
    let permitted = async |person: &Person| {
        let mut seqs = Vec::new();
        for number in 0..60 {
            seqs.push(person.write(room, &format!("許可 {number}")).await.seq);
        }
        seqs
    };
    let withdrawal = async {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        discontinue(&kato, room, "asked_by_proxy").await.ok();
    };
    let (by_sato, by_mori, by_tanaka, by_ito, ()) = tokio::join!(
        until_refused(&sato, room, Code::RoomClosed),
        until_refused(&mori, room, Code::RoomClosed),
        permitted(&tanaka),
        permitted(&ito),
        withdrawal
    );
    assert!(by_sato + by_mori > 0, "the withdrawal came first");
    let closing = format!("select seq from entry where room = '{room}' and kind = 'consent_ended'");
    let closing = city.number(&closing).await;
    let after = by_tanaka.iter().chain(&by_ito).filter(|seq| **seq > closing).count();
    assert!(after > 0, "the withdrawal came last");
    let by_others = format!(
        "select count(*) from entry e join account a on a.id = e.author where e.room = '{room}' and e.kind = 'post'
         and e.seq > {closing} and a.login_id not in ('tanaka', 'ito')"
    );
    assert_eq!(city.number(&by_others).await, 0, "a post of another stands after the end of the consent");
    let last = ito.write(room, "最後").await.seq;
    for live in [&mut kept, &mut named] {
        took_all(live, room, last).await;
        assert!(!live.came(|frame| matches!(frame, ServerFrame::Purge(_))), "they were told to wipe");
    }
    reads_up_to(&tanaka, room, "最後").await;
    for live in [&mut closed, &mut elsewhere] {
        live.purge_of(room).await;
        live.listen(std::time::Duration::from_millis(700)).await;
        let shown = |frame: &ServerFrame| matches!(frame, ServerFrame::Entries(page) if page.entries.iter().any(|entry| entry.seq >= closing));
        assert!(!live.came(shown), "something after the end of the consent was shown");
    }
    let viewed = format!(
        "select count(*) from audit_event v join account a on a.id = v.account
         where v.room = '{room}' and v.event in ('room_viewed', 'entries_delivered') and a.login_id in ('sato', 'mori')
         and v.upto_seq >= {closing}"
    );
    assert_eq!(city.number(&viewed).await, 0);

    // And the permit ends by the database's clock, with nobody's doing.
    ends_soon(&city, case).await;
    let ends = tokio::join!(
        until_refused(&tanaka, room, Code::NotFound),
        until_refused(&ito, room, Code::NotFound),
        kept.purge_of(room),
        named.purge_of(room)
    );
    assert!(ends.0 > 0 && ends.1 > 0, "{} {}", ends.0, ends.1);
    let late = format!(
        "select count(*) from entry x join exceptional_use u on u.room = x.room
         where u.city_case = '{case}' and x.kind = 'post' and x.at >= u.until"
    );
    assert_eq!(city.number(&late).await, 0, "a post stands after the end");
    assert_eq!(kato.city_line(room).await.state, RoomState::Discontinued);
    join_all([&sato, &mori].map(|person| is_closed_to(person, room))).await;
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_neither_shuts_the_permitted_out_nor_lets_the_others_in() {
    let mut city = City::new().await;
    let (stands, ended) = (city.rooms.hana, city.rooms.sora);
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    for room in [stands, ended] {
        permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(2)).await;
    }
    let file = city.scratch().join("main.dump");
    crate::restore::dump(&city.url("admin", &city.database), &file);
    let kanri = city.sign_in("kanri").await;
    crate::removal::remove(&kato, ended, kanri.account, city.version(ended).await).await.ok();
    for room in [stands, ended] {
        discontinue(&kato, room, "asked_by_proxy").await.ok();
    }
    end_permit(&kato, &city, ended).await;
    let number = certificate(&kato, ended).await.number;
    city.nodes[0].stop().await;
    crate::restore::restore(&city, &city.database.clone(), &file).await;
    city.start_again(0, &[]).await;
    let (kato, ito) = (city.sign_in("kato").await, city.sign_in("ito").await);
    let (sato, mori) = (city.sign_in("sato").await, city.sign_in("mori").await);
    is_closed_to(&sato, stands).await;
    ito.write(stands, "復元の後").await;
    reads_up_to(&ito, stands, "復元の後").await;
    assert_eq!(kato.city_line(stands).await.state, RoomState::PermitOnly);
    // What the city ended after the backup was made stays ended. That their membership ended with the room the journal does not say:
    // to them it is as if they had been removed.
    ito.try_write(ended, id(), "復元の後").await.refused(Code::NotFound);
    mori.get(&format!("/api/v1/rooms/{ended}")).await.refused(Code::RoomClosed);
    // Whoever had been removed before is told nothing of the end.
    let kanri = city.sign_in("kanri").await;
    kanri.get(&format!("/api/v1/rooms/{ended}")).await.refused(Code::NotFound);
    assert_eq!(kato.city_line(ended).await.state, RoomState::Discontinued);
    assert!(number > 0);
    city.end().await;
}

#[tokio::test]
async fn what_the_family_is_told_of_who_looked_says_nothing_of_it() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    sato.read(room, 0).await;
    permit(&city, &kato, &shonin, room, &[ito.account, tanaka.account], Duration::days(2)).await;
    ito.read(room, 0).await;
    tanaka.read(room, 0).await;
    discontinue(&kato, room, "asked_by_proxy").await.ok();
    tanaka.write(room, "取り下げの後").await;
    ito.write(room, "取り下げの後").await;
    // All of it was three days ago.
    city.fixture("alter table audit_event disable trigger user").await;
    city.fixture("update audit_event set at = at - interval '3 days'").await;
    let moved = "update exceptional_use set permitted_at = permitted_at - interval '3 days'";
    city.fixture("alter table exceptional_use disable trigger user").await;
    city.fixture(moved).await;
    city.fixture("update exceptional_use set outlived_at = outlived_at - interval '3 days'").await;
    city.fixture("update entry set at = at - interval '3 days'").await;
    let report = async |asked_by: &str| -> AccessReport {
        let today = now(&city).await.to_offset(time::UtcOffset::from_hms(9, 0, 0).expect("Tokyo")).date();
        let form = json!({
            "id": id(), "asked_by": asked_by, "asked_on": today.to_string(),
            "from": (today - Duration::days(5)).to_string(), "upto": (today - Duration::days(1)).to_string(),
        });
        kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/access-reports"), Some(&form)).await.json()
    };
    let (to_person, to_family) = (report("person").await, report("family").await);
    let deeds = |report: &AccessReport, name: &str| -> Vec<Deed> {
        let of = |line: &&renrakucho_protocol::access_report::AccessReportLine| {
            line.name.as_deref().is_some_and(|whole| whole.starts_with(name))
        };
        report.content.lines.iter().filter(of).map(|line| line.deed).collect()
    };
    assert!(
        deeds(&to_person, "伊藤").contains(&Deed::Wrote) && deeds(&to_person, "承認").contains(&Deed::PermittedUse)
    );
    let text = serde_json::to_string(&to_family.content).expect("its text");
    for word in ["伊藤", "承認", "permitted_use"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    // By the consent tanaka looked and wrote; what they wrote after its end is not told.
    let wrote = |report: &AccessReport| -> i64 {
        let of = report.content.lines.iter().filter(|line| line.deed == Deed::Wrote);
        of.filter(|line| line.name.as_deref().is_some_and(|name| name.starts_with("田中"))).map(|line| line.times).sum()
    };
    assert!(deeds(&to_family, "田中").contains(&Deed::Saw));
    assert_eq!(wrote(&to_family), wrote(&to_person) - 1);
    assert!(deeds(&to_family, "佐藤").contains(&Deed::Saw));
    assert!(text.contains("discontinued_support"), "{text}");
    city.end().await;
}

#[tokio::test]
async fn what_is_disclosed_to_whoever_acts_for_the_person_says_nothing_of_it() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    sato.write(room, "カナリア同意の間").await;
    permit(&city, &kato, &shonin, room, &[ito.account, tanaka.account], Duration::days(2)).await;
    // In the room by the permit alone; and by the consent, which ends.
    ito.write(room, "カナリア許可の間").await;
    tanaka.write(room, "カナリア田中の同意").await;
    discontinue(&kato, room, "asked_by_proxy").await.ok();
    tanaka.write(room, "カナリア田中の許可").await;
    ito.write(room, "カナリア取り下げの後").await;

    let unseal = async |requester: &str, relation: Option<&str>| {
        let words = json!({
            "requester": requester, "relation": relation, "received_on": "2026-01-05", "legal_basis": "法律第76条",
            "purpose": "経過を知るため", "identity_check": "運転免許証", "from": null, "upto": null,
        });
        let path = format!("/api/v1/city/rooms/{room}/disclosures");
        let asked: renrakucho_protocol::disclosure::DisclosureAsked =
            kato.call(Method::POST, &path, Some(&json!({ "id": id(), "words": words }))).await.json();
        crate::exceptional_use::decide(&shonin, asked.case, "accepted").await.ok();
        asked.request
    };
    let canaries = ["カナリア許可の間", "カナリア田中の許可", "カナリア取り下げの後", "伊藤", "permitted"];
    let request = unseal("representative", Some("長女")).await;
    // The two people see what is left out, and cannot bring it back.
    let page = disclosure::pages(&kato, request).await;
    for text in &canaries[..3] {
        let entry = disclosure::says(&page, text).unwrap_or_else(|| panic!("{text}"));
        let one = page.entries.iter().find(|one| one.entry.id == entry).expect("it");
        assert!(one.is_left_out, "{text}");
        disclosure::redact(&kato, request, entry, json!([])).await;
    }
    let marked = disclosure::says(&page, "カナリア許可の間").expect("it");
    disclosure::redact(&kato, request, marked, json!([disclosure::mark("author", "danger", "")])).await;
    let names = json!({ "version": view_version(&kato, request).await, "names_staff": true });
    kato.call(Method::PUT, &format!("/api/v1/city/disclosures/{request}/staff-names"), Some(&names)).await.ok();
    let seen: DisclosurePreview = disclosure::preview(&shonin, request).await.json();
    let told = disclosure::release(&shonin, request, &seen).await;
    let told: DisclosureReleased = told.json();
    for document in [&seen.document, &told.document] {
        let text = serde_json::to_string(document).expect("its text");
        for canary in canaries {
            assert!(!text.contains(canary), "{canary}: {text}");
        }
        assert!(text.contains("カナリア同意の間") && text.contains("カナリア田中の同意"), "{text}");
        assert!(document.withheld.is_empty(), "not even that something is withheld");
        let last = document.entries.last().expect("one");
        assert_eq!(last.kind, Some(DisclosedKind::Discontinued), "there is nothing after the end of the consent");
    }

    // The person themself is told, and so is an authority.
    for (requester, relation) in [("person", None), ("authority", Some("家庭裁判所"))] {
        let request = unseal(requester, relation).await;
        assert!(disclosure::pages(&kato, request).await.entries.iter().all(|one| !one.is_left_out));
        let seen: DisclosurePreview = disclosure::preview(&shonin, request).await.json();
        let text = serde_json::to_string(&seen.document).expect("its text");
        for canary in &canaries[..3] {
            assert!(text.contains(canary), "{requester} {canary}");
        }
    }
    city.end().await;
}

async fn view_version(person: &Person, request: Uuid) -> i64 {
    let of: renrakucho_protocol::disclosure::Disclosure =
        person.get(&format!("/api/v1/city/disclosures/{request}")).await.json();
    of.head.version
}

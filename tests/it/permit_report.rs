//! 閲覧記録の報告書 of a room that was used on the ground of abuse (article 20) before there was consent: what the permit did to others tells the
//! family nothing of it.

use renrakucho_protocol::{
    access_report::{AccessReport, AccessReportLine},
    disclosure::UnsealedEntry,
    entry::Content,
    problem::Code,
    vocabulary::Deed,
};
use renrakucho_tests::{City, Live, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use time::{Duration, UtcOffset};
use uuid::Uuid;

use crate::{
    disclosure,
    exceptional_use::{decide, now, permit},
};

/// All of it was three days ago.
async fn was_three_days_ago(city: &City) {
    for sql in [
        "alter table audit_event disable trigger user",
        "update audit_event set at = at - interval '3 days'",
        "alter table exceptional_use disable trigger user",
        "update exceptional_use set permitted_at = permitted_at - interval '3 days', until = until - interval '3 days',
             ended_at = ended_at - interval '3 days'",
        "update entry set at = at - interval '3 days'",
    ] {
        city.fixture(sql).await;
    }
}

async fn report(city: &City, kato: &Person, room: Uuid, asked_by: &str) -> AccessReport {
    let today = now(city).await.to_offset(UtcOffset::from_hms(9, 0, 0).expect("Tokyo")).date();
    let form = json!({
        "id": id(), "asked_by": asked_by, "asked_on": today.to_string(),
        "from": (today - Duration::days(5)).to_string(), "upto": (today - Duration::days(1)).to_string(),
    });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/access-reports"), Some(&form)).await.json()
}

fn deeds(report: &AccessReport, name: &str) -> Vec<Deed> {
    let of = |line: &&AccessReportLine| line.name.as_deref().is_some_and(|whole| whole.starts_with(name));
    report.content.lines.iter().filter(of).map(|line| line.deed).collect()
}

/// An app that had the room open is told to wipe it, does so, and says so.
async fn wipes(city: &City, person: &Person, live: &mut Live, room: Uuid) {
    let purge = live.purge_of(room).await;
    live.send("purged", &json!({ "room": room, "order": purge.order })).await;
    let reported = format!(
        "select count(*) from audit_event where event = 'purge_reported' and room = '{room}' and account = '{}'",
        person.account
    );
    eventually("it is written down", async || (city.number(&reported).await > 0).then_some(())).await;
}

#[tokio::test]
async fn nobody_who_had_to_leave_when_it_was_permitted_or_ended_betrays_it_to_the_family() {
    for by_clock in [false, true] {
        let city = City::new().await;
        let room = city.rooms.kiyo;
        let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
        let (sato, tanaka, ito) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("ito").await);
        let (mut proposer, mut named) = (sato.look_at(room).await, tanaka.look_at(room).await);
        // sato proposed the person and is not named; tanaka was there before and is.
        let case = permit(&city, &kato, &shonin, room, &[tanaka.account, ito.account], Duration::days(2)).await;
        wipes(&city, &sato, &mut proposer, room).await;
        sato.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        ito.write(room, "一時保護の調整").await;
        if by_clock {
            let over = format!(
                "do $$ declare soon timestamptz := clock_timestamp() + interval '100 milliseconds'; begin
                 update membership set until = soon where permit = '{case}';
                 update exceptional_use set until = soon where city_case = '{case}'; end $$"
            );
            city.fixture(&over).await;
        } else {
            let review = format!("select review_case from exceptional_use where city_case = '{case}'");
            let review: Uuid =
                sqlx::query_scalar(sqlx::AssertSqlSafe(review)).fetch_one(&city.sql).await.expect("a review");
            decide(&kato, review, "refused").await.ok();
        }
        let left = format!("select count(*) from membership where room = '{room}' and left_seq is null");
        eventually("nobody is there", async || (city.number(&left).await == 0).then_some(())).await;
        wipes(&city, &tanaka, &mut named, room).await;
        tanaka.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        was_three_days_ago(&city).await;

        let (to_person, to_family) =
            (report(&city, &kato, room, "person").await, report(&city, &kato, room, "family").await);
        assert!(deeds(&to_person, "承認").contains(&Deed::ChangedTeam));
        for name in ["佐藤", "田中"] {
            for deed in [Deed::WasRefused, Deed::WipedCopies] {
                assert!(deeds(&to_person, name).contains(&deed), "{name}: {deed:?}");
            }
        }
        let who_ended = if by_clock { "田中" } else { "加藤" };
        assert!(deeds(&to_person, who_ended).contains(&Deed::ChangedTeam), "{who_ended}");
        let told: Vec<_> = to_family.content.lines.iter().map(|line| (line.name.clone(), line.deed)).collect();
        let betrays =
            |deed: &Deed| matches!(deed, Deed::ChangedTeam | Deed::WasRefused | Deed::WipedCopies | Deed::PermittedUse);
        assert!(!told.iter().any(|(_, deed)| betrays(deed)), "{told:?}");
        for name in ["承認", "伊藤"] {
            assert_eq!(deeds(&to_family, name), [], "{name}");
        }
        for name in ["佐藤", "田中"] {
            assert_eq!(deeds(&to_family, name), [Deed::Saw], "{name}");
        }
        // Nor does what is disclosed to whoever asks for the person: nobody is seen to leave.
        let request = disclosure::unsealed(&kato, &shonin, room).await;
        let entries = disclosure::pages(&kato, request).await.entries;
        let is_leaving = |one: &&UnsealedEntry| matches!(one.entry.content, Content::MemberLeft { .. });
        assert_eq!(entries.iter().filter(is_leaving).count(), 3, "by_clock: {by_clock}");
        assert!(entries.iter().filter(is_leaving).all(|one| one.is_left_out), "by_clock: {by_clock}");
        city.end().await;
    }
}

#[tokio::test]
async fn whom_the_city_lets_in_by_the_consent_is_told_of_from_then_on() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(2)).await;
    ito.write(room, "一時保護の調整").await;
    let admission = json!({ "account": ito.account, "version": city.version(room).await });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/members"), Some(&admission)).await.ok();
    ito.get(&format!("/api/v1/rooms/{room}")).await.ok();
    was_three_days_ago(&city).await;

    let (to_person, to_family) =
        (report(&city, &kato, room, "person").await, report(&city, &kato, room, "family").await);
    assert!(deeds(&to_person, "伊藤").contains(&Deed::Wrote));
    assert_eq!(deeds(&to_family, "伊藤"), [Deed::Saw], "what they did by the permit alone is not told");
    assert!(deeds(&to_family, "加藤").contains(&Deed::ChangedTeam), "that they were let in by the consent is");
    assert_eq!(deeds(&to_family, "承認"), []);
    // In what is disclosed for the person it is the same.
    ito.write(room, "同意による参加").await;
    let request = disclosure::unsealed(&kato, &shonin, room).await;
    let page = disclosure::pages(&kato, request).await;
    let is_left_out = |text: &str| {
        let entry = disclosure::says(&page, text).expect("it is there");
        page.entries.iter().any(|one| one.entry.id == entry && one.is_left_out)
    };
    assert_eq!(["一時保護の調整", "同意による参加"].map(is_left_out), [true, false]);
    city.end().await;
}

//! 参加の許可: the city alone lets someone into a room; they see it at once, with all that is in it.

use renrakucho_protocol::{entry::Content, frame::ServerFrame, problem::Code, team::Team};
use renrakucho_tests::{Answer, City, Person};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::two_nodes::both_listen;

async fn admit(moderator: &Person, room: Uuid, account: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/rooms/{room}/members");
    moderator.call(Method::POST, &path, Some(&json!({ "account": account, "version": version }))).await
}

async fn remove(moderator: &Person, room: Uuid, account: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/rooms/{room}/members/{account}?version={version}");
    moderator.call(Method::DELETE, &path, None).await
}

async fn team(moderator: &Person, room: Uuid) -> Team {
    moderator.get(&format!("/api/v1/city/rooms/{room}/members")).await.json()
}

/// The accounts whose joining `live` was shown.
fn joined(live: &renrakucho_tests::Live, room: Uuid) -> Vec<Uuid> {
    let subject = |content: &Content| match content {
        Content::MemberJoined { subject } => Some(subject.account),
        _ => None,
    };
    live.entries[&room].iter().filter_map(|entry| subject(&entry.content)).collect()
}

#[tokio::test]
async fn who_is_let_in_sees_the_room_at_once_at_every_node_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, sato) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "sato").await);
    let mut version = city.version(room).await;
    let history = sato.write(room, "参加の前の投稿").await;
    let mut member = sato.look_at(room).await;
    both_listen(&city).await;

    // ito sits at the other node and looks at the list of rooms; kanri does when Redis is dead.
    for login in ["ito", "kanri"] {
        let newcomer = city.sign_in_at(1, login).await;
        newcomer.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        let mut live = newcomer.live().await;
        if login == "kanri" {
            city.redis.as_mut().expect("Redis").kill();
        }
        let shown: Team = admit(&kato, room, newcomer.account, version).await.json();
        assert!(shown.members.iter().any(|member| member.person.account == newcomer.account), "{login}");
        assert_eq!(shown.room.version, version + 1);
        version = shown.room.version;

        let line = live.line(room, |line| line.last_seq > history.seq).await;
        assert!(!line.label.is_empty(), "{login} is not told which room it is");
        live.open(room).await;
        assert!(live.texts(room).contains(&"参加の前の投稿".to_owned()), "{login} does not see what was there");
        // Live from now on, both ways; and the others see who came.
        let post = live.write(room, &format!("よろしくお願いします {login}")).await;
        member.reach(room, post.seq).await;
        assert!(joined(&member, room).contains(&newcomer.account), "{login} came unseen");
        let reply = member.write(room, "お願いします").await;
        live.reach(room, reply.seq).await;
    }
    city.redis.as_mut().expect("Redis").start_again().await;
    city.end().await;
}

#[tokio::test]
async fn who_was_removed_may_be_let_in_again() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, sato, tanaka) = (city.sign_in("kato").await, city.sign_in("sato").await, city.sign_in("tanaka").await);
    let mut live = tanaka.look_at(room).await;
    let version = city.version(room).await;
    remove(&kato, room, tanaka.account, version).await.ok();
    live.purge_of(room).await;
    let missed = sato.write(room, "居ない間に").await;

    let mut again = tanaka.live().await;
    assert!(team(&kato, room).await.members.iter().all(|member| member.person.account != tanaka.account));
    admit(&kato, room, tanaka.account, version + 1).await.ok();
    again.line(room, |line| line.last_seq > missed.seq).await;
    again.open(room).await;
    assert!(again.texts(room).contains(&"居ない間に".to_owned()));
    tanaka.write(room, "戻りました").await;
    assert!(team(&kato, room).await.members.iter().any(|member| member.person.account == tanaka.account));
    city.end().await;
}

#[tokio::test]
async fn nobody_is_let_in_who_may_not_be_and_nowhere_but_into_an_active_room() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, ito) = (city.sign_in("kato").await, city.sign_in("ito").await);
    let version = city.version(room).await;
    let count = async || city.number(&format!("select count(*) from membership where room = '{room}'")).await;
    let before = count().await;

    // Already in; what is no account; who approves for the city, and who operates the service.
    for account in
        [city.account("sato").await, Uuid::from_u128(7), city.account("shonin").await, city.account("gyosha").await]
    {
        admit(&kato, room, account, version).await.invalid("account");
    }
    admit(&kato, room, ito.account, version + 1).await.refused(Code::Stale);
    admit(&ito, room, ito.account, version).await.refused(Code::NotFound);
    for (room, code) in [
        (city.rooms.kiyo, Code::ConsentMissing),
        (city.rooms.saburo, Code::RoomClosed),
        (Uuid::from_u128(7), Code::NotFound),
    ] {
        let version = if code == Code::NotFound { 1 } else { city.version(room).await };
        admit(&kato, room, ito.account, version).await.refused(code);
    }
    for standing in ["suspended", "ended"] {
        city.fixture(&format!("update account set standing = '{standing}' where id = '{}'", ito.account)).await;
        admit(&kato, room, ito.account, version).await.invalid("account");
    }
    city.fixture(&format!("update account set standing = 'active' where id = '{}'", ito.account)).await;
    // Whose facility is suspended is nobody's colleague.
    city.fixture(&format!(
        "update facility set standing = 'suspended' where id = (select facility from affiliation
             where staff_member = (select staff_member from account where id = '{}'))",
        ito.account
    ))
    .await;
    admit(&kato, room, ito.account, version).await.invalid("account");
    assert_eq!(count().await, before);
    assert_eq!(city.version(room).await, version);
    city.end().await;
}

#[tokio::test]
async fn a_team_that_does_not_exist_is_refused_and_that_is_written_down() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let nowhere = Uuid::from_u128(7);
    kato.get(&format!("/api/v1/city/rooms/{nowhere}/members")).await.refused(Code::NotFound);
    let refused = format!(
        "select count(*) from audit_event where event = 'refused' and detail like 'list_members%' and room = '{nowhere}'"
    );
    assert_eq!(city.number(&refused).await, 1);
    assert_eq!(city.number("select count(*) from audit_event where event = 'members_listed'").await, 0);
    city.end().await;
}

#[tokio::test]
async fn twenty_admissions_at_once_are_one() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, ito) = (city.sign_in("kato").await, city.sign_in("ito").await);
    let mut live = ito.live().await;
    let version = city.version(room).await;
    let answers = futures_util::future::join_all((0..20).map(|_| admit(&kato, room, ito.account, version))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    let joined = format!(
        "select count(*) from entry where room = '{room}' and kind = 'member_joined' and subject = '{}'",
        ito.account
    );
    assert_eq!(city.number(&joined).await, 1);
    let audited = "select count(*) from audit_event where event = 'member_admitted'";
    assert_eq!(city.number(audited).await, 1);
    live.line(room, |line| !line.label.is_empty()).await;
    live.settle().await;
    assert!(live.came_first(|frame| matches!(frame, ServerFrame::Purge(_)).then_some(())).is_none());
    city.end().await;
}

#[tokio::test]
async fn whom_a_permit_let_in_stays_by_the_consent_when_the_city_admits_them() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (ito, kanri) = (city.sign_in_at(1, "ito").await, city.sign_in_at(1, "kanri").await);
    let days = time::Duration::days(2);
    crate::exceptional_use::permit(&city, &kato, &shonin, room, &[ito.account, kanri.account], days).await;
    let (mut stays, mut leaves) = (ito.look_at(room).await, kanri.look_at(room).await);
    let by_permit = |team: &Team| -> Vec<Uuid> {
        let mut accounts: Vec<_> = team
            .members
            .iter()
            .filter(|member| member.permitted_until.is_some())
            .map(|member| member.person.account)
            .collect();
        accounts.sort();
        accounts
    };
    let mut both = vec![ito.account, kanri.account];
    both.sort();
    assert_eq!(by_permit(&team(&kato, room).await), both);

    let version = city.version(room).await;
    admit(&kato, room, ito.account, version - 1).await.refused(Code::Stale);
    let shown: Team = admit(&kato, room, ito.account, version).await.json();
    assert_eq!((by_permit(&shown), shown.room.version), (vec![kanri.account], version + 1));
    admit(&kato, room, ito.account, version + 1).await.invalid("account");
    stays.line(room, |line| line.permitted_until.is_none()).await;
    let audited = format!(
        "select count(*) from audit_event where event = 'member_admitted' and room = '{room}' and subject = '{}'
         and account = '{}'",
        ito.account, kato.account
    );
    assert_eq!(city.number(&audited).await, 1);

    let path = format!("/api/v1/city/rooms/{room}/exceptional-use?version={}", version + 1);
    kato.call(Method::DELETE, &path, None).await.ok();
    assert_eq!(leaves.purge_of(room).await.why, Code::NotFound);
    let post = ito.write(room, "許可の後も続く").await;
    stays.reach(room, post.seq).await;
    assert!(!stays.came(|frame| matches!(frame, ServerFrame::Purge(_))), "they were told to wipe");
    assert!(crate::exceptional_use::detail(&ito, room).await.permits.is_empty());
    city.end().await;
}

//! 一時停止 and logout: once the answer is there, nothing more is accepted from whoever was revoked, and
//! nothing more is shown to them, on any node, whatever is lost on the way.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use renrakucho_protocol::{
    frame::ServerFrame,
    http::{CityAccount, CityAccounts, DeviceLine, Devices, Sessions},
    problem::Code,
    vocabulary::Standing,
};
use renrakucho_tests::{Answer, Browser, City, Flags, Live, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::{
    race::{Race, crowd},
    two_nodes::{both_listen, channel},
};

const NO_BUS: &str = "redis+unix:///nowhere/redis.sock?protocol=resp3";

pub(crate) async fn account_line(moderator: &Person, account: Uuid) -> CityAccount {
    let list: CityAccounts = moderator.get("/api/v1/city/accounts").await.json();
    list.accounts.into_iter().find(|line| line.account == account).expect("an account of the city")
}

pub(crate) async fn device_of(moderator: &Person, account: Uuid) -> DeviceLine {
    let list: Devices = moderator.get("/api/v1/city/devices").await.json();
    list.devices.into_iter().find(|line| line.accounts == [account]).expect("a device of the account")
}

pub(crate) async fn suspend(person: &Person, path: &str, version: i64) -> Answer {
    let body = json!({ "version": version, "grounds": "leaked" });
    person.call(Method::POST, &format!("/api/v1/{path}/suspension"), Some(&body)).await
}

pub(crate) async fn restore(person: &Person, path: &str, version: i64) -> Answer {
    person.call(Method::DELETE, &format!("/api/v1/{path}/suspension?version={version}"), None).await
}

/// Ended with this code, or without a word if the connection did not take it any more.
async fn ended_with(live: &mut Live, code: u16) {
    let closed = live.closed().await;
    assert!(closed.is_none_or(|closed| closed == code), "{closed:?} instead of {code}");
}

pub(crate) async fn tries_to_sign_in(city: &City, login: &str) -> Option<Answer> {
    let mut browser = Browser::new(city.node(), Some(&city.certificate(login)));
    let path = browser.begin().await;
    let code = browser.present(&path).await?;
    browser.prove(&code).await.ok();
    Some(browser.use_passkey(&city.passkey(login), Flags::Verified).await)
}

#[tokio::test]
async fn a_suspension_ends_everything_on_both_nodes_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, sato) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "sato").await);
    for redis in [true, false] {
        if !redis {
            city.redis.as_mut().expect("Redis").kill();
        }
        let tanaka = city.sign_in_at(0, "tanaka").await;
        let account = tanaka.account;
        let path = format!("city/accounts/{account}");
        let (mut here, mut there) = (tanaka.look_at(room).await, tanaka.at(&city.nodes[1]).look_at(room).await);
        let before = account_line(&kato, account).await;
        assert_eq!(before.standing, Standing::Active);
        let after: CityAccount = suspend(&kato, &path, before.version).await.json();
        assert!(city.all_have_applied().await, "answered before a node knew");
        assert_eq!(after.standing, Standing::Suspended);
        let late = sato.write(room, "停止の後").await;
        for live in [&mut here, &mut there] {
            ended_with(live, 4504).await;
            assert!(live.cursors[&room] < late.seq, "an entry from after the suspension");
        }
        for person in [&tanaka, &tanaka.at(&city.nodes[1])] {
            person.try_write(room, id(), "停止の後").await.refused(Code::Suspended);
            person.get("/api/v1/rooms").await.refused(Code::Suspended);
        }
        let refused = tries_to_sign_in(&city, "tanaka").await.expect("the device is in good standing");
        refused.refused(Code::Unauthenticated);

        // Tabs that show what was before; and a second suspension of what is suspended.
        suspend(&kato, &path, before.version).await.refused(Code::Stale);
        suspend(&kato, &path, after.version).await.refused(Code::Stale);
        restore(&kato, &path, before.version).await.refused(Code::Stale);
        let restored: CityAccount = restore(&kato, &path, after.version).await.json();
        assert_eq!(restored.standing, Standing::Active);
        restore(&kato, &path, restored.version).await.refused(Code::Stale);
        // Restored means: may sign in again. What was ended stays ended.
        tanaka.get("/api/v1/rooms").await.refused(Code::SessionEnded);
        let tanaka = city.sign_in_at(0, "tanaka").await;
        tanaka.look_at(room).await.settle().await;
        tanaka.write(room, "また").await;

        let line = device_of(&kato, account).await;
        let path = format!("city/devices/{}", line.device);
        let mut there = tanaka.at(&city.nodes[1]).look_at(room).await;
        let suspended: DeviceLine = suspend(&kato, &path, line.version).await.json();
        assert!(city.all_have_applied().await, "answered before a node knew");
        let late = sato.write(room, "端末の停止の後").await;
        ended_with(&mut there, 4503).await;
        assert!(there.cursors[&room] < late.seq);
        tanaka.try_write(room, id(), "停止の後").await.refused(Code::Suspended);
        assert!(tries_to_sign_in(&city, "tanaka").await.is_none(), "the certificate opens nothing");
        suspend(&kato, &path, line.version).await.refused(Code::Stale);
        restore(&kato, &path, line.version).await.refused(Code::Stale);
        restore(&kato, &path, suspended.version).await.ok();
    }
    let count =
        async |event: &str| city.number(&format!("select count(*) from audit_event where event = '{event}'")).await;
    for event in ["account_suspended", "account_restored", "device_suspended", "device_restored"] {
        assert_eq!(count(event).await, 2, "{event}");
    }
    assert_eq!(
        city.number("select count(*) from suspension where grounds = 'leaked' and restored_by is not null").await,
        4
    );
    city.redis.as_mut().expect("Redis").start_again().await;
    city.end().await;
}

#[tokio::test]
async fn a_mark_that_waits_to_be_written_is_judged_by_how_its_account_stands_then() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let post = sato.write(room, "読まれる前に").await;
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    // A suspension that has begun and is not committed.
    let mut suspending = PgConnection::connect(&city.admin_url()).await.expect("connects");
    suspending.execute("begin").await.expect("begun");
    sqlx::query("update account set standing = 'suspended' where id = $1")
        .bind(tanaka.account)
        .execute(&mut suspending)
        .await
        .expect("suspended");
    b.send("read", &json!({ "room": room, "upto": post.seq })).await;
    let waiting = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock' and query like '%for share%'";
    eventually("the mark waits for it", async || (city.number(waiting).await > 0).then_some(())).await;
    suspending.execute("commit").await.expect("committed");
    suspending.close().await.expect("closed");
    let marked = async |account: Uuid| {
        let of = format!("where account = '{account}' and room = '{room}'");
        city.number(&format!("select coalesce(max(upto), 0) from read_mark {of}")).await
    };
    // Marks are written one batch after the other.
    a.send("read", &json!({ "room": room, "upto": post.seq })).await;
    eventually("the next one is written", async || (marked(sato.account).await == post.seq).then_some(())).await;
    assert!(marked(tanaka.account).await < post.seq, "a suspended account has moved its mark");
    city.end().await;
}

#[tokio::test]
async fn people_suspend_their_own_device_and_end_their_own_sessions_and_no_others() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka, kato) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("kato").await);
    let again = city.sign_in("sato").await;
    let mut elsewhere = again.look_at(room).await;

    let list: Sessions = sato.get("/api/v1/sessions").await.json();
    assert_eq!(list.sessions.iter().filter(|line| line.is_this).count(), 1);
    let other = list.sessions.iter().find(|line| !line.is_this).expect("the other one").session;
    let end = async |person: &Person, session: Uuid| {
        person.call(Method::DELETE, &format!("/api/v1/sessions/{session}"), None).await
    };
    end(&tanaka, other).await.refused(Code::NotFound);
    end(&sato, other).await.ok();
    ended_with(&mut elsewhere, 4502).await;
    again.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    end(&sato, other).await.refused(Code::NotFound);

    let own: Devices = sato.get("/api/v1/devices").await.json();
    let own = &own.devices[0];
    assert_eq!(own.accounts, [sato.account]);
    let body = |version: i64| json!({ "device": { "device": own.device, "version": version } });
    let lose = async |person: &Person, version| person.call(Method::POST, "/api/v1/losses", Some(&body(version))).await;
    lose(&tanaka, own.version).await.refused(Code::NotFound);
    lose(&sato, own.version + 1).await.refused(Code::Stale);
    lose(&sato, own.version).await.ok();
    sato.get("/api/v1/rooms").await.refused(Code::Suspended);
    // To restore it is the city's.
    let path = format!("city/devices/{}", own.device);
    restore(&tanaka, &path, own.version + 1).await.refused(Code::NotFound);
    restore(&kato, &path, own.version + 1).await.ok();
    city.sign_in("sato").await;

    // A shared device is its facility's; and nobody locks themselves out.
    city.fixture(&format!("update device set kind = 'shared' where id = '{}'", own.device)).await;
    let sato = city.sign_in("sato").await;
    lose(&sato, own.version + 2).await.refused(Code::NotFound);
    let line = account_line(&kato, kato.account).await;
    suspend(&kato, &format!("city/accounts/{}", kato.account), line.version).await.invalid("account");
    for body in [json!({ "version": 1 }), json!({ "version": 1, "grounds": "病気" })] {
        let path = format!("/api/v1/city/accounts/{}/suspension", sato.account);
        kato.call(Method::POST, &path, Some(&body)).await.refused(Code::BadFrame);
    }
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_suspensions_are_wholly_before_the_answer_or_refused() {
    let race = Race::on_nodes(2, 200).await;
    let (city, kato) = (&race.city, &race.kato);
    let round = async |number: usize| {
        let (room, writer, reader) = race.round(number);
        let accepted = async || {
            let sql = format!(
                "select count(*) from entry where room = '{room}' and author = '{}' and kind = 'post'",
                writer.account
            );
            city.number(&sql).await
        };
        let version = city.number(&format!("select version from account where id = '{}'", writer.account)).await;
        let mut live = writer.look_at(room).await;
        let suspending = async {
            let path = format!("city/accounts/{}", writer.account);
            Person::patiently(async || suspend(kato, &path, version).await).await.ok();
            accepted().await
        };
        let posting = async {
            for _ in 0..4 + number % 4 {
                // The suspension may have reset the connection already.
                live.try_send_post(id(), room, "競争").await;
                tokio::task::yield_now().await;
            }
            // Over HTTP too: it keeps trying after the socket is gone.
            loop {
                let id = id();
                let answer = Person::patiently(async || writer.try_write(room, id, "競争").await).await;
                if answer.status != 200 {
                    answer.refused(Code::Suspended);
                    return;
                }
            }
        };
        let (answered, ()) = tokio::join!(suspending, posting);
        let late = reader.write(room, "停止の後").await;
        ended_with(&mut live, 4504).await;
        assert!(live.cursors[&room] < late.seq, "an entry from after the suspension");
        assert_eq!(accepted().await, answered, "accepted after the answer");
        answered
    };
    let posts = race.play(round).await;
    assert!(posts.iter().sum::<i64>() > 0, "nothing was raced");
    race.city.end().await;
}

#[tokio::test]
async fn a_logout_waits_for_the_other_node() {
    let city = City::of_two_nodes(&[("redis.url", NO_BUS.into())]).await;
    for round in 0..10 {
        let sato = city.sign_in_at(round % 2, "sato").await;
        let mut live = sato.at(&city.nodes[1 - round % 2]).look_at(city.rooms.hana).await;
        sato.call(Method::DELETE, "/api/v1/session", None).await.ok();
        assert!(city.all_have_applied().await, "answered before a node knew");
        ended_with(&mut live, 4502).await;
    }
    city.end().await;
}

#[tokio::test]
async fn with_a_frozen_node_the_answer_comes_when_that_node_shows_nothing_any_more() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, sato, tanaka) =
        (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let mut there = tanaka.look_at(room).await;
    let version = account_line(&kato, tanaka.account).await.version;
    city.nodes[1].signal(Signal::SIGSTOP);
    let began = Instant::now();
    suspend(&kato, &format!("city/accounts/{}", tanaka.account), version).await.ok();
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(600), "answered after {took:?}, while the node may still show something");
    assert!(took < Duration::from_secs(2), "{took:?}");
    let late = sato.write(room, "停止の後").await;
    city.nodes[1].signal(Signal::SIGCONT);
    ended_with(&mut there, 4504).await;
    assert!(there.cursors[&room] < late.seq, "an entry from after the suspension");
    city.end().await;
}

#[tokio::test]
async fn a_node_that_cannot_ask_the_database_shows_nobody_anything_until_it_can() {
    let city = City::of_two_nodes_and_two_roles().await;
    let (room, role) = (city.rooms.hana, city.database.clone());
    let (kato, sato) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "sato").await);
    let (tanaka, mori) = (city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "mori").await);
    let (mut there, mut beside) = (tanaka.look_at(room).await, mori.look_at(room).await);
    let version = account_line(&kato, tanaka.account).await.version;
    // Only its poll is cut: the bus and its other connections work, and bring it every entry.
    city.fixture(&format!("alter role {role} nologin")).await;
    let cut = city
        .number(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity
             where datname = current_database() and usename = current_database()
               and application_name = 'renrakucho revocations'",
        )
        .await;
    assert_eq!(cut, 1);
    suspend(&kato, &format!("city/accounts/{}", tanaka.account), version).await.ok();
    let late = sato.write(room, "停止の後").await;
    // It has the entry: its own log says that someone there is behind, and nobody is shown it.
    beside.listen(Duration::from_millis(700)).await;
    assert!(beside.cursors[&room] < late.seq, "shown while the node did not know who may see it");
    assert!(city.nodes[1].log().contains("frames are held"));
    city.fixture(&format!("alter role {role} login")).await;
    ended_with(&mut there, 4504).await;
    assert!(there.cursors[&room] < late.seq, "an entry from after the suspension");
    beside.reach(room, late.seq).await;
    city.end().await;
}

#[tokio::test]
async fn a_transaction_that_hangs_delays_a_suspension_by_no_more_than_its_time() {
    let city = City::new().await;
    let (kato, tanaka) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    let version = account_line(&kato, tanaka.account).await.version;
    // As a node leaves it that is stopped between lock and commit of a post.
    let mut frozen = PgConnection::connect(&city.app_url()).await.expect("connects");
    frozen.execute("set idle_in_transaction_session_timeout = '500ms'").await.expect("set");
    frozen.execute("begin").await.expect("begun");
    sqlx::query("select 1 from account where id = $1 for share")
        .bind(tanaka.account)
        .execute(&mut frozen)
        .await
        .expect("locked");
    let began = Instant::now();
    suspend(&kato, &format!("city/accounts/{}", tanaka.account), version).await.ok();
    let took = began.elapsed();
    assert!((Duration::from_millis(400)..Duration::from_millis(1_500)).contains(&took), "{took:?}");
    city.end().await;
}

#[tokio::test]
async fn a_hint_makes_the_other_node_look_at_once() {
    // Its poll alone would be in time for all of them once in some hundred runs.
    let settings = [("live.revocations_ms", "2500".into()), ("live.hold_ms", "5000".into())];
    let city = City::of_two_nodes(&settings).await;
    let kato = city.sign_in_at(0, "kato").await;
    both_listen(&city).await;
    for login in ["sato", "tanaka", "mori", "ito", "kanri", "shonin"] {
        let person = city.sign_in_at(1, login).await;
        let mut there = person.live().await;
        let version = account_line(&kato, person.account).await.version;
        let began = Instant::now();
        suspend(&kato, &format!("city/accounts/{}", person.account), version).await.ok();
        ended_with(&mut there, 4504).await;
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    }
    city.end().await;
}

#[tokio::test]
async fn a_flood_of_forged_hints_delays_nobody() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    both_listen(&city).await;
    let (channel, redis) = (channel(&city).await, city.redis.as_ref().expect("Redis"));
    let mut bus = redis.connect().await;
    // To every node, and about a room that somebody listens to.
    for forged in [vec![0_u8; 32], [room.as_bytes().as_slice(), &[0; 32]].concat()] {
        let reads = "select sum(idx_scan)::bigint from pg_stat_user_indexes where relname = 'entry'";
        let before = city.number(reads).await;
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(1) {
            // One after the other: a flood beyond what the node's queue holds would only cut its subscription.
            redis::cmd("PUBLISH").arg(&channel).arg(forged.as_slice()).exec_async(&mut bus).await.expect("published");
        }
        let asked = city.number(reads).await - before;
        assert!(asked < 100, "the database was asked for entries {asked} times");
    }
    let ack = a.write(room, "その後").await;
    b.reach(room, ack.seq).await;
    b.settle().await;
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_follows_however_many_memberships_change_at_once() {
    const PEOPLE: usize = 300;
    // A poll is given up after twice the hold: too short to ask for one account after the other.
    // Before all of them are there a busy machine may take longer than two heartbeats, which nobody here sends.
    let settings =
        [("live.revocations_ms", "20".into()), ("live.hold_ms", "40".into()), ("live.heartbeat_ms", "120000".into())];
    let city = City::of_two_nodes(&settings).await;
    let crowd = crowd(&city, PEOPLE).await;
    let mut there = Vec::new();
    for (room, person, _) in &crowd {
        there.push(person.at(&city.nodes[1]).look_at(*room).await);
    }
    both_listen(&city).await;
    // As the end of a disaster is written: one revision, of all accounts. One of their memberships has really ended.
    let [(gone, ended, _), (stays, _, beside), ..] = crowd.as_slice() else { panic!("a crowd") };
    let accounts: Vec<_> = crowd.iter().map(|(_, person, _)| format!("'{}'", person.account)).collect();
    city.fixture(&format!(
        "with ended as (update membership set until = clock_timestamp() where room = '{gone}' and account = '{}'),
              head as (update revocation_head set rev = rev + 1 returning rev)
         insert into revocation (rev, kind, subject, why)
         select rev, 'membership', account, 'removed' from head, unnest(array[{}]::uuid[]) as account",
        ended.account,
        accounts.join(", ")
    ))
    .await;
    let behind = "select count(*) from node where applied < (select rev from revocation_head)";
    eventually("both nodes have followed", async || (city.number(behind).await == 0).then_some(())).await;
    let ack = beside.at(&city.nodes[0]).write(*stays, "そのあと").await;
    there[1].reach(*stays, ack.seq).await;
    there[0].until("the order to wipe", |frame| matches!(frame, ServerFrame::Purge(_)).then_some(())).await;
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_sockets_feel_a_suspension() {
    const PEOPLE: usize = 100;
    let mut city = City::of_two_nodes(&[]).await;
    let crowd = crowd(&city, PEOPLE * 2).await;
    let kato = city.sign_in("kato").await;
    for (redis, people) in [(true, &crowd[..PEOPLE]), (false, &crowd[PEOPLE..])] {
        if !redis {
            city.redis.as_mut().expect("Redis").kill();
        }
        let (mut felt, mut answered) = (Vec::new(), Vec::new());
        for (room, person, _) in people {
            let mut live = person.at(&city.nodes[1]).look_at(*room).await;
            let began = Instant::now();
            let path = format!("city/accounts/{}", person.account);
            let suspending = async {
                suspend(&kato, &path, 1).await.ok();
                began.elapsed()
            };
            let closing = async {
                ended_with(&mut live, 4504).await;
                began.elapsed()
            };
            let (answer, close) = tokio::join!(suspending, closing);
            answered.push(answer);
            felt.push(close);
        }
        for (what, times) in [("closed", &mut felt), ("answered", &mut answered)] {
            times.sort_unstable();
            let (median, worst) = (times[times.len() / 2], times[times.len() * 99 / 100]);
            eprintln!("Redis {redis}: {what} on the other node, from the request on: median {median:?}, p99 {worst:?}");
            assert!(worst < Duration::from_secs(1), "{what}: {worst:?}");
        }
    }
    city.redis.as_mut().expect("Redis").start_again().await;
    city.end().await;
}

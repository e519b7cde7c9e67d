//! What ends a membership without a decision about it: its time, an affiliation, a facility that is suspended.

use nix::sys::signal::Signal;
use renrakucho_protocol::problem::Code;
use renrakucho_tests::{City, eventually};
use sqlx::{Connection, Executor, PgConnection};
use time::Duration;

use crate::{discontinuation::discontinue, exceptional_use::permit};

#[tokio::test]
async fn a_membership_ends_by_the_clock_before_anyone_writes_it_down() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let mut live = tanaka.look_at(room).await;
    // The room's row is held, so that no entry can be written.
    let mut held = PgConnection::connect(&city.admin_url()).await.expect("connects");
    held.execute("begin").await.expect("begun");
    sqlx::query("select 1 from care_room where id = $1 for update")
        .bind(room)
        .execute(&mut held)
        .await
        .expect("locked");
    city.fixture(&format!(
        "update membership set until = clock_timestamp() where room = '{room}' and account = '{}'",
        tanaka.account
    ))
    .await;
    assert_eq!(live.purge_of(room).await.why, Code::NotFound);
    let left = format!("select count(*) from entry where room = '{room}' and kind = 'member_left'");
    assert_eq!(city.number(&left).await, 0, "nobody could have written it");
    held.execute("rollback").await.expect("let go");
    held.close().await.expect("closed");
    sato.write(room, "期限の後").await;
    live.ask_open(room, None).await;
    assert_eq!(live.failure().await.code, Code::NotFound);
    live.settle().await;
    eventually("the entry is written", async || (city.number(&left).await == 1).then_some(())).await;
    let own = format!(
        "select count(*) from entry where room = '{room}' and kind = 'member_left' and author = subject and subject = '{}'",
        tanaka.account
    );
    assert_eq!(city.number(&own).await, 1);
    live.settle().await;

    // One that ends by its affiliation, in a closed room too.
    city.fixture(&format!(
        "do $$ declare r bigint; begin
         update affiliation set ended_at = now() where staff_member = (select staff_member from account where id = '{0}');
         update revocation_head set rev = rev + 1 returning rev into r;
         insert into revocation (rev, kind, subject, why) values (r, 'membership', '{0}', 'expired'); end $$",
        sato.account
    ))
    .await;
    let open = format!("select count(*) from membership where account = '{}' and left_seq is null", sato.account);
    eventually("all of them are ended", async || (city.number(&open).await == 0).then_some(())).await;
    city.end().await;
}

#[tokio::test]
async fn a_node_that_was_not_looking_when_a_time_was_over_hears_of_it_also_in_a_room_that_is_closed_by_it() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let tanaka = city.sign_in_at(1, "tanaka").await;
    let case = permit(&city, &kato, &shonin, room, &[tanaka.account], Duration::days(2)).await;
    discontinue(&kato, room, "asked_by_proxy").await.ok();
    let mut live = tanaka.look_at(room).await;
    city.nodes[1].signal(Signal::SIGSTOP);
    city.fixture(&format!(
        "do $$ declare over timestamptz := clock_timestamp(); begin
         update membership set until = over where permit = '{case}';
         update exceptional_use set until = over where city_case = '{case}'; end $$"
    ))
    .await;
    // Nothing follows a closing: the other node ends the membership without an entry.
    let open = format!("select count(*) from membership where permit = '{case}' and left_seq is null");
    eventually("it is written down", async || (city.number(&open).await == 0).then_some(())).await;
    city.nodes[1].signal(Signal::SIGCONT);
    live.purge_of(room).await;
    city.end().await;
}

#[tokio::test]
async fn when_a_facility_is_suspended_its_staff_lose_the_room_at_once() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka, mori) =
        (city.sign_in_at(0, "sato").await, city.sign_in_at(0, "tanaka").await, city.sign_in_at(1, "mori").await);
    let (mut a, mut b, mut c) = (sato.look_at(room).await, tanaka.look_at(room).await, mori.look_at(room).await);
    // As the action will do that suspends facilities.
    city.fixture(
        "do $$ declare r bigint; begin
         update facility set standing = 'suspended' where name = '試験クリニック';
         update revocation_head set rev = rev + 1 returning rev into r;
         insert into revocation (rev, kind, subject, why)
             select r, 'membership', a.id, 'suspended' from account a join affiliation x on x.staff_member = a.staff_member
             join facility f on f.id = x.facility where f.name = '試験クリニック'; end $$",
    )
    .await;
    for live in [&mut b, &mut c] {
        assert_eq!(live.purge_of(room).await.why, Code::NotFound);
    }
    let after = sato.write(room, "施設停止の後").await;
    a.reach(room, after.seq).await;
    b.settle().await;
    c.settle().await;
    assert_eq!(city.number("select count(*) from entry where kind = 'member_left'").await, 0, "it may be restored");
    city.end().await;
}

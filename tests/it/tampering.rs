//! 改ざん: some hundred changes of the audit log's tables, out of a seed, by whoever owns the database; `audit_chain::verify` finds each. Ten
//! thousand more are played without one, in `server/app/src/audit_chain/tampering.rs`.
//!
//! `TAMPER_SEED=n` plays the same ones again.

use std::path::PathBuf;

use fastrand::Rng;
use renrakucho::{
    audit_chain,
    config::Config,
    seal::{Keys, epoch::Epochs, master::Masters},
};
use renrakucho_store::{Database, instance};
use renrakucho_tests::{City, eventually};

const TIMES: usize = 300;

/// Every field of an event, and another value for it.
const FIELDS: [&str; 13] = [
    "xid = (xid::text::bigint + 1)::text::xid8",
    "at = at + interval '1 microsecond'",
    "event = event || 's'",
    "account = gen_random_uuid()",
    "device = gen_random_uuid()",
    "session = gen_random_uuid()",
    "room = gen_random_uuid()",
    "subject = gen_random_uuid()",
    "from_seq = coalesce(from_seq, 0) + 1",
    "upto_seq = coalesce(upto_seq, 0) + 1",
    "detail = coalesce(detail, '') || ' '",
    "row_hash = sha256(coalesce(row_hash, ''))",
    "request_id = request_id || ' '",
];

/// One change, at a position of the chain.
fn tamper(random: &mut Rng, at: i64, other: i64, signed: i64) -> String {
    let event = |at: i64| format!("(select event from audit_link where position = {at})");
    let of = event(at);
    match random.usize(..12) {
        0..4 => format!("update audit_event set {} where id = {of}", FIELDS[random.usize(..FIELDS.len())]),
        4 => format!("delete from audit_event where id = {of}"),
        5 => format!("update audit_link set hash = sha256(hash) where position = {at}"),
        6 => format!("update audit_link set xid = (xid::text::bigint + 1)::text::xid8 where position = {at}"),
        7 => format!("update audit_link set event = -event where position = {at}"),
        // Behind the chain's back: before what is linked already.
        8 => format!(
            "insert into audit_event (xid, at, event, account, room, request_id)
             select (e.xid::text::bigint - 1)::text::xid8, e.at, 'room_viewed', e.account, e.room, e.request_id
             from audit_event e where e.id = {of}"
        ),
        // Two events change places.
        9 => format!(
            "update audit_event x set (at, event, account, device, session, room, subject, request_id) =
                    (select y.at, y.event, y.account, y.device, y.session, y.room, y.subject, y.request_id || 'x'
                     from audit_event y where y.id <> x.id and y.id in ({of}, {}))
             where x.id in ({of}, {})",
            event(other),
            event(other)
        ),
        10 => format!("update audit_checkpoint set signature = sha512(signature) where position = {signed}"),
        _ => format!("update audit_checkpoint set hash = sha256(hash) where position = {signed}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_in_the_database_is_found() {
    let seed = std::env::var("TAMPER_SEED").map_or_else(|_| fastrand::u64(..), |word| word.parse().expect("a number"));
    let mut random = Rng::with_seed(seed);
    let mut city = City::with(&[("audit.checkpoint_seconds", "1".into())]).await;
    let (sato, kato) = (city.sign_in("sato").await, city.sign_in("kato").await);
    let signed = "select count(*) from audit_checkpoint";
    for number in 0..20 {
        sato.write(city.rooms.hana, &format!("{number}")).await;
    }
    kato.discontinue(city.rooms.sora).await;
    eventually("checkpoints are signed", async || {
        sato.write(city.rooms.hana, "もう一つ").await;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        (city.number(signed).await >= 3).then_some(())
    })
    .await;
    // Whoever stops links and signs what is left.
    city.nodes.remove(0).stop().await;

    let mut config = Config::read(Some(&city.folder.join("renrakucho.toml"))).expect("the city's configuration");
    config.audit.checkpoint_file = PathBuf::new();
    config.keys.epoch_file = city.epoch_file();
    let keys = Database::open(&city.url("renrakucho_app", &format!("{}_keys", city.database)), 1).expect("a pool");
    let masters = Masters::read(&config.keys).expect("the master key");
    let keys = Keys::open(masters, Epochs::new(&config.keys), keys).await.expect("keys");
    let database = Database::open(&city.app_url(), 2).expect("a pool");
    let instance = instance::find(&database).await.expect("asked").expect("served").id;
    let verify = async || audit_chain::verify(&database, &keys, instance, &config.audit).await;
    let length = verify().await.expect("whole");

    for table in ["event", "link", "checkpoint"] {
        city.fixture(&format!("create table kept_{table} as table audit_{table}")).await;
    }
    let positions: Vec<i64> = sqlx::query_scalar("select position from audit_checkpoint order by position")
        .fetch_all(&city.sql)
        .await
        .expect("positions");
    for number in 0..TIMES {
        let (at, signed) = (random.i64(1..=length), positions[random.usize(..positions.len())]);
        let other = if at == length { 1 } else { random.i64(at + 1..=length) };
        let change = tamper(&mut random, at, other, signed);
        assert!(city.fixture(&change).await > 0, "TAMPER_SEED={seed}: {change}");
        assert!(verify().await.is_err(), "TAMPER_SEED={seed}: the {number}th was not found: {change}");
        city.fixture(
            "do $$ begin delete from audit_checkpoint; delete from audit_link; delete from audit_event;
             insert into audit_event overriding system value select * from kept_event;
             insert into audit_link select * from kept_link;
             insert into audit_checkpoint select * from kept_checkpoint; end $$",
        )
        .await;
    }
    assert_eq!(verify().await.expect("whole again"), length);
    city.end_tampered().await;
}

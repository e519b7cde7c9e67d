//! Sessions: who is behind a cookie at this moment, and how sessions end.

use renrakucho_domain::{
    AccountId, DeviceId, FacilityId, Role, SessionId, StaffMemberId,
    session::{Facts, Patience, Standing},
    two_places::{Place, Stay},
};
use sqlx::{PgConnection, PgExecutor, query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word, suspension::Suspended};

/// A session as a cookie's hash finds it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The session.
    pub session: SessionId,
    /// The account.
    pub account: AccountId,
    /// The person.
    pub staff_member: StaffMemberId,
    /// The device.
    pub device: DeviceId,
    /// Whether others may sign in on it too.
    pub on_shared_device: bool,
    /// What the account is for.
    pub role: Role,
    /// What decides whether it counts.
    pub facts: Facts,
    /// The key that it is bound to.
    pub key_public: Option<Vec<u8>>,
    /// When that was proved last.
    pub proved_at: OffsetDateTime,
    /// When its person last proved by passkey who they are.
    pub verified_at: OffsetDateTime,
    /// When they last did something.
    pub acted_at: OffsetDateTime,
}

macro_rules! found {
    ($executor:expr, $keys:literal, $condition:literal, $arg:expr) => {{
        let keys = $arg;
        // Looked up one by one (crate docs).
        let rows = query!(
            r#"select t.n as "n!", f.id as "id!", f.account as "account!", f.device as "device!", f.expires_at as "expires_at!",
                      f.ended as "ended!", f.role as "role!", f.staff_member as "staff_member!", f.standing as "standing!",
                      f.device_standing as "device_standing!", f.now as "now!", f.key_public, f.proved_at as "proved_at!",
                      f.verified_at as "verified_at!", f.acted_at as "acted_at!", f.on_shared_device as "on_shared_device!",
                      f.affiliated as "affiliated!", f.at_home as "at_home!"
               from unnest("#
                + $keys
                + r#") with ordinality as t (key, n) cross join lateral (
                   select s.id, s.account, s.device, s.expires_at, s.ended_at is not null as ended, a.role, a.staff_member,
                          a.standing, d.standing as device_standing, clock_timestamp() as now, s.key_public, s.proved_at,
                          s.verified_at, s.acted_at, d.kind = 'shared' as on_shared_device,
                          exists (select from affiliation x join standing_facility f on f.id = x.facility
                                  where x.staff_member = a.staff_member and x.ended_at is null) as affiliated,
                          exists (select from standing_facility where id = d.facility) as at_home
                   from session s join account a on a.id = s.account join device d on d.id = s.device
                   where "#
                + $condition
                + " offset 0) f",
            keys
        )
        .fetch_all($executor)
        .await?;
        let mut all = vec![None; keys.len()];
        for row in rows {
            let account = word(Standing::parse, &row.standing, "account.standing")?;
            let device = word(Standing::parse, &row.device_standing, "device.standing")?;
            let found = Found {
                session: row.id.into(),
                account: row.account.into(),
                staff_member: row.staff_member.into(),
                device: row.device.into(),
                on_shared_device: row.on_shared_device,
                role: word(Role::parse, &row.role, "account.role")?,
                facts: Facts {
                    account: if row.affiliated { account } else { Standing::Suspended },
                    device: if row.at_home { device } else { Standing::Suspended },
                    ended: row.ended,
                    expires_at: row.expires_at,
                    now: row.now,
                },
                key_public: row.key_public,
                proved_at: row.proved_at,
                verified_at: row.verified_at,
                acted_at: row.acted_at,
            };
            if let Some(place) = usize::try_from(row.n - 1).ok().and_then(|n| all.get_mut(n)) {
                *place = Some(found);
            }
        }
        Ok(all)
    }};
}

/// Looks sessions up by the hashes of their tokens, with everything they rest on, in one statement; each at the place of its
/// hash.
/// A facility that is suspended, or whose day has come, counts as a suspended account and a suspended device: it shuts out all
/// its staff (articles 6 and 13).
pub async fn find(executor: impl PgExecutor<'_>, token_hashes: &[Vec<u8>]) -> Result<Vec<Option<Found>>> {
    found!(executor, "$1::bytea[]", "s.token_hash = t.key", token_hashes)
}

/// How sessions stand at this moment, by their ids: for sockets that were let in a moment ago.
pub async fn find_again(executor: impl PgExecutor<'_>, sessions: &[SessionId]) -> Result<Vec<Option<Found>>> {
    let sessions: Vec<_> = sessions.iter().map(|session| session.0).collect();
    found!(executor, "$1::uuid[]", "s.id = t.key", &sessions)
}

/// Keeps a nonce that the session is to sign, and forgets those that nobody answered.
pub async fn keep_challenge(tx: &mut Tx, session: SessionId, nonce_hash: &[u8], lifetime_seconds: i32) -> Result<()> {
    query!("delete from session_challenge where session = $1 and expires_at < clock_timestamp()", session.0)
        .execute(&mut **tx)
        .await?;
    query!(
        "insert into session_challenge (nonce_hash, session, expires_at)
         values ($1, $2, clock_timestamp() + make_interval(secs => $3::double precision))",
        nonce_hash,
        session.0,
        f64::from(lifetime_seconds)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a nonce away before its answer is verified; the key that must have signed it.
pub async fn take_challenge(database: &Database, session: SessionId, nonce_hash: &[u8]) -> Result<Option<Vec<u8>>> {
    let row = query!(
        "delete from session_challenge c using session s
         where c.nonce_hash = $1 and c.session = $2 and c.expires_at > clock_timestamp() and s.id = c.session
         returning s.key_public",
        nonce_hash,
        session.0
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.and_then(|row| row.key_public))
}

/// The key that a session is bound to.
pub async fn key(tx: &mut Tx, session: SessionId) -> Result<Option<Vec<u8>>> {
    let row = query!("select key_public from session where id = $1", session.0).fetch_optional(&mut **tx).await?;
    Ok(row.and_then(|row| row.key_public))
}

/// The session has proved its key, from here; and its person has done something since, or not. What is locked already is not
/// unlocked. Where it stays: in one network, as long as one proof there was good until the next.
pub async fn proved(
    tx: &mut Tx,
    session: SessionId,
    acted: bool,
    place: &Place,
    patience: Patience,
) -> Result<Option<Stay>> {
    let row = query!(
        r#"update session set proved_at = clock_timestamp(),
             acted_at = case when $2 and acted_at > clock_timestamp() - make_interval(secs => $3::double precision)
                             then clock_timestamp() else acted_at end,
             seen_since = case when seen_network = $6
                                    and proved_at > clock_timestamp() - make_interval(secs => $4::double precision)
                               then seen_since else clock_timestamp() end,
             seen_from = $5, seen_network = $6, seen_with = $7
         where id = $1 and ended_at is null
         returning seen_since as "since!", proved_at as until"#,
        session.0,
        acted,
        f64::from(patience.idle_seconds),
        f64::from(patience.proof_seconds),
        place.address.to_string(),
        place.network(),
        place.agent
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Stay { address: place.address, since: row.since, until: row.until }))
}

/// Its person has proved by passkey once more who they are. Whether it had not ended meanwhile.
pub async fn verified(tx: &mut Tx, session: SessionId) -> Result<bool> {
    let done = query!(
        "update session set verified_at = clock_timestamp(), acted_at = clock_timestamp()
         where id = $1 and ended_at is null",
        session.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// When a session was proved last, and when its person last did something.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    /// The session.
    pub session: Uuid,
    /// When it was proved last.
    pub proved_at: OffsetDateTime,
    /// When its person last did something.
    pub acted_at: OffsetDateTime,
    /// Whether it is on a shared device.
    pub on_shared_device: bool,
}

/// What was last heard of sessions.
pub async fn heard(connection: &mut PgConnection, sessions: &[Uuid]) -> Result<Vec<Heard>> {
    Ok(sqlx::query_as!(
        Heard,
        r#"select s.id as session, s.proved_at, s.acted_at, d.kind = 'shared' as "on_shared_device!"
           from session s join device d on d.id = s.device where s.id = any($1)"#,
        sessions
    )
    .fetch_all(connection)
    .await?)
}

/// Share-locks account, device and session, in this order, and reads how they stand. While the lock is held nothing can
/// end them: a post is wholly before a suspension or refused after it.
pub async fn hold(tx: &mut Tx, account: AccountId, device: DeviceId, session: SessionId) -> Result<Facts> {
    let a = query!("select standing from account where id = $1 for share", account.0).fetch_one(&mut **tx).await?;
    let d = query!("select standing from device where id = $1 for share", device.0).fetch_one(&mut **tx).await?;
    let s = query!(
        r#"select expires_at, ended_at is not null as "ended!", clock_timestamp() as "now!"
           from session where id = $1 for share"#,
        session.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Facts {
        account: word(Standing::parse, &a.standing, "account.standing")?,
        device: word(Standing::parse, &d.standing, "device.standing")?,
        ended: s.ended,
        expires_at: s.expires_at,
        now: s.now,
    })
}

/// A session that begins.
#[derive(Debug)]
pub struct New<'a> {
    /// Its id.
    pub session: SessionId,
    /// The hash of what its cookie holds.
    pub token_hash: &'a [u8],
    /// Whose.
    pub account: AccountId,
    /// From where.
    pub device: DeviceId,
    /// The key that it is bound to.
    pub key_public: Option<&'a [u8]>,
    /// The passkey that it is signed in with.
    pub passkey: Uuid,
    /// Where.
    pub place: &'a Place,
}

/// Begins a session. It ends with the device's facility at the latest: a post asks for its session under lock.
pub async fn insert(tx: &mut Tx, new: &New<'_>, lifetime_seconds: i32) -> Result<()> {
    query!(
        "insert into session (id, token_hash, account, device, key_public, passkey, seen_from, seen_network, seen_with, seen_since,
                              expires_at)
         values ($1, $2, $3, $4, $5, $6, $8, $9, $10, clock_timestamp(),
                 least(clock_timestamp() + make_interval(secs => $7::double precision),
                       (select f.ends_at from device d join facility f on f.id = d.facility where d.id = $4)))",
        new.session.0,
        new.token_hash,
        new.account.0,
        new.device.0,
        new.key_public,
        new.passkey,
        f64::from(lifetime_seconds),
        new.place.address.to_string(),
        new.place.network(),
        new.place.agent,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What ended a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndReason {
    /// Its person ended it.
    SignedOut,
    /// Its account or its device was suspended.
    Suspended,
    /// Its account or its device was ended for good, or someone else used it.
    Revoked,
}

impl EndReason {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }
}

/// Ends one session of an account. Whether it was the account's and had not ended before.
pub async fn end(tx: &mut Tx, session: SessionId, account: AccountId, reason: EndReason) -> Result<bool> {
    let ended = query!(
        "update session set ended_at = clock_timestamp(), end_reason = $3
         where id = $1 and account = $2 and ended_at is null",
        session.0,
        account.0,
        reason.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends all sessions of an account, or on a device, whose rows this transaction holds locked.
pub async fn end_all(tx: &mut Tx, what: Suspended, reason: EndReason) -> Result<()> {
    let (account, device) = what.columns();
    query!(
        "update session set ended_at = clock_timestamp(), end_reason = $3
         where (account = $1 or device = $2) and ended_at is null",
        account,
        device,
        reason.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends the sessions of an account on devices, whose rows this transaction holds locked.
pub async fn end_on(tx: &mut Tx, account: AccountId, devices: &[Uuid], reason: EndReason) -> Result<()> {
    query!(
        "update session set ended_at = clock_timestamp(), end_reason = $3
         where account = $1 and device = any($2) and ended_at is null",
        account.0,
        devices,
        reason.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends the sessions of an account on all devices of a facility, shared ones too. Which they were.
pub async fn end_at(tx: &mut Tx, account: AccountId, facility: FacilityId, reason: EndReason) -> Result<Vec<Uuid>> {
    let rows = query!(
        "update session s set ended_at = clock_timestamp(), end_reason = $3 from device d
         where s.account = $1 and s.ended_at is null and d.id = s.device and d.facility = $2 returning s.id",
        account.0,
        facility.0,
        reason.as_str()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Ends the sessions of an account but for one. Which they were.
pub async fn end_others(tx: &mut Tx, account: AccountId, but: SessionId, reason: EndReason) -> Result<Vec<Uuid>> {
    let rows = query!(
        "update session set ended_at = clock_timestamp(), end_reason = $3
         where account = $1 and id <> $2 and ended_at is null and expires_at > clock_timestamp() returning id",
        account.0,
        but.0,
        reason.as_str()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Ends the sessions that were signed in with a passkey; and those of which nobody knows with which. Which they were.
pub async fn end_of_passkey(tx: &mut Tx, account: AccountId, passkey: Uuid, reason: EndReason) -> Result<Vec<Uuid>> {
    let rows = query!(
        "update session set ended_at = clock_timestamp(), end_reason = $3
         where account = $1 and (passkey = $2 or passkey is null) and ended_at is null
           and expires_at > clock_timestamp() returning id",
        account.0,
        passkey,
        reason.as_str()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Locks the acting session together with all sessions of an account, or on a device, in id order.
pub async fn lock_all(tx: &mut Tx, acting: SessionId, what: Suspended) -> Result<()> {
    let (account, device) = what.columns();
    query!(
        "select id from session where id = $1 or ((account = $2 or device = $3) and ended_at is null)
         order by id for no key update",
        acting.0,
        account,
        device
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Locks the acting session together with all sessions of accounts, or on devices, in id order.
pub async fn lock_of_many(
    tx: &mut Tx,
    acting: SessionId,
    accounts: &[uuid::Uuid],
    devices: &[uuid::Uuid],
) -> Result<()> {
    query!(
        "select id from session where id = $1 or ((account = any($2) or device = any($3)) and ended_at is null)
         order by id for no key update",
        acting.0,
        accounts,
        devices
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Ends all sessions of accounts, and on devices, whose rows this transaction holds locked.
pub async fn end_of_many(
    tx: &mut Tx,
    accounts: &[uuid::Uuid],
    devices: &[uuid::Uuid],
    reason: EndReason,
) -> Result<()> {
    query!(
        "update session set ended_at = clock_timestamp(), end_reason = $3
         where (account = any($1) or device = any($2)) and ended_at is null",
        accounts,
        devices,
        reason.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session that its person may end.
#[derive(Clone, Debug)]
pub struct Open {
    /// The session.
    pub session: Uuid,
    /// The device's label.
    pub device: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When its key was proved last.
    pub proved_at: OffsetDateTime,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
}

/// The sessions of an account that count, the newest first.
pub async fn open_of(database: &Database, account: AccountId) -> Result<Vec<Open>> {
    Ok(sqlx::query_as!(
        Open,
        r#"select s.id as session, d.label as device, d.kind = 'shared' as "is_shared!", s.created_at, s.proved_at,
                s.expires_at
         from session s join device d on d.id = s.device
         where s.account = $1 and s.ended_at is null and s.expires_at > clock_timestamp()
         order by s.created_at desc limit 100"#,
        account.0
    )
    .fetch_all(database.pool())
    .await?)
}

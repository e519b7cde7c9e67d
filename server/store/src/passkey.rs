//! Passkeys: whose they are and whether they open something, and the ceremonies of people who are signed in.

use renrakucho_domain::{AccountId, DeviceId, SessionId};
use serde_json::Value;
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx};

/// A passkey as it is kept.
#[derive(Debug)]
pub struct Stored {
    /// Its id.
    pub id: Uuid,
    /// The library's form of it.
    pub passkey: Value,
}

/// The passkey of an account, if all three, passkey, account and facility, are in good standing and it may use this device.
pub async fn on_device(
    database: &Database,
    credential_id: &[u8],
    account: AccountId,
    device: DeviceId,
) -> Result<Option<Stored>> {
    let row = query!(
        "select p.id, p.passkey from passkey p join account a on a.id = p.account
         join device_account da on da.account = a.id and da.device = $3
         join device d on d.id = da.device
         where p.credential_id = $1 and p.account = $2 and p.standing = 'active' and a.standing = 'active' and d.standing = 'active'
           and exists (select from affiliation x join standing_facility f on f.id = x.facility
                       where x.staff_member = a.staff_member and x.ended_at is null)",
        credential_id,
        account.0,
        device.0
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| Stored { id: row.id, passkey: row.passkey }))
}

/// Keeps the passkey's new counter and that it was used. Whether it still counted: its account must be held, so that it
/// cannot be removed or stopped before the transaction's end.
pub async fn used(tx: &mut Tx, id: Uuid, passkey: &Value) -> Result<bool> {
    let done = query!(
        "update passkey set passkey = $2, last_used_at = clock_timestamp() where id = $1 and standing = 'active'",
        id,
        passkey
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The credential ids of an account that count, so that an authenticator is not enrolled twice. One that was lost is not among
/// them: where it is copied to a new device, that must be able to make another.
pub async fn credential_ids(database: &Database, account: AccountId) -> Result<Vec<Vec<u8>>> {
    let rows = query!("select credential_id from passkey where account = $1 and standing = 'active'", account.0)
        .fetch_all(database.pool())
        .await?;
    Ok(rows.into_iter().map(|row| row.credential_id).collect())
}

/// A passkey that was made.
#[derive(Debug)]
pub struct New<'a> {
    /// Its id.
    pub id: Uuid,
    /// What its authenticator calls it.
    pub credential_id: &'a [u8],
    /// Whose.
    pub account: AccountId,
    /// The library's form of it.
    pub passkey: &'a Value,
    /// What its person calls it.
    pub name: Option<&'a str>,
    /// The device that is enrolled with it.
    pub device: Option<DeviceId>,
}

/// Keeps a new passkey.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    query!(
        "insert into passkey (id, credential_id, account, passkey, name, device) values ($1, $2, $3, $4, $5, $6)",
        new.id,
        new.credential_id,
        new.account.0,
        new.passkey,
        new.name,
        new.device.map(|device| device.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whose a new passkey is to be: what the browser shows beside it.
pub async fn owner(database: &Database, account: AccountId) -> Result<(String, String)> {
    let row = query!(
        "select a.login_id, s.name from account a join staff_member s on s.id = a.staff_member where a.id = $1",
        account.0
    )
    .fetch_one(database.pool())
    .await?;
    Ok((row.login_id, row.name))
}

/// A passkey as its person sees it.
#[derive(Debug)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// What its person calls it.
    pub name: Option<String>,
    /// When it was added.
    pub created_at: OffsetDateTime,
    /// When it was used last.
    pub last_used_at: Option<OffsetDateTime>,
    /// Whether copies of it are kept elsewhere, as its authenticator said last.
    pub is_synced: bool,
    /// Whether this session was signed in with it.
    pub is_of_session: bool,
    /// Whether it was reported lost and is stopped.
    pub is_suspended: bool,
    /// The device that was enrolled with it.
    pub device: Option<Uuid>,
}

/// The passkeys of an account, the oldest first.
pub async fn lines(database: &Database, account: AccountId, session: SessionId) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"select p.id, p.name, p.created_at, p.last_used_at,
                  coalesce((p.passkey -> 'cred' ->> 'backup_state')::boolean, false) as "is_synced!",
                  exists (select from session s where s.id = $2 and s.passkey = p.id) as "is_of_session!",
                  p.standing = 'suspended' as "is_suspended!", p.device
           from passkey p where p.account = $1 order by p.created_at, p.id"#,
        account.0,
        session.0
    )
    .fetch_all(database.pool())
    .await?)
}

/// Gives a passkey of the account another name. Whether there is one.
pub async fn rename(tx: &mut Tx, id: Uuid, account: AccountId, name: &str) -> Result<bool> {
    let done = query!("update passkey set name = $3 where id = $1 and account = $2", id, account.0, name)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many passkeys of the account count. For whoever holds the account locked.
pub async fn number_of(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let row =
        query!(r#"select count(*) as "number!" from passkey where account = $1 and standing = 'active'"#, account.0);
    Ok(row.fetch_one(&mut **tx).await?.number)
}

/// How many passkeys of the account count, with this one, if it is one of them. For whoever holds the account locked.
pub async fn among(tx: &mut Tx, id: Uuid, account: AccountId) -> Result<Option<i64>> {
    let row = query!(
        r#"select count(*) filter (where standing = 'active' or id = $1) as "number!",
                  coalesce(bool_or(id = $1), false) as "there!"
           from passkey where account = $2"#,
        id,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.there.then_some(row.number))
}

/// A passkey that is to be stopped, as it stands. For whoever holds its account locked.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What its person calls it.
    pub name: Option<String>,
    /// When it was added.
    pub created_at: OffsetDateTime,
    /// Whether it is stopped already.
    pub is_suspended: bool,
}

/// How a passkey of the account stands.
pub async fn standing(tx: &mut Tx, id: Uuid, account: AccountId) -> Result<Option<Standing>> {
    Ok(sqlx::query_as!(
        Standing,
        r#"select name, created_at, standing = 'suspended' as "is_suspended!" from passkey where id = $1 and account = $2"#,
        id,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Stops a passkey: from here on it opens nothing.
pub async fn suspend(tx: &mut Tx, id: Uuid) -> Result<()> {
    query!("update passkey set standing = 'suspended' where id = $1", id).execute(&mut **tx).await?;
    Ok(())
}

/// A passkey beside its person.
#[derive(Clone, Debug)]
pub struct OfPerson {
    /// The account.
    pub account: Uuid,
    /// Its id.
    pub id: Uuid,
    /// What its person calls it.
    pub name: Option<String>,
    /// When it was added.
    pub created_at: OffsetDateTime,
    /// When it was used last.
    pub last_used_at: Option<OffsetDateTime>,
    /// Whether it was reported lost and is stopped.
    pub is_suspended: bool,
    /// The device that was enrolled with it.
    pub device: Option<Uuid>,
}

/// The passkeys of accounts, the oldest first.
pub async fn of_people(database: &Database, accounts: &[Uuid]) -> Result<Vec<OfPerson>> {
    Ok(sqlx::query_as!(
        OfPerson,
        r#"select account, id, name, created_at, last_used_at, standing = 'suspended' as "is_suspended!", device
           from passkey where account = any($1) order by created_at, id"#,
        accounts
    )
    .fetch_all(database.pool())
    .await?)
}

/// Removes a passkey for good.
pub async fn remove(tx: &mut Tx, id: Uuid) -> Result<()> {
    query!("delete from passkey where id = $1", id).execute(&mut **tx).await?;
    Ok(())
}

/// What a ceremony of someone who is signed in is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ceremony {
    /// To prove once more who they are.
    StepUp,
    /// To add a passkey.
    Addition,
}

impl Ceremony {
    const fn as_str(self) -> &'static str {
        match self {
            Self::StepUp => "step_up",
            Self::Addition => "addition",
        }
    }
}

/// Keeps a ceremony's state; a new one replaces the old.
pub async fn keep_ceremony(
    tx: &mut Tx,
    session: SessionId,
    ceremony: Ceremony,
    state: &Value,
    lifetime_seconds: i32,
) -> Result<()> {
    query!(
        "insert into session_ceremony (session, kind, state, expires_at)
         values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::double precision))
         on conflict (session, kind) do update set state = excluded.state, expires_at = excluded.expires_at",
        session.0,
        ceremony.as_str(),
        state,
        f64::from(lifetime_seconds)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes the ceremony away before it is verified: a challenge answers once, whoever races.
pub async fn take_ceremony(database: &Database, session: SessionId, ceremony: Ceremony) -> Result<Option<Value>> {
    let row = query!(
        "delete from session_ceremony where session = $1 and kind = $2 and expires_at > clock_timestamp() returning state",
        session.0,
        ceremony.as_str()
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| row.state))
}

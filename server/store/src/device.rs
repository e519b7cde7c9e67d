//! Devices: how they stand, and whose they are.

use renrakucho_domain::{AccountId, DeviceId, FacilityId, session::Standing};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// Locks devices in id order, after accounts and before sessions.
pub async fn lock(tx: &mut Tx, devices: &[Uuid]) -> Result<()> {
    query!("select id from device where id = any($1) order by id for no key update", devices)
        .fetch_all(&mut **tx)
        .await?;
    Ok(())
}

/// Whether the device is personal and this account's. A shared device is its facility's.
pub async fn is_own(tx: &mut Tx, device: DeviceId, account: AccountId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from device d join device_account da on da.device = d.id
               where d.id = $1 and da.account = $2 and d.kind = 'personal') as "own!""#,
        device.0,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.own)
}

/// Adds a personal device that has no certificate yet, for one account.
pub async fn insert_personal(
    tx: &mut Tx,
    device: DeviceId,
    facility: FacilityId,
    label: &str,
    account: AccountId,
) -> Result<()> {
    query!(
        "insert into device (id, facility, kind, label) values ($1, $2, 'personal', $3)",
        device.0,
        facility.0,
        label
    )
    .execute(&mut **tx)
    .await?;
    query!("insert into device_account (device, account) values ($1, $2)", device.0, account.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// How many devices an account was ever given.
pub async fn number_of(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let row = query!(r#"select count(*) as "number!" from device_account where account = $1"#, account.0);
    Ok(row.fetch_one(&mut **tx).await?.number)
}

/// The personal devices of an account that have not ended, in id order; with a facility, only those of it.
pub async fn personal_of(tx: &mut Tx, account: AccountId, facility: Option<FacilityId>) -> Result<Vec<Uuid>> {
    let rows = query!(
        "select d.id from device d join device_account da on da.device = d.id
         where da.account = $1 and d.kind = 'personal' and d.standing <> 'ended'
           and ($2::uuid is null or d.facility = $2) order by d.id",
        account.0,
        facility.map(|facility| facility.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Whether the device is personal, of this facility and this account's.
pub async fn is_personal_of(tx: &mut Tx, device: DeviceId, account: AccountId, facility: FacilityId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from device d join device_account da on da.device = d.id
               where d.id = $1 and da.account = $2 and d.facility = $3 and d.kind = 'personal') as "is!""#,
        device.0,
        account.0,
        facility.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.is)
}

/// What a device is called.
pub async fn label(tx: &mut Tx, device: DeviceId) -> Result<String> {
    Ok(query!("select label from device where id = $1", device.0).fetch_one(&mut **tx).await?.label)
}

/// Ends devices for good, with their certificates.
pub async fn end(tx: &mut Tx, devices: &[Uuid]) -> Result<()> {
    query!("update device set standing = 'ended', version = version + 1 where id = any($1)", devices)
        .execute(&mut **tx)
        .await?;
    query!("update device_certificate set standing = 'ended' where device = any($1)", devices)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes an account off the shared devices of a facility.
pub async fn leave_shared(tx: &mut Tx, account: AccountId, facility: FacilityId) -> Result<()> {
    query!(
        "delete from device_account da using device d
         where da.account = $1 and d.id = da.device and d.facility = $2 and d.kind = 'shared'",
        account.0,
        facility.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes an account off all shared devices.
pub async fn leave_all_shared(tx: &mut Tx, account: AccountId) -> Result<()> {
    query!(
        "delete from device_account da using device d
         where da.account = $1 and d.id = da.device and d.kind = 'shared'",
        account.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A device beside its person.
#[derive(Clone, Debug)]
pub struct OfPerson {
    /// The account.
    pub account: Uuid,
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// How it stands.
    pub standing: Standing,
    /// Whether the person has made a passkey on it; before that it waits for its code.
    pub is_enrolled: bool,
    /// Version of its row.
    pub version: i64,
    /// When its certificate ends, if that is soon, or over.
    pub certificate_ends: Option<OffsetDateTime>,
}

/// The devices of accounts at a facility that have not ended, the oldest first. Soon is within so many days.
pub async fn of_people(
    database: &Database,
    facility: FacilityId,
    accounts: &[Uuid],
    soon_days: u32,
) -> Result<Vec<OfPerson>> {
    let rows = query!(
        r#"select da.account, d.id, d.label, d.kind = 'shared' as "is_shared!", d.standing, d.version,
                  not exists (select from enrolment_code c where c.device = d.id and c.account = da.account)
                  or exists (select from enrolment_code c where c.device = d.id and c.account = da.account
                             and c.used_at is not null) as "is_enrolled!",
                  (select max(c.not_after) from device_certificate c
                   where c.device = d.id and c.standing = 'active' and c.replaces is null
                   having max(c.not_after) <= clock_timestamp() + make_interval(days => $3)) as certificate_ends
           from device_account da join device d on d.id = da.device
           where da.account = any($1) and d.facility = $2 and d.standing <> 'ended' order by d.created_at, d.id"#,
        accounts,
        facility.0,
        i32::try_from(soon_days).unwrap_or(i32::MAX)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OfPerson {
                account: row.account,
                device: row.id,
                label: row.label,
                is_shared: row.is_shared,
                standing: word(Standing::parse, &row.standing, "device.standing")?,
                is_enrolled: row.is_enrolled,
                version: row.version,
                certificate_ends: row.certificate_ends,
            })
        })
        .collect()
}

/// A device as it is shown to whoever may suspend it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// The accounts that may.
    pub accounts: Vec<Uuid>,
    /// How it stands.
    pub standing: Standing,
    /// Version of its row.
    pub version: i64,
}

/// All devices, or one, or the personal ones of an account that have not ended, by label.
pub async fn lines(database: &Database, only: Option<DeviceId>, own_of: Option<AccountId>) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select d.id, d.label, d.kind = 'shared' as "is_shared!", d.standing, d.version,
                  array(select account from device_account where device = d.id order by account) as "accounts!"
           from device d
           where ($1::uuid is null or d.id = $1)
             and ($2::uuid is null or d.kind = 'personal' and d.standing <> 'ended'
                  and exists (select from device_account where device = d.id and account = $2))
           order by d.label, d.id limit 10000"#,
        only.map(|device| device.0),
        own_of.map(|account| account.0)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                device: row.id,
                label: row.label,
                is_shared: row.is_shared,
                accounts: row.accounts,
                standing: word(Standing::parse, &row.standing, "device.standing")?,
                version: row.version,
            })
        })
        .collect()
}

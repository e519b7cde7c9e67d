//! Devices: how they stand, and whose they are.

use renrakucho_domain::{AccountId, DeviceId, session::Standing};
use sqlx::query;
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

/// All devices, or one, or the personal ones of an account, by label.
pub async fn lines(database: &Database, only: Option<DeviceId>, own_of: Option<AccountId>) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select d.id, d.label, d.kind = 'shared' as "is_shared!", d.standing, d.version,
                  array(select account from device_account where device = d.id order by account) as "accounts!"
           from device d
           where ($1::uuid is null or d.id = $1)
             and ($2::uuid is null or d.kind = 'personal'
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

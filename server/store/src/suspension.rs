//! 一時停止: on what ground, by whom, from when to when.

use renrakucho_domain::{AccountId, DeviceId, session::Standing, suspension::Grounds};
use sqlx::query;
use uuid::Uuid;

use crate::{Result, Tx, error::word};

/// What is suspended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suspended {
    /// An account.
    Account(AccountId),
    /// A device.
    Device(DeviceId),
}

impl Suspended {
    /// The account, or the device.
    pub const fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Account(id) => (Some(id.0), None),
            Self::Device(id) => (None, Some(id.0)),
        }
    }
}

/// How it stands, and the version of its row. For whoever holds it locked.
pub async fn standing(tx: &mut Tx, what: Suspended) -> Result<Option<(Standing, i64)>> {
    let (standing, version) = match what {
        Suspended::Account(id) => {
            let row = query!("select standing, version from account where id = $1", id.0);
            let Some(row) = row.fetch_optional(&mut **tx).await? else { return Ok(None) };
            (row.standing, row.version)
        }
        Suspended::Device(id) => {
            let row = query!("select standing, version from device where id = $1", id.0);
            let Some(row) = row.fetch_optional(&mut **tx).await? else { return Ok(None) };
            (row.standing, row.version)
        }
    };
    Ok(Some((word(Standing::parse, &standing, "standing")?, version)))
}

/// Sets how it stands. This row is what a post of the account, or from the device, waits for.
pub async fn set_standing(tx: &mut Tx, what: Suspended, standing: Standing) -> Result<()> {
    let standing = standing.as_str();
    match what {
        Suspended::Account(id) => {
            query!("update account set standing = $2, version = version + 1 where id = $1", id.0, standing)
        }
        Suspended::Device(id) => {
            query!("update device set standing = $2, version = version + 1 where id = $1", id.0, standing)
        }
    }
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps that something was suspended.
pub async fn begin(tx: &mut Tx, id: Uuid, what: Suspended, grounds: Grounds, by: AccountId) -> Result<()> {
    let (account, device) = what.columns();
    query!(
        "insert into suspension (id, account, device, grounds, suspended_by) values ($1, $2, $3, $4, $5)",
        id,
        account,
        device,
        grounds.as_str(),
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps that it was restored.
pub async fn end(tx: &mut Tx, what: Suspended, by: AccountId) -> Result<()> {
    let (account, device) = what.columns();
    query!(
        "update suspension set restored_by = $3, restored_at = clock_timestamp()
         where (account = $1 or device = $2) and restored_at is null",
        account,
        device,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

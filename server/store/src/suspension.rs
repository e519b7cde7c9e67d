//! 一時停止: on what ground, by whom, from when to when.

use renrakucho_domain::{AccountId, suspension::Grounds};
use sqlx::query;
use uuid::Uuid;

use crate::{Result, Tx};

/// What is suspended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suspended {
    /// An account.
    Account(Uuid),
    /// A device.
    Device(Uuid),
}

impl Suspended {
    const fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Account(id) => (Some(id), None),
            Self::Device(id) => (None, Some(id)),
        }
    }
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

//! 資格停止: on account of which prohibited act, by whom, when.

use renrakucho_domain::{AccountId, disqualification::ProhibitedAct};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// Keeps that an account was disqualified.
pub async fn insert(tx: &mut Tx, account: AccountId, act: ProhibitedAct, by: AccountId) -> Result<()> {
    query!(
        "insert into disqualification (account, prohibited_act, decided_by) values ($1, $2, $3)",
        account.0,
        act.as_str(),
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A disqualification.
#[derive(Clone, Debug)]
pub struct Line {
    /// Of which account.
    pub account: Uuid,
    /// On account of what.
    pub act: ProhibitedAct,
    /// When it was decided.
    pub at: OffsetDateTime,
    /// By whom.
    pub by: String,
}

/// Those among these accounts that were disqualified.
pub async fn of_accounts(database: &Database, accounts: &[Uuid]) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select q.account, q.prohibited_act, q.decided_at, s.name as by
           from disqualification q join account b on b.id = q.decided_by join staff_member s on s.id = b.staff_member
           where q.account = any($1)"#,
        accounts
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                account: row.account,
                act: word(ProhibitedAct::parse, &row.prohibited_act, "disqualification.prohibited_act")?,
                at: row.decided_at,
                by: row.by,
            })
        })
        .collect()
}

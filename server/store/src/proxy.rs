//! 緊急時の代行: what the operator suspended for the city, with the case about it.

use renrakucho_domain::{AccountId, CaseId, DeviceId, Role, suspension::Grounds};
use sqlx::query;
use uuid::Uuid;

use crate::{Result, Tx, error::word, suspension::Suspended};

/// The account of a login ID, and what it is for.
pub async fn account_named(tx: &mut Tx, login_id: &str) -> Result<Option<(AccountId, Role)>> {
    let row = query!("select id, role from account where login_id = $1", login_id).fetch_optional(&mut **tx).await?;
    row.map(|row| Ok((row.id.into(), word(Role::parse, &row.role, "account.role")?))).transpose()
}

/// The devices of this number or name that have not ended, of whoever has the login ID, or of the facility of that name.
pub async fn devices_named(tx: &mut Tx, label: &str, of: &str) -> Result<Vec<DeviceId>> {
    let rows = query!(
        "select d.id from device d join facility f on f.id = d.facility
         where d.label = $1 and d.standing <> 'ended'
           and (f.name = $2 or exists (select from device_account x join account a on a.id = x.account
                                       where x.device = d.id and a.login_id = $2))
         order by d.id limit 2",
        label,
        of
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}

/// The city's moderators who are in, but for one.
pub async fn moderators_besides(tx: &mut Tx, account: AccountId) -> Result<Vec<Uuid>> {
    let rows = query!(
        "select id from account where role = 'city_moderator' and standing = 'active' and id <> $1 order by id",
        account.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Keeps that something was suspended by proxy, and in which case the city decides about it.
pub async fn begin_suspension(
    tx: &mut Tx,
    id: Uuid,
    case: CaseId,
    what: Suspended,
    grounds: Grounds,
    by: AccountId,
) -> Result<()> {
    let (account, device) = what.columns();
    query!(
        "insert into suspension (id, account, device, city_case, grounds, suspended_by) values ($1, $2, $3, $4, $5, $6)",
        id,
        account,
        device,
        case.0,
        grounds.as_str(),
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a case is about.
pub async fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<Suspended>> {
    let row =
        query!("select account, device from suspension where city_case = $1", case.0).fetch_optional(&mut **tx).await?;
    Ok(row.and_then(|row| match (row.account, row.device) {
        (Some(account), _) => Some(Suspended::Account(account.into())),
        (None, device) => device.map(|device| Suspended::Device(device.into())),
    }))
}

/// Whether the suspension of a case still stands: the city may have lifted it meanwhile, and suspended anew.
pub async fn stands(tx: &mut Tx, case: CaseId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from suspension where city_case = $1 and restored_at is null) as "stands!""#,
        case.0
    );
    Ok(row.fetch_one(&mut **tx).await?.stands)
}

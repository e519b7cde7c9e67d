//! 一時停止 of an ID by the city, and its restoration (articles 28 and 39).

use renrakucho_domain::{AccountId, Act, suspension::Decision};
use renrakucho_protocol::http::CityAccount;
use renrakucho_store::suspension::Suspended;

use super::{Actor, Result, list_city_accounts::city_account, suspension};
use crate::app::Shared;

/// Suspends or restores an account on the version that the moderator saw.
pub async fn suspend_account(
    app: &Shared,
    actor: &Actor,
    account: AccountId,
    version: i64,
    decision: Decision,
) -> Result<CityAccount> {
    suspension::carry_out(app, actor, Act::SuspendAccount, Suspended::Account(account), version, decision).await?;
    city_account(app, account).await
}

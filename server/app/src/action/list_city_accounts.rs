//! The city's lists of accounts and devices: who has one and how it stands, for deciding about suspensions.

use renrakucho_domain::{AccountId, Act, DeviceId, Refusal, audit::Event};
use renrakucho_protocol::http::{CityAccount, DeviceLine};
use renrakucho_store::{
    account::{self, CityLine},
    audit::{self, About},
    device::{self, Line},
};

use super::{Actor, Result, require};
use crate::app::App;

async fn listed(app: &App, actor: &Actor, what: &str) -> Result<()> {
    require(app, actor, Act::ListCityAccounts).await?;
    let mut tx = app.database.begin().await?;
    let about = About { detail: Some(what), ..About::default() };
    audit::record(&mut tx, Event::CityAccountsListed, &actor.origin(), about).await?;
    Ok(renrakucho_store::commit(tx).await?)
}

/// All accounts of the city.
pub async fn list_city_accounts(app: &App, actor: &Actor) -> Result<Vec<CityAccount>> {
    listed(app, actor, "accounts").await?;
    Ok(account::city_lines(&app.database, None).await?.into_iter().map(show).collect())
}

/// All devices of the city.
pub async fn list_city_devices(app: &App, actor: &Actor) -> Result<Vec<DeviceLine>> {
    listed(app, actor, "devices").await?;
    Ok(device::lines(&app.database, None, None).await?.into_iter().map(|line| show_device(line, actor)).collect())
}

/// One account, after a decision about it.
pub(super) async fn city_account(app: &App, account: AccountId) -> Result<CityAccount> {
    let line = account::city_lines(&app.database, Some(account)).await?.pop();
    Ok(show(line.ok_or(Refusal::NotFound)?))
}

/// One device, after a decision about it.
pub(super) async fn city_device(app: &App, actor: &Actor, device: DeviceId) -> Result<DeviceLine> {
    let line = device::lines(&app.database, Some(device), None).await?.pop();
    Ok(show_device(line.ok_or(Refusal::NotFound)?, actor))
}

fn show(line: CityLine) -> CityAccount {
    CityAccount {
        account: line.account,
        login_id: line.login_id,
        name: line.name,
        facility: line.facility,
        role: line.role.into(),
        standing: line.standing.into(),
        version: line.version,
    }
}

/// A device as whoever may suspend it sees it.
pub(super) fn show_device(line: Line, actor: &Actor) -> DeviceLine {
    DeviceLine {
        device: line.device,
        label: line.label,
        is_shared: line.is_shared,
        accounts: line.accounts,
        standing: line.standing.into(),
        is_this: line.device == actor.device.0,
        version: line.version,
    }
}

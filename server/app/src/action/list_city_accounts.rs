//! The city's lists of accounts and devices: who has one and how it stands, for deciding about suspensions.

use std::collections::HashMap;

use renrakucho_domain::{AccountId, Act, DeviceId, Refusal, audit::Event, session::Standing};
use renrakucho_protocol::{
    disqualification::{Disqualification, DisqualificationDecision},
    http::{CityAccount, DeviceLine},
};
use renrakucho_store::{
    account::{self, CityLine},
    audit::{self, About},
    device::{self, Line},
    disqualification,
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
    show(app, account::city_lines(&app.database, None).await?).await
}

/// All devices of the city.
pub async fn list_city_devices(app: &App, actor: &Actor) -> Result<Vec<DeviceLine>> {
    listed(app, actor, "devices").await?;
    Ok(device::lines(&app.database, None, None).await?.into_iter().map(|line| show_device(line, actor)).collect())
}

/// One account, after a decision about it.
pub(super) async fn city_account(app: &App, account: AccountId) -> Result<CityAccount> {
    let line = account::city_lines(&app.database, Some(account)).await?.pop();
    show(app, line.into_iter().collect()).await?.pop().ok_or(Refusal::NotFound.into())
}

/// One device, after a decision about it.
pub(super) async fn city_device(app: &App, actor: &Actor, device: DeviceId) -> Result<DeviceLine> {
    let line = device::lines(&app.database, Some(device), None).await?.pop();
    Ok(show_device(line.ok_or(Refusal::NotFound)?, actor))
}

async fn show(app: &App, lines: Vec<CityLine>) -> Result<Vec<CityAccount>> {
    let ended: Vec<_> = lines.iter().filter(|line| line.standing == Standing::Ended).map(|line| line.account).collect();
    let disqualified = disqualification::of_accounts(&app.database, &ended).await?.into_iter();
    let mut disqualified: HashMap<_, _> =
        disqualified.map(|line| (line.account, show_disqualification(line, true))).collect();
    let shown = |line: CityLine| CityAccount {
        account: line.account,
        login_id: line.login_id,
        name: line.name,
        facility: line.facility,
        role: line.role.into(),
        standing: line.standing.into(),
        disqualification: disqualified.remove(&line.account),
        version: line.version,
    };
    Ok(lines.into_iter().map(shown).collect())
}

/// That an ID was disqualified; why, only for whoever may see that.
pub(super) fn show_disqualification(line: disqualification::Line, sees_why: bool) -> Disqualification {
    let decision = DisqualificationDecision { act: line.act.into(), by: line.by };
    Disqualification { at: line.at, decision: sees_why.then_some(decision) }
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

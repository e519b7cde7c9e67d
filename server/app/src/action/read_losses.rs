//! How reports of losses stand: for their person, and for whoever looks after them.

use renrakucho_domain::{AccountId, Act, CaseId, FacilityId, Refusal, audit::Event};
use renrakucho_protocol::{
    http::DeviceLine,
    loss::{CityAccountDetail, LossLine, StaffPasskey},
};
use renrakucho_store::{
    audit::{self, About},
    device, loss, passkey,
};

use super::{
    Actor, Error, Result,
    case_content::{open, reason_of},
    facility_staff::look_after,
    list_city_accounts::{city_account, show_device},
    refuse, require,
};
use crate::app::App;

/// The actor's own.
pub async fn own_losses(app: &App, actor: &Actor) -> Result<Vec<LossLine>> {
    require(app, actor, Act::ReportOwnLoss).await?;
    shown(app, loss::Whose::Account(actor.account)).await
}

/// Those of a facility's staff.
pub async fn losses_of_facility(app: &App, actor: &Actor, facility: FacilityId) -> Result<Vec<LossLine>> {
    require(app, actor, Act::ListStaff).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, Act::ListStaff).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ListStaff, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), ..About::default() };
    audit::record(&mut tx, Event::LossesListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    shown(app, loss::Whose::Facility(facility)).await
}

/// The report that a case is about.
pub(super) async fn line(app: &App, case: CaseId) -> Result<LossLine> {
    Ok(shown(app, loss::Whose::Case(case)).await?.pop().ok_or(Refusal::NotFound)?)
}

async fn shown(app: &App, whose: loss::Whose) -> Result<Vec<LossLine>> {
    loss::lines(&app.database, whose)
        .await?
        .into_iter()
        .map(|line| {
            let case = CaseId(line.case);
            Ok(LossLine {
                case: line.case,
                kind: line.kind.into(),
                receipt: line.receipt,
                account: line.account,
                report: open(app, case, &line.sealed)?,
                reported_at: line.opened_at,
                due: line.due.to_string(),
                state: line.state.into(),
                decided_at: line.decided_at,
                reason: line.sealed_reason.map(|sealed| reason_of(app, case, &sealed)).transpose()?,
            })
        })
        .collect()
}

/// One account of the city with all that opens it, for whoever takes a report.
pub async fn read_city_account(app: &App, actor: &Actor, account: AccountId) -> Result<CityAccountDetail> {
    require(app, actor, Act::ListCityAccounts).await?;
    let line = match city_account(app, account).await {
        Err(Error::Refused(refusal)) => return refuse(app, actor, Act::ListCityAccounts, None, refusal).await,
        other => other?,
    };
    let mut tx = app.database.begin().await?;
    let about = About { subject: Some(account.0), detail: Some("account"), ..About::default() };
    audit::record(&mut tx, Event::CityAccountsListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let devices: Vec<DeviceLine> = device::lines(&app.database, None, Some(account))
        .await?
        .into_iter()
        .map(|line| show_device(line, actor))
        .collect();
    let passkeys = passkey::of_people(&app.database, &[account.0]).await?.into_iter().map(show_passkey).collect();
    Ok(CityAccountDetail { line, devices, passkeys })
}

/// A passkey as whoever looks after its person sees it.
pub(super) fn show_passkey(passkey: passkey::OfPerson) -> StaffPasskey {
    StaffPasskey {
        passkey: passkey.id,
        name: passkey.name,
        added_at: passkey.created_at,
        last_used: passkey.last_used_at,
        is_suspended: passkey.is_suspended,
        device: passkey.device,
    }
}

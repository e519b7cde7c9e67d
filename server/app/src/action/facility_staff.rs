//! What the acts about a facility's staff have in common: whose facility it is, about whom nothing is decided there, and how
//! a member of staff is shown.

use std::collections::HashMap;

use renrakucho_domain::{
    AccountId, Act, FacilityId, Refusal, Role,
    permission::{is_of_facility, may_at_facility},
};
use renrakucho_protocol::{
    http::{FacilityLine, OpenCode, StaffDevice, StaffLine},
    login_id::EarlierLoginId,
    loss::StaffPasskey,
    vocabulary::HandOver,
};
use renrakucho_store::{
    Database, Tx, device, disqualification, enrolment_code, facility, login_id, passkey, staff, staff::Subject,
};

use super::{Actor, Result, list_city_accounts::show_disqualification, read_losses::show_passkey};
use crate::app::App;

/// Refuses a facility that the actor does not look after. Asked while the actor's account is held: who was dismissed as its
/// admin since the request began is none any more.
pub(super) async fn look_after(tx: &mut Tx, actor: &Actor, facility: FacilityId, act: Act) -> Result<()> {
    let (role, own) = facility::looked_after_by(tx, actor.account).await?;
    may_at_facility(role, own == Some(facility), act)?;
    if facility::is_there(tx, facility).await? { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

/// A member of the facility's staff whose account this transaction holds locked. Nobody decides about their own account:
/// whoever takes a session over must not make further ways in.
pub(super) async fn subject(
    tx: &mut Tx,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    act: Act,
) -> Result<Subject> {
    look_after(tx, actor, facility, act).await?;
    let subject = staff::subject(tx, facility, account).await?.filter(|subject| is_of_facility(subject.role));
    let subject = subject.ok_or(Refusal::NotFound)?;
    if account == actor.account { Err(Refusal::Invalid("account").into()) } else { Ok(subject) }
}

/// The same, for what only the facility of the main affiliation looks after: the ID and its devices.
pub(super) async fn subject_at_home(
    tx: &mut Tx,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    act: Act,
) -> Result<Subject> {
    let subject = subject(tx, actor, facility, account, act).await?;
    if subject.is_home { Ok(subject) } else { Err(Refusal::NotFound.into()) }
}

/// A facility's line.
pub(super) async fn facility_line(database: &Database, facility: FacilityId) -> Result<FacilityLine> {
    let line = facility::lines(database, Some(facility)).await?.pop();
    Ok(show_facility(line.ok_or(Refusal::NotFound)?))
}

pub(super) fn show_facility(line: facility::Line) -> FacilityLine {
    FacilityLine {
        facility: line.facility,
        name: line.name,
        category: line.category.into(),
        staff: line.staff,
        standing: line.standing.into(),
        ends_on: line.ends_on.map(|day| day.to_string()),
        version: line.version,
    }
}

/// A code that was neither used nor replaced.
pub(super) fn show_code(code: &enrolment_code::Open, actor: &Actor) -> OpenCode {
    OpenCode {
        device: code.device,
        hand_over: if code.is_sheet { HandOver::Sheet } else { HandOver::Screen },
        is_handed_over: code.is_handed_over,
        expires_at: code.expires_at,
        has_expired: code.has_expired,
        awaits_second: code.awaits_second,
        is_own: code.issued_by == Some(actor.account.0),
    }
}

/// The staff of a facility, or one of them, as they stand now.
pub(super) async fn shown(
    app: &App,
    actor: &Actor,
    facility: FacilityId,
    only: Option<AccountId>,
) -> Result<Vec<StaffLine>> {
    let lines = staff::lines(&app.database, facility, only).await?;
    let accounts: Vec<_> = lines.iter().map(|line| line.account).collect();
    let mut devices: HashMap<_, Vec<StaffDevice>> = HashMap::new();
    for device in device::of_people(&app.database, facility, &accounts, app.config.devices.renewal_days).await? {
        devices.entry(device.account).or_default().push(StaffDevice {
            device: device.device,
            label: device.label,
            is_shared: device.is_shared,
            standing: device.standing.into(),
            is_enrolled: device.is_enrolled,
            version: device.version,
            certificate_ends: device.certificate_ends,
        });
    }
    // Where the ID is not looked after, its ways in are nobody's business.
    let at_home: Vec<_> = lines.iter().filter(|line| line.is_home).map(|line| line.account).collect();
    let mut passkeys: HashMap<_, Vec<StaffPasskey>> = HashMap::new();
    for passkey in passkey::of_people(&app.database, &at_home).await? {
        passkeys.entry(passkey.account).or_default().push(show_passkey(passkey));
    }
    let mut earlier: HashMap<_, Vec<EarlierLoginId>> = HashMap::new();
    for one in login_id::earlier(&app.database, &at_home).await? {
        earlier.entry(one.of).or_default().push(EarlierLoginId {
            account: one.account,
            login_id: one.login_id,
            from: one.from,
            until: one.until,
            ground: one.ground.into(),
            by: one.by,
        });
    }
    let sees_why = actor.role == Role::CityModerator;
    let disqualified = disqualification::of_accounts(&app.database, &accounts).await?.into_iter();
    let mut disqualified: HashMap<_, _> =
        disqualified.map(|line| (line.account, show_disqualification(line, sees_why))).collect();
    let codes = enrolment_code::open_of(&app.database, &accounts).await?.into_iter();
    let mut codes: HashMap<_, _> = codes.map(|code| (code.account, code)).collect();
    Ok(lines
        .into_iter()
        .map(|line| StaffLine {
            account: line.account,
            login_id: line.login_id,
            name: line.name,
            kana: line.kana,
            profession: line.profession,
            role: line.role.into(),
            standing: line.standing.into(),
            version: line.version,
            mail: line.mail,
            alert_mail: line.alert_mail,
            is_enrolled: line.is_enrolled,
            last_sign_in: line.last_sign_in,
            is_self: line.account == actor.account.0,
            is_home: line.is_home,
            rooms: line.rooms,
            devices: devices.remove(&line.account).unwrap_or_default(),
            passkeys: passkeys.remove(&line.account).unwrap_or_default(),
            code: codes.remove(&line.account).map(|code| show_code(&code, actor)),
            earlier: earlier.remove(&line.account).unwrap_or_default(),
            disqualification: disqualified.remove(&line.account),
        })
        .collect())
}

//! 紛失の届出 (articles 10 and 37): a device or a passkey is lost. It is out at once, before anyone has decided anything, and
//! the city gets a case about it.
//!
//! Whoever may report takes nothing but access away: whether it works again is decided with the case (`decide_loss`).

use renrakucho_domain::{
    AccountId, Act, CaseId, DeviceId, FacilityId, Refusal,
    audit::Event,
    case::{Kind, Route, receipt_number},
    session,
    suspension::{Decision, Grounds, decide, voids_all_codes},
};
use renrakucho_protocol::loss::{LossBody, LossLine, LossReport, LostDevice, LostPasskey};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    case, device, enrolment_code,
    loss::{self, Lost, Stopped},
    notice, passkey,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    shared_device, staff,
    suspension::{self, Suspended},
};
use uuid::Uuid;

use super::{
    Actor, Result, attempt,
    case_content::plain,
    facility_staff::{look_after, subject_at_home},
    read_losses::line,
    revocation,
};
use crate::{
    app::{App, Shared},
    desk, entropy,
    seal::CasePart,
};

/// More passkeys than these nobody loses at once.
const MAX_PASSKEYS: usize = 100;

/// Whose loss is reported.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    /// The actor's own.
    Own,
    /// Of a member of staff whom the actor looks after at this facility.
    OfStaff(FacilityId, AccountId),
    /// Anyone's, to the city.
    Anyones(AccountId),
    /// A shared device of a facility that the actor looks after: nobody's own.
    Shared(FacilityId),
}

impl Whose {
    fn account(self, actor: &Actor) -> Option<AccountId> {
        match self {
            Self::Own => Some(actor.account),
            Self::OfStaff(_, account) | Self::Anyones(account) => Some(account),
            Self::Shared(_) => None,
        }
    }
}

/// By its person, on whatever device they are still signed in, be it the lost one.
pub async fn report_own(app: &Shared, actor: &Actor, body: LossBody) -> Result<LossLine> {
    let case = carry_out(app, actor, Act::ReportOwnLoss, Whose::Own, body).await?;
    line(app, case).await
}

/// By whoever looks after them, where they belong. Their own loss everyone reports for themselves.
pub async fn report_of_staff(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    body: LossBody,
) -> Result<LossLine> {
    let case = carry_out(app, actor, Act::ReplaceDevice, Whose::OfStaff(facility, account), body).await?;
    line(app, case).await
}

/// By the city, for anyone who calls its desk.
pub async fn report_anyones(app: &Shared, actor: &Actor, account: AccountId, body: LossBody) -> Result<LossLine> {
    let case = carry_out(app, actor, Act::SuspendDevice, Whose::Anyones(account), body).await?;
    line(app, case).await
}

/// By whoever looks after a facility, for its shared device.
pub async fn report_shared(app: &Shared, actor: &Actor, facility: FacilityId, device: LostDevice) -> Result<LossLine> {
    let body = LossBody { device: Some(device), passkeys: Vec::new() };
    let case = carry_out(app, actor, Act::ChangeSharedDevices, Whose::Shared(facility), body).await?;
    line(app, case).await
}

/// Stops what was lost and opens the case, in one transaction. Once it has answered, nothing more is accepted from what was
/// lost, and nothing more is shown there.
pub(super) async fn carry_out(app: &Shared, actor: &Actor, act: Act, whose: Whose, body: LossBody) -> Result<CaseId> {
    attempt(app, actor, act, None, async move |app, actor| {
        let LossBody { device: lost_device, mut passkeys } = body;
        passkeys.sort_unstable();
        passkeys.dedup();
        if (lost_device.is_none() && passkeys.is_empty()) || passkeys.len() > MAX_PASSKEYS {
            return Err(Refusal::Invalid("lost").into());
        }
        let lost =
            Lost { account: whose.account(&actor), device: lost_device.map(|lost| DeviceId(lost.device)), passkeys };
        let mut tx = app.database.begin().await?;
        lock(&mut tx, &actor, &lost).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        check_whose(&mut tx, &actor, act, whose, &lost).await?;
        let person = match lost.account {
            Some(account) => Some(loss::person(&mut tx, account).await?.ok_or(Refusal::NotFound)?),
            None => None,
        };
        let facility = match (&person, lost.device) {
            (Some(person), _) => person.facility.clone(),
            (None, Some(device)) => loss::facility_of(&mut tx, device).await?,
            (None, None) => None,
        };

        let case = CaseId(entropy::id());
        let kind = if lost.device.is_some() { Kind::LostDevice } else { Kind::LostPasskey };
        let called = called(&mut tx, &lost, lost_device.map(|lost| lost.version)).await?;
        let report = LossReport {
            account: lost.account.map(|account| account.0),
            name: person.as_ref().map(|person| person.name.clone()),
            login_id: person.map(|person| person.login_id),
            facility,
            device: called.device,
            passkeys: called.passkeys,
            reported_by: loss::person(&mut tx, actor.account).await?.ok_or(Refusal::NotFound)?.name,
        };
        open(&mut tx, &app, &actor, case, kind, &report).await?;
        loss::insert(&mut tx, case, &lost, actor.account).await?;
        let ended = stop(&mut tx, &actor, case, &lost).await?;
        if let Some(account) = lost.account {
            notice::insert(&mut tx, entropy::id(), account, notice::Kind::LossReported).await?;
        }
        if ended.is_empty() {
            renrakucho_store::commit(tx).await?;
        } else {
            revocation::commit(&app, tx, &ended, Why::Suspended).await?;
        }
        Ok(case)
    })
    .await
}

/// Locks whoever acts, whoever lost something, what they lost, and the sessions that rest on it.
pub(super) async fn lock(tx: &mut Tx, actor: &Actor, lost: &Lost) -> Result<()> {
    let theirs: Vec<_> = lost.account.iter().map(|account| account.0).collect();
    let accounts: Vec<_> = theirs.iter().copied().chain([actor.account.0]).collect();
    account::lock(tx, &accounts).await?;
    let devices: Vec<_> = lost.device.iter().map(|device| device.0).collect();
    let all: Vec<_> = devices.iter().copied().chain([actor.device.0]).collect();
    device::lock(tx, &all).await?;
    sessions::lock_of_many(tx, actor.session, &theirs, &devices).await?;
    Ok(())
}

/// Refuses what is not theirs to report. A shared device is its facility's and nobody's own.
async fn check_whose(tx: &mut Tx, actor: &Actor, act: Act, whose: Whose, lost: &Lost) -> Result<()> {
    match whose {
        Whose::OfStaff(facility, account) => drop(subject_at_home(tx, actor, facility, account, act).await?),
        Whose::Shared(facility) => look_after(tx, actor, facility, act).await?,
        Whose::Own | Whose::Anyones(_) => {}
    }
    let Some(device) = lost.device else { return Ok(()) };
    let is_theirs = match whose {
        Whose::Own => device::is_own(tx, device, actor.account).await?,
        Whose::Anyones(account) => device::is_own(tx, device, account).await?,
        Whose::OfStaff(facility, account) => device::is_personal_of(tx, device, account, facility).await?,
        Whose::Shared(facility) => shared_device::held(tx, device, facility).await?.is_some(),
    };
    if is_theirs { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

/// How what was lost is called.
struct Called {
    device: Option<String>,
    passkeys: Vec<LostPasskey>,
}

/// Reads it, and refuses what is stopped already, or was not shown so.
async fn called(tx: &mut Tx, lost: &Lost, version: Option<i64>) -> Result<Called> {
    let device = match lost.device {
        Some(device) => {
            let (standing, current) =
                suspension::standing(tx, Suspended::Device(device)).await?.ok_or(Refusal::NotFound)?;
            if version != Some(current) {
                return Err(Refusal::Stale.into());
            }
            decide(standing, Decision::Suspend(Grounds::Lost))?;
            Some(device::label(tx, device).await?)
        }
        None => None,
    };
    let mut passkeys = Vec::with_capacity(lost.passkeys.len());
    for id in &lost.passkeys {
        let account = lost.account.ok_or(Refusal::Invalid("lost"))?;
        let passkey = passkey::standing(tx, *id, account).await?.ok_or(Refusal::NotFound)?;
        if passkey.is_suspended {
            return Err(Refusal::Stale.into());
        }
        passkeys.push(LostPasskey { name: passkey.name, added_at: passkey.created_at });
    }
    Ok(Called { device, passkeys })
}

async fn open(tx: &mut Tx, app: &App, actor: &Actor, case: CaseId, kind: Kind, report: &LossReport) -> Result<()> {
    let content = plain(report);
    let opened_at = case::now(tx).await?;
    let new = case::New {
        case,
        kind,
        route: Route::SignedIn,
        receipt: &receipt_number(entropy::bytes()),
        sealed: &app.keys.seal_case(&content, case, CasePart::Content),
        content_mac: &app.keys.case_mac(&content),
        opened_at,
        due: app.desk.due(desk::local(opened_at).date(), app.config.cases.loss_days),
        subject: None,
    };
    case::insert(tx, &new).await?;
    let about = About { subject: Some(case.0), detail: Some(kind.as_str()), ..About::default() };
    Ok(audit::record(tx, Event::CaseOpened, &actor.origin(), about).await?)
}

/// What is to be told to all nodes.
async fn stop(tx: &mut Tx, actor: &Actor, case: CaseId, lost: &Lost) -> Result<Vec<Subject>> {
    let origin = actor.origin();
    let about =
        |subject: Uuid| About { subject: Some(subject), detail: Some(Grounds::Lost.as_str()), ..About::default() };
    let mut ended = Vec::new();
    if let Some(device) = lost.device {
        let what = Suspended::Device(device);
        suspension::set_standing(tx, what, session::Standing::Suspended).await?;
        loss::begin_suspension(tx, entropy::id(), case, Stopped::Device(device), actor.account).await?;
        sessions::end_all(tx, what, EndReason::Suspended).await?;
        audit::record(tx, Event::DeviceSuspended, &origin, about(device.0)).await?;
        ended.push(Subject::Device(device.0));
    }
    for passkey in &lost.passkeys {
        let account = lost.account.ok_or(Refusal::Invalid("lost"))?;
        passkey::suspend(tx, *passkey).await?;
        loss::begin_suspension(tx, entropy::id(), case, Stopped::Passkey(*passkey), actor.account).await?;
        let sessions = sessions::end_of_passkey(tx, account, *passkey, EndReason::Suspended).await?;
        audit::record(tx, Event::PasskeySuspended, &origin, about(*passkey)).await?;
        ended.extend(sessions.into_iter().map(Subject::Session));
    }
    // Whoever has what was lost may have the code too; and it was made by someone who did not know.
    let voided = match (lost.account, lost.device) {
        (Some(account), Some(_)) if voids_all_codes(true, passkey::number_of(tx, account).await?) => {
            enrolment_code::void_all(tx, account).await?
        }
        (_, Some(device)) => enrolment_code::void_of_device(tx, device).await?,
        (_, None) => 0,
    };
    if voided > 0 {
        if let Some(account) = lost.account {
            staff::next_version(tx, account).await?;
        }
        let whose = lost.account.map(|account| account.0).or(lost.device.map(|device| device.0));
        audit::record(tx, Event::CodesVoided, &origin, About { subject: whose, ..about(case.0) }).await?;
    }
    Ok(ended)
}

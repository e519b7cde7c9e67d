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
use renrakucho_protocol::loss::{LossBody, LossLine, LossReport, LostPasskey};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    case, device, enrolment_code,
    loss::{self, Lost, Stopped},
    notice, passkey,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    staff,
    suspension::{self, Suspended},
};
use uuid::Uuid;

use super::{
    Actor, Result, attempt, case_content::plain, facility_staff::subject_at_home, read_losses::line, revocation,
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
}

impl Whose {
    fn account(self, actor: &Actor) -> AccountId {
        match self {
            Self::Own => actor.account,
            Self::OfStaff(_, account) | Self::Anyones(account) => account,
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
        let person = loss::person(&mut tx, lost.account).await?.ok_or(Refusal::NotFound)?;

        let case = CaseId(entropy::id());
        let kind = if lost.device.is_some() { Kind::LostDevice } else { Kind::LostPasskey };
        let called = called(&mut tx, &lost, lost_device.map(|lost| lost.version)).await?;
        let report = LossReport {
            account: lost.account.0,
            name: person.name,
            login_id: person.login_id,
            facility: person.facility,
            device: called.device,
            passkeys: called.passkeys,
            reported_by: loss::person(&mut tx, actor.account).await?.ok_or(Refusal::NotFound)?.name,
        };
        open(&mut tx, &app, &actor, case, kind, &report).await?;
        loss::insert(&mut tx, case, &lost, actor.account).await?;
        let ended = stop(&mut tx, &actor, case, &lost).await?;
        notice::insert(&mut tx, entropy::id(), lost.account, notice::Kind::LossReported).await?;
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
    account::lock(tx, &[actor.account.0, lost.account.0]).await?;
    let devices: Vec<_> = lost.device.iter().map(|device| device.0).collect();
    let all: Vec<_> = devices.iter().copied().chain([actor.device.0]).collect();
    device::lock(tx, &all).await?;
    sessions::lock_of_many(tx, actor.session, &[lost.account.0], &devices).await?;
    Ok(())
}

/// Refuses what is not theirs to report. A shared device is its facility's and nobody's own.
async fn check_whose(tx: &mut Tx, actor: &Actor, act: Act, whose: Whose, lost: &Lost) -> Result<()> {
    if let Whose::OfStaff(facility, account) = whose {
        subject_at_home(tx, actor, facility, account, act).await?;
    }
    let Some(device) = lost.device else { return Ok(()) };
    let is_theirs = match whose {
        Whose::Own | Whose::Anyones(_) => device::is_own(tx, device, lost.account).await?,
        Whose::OfStaff(facility, account) => device::is_personal_of(tx, device, account, facility).await?,
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
        let passkey = passkey::standing(tx, *id, lost.account).await?.ok_or(Refusal::NotFound)?;
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
        passkey::suspend(tx, *passkey).await?;
        loss::begin_suspension(tx, entropy::id(), case, Stopped::Passkey(*passkey), actor.account).await?;
        let sessions = sessions::end_of_passkey(tx, lost.account, *passkey, EndReason::Suspended).await?;
        audit::record(tx, Event::PasskeySuspended, &origin, about(*passkey)).await?;
        ended.extend(sessions.into_iter().map(Subject::Session));
    }
    // Whoever has what was lost may have the code too; and it was made by someone who did not know.
    let voided = match lost.device {
        Some(_) if voids_all_codes(true, passkey::number_of(tx, lost.account).await?) => {
            enrolment_code::void_all(tx, lost.account).await?
        }
        Some(device) => enrolment_code::void_of_device(tx, device).await?,
        None => 0,
    };
    if voided > 0 {
        staff::next_version(tx, lost.account).await?;
        audit::record(tx, Event::CodesVoided, &origin, about(lost.account.0)).await?;
    }
    Ok(ended)
}

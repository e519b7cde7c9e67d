//! 緊急時の代行 (articles 28 and 39): the contractor's operator suspends an ID or a device for the city, when that cannot wait. The report to
//! the city is part of the act: in the same transaction it gets a case, in which it confirms the suspension or takes it back
//! (`decide_proxy`).
//!
//! The operator names what they were told on the telephone, and is shown nothing: neither a list nor whose it is.

use renrakucho_domain::{
    AccountId, Act, CaseId, DeviceId, Refusal,
    audit::Event,
    case::{Kind, Route, receipt_number},
    proxy::{self, Asked},
    session,
    suspension::{Decision, Grounds, decide},
};
use renrakucho_protocol::proxy::{NamedDevice, ProxyAsked, ProxyReceipt, ProxySuspension, ProxySuspensionBody};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    case, device, loss, notice, proxy as proxies,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    suspension::{self, Suspended},
};

use super::{Actor, Result, attempt, case_content::plain, revocation};
use crate::{app::Shared, desk, entropy, seal::CasePart};

/// Suspends it and tells the city, in one transaction. Once it has answered, nothing more is accepted from what is suspended, and
/// nothing more is shown there. What is suspended already, or has ended, is out of date as ever.
pub async fn suspend_by_proxy(app: &Shared, actor: &Actor, body: ProxySuspensionBody) -> Result<ProxyReceipt> {
    attempt(app, actor, Act::SuspendByProxy, None, async move |app, actor| {
        let ProxySuspensionBody { login_id, device, grounds, asked, nobody_reached } = body;
        let mut tx = app.database.begin().await?;
        let opened_at = case::now(&mut tx).await?;
        let word = asked.as_ref().map(|asked| Asked { by: asked.by.trim().to_owned(), at: asked.at });
        proxy::check(word.as_ref(), nobody_reached, opened_at)?;
        let what = match (login_id, device) {
            (Some(login), None) => lock_account(&mut tx, &actor, login.trim()).await?,
            (None, Some(named)) => lock_device(&mut tx, &actor, &named).await?,
            _ => return Err(Refusal::Invalid("named").into()),
        };
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;

        let grounds = Grounds::from(grounds);
        let (standing, _) = suspension::standing(&mut tx, what).await?.ok_or(Refusal::NotFound)?;
        suspension::set_standing(&mut tx, what, decide(standing, Decision::Suspend(grounds))?).await?;
        let done = called(&mut tx, &actor, what, grounds, word).await?;
        let (case, content, receipt) = (CaseId(entropy::id()), plain(&done), receipt_number(entropy::bytes()));
        let due = app.desk.due(desk::local(opened_at).date(), app.config.cases.proxy_days);
        let new = case::New {
            case,
            kind: Kind::SuspendedByProxy,
            route: Route::SignedIn,
            receipt: &receipt,
            sealed: &app.keys.seal_case(&content, case, CasePart::Content),
            content_mac: &app.keys.case_mac(&content),
            opened_at,
            due,
            subject: None,
        };
        case::insert(&mut tx, &new).await?;
        proxies::begin_suspension(&mut tx, entropy::id(), case, what, grounds, actor.account).await?;
        sessions::end_all(&mut tx, what, EndReason::Suspended).await?;
        let revoked = record(&mut tx, &actor, case, what, grounds, done.asked.is_some()).await?;
        notice::insert_for_moderators(&mut tx, notice::Kind::SuspendedByProxy).await?;
        revocation::commit(&app, tx, &[revoked], Why::Suspended).await?;
        Ok(ProxyReceipt { receipt, due: due.to_string() })
    })
    .await
}

/// Finds an ID, and locks it with whoever acts; of a moderator's together with all moderators, so that one of them stays.
async fn lock_account(tx: &mut Tx, actor: &Actor, login: &str) -> Result<Suspended> {
    let (account, role) = proxies::account_named(tx, login).await?.ok_or(Refusal::NotFound)?;
    let moderators = proxies::moderators_besides(tx, account).await?;
    let accounts: Vec<_> = [actor.account.0, account.0].into_iter().chain(moderators).collect();
    account::lock(tx, &accounts).await?;
    let others = i64::try_from(proxies::moderators_besides(tx, account).await?.len()).unwrap_or(i64::MAX);
    proxy::may_suspend(role, account == actor.account, others)?;
    let what = Suspended::Account(account);
    device::lock(tx, &[actor.device.0]).await?;
    sessions::lock_all(tx, actor.session, what).await?;
    Ok(what)
}

/// The same of a device. What two devices are called names none of them.
async fn lock_device(tx: &mut Tx, actor: &Actor, named: &NamedDevice) -> Result<Suspended> {
    let device = match proxies::devices_named(tx, named.label.trim(), named.of.trim()).await?[..] {
        [] => return Err(Refusal::NotFound.into()),
        [one] if one != actor.device => one,
        _ => return Err(Refusal::Invalid("device").into()),
    };
    let what = Suspended::Device(device);
    account::lock(tx, &[actor.account.0]).await?;
    device::lock(tx, &[actor.device.0, device.0]).await?;
    sessions::lock_all(tx, actor.session, what).await?;
    Ok(what)
}

/// How it is told to the city.
async fn called(
    tx: &mut Tx,
    actor: &Actor,
    what: Suspended,
    grounds: Grounds,
    asked: Option<Asked>,
) -> Result<ProxySuspension> {
    let by = loss::person(tx, actor.account).await?.ok_or(Refusal::NotFound)?.name;
    let told = ProxySuspension {
        account: None,
        name: None,
        login_id: None,
        device: None,
        label: None,
        facility: None,
        grounds: grounds.into(),
        asked: asked.map(|Asked { by, at }| ProxyAsked { by, at }),
        by,
    };
    Ok(match what {
        Suspended::Account(AccountId(account)) => {
            let person = loss::person(tx, AccountId(account)).await?.ok_or(Refusal::NotFound)?;
            let (name, login_id) = (Some(person.name), Some(person.login_id));
            ProxySuspension { account: Some(account), name, login_id, facility: person.facility, ..told }
        }
        Suspended::Device(DeviceId(device)) => {
            let label = Some(device::label(tx, DeviceId(device)).await?);
            let facility = loss::facility_of(tx, DeviceId(device)).await?;
            ProxySuspension { device: Some(device), label, facility, ..told }
        }
    })
}

/// Writes down that it was done by proxy, and on whose word. What is to be told to all nodes.
async fn record(
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    what: Suspended,
    grounds: Grounds,
    was_asked: bool,
) -> Result<Subject> {
    let origin = actor.origin();
    let (event, subject, revoked) = match what {
        Suspended::Account(id) => (Event::AccountSuspended, id.0, Subject::Account(id.0)),
        Suspended::Device(id) => (Event::DeviceSuspended, id.0, Subject::Device(id.0)),
    };
    let word = if was_asked { "asked by the city" } else { "nobody reached" };
    let detail = format!("{}, by proxy, {word}", grounds.as_str());
    let about = About { subject: Some(subject), detail: Some(&detail), ..About::default() };
    audit::record(tx, event, &origin, about).await?;
    let about = About { subject: Some(case.0), detail: Some(Kind::SuspendedByProxy.as_str()), ..About::default() };
    audit::record(tx, Event::CaseOpened, &origin, about).await?;
    Ok(revoked)
}

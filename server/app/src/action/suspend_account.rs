//! 一時停止 of an ID by the city, and its restoration (articles 28 and 39).

use renrakucho_domain::{
    AccountId, Act, Refusal,
    audit::Event,
    session,
    suspension::{Decision, decide},
};
use renrakucho_protocol::http::CityAccount;
use renrakucho_store::{
    account,
    audit::{self, About},
    device,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    suspension::{self, Suspended},
};

use super::{Actor, Error, Result, list_city_accounts::city_account, refuse, require, revocation};
use crate::{app::Shared, entropy};

/// Suspends or restores an account on the version that the moderator saw. A suspended account's sessions end with it:
/// restored, its person signs in anew. Once a suspension has answered, nothing more is accepted from the account and
/// nothing more is shown to it.
pub async fn suspend_account(
    app: &Shared,
    actor: &Actor,
    account: AccountId,
    version: i64,
    decision: Decision,
) -> Result<CityAccount> {
    require(app, actor, Act::SuspendAccount).await?;
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        match commit(&held, &actor, account, version, decision).await {
            Ok(()) => city_account(&held, account).await,
            Err(Error::Refused(refusal)) => refuse(&held, &actor, Act::SuspendAccount, None, refusal).await,
            Err(error) => Err(error),
        }
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, account: AccountId, version: i64, decision: Decision) -> Result<()> {
    let mut tx = app.database.begin().await?;
    // Every lock of its kind at once and in order: two moderators may decide about each other.
    account::lock(&mut tx, &[actor.account.0, account.0]).await?;
    device::lock(&mut tx, &[actor.device.0]).await?;
    sessions::lock_all(&mut tx, actor.session, Some(account), None).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let (standing, current) = account::standing(&mut tx, account).await?.ok_or(Refusal::NotFound)?;
    // Nobody locks themselves out: who would restore them?
    if account == actor.account {
        return Err(Refusal::Invalid("account").into());
    }
    if current != version {
        return Err(Refusal::Stale.into());
    }
    account::set_standing(&mut tx, account, decide(standing, decision)?).await?;
    match decision {
        Decision::Suspend(grounds) => {
            let what = Suspended::Account(account.0);
            suspension::begin(&mut tx, entropy::id(), what, grounds, actor.account).await?;
            sessions::end_all(&mut tx, Some(account), None, EndReason::Suspended).await?;
            let about = About { subject: Some(account.0), detail: Some(grounds.as_str()), ..About::default() };
            audit::record(&mut tx, Event::AccountSuspended, &actor.origin(), about).await?;
            revocation::commit(app, tx, &[Subject::Account(account.0)], Why::Suspended).await
        }
        Decision::Restore => {
            suspension::end(&mut tx, Suspended::Account(account.0), actor.account).await?;
            let about = About { subject: Some(account.0), ..About::default() };
            audit::record(&mut tx, Event::AccountRestored, &actor.origin(), about).await?;
            tx.commit().await.map_err(|error| Error::Store(error.into()))
        }
    }
}

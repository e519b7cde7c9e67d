//! One's own passkeys: several, named, so that a lost telephone or key locks nobody out. The last one stays.

use renrakucho_domain::{Act, Refusal, audit::Event, passkey as rules, session};
use renrakucho_protocol::account::PasskeyLine;
use renrakucho_store::{
    account,
    audit::{self, About},
    passkey::{self, Ceremony},
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    suspension::Suspended,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Actor, Result, attempt, require, revocation};
use crate::{
    app::{App, Shared},
    entropy,
    sign_in::passkeys::Owner,
};

/// The actor's passkeys.
pub async fn own_passkeys(app: &App, actor: &Actor) -> Result<Vec<PasskeyLine>> {
    require(app, actor, Act::UseOwnAccount).await?;
    let lines = passkey::lines(&app.database, actor.account, actor.session).await?;
    Ok(lines.into_iter().map(shown).collect())
}

fn shown(line: passkey::Line) -> PasskeyLine {
    PasskeyLine {
        passkey: line.id,
        name: line.name,
        added_at: line.created_at,
        last_used: line.last_used_at,
        is_synced: line.is_synced,
        is_of_this_session: line.is_of_session,
        is_suspended: line.is_suspended,
        device: line.device,
    }
}

async fn line(app: &App, actor: &Actor, id: Uuid) -> Result<PasskeyLine> {
    let lines = passkey::lines(&app.database, actor.account, actor.session).await?;
    Ok(lines.into_iter().find(|line| line.id == id).map(shown).ok_or(Refusal::NotFound)?)
}

/// Options for making another one. An authenticator that holds one of them already makes no second.
pub async fn begin_adding(app: &Shared, actor: &Actor) -> Result<Value> {
    attempt(app, actor, Act::ChangeOwnPasskeys, None, async move |app, actor| {
        let known = passkey::credential_ids(&app.database, actor.account).await?;
        let (login_id, name) = passkey::owner(&app.database, actor.account).await?;
        let owner = Owner {
            account: actor.account,
            login_id: &login_id,
            name: &name,
            on_shared_device: actor.on_shared_device,
        };
        let (options, state) = app.passkeys.begin_registration(&owner, known);
        let mut tx = app.database.begin().await?;
        let seconds = app.config.sign_in.attempt_seconds;
        passkey::keep_ceremony(&mut tx, actor.session, Ceremony::Addition, &state, seconds).await?;
        renrakucho_store::commit(tx).await?;
        Ok(options)
    })
    .await
}

/// Keeps what the browser made, under a name.
pub async fn finish_adding(app: &Shared, actor: &Actor, credential: Value, name: String) -> Result<PasskeyLine> {
    attempt(app, actor, Act::ChangeOwnPasskeys, None, async move |app, actor| {
        let name = rules::name(&name)?;
        let state = passkey::take_ceremony(&app.database, actor.session, Ceremony::Addition).await?;
        let registered = state.and_then(|state| app.passkeys.register(credential, state));
        let registered = registered.ok_or(Refusal::Invalid("credential"))?;
        let id = entropy::id();
        let mut tx = app.database.begin().await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let new = passkey::New {
            id,
            credential_id: registered.credential_id(),
            account: actor.account,
            passkey: registered.stored(),
            name: Some(name),
            // Nobody says whether it lies in this device or on a key that is plugged in.
            device: None,
        };
        passkey::insert(&mut tx, &new).await?;
        let about = About { subject: Some(id), ..About::default() };
        audit::record(&mut tx, Event::PasskeyEnrolled, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        line(&app, &actor, id).await
    })
    .await
}

/// Gives one of them another name. Someone else's does not exist.
pub async fn rename(app: &Shared, actor: &Actor, id: Uuid, name: String) -> Result<PasskeyLine> {
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        let name = rules::name(&name)?;
        let mut tx = app.database.begin().await?;
        if !passkey::rename(&mut tx, id, actor.account, name).await? {
            return Err(Refusal::NotFound.into());
        }
        let about = About { subject: Some(id), ..About::default() };
        audit::record(&mut tx, Event::PasskeyRenamed, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        line(&app, &actor, id).await
    })
    .await
}

/// Removes one of them for good. Sessions that were signed in with it end, everywhere, be it the one that asks; how many.
pub async fn remove(app: &Shared, actor: &Actor, id: Uuid) -> Result<usize> {
    attempt(app, actor, Act::ChangeOwnPasskeys, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        // Of two that are removed at the same time one stays; and whoever signs in with it now has, or has not.
        account::lock(&mut tx, &[actor.account.0]).await?;
        sessions::lock_all(&mut tx, actor.session, Suspended::Account(actor.account)).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let passkeys = passkey::among(&mut tx, id, actor.account).await?.ok_or(Refusal::NotFound)?;
        rules::may_remove(passkeys)?;
        let ended = sessions::end_of_passkey(&mut tx, actor.account, id, EndReason::Revoked).await?;
        passkey::remove(&mut tx, id).await?;
        let about = About { subject: Some(id), ..About::default() };
        audit::record(&mut tx, Event::PasskeyRemoved, &actor.origin(), about).await?;
        let subjects: Vec<_> = ended.iter().copied().map(Subject::Session).collect();
        if subjects.is_empty() {
            renrakucho_store::commit(tx).await?;
        } else {
            revocation::commit(&app, tx, &subjects, Why::Revoked).await?;
        }
        Ok(ended.len())
    })
    .await
}

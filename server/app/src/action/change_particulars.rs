//! 連絡先: the city looks after where a supported person lives and whom of their family one asks. Members read it in the room.

use renrakucho_domain::{
    Act, Refusal, RoomId,
    audit::Event,
    particulars::{Particulars, has_moved, may_change},
    session,
};
use renrakucho_protocol::particulars::{Particulars as Shown, ParticularsView};
use renrakucho_store::{
    audit::{self, About},
    particulars,
    revocation::{Subject, Why},
    room as rooms, session as sessions,
};
use zeroize::Zeroizing;

use super::{Actor, Error, Result, attempt, decision, refuse, require, residence_review, revocation, still_in_session};
use crate::{
    app::{App, Shared},
    seal::{self, RoomKey},
};

/// What is kept of the person a room is about.
pub async fn read_particulars(app: &App, actor: &Actor, room: RoomId) -> Result<ParticularsView> {
    require(app, actor, Act::ChangeParticulars).await?;
    gate(app, actor, room).await?;
    let mut tx = app.database.begin().await?;
    let about = About { room: Some(room), ..About::default() };
    audit::record(&mut tx, Event::ParticularsViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let read = view(app, room).await;
    // Of a room that was closed while it was being read the city sees nothing, either.
    gate(app, actor, room).await?;
    read
}

async fn gate(app: &App, actor: &Actor, room: RoomId) -> Result<()> {
    match may_see(app, actor, room).await {
        Err(Error::Refused(refusal)) => refuse(app, actor, Act::ChangeParticulars, Some(room), refusal).await,
        asked => asked,
    }
}

async fn may_see(app: &App, actor: &Actor, room: RoomId) -> Result<()> {
    still_in_session(app, actor).await?;
    match rooms::head(&app.database, room).await? {
        None => Err(Refusal::NotFound.into()),
        Some((_, state)) if state.stored().is_readable() => Ok(()),
        Some(_) => Err(Refusal::RoomClosed.into()),
    }
}

/// Keeps what the city typed, on the version that it saw.
pub async fn change_particulars(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    version: i64,
    changed: Particulars,
) -> Result<ParticularsView> {
    attempt(app, actor, Act::ChangeParticulars, Some(room), async move |app, actor| {
        let changed = changed.trimmed();
        changed.check()?;
        let key = decision::key_of(&app, room).await?;
        let address = changed.address.clone();
        let plain = Zeroizing::new(serde_json::to_vec(&Shown::from(changed)).map_err(|_| Error::Internal)?);
        let sealed = key.seal_particulars(&plain);
        let mut tx = app.database.begin().await?;
        let held = rooms::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        may_change(held.state)?;
        let before = particulars::held(&mut tx, room).await?.map(|kept| opened(&key, &kept)).transpose()?;
        if !particulars::keep(&mut tx, room, version, &sealed, actor.account).await? {
            return Err(Refusal::Stale.into());
        }
        let about = About { room: Some(room), ..About::default() };
        audit::record(&mut tx, Event::ParticularsChanged, &actor.origin(), about).await?;
        let before = before.map(|before| before.address).unwrap_or_default();
        if has_moved(&before, &address) {
            residence_review::open(&app, &mut tx, &actor, room, &key, &before).await?;
        }
        // Whoever has the room open goes to the new address, not to the one that they read before.
        let rev = revocation::only_commit(tx, &[Subject::Detail(room.0)], Why::Changed).await?;
        app.live.admitted(&app, rev);
        Ok(())
    })
    .await?;
    // It is done. Whether they may still see it is another question, and what is refused then is the reading.
    let kept = view(app, room).await;
    gate(app, actor, room).await?;
    kept
}

async fn view(app: &App, room: RoomId) -> Result<ParticularsView> {
    let key = decision::key_of(app, room).await?;
    let profile = rooms::sealed_profile(&app.database, room).await?.ok_or(Refusal::NotFound)?;
    let profile = key.open_profile(&profile)?;
    let basis = particulars::basis(app.database.pool(), room).await?.into();
    let review_case = particulars::open_review(app.database.pool(), room).await?.map(|case| case.0);
    let kept = particulars::of(&app.database, room).await?;
    let version = kept.as_ref().map_or(0, |kept| kept.version);
    let particulars = kept.map(|kept| opened(&key, &kept)).transpose()?.unwrap_or_default();
    let statements = residence_review::statements(app, room, &key).await?;
    Ok(ParticularsView {
        label: profile.name,
        kana: profile.kana,
        version,
        particulars,
        review_case,
        basis,
        statements,
    })
}

/// Opens what is kept.
pub(super) fn opened(key: &RoomKey, kept: &particulars::Kept) -> Result<Shown> {
    let plain = key.open_particulars(&kept.sealed)?;
    Ok(serde_json::from_slice(&plain).map_err(|_| seal::Error::Shut)?)
}

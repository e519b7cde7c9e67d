//! お名前などの訂正: the city corrects whom a room is about. What it was before stays readable to the city, with who corrected it and why.

use renrakucho_domain::{
    Act, Refusal, RoomId,
    audit::Event,
    identity::{Correction, may_correct},
    person::ResidenceBasis,
    session,
};
use renrakucho_protocol::identity::{IdentityCorrection, IdentityView};
use renrakucho_store::{
    audit::{self, About},
    identity::{self, Corrected, Past},
    particulars,
    revocation::{Subject, Why},
    room as rooms, session as sessions,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    Actor, Error, Result, attempt, decision, list_city_rooms::city_room, refuse, require, revocation, still_in_session,
};
use crate::{
    app::{App, Shared},
    clock,
    seal::{self, Profile, RoomKey},
};

/// What stood there, and why it was corrected. Sealed as it is: fields are only added.
#[derive(Serialize, Deserialize)]
struct Before {
    profile: Profile,
    basis: String,
    reason: String,
}

/// Whom a room is about, and what stood there before.
pub async fn read_identity(app: &App, actor: &Actor, room: RoomId) -> Result<IdentityView> {
    require(app, actor, Act::ListCityRooms).await?;
    gate(app, actor, room).await?;
    let mut tx = app.database.begin().await?;
    let about = About { room: Some(room), ..About::default() };
    audit::record(&mut tx, Event::IdentityViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let read = view(app, room).await;
    // Of a room that was closed while it was being read the city sees nothing, either.
    gate(app, actor, room).await?;
    read
}

async fn gate(app: &App, actor: &Actor, room: RoomId) -> Result<()> {
    let asked = async {
        still_in_session(app, actor).await?;
        let (_, state) = rooms::head(&app.database, room).await?.ok_or(Refusal::NotFound)?;
        Ok::<_, Error>(may_correct(state)?)
    };
    match asked.await {
        Err(Error::Refused(refusal)) => refuse(app, actor, Act::ListCityRooms, Some(room), refusal).await,
        asked => asked,
    }
}

/// Corrects it on what the moderator saw: the room's version, and the ground, which a look at the residence may have changed.
pub async fn correct_identity(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    (version, basis_before): (i64, ResidenceBasis),
    correction: Correction,
) -> Result<IdentityView> {
    attempt(app, actor, Act::CorrectIdentity, Some(room), async move |app, actor| {
        let correction = Correction { to: correction.to.trimmed(), reason: correction.reason.trim().to_owned() };
        correction.check(clock::today())?;
        let Correction { to, reason } = correction;
        let key = decision::key_of(&app, room).await?;
        let profile = Profile { name: to.name, kana: to.kana.clone(), birth_date: to.birth_date.to_string() };
        let (sealed, identity_mac) = (key.seal_profile(&profile), app.keys.identity_mac(&to.kana, to.birth_date));
        let mut tx = app.database.begin().await?;
        let held = rooms::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        may_correct(held.state)?;
        let basis = particulars::hold_basis(&mut tx, room).await?;
        if held.version != version || basis != basis_before {
            return Err(Refusal::Stale.into());
        }
        let (before, number) = identity::held(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        let before = Before { profile: key.open_profile(&before)?, basis: basis.as_str().to_owned(), reason };
        if before.profile == profile && basis == to.basis {
            return Err(Refusal::Invalid("unchanged").into());
        }
        let plain = Zeroizing::new(serde_json::to_vec(&before).map_err(|_| Error::Internal)?);
        let corrected = Corrected {
            profile: &sealed,
            identity_mac: &identity_mac,
            basis: to.basis,
            number,
            before: &key.seal_identity(&plain, number),
            by: actor.account,
        };
        identity::correct(&mut tx, room, &corrected).await?;
        // A form that was opened before, a receipt of a consent form above all, shows somebody else.
        rooms::next_version(&mut tx, room).await?;
        let about = About { room: Some(room), ..About::default() };
        audit::record(&mut tx, Event::IdentityCorrected, &actor.origin(), about).await?;
        // Whoever has the room open goes on with the right person, and not with the name that they read before.
        let rev = revocation::only_commit(tx, &[Subject::Detail(room.0)], Why::Changed).await?;
        app.live.admitted(&app, rev);
        Ok(())
    })
    .await?;
    // It is done. Whether they may still see it is another question, and what is refused then is the reading.
    let read = view(app, room).await;
    gate(app, actor, room).await?;
    read
}

async fn view(app: &App, room: RoomId) -> Result<IdentityView> {
    let key = decision::key_of(app, room).await?;
    let basis = particulars::basis(app.database.pool(), room).await?.into();
    let past = identity::history(&app.database, room).await?;
    let corrections = past.into_iter().map(|past| shown(&key, past)).collect::<Result<_>>()?;
    Ok(IdentityView { room: city_room(app, room).await?, basis, corrections })
}

fn shown(key: &RoomKey, past: Past) -> Result<IdentityCorrection> {
    let plain = key.open_identity(&past.sealed, past.number)?;
    let before: Before = serde_json::from_slice(&plain).map_err(|_| seal::Error::Shut)?;
    Ok(IdentityCorrection {
        name: before.profile.name.clone(),
        kana: before.profile.kana.clone(),
        birth_date: before.profile.birth_date.clone(),
        basis: ResidenceBasis::parse(&before.basis).ok_or(seal::Error::Shut)?.into(),
        reason: before.reason,
        by: past.by,
        at: past.at,
    })
}

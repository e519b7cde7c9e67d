//! 同意書を受け取りました: the city records the receipt of the consent form, and the room opens (article 16, 1).

use renrakucho_domain::{
    Act, EntryId, Refusal, RoomId,
    audit::Event,
    consent::ConsentReceipt,
    room::{Transition, decide},
    session,
};
use renrakucho_protocol::http::CityRoom;
use renrakucho_store::{
    audit::{self, About},
    entry::{self, EntryRow, NewEntry},
    room, session as sessions,
};

use super::{Actor, Error, Result, list_city_rooms::city_room, refuse, require};
use crate::{app::Shared, clock, entropy};

/// Records the receipt on the version of the room that the moderator saw.
pub async fn record_consent_receipt(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    version: i64,
    receipt: ConsentReceipt,
) -> Result<CityRoom> {
    require(app, actor, Act::RecordConsentReceipt).await?;
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        match commit(&held, &actor, room, version, &receipt).await {
            Ok(row) => {
                held.live.committed(&held, row).await;
                city_room(&held, room).await
            }
            Err(Error::Refused(refusal)) => refuse(&held, &actor, Act::RecordConsentReceipt, Some(room), refusal).await,
            Err(error) => Err(error),
        }
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, room: RoomId, version: i64, receipt: &ConsentReceipt) -> Result<EntryRow> {
    receipt.check(clock::today())?;
    let key = match app.keys.of(room).await {
        Err(crate::seal::Error::NoKey) => return Err(Refusal::NotFound.into()),
        key => key?,
    };
    let sealed_proxy = key.seal_proxy(&receipt.signatory);
    let mut tx = app.database.begin().await?;
    let row = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    if row.version != version {
        return Err(Refusal::Stale.into());
    }
    let outcome = decide(row.state, Transition::RecordConsentReceipt)?;
    let (affiliation, person) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    room::insert_consent_receipt(&mut tx, room, receipt, sealed_proxy.as_deref(), actor.account).await?;
    room::set_state(&mut tx, room, outcome.state, None).await?;
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: outcome.entry,
        author: actor.account,
        affiliation: affiliation.into(),
        subject: None,
        post: None,
    };
    let appended = entry::append(&mut tx, room, &new, None).await?;
    let about = About { room: Some(room), from_seq: Some(appended.seq), ..About::default() };
    audit::record(&mut tx, Event::ConsentReceiptRecorded, &actor.origin(), about).await?;
    tx.commit().await.map_err(|error| Error::Store(error.into()))?;
    Ok(EntryRow {
        room: room.0,
        seq: appended.seq,
        id: new.id.0,
        kind: new.kind.as_str().into(),
        at: appended.at,
        author: person,
        subject: None,
        priority: None,
        reply_to: None,
        sealed: None,
    })
}

//! 同意書を受け取りました: the city records the receipt of the consent form, and the room opens (article 16, 1).

use renrakucho_domain::{Act, Refusal, RoomId, audit::Event, consent::ConsentReceipt, room::Transition};
use renrakucho_protocol::http::CityRoom;
use renrakucho_store::{
    audit::{self, About},
    consent,
    entry::EntryRow,
};

use super::{Actor, Result, attempt, decision, list_city_rooms::city_room};
use crate::{app::Shared, clock};

/// A room opens with the first of its receipts.
const FIRST: i32 = 1;

/// Records the receipt on the version of the room that the moderator saw.
pub async fn record_consent_receipt(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    version: i64,
    receipt: ConsentReceipt,
) -> Result<CityRoom> {
    attempt(app, actor, Act::RecordConsentReceipt, Some(room), async move |app, actor| {
        let row = commit(&app, &actor, room, version, &receipt).await?;
        app.live.committed(&app, room, vec![row]).await;
        city_room(&app, room).await
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, room: RoomId, version: i64, receipt: &ConsentReceipt) -> Result<EntryRow> {
    receipt.check(clock::today())?;
    let key = decision::key_of(app, room).await?;
    let (sealed_proxy, sealed_scope) =
        (key.seal_proxy(&receipt.signatory, FIRST), key.seal_scope(&receipt.scope, FIRST));
    let mut tx = app.database.begin().await?;
    let row = decision::carry_out(&mut tx, actor, room, version, Transition::RecordConsentReceipt).await?.entry;
    // Whoever proposed the person takes part already: with the consent they would read, also where their facility is suspended and
    // restored later. Who is there by a permit alone is there without consent.
    let sharers = consent::sharers(&mut tx, room).await?;
    if !sharers.iter().all(|one| receipt.scope.admits(one.category, one.facility)) {
        return Err(Refusal::Invalid("members").into());
    }
    // Whatever was brought until now is the scan of this form.
    let scans = consent::loose_scans(&mut tx, room).await?;
    let recorded = consent::Recorded {
        number: FIRST,
        sealed_proxy: sealed_proxy.as_deref(),
        sealed_scope: sealed_scope.as_deref(),
        scans: &scans,
        by: actor.account,
    };
    consent::insert(&mut tx, room, receipt, &recorded).await?;
    let about = About { room: Some(room), from_seq: Some(row.seq), ..About::default() };
    audit::record(&mut tx, Event::ConsentReceiptRecorded, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(row)
}

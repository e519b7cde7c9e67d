//! 同意書を受け取りました: the city records the receipt of the consent form, and the room opens (article 16, 1).

use renrakucho_domain::{Act, Refusal, RoomId, audit::Event, consent::ConsentReceipt, room::Transition};
use renrakucho_protocol::http::CityRoom;
use renrakucho_store::{
    audit::{self, About},
    consent,
    entry::EntryRow,
    proposal,
};
use uuid::Uuid;

use super::{Actor, Result, attempt, decision, list_city_rooms::city_room};
use crate::{app::Shared, clock};

/// A room opens with the first of its receipts.
const FIRST: i32 = 1;

/// A receipt, with what was shown before it was decided.
#[derive(Debug)]
pub struct First {
    /// The version of the room that the moderator saw.
    pub version: i64,
    /// What the city received.
    pub receipt: ConsentReceipt,
    /// The files that are its scan.
    pub scans: Vec<Uuid>,
    /// The other rooms that the moderator made sure to be about somebody else.
    pub others: Vec<Uuid>,
}

/// Records the receipt on the version of the room that the moderator saw.
pub async fn record_consent_receipt(app: &Shared, actor: &Actor, room: RoomId, first: First) -> Result<CityRoom> {
    attempt(app, actor, Act::RecordConsentReceipt, Some(room), async move |app, actor| {
        let row = commit(&app, &actor, room, &first).await?;
        app.live.committed(&app, room, vec![row]).await;
        city_room(&app, room).await
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, room: RoomId, first: &First) -> Result<EntryRow> {
    let receipt = &first.receipt;
    receipt.check(clock::today())?;
    let key = decision::key_of(app, room).await?;
    let (sealed_proxy, sealed_scope) =
        (key.seal_proxy(&receipt.signatory, FIRST), key.seal_scope(&receipt.scope, FIRST));
    let mut tx = app.database.begin().await?;
    let row = decision::carry_out(&mut tx, actor, room, first.version, Transition::RecordConsentReceipt).await?.entry;
    // Whoever proposed the person takes part already: with the consent they would read, also where their facility is suspended and
    // restored later. Who is there by a permit alone is there without consent.
    let sharers = consent::sharers(&mut tx, room).await?;
    if !sharers.iter().all(|one| receipt.scope.admits(one.category, one.facility)) {
        return Err(Refusal::Invalid("members").into());
    }
    // What was brought since the form was shown is not the scan of it: nobody has looked at that.
    let loose = consent::loose_scans(&mut tx, room).await?;
    if !first.scans.iter().all(|scan| loose.contains(scan)) {
        return Err(Refusal::Invalid("scans").into());
    }
    // Some of those that were shown may be over since.
    let others = proposal::others(&mut tx, room).await?;
    if !others.iter().all(|other| first.others.contains(other)) {
        return Err(Refusal::Invalid("others").into());
    }
    let recorded = consent::Recorded {
        number: FIRST,
        sealed_proxy: sealed_proxy.as_deref(),
        sealed_scope: sealed_scope.as_deref(),
        scans: &first.scans,
        checked_others: &others,
        by: actor.account,
    };
    consent::insert(&mut tx, room, receipt, &recorded).await?;
    // Of the first one, that it was made sure that it is another person; of a later one its number.
    let detail = (!others.is_empty()).then_some("another_person");
    let about = About { room: Some(room), from_seq: Some(row.seq), detail, ..About::default() };
    audit::record(&mut tx, Event::ConsentReceiptRecorded, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(row)
}

//! 支援終了: support came to its end. Its members read on for a time, and nobody writes any more. A withdrawal of consent may still follow.

use renrakucho_domain::{Act, RoomId, audit::Event, room::Transition, support_end::SupportEnd};
use renrakucho_protocol::{http::CityRoom, support_end::SupportEndView};
use renrakucho_store::{
    audit::{self, About},
    consent,
    entry::EntryRow,
    support_end,
};

use super::{Actor, Result, attempt, decision, list_city_rooms::city_room};
use crate::{app::Shared, clock, seal::RoomKey};

/// Ends support on the version of the room that the moderator saw.
pub async fn end_support(app: &Shared, actor: &Actor, room: RoomId, version: i64, end: SupportEnd) -> Result<CityRoom> {
    attempt(app, actor, Act::EndSupport, Some(room), async move |app, actor| {
        let row = commit(&app, &actor, room, version, end).await?;
        app.live.committed(&app, room, vec![row]).await;
        decision::write_down(&app).await;
        city_room(&app, room).await
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, room: RoomId, version: i64, end: SupportEnd) -> Result<EntryRow> {
    let key = decision::key_of(app, room).await?;
    let mut tx = app.database.begin().await?;
    let row = decision::carry_out(&mut tx, actor, room, version, Transition::End).await?.entry;
    // A room that ends has one: the newest counts.
    let signed_on = consent::held(&mut tx, room).await?.map(|consent| consent.signed_on);
    end.check(clock::today(), signed_on)?;
    support_end::insert(&mut tx, room, &key.seal_end(end), actor.account).await?;
    support_end::end_reading(&mut tx, room, app.config.people.ended_room_days.into()).await?;
    let about = About { room: Some(room), from_seq: Some(row.seq), ..About::default() };
    audit::record(&mut tx, Event::SupportEnded, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(row)
}

/// It as pages show it.
pub fn end_view(key: &RoomKey, kept: Option<&support_end::Kept>) -> Result<Option<SupportEndView>> {
    let Some(kept) = kept else { return Ok(None) };
    let end = key.open_end(&kept.sealed)?;
    Ok(Some(SupportEndView {
        reason: end.reason.into(),
        ended_on: end.ended_on.to_string(),
        readable_until: kept.readable_until,
    }))
}

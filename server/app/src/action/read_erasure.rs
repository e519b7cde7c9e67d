//! What an erasure would take, for whoever proposes or decides it; and 消去の証明書, what it took. Numbers, never what was in the room.

use renrakucho_domain::{
    Act, Refusal, RoomId,
    audit::Event,
    room::{Transition, decide},
};
use renrakucho_protocol::erasure::{ErasedCounts, ErasureCertificate, ErasureLine, ErasurePreview};
use renrakucho_store::{
    audit::{self, About},
    erasure, room,
};

use super::{
    Actor, Result,
    list_city_rooms::profiles,
    propose_erasure::{goes, others, stays},
    refuse, require,
};
use crate::app::App;

/// What would go and what would stay.
pub async fn preview(app: &App, actor: &Actor, room: RoomId) -> Result<ErasurePreview> {
    require(app, actor, Act::ReadErasure).await?;
    let Some(line) = room::city_lines(&app.database, Some(room)).await?.pop() else {
        return refuse(app, actor, Act::ReadErasure, Some(room), Refusal::NotFound).await;
    };
    if let Err(refusal) = decide(line.state, Transition::Erase) {
        return refuse(app, actor, Act::ReadErasure, Some(room), refusal).await;
    }
    let mut tx = app.database.begin().await?;
    let counts = erasure::counts(&mut tx, room).await?;
    let about = About { room: Some(room), detail: Some("preview"), ..About::default() };
    audit::record(&mut tx, Event::ErasureViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let profile = profiles(app, &[room.0]).await?.remove(&room.0).ok_or(Refusal::RoomClosed)?;
    Ok(ErasurePreview {
        room: room.0,
        label: profile.name,
        kana: profile.kana,
        state: line.state.into(),
        state_since: line.state_since,
        version: line.version,
        goes: goes(&counts),
        stays: stays(&counts, line.has_certificate),
        case: line.erasure_case,
    })
}

/// The certificate of a room's erasure.
pub async fn certificate(app: &App, actor: &Actor, room: RoomId) -> Result<ErasureCertificate> {
    require(app, actor, Act::ReadErasure).await?;
    let mut tx = app.database.begin().await?;
    let Some((kept, done)) = erasure::find(&mut *tx, room).await? else {
        drop(tx);
        return refuse(app, actor, Act::ReadErasure, Some(room), Refusal::NotFound).await;
    };
    let about = About { room: Some(room), detail: Some("certificate"), ..About::default() };
    audit::record(&mut tx, Event::ErasureViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(ErasureCertificate {
        room: room.0,
        line: ErasureLine { fiscal_year: kept.fiscal_year, number: kept.number, at: kept.at },
        before: kept.before.into(),
        ground: kept.ground.into(),
        proposed_by: kept.proposed_name,
        proposed_at: kept.proposed_facility,
        decided_by: kept.decided_name,
        decided_at: kept.decided_facility,
        goes: ErasedCounts {
            posts: kept.posts,
            read_marks: kept.read_marks,
            memberships: kept.memberships,
            others: others(&kept.others),
        },
        key_destroyed_at: done.map(|done| done.key_destroyed_at),
        completed_at: done.map(|done| done.at),
    })
}

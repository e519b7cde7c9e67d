//! 支援中止の証明書: the city reads what a discontinuation did. Its facts were fixed when it was done; the reports of apps are
//! counted when it is read.

use renrakucho_domain::{Act, Refusal, RoomId, audit::Event};
use renrakucho_protocol::{
    discontinuation::{CopyHolder, DiscontinuationCertificate, DoneByServer, NodesFollowed, ReportedByApps},
    http::ConsentView,
};
use renrakucho_store::{
    audit::{self, About},
    consent,
    discontinuation::{self, Holder, Kept},
    node::Following,
};

use super::{Actor, Result, list_city_rooms::consent_view, refuse, require};
use crate::{app::App, seal::Profile};

/// The certificate of a room's discontinuation.
pub async fn read_discontinuation(app: &App, actor: &Actor, room: RoomId) -> Result<DiscontinuationCertificate> {
    require(app, actor, Act::ReadDiscontinuation).await?;
    let mut tx = app.database.begin().await?;
    let Some(kept) = discontinuation::find(&mut tx, room).await? else {
        drop(tx);
        return refuse(app, actor, Act::ReadDiscontinuation, Some(room), Refusal::NotFound).await;
    };
    let holders = discontinuation::holders(&mut tx, room).await?;
    let about = About { room: Some(room), ..About::default() };
    audit::record(&mut tx, Event::DiscontinuationViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    // A receipt is never changed once it is recorded. Of a room that was erased, or a proposal that was deleted, nobody knows
    // whom it was about.
    let Some(sealed) = &kept.sealed_profile else { return Ok(show(room, None, None, kept, holders)) };
    let key = app.keys.of(room).await?;
    let consent = consent::current(&app.database, room).await?;
    let consent = consent.map(|receipt| consent_view(&key, receipt)).transpose()?;
    Ok(show(room, Some(key.open_profile(sealed)?), consent, kept, holders))
}

fn show(
    room: RoomId,
    profile: Option<Profile>,
    consent: Option<ConsentView>,
    kept: Kept,
    holders: Vec<Holder>,
) -> DiscontinuationCertificate {
    let (label, kana) = profile.map(|profile| (profile.name, profile.kana)).unwrap_or_default();
    let followed =
        |said: Following| NodesFollowed { nodes: said.nodes, confirmed: said.nodes - said.behind, at: said.at };
    let holder = |holder: Holder| CopyHolder {
        name: holder.name,
        facility: holder.facility,
        device: holder.device,
        reported_at: holder.reported_at,
    };
    DiscontinuationCertificate {
        room: room.0,
        label,
        kana,
        fiscal_year: kept.fiscal_year,
        number: kept.number,
        at: kept.at,
        decided_by: kept.decided_name,
        decided_at: kept.decided_facility,
        ground: kept.ground.map(Into::into),
        before: kept.before.into(),
        consent,
        server: DoneByServer {
            members: kept.members,
            alerts_cancelled: kept.alerts_cancelled,
            followed: kept.followed.map(followed),
        },
        apps: ReportedByApps { as_of: kept.as_of, holders: holders.into_iter().map(holder).collect() },
    }
}

//! 開示の決定: the person who unsealed the room releases what the other has left of it: that which they reviewed, under the next number of
//! the city's year, sealed with the room's key. From then on nobody reads the room for this request, and what was released is fixed.

use renrakucho_domain::{Act, Refusal, audit::Event, discontinuation::fiscal_year};
use renrakucho_protocol::disclosure::DisclosureReleased;
use renrakucho_store::{case, disclosure};
use uuid::Uuid;

use super::{
    Actor, Result, attempt,
    case_content::plain,
    disclosure::{head, locked, record},
    read_unsealed::{compiled, digest, unsealed},
};
use crate::{app::Shared, clock, seal::DisclosurePart};

/// Releases it on the version that was reviewed.
pub async fn release(
    app: &Shared,
    actor: &Actor,
    request: Uuid,
    version: i64,
    reviewed: String,
) -> Result<DisclosureReleased> {
    attempt(app, actor, Act::ReleaseDisclosure, None, async move |app, actor| {
        let (stored, key) = unsealed(&app, &actor, request).await?;
        // Its entries are fixed, and an erasure of one changes the version: what it says changes with its version only.
        let document = compiled(&app, &actor, &stored, &key).await?;
        let content = plain(&document);
        let mut tx = app.database.begin().await?;
        let (held, room) = locked(&mut tx, &actor, request, version).await?;
        let (unsealed, _) = disclosure::standing(&mut *tx, request).await?.ok_or(Refusal::NotFound)?;
        unsealed.may_release(actor.account)?;
        if held.version != stored.version || digest(&content) != reviewed {
            return Err(Refusal::Stale.into());
        }
        let sealed = key.seal_disclosure(&content, request, DisclosurePart::Document);
        let year = fiscal_year(case::now(&mut tx).await?.to_offset(clock::TOKYO).date());
        disclosure::release(&mut tx, request, year, &sealed, actor.account).await?;
        record(&mut tx, &actor, room, request, Event::DisclosureReleased).await?;
        renrakucho_store::commit(tx).await?;
        let stored = disclosure::find(app.database.pool(), request).await?.ok_or(Refusal::NotFound)?;
        Ok(DisclosureReleased { head: head(&app, &stored).await?, document })
    })
    .await
}

//! A client says that it wiped its copies of a room. Recorded as what it is: a report. The certificate of a discontinuation counts it.

use renrakucho_domain::{RoomId, audit::Event};
use renrakucho_store::{
    audit::{self, About},
    discontinuation,
};
use uuid::Uuid;

use super::{Actor, Result};
use crate::app::App;

/// Records the report.
pub async fn report_purge(app: &App, actor: &Actor, room: RoomId, order: Uuid) -> Result<()> {
    let mut tx = app.database.begin().await?;
    let about = About { room: Some(room), subject: Some(order), ..About::default() };
    audit::record(&mut tx, Event::PurgeReported, &actor.origin(), about).await?;
    discontinuation::report_purge(&mut tx, room, order, actor.account, actor.device).await?;
    Ok(renrakucho_store::commit(tx).await?)
}

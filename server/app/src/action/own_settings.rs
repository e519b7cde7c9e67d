//! A person's own settings.

use renrakucho_domain::{Act, audit::Event};
use renrakucho_store::{
    account::{self, Settings},
    audit::{self, About},
};

use super::{Actor, Result, require};
use crate::app::Shared;

/// Reads them.
pub async fn own_settings(app: &Shared, actor: &Actor) -> Result<Settings> {
    require(app, actor, Act::UseOwnAccount).await?;
    Ok(account::settings(&app.database, actor.account).await?)
}

/// Switches alert mails on or off.
pub async fn set_alert_mail(app: &Shared, actor: &Actor, wanted: bool) -> Result<Settings> {
    require(app, actor, Act::UseOwnAccount).await?;
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        account::set_alert_mail(&mut tx, actor.account, wanted).await?;
        let detail = if wanted { "alert_mail on" } else { "alert_mail off" };
        let about = About { detail: Some(detail), ..About::default() };
        audit::record(&mut tx, Event::SettingsChanged, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        Ok(account::settings(&held.database, actor.account).await?)
    })
    .await
}

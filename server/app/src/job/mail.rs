//! Sends alert mails: claims what is due in one short transaction, asks again whether it is still wanted, speaks SMTP
//! outside any transaction, and notes what became of it.

use std::time::Duration;

use renrakucho_domain::{AccountId, alert as rules, audit::Event};
use renrakucho_store::{
    alert,
    audit::{self, About, Origin},
};

use crate::{
    action::{Error, Result},
    app::Shared,
    entropy,
    http::problem::chain,
    mail::Alert,
};

/// After so many tries a mail is given up: about a day of trying.
const MAX_ATTEMPTS: i32 = 30;
/// The longest pause between tries, in seconds.
const MAX_PAUSE: i32 = 3_600;

/// Sends until the app stops.
pub async fn run(app: Shared) {
    let pause = Duration::from_millis(app.config.mail.poll_ms);
    loop {
        match one(&app).await {
            Ok(true) => {
                if app.stop.is_cancelled() {
                    return;
                }
                continue;
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(cause = %chain(&error), "alert mails could not be looked for"),
        }
        if app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// One mail. Whether there was one.
async fn one(app: &Shared) -> Result<bool> {
    let mut tx = app.database.begin().await?;
    let claimed = alert::claim(&mut tx, entropy::id(), app.config.mail.lease_seconds).await?;
    commit(tx).await?;
    let Some(claimed) = claimed else { return Ok(false) };

    let (address, items) = alert::items(&app.database, claimed.mail).await?;
    let wanted = items.iter().filter(|item| rules::still_due(&item.standing, item.seq)).count();
    let Some(address) = address.filter(|_| wanted > 0) else {
        let mut tx = app.database.begin().await?;
        alert::drop_mail(&mut tx, claimed.mail).await?;
        commit(tx).await?;
        return Ok(true);
    };

    let name = app.keys.mail_name(claimed.mail);
    match app.mailer.send(&name, &address, Alert { posts: wanted }).await {
        Ok(()) => {
            let mut tx = app.database.begin().await?;
            alert::sent(&mut tx, claimed.mail).await?;
            let origin = Origin {
                account: Some(AccountId(claimed.account)),
                request: claimed.mail.simple().to_string(),
                ..Origin::default()
            };
            let about = About { subject: Some(claimed.mail), ..About::default() };
            audit::record(&mut tx, Event::AlertMailSent, &origin, about).await?;
            commit(tx).await?;
        }
        Err(error) if error.is_passing() && claimed.attempts < MAX_ATTEMPTS => {
            let pause = (5 << claimed.attempts.min(10)).min(MAX_PAUSE);
            tracing::warn!(mail = %claimed.mail, cause = %chain(&error), pause, "mail put off");
            alert::put_off(&app.database, claimed.mail, pause).await?;
        }
        Err(error) => {
            tracing::error!(mail = %claimed.mail, cause = %chain(&error), "mail given up");
            let mut tx = app.database.begin().await?;
            alert::drop_mail(&mut tx, claimed.mail).await?;
            commit(tx).await?;
        }
    }
    Ok(true)
}

async fn commit(tx: renrakucho_store::Tx) -> Result<()> {
    tx.commit().await.map_err(|error| Error::Store(error.into()))
}

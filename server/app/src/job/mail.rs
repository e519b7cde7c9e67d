//! Sends alert mails: turns posts whose hold is over into alerts for those who have not read them, claims what is due in one
//! short transaction, asks again whether it is still wanted, speaks SMTP outside any transaction, and notes what became of
//! it. Notices about one's own ID and about applications go out the same way.

use std::time::Duration;

use renrakucho_domain::{AccountId, alert as rules, audit::Event};
use renrakucho_store::{
    alert,
    audit::{self, About, Origin},
    notice,
};

use crate::{
    action::{Result, case_content::address_of},
    app::Shared,
    entropy,
    mail::{Application, Content, Notice, Waiting},
    telemetry::chain,
};

/// After so many tries a mail is given up: about a day of trying.
const MAX_ATTEMPTS: i32 = 30;
/// Posts looked at in one transaction.
const POSTS: i64 = 200;
/// The longest pause between tries, in seconds.
const MAX_PAUSE: i32 = 3_600;

/// Sends until the app stops.
pub async fn run(app: Shared) {
    let pause = Duration::from_millis(app.config.mail.poll_ms);
    loop {
        match turn(&app).await {
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

/// One step of the work. Whether there was something to do.
async fn turn(app: &Shared) -> Result<bool> {
    let looked = look(app).await?;
    let told = tell(app).await?;
    Ok(one(app).await? || told || looked)
}

/// Posts whose hold is over: who has not read them gets an alert. Whether there were any.
async fn look(app: &Shared) -> Result<bool> {
    if !alert::any_due(&app.database).await? {
        return Ok(false);
    }
    let mut tx = app.database.begin().await?;
    let mut alerts = alert::take_due(&mut tx, POSTS).await?;
    alerts.retain(|alert| rules::is_due(alert.author, alert.seq, &alert.listener));
    alert::insert(&mut tx, &alerts, alert::Begins::Waiting).await?;
    commit(tx).await?;
    Ok(true)
}

/// One mail. Whether there was one.
async fn one(app: &Shared) -> Result<bool> {
    let Some(claimed) = claim(app).await? else { return Ok(false) };

    let (address, items) = alert::items(&app.database, claimed.mail).await?;
    let wanted = items.iter().filter(|item| rules::still_due(&item.standing, item.seq)).count();
    let Some(address) = address.filter(|_| wanted > 0) else {
        let mut tx = app.database.begin().await?;
        alert::drop_mail(&mut tx, claimed.mail).await?;
        commit(tx).await?;
        return Ok(true);
    };

    let name = app.keys.mail_name(claimed.mail);
    match app.mailer.send(&name, &address, Content::Alert { posts: wanted }).await {
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
            let pause = pause(claimed.attempts);
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

/// How long until the next try, in seconds.
fn pause(attempts: i32) -> i32 {
    (5 << attempts.min(10)).min(MAX_PAUSE)
}

/// One notice. Whether there was one.
async fn tell(app: &Shared) -> Result<bool> {
    let Some(claimed) = notice::claim(&app.database, app.config.mail.lease_seconds).await? else { return Ok(false) };
    let (account, address) = match claimed.receiver {
        notice::Receiver::Account(account, address) => (Some(AccountId(account)), address),
        // Whoever sent something that does not open any more cannot be told; the others are.
        notice::Receiver::Case(case, kind, sealed) => (None, address_of(app, kind, case, &sealed).ok().flatten()),
    };
    let Some(address) = address else {
        notice::give_up(&app.database, claimed.mail).await?;
        return Ok(true);
    };
    let told = match claimed.kind {
        notice::Kind::CodeIssued => Content::Notice(Notice::CodeIssued),
        notice::Kind::LoginIdReplaced => Content::Notice(Notice::LoginIdReplaced),
        notice::Kind::LossReported => Content::Notice(Notice::LossReported),
        notice::Kind::LossDecided => Content::Notice(Notice::LossDecided),
        notice::Kind::CodeAwaits => Content::Waiting(Waiting::Code),
        notice::Kind::FacilityEnds => Content::Waiting(Waiting::FacilityEnd),
        notice::Kind::StaffArrived => Content::Waiting(Waiting::Arrival),
        notice::Kind::ReviewAwaits => Content::Waiting(Waiting::Review),
        notice::Kind::AppointmentAwaits => Content::Waiting(Waiting::Appointment),
        notice::Kind::DecisionAwaits => Content::Waiting(Waiting::Decision),
        notice::Kind::UnsealingDecided => Content::Waiting(Waiting::Unsealing),
        notice::Kind::ApplicationAwaits => Content::Waiting(Waiting::Application),
        notice::Kind::ApplicationDecided => Content::ApplicationDecided,
        notice::Kind::StoppedAgain => Content::Waiting(Waiting::Restore),
        notice::Kind::SuspendedByProxy => Content::Waiting(Waiting::Proxy),
        notice::Kind::CaseReceived => Content::Application(Application::Received),
        notice::Kind::CaseDecided => Content::Application(Application::Decided),
        notice::Kind::ChangeDecided => Content::ChangeDecided,
        notice::Kind::RequestDecided => Content::RequestDecided,
    };
    let name = app.keys.mail_name(claimed.mail);
    match app.mailer.send(&name, &address, told).await {
        Ok(()) => {
            let mut tx = app.database.begin().await?;
            notice::sent(&mut tx, claimed.mail).await?;
            let origin = Origin { account, request: claimed.mail.simple().to_string(), ..Origin::default() };
            let about = About { subject: Some(claimed.mail), ..About::default() };
            audit::record(&mut tx, Event::NoticeMailSent, &origin, about).await?;
            commit(tx).await?;
        }
        Err(error) if error.is_passing() && claimed.attempts < MAX_ATTEMPTS => {
            tracing::warn!(mail = %claimed.mail, cause = %chain(&error), "notice put off");
            notice::put_off(&app.database, claimed.mail, pause(claimed.attempts)).await?;
        }
        Err(error) => {
            tracing::error!(mail = %claimed.mail, cause = %chain(&error), "notice given up");
            notice::give_up(&app.database, claimed.mail).await?;
        }
    }
    Ok(true)
}

/// One mail tells of all that waits for a person, posts still in their hold included: a second mail a minute later would
/// say nothing new.
async fn claim(app: &Shared) -> Result<Option<alert::Claimed>> {
    let lease = app.config.mail.lease_seconds;
    let mut tx = app.database.begin().await?;
    let claimed = match alert::claim_again(&mut tx, lease).await? {
        Some(claimed) => Some(claimed),
        None => match alert::account_with_alert(&mut tx).await? {
            Some(account) => {
                let mut awaiting = alert::awaiting_of_account(&mut tx, account).await?;
                awaiting.retain(|alert| rules::is_due(alert.author, alert.seq, &alert.listener));
                alert::insert(&mut tx, &awaiting, alert::Begins::Waiting).await?;
                Some(alert::claim(&mut tx, account, entropy::id(), lease).await?)
            }
            None => None,
        },
    };
    commit(tx).await?;
    Ok(claimed)
}

async fn commit(tx: renrakucho_store::Tx) -> Result<()> {
    Ok(renrakucho_store::commit(tx).await?)
}

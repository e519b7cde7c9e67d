//! The history of sign-ins to one's own account: what the audit log says about it, so that its person notices what was not them.

use renrakucho_domain::{Act, audit::Event};
use renrakucho_protocol::account::{SignInEvent, SignInLine, SignIns};
use renrakucho_store::audit;

use super::{Actor, Result, require};
use crate::app::App;

/// How far back it goes.
const DAYS: i32 = 90;
/// Lines of a page.
const PAGE: usize = 30;

/// What of the audit log belongs to it. A refused sign-in is found apart: nobody knew who it was.
const TOLD: [(Event, SignInEvent); 9] = [
    (Event::SignedIn, SignInEvent::SignedIn),
    (Event::SignInRefused, SignInEvent::Refused),
    (Event::SignedOut, SignInEvent::SignedOut),
    (Event::SessionEnded, SignInEvent::SignedOutElsewhere),
    (Event::ForeignKeyPresented, SignInEvent::ForeignKey),
    (Event::SteppedUp, SignInEvent::SteppedUp),
    (Event::StepUpRefused, SignInEvent::StepUpRefused),
    (Event::PasskeyEnrolled, SignInEvent::PasskeyAdded),
    (Event::PasskeyRemoved, SignInEvent::PasskeyRemoved),
];

/// A page of it, the newest first.
pub async fn own_sign_ins(app: &App, actor: &Actor, before: Option<i64>) -> Result<SignIns> {
    require(app, actor, Act::UseOwnAccount).await?;
    let one_more = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let events = TOLD.map(|(event, _)| event);
    let rows = audit::sign_ins(&app.database, actor.account, &events, DAYS, before, one_more).await?;
    let has_more = rows.len() > PAGE;
    let sign_ins = rows.into_iter().take(PAGE).filter_map(|row| {
        let (_, what) = TOLD.into_iter().find(|(event, _)| event.as_str() == row.event)?;
        let is_this = row.session == Some(actor.session.0);
        Some(SignInLine { n: row.id, at: row.at, what, device: row.device, is_this })
    });
    Ok(SignIns { sign_ins: sign_ins.collect(), has_more })
}

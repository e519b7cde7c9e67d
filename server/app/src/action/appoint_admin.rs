//! 施設管理者の指定: the city says who looks after the staff of a facility, and takes it back (articles 7 to 12).
//!
//! Nobody is an admin by being added: an admin could otherwise make further ones whom the city has never heard of.

use renrakucho_domain::{AccountId, Act, FacilityId, Refusal, Role, audit::Event, session};
use renrakucho_protocol::http::StaffLine;
use renrakucho_store::{
    account,
    audit::{self, About},
    session as sessions, staff,
};

use super::{
    Actor, Result, attempt,
    facility_staff::{shown, subject_at_home},
};
use crate::app::Shared;

/// Gives or takes the role on the version that the form showed. Sessions stay: each request asks for the role anew.
pub async fn appoint_admin(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: i64,
    role: Role,
) -> Result<StaffLine> {
    attempt(app, actor, Act::AppointAdmin, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        account::lock(&mut tx, &[actor.account.0, account.0]).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let subject = subject_at_home(&mut tx, &actor, facility, account, Act::AppointAdmin).await?;
        if subject.version != version || subject.role == role {
            return Err(Refusal::Stale.into());
        }
        staff::set_role(&mut tx, account, role).await?;
        staff::next_version(&mut tx, account).await?;
        let event = if role == Role::FacilityAdmin { Event::AdminAppointed } else { Event::AdminDismissed };
        let about = About { subject: Some(account.0), ..About::default() };
        audit::record(&mut tx, event, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        let line = shown(&app, &actor, facility, Some(account)).await?.pop();
        Ok(line.ok_or(Refusal::NotFound)?)
    })
    .await
}

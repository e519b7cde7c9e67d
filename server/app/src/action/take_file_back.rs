//! 添付の取消し: a moderator erases a file that was attached to a case by mistake, whatever became of the case. That it was there, who took
//! it back and why stays.

use renrakucho_domain::{
    Act, AttachmentId, CaseId, Refusal, attachment::Owner, audit::Event, case::check_reason, session,
};
use renrakucho_protocol::attachment::AttachmentLine;
use renrakucho_store::{
    attachment,
    audit::{self, About},
    case, session as sessions,
};

use super::{Actor, Result, attempt, read_attachment::lines};
use crate::app::Shared;

/// Erases it. What is erased already is out of date.
pub async fn take_file_back(
    app: &Shared,
    actor: &Actor,
    case: CaseId,
    attachment: AttachmentId,
    reason: String,
) -> Result<AttachmentLine> {
    attempt(app, actor, Act::TakeFileBack, None, async move |app, actor| {
        let (owner, reason) = (Owner::Case(case), reason.trim());
        check_reason(reason)?;
        let mut tx = app.database.begin().await?;
        case::lock(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let sealed = app.keys.seal_taking_back(reason.as_bytes(), attachment);
        match attachment::take_back(&mut tx, attachment, owner, actor.account, &sealed).await? {
            None => return Err(Refusal::NotFound.into()),
            Some(false) => return Err(Refusal::Stale.into()),
            Some(true) => {}
        }
        let detail = attachment.to_string();
        let about = About { subject: Some(case.0), detail: Some(&detail), ..About::default() };
        audit::record(&mut tx, Event::AttachmentTakenBack, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        let line = lines(&app, owner).await?.into_iter().find(|line| line.attachment == attachment.0);
        Ok(line.ok_or(Refusal::NotFound)?)
    })
    .await
}

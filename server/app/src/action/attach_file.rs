//! 添付: a moderator adds the scan of an application that came on paper (article 8).

use bytes::Bytes;
use renrakucho_domain::{
    Act, AttachmentId, CaseId, Refusal,
    attachment::{Owner, may_add_to_case},
    audit::Event,
    session,
};
use renrakucho_protocol::attachment::AttachmentLine;
use renrakucho_store::{
    attachment,
    audit::{self, About},
    case, session as sessions,
};

use super::{Actor, Error, Result, attempt, read_attachment::lines};
use crate::{app::Shared, attachment::Checked};

/// Checks a file and keeps it with its case. The same again under the same id is the same file.
pub async fn attach_file(
    app: &Shared,
    actor: &Actor,
    case: CaseId,
    attachment: AttachmentId,
    content: Bytes,
) -> Result<AttachmentLine> {
    attempt(app, actor, Act::KeyInCases, None, async move |app, actor| {
        let owner = Owner::Case(case);
        let content_mac = app.keys.attachment_mac(&content);
        // Before the transaction: it takes a while, and no lock is held over it.
        let Checked { kind, content } = app.attachments.check(&app.config.attachments, content).await?;
        let parts = app.keys.seal_attachment(&content, owner, attachment);
        let new = attachment::New {
            attachment,
            owner,
            kind,
            bytes: i64::try_from(content.len()).map_err(|_| Error::Internal)?,
            content_mac: &content_mac,
            by: actor.account,
            parts: &parts,
        };

        let mut tx = app.database.begin().await?;
        let held = case::lock(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let there = attachment::number_of(&mut tx, owner).await?;
        if attachment::insert(&mut tx, &new).await? {
            let there = usize::try_from(there).map_err(|_| Error::Internal)?;
            may_add_to_case(held.route, held.facts.state, there, app.config.attachments.files_per_case)?;
            let about = About { subject: Some(case.0), detail: Some(kind.as_str()), ..About::default() };
            audit::record(&mut tx, Event::AttachmentAdded, &actor.origin(), about).await?;
            renrakucho_store::commit(tx).await?;
        } else if !attachment::is_repeat(&mut tx, attachment, owner, &content_mac).await? {
            return Err(Refusal::IdReused.into());
        }
        let line = lines(&app, owner).await?.into_iter().find(|line| line.attachment == attachment.0);
        Ok(line.ok_or(Refusal::NotFound)?)
    })
    .await
}

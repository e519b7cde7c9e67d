//! A file of a case is handed out. Each time is an event, before its first byte.

use renrakucho_domain::{Act, AttachmentId, CaseId, Refusal, attachment::Owner, audit::Event};
use renrakucho_protocol::attachment::{AttachmentLine, AttachmentTakenBack};
use renrakucho_store::{
    attachment,
    audit::{self, About},
    case,
};
use zeroize::Zeroizing;

use super::{Actor, Result, refuse, require};
use crate::{app::App, seal};

/// A file, opened.
pub struct Opened {
    /// What it is.
    pub kind: renrakucho_domain::attachment::Kind,
    /// What it is called where it is kept: the receipt number, which one it is, and its kind. Never what it was called before.
    pub name: String,
    /// Its content.
    pub content: Zeroizing<Vec<u8>>,
}

/// Opens a file of a case.
pub async fn read_attachment(app: &App, actor: &Actor, case: CaseId, attachment: AttachmentId) -> Result<Opened> {
    require(app, actor, Act::KeyInCases).await?;
    let owner = Owner::Case(case);
    let there = attachment::of(&app.database, owner).await?;
    let found = there.iter().position(|line| line.attachment == attachment.0 && line.taken_back.is_none());
    let (Some(place), Some(of)) = (found, case::find(&app.database, case).await?) else {
        return refuse(app, actor, Act::KeyInCases, None, Refusal::NotFound).await;
    };
    let mut tx = app.database.begin().await?;
    let detail = attachment.to_string();
    let about = About { subject: Some(case.0), detail: Some(&detail), ..About::default() };
    audit::record(&mut tx, Event::AttachmentViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let parts = attachment::parts(&app.database, attachment, owner).await?;
    let kind = there[place].kind;
    Ok(Opened {
        kind,
        name: format!("{}-{}.{}", of.receipt, place + 1, kind.as_str()),
        content: app.keys.open_attachment(&parts, owner, attachment)?,
    })
}

/// What belongs to a case, as it is shown.
pub(super) async fn lines(app: &App, owner: Owner) -> Result<Vec<AttachmentLine>> {
    shown(attachment::of(&app.database, owner).await?, |sealed, id| app.keys.open_taking_back(sealed, id))
}

/// What belongs to something, as it is shown; whose key opens why it was taken back, the caller knows.
pub(super) fn shown(
    lines: Vec<attachment::Line>,
    open: impl Fn(&[u8], AttachmentId) -> std::result::Result<Zeroizing<Vec<u8>>, seal::Error>,
) -> Result<Vec<AttachmentLine>> {
    lines
        .into_iter()
        .map(|line| {
            let taken_back = match line.taken_back {
                Some(taken_back) => {
                    let reason = open(&taken_back.sealed_reason, AttachmentId(line.attachment))?;
                    let reason = String::from_utf8(reason.to_vec()).map_err(|_| seal::Error::Shut)?;
                    Some(AttachmentTakenBack { at: taken_back.at, by: taken_back.by, reason })
                }
                None => None,
            };
            Ok(AttachmentLine {
                attachment: line.attachment,
                kind: line.kind.into(),
                bytes: line.bytes,
                added_at: line.added_at,
                added_by: line.added_by,
                taken_back,
            })
        })
        .collect()
}

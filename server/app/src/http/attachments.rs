//! 添付: files that are sent and handed out as they are. What is sent is read only as far as it may be long; what is handed out is
//! never a page of ours.

use std::time::Duration;

use axum::{
    Json,
    extract::{FromRequest, Path, Request, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, header};
use renrakucho_domain::{AttachmentId, CaseId, attachment::Kind};
use renrakucho_protocol::{
    attachment::{AttachmentLine, TakingBackBody},
    problem::Code,
};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    accounts::id,
    extract::{Body, says},
    problem::Failed,
    response_headers::Sandboxed,
};
use crate::{
    action::{Actor, attach_file, read_attachment, take_file_back},
    app::Shared,
};

/// Adds a file (JPEG, PNG or PDF, as its content says) to an application that came on paper.
pub async fn add(
    State(app): State<Shared>,
    actor: Actor,
    Path((case, attachment)): Path<(String, String)>,
    upload: Upload,
) -> Result<Json<AttachmentLine>, Failed> {
    let (case, attachment) = (CaseId(id(&case)?), AttachmentId(id(&attachment)?));
    Ok(Json(attach_file::attach_file(&app, &actor, case, attachment, upload.content).await?))
}

/// Erases a file that was attached by mistake.
pub async fn take_back(
    State(app): State<Shared>,
    actor: Actor,
    Path((case, attachment)): Path<(String, String)>,
    Body(body): Body<TakingBackBody>,
) -> Result<Json<AttachmentLine>, Failed> {
    let (case, attachment) = (CaseId(id(&case)?), AttachmentId(id(&attachment)?));
    Ok(Json(take_file_back::take_file_back(&app, &actor, case, attachment, body.reason).await?))
}

/// A file of a case.
pub async fn read(
    State(app): State<Shared>,
    actor: Actor,
    Path((case, attachment)): Path<(String, String)>,
) -> Result<Download, Failed> {
    let (case, attachment) = (CaseId(id(&case)?), AttachmentId(id(&attachment)?));
    Ok(read_attachment::read_attachment(&app, &actor, case, attachment).await?.into())
}

/// A file that is sent, of whatever kind: nothing that its sender says about it is believed, and no name is taken.
pub struct Upload {
    pub(super) content: Bytes,
    /// Only so many are in memory at the same time.
    _place: OwnedSemaphorePermit,
}

impl FromRequest<Shared> for Upload {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Failed> {
        if !says(&request, "application/octet-stream") {
            return Err(Failed::new(Code::BadFrame));
        }
        let config = &app.config.attachments;
        let reading = async {
            let place = app.attachments.place().await;
            let content = axum::body::to_bytes(request.into_body(), config.file_bytes).await;
            content.map(|content| Self { content, _place: place }).map_err(|_| Failed::new(Code::TooLarge))
        };
        let read = tokio::time::timeout(Duration::from_millis(config.upload_ms), reading).await;
        read.map_err(|_| Failed::new(Code::Busy))?
    }
}

/// A file that is handed out. A browser saves it, whatever it is, and would run nothing in it if it were shown after all.
pub struct Download {
    kind: Kind,
    name: String,
    content: Vec<u8>,
}

impl From<read_attachment::Opened> for Download {
    fn from(opened: read_attachment::Opened) -> Self {
        Self { kind: opened.kind, name: opened.name, content: opened.content.to_vec() }
    }
}

/// What each kind of file is called on the wire.
pub(super) const fn media_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Jpeg => "image/jpeg",
        Kind::Png => "image/png",
        Kind::Pdf => "application/pdf",
    }
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        // The name is our own: letters, digits, hyphens and a dot.
        let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name));
        let Ok(disposition) = disposition else { return Failed::new(Code::Internal).into_response() };
        let mut response = self.content.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(self.kind)));
        headers.insert(header::CONTENT_DISPOSITION, disposition);
        response.extensions_mut().insert(Sandboxed);
        response
    }
}

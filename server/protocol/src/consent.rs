//! 同意書の写し: the scan of the signed consent form that a room rests on, or waits for (article 16).

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::attachment::AttachmentLine;

/// `GET /api/v1/rooms/{room}/consent-form`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentFormFiles {
    /// The files, the first at the top.
    pub attachments: Vec<AttachmentLine>,
}

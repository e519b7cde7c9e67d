//! 同意書: the scan of the signed form that a room rests on, or waits for, and what was agreed to (article 16).

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    attachment::AttachmentLine,
    vocabulary::{InformationKind, StaffCategory},
};

/// `GET /api/v1/rooms/{room}/consent-form`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentFormFiles {
    /// The files, the first at the top.
    pub attachments: Vec<AttachmentLine>,
}

/// 同意の範囲, where it is less than all that the form speaks of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentScope {
    /// With what kinds of facilities the person shares.
    pub categories: Vec<StaffCategory>,
    /// What.
    pub information: Vec<InformationKind>,
    /// With which facilities not, whatever their kind. Told to the city alone; elsewhere empty.
    #[serde(default)]
    pub refused_facilities: Vec<Uuid>,
}

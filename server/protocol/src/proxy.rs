//! 緊急時の代行: what the operator suspends for the city, and how the city reads of it.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::Grounds;

/// `POST /api/v1/proxy/suspensions`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxySuspensionBody {
    /// The login ID that is suspended. None: a device is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub login_id: Option<String>,
    /// The device that is suspended. None: an ID is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub device: Option<NamedDevice>,
    /// On what ground.
    pub grounds: Grounds,
    /// Who of the city asked for it. None: nobody.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub asked: Option<ProxyAsked>,
    /// That nobody of the city could be reached: said, if nobody asked.
    pub nobody_reached: bool,
}

impl fmt::Debug for ProxySuspensionBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxySuspensionBody(…)")
    }
}

/// A device as whoever calls names it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedDevice {
    /// 端末の番号・名前, as it is shown on its screens.
    pub label: String,
    /// The login ID of whoever uses it, or the name of its facility.
    pub of: String,
}

impl fmt::Debug for NamedDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NamedDevice(…)")
    }
}

/// Who of the city asked for it. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxyAsked {
    /// The name.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
}

impl fmt::Debug for ProxyAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyAsked(…)")
    }
}

/// That it was done, and that the city has it before it. Nothing about anyone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ProxyReceipt {
    /// 受付番号 of the city's case.
    pub receipt: String,
    /// Until when the city decides, `YYYY-MM-DD`.
    pub due: String,
}

/// What was suspended by proxy, as everything was called then. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ProxySuspension {
    /// The account, if an ID was suspended: its person decides nothing about it.
    pub account: Option<Uuid>,
    /// Its person's name.
    pub name: Option<String>,
    /// The login ID.
    pub login_id: Option<String>,
    /// The device, if one was.
    pub device: Option<Uuid>,
    /// What it is called.
    pub label: Option<String>,
    /// The facility of either.
    pub facility: Option<String>,
    /// On what ground.
    pub grounds: Grounds,
    /// Who of the city asked for it. None: nobody could be reached.
    pub asked: Option<ProxyAsked>,
    /// The operator.
    pub by: String,
}

impl fmt::Debug for ProxySuspension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxySuspension(…)")
    }
}

//! 申請・届出: what applicants send and may ask, and what the city's moderators see and decide.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    attachment::AttachmentLine,
    disaster_event::DisasterEventView,
    disclosure::DisclosureCase,
    entry_erasure::EntryErasureCase,
    erasure::ErasureCase,
    exceptional_use::ExceptionalUseCase,
    exceptional_use_application::{ExceptionalUseApplicationBody, ExceptionalUseApplicationCase},
    facility::{FacilityChange, UnreachedRoom},
    facility_end::FacilityEndTold,
    loss::LossReport,
    own_consent::OwnConsentCase,
    proxy::ProxySuspension,
    residence::{ResidenceCase, StatedResidence},
    review::ReviewTold,
    two_places::DeviceInTwoPlaces,
    vocabulary::{CaseKind, CaseRoute, CaseState, ListedField, Role, StaffCategory},
};

/// `POST /api/v1/applications`, and `POST /api/v1/city/cases` for one that came on paper.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityApplicationBody {
    /// Made by the client: a repeat opens nothing.
    pub id: Uuid,
    /// 施設名
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// Why the city should admit it: of the last category only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub ground: Option<String>,
    /// 所在地
    pub address: String,
    /// 代表者の氏名
    pub representative: String,
    /// 連絡先メールアドレス
    pub mail: String,
    /// 電話番号
    pub phone: String,
    /// Whether the facility agrees to the purpose (article 6).
    pub agrees_to_purpose: bool,
    /// What it agrees to be listed with on public pages.
    pub listed: Vec<ListedField>,
}

impl fmt::Debug for FacilityApplicationBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FacilityApplicationBody({})", self.id)
    }
}

/// That an application came in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ApplicationReceipt {
    /// 受付番号, which asks how it stands.
    pub receipt: String,
    /// When it came.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub opened_at: OffsetDateTime,
    /// Until when the city decides, `YYYY-MM-DD`.
    pub due: String,
}

/// `POST /api/v1/applications/status`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationQuestion {
    /// 受付番号, as it was typed.
    pub receipt: String,
}

/// How an application stands, for whoever knows its receipt number. Nothing of what was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ApplicationStatus {
    /// What was applied for.
    pub kind: CaseKind,
    /// How it stands.
    pub state: CaseState,
    /// When it came.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub opened_at: OffsetDateTime,
    /// Until when the city decides, `YYYY-MM-DD`.
    pub due: String,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub decided_at: Option<OffsetDateTime>,
    /// Why so.
    pub reason: Option<String>,
}

/// What a facility stated, as it was sent. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityApplication {
    /// 施設名
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// Why the city should admit it: of the last category only.
    pub ground: Option<String>,
    /// 所在地
    pub address: String,
    /// 代表者の氏名
    pub representative: String,
    /// 連絡先メールアドレス
    pub mail: String,
    /// 電話番号
    pub phone: String,
    /// The words of the purpose that the facility agreed to.
    pub purpose: String,
    /// What it agrees to be listed with on public pages.
    pub listed: Vec<ListedField>,
}

impl fmt::Debug for FacilityApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FacilityApplication(…)")
    }
}

/// `GET /api/v1/city/cases?state=`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Cases {
    /// Open ones, what is due first at the top; or decided ones, the newest at the top.
    pub cases: Vec<CaseLine>,
    /// Whether more were decided: those before the last of these.
    pub has_more: bool,
}

/// `POST /api/v1/city/cases/by-receipt`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseByReceipt {
    /// 受付番号, as it was typed.
    pub receipt: String,
}

/// A case in the city's list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own, and several may be so")]
pub struct CaseLine {
    /// The case.
    pub case: Uuid,
    /// What it is.
    pub kind: CaseKind,
    /// On which way it came.
    pub route: CaseRoute,
    /// 受付番号
    pub receipt: String,
    /// Whom it is of: the facility's name, or the person's.
    pub title: String,
    /// How it stands.
    pub state: CaseState,
    /// When it came.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub opened_at: OffsetDateTime,
    /// Until when the city decides, `YYYY-MM-DD`; with a `release_turn`: until when the law wants it answered.
    pub due: String,
    /// Whether that day is over.
    pub is_overdue: bool,
    /// Who works on it.
    pub claimed_by: Option<String>,
    /// Since when.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub claimed_at: Option<OffsetDateTime>,
    /// Whether it is the caller who works on it.
    pub is_mine: bool,
    /// The facility that it is about, or that came of it.
    pub facility: Option<Uuid>,
    /// Its name.
    pub facility_name: Option<String>,
    /// Whose it is to decide.
    pub decider: Role,
    /// 二人で行う: whether it takes two people, one who asks and another who decides.
    pub takes_two: bool,
    /// Whether another person must decide, because the caller asked for it, or it is about them.
    pub is_own: bool,
    /// Whether it waits for the caller's decision, or for that of others like them.
    pub is_to_decide: bool,
    /// Of a disclosure request whose room was unsealed and which is not answered: whose turn it is, to blacken or to release, or, once
    /// the hours are over, to ask again or withdraw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub release_turn: Option<Role>,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub decided_at: Option<OffsetDateTime>,
    /// Version of this case: return it with every step.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/city/cases/{case}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CaseDetail {
    /// Its line.
    pub line: CaseLine,
    /// What was sent, of a facility that applied.
    pub application: Option<FacilityApplication>,
    /// What was sent, of a facility that changed what it stated.
    pub change: Option<FacilityChange>,
    /// Of one that asks to be another kind: the rooms whose consent does not reach that kind. It is accepted when there is none.
    pub unreached: Vec<UnreachedRoom>,
    /// What was sent, of a facility that ends.
    pub end: Option<FacilityEndTold>,
    /// How far a review is.
    pub review: Option<ReviewTold>,
    /// What was reported, of a loss.
    pub loss: Option<LossReport>,
    /// What was noticed, of a device in two places at once.
    pub two_places: Option<DeviceInTwoPlaces>,
    /// What was suspended by proxy.
    pub proxy: Option<ProxySuspension>,
    /// The room that is proposed to be erased.
    pub erasure: Option<ErasureCase>,
    /// The use of a room without consent that is asked for, or reviewed.
    pub exceptional_use: Option<ExceptionalUseCase>,
    /// What a facility applies for of that kind.
    pub use_application: Option<ExceptionalUseApplicationCase>,
    /// Where someone lived and lives whose support is looked at again.
    pub residence: Option<ResidenceCase>,
    /// Whom it is about who comes of age, and what was signed for them.
    pub own_consent: Option<OwnConsentCase>,
    /// The disaster for which a batch of rooms is asked for, or reviewed.
    pub disaster_event: Option<DisasterEventView>,
    /// The disclosure request that a room is to be unsealed for.
    pub disclosure: Option<DisclosureCase>,
    /// The post that is to be erased.
    pub entry_erasure: Option<EntryErasureCase>,
    /// The facility that it is about, or that came of it.
    pub facility: Option<Uuid>,
    /// The files that belong to it, the first at the top.
    pub attachments: Vec<AttachmentLine>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Why so.
    pub reason: Option<String>,
    /// What happened to it, the oldest first.
    pub history: Vec<CaseStep>,
    /// Whether the caller may work on it and decide it, by what they are.
    pub may_decide: bool,
    /// Reasons that the city keeps ready.
    pub templates: ReasonTemplates,
}

/// Reasons that the city keeps ready; each is edited before it is used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ReasonTemplates {
    /// For accepting.
    pub accepted: Vec<String>,
    /// For refusing.
    pub refused: Vec<String>,
}

/// A step in the life of a case, out of the audit log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CaseStep {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// What.
    pub step: CaseStepKind,
    /// By whom; none: by the applicant.
    pub by: Option<String>,
}

/// What happened to a case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum CaseStepKind {
    /// It came in.
    Opened,
    /// Somebody works on it.
    Claimed,
    /// Somebody else works on it now.
    TakenOver,
    /// Nobody does any more.
    Released,
    /// 承認
    Accepted,
    /// 不承認
    Refused,
    /// 取り下げ, of the disclosure request for which it was opened, or by whoever applied.
    Withdrawn,
}

/// `POST /api/v1/city/cases/{case}/claim`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseClaim {
    /// The version that was shown: of a case that someone works on, it is taken over.
    #[ts(type = "number")]
    pub version: i64,
}

/// `POST /api/v1/city/cases/{case}/decision`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseDecision {
    /// The version that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// How it is decided.
    pub decision: Verdict,
    /// Why; the applicant reads it.
    pub reason: String,
    /// On what ground the city goes on supporting someone who has moved. With no other decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub residence: Option<StatedResidence>,
    /// What is recommended to the approver of what a facility applied for. With that decision alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub permit: Option<ExceptionalUseApplicationBody>,
}

/// How a case is decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Verdict {
    /// 承認; of what was lost: revoke it for good; of a device in two places: suspend it; of what was suspended by
    /// proxy: it stays so
    Accepted,
    /// 不承認; of what was lost: it works again; of a device in two places: it is harmless; of what was
    /// suspended by proxy: it works again
    Refused,
}

/// The city's desk (article 14), as public pages show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DeskView {
    /// The days of the week, 1 for Monday.
    pub days: Vec<u8>,
    /// From when, `HH:MM`.
    pub opens: String,
    /// To when, `HH:MM`.
    pub closes: String,
    /// Whether it is open.
    pub is_open: bool,
    /// When it opens next.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub opens_next: OffsetDateTime,
}

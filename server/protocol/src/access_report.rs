//! 閲覧記録の報告書: what was done with a person's record, by whom and when, told to the person.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{AccessReportState, AskedBy, Deed, WithholdingGround};

/// `GET /api/v1/city/rooms/{room}/access-reports`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AccessReports {
    /// Whom they are about.
    pub label: String,
    /// The reading of the name.
    pub kana: String,
    /// The reports, the newest first.
    pub reports: Vec<AccessReportHead>,
}

/// How a report stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AccessReportHead {
    /// The report.
    pub report: Uuid,
    /// The room.
    pub room: Uuid,
    /// How it stands.
    pub state: AccessReportState,
    /// Who asked.
    pub asked_by: AskedBy,
    /// When, `YYYY-MM-DD`.
    pub asked_on: String,
    /// The first day in Tokyo.
    pub from: String,
    /// The last day.
    pub upto: String,
    /// Its number, once it was released.
    #[ts(type = "number | null")]
    pub number: Option<i64>,
    /// When it was released.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub released_at: Option<OffsetDateTime>,
    /// Return it with every step.
    #[ts(type = "number")]
    pub version: i64,
}

/// `POST /api/v1/city/rooms/{room}/access-reports`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessReportBody {
    /// The report: an id that the client made.
    pub id: Uuid,
    /// Who asked.
    pub asked_by: AskedBy,
    /// When, `YYYY-MM-DD`.
    pub asked_on: String,
    /// The first day in Tokyo.
    pub from: String,
    /// The last day: one that is over.
    pub upto: String,
}

/// `PUT /api/v1/city/access-reports/{report}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessReportChange {
    /// The version of the draft that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// The first day in Tokyo.
    pub from: String,
    /// The last day: one that is over.
    pub upto: String,
    /// The facilities of which nothing is told.
    pub withheld: Vec<WithheldFacility>,
}

/// A facility of which nothing is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithheldFacility {
    /// The facility.
    pub facility: Uuid,
    /// Why.
    pub ground: WithholdingGround,
    /// What the city notes about it: at most 500 characters; needed for `other_danger`.
    pub note: String,
}

/// `POST /api/v1/city/access-reports/{report}/release`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessReportRelease {
    /// The version that was reviewed.
    #[ts(type = "number")]
    pub version: i64,
    /// The digest of what was reviewed.
    pub digest: String,
}

/// `POST /api/v1/city/access-reports/{report}/handing-out`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessReportHandingOut {
    /// The version that was released.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/city/access-reports/{report}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AccessReport {
    /// How it stands.
    pub head: AccessReportHead,
    /// What it says: of a draft, what it would say now.
    pub content: AccessReportContent,
    /// The digest of that.
    pub digest: String,
    /// The facilities of which nothing is told. Never given to anyone outside the city.
    pub withheld: Vec<WithheldFacility>,
    /// The facilities that could be withheld: theirs who did something in these days. Of a draft only.
    pub facilities: Vec<ReportedFacility>,
}

/// A facility of someone who did something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ReportedFacility {
    /// The facility.
    pub facility: Uuid,
    /// Its name.
    pub name: String,
}

/// What the person is told. Kept as it was released: fields are only added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AccessReportContent {
    /// The city.
    pub city: String,
    /// Why information is shared there (article 1); none in what was released before this was kept.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    #[ts(optional, as = "Option<String>")]
    pub purpose: String,
    /// Whom it is about.
    pub person: String,
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub upto: String,
    /// What was done, by day and time. Nothing numbers or counts them all, so that nothing is seen to be missing.
    pub lines: Vec<AccessReportLine>,
}

/// What one person did on one day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AccessReportLine {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// What.
    pub deed: Deed,
    /// Who; none for what the system did by itself.
    pub name: Option<String>,
    /// Their profession.
    pub profession: Option<String>,
    /// Their facility.
    pub facility: Option<String>,
    /// Whether they are of whoever runs the service.
    pub is_operator: bool,
    /// When first.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub first: OffsetDateTime,
    /// When last.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub last: OffsetDateTime,
    /// How often.
    #[ts(type = "number")]
    pub times: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_released_before_the_purpose_was_kept_is_still_what_it_was() {
        let kept = r#"{"city":"みほん市","person":"見本","from":"2026-10-01","upto":"2026-10-31","lines":[]}"#;
        let read: AccessReportContent = serde_json::from_str(kept).expect("it is read");
        assert_eq!(serde_json::to_string(&read).expect("it is written"), kept, "its digest would be another one");
    }
}

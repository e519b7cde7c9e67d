//! 支援中止の証明書: what a discontinuation did and where, for the city to hold. Never what was in the room.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::ConsentView,
    vocabulary::{RoomState, WithdrawalGround},
};

/// `GET /api/v1/city/rooms/{room}/discontinuation`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DiscontinuationCertificate {
    /// The room.
    pub room: Uuid,
    /// The supported person's name; empty once the room was erased, as is its reading, and then there is no consent here.
    pub label: String,
    /// Its reading in kana.
    pub kana: String,
    /// The city's year, which begins in April.
    pub fiscal_year: i32,
    /// The certificate's number in that year.
    pub number: i32,
    /// When it was decided, by the database's clock: nothing was accepted after.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// Who decided, as they were called then.
    pub decided_by: String,
    /// From which facility, as it was called then.
    pub decided_at: String,
    /// On whose request; none where the form did not say it.
    pub ground: Option<WithdrawalGround>,
    /// What the room was before.
    pub before: RoomState,
    /// The consent that ended; none while it was awaited.
    pub consent: Option<ConsentView>,
    /// What the server did.
    pub server: DoneByServer,
    /// What apps reported.
    pub apps: ReportedByApps,
}

/// What the server did: facts of the closing itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DoneByServer {
    /// How many members of staff lost the room.
    #[ts(type = "number")]
    pub members: i64,
    /// How many waiting alert mails were cancelled.
    #[ts(type = "number")]
    pub alerts_cancelled: i64,
    /// When the nodes were asked whether they show nothing more, and what they said; none if that could not be written down.
    pub followed: Option<NodesFollowed>,
}

/// What the server's nodes said to a closing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct NodesFollowed {
    /// How many there were.
    #[ts(type = "number")]
    pub nodes: i64,
    /// How many of them had confirmed that they show nothing more. The others had not been heard of for so long that they show
    /// nothing by themselves.
    #[ts(type = "number")]
    pub confirmed: i64,
    /// When, by the database's clock.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
}

/// What apps reported: their word, which the server cannot check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ReportedByApps {
    /// When the reports were counted.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub as_of: OffsetDateTime,
    /// Where a copy may have been: people who took part and were signed in at that moment, each with the device.
    pub holders: Vec<CopyHolder>,
}

/// An app that may have had a copy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CopyHolder {
    /// Who was signed in.
    pub name: String,
    /// From where they took part.
    pub facility: String,
    /// On which device.
    pub device: String,
    /// When the app there said that it has wiped its copies.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub reported_at: Option<OffsetDateTime>,
}

//! Bodies of the routes about one's own account: passkeys, sessions, and the history of sign-ins.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// `GET /api/v1/passkeys`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Passkeys {
    /// The caller's passkeys, the oldest first.
    pub passkeys: Vec<PasskeyLine>,
}

/// A passkey of one's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct PasskeyLine {
    /// The passkey.
    pub passkey: Uuid,
    /// What its person calls it; one that was made at the enrolment has no name before they give it one.
    pub name: Option<String>,
    /// When it was added.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub added_at: OffsetDateTime,
    /// When it was used last.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub last_used: Option<OffsetDateTime>,
    /// Whether copies of it are kept elsewhere, as its authenticator said when it was used last (backup state).
    pub is_synced: bool,
    /// Whether the session that asks was signed in with it: whoever removes it is signed out here too.
    pub is_of_this_session: bool,
    /// Whether it was reported lost and is stopped.
    pub is_suspended: bool,
    /// The device that was enrolled with it, and in which it presumably lies.
    pub device: Option<Uuid>,
}

/// `POST /api/v1/passkeys/finish`
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// `credential.toJSON()`
    #[ts(type = "unknown")]
    pub credential: Value,
    /// What its person calls it: 1 to 50 characters.
    pub name: String,
}

/// `PUT /api/v1/passkeys/{passkey}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyName {
    /// What its person calls it: 1 to 50 characters.
    pub name: String,
}

/// `DELETE /api/v1/sessions` and `DELETE /api/v1/passkeys/{passkey}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EndedSessions {
    /// How many sessions have ended by it.
    #[ts(type = "number")]
    pub ended: usize,
}

/// `GET /api/v1/sign-ins?before=`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SignIns {
    /// What concerned signing in to the caller's account in the last 90 days, the newest first, at most 30.
    pub sign_ins: Vec<SignInLine>,
    /// Whether there is more: ask again with the last `n` as `before`.
    pub has_more: bool,
}

/// A line of the history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SignInLine {
    /// Its number, for paging.
    #[ts(type = "number")]
    pub n: i64,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// What.
    pub what: SignInEvent,
    /// The device's label; none for a device that is not the caller's.
    pub device: Option<String>,
    /// Whether it was in the session that asks.
    pub is_this: bool,
}

/// What is told about signing in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum SignInEvent {
    /// A session began.
    SignedIn,
    /// Someone tried to sign in with a passkey of this account, and was refused.
    Refused,
    /// The session was ended in its own page.
    SignedOut,
    /// The session was ended from another one.
    SignedOutElsewhere,
    /// The session was used without its key, and ended.
    ForeignKey,
    /// The passkey was used once more, before a grave act.
    SteppedUp,
    /// It was tried, and refused.
    StepUpRefused,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
}

//! What a caller is told when something is not done. A problem has a code and a request id, and no field that could hold
//! a cause: what the screen says and what the log says never share a string.

use renrakucho_domain::Refusal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Why. Clients decide by [`Retry`]; the code picks the words that a person reads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Code {
    /// The frame or body is not what the protocol says: not JSON, a field missing, unknown or of the wrong type.
    BadFrame,
    /// No such client frame.
    UnknownType,
    /// The frame or body is too long.
    TooLarge,
    /// A field breaks a rule; `field` names it.
    Validation,
    /// No session. Also every refused sign-in, whatever the reason.
    Unauthenticated,
    /// The session has ended: sign in again.
    SessionEnded,
    /// The session has not proved its key for too long: prove it, then the same again.
    ReauthRequired,
    /// Nobody has done anything in the session for too long: use the passkey once more, then the same again.
    Locked,
    /// The act is a grave one: use the passkey once more in this session, then the same again.
    StepUpRequired,
    /// The account or its device was suspended.
    Suspended,
    /// Does not exist, or is none of the caller's business.
    NotFound,
    /// The room was closed by the city.
    RoomClosed,
    /// The room still waits for the receipt of the consent form.
    ConsentMissing,
    /// The room takes no more entries.
    ReadOnly,
    /// The id was used for something else.
    IdReused,
    /// So many of one's proposals wait for their consent form that no more are taken.
    TooManyProposals,
    /// As many exports as an account may make in a day were made.
    QuotaUsedUp,
    /// New IDs are issued by the city, not by facilities.
    IssuedByCity,
    /// The last passkey of an account is not removed.
    LastPasskey,
    /// The time of the device's certificate is over: it must be enrolled again.
    CertificateExpired,
    /// The city does not allow devices whose key is kept in this way.
    DeviceKindNotAllowed,
    /// The form is out of date: load it again.
    Stale,
    /// The cursor means nothing to the server.
    PositionLost,
    /// Too many in too short a time.
    RateLimited,
    /// The server has no room for this at the moment.
    Busy,
    /// The request did not come from one of the product's own pages.
    ForeignOrigin,
    /// Something is broken on the server; the log knows more under the request id.
    Internal,
}

/// What the client does about it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Retry {
    /// Nothing: it will not be different next time.
    Never,
    /// The same again later, with the same id.
    After,
    /// Sign in, then the same again.
    Reauth,
    /// Drop the cursor and open the room again.
    Resync,
    /// Correct the input.
    Fix,
}

impl Code {
    /// Every code, for tests and generated tables.
    pub const ALL: [Self; 27] = [
        Self::BadFrame,
        Self::UnknownType,
        Self::TooLarge,
        Self::Validation,
        Self::Unauthenticated,
        Self::SessionEnded,
        Self::ReauthRequired,
        Self::Locked,
        Self::StepUpRequired,
        Self::Suspended,
        Self::NotFound,
        Self::RoomClosed,
        Self::ConsentMissing,
        Self::ReadOnly,
        Self::IdReused,
        Self::TooManyProposals,
        Self::QuotaUsedUp,
        Self::IssuedByCity,
        Self::LastPasskey,
        Self::CertificateExpired,
        Self::DeviceKindNotAllowed,
        Self::Stale,
        Self::PositionLost,
        Self::RateLimited,
        Self::Busy,
        Self::ForeignOrigin,
        Self::Internal,
    ];

    /// What the client does.
    pub const fn retry(self) -> Retry {
        match self {
            Self::BadFrame | Self::UnknownType | Self::TooLarge | Self::Validation => Retry::Fix,
            Self::Unauthenticated | Self::SessionEnded | Self::ReauthRequired | Self::Locked | Self::StepUpRequired => {
                Retry::Reauth
            }
            Self::Suspended
            | Self::NotFound
            | Self::RoomClosed
            | Self::ConsentMissing
            | Self::ReadOnly
            | Self::IdReused
            | Self::TooManyProposals
            | Self::QuotaUsedUp
            | Self::IssuedByCity
            | Self::LastPasskey
            | Self::CertificateExpired
            | Self::DeviceKindNotAllowed
            | Self::ForeignOrigin => Retry::Never,
            Self::Stale | Self::PositionLost => Retry::Resync,
            Self::RateLimited | Self::Busy | Self::Internal => Retry::After,
        }
    }

    /// The HTTP status that carries it.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadFrame | Self::UnknownType => 400,
            Self::TooLarge => 413,
            Self::Validation => 422,
            Self::Unauthenticated
            | Self::SessionEnded
            | Self::ReauthRequired
            | Self::Locked
            | Self::StepUpRequired
            | Self::Suspended => 401,
            Self::ForeignOrigin => 403,
            Self::NotFound => 404,
            Self::RoomClosed => 410,
            Self::ConsentMissing
            | Self::ReadOnly
            | Self::IdReused
            | Self::TooManyProposals
            | Self::QuotaUsedUp
            | Self::IssuedByCity
            | Self::LastPasskey
            | Self::CertificateExpired
            | Self::DeviceKindNotAllowed
            | Self::PositionLost => 409,
            Self::Stale => 412,
            Self::RateLimited => 429,
            Self::Busy => 503,
            Self::Internal => 500,
        }
    }
}

/// The body of every HTTP answer that is not a success (`application/problem+json`, RFC 9457 with our own members).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Problem {
    /// The HTTP status again, for logs of clients that lose it.
    pub status: u16,
    /// Why.
    pub code: Code,
    /// What to do.
    pub retry: Retry,
    /// Earliest sensible time of the next try, in milliseconds from now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub after_ms: Option<u32>,
    /// The field of the form that is at fault.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub field: Option<String>,
    /// Ties the answer to the server's log.
    pub request_id: String,
}

impl Problem {
    /// A problem with nothing but its code.
    pub fn new(code: Code, request_id: impl Into<String>) -> Self {
        let after_ms = matches!(code.retry(), Retry::After).then_some(1_000);
        Self { status: code.status(), code, retry: code.retry(), after_ms, field: None, request_id: request_id.into() }
    }
}

/// The code, and the field if there is one, that a refusal is told by.
pub fn of_refusal(refusal: Refusal) -> (Code, Option<&'static str>) {
    match refusal {
        Refusal::NotFound => (Code::NotFound, None),
        Refusal::RoomClosed => (Code::RoomClosed, None),
        Refusal::ConsentMissing => (Code::ConsentMissing, None),
        Refusal::ReadOnly => (Code::ReadOnly, None),
        Refusal::Suspended => (Code::Suspended, None),
        Refusal::SessionEnded => (Code::SessionEnded, None),
        Refusal::ProofDue => (Code::ReauthRequired, None),
        Refusal::Locked => (Code::Locked, None),
        Refusal::StepUpDue => (Code::StepUpRequired, None),
        Refusal::LastPasskey => (Code::LastPasskey, None),
        Refusal::CertificateExpired => (Code::CertificateExpired, None),
        Refusal::DeviceKindNotAllowed => (Code::DeviceKindNotAllowed, None),
        Refusal::IdReused => (Code::IdReused, None),
        Refusal::TooManyProposals => (Code::TooManyProposals, None),
        Refusal::QuotaUsedUp => (Code::QuotaUsedUp, None),
        Refusal::IssuedByCity => (Code::IssuedByCity, None),
        Refusal::Stale => (Code::Stale, None),
        Refusal::Invalid(field) => (Code::Validation, Some(field)),
    }
}

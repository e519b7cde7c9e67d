//! Why something is not done although nothing is broken.

use thiserror::Error;

/// A refusal is an answer, not a failure: it is audited, and told to the caller by a code.
///
/// What a caller may not know about is [`Refusal::NotFound`], whatever the true reason: a stranger cannot tell a room
/// that does not exist from one they are not a member of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Refusal {
    /// Does not exist, or is none of the caller's business.
    #[error("not found")]
    NotFound,
    /// The room was closed by the city (支援中止): nobody reads it any more (article 16).
    #[error("the room is closed")]
    RoomClosed,
    /// The city has not recorded the receipt of the consent form: nothing may be stored (article 16).
    #[error("consent has not been recorded")]
    ConsentMissing,
    /// Support has come to its end: members may still read, nobody writes.
    #[error("the room takes no more entries")]
    ReadOnly,
    /// The account, its facility or its device was suspended (articles 28, 37, 39).
    #[error("suspended")]
    Suspended,
    /// The session has ended, by logout, by time or by revocation.
    #[error("the session has ended")]
    SessionEnded,
    /// The session counts, but has not proved for too long that it is still where it began.
    #[error("the session must prove its key")]
    ProofDue,
    /// The session counts, but nobody has done anything in it for too long: its person must use the passkey again.
    #[error("the session is locked")]
    Locked,
    /// The act is a grave one, and the passkey was not used lately in this session.
    #[error("the passkey must be used again")]
    StepUpDue,
    /// Without its last passkey nobody could sign in to the account.
    #[error("it is the last passkey")]
    LastPasskey,
    /// The id was used before, for something else or by someone else.
    #[error("the id was used before")]
    IdReused,
    /// What the caller looked at has changed since; look again.
    #[error("the form is out of date")]
    Stale,
    /// So many of one's proposals wait for their consent form that no more are taken.
    #[error("too many proposals wait")]
    TooManyProposals,
    /// As many exports as an account may make in a day were made.
    #[error("the exports of the day are used up")]
    QuotaUsedUp,
    /// New IDs are issued by the city, not by facilities (article 10).
    #[error("IDs are issued by the city")]
    IssuedByCity,
    /// The device's certificate is one of ours, and its time is over.
    #[error("the certificate has expired")]
    CertificateExpired,
    /// The city does not allow devices whose key is kept in this way.
    #[error("devices of this kind are not allowed")]
    DeviceKindNotAllowed,
    /// The input breaks a rule that the form can show.
    #[error("invalid {0}")]
    Invalid(&'static str),
}

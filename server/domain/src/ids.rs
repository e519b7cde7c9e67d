//! Names for things. Each is its own type, so that a room's id never passes for an account's.

use std::fmt;

use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

id! {
    /// A care room (ルーム).
    RoomId;
    /// An entry within its room (記録の一件). Made by the client, unique per room only.
    EntryId;
    /// An account (ユーザーID): the way in. A person may be given a new one (article 10).
    AccountId;
    /// A member of staff (職員): the person, whatever account they use.
    StaffMemberId;
    /// A facility (利用施設).
    FacilityId;
    /// A member of staff at one facility in one profession.
    AffiliationId;
    /// A registered device (端末).
    DeviceId;
    /// A signed-in session.
    SessionId;
    /// A case of the city (申請・届出). Made by whoever sends it.
    CaseId;
    /// A file that belongs to something (添付). Made by whoever sends it.
    AttachmentId;
}

/// Position of an entry in its room: 1, 2, 3 … without a hole. 0 stands for "before the first".
pub type Seq = i64;

//! Who may do what: one table. Default is no (article 17).
//!
//! Administration never implies reading: the city's moderator closes rooms and does not read them, unless a member.

use crate::{Refusal, RoomState};

/// What an account is for. A profession never decides a permission; this does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// 職員: reads and posts in the rooms they are a member of.
    Staff,
    /// 施設管理者: looks after the staff and devices of a facility.
    FacilityAdmin,
    /// 市担当者: decides who gets in, records consent, discontinues support.
    CityModerator,
    /// 市承認者: the second person of the city.
    CityApprover,
    /// 契約事業者: keeps the service running, has no right to read.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Staff, Self::FacilityAdmin, Self::CityModerator, Self::CityApprover, Self::Operator];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::FacilityAdmin => "facility_admin",
            Self::CityModerator => "city_moderator",
            Self::CityApprover => "city_approver",
            Self::Operator => "operator",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// City approvers and operators are nobody's carers: they can never be members of a room.
    pub const fn may_be_member(self) -> bool {
        matches!(self, Self::Staff | Self::FacilityAdmin | Self::CityModerator)
    }
}

/// How an account stands to a room at the moment of the question.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Relation {
    /// Joined and has not left.
    Member,
    /// Everyone else, those who left included.
    Stranger,
}

/// Everything a signed-in account can ask for. Each route and live command names one of these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// See one's own session, settings and list of rooms; sign out. Concerns no room.
    UseOwnAccount,
    /// Read a room: entries, members, what it is about.
    ReadRoom,
    /// Add a post.
    PostEntry,
    /// Say how far one has read.
    MarkRead,
    /// See all rooms of the city by label and state, never by content.
    ListCityRooms,
    /// Record that the consent form was received, which opens the room.
    RecordConsentReceipt,
    /// 支援中止
    DiscontinueSupport,
    /// See all accounts and devices of the city and how they stand.
    ListCityAccounts,
    /// 一時停止 of an ID, and its restoration.
    SuspendAccount,
    /// 一時停止 of any device, and its restoration.
    SuspendDevice,
    /// 一時停止 of one's own personal device. To restore it is the city's.
    SuspendOwnDevice,
    /// End someone's membership of a room.
    RemoveMember,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 12] = [
        Self::UseOwnAccount,
        Self::ReadRoom,
        Self::PostEntry,
        Self::MarkRead,
        Self::ListCityRooms,
        Self::RecordConsentReceipt,
        Self::DiscontinueSupport,
        Self::ListCityAccounts,
        Self::SuspendAccount,
        Self::SuspendDevice,
        Self::SuspendOwnDevice,
        Self::RemoveMember,
    ];

    /// The word in audit events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UseOwnAccount => "use_own_account",
            Self::ReadRoom => "read_room",
            Self::PostEntry => "post_entry",
            Self::MarkRead => "mark_read",
            Self::ListCityRooms => "list_city_rooms",
            Self::RecordConsentReceipt => "record_consent_receipt",
            Self::DiscontinueSupport => "discontinue_support",
            Self::ListCityAccounts => "list_city_accounts",
            Self::SuspendAccount => "suspend_account",
            Self::SuspendDevice => "suspend_device",
            Self::SuspendOwnDevice => "suspend_own_device",
            Self::RemoveMember => "remove_member",
        }
    }

    /// Whether the act is about one room; those that are not are decided by [`may`] alone.
    pub const fn concerns_room(self) -> bool {
        matches!(
            self,
            Self::ReadRoom
                | Self::PostEntry
                | Self::MarkRead
                | Self::RecordConsentReceipt
                | Self::DiscontinueSupport
                | Self::RemoveMember
        )
    }
}

/// Whether the role may attempt the act at all. What it may not attempt does not exist for it.
pub const fn may(role: Role, act: Act) -> Result<(), Refusal> {
    let yes = match act {
        Act::UseOwnAccount | Act::SuspendOwnDevice => true,
        Act::ReadRoom | Act::PostEntry | Act::MarkRead => role.may_be_member(),
        Act::ListCityRooms
        | Act::RecordConsentReceipt
        | Act::DiscontinueSupport
        | Act::ListCityAccounts
        | Act::SuspendAccount
        | Act::SuspendDevice
        | Act::RemoveMember => matches!(role, Role::CityModerator),
    };
    if yes { Ok(()) } else { Err(Refusal::NotFound) }
}

/// Whether the role, standing so to a room in that state, may do the act. The complete rule for acts about a room.
///
/// The order of the questions is part of the rule: someone who is not a member learns nothing of the room's state.
pub const fn may_in_room(role: Role, relation: Relation, state: RoomState, act: Act) -> Result<(), Refusal> {
    if let Err(refusal) = may(role, act) {
        return Err(refusal);
    }
    match act {
        // The first six concern no room. The moderator acts for the city on rooms they are not a member of; the state
        // machine decides the rest.
        Act::UseOwnAccount
        | Act::ListCityRooms
        | Act::ListCityAccounts
        | Act::SuspendAccount
        | Act::SuspendDevice
        | Act::SuspendOwnDevice
        | Act::RecordConsentReceipt
        | Act::DiscontinueSupport
        | Act::RemoveMember => Ok(()),
        Act::ReadRoom | Act::PostEntry | Act::MarkRead => match (relation, state, act) {
            (Relation::Stranger, _, _) => Err(Refusal::NotFound),
            (Relation::Member, RoomState::Discontinued, _) => Err(Refusal::RoomClosed),
            (Relation::Member, RoomState::AwaitingConsent, Act::PostEntry) => Err(Refusal::ConsentMissing),
            (Relation::Member, RoomState::Ended, Act::PostEntry) => Err(Refusal::ReadOnly),
            (Relation::Member, _, _) => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written from the obligations, not from the code above: who reads, who posts, who closes.
    fn oracle(role: Role, relation: Relation, state: RoomState, act: Act) -> bool {
        let carer = [Role::Staff, Role::FacilityAdmin, Role::CityModerator].contains(&role);
        let inside = carer && relation == Relation::Member && state != RoomState::Discontinued;
        match act {
            // Who notices that their own telephone is gone must be able to say so at once, whatever they are.
            Act::UseOwnAccount | Act::SuspendOwnDevice => true,
            Act::ReadRoom | Act::MarkRead => inside,
            Act::PostEntry => inside && state == RoomState::Active,
            Act::ListCityRooms | Act::RecordConsentReceipt | Act::DiscontinueSupport => role == Role::CityModerator,
            // Articles 28 and 39: the city suspends, and its moderator alone removes.
            Act::ListCityAccounts | Act::SuspendAccount | Act::SuspendDevice | Act::RemoveMember => {
                role == Role::CityModerator
            }
        }
    }

    #[test]
    fn the_whole_table_against_the_oracle() {
        let mut allowed = 0;
        for role in Role::ALL {
            for relation in [Relation::Member, Relation::Stranger] {
                for state in RoomState::ALL {
                    for act in Act::ALL {
                        let verdict = may_in_room(role, relation, state, act);
                        assert_eq!(
                            verdict.is_ok(),
                            oracle(role, relation, state, act),
                            "{role:?} {relation:?} {state:?} {act:?}: {verdict:?}"
                        );
                        allowed += usize::from(verdict.is_ok());
                    }
                }
            }
        }
        // 40 times an own account, and an own device; 7 acts of the moderator, 8 times each; read and mark in 3 states and
        // post in 1, for 3 roles.
        assert_eq!(allowed, 2 * 40 + 7 * 8 + 3 * (3 + 3 + 1));
    }

    #[test]
    fn strangers_learn_nothing_of_a_room() {
        for role in Role::ALL {
            for state in RoomState::ALL {
                for act in [Act::ReadRoom, Act::PostEntry, Act::MarkRead] {
                    assert_eq!(may_in_room(role, Relation::Stranger, state, act), Err(Refusal::NotFound));
                }
            }
        }
    }
}

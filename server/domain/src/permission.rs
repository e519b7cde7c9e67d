//! Who may do what: one table. Default is no (article 17).
//!
//! Administration never implies reading: the city's moderator closes rooms and does not read them, unless a member.

mod act;
#[cfg(test)]
mod tests;

pub use act::Act;

use crate::{Refusal, RoomState, appointment::is_of_city};

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
    /// Is in the room by a permit of the city that stands at this moment (article 20): no consent is needed for them. Where a room is
    /// discontinued only a permit that outlived the consent is one.
    Permitted,
    /// Everyone else, those who left included.
    Stranger,
}

/// Whether someone whose passkey was used lately, or was not, may do the act now. Asked after [`may`]: what a role may not
/// attempt does not exist for it, and nobody is asked for their passkey on its account.
pub const fn may_now(act: Act, verified_lately: bool) -> Result<(), Refusal> {
    if act.needs_step_up() && !verified_lately { Err(Refusal::StepUpDue) } else { Ok(()) }
}

/// Whether the role may attempt the act at all. What it may not attempt does not exist for it.
pub const fn may(role: Role, act: Act) -> Result<(), Refusal> {
    let yes = match act {
        Act::UseOwnAccount | Act::ReportOwnLoss | Act::ChangeOwnPasskeys | Act::MoveOwnDeviceKey => true,
        Act::ReadRoom
        | Act::SearchRoom
        | Act::ExportRoom
        | Act::PostEntry
        | Act::MarkRead
        | Act::AskEntryErasure
        | Act::ProposePerson
        | Act::AttachConsentForm => role.may_be_member(),
        Act::ListCityRooms
        | Act::ImportPersons
        | Act::RecordConsentReceipt
        | Act::ReadConsentForm
        | Act::ChangeParticulars
        | Act::CorrectIdentity
        | Act::DiscontinueSupport
        | Act::EndSupport
        | Act::ReadDiscontinuation
        | Act::ProposeErasure
        | Act::ListCityAccounts
        | Act::SuspendAccount
        | Act::DisqualifyAccount
        | Act::SuspendDevice
        | Act::SuspendFacility
        | Act::AppointAdmin
        | Act::KeyInCases
        | Act::ChangeDeviceKinds
        | Act::TakeFileBack
        | Act::TransferStaff
        | Act::ListMembers
        | Act::AdmitMember
        | Act::HandleAccessReports
        | Act::ReleaseAccessReport
        | Act::InvestigateLeak
        | Act::AskExceptionalUse
        | Act::AskDisclosure
        | Act::RedactDisclosure
        | Act::RemoveMember => matches!(role, Role::CityModerator),
        Act::ReleaseDisclosure => matches!(role, Role::CityApprover),
        // The city needs no application: its moderator asks.
        Act::ApplyForExceptionalUse | Act::FollowExceptionalUse => is_of_facility(role),
        Act::ListCityPeople
        | Act::ReadAudit
        | Act::ReviewAudit
        | Act::ChangeCityPeople
        | Act::ReadErasure
        | Act::HandleCases
        | Act::DecideCase
        | Act::SearchCity
        | Act::SeeDisclosures
        | Act::ReadUnsealed => is_of_city(role),
        Act::SuspendByProxy => matches!(role, Role::Operator),
        Act::ListStaff
        | Act::AddStaff
        | Act::IssueCode
        | Act::ReplaceLoginId
        | Act::ReplaceDevice
        | Act::RetireStaff
        | Act::ChangeFacility
        | Act::EndFacility
        | Act::ChangeSharedDevices
        | Act::StateDevices
        | Act::CopyInventory
        | Act::ChangeStaff
        | Act::ReviewStaff => {
            matches!(role, Role::FacilityAdmin | Role::CityModerator)
        }
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
        // Those before the last eleven concern no room. The moderator acts for the city on rooms they are not a member of;
        // the state machine decides the rest.
        Act::UseOwnAccount
        | Act::ProposePerson
        | Act::ImportPersons
        | Act::ListCityRooms
        | Act::ListCityAccounts
        | Act::SuspendAccount
        | Act::DisqualifyAccount
        | Act::SuspendDevice
        | Act::ReportOwnLoss
        | Act::ListStaff
        | Act::AddStaff
        | Act::IssueCode
        | Act::ReplaceLoginId
        | Act::ReplaceDevice
        | Act::RetireStaff
        | Act::AppointAdmin
        | Act::HandleCases
        | Act::KeyInCases
        | Act::DecideCase
        | Act::SuspendFacility
        | Act::ChangeOwnPasskeys
        | Act::ChangeFacility
        | Act::EndFacility
        | Act::TransferStaff
        | Act::ReviewStaff
        | Act::MoveOwnDeviceKey
        | Act::ChangeSharedDevices
        | Act::ChangeStaff
        | Act::ReviewAudit
        | Act::StateDevices
        | Act::CopyInventory
        | Act::ChangeDeviceKinds
        | Act::SuspendByProxy
        | Act::TakeFileBack
        | Act::ReadAudit
        | Act::ListCityPeople
        | Act::ChangeCityPeople
        | Act::HandleAccessReports
        | Act::ReleaseAccessReport
        | Act::InvestigateLeak
        | Act::SearchCity
        | Act::SeeDisclosures
        | Act::ReadUnsealed
        | Act::RedactDisclosure
        | Act::ReleaseDisclosure
        | Act::RecordConsentReceipt
        | Act::ReadConsentForm
        | Act::ChangeParticulars
        | Act::CorrectIdentity
        | Act::DiscontinueSupport
        | Act::EndSupport
        | Act::ReadDiscontinuation
        | Act::ProposeErasure
        | Act::ReadErasure
        | Act::ListMembers
        | Act::AdmitMember
        | Act::AskExceptionalUse
        | Act::FollowExceptionalUse
        | Act::AskDisclosure
        | Act::RemoveMember => Ok(()),
        // Until the city has received the form: then it is the city's alone. And then no use is exceptional for those whom the consent reaches.
        Act::AttachConsentForm | Act::ApplyForExceptionalUse => match (role, relation, state) {
            (Role::CityModerator, _, _) | (_, Relation::Member | Relation::Permitted, RoomState::AwaitingConsent) => {
                Ok(())
            }
            (_, Relation::Stranger, _) => Err(Refusal::NotFound),
            (_, _, RoomState::Active | RoomState::Ended) => Err(Refusal::Stale),
            (_, _, RoomState::Discontinued | RoomState::PermitOnly | RoomState::Lapsed | RoomState::Erased) => {
                Err(Refusal::RoomClosed)
            }
        },
        Act::ReadRoom | Act::SearchRoom | Act::ExportRoom | Act::PostEntry | Act::MarkRead | Act::AskEntryErasure => {
            match (relation, state, act) {
                (Relation::Stranger, _, _) => Err(Refusal::NotFound),
                (_, RoomState::Discontinued | RoomState::Lapsed | RoomState::Erased, _)
                | (Relation::Member, RoomState::PermitOnly, _) => Err(Refusal::RoomClosed),
                // A permit is for the use itself: a copy that leaves the system outlives it.
                (_, RoomState::AwaitingConsent | RoomState::PermitOnly, Act::ExportRoom)
                | (Relation::Member, RoomState::AwaitingConsent, Act::PostEntry) => Err(Refusal::ConsentMissing),
                (_, RoomState::Ended, Act::PostEntry) => Err(Refusal::ReadOnly),
                (Relation::Member | Relation::Permitted, _, _) => Ok(()),
            }
        }
    }
}

/// Whether the role may do the act at a facility. An admin looks after the facility of their own main affiliation; other
/// facilities do not exist for them. The moderator acts for the city at every one.
pub const fn may_at_facility(role: Role, is_own: bool, act: Act) -> Result<(), Refusal> {
    if let Err(refusal) = may(role, act) {
        return Err(refusal);
    }
    match role {
        Role::CityModerator => Ok(()),
        _ if is_own => Ok(()),
        _ => Err(Refusal::NotFound),
    }
}

/// Whether an account of this role is one that a facility looks after. The city's and the operator's accounts are not,
/// whoever acts: who can make a way into an account could otherwise decide as two people.
pub const fn is_of_facility(role: Role) -> bool {
    matches!(role, Role::Staff | Role::FacilityAdmin)
}

/// Whether a code by this role waits for a second person, where one is wanted: when its person was in before. The city vouches
/// by itself, and a newcomer has no device that anyone could have found.
pub const fn awaits_second_person(role: Role, was_in_before: bool) -> bool {
    was_in_before && !matches!(role, Role::CityModerator)
}

/// Whether a new ID may be issued there by this role (article 10): always by the city, by a facility where the city says so.
pub const fn may_issue_ids(role: Role, facilities_issue: bool) -> Result<(), Refusal> {
    match role {
        Role::CityModerator => Ok(()),
        _ if facilities_issue => Ok(()),
        _ => Err(Refusal::IssuedByCity),
    }
}

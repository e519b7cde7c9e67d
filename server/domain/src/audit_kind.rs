//! What kind of act an event is, for whoever looks through the audit log. Every event is of one kind.

use crate::audit::Event;

/// A kind of act.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// 見た: entries of a room were shown.
    Reading,
    /// 印刷・書き出し: entries left the system.
    Exporting,
    /// 書いた: entries were added.
    Writing,
    /// Mails went out.
    Mails,
    /// Signing in and out, and what happens in a session.
    SigningIn,
    /// Someone who was signed in was refused something.
    Refusals,
    /// Consent, the team, and the state of rooms.
    Rooms,
    /// Who has an ID, and how it stands.
    Staff,
    /// Devices, certificates and passkeys.
    Devices,
    /// Facilities and what they state.
    Facilities,
    /// 申請・届出.
    Cases,
    /// Looking at this log, telling a person what it says of them, and looking after the keys that all is sealed with.
    Inspection,
}

impl Kind {
    /// Every kind, as a list of choices shows them.
    pub const ALL: [Self; 12] = [
        Self::Reading,
        Self::Exporting,
        Self::Writing,
        Self::Mails,
        Self::SigningIn,
        Self::Refusals,
        Self::Rooms,
        Self::Staff,
        Self::Devices,
        Self::Facilities,
        Self::Cases,
        Self::Inspection,
    ];

    /// The word spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Exporting => "exporting",
            Self::Writing => "writing",
            Self::Mails => "mails",
            Self::SigningIn => "signing_in",
            Self::Refusals => "refusals",
            Self::Rooms => "rooms",
            Self::Staff => "staff",
            Self::Devices => "devices",
            Self::Facilities => "facilities",
            Self::Cases => "cases",
            Self::Inspection => "inspection",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Its events.
    #[expect(clippy::too_many_lines, reason = "one list of all events")]
    pub const fn events(self) -> &'static [Event] {
        match self {
            Self::Reading => &[Event::RoomViewed, Event::RoomSearched, Event::EntriesDelivered, Event::ReadMarked],
            Self::Exporting => &[Event::RoomExported],
            Self::Writing => &[Event::EntryAdded],
            Self::Mails => &[Event::AlertMailSent, Event::NoticeMailSent],
            Self::SigningIn => &[
                Event::SignedIn,
                Event::SignInRefused,
                Event::StrangersRefused,
                Event::ForeignKeyPresented,
                Event::SignedOut,
                Event::SteppedUp,
                Event::StepUpRefused,
                Event::SessionEnded,
                Event::SettingsChanged,
            ],
            Self::Refusals => &[Event::Refused],
            Self::Rooms => &[
                Event::PersonProposed,
                Event::ConsentReceiptRecorded,
                Event::ConsentFormAttached,
                Event::ConsentFormViewed,
                Event::ConsentFormTakenBack,
                Event::ParticularsViewed,
                Event::ParticularsChanged,
                Event::IdentityViewed,
                Event::IdentityCorrected,
                Event::ResidenceStated,
                Event::ProposalLapsed,
                Event::ProposalDeleted,
                Event::SupportDiscontinued,
                Event::DiscontinuationViewed,
                Event::SupportEnded,
                Event::ErasureProposed,
                Event::EntryErasureAsked,
                Event::EntryErasureProposed,
                Event::EntryErased,
                Event::EntryErasureViewed,
                Event::ErasureViewed,
                Event::RoomErased,
                Event::ErasureCompleted,
                Event::ExceptionalUseAsked,
                Event::ExceptionalUsePermitted,
                Event::ExceptionalUseEnded,
                Event::ExceptionalUseApplied,
                Event::ExceptionalUseApplicationViewed,
                Event::ExceptionalUseApplicationWithdrawn,
                Event::ExceptionalUseRecommended,
                Event::ExceptionalUseDeclined,
                Event::DisasterEventAsked,
                Event::DisasterEventPermitted,
                Event::DisasterEventEnded,
                Event::DisasterEventsListed,
                Event::DisasterEventViewed,
                Event::DisclosureAsked,
                Event::DisclosuresListed,
                Event::DisclosureViewed,
                Event::DisclosureUnsealed,
                Event::UnsealedRead,
                Event::DisclosureRedacted,
                Event::DisclosureReleased,
                Event::DisclosureDocumentViewed,
                Event::DisclosureHandedOut,
                Event::DisclosureWithdrawn,
                Event::DeletionReplayed,
                Event::MembershipStoppedAgain,
                Event::MembersListed,
                Event::MemberAdmitted,
                Event::MemberRemoved,
                Event::MembershipLapsed,
                Event::MembershipTakenOver,
                Event::CityRoomsListed,
                Event::CityRoomViewed,
                Event::CitySearched,
                Event::PurgeReported,
            ],
            Self::Staff => &[
                Event::StaffListed,
                Event::StaffAdded,
                Event::StaffRetired,
                Event::StaffChanged,
                Event::StaffTransferred,
                Event::StaffKept,
                Event::AdminAppointed,
                Event::AdminDismissed,
                Event::AccountSuspended,
                Event::AccessStoppedAgain,
                Event::AccountRestored,
                Event::AccountDisqualified,
                Event::CityAccountsListed,
                Event::LoginIdReplaced,
                Event::CodeIssued,
                Event::CodeHandedOver,
                Event::CodeConfirmed,
                Event::CodesVoided,
                Event::CityPeopleListed,
                Event::AppointmentProposed,
                Event::AppointmentDone,
                Event::AppointmentRefused,
                Event::AppointmentWithdrawn,
            ],
            Self::Devices => &[
                Event::PasskeyEnrolled,
                Event::PasskeyRenamed,
                Event::PasskeyRemoved,
                Event::PasskeySuspended,
                Event::PasskeyRestored,
                Event::CertificateIssued,
                Event::CertificateRefused,
                Event::CertificateRenewed,
                Event::CertificateReplaced,
                Event::DeviceSuspended,
                Event::DeviceRestored,
                Event::DeviceRevoked,
                Event::LossesListed,
                Event::SharedDevicesListed,
                Event::SharedDeviceRegistered,
                Event::SharedDeviceChanged,
                Event::DeviceAllowed,
                Event::DeviceDisallowed,
                Event::DeviceSessionsEnded,
                Event::DeviceRetired,
                Event::InventoryListed,
                Event::InventoryCopied,
                Event::DeviceStated,
                Event::DeviceKindsChanged,
            ],
            Self::Facilities => &[
                Event::FacilityAdded,
                Event::FacilitySuspended,
                Event::FacilityRestored,
                Event::FacilityViewed,
                Event::FacilityChanged,
                Event::FacilityEndSaid,
                Event::FacilityEndWithdrawn,
                Event::FacilityEnded,
            ],
            Self::Cases => &[
                Event::CasesListed,
                Event::CaseViewed,
                Event::CaseOpened,
                Event::CaseClaimed,
                Event::CaseReleased,
                Event::AttachmentAdded,
                Event::AttachmentViewed,
                Event::AttachmentTakenBack,
                Event::CaseDecided,
                Event::LeakReported,
            ],
            Self::Inspection => &[
                Event::AuditRead,
                Event::AuditReviewed,
                Event::AccessReportsListed,
                Event::AccessReportOpened,
                Event::AccessReportViewed,
                Event::AccessReportChanged,
                Event::AccessReportReleased,
                Event::AccessReportHandedOut,
                Event::KeysRewrapped,
            ],
        }
    }

    /// The kind of an event. A new event does not compile before it has one.
    #[expect(clippy::too_many_lines, reason = "one list of all events")]
    pub const fn of(event: Event) -> Self {
        match event {
            Event::RoomViewed | Event::RoomSearched | Event::EntriesDelivered | Event::ReadMarked => Self::Reading,
            Event::RoomExported => Self::Exporting,
            Event::EntryAdded => Self::Writing,
            Event::AlertMailSent | Event::NoticeMailSent => Self::Mails,
            Event::SignedIn
            | Event::SignInRefused
            | Event::StrangersRefused
            | Event::ForeignKeyPresented
            | Event::SignedOut
            | Event::SteppedUp
            | Event::StepUpRefused
            | Event::SessionEnded
            | Event::SettingsChanged => Self::SigningIn,
            Event::Refused => Self::Refusals,
            Event::PersonProposed
            | Event::ConsentReceiptRecorded
            | Event::ConsentFormAttached
            | Event::ConsentFormViewed
            | Event::ConsentFormTakenBack
            | Event::ParticularsViewed
            | Event::ParticularsChanged
            | Event::IdentityViewed
            | Event::IdentityCorrected
            | Event::ResidenceStated
            | Event::ProposalLapsed
            | Event::ProposalDeleted
            | Event::SupportDiscontinued
            | Event::DiscontinuationViewed
            | Event::SupportEnded
            | Event::ErasureProposed
            | Event::EntryErasureAsked
            | Event::EntryErasureProposed
            | Event::EntryErased
            | Event::EntryErasureViewed
            | Event::ErasureViewed
            | Event::RoomErased
            | Event::ErasureCompleted
            | Event::ExceptionalUseAsked
            | Event::ExceptionalUsePermitted
            | Event::ExceptionalUseEnded
            | Event::ExceptionalUseApplied
            | Event::ExceptionalUseApplicationViewed
            | Event::ExceptionalUseApplicationWithdrawn
            | Event::ExceptionalUseRecommended
            | Event::ExceptionalUseDeclined
            | Event::DisasterEventAsked
            | Event::DisasterEventPermitted
            | Event::DisasterEventEnded
            | Event::DisasterEventsListed
            | Event::DisasterEventViewed
            | Event::DisclosureAsked
            | Event::DisclosuresListed
            | Event::DisclosureViewed
            | Event::DisclosureUnsealed
            | Event::UnsealedRead
            | Event::DisclosureRedacted
            | Event::DisclosureReleased
            | Event::DisclosureDocumentViewed
            | Event::DisclosureHandedOut
            | Event::DisclosureWithdrawn
            | Event::DeletionReplayed
            | Event::MembershipStoppedAgain
            | Event::MembersListed
            | Event::MemberAdmitted
            | Event::MemberRemoved
            | Event::MembershipLapsed
            | Event::MembershipTakenOver
            | Event::CityRoomsListed
            | Event::CityRoomViewed
            | Event::CitySearched
            | Event::PurgeReported => Self::Rooms,
            Event::StaffListed
            | Event::StaffAdded
            | Event::StaffRetired
            | Event::StaffChanged
            | Event::StaffTransferred
            | Event::StaffKept
            | Event::AdminAppointed
            | Event::AdminDismissed
            | Event::AccountSuspended
            | Event::AccessStoppedAgain
            | Event::AccountRestored
            | Event::AccountDisqualified
            | Event::CityAccountsListed
            | Event::LoginIdReplaced
            | Event::CodeIssued
            | Event::CodeHandedOver
            | Event::CodeConfirmed
            | Event::CodesVoided
            | Event::CityPeopleListed
            | Event::AppointmentProposed
            | Event::AppointmentDone
            | Event::AppointmentRefused
            | Event::AppointmentWithdrawn => Self::Staff,
            Event::PasskeyEnrolled
            | Event::PasskeyRenamed
            | Event::PasskeyRemoved
            | Event::PasskeySuspended
            | Event::PasskeyRestored
            | Event::CertificateIssued
            | Event::CertificateRefused
            | Event::CertificateRenewed
            | Event::CertificateReplaced
            | Event::DeviceSuspended
            | Event::DeviceRestored
            | Event::DeviceRevoked
            | Event::LossesListed
            | Event::SharedDevicesListed
            | Event::SharedDeviceRegistered
            | Event::SharedDeviceChanged
            | Event::DeviceAllowed
            | Event::DeviceDisallowed
            | Event::DeviceSessionsEnded
            | Event::DeviceRetired
            | Event::InventoryListed
            | Event::InventoryCopied
            | Event::DeviceStated
            | Event::DeviceKindsChanged => Self::Devices,
            Event::FacilityAdded
            | Event::FacilitySuspended
            | Event::FacilityRestored
            | Event::FacilityViewed
            | Event::FacilityChanged
            | Event::FacilityEndSaid
            | Event::FacilityEndWithdrawn
            | Event::FacilityEnded => Self::Facilities,
            Event::CasesListed
            | Event::CaseViewed
            | Event::CaseOpened
            | Event::CaseClaimed
            | Event::CaseReleased
            | Event::AttachmentAdded
            | Event::AttachmentViewed
            | Event::AttachmentTakenBack
            | Event::CaseDecided
            | Event::LeakReported => Self::Cases,
            Event::AuditRead
            | Event::AuditReviewed
            | Event::AccessReportsListed
            | Event::AccessReportOpened
            | Event::AccessReportViewed
            | Event::AccessReportChanged
            | Event::AccessReportReleased
            | Event::AccessReportHandedOut
            | Event::KeysRewrapped => Self::Inspection,
        }
    }

    /// Whether its events come with nearly everything that anybody does: then they are found by their time. The others are
    /// rare, and have an index of their own (`audit_event_of_rare_kind`), which names these events one by one.
    pub const fn is_frequent(self) -> bool {
        matches!(self, Self::Reading | Self::Writing | Self::Mails)
    }
}

/// The events of all kinds.
pub fn every_event() -> impl Iterator<Item = Event> {
    Kind::ALL.into_iter().flat_map(Kind::events).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_event_is_of_one_kind() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            for event in kind.events() {
                assert_eq!(Kind::of(*event), kind, "{event:?}");
            }
        }
        // The words as they stand in the source: an event that no list names would never be found.
        let source = include_str!("audit.rs");
        let written: BTreeSet<_> = source
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => \"")?.1.strip_suffix("\","))
            .collect();
        let listed: Vec<_> = every_event().map(Event::as_str).collect();
        assert!(written.len() > 70, "{}", written.len());
        assert_eq!(listed.len(), written.len(), "one event stands in two lists");
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), written);
    }
}

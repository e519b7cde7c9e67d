//! 閲覧記録の報告書: "who looked at my record?", asked by the supported person or their family, answered by the city.

use std::collections::BTreeSet;

use time::{Date, Duration};

use crate::{FacilityId, Refusal, audit::Event, my_number};

/// A year, and a day for leap years.
const LONGEST: Duration = Duration::days(366);
/// Characters of a note.
const NOTE: usize = 500;

/// How a report stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// The city reviews it.
    Draft,
    /// What it says is fixed.
    Released,
}

/// What can be done with a report.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// Another period, or something else withheld.
    Change,
    /// What was reviewed is what is told.
    Release,
    /// Given to whoever asked.
    HandOut,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 2] = [Self::Draft, Self::Released];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Released => "released",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The state after a step. Whoever wants another one has looked at what is no more so.
    pub const fn after(self, step: Step) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Draft, Step::Change) => Ok(Self::Draft),
            (Self::Draft, Step::Release) | (Self::Released, Step::HandOut) => Ok(Self::Released),
            (Self::Draft, Step::HandOut) | (Self::Released, Step::Change | Step::Release) => Err(Refusal::Stale),
        }
    }
}

/// Who asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AskedBy {
    /// ご本人
    Person,
    /// ご家族
    Family,
}

impl AskedBy {
    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Family => "family",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Person, Self::Family].into_iter().find(|by| by.as_str() == word)
    }
}

/// Why nothing is told of a facility.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// 虐待
    Abuse,
    /// 配偶者などからの暴力
    DomesticViolence,
    /// Another danger, which the note names.
    OtherDanger,
}

/// A facility of which nothing is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Withheld {
    /// The facility.
    pub facility: FacilityId,
    /// Why.
    pub ground: Ground,
    /// What the city noted about it.
    pub note: String,
}

/// What a report is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    /// Who asked.
    pub asked_by: AskedBy,
    /// When.
    pub asked_on: Date,
    /// The first day, in Tokyo.
    pub from: Date,
    /// The last day.
    pub upto: Date,
}

impl Scope {
    /// Whether there can be such a report. The last day is over: what is reviewed must not change by being looked at.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        if self.asked_on > today {
            return Err(Refusal::Invalid("asked_on"));
        }
        if self.upto >= today {
            return Err(Refusal::Invalid("upto"));
        }
        if self.from > self.upto || self.upto - self.from > LONGEST {
            return Err(Refusal::Invalid("from"));
        }
        Ok(())
    }
}

/// Whether that can be withheld: each facility once, and with a note where the ground does not say enough.
pub fn check_withheld(withheld: &[Withheld]) -> Result<(), Refusal> {
    let facilities: BTreeSet<_> = withheld.iter().map(|one| one.facility.0).collect();
    if facilities.len() != withheld.len() {
        return Err(Refusal::Invalid("withheld"));
    }
    for one in withheld {
        let written = one.note.trim().chars().count();
        let says_too_little = written == 0 && one.ground == Ground::OtherDanger;
        if says_too_little || one.note.chars().count() > NOTE || my_number::appears_in(&one.note) {
            return Err(Refusal::Invalid("note"));
        }
    }
    Ok(())
}

/// What somebody did with a person's record, as a report tells it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Deed {
    /// 見た
    Saw,
    /// Searched it, and saw what was found.
    Searched,
    /// Printed it, or wrote it into a file.
    Exported,
    /// 書いた
    Wrote,
    /// Wanted to, and was refused.
    WasRefused,
    /// 支援対象者として提案した
    Proposed,
    /// 同意書の受領を記録した
    RecordedConsent,
    /// Brought the scan of the signed consent form, looked at it, or took it back.
    HandledConsentForm,
    /// Looked after the address and the family, as the city keeps them.
    HandledParticulars,
    /// Looked at whom the room is about and what it was before, or corrected it.
    HandledIdentity,
    /// Saw who takes part.
    SawTeam,
    /// Changed who takes part. Whom it was about is not told: it could be someone of a facility that is withheld.
    ChangedTeam,
    /// The consent form of a proposal did not come in time.
    LetLapse,
    /// 支援を中止した
    DiscontinuedSupport,
    /// 支援を終了した
    EndedSupport,
    /// Saw the certificate of a discontinuation.
    SawCertificate,
    /// Wiped the copies on a device.
    WipedCopies,
    /// Looked at the log of what was done.
    SawLog,
    /// Worked on a report like this one.
    HandledReport,
    /// Asked for a permit that the record is used without consent, gave it, or ended it.
    PermittedUse,
    /// Applied for such a permit from a facility, looked at that, or took it back.
    AppliedForUse,
    /// Dealt with a request by law that the record is disclosed, without seeing what it says.
    HandledDisclosure,
    /// Let two people of the city read the record for such a request.
    UnsealedForDisclosure,
    /// Read it for that.
    ReadForDisclosure,
    /// Told whoever asked.
    Disclosed,
    /// Looked into erasing the record. After an erasure there is no report.
    ConsideredErasure,
    /// Asked the city to erase a post, which they had read.
    AskedEntryErasure,
    /// Dealt with it that a post should be erased, without seeing what it says.
    HandledEntryErasure,
    /// Had a post erased, or erased it once more after a backup had been restored.
    ErasedEntry,
    /// Ended it once more, after a backup had been restored.
    RedidAfterRestore,
    /// Looked at a matter of the city about the person, worked on it, or decided it.
    HandledMatter,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 31] = [
        Self::Saw,
        Self::Searched,
        Self::Exported,
        Self::Wrote,
        Self::WasRefused,
        Self::Proposed,
        Self::RecordedConsent,
        Self::HandledConsentForm,
        Self::HandledParticulars,
        Self::HandledIdentity,
        Self::SawTeam,
        Self::ChangedTeam,
        Self::LetLapse,
        Self::DiscontinuedSupport,
        Self::EndedSupport,
        Self::SawCertificate,
        Self::WipedCopies,
        Self::SawLog,
        Self::HandledReport,
        Self::ConsideredErasure,
        Self::PermittedUse,
        Self::HandledDisclosure,
        Self::UnsealedForDisclosure,
        Self::ReadForDisclosure,
        Self::Disclosed,
        Self::AskedEntryErasure,
        Self::HandledEntryErasure,
        Self::ErasedEntry,
        Self::RedidAfterRestore,
        Self::HandledMatter,
        Self::AppliedForUse,
    ];

    /// The word on the wire, and in what is sealed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Saw => "saw",
            Self::Searched => "searched",
            Self::Exported => "exported",
            Self::Wrote => "wrote",
            Self::WasRefused => "was_refused",
            Self::Proposed => "proposed",
            Self::RecordedConsent => "recorded_consent",
            Self::HandledConsentForm => "handled_consent_form",
            Self::HandledParticulars => "handled_particulars",
            Self::HandledIdentity => "handled_identity",
            Self::SawTeam => "saw_team",
            Self::ChangedTeam => "changed_team",
            Self::LetLapse => "let_lapse",
            Self::DiscontinuedSupport => "discontinued_support",
            Self::EndedSupport => "ended_support",
            Self::SawCertificate => "saw_certificate",
            Self::WipedCopies => "wiped_copies",
            Self::SawLog => "saw_log",
            Self::HandledReport => "handled_report",
            Self::ConsideredErasure => "considered_erasure",
            Self::PermittedUse => "permitted_use",
            Self::AppliedForUse => "applied_for_use",
            Self::HandledDisclosure => "handled_disclosure",
            Self::UnsealedForDisclosure => "unsealed_for_disclosure",
            Self::ReadForDisclosure => "read_for_disclosure",
            Self::Disclosed => "disclosed",
            Self::AskedEntryErasure => "asked_entry_erasure",
            Self::HandledEntryErasure => "handled_entry_erasure",
            Self::ErasedEntry => "erased_entry",
            Self::RedidAfterRestore => "redid_after_restore",
            Self::HandledMatter => "handled_matter",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == word)
    }

    /// The events that are told as this. Whoever adds one that names a room adds it here: a test asks.
    pub const fn events(self) -> &'static [Event] {
        match self {
            Self::Saw => &[Event::RoomViewed, Event::EntriesDelivered, Event::ReadMarked],
            Self::Searched => &[Event::RoomSearched],
            Self::Exported => &[Event::RoomExported],
            Self::Wrote => &[Event::EntryAdded],
            Self::WasRefused => &[Event::Refused],
            Self::Proposed => &[Event::PersonProposed],
            Self::RecordedConsent => &[Event::ConsentReceiptRecorded],
            Self::HandledConsentForm => {
                &[Event::ConsentFormAttached, Event::ConsentFormViewed, Event::ConsentFormTakenBack]
            }
            Self::HandledParticulars => &[Event::ParticularsViewed, Event::ParticularsChanged, Event::ResidenceStated],
            Self::HandledIdentity => &[Event::IdentityViewed, Event::IdentityCorrected],
            Self::SawTeam => &[Event::MembersListed],
            Self::ChangedTeam => {
                &[Event::MemberAdmitted, Event::MemberRemoved, Event::MembershipLapsed, Event::MembershipTakenOver]
            }
            Self::LetLapse => &[Event::ProposalLapsed, Event::ProposalDeleted],
            Self::DiscontinuedSupport => &[Event::SupportDiscontinued],
            Self::EndedSupport => &[Event::SupportEnded],
            Self::SawCertificate => &[Event::DiscontinuationViewed],
            Self::WipedCopies => &[Event::PurgeReported],
            Self::SawLog => &[Event::AuditRead],
            Self::RedidAfterRestore => &[Event::DeletionReplayed, Event::MembershipStoppedAgain],
            Self::HandledMatter => &[
                Event::CityRoomViewed,
                Event::CaseOpened,
                Event::CaseViewed,
                Event::CaseClaimed,
                Event::CaseReleased,
                Event::CaseDecided,
                Event::DisasterEventViewed,
            ],
            Self::ConsideredErasure => {
                &[Event::ErasureProposed, Event::ErasureViewed, Event::RoomErased, Event::ErasureCompleted]
            }
            Self::AskedEntryErasure => &[Event::EntryErasureAsked],
            Self::HandledEntryErasure => &[Event::EntryErasureProposed, Event::EntryErasureViewed],
            Self::ErasedEntry => &[Event::EntryErased],
            Self::PermittedUse => &[
                Event::ExceptionalUseAsked,
                Event::ExceptionalUsePermitted,
                Event::ExceptionalUseEnded,
                Event::ExceptionalUseRecommended,
                Event::ExceptionalUseDeclined,
            ],
            Self::AppliedForUse => &[
                Event::ExceptionalUseApplied,
                Event::ExceptionalUseApplicationViewed,
                Event::ExceptionalUseApplicationWithdrawn,
            ],
            Self::HandledDisclosure => &[
                Event::DisclosureAsked,
                Event::DisclosuresListed,
                Event::DisclosureViewed,
                Event::DisclosureRedacted,
                Event::DisclosureWithdrawn,
            ],
            Self::UnsealedForDisclosure => &[Event::DisclosureUnsealed],
            Self::ReadForDisclosure => &[Event::UnsealedRead, Event::DisclosureDocumentViewed],
            Self::Disclosed => &[Event::DisclosureReleased, Event::DisclosureHandedOut],
            Self::HandledReport => &[
                Event::AccessReportsListed,
                Event::AccessReportOpened,
                Event::AccessReportViewed,
                Event::AccessReportChanged,
                Event::AccessReportReleased,
                Event::AccessReportHandedOut,
            ],
        }
    }
}

/// Whether something that was done is told: not if whoever did it was then of a facility that is withheld, through whichever of
/// their affiliations they did it.
pub fn is_told(facilities: impl IntoIterator<Item = FacilityId>, withheld: &[Withheld]) -> bool {
    facilities.into_iter().all(|facility| withheld.iter().all(|one| one.facility != facility))
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use uuid::Uuid;

    use super::*;
    use crate::audit_kind::Kind;

    #[test]
    fn a_report_is_reviewed_then_released_and_then_fixed() {
        let told = |state: State, step| state.after(step).ok();
        assert_eq!(told(State::Draft, Step::Change), Some(State::Draft));
        assert_eq!(told(State::Draft, Step::Release), Some(State::Released));
        assert_eq!(told(State::Draft, Step::HandOut), None, "nobody gets what was not released");
        assert_eq!(told(State::Released, Step::Change), None);
        assert_eq!(told(State::Released, Step::Release), None);
        assert_eq!(told(State::Released, Step::HandOut), Some(State::Released));
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn only_days_that_are_over_and_a_year_at_most() {
        let today = date!(2026 - 11 - 27);
        let scope = |from, upto| Scope { asked_by: AskedBy::Person, asked_on: today, from, upto };
        let yesterday = date!(2026 - 11 - 26);
        assert_eq!(scope(yesterday, yesterday).check(today), Ok(()));
        assert_eq!(scope(yesterday, today).check(today), Err(Refusal::Invalid("upto")));
        assert_eq!(scope(yesterday, date!(2026 - 11 - 25)).check(today), Err(Refusal::Invalid("from")));
        assert_eq!(scope(date!(2025 - 11 - 25), yesterday).check(today), Ok(()));
        assert_eq!(scope(date!(2025 - 11 - 24), yesterday).check(today), Err(Refusal::Invalid("from")));
        let early = Scope { asked_on: date!(2026 - 11 - 28), ..scope(yesterday, yesterday) };
        assert_eq!(early.check(today), Err(Refusal::Invalid("asked_on")));
    }

    fn one(facility: u128, ground: Ground, note: &str) -> Withheld {
        Withheld { facility: FacilityId(Uuid::from_u128(facility)), ground, note: note.into() }
    }

    #[test]
    fn each_facility_is_withheld_once_and_on_a_ground() {
        let said = [one(1, Ground::Abuse, ""), one(2, Ground::OtherDanger, "理由")];
        assert_eq!(check_withheld(&said), Ok(()));
        assert_eq!(check_withheld(&[]), Ok(()));
        let twice = [one(1, Ground::Abuse, ""), one(1, Ground::DomesticViolence, "")];
        assert_eq!(check_withheld(&twice), Err(Refusal::Invalid("withheld")));
        assert_eq!(check_withheld(&[one(1, Ground::OtherDanger, " ")]), Err(Refusal::Invalid("note")));
        for note in ["字".repeat(501), "個人番号 123456789018".into()] {
            assert_eq!(check_withheld(&[one(1, Ground::Abuse, &note)]), Err(Refusal::Invalid("note")), "{note}");
        }
    }

    #[test]
    fn nothing_is_told_of_whoever_is_of_a_withheld_facility_too() {
        let withheld = [one(1, Ground::Abuse, "")];
        let of = |ids: &[u128]| ids.iter().map(|id| FacilityId(Uuid::from_u128(*id))).collect::<Vec<_>>();
        assert!(is_told(of(&[2]), &withheld));
        assert!(is_told(of(&[]), &withheld), "what the system did by itself");
        assert!(!is_told(of(&[1]), &withheld));
        assert!(!is_told(of(&[2, 1]), &withheld));
        assert!(is_told(of(&[2, 1]), &[]));
    }

    #[test]
    fn every_event_about_a_room_is_told_as_one_deed() {
        let mut seen = BTreeSet::new();
        for deed in Deed::ALL {
            assert_eq!(Deed::parse(deed.as_str()), Some(deed));
            for event in deed.events() {
                assert!(seen.insert(event.as_str()), "{event:?}");
            }
        }
        let about_rooms =
            [Kind::Reading, Kind::Exporting, Kind::Writing, Kind::Refusals, Kind::Rooms, Kind::Inspection];
        for event in about_rooms.into_iter().flat_map(Kind::events) {
            // The city's list of all rooms is about nobody, nor is a search in it, nor are keys, nor a month of the log, nor a disaster, whose rooms have
            // events of their own.
            let is_of_all = matches!(
                event,
                Event::CityRoomsListed
                    | Event::CitySearched
                    | Event::KeysRewrapped
                    | Event::AuditReviewed
                    | Event::DisasterEventAsked
                    | Event::DisasterEventPermitted
                    | Event::DisasterEventEnded
                    | Event::DisasterEventsListed
            );
            assert_eq!(seen.contains(event.as_str()), !is_of_all, "{event:?}");
        }
    }
}

use super::*;

/// Written from the obligations, not from the code above: who reads, who posts, who closes.
fn oracle(role: Role, relation: Relation, state: RoomState, act: Act) -> bool {
    let carer = [Role::Staff, Role::FacilityAdmin, Role::CityModerator].contains(&role);
    // Article 20: a permit that outlives the consent is for those whom it names, and for nobody else.
    let is_by_permit_alone = relation == Relation::Permitted && state == RoomState::PermitOnly;
    let is_closed = [RoomState::Discontinued, RoomState::PermitOnly, RoomState::Lapsed, RoomState::Erased];
    let is_over = is_closed.contains(&state) && !is_by_permit_alone;
    let inside = carer && relation != Relation::Stranger && !is_over;
    match act {
        // Who notices that their own telephone is gone must be able to say so at once, whatever they are.
        Act::UseOwnAccount | Act::ReportOwnLoss | Act::ChangeOwnPasskeys | Act::MoveOwnDeviceKey => true,
        // Article 18: whoever reads what should not be there says so to the city, as long as they read it.
        // Whoever reads a record finds what it says.
        Act::ReadRoom | Act::SearchRoom | Act::MarkRead | Act::AskEntryErasure => inside,
        // Article 20: with the city's permit also before there is consent, and as long as the permit stands.
        Act::PostEntry => {
            let is_permitted = relation == Relation::Permitted && state == RoomState::AwaitingConsent;
            inside && (state == RoomState::Active || is_permitted || is_by_permit_alone)
        }
        // Articles 16 and 32: whoever reads a record that the person agreed to may take it along, for a purpose.
        Act::ExportRoom => inside && state != RoomState::AwaitingConsent && !is_by_permit_alone,
        // Article 16: whoever supports someone says so; what follows is the city's.
        Act::ProposePerson => carer,
        // Article 20: whoever waits for a consent form applies when there is no time for that; the city decides, in two steps.
        Act::ApplyForExceptionalUse => {
            [Role::Staff, Role::FacilityAdmin].contains(&role) && inside && state == RoomState::AwaitingConsent
        }
        // And sees what became of it.
        Act::FollowExceptionalUse => [Role::Staff, Role::FacilityAdmin].contains(&role),
        // They bring the form too, until the city has it.
        Act::AttachConsentForm => {
            role == Role::CityModerator || (inside && state == RoomState::AwaitingConsent)
        }
        // Articles 8 and 9: the city examines applications and decides. Article 16: it receives consent, and ends support.
        // Articles 28 and 39: it suspends, and disqualifies. Its moderator alone does all of this.
        Act::ListCityRooms
        | Act::ImportPersons
        | Act::RecordConsentReceipt
        | Act::ReadConsentForm
        | Act::ChangeParticulars
        | Act::CorrectIdentity
        | Act::DiscontinueSupport
        | Act::EndSupport
        // And can show what was done.
        | Act::ReadDiscontinuation
        // Article 18: it has deleted what it does not keep; one person says so.
        | Act::ProposeErasure
        | Act::ListCityAccounts
        | Act::SuspendAccount
        | Act::DisqualifyAccount
        | Act::SuspendDevice
        | Act::SuspendFacility
        // Article 17: it permits who sees what.
        | Act::ListMembers
        | Act::AdmitMember
        | Act::RemoveMember
        // Article 7: it admits each person at a facility, and so moves them; no facility takes another's staff.
        | Act::TransferStaff
        | Act::AppointAdmin
        | Act::KeyInCases
        // Article 37: devices are certified as the city says.
        | Act::ChangeDeviceKinds
        // Article 8: what it was sent by mistake it does not keep.
        | Act::TakeFileBack
        // To tell a person who looked at their record.
        | Act::HandleAccessReports
        | Act::ReleaseAccessReport
        // Articles 31 and 39: it answers for what leaked.
        | Act::InvestigateLeak
        // Article 20: one person of the city asks for a permit, and another gives it, as a case.
        | Act::AskExceptionalUse
        // 開示請求: one person of the city records it and blackens, another unseals and releases. Of one room, for hours, both read.
        | Act::AskDisclosure
        | Act::RedactDisclosure => role == Role::CityModerator,
        Act::ReleaseDisclosure => role == Role::CityApprover,
        // Articles 28 and 39: in an emergency the contractor does it for the city, and for nobody else. The city itself
        // needs no proxy.
        Act::SuspendByProxy => role == Role::Operator,
        // Article 18: another person decides. So the approver has an inbox, of what is theirs to decide. And who decides for
        // the city is the city's alone, and two people's.
        Act::HandleCases
        | Act::DecideCase
        | Act::ReadErasure
        | Act::ListCityPeople
        | Act::ChangeCityPeople
        // Article 17: who decides for the city finds what it is about by its name; nobody else looks through the whole city.
        | Act::SearchCity
        // Who did what is for the city to show later, and what its moderators did for somebody else than they; facilities see what
        // concerns their staff where they look after them.
        | Act::ReadAudit
        | Act::ReviewAudit
        | Act::SeeDisclosures
        | Act::ReadUnsealed => [Role::CityModerator, Role::CityApprover].contains(&role),
        // Articles 6 to 10: a facility looks after its staff through its admin, and the city after all of them.
        // Article 12: it changes what it stated, and the city sees it. Article 13: it leaves.
        Act::ListStaff
        | Act::AddStaff
        | Act::IssueCode
        // Article 10: whoever reports that an ID is unknown gets a new one, from those who look after them.
        | Act::ReplaceLoginId
        | Act::ReplaceDevice
        | Act::RetireStaff
        | Act::ChangeFacility
        | Act::EndFacility
        // Article 36: its devices are in its admin's hands.
        | Act::ChangeSharedDevices
        | Act::StateDevices
        | Act::CopyInventory
        // Article 12: its admin changes what is registered.
        | Act::ChangeStaff
        | Act::ReviewStaff => {
            [Role::FacilityAdmin, Role::CityModerator].contains(&role)
        }
    }
}

#[test]
fn an_admin_looks_after_their_own_facility_and_the_moderator_after_all() {
    let acts = [
        Act::ListStaff,
        Act::AddStaff,
        Act::IssueCode,
        Act::ReplaceLoginId,
        Act::ReplaceDevice,
        Act::RetireStaff,
        Act::ChangeFacility,
        Act::EndFacility,
        Act::ReviewStaff,
        Act::ChangeSharedDevices,
        Act::ChangeStaff,
        Act::StateDevices,
        Act::CopyInventory,
    ];
    for act in acts {
        for role in Role::ALL {
            for is_own in [true, false] {
                let expected = role == Role::CityModerator || (role == Role::FacilityAdmin && is_own);
                assert_eq!(may_at_facility(role, is_own, act).is_ok(), expected, "{role:?} {is_own} {act:?}");
            }
        }
    }
    assert_eq!(Role::ALL.map(is_of_facility), [true, true, false, false, false]);
    for role in Role::ALL {
        assert!(!awaits_second_person(role, false), "{role:?}");
        assert_eq!(awaits_second_person(role, true), role != Role::CityModerator, "{role:?}");
    }
    assert_eq!(may_issue_ids(Role::FacilityAdmin, false), Err(Refusal::IssuedByCity));
    assert_eq!(may_issue_ids(Role::FacilityAdmin, true), Ok(()));
    assert_eq!(may_issue_ids(Role::CityModerator, false), Ok(()));
}

#[test]
fn the_whole_table_against_the_oracle() {
    let (mut allowed, mut discontinued, mut permit_only) = (0, 0, 0);
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
                    let count = usize::from(verdict.is_ok());
                    if state == RoomState::PermitOnly {
                        permit_only += count;
                    } else {
                        allowed += count;
                    }
                    if state == RoomState::Discontinued {
                        discontinued += count;
                    }
                }
            }
        }
    }
    assert_eq!(permit_only, discontinued, "whom the permit does not name cannot tell one from the other");
    // In the six states that are stored:
    // 60 times an own account, an own device, its key, and own passkeys; 27 acts of the moderator, 12 times each; 13 about staff
    // and their facility, with its devices, for 2 roles; 5 about cases, erasures and the city's own people for 2 roles; a proposal
    // for 3 roles; read and mark in 3 states, export in 2 and post in 1, for 3 roles; the operator's proxy; the form that a
    // member who is no moderator brings; the city's search for 2 roles.
    let disclosures = (2 + 1 + 2 * 2) * 12;
    // To ask that a post is erased, wherever it is read.
    let entry_erasures = 3 * 3;
    // To look through the log and to sign a month of it, for both who decide for the city.
    let audit_log = 2 * 2 * 12;
    // The moderator corrects whom a room is about.
    let corrections = 12;
    // To search, wherever it is read.
    let searches = 3 * 3;
    // Staff and admins apply for a use without consent while that is awaited, and follow what they applied for.
    let applications = 2 + 2 * 12;
    assert_eq!(
        allowed,
        12 + 4 * 60
            + 27 * 12
            + (13 + 5) * 2 * 12
            + 3 * 12
            + 3 * (3 + 3 + 2 + 1)
            + 2
            + 2 * 12
            + disclosures
            + entry_erasures
            + audit_log
            + corrections
            + searches
            + applications
    );
}

#[test]
fn a_permit_is_as_good_as_a_membership_and_lets_people_post_before_there_is_consent() {
    for role in Role::ALL {
        for state in RoomState::ALL {
            for act in Act::ALL {
                let verdict = may_in_room(role, Relation::Permitted, state, act);
                assert_eq!(
                    verdict.is_ok(),
                    oracle(role, Relation::Permitted, state, act),
                    "{role:?} {state:?} {act:?}"
                );
                let differs = verdict != may_in_room(role, Relation::Member, state, act);
                let posts_early = state == RoomState::AwaitingConsent && act == Act::PostEntry && role.may_be_member();
                let goes_on = state == RoomState::PermitOnly
                    && [
                        Act::ReadRoom,
                        Act::SearchRoom,
                        Act::MarkRead,
                        Act::AskEntryErasure,
                        Act::PostEntry,
                        Act::ExportRoom,
                    ]
                    .contains(&act)
                    && role.may_be_member();
                assert_eq!(differs, posts_early || goes_on, "{role:?} {state:?} {act:?}");
            }
        }
    }
}

#[test]
fn grave_acts_want_the_passkey_again() {
    // Closing, issuing, deciding, devices, and every way in: whoever finds a screen open must not be able to do these.
    let grave = [
        "export_room",
        "discontinue_support",
        "end_support",
        "correct_identity",
        "propose_erasure",
        "ask_exceptional_use",
        "apply_for_exceptional_use",
        "ask_disclosure",
        "read_unsealed",
        "release_disclosure",
        "suspend_account",
        "disqualify_account",
        "suspend_device",
        "suspend_facility",
        "add_staff",
        "issue_code",
        "replace_login_id",
        "replace_device",
        "retire_staff",
        "review_audit",
        "change_staff",
        "appoint_admin",
        "decide_case",
        "change_own_passkeys",
        "end_facility",
        "transfer_staff",
        "move_own_device_key",
        "change_shared_devices",
        "change_device_kinds",
        "copy_inventory",
        "admit_member",
        "suspend_by_proxy",
        "take_file_back",
        "change_city_people",
        "release_access_report",
    ];
    for act in Act::ALL {
        let is_grave = grave.contains(&act.as_str());
        assert_eq!(may_now(act, false).is_err(), is_grave, "{act:?}");
        assert_eq!(may_now(act, true), Ok(()), "{act:?}");
    }
    assert_eq!(may_now(Act::IssueCode, false), Err(Refusal::StepUpDue));
}

#[test]
fn strangers_learn_nothing_of_a_room() {
    for role in Role::ALL {
        for state in RoomState::ALL {
            for act in
                [Act::ReadRoom, Act::SearchRoom, Act::ExportRoom, Act::PostEntry, Act::MarkRead, Act::AskEntryErasure]
            {
                assert_eq!(may_in_room(role, Relation::Stranger, state, act), Err(Refusal::NotFound));
            }
        }
    }
}

//! Who may do what: one table. Default is no (article 17).
//!
//! Administration never implies reading: the city's moderator closes rooms and does not read them, unless a member.

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

/// Everything a signed-in account can ask for. Each route and live command names one of these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// See one's own session, settings and list of rooms; sign out. Concerns no room.
    UseOwnAccount,
    /// Read a room: entries, members, what it is about.
    ReadRoom,
    /// 記録の検索: find posts of a room by what they say.
    SearchRoom,
    /// 印刷・書き出し: take a part of a room's record out of the system.
    ExportRoom,
    /// Add a post.
    PostEntry,
    /// Say how far one has read.
    MarkRead,
    /// 投稿の消去の申出: ask the city that a post of a room is erased. Two people of the city decide.
    AskEntryErasure,
    /// 提案: name someone whom the city should open a room for.
    ProposePerson,
    /// 支援対象者の一括登録: propose all whom a file names.
    ImportPersons,
    /// See all rooms of the city by label and state, never by content.
    ListCityRooms,
    /// Record that the consent form was received, which opens the room.
    RecordConsentReceipt,
    /// 同意書の写し: add the scan of the signed consent form of someone whom one proposed; the city of anyone.
    AttachConsentForm,
    /// See that scan.
    ReadConsentForm,
    /// 連絡先: see and change where a person lives and whom of their family one asks. Members read it in the room.
    ChangeParticulars,
    /// Correct whom a room is about.
    CorrectIdentity,
    /// 支援中止
    DiscontinueSupport,
    /// 支援終了
    EndSupport,
    /// See the certificate of a discontinuation: what was done, never what was in the room.
    ReadDiscontinuation,
    /// 消去の提案: propose that a room that is over is erased (article 18). Somebody else decides.
    ProposeErasure,
    /// See what an erasure would take and what it took: numbers, never what was in the room.
    ReadErasure,
    /// See all accounts and devices of the city and how they stand.
    ListCityAccounts,
    /// 一時停止 of an ID, and its restoration.
    SuspendAccount,
    /// 資格停止 of an ID, for good (article 39).
    DisqualifyAccount,
    /// 一時停止 of any device or passkey, and its restoration.
    SuspendDevice,
    /// 紛失: stop a personal device or a passkey of one's own. To restore it is the city's.
    ReportOwnLoss,
    /// See who takes part in a room (支援チーム), never what is in it.
    ListMembers,
    /// 参加の許可: let someone into a room.
    AdmitMember,
    /// End someone's membership of a room.
    RemoveMember,
    /// See the staff of a facility with their devices.
    ListStaff,
    /// 付与: add members of staff to a facility, each with a login ID.
    AddStaff,
    /// Make an enrolment code for someone, and hand it over (article 10).
    IssueCode,
    /// 新しいユーザーID: end the ID of someone who lost what opens it, and give them another one (article 10).
    ReplaceLoginId,
    /// 紛失: stop what one's staff have lost, and let them in on another device.
    ReplaceDevice,
    /// 退職: end someone's affiliation with a facility, and all that rests on it.
    RetireStaff,
    /// 施設管理者の指定: say who looks after a facility's staff, and take it back.
    AppointAdmin,
    /// 申請・届出: see and work on the cases of the city. Each role sees those that it decides; a moderator all.
    HandleCases,
    /// Key in what came on paper, with its scan.
    KeyInCases,
    /// 決定 of a case, with all that follows. Whose it is to decide the kind of case says.
    DecideCase,
    /// 一時停止 of a facility, and its lifting.
    SuspendFacility,
    /// Add or remove a passkey of one's own: a way into the account.
    ChangeOwnPasskeys,
    /// See what a facility stated about itself, and change it (article 12).
    ChangeFacility,
    /// 利用の廃止: say that a facility ends on a day, and take it back before (article 13).
    EndFacility,
    /// 異動: move someone from one facility to another, with all that follows.
    TransferStaff,
    /// 四半期の確認: see which IDs of a facility lie unused, and say which are still used.
    ReviewStaff,
    /// Move the key of one's device from a file into the browser: a way in that lasts.
    MoveOwnDeviceKey,
    /// 共用の端末: register shared devices of a facility, say who may sign in on them, and stop them.
    ChangeSharedDevices,
    /// 登録内容の変更: change what is registered of a member of staff.
    ChangeStaff,
    /// 月次の確認: sign that one looked at what was done in a month.
    ReviewAudit,
    /// 端末台帳: state whose a device of one's staff is, its number, and its security software.
    StateDevices,
    /// 端末台帳: take a copy of the inventory out of the system.
    CopyInventory,
    /// 端末の種類: say which kinds of device the city allows.
    ChangeDeviceKinds,
    /// 緊急時の代行: suspend an ID or a device for the city, which is told of it in the same step.
    SuspendByProxy,
    /// 添付の取消し: erase a file that was attached to a case by mistake.
    TakeFileBack,
    /// 記録の確認: look through the audit log of the city. Holds who did what, never content.
    ReadAudit,
    /// See who acts for the city, and what is proposed about it.
    ListCityPeople,
    /// 指名: say who acts for the city, and make ways in for them; two people of the city do it.
    ChangeCityPeople,
    /// 閲覧記録の報告書: make a report of who looked at a person's record, review it, hand it out.
    HandleAccessReports,
    /// Release what was reviewed of such a report.
    ReleaseAccessReport,
    /// 漏えい等: enter one, see who had access, and write down what was told of it.
    InvestigateLeak,
    /// 検索: find people, staff and facilities of the city by their names, never by content.
    SearchCity,
    /// 例外利用 (article 20): ask for a permit to use a room without consent, and end one before its time. Somebody else permits.
    AskExceptionalUse,
    /// 開示請求: record one, ask that the room is unsealed for it, and take it back. Somebody else unseals.
    AskDisclosure,
    /// See which requests there are and how they stand, never what is in the room.
    SeeDisclosures,
    /// Read what was unsealed for one, and what was released of it. Which two people, the unsealing says.
    ReadUnsealed,
    /// 黒塗り: say what of it is not disclosed.
    RedactDisclosure,
    /// Release what is left: never who blackened.
    ReleaseDisclosure,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 66] = [
        Self::UseOwnAccount,
        Self::ReadRoom,
        Self::SearchRoom,
        Self::ExportRoom,
        Self::PostEntry,
        Self::MarkRead,
        Self::AskEntryErasure,
        Self::ProposePerson,
        Self::ImportPersons,
        Self::ListCityRooms,
        Self::RecordConsentReceipt,
        Self::AttachConsentForm,
        Self::ReadConsentForm,
        Self::ChangeParticulars,
        Self::CorrectIdentity,
        Self::DiscontinueSupport,
        Self::EndSupport,
        Self::ReadDiscontinuation,
        Self::ProposeErasure,
        Self::ReadErasure,
        Self::ListCityAccounts,
        Self::SuspendAccount,
        Self::DisqualifyAccount,
        Self::SuspendDevice,
        Self::ReportOwnLoss,
        Self::ListMembers,
        Self::AdmitMember,
        Self::RemoveMember,
        Self::ListStaff,
        Self::AddStaff,
        Self::IssueCode,
        Self::ReplaceLoginId,
        Self::ReplaceDevice,
        Self::RetireStaff,
        Self::AppointAdmin,
        Self::HandleCases,
        Self::KeyInCases,
        Self::DecideCase,
        Self::SuspendFacility,
        Self::ChangeOwnPasskeys,
        Self::ChangeFacility,
        Self::EndFacility,
        Self::TransferStaff,
        Self::ReviewStaff,
        Self::MoveOwnDeviceKey,
        Self::ChangeSharedDevices,
        Self::ChangeStaff,
        Self::ReviewAudit,
        Self::StateDevices,
        Self::CopyInventory,
        Self::ChangeDeviceKinds,
        Self::SuspendByProxy,
        Self::TakeFileBack,
        Self::ReadAudit,
        Self::ListCityPeople,
        Self::ChangeCityPeople,
        Self::HandleAccessReports,
        Self::ReleaseAccessReport,
        Self::InvestigateLeak,
        Self::SearchCity,
        Self::AskExceptionalUse,
        Self::AskDisclosure,
        Self::SeeDisclosures,
        Self::ReadUnsealed,
        Self::RedactDisclosure,
        Self::ReleaseDisclosure,
    ];

    /// The word in audit events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UseOwnAccount => "use_own_account",
            Self::ReadRoom => "read_room",
            Self::SearchRoom => "search_room",
            Self::ExportRoom => "export_room",
            Self::PostEntry => "post_entry",
            Self::MarkRead => "mark_read",
            Self::AskEntryErasure => "ask_entry_erasure",
            Self::ProposePerson => "propose_person",
            Self::ImportPersons => "import_persons",
            Self::ListCityRooms => "list_city_rooms",
            Self::RecordConsentReceipt => "record_consent_receipt",
            Self::AttachConsentForm => "attach_consent_form",
            Self::ReadConsentForm => "read_consent_form",
            Self::ChangeParticulars => "change_particulars",
            Self::CorrectIdentity => "correct_identity",
            Self::DiscontinueSupport => "discontinue_support",
            Self::EndSupport => "end_support",
            Self::ReadDiscontinuation => "read_discontinuation",
            Self::ProposeErasure => "propose_erasure",
            Self::ReadErasure => "read_erasure",
            Self::ListCityAccounts => "list_city_accounts",
            Self::SuspendAccount => "suspend_account",
            Self::DisqualifyAccount => "disqualify_account",
            Self::SuspendDevice => "suspend_device",
            Self::ReportOwnLoss => "report_own_loss",
            Self::ListMembers => "list_members",
            Self::AdmitMember => "admit_member",
            Self::RemoveMember => "remove_member",
            Self::ListStaff => "list_staff",
            Self::AddStaff => "add_staff",
            Self::IssueCode => "issue_code",
            Self::ReplaceLoginId => "replace_login_id",
            Self::ReplaceDevice => "replace_device",
            Self::RetireStaff => "retire_staff",
            Self::AppointAdmin => "appoint_admin",
            Self::HandleCases => "handle_cases",
            Self::KeyInCases => "key_in_cases",
            Self::DecideCase => "decide_case",
            Self::SuspendFacility => "suspend_facility",
            Self::ChangeOwnPasskeys => "change_own_passkeys",
            Self::ChangeFacility => "change_facility",
            Self::EndFacility => "end_facility",
            Self::TransferStaff => "transfer_staff",
            Self::ReviewStaff => "review_staff",
            Self::MoveOwnDeviceKey => "move_own_device_key",
            Self::ChangeSharedDevices => "change_shared_devices",
            Self::ChangeStaff => "change_staff",
            Self::ReviewAudit => "review_audit",
            Self::StateDevices => "state_devices",
            Self::CopyInventory => "copy_inventory",
            Self::ChangeDeviceKinds => "change_device_kinds",
            Self::SuspendByProxy => "suspend_by_proxy",
            Self::TakeFileBack => "take_file_back",
            Self::ReadAudit => "read_audit",
            Self::ListCityPeople => "list_city_people",
            Self::ChangeCityPeople => "change_city_people",
            Self::HandleAccessReports => "handle_access_reports",
            Self::ReleaseAccessReport => "release_access_report",
            Self::InvestigateLeak => "investigate_leak",
            Self::SearchCity => "search_city",
            Self::AskExceptionalUse => "ask_exceptional_use",
            Self::AskDisclosure => "ask_disclosure",
            Self::SeeDisclosures => "see_disclosures",
            Self::ReadUnsealed => "read_unsealed",
            Self::RedactDisclosure => "redact_disclosure",
            Self::ReleaseDisclosure => "release_disclosure",
        }
    }

    /// Whether the act is about one room; those that are not are decided by [`may`] alone.
    pub const fn concerns_room(self) -> bool {
        matches!(
            self,
            Self::ReadRoom
                | Self::SearchRoom
                | Self::ExportRoom
                | Self::PostEntry
                | Self::MarkRead
                | Self::AskEntryErasure
                | Self::RecordConsentReceipt
                | Self::AttachConsentForm
                | Self::ReadConsentForm
                | Self::ChangeParticulars
                | Self::CorrectIdentity
                | Self::DiscontinueSupport
                | Self::EndSupport
                | Self::ReadDiscontinuation
                | Self::ProposeErasure
                | Self::ReadErasure
                | Self::ListMembers
                | Self::AdmitMember
                | Self::RemoveMember
                | Self::AskExceptionalUse
                | Self::AskDisclosure
        )
    }

    /// Whether it is so grave that whoever is signed in proves once more who they are: a screen that was left open must not
    /// be enough to let someone in, to shut someone out, or to close a room. Saying that something of one's own is lost is not
    /// one of these: it only takes away, and it is in a hurry.
    pub const fn needs_step_up(self) -> bool {
        matches!(
            self,
            Self::ExportRoom
                | Self::DiscontinueSupport
                | Self::EndSupport
                | Self::CorrectIdentity
                | Self::ProposeErasure
                | Self::AskExceptionalUse
                | Self::AskDisclosure
                | Self::ReadUnsealed
                | Self::ReleaseDisclosure
                | Self::AdmitMember
                | Self::SuspendAccount
                | Self::DisqualifyAccount
                | Self::SuspendDevice
                | Self::SuspendFacility
                | Self::AddStaff
                | Self::IssueCode
                | Self::ReplaceLoginId
                | Self::ReplaceDevice
                | Self::ReviewAudit
                | Self::RetireStaff
                | Self::ChangeStaff
                | Self::AppointAdmin
                | Self::DecideCase
                | Self::ReleaseAccessReport
                | Self::ChangeOwnPasskeys
                | Self::EndFacility
                | Self::TransferStaff
                | Self::MoveOwnDeviceKey
                | Self::ChangeSharedDevices
                | Self::CopyInventory
                | Self::ChangeDeviceKinds
                | Self::SuspendByProxy
                | Self::TakeFileBack
                | Self::ChangeCityPeople
        )
    }
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
        | Act::AskDisclosure
        | Act::RemoveMember => Ok(()),
        // Until the city has received the form: then it is the city's alone.
        Act::AttachConsentForm => match (role, relation, state) {
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

#[cfg(test)]
mod tests {
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
                    let posts_early =
                        state == RoomState::AwaitingConsent && act == Act::PostEntry && role.may_be_member();
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
                for act in [
                    Act::ReadRoom,
                    Act::SearchRoom,
                    Act::ExportRoom,
                    Act::PostEntry,
                    Act::MarkRead,
                    Act::AskEntryErasure,
                ] {
                    assert_eq!(may_in_room(role, Relation::Stranger, state, act), Err(Refusal::NotFound));
                }
            }
        }
    }
}

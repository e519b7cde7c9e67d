//! What can be asked for, and what is said of each: its word, and whether it wants the passkey once more.

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
    /// 例外利用の申請 by a facility: of someone whom one proposed, as long as the consent form is awaited. The city recommends it and decides.
    ApplyForExceptionalUse,
    /// See how one's own applications stand, and take one back.
    FollowExceptionalUse,
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
    pub const ALL: [Self; 68] = [
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
        Self::ApplyForExceptionalUse,
        Self::FollowExceptionalUse,
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
            Self::ApplyForExceptionalUse => "apply_for_exceptional_use",
            Self::FollowExceptionalUse => "follow_exceptional_use",
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
                | Self::ApplyForExceptionalUse
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
                | Self::ApplyForExceptionalUse
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

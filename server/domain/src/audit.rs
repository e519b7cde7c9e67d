//! The words of the audit log (操作履歴). What happened, not how the code calls it.

/// What an audit event is about. Each is written in the transaction of what it describes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Event {
    /// Certificate and passkey were both proved; a session began.
    SignedIn,
    /// On a device that was proved, a sign-in or an enrolment was not accepted. Holds the reason, which the caller never
    /// learns.
    SignInRefused,
    /// Callers whom nothing identified were refused: how often and why, from one address within a minute.
    StrangersRefused,
    /// For a session another key answered than the one it is bound to; the session was ended.
    ForeignKeyPresented,
    /// The person ended the session.
    SignedOut,
    /// A passkey was added.
    PasskeyEnrolled,
    /// A person gave one of their passkeys another name.
    PasskeyRenamed,
    /// A passkey was removed, by its person or by the city that decided about its loss; what was signed in with it has ended.
    PasskeyRemoved,
    /// A passkey was reported lost, and is stopped.
    PasskeySuspended,
    /// The city decided that a passkey works again.
    PasskeyRestored,
    /// In a session that goes on, its person proved by passkey once more who they are.
    SteppedUp,
    /// They tried to, and it was not accepted. Holds the reason, which the caller never learns.
    StepUpRefused,
    /// A certificate was issued for a key that the browser of an enrolling device made, that a program sent, or that is in a file with it.
    CertificateIssued,
    /// A certificate was asked for with a code or a certificate that is good, and none was issued. Holds the reason.
    CertificateRefused,
    /// A certificate was issued in place of one whose time is soon over.
    CertificateRenewed,
    /// It was used for the first time; the old one has ended.
    CertificateReplaced,
    /// A room, or a page of its history, was opened: from–to `seq`.
    RoomViewed,
    /// Entries arrived live while the room was open: from–to `seq`.
    EntriesDelivered,
    /// An entry was added.
    EntryAdded,
    /// An account has read up to `seq`.
    ReadMarked,
    /// The city recorded the receipt of a consent form.
    ConsentReceiptRecorded,
    /// The scan of a signed consent form was added.
    ConsentFormAttached,
    /// It was listed or handed out.
    ConsentFormViewed,
    /// It was erased, since it was added by mistake.
    ConsentFormTakenBack,
    /// The city looked at a person's address and family.
    ParticularsViewed,
    /// And changed it.
    ParticularsChanged,
    /// The city looked at whom a room is about, and what it was before.
    IdentityViewed,
    /// Whom a room is about was corrected.
    IdentityCorrected,
    /// And stated on what ground it supports them.
    ResidenceStated,
    /// 支援中止
    SupportDiscontinued,
    /// 支援終了
    SupportEnded,
    /// The certificate of a discontinuation was shown.
    DiscontinuationViewed,
    /// 消去の提案: a moderator proposed that a room is erased; the detail says why.
    ErasureProposed,
    /// 投稿の消去: a member asked that a post is erased; the subject is the post, the detail says why.
    EntryErasureAsked,
    /// A moderator proposed it.
    EntryErasureProposed,
    /// Another person decided it: its body is gone. Without an account: once more, after a backup had been restored.
    EntryErased,
    /// Its certificate was shown.
    EntryErasureViewed,
    /// 例外利用: a permit to use a room without consent was asked for; the detail says on which ground.
    ExceptionalUseAsked,
    /// Another person gave it; the subject is the case in which it was asked for.
    ExceptionalUsePermitted,
    /// The city ended it before its time.
    ExceptionalUseEnded,
    /// 例外利用の申請 by a facility; the subject is its case, the detail says on which ground.
    ExceptionalUseApplied,
    /// Whoever applied looked at what they had said.
    ExceptionalUseApplicationViewed,
    /// They took it back; without an account: it went with the proposal.
    ExceptionalUseApplicationWithdrawn,
    /// A moderator recommended it: an approver decides.
    ExceptionalUseRecommended,
    /// A moderator did not.
    ExceptionalUseDeclined,
    /// 災害の宣言: a permit to use a batch of rooms without consent was asked for; the subject is its case. Each room has its own event.
    DisasterEventAsked,
    /// Another person gave it; each room's own event follows when its people are let in.
    DisasterEventPermitted,
    /// The city ended it before its time, or a review did.
    DisasterEventEnded,
    /// The events of the city were listed.
    DisasterEventsListed,
    /// One was shown, with the rooms that it is about.
    DisasterEventViewed,
    /// 開示請求: one was recorded, or that the room is unsealed for it again was asked for.
    DisclosureAsked,
    /// Somebody saw which there are.
    DisclosuresListed,
    /// Somebody saw how one stands.
    DisclosureViewed,
    /// The room was unsealed for it.
    DisclosureUnsealed,
    /// Entries of an unsealed room were shown.
    UnsealedRead,
    /// Somebody said what of it is not disclosed.
    DisclosureRedacted,
    /// What is disclosed was released.
    DisclosureReleased,
    /// Somebody saw what was released.
    DisclosureDocumentViewed,
    /// It was handed out.
    DisclosureHandedOut,
    /// It was taken back.
    DisclosureWithdrawn,
    /// 消去: another person decided so; nobody reads the room from here on.
    RoomErased,
    /// Its key was destroyed, and what was sealed with it removed.
    ErasureCompleted,
    /// After a restore a deletion was done again that the databases had forgotten; the detail says which.
    DeletionReplayed,
    /// After a restore something was stopped again that the databases had forgotten: an ID, a device, a passkey, a facility. The detail
    /// says what it is; of a passkey the subject is its account.
    AccessStoppedAgain,
    /// After a restore a membership ended again that the databases had forgotten to have ended.
    MembershipStoppedAgain,
    /// What an erasure would take, or took, was shown.
    ErasureViewed,
    /// The city's list of rooms was shown.
    CityRoomsListed,
    /// A line of it by itself: whom a room is about, with date of birth, consent and permits.
    CityRoomViewed,
    /// Someone of the city searched for people, staff and facilities by their names. What for is not held.
    CitySearched,
    /// Keys are wrapped with another master key.
    KeysRewrapped,
    /// A signed-in caller was refused something.
    Refused,
    /// A person changed their own settings.
    SettingsChanged,
    /// An alert mail was handed to the mail server.
    AlertMailSent,
    /// A client reported that it wiped its copies of a room.
    PurgeReported,
    /// The person ended another of their sessions.
    SessionEnded,
    /// The city's list of accounts or devices was shown.
    CityAccountsListed,
    /// An ID was suspended; on what ground.
    AccountSuspended,
    /// An ID was restored.
    AccountRestored,
    /// 資格停止: the city ended an ID for good; on account of which prohibited act.
    AccountDisqualified,
    /// A device was suspended; on what ground.
    DeviceSuspended,
    /// A device was restored.
    DeviceRestored,
    /// The city decided that a lost device never works again.
    DeviceRevoked,
    /// Reports of losses were shown.
    LossesListed,
    /// 提案: someone was named whom the city should open a room for.
    PersonProposed,
    /// The consent form of a proposal did not come in time; nobody reads it from here on.
    ProposalLapsed,
    /// Its key was destroyed, and who it was about was removed.
    ProposalDeleted,
    /// Who takes part in a room was shown to the city.
    MembersListed,
    /// 参加の許可: the city let someone into a room.
    MemberAdmitted,
    /// The city ended someone's membership of a room.
    MemberRemoved,
    /// A membership ended with its time or its affiliation; nobody decided about the room.
    MembershipLapsed,
    /// A membership went over from someone's ended ID to their new one: it ended for the one, and began for the other.
    MembershipTakenOver,
    /// The staff of a facility, or one of them, were shown.
    StaffListed,
    /// 付与: a member of staff was added, with a login ID.
    StaffAdded,
    /// 新しいユーザーID: someone's ID was ended and replaced; on what ground, and by which account.
    LoginIdReplaced,
    /// An enrolment code was made; those that were open before are dead.
    CodeIssued,
    /// An enrolment code was handed over to its person.
    CodeHandedOver,
    /// Enrolment codes were ended by a loss.
    CodesVoided,
    /// 施設管理者の指定: someone looks after the staff of their facility from here on.
    AdminAppointed,
    /// They do not any more.
    AdminDismissed,
    /// A second person confirmed an enrolment code.
    CodeConfirmed,
    /// Who acts for the city was shown.
    CityPeopleListed,
    /// 指名: it was proposed what someone of the city is for; the detail is the role.
    AppointmentProposed,
    /// It counts; the detail is the role, and whether it was one person who decided.
    AppointmentDone,
    /// The second person of the city refused it.
    AppointmentRefused,
    /// Whoever proposed it took it back.
    AppointmentWithdrawn,
    /// 退職: someone's affiliation with a facility was ended.
    StaffRetired,
    /// A notice to a person about their own ID was handed to the mail server.
    NoticeMailSent,
    /// The city's list of cases was shown.
    CasesListed,
    /// A case was shown with all that was sent.
    CaseViewed,
    /// 受付: a case was opened, by whom or by an applicant.
    CaseOpened,
    /// Somebody works on a case; the detail says whether they took it over.
    CaseClaimed,
    /// Nobody works on a case any more.
    CaseReleased,
    /// 添付: a file was added to a case; the detail says what it is.
    AttachmentAdded,
    /// A file of a case was handed out; the detail names it.
    AttachmentViewed,
    /// 添付の取消し: a file of a case was erased; the detail names it. Why stands where it was.
    AttachmentTakenBack,
    /// 決定: a case was decided; the detail says how.
    CaseDecided,
    /// 漏えい等: it was written down that the supervisory authority was told; the detail says at which stage.
    LeakReported,
    /// A facility came into being by a decision.
    FacilityAdded,
    /// 一時停止 of a facility; on what ground.
    FacilitySuspended,
    /// Its lifting.
    FacilityRestored,
    /// What a facility stated about itself was shown.
    FacilityViewed,
    /// It was changed; the detail names what.
    FacilityChanged,
    /// 廃止届: it was said that a facility ends; the detail names the day.
    FacilityEndSaid,
    /// That was taken back.
    FacilityEndWithdrawn,
    /// The day had come: what ended by the clock was written down.
    FacilityEnded,
    /// 月次の確認: somebody signed that they looked at a month; the detail names it.
    AuditReviewed,
    /// What is registered of someone was changed; the detail names the fields.
    StaffChanged,
    /// 異動: someone was moved to another facility; the detail names it.
    StaffTransferred,
    /// In a review it was said that someone's ID is still used.
    StaffKept,
    /// The shared devices of a facility were shown, with those who may sign in on them.
    SharedDevicesListed,
    /// A facility registered a shared device.
    SharedDeviceRegistered,
    /// Its place or its security software was stated anew; the detail says which of them is another.
    SharedDeviceChanged,
    /// Someone may sign in on a shared device from here on; the detail names it.
    DeviceAllowed,
    /// They may not any more, and what they had open there has ended; the detail names the device.
    DeviceDisallowed,
    /// All sessions on a shared device were ended by whoever looks after it.
    DeviceSessionsEnded,
    /// 使用終了: a facility does not use a shared device any more; it never works again.
    DeviceRetired,
    /// 端末台帳: the devices of a facility were shown, with what is stated of each.
    InventoryListed,
    /// 端末台帳: a copy of them was taken along, as a file or on paper; the detail says which.
    InventoryCopied,
    /// 端末台帳: it was stated of a personal device whose it is, its number and its security software; the detail says whose.
    DeviceStated,
    /// 端末の種類: the city allows other kinds of device; the detail says which, and how many sessions that ended.
    DeviceKindsChanged,
    /// 記録の確認: events of this log were shown; the detail says what was looked for.
    AuditRead,
    /// 閲覧記録の報告書: the reports about a person were shown.
    AccessReportsListed,
    /// One was opened.
    AccessReportOpened,
    /// One was shown.
    AccessReportViewed,
    /// A draft was changed.
    AccessReportChanged,
    /// What it says was fixed.
    AccessReportReleased,
    /// It was handed out.
    AccessReportHandedOut,
    /// Entries of a room, from–to `seq`, were printed or written into a file. Holds the form, the purpose and the number.
    RoomExported,
    /// 記録の検索: entries of a room, from–to `seq`, were fetched to be gone through for somebody who searched (whoever has found enough stops in the
    /// middle of a page). What for is kept nowhere.
    RoomSearched,
}

impl Event {
    /// The word stored in the database.
    #[expect(clippy::too_many_lines, reason = "one list of all events")]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::StrangersRefused => "strangers_refused",
            Self::ForeignKeyPresented => "foreign_key_presented",
            Self::SignedOut => "signed_out",
            Self::PasskeyEnrolled => "passkey_enrolled",
            Self::PasskeyRenamed => "passkey_renamed",
            Self::PasskeyRemoved => "passkey_removed",
            Self::PasskeySuspended => "passkey_suspended",
            Self::PasskeyRestored => "passkey_restored",
            Self::SteppedUp => "stepped_up",
            Self::StepUpRefused => "step_up_refused",
            Self::CertificateIssued => "certificate_issued",
            Self::CertificateRefused => "certificate_refused",
            Self::CertificateRenewed => "certificate_renewed",
            Self::CertificateReplaced => "certificate_replaced",
            Self::RoomViewed => "room_viewed",
            Self::EntriesDelivered => "entries_delivered",
            Self::EntryAdded => "entry_added",
            Self::ReadMarked => "read_marked",
            Self::ConsentReceiptRecorded => "consent_receipt_recorded",
            Self::ConsentFormAttached => "consent_form_attached",
            Self::ConsentFormViewed => "consent_form_viewed",
            Self::ConsentFormTakenBack => "consent_form_taken_back",
            Self::ParticularsViewed => "particulars_viewed",
            Self::ParticularsChanged => "particulars_changed",
            Self::IdentityViewed => "identity_viewed",
            Self::IdentityCorrected => "identity_corrected",
            Self::ResidenceStated => "residence_stated",
            Self::SupportDiscontinued => "support_discontinued",
            Self::SupportEnded => "support_ended",
            Self::DiscontinuationViewed => "discontinuation_viewed",
            Self::ErasureProposed => "erasure_proposed",
            Self::EntryErasureAsked => "entry_erasure_asked",
            Self::EntryErasureProposed => "entry_erasure_proposed",
            Self::EntryErased => "entry_erased",
            Self::EntryErasureViewed => "entry_erasure_viewed",
            Self::ExceptionalUseAsked => "exceptional_use_asked",
            Self::ExceptionalUsePermitted => "exceptional_use_permitted",
            Self::ExceptionalUseEnded => "exceptional_use_ended",
            Self::ExceptionalUseApplied => "exceptional_use_applied",
            Self::ExceptionalUseApplicationViewed => "exceptional_use_application_viewed",
            Self::ExceptionalUseApplicationWithdrawn => "exceptional_use_application_withdrawn",
            Self::ExceptionalUseRecommended => "exceptional_use_recommended",
            Self::ExceptionalUseDeclined => "exceptional_use_declined",
            Self::DisasterEventAsked => "disaster_event_asked",
            Self::DisasterEventPermitted => "disaster_event_permitted",
            Self::DisasterEventEnded => "disaster_event_ended",
            Self::DisasterEventsListed => "disaster_events_listed",
            Self::DisasterEventViewed => "disaster_event_viewed",
            Self::DisclosureAsked => "disclosure_asked",
            Self::DisclosuresListed => "disclosures_listed",
            Self::DisclosureViewed => "disclosure_viewed",
            Self::DisclosureUnsealed => "disclosure_unsealed",
            Self::UnsealedRead => "unsealed_read",
            Self::DisclosureRedacted => "disclosure_redacted",
            Self::DisclosureReleased => "disclosure_released",
            Self::DisclosureDocumentViewed => "disclosure_document_viewed",
            Self::DisclosureHandedOut => "disclosure_handed_out",
            Self::DisclosureWithdrawn => "disclosure_withdrawn",
            Self::RoomErased => "room_erased",
            Self::ErasureCompleted => "erasure_completed",
            Self::DeletionReplayed => "deletion_replayed",
            Self::AccessStoppedAgain => "access_stopped_again",
            Self::MembershipStoppedAgain => "membership_stopped_again",
            Self::ErasureViewed => "erasure_viewed",
            Self::CityRoomsListed => "city_rooms_listed",
            Self::CityRoomViewed => "city_room_viewed",
            Self::CitySearched => "city_searched",
            Self::KeysRewrapped => "keys_rewrapped",
            Self::Refused => "refused",
            Self::SettingsChanged => "settings_changed",
            Self::AlertMailSent => "alert_mail_sent",
            Self::PurgeReported => "purge_reported",
            Self::SessionEnded => "session_ended",
            Self::CityAccountsListed => "city_accounts_listed",
            Self::AccountSuspended => "account_suspended",
            Self::AccountRestored => "account_restored",
            Self::AccountDisqualified => "account_disqualified",
            Self::DeviceSuspended => "device_suspended",
            Self::DeviceRestored => "device_restored",
            Self::DeviceRevoked => "device_revoked",
            Self::LossesListed => "losses_listed",
            Self::ProposalLapsed => "proposal_lapsed",
            Self::ProposalDeleted => "proposal_deleted",
            Self::PersonProposed => "person_proposed",
            Self::MembersListed => "members_listed",
            Self::MemberAdmitted => "member_admitted",
            Self::MemberRemoved => "member_removed",
            Self::MembershipLapsed => "membership_lapsed",
            Self::MembershipTakenOver => "membership_taken_over",
            Self::StaffListed => "staff_listed",
            Self::StaffAdded => "staff_added",
            Self::LoginIdReplaced => "login_id_replaced",
            Self::CodeIssued => "code_issued",
            Self::CodeHandedOver => "code_handed_over",
            Self::CodesVoided => "codes_voided",
            Self::AdminAppointed => "admin_appointed",
            Self::AdminDismissed => "admin_dismissed",
            Self::CodeConfirmed => "code_confirmed",
            Self::CityPeopleListed => "city_people_listed",
            Self::AppointmentProposed => "appointment_proposed",
            Self::AppointmentDone => "appointment_done",
            Self::AppointmentRefused => "appointment_refused",
            Self::AppointmentWithdrawn => "appointment_withdrawn",
            Self::StaffRetired => "staff_retired",
            Self::NoticeMailSent => "notice_mail_sent",
            Self::CasesListed => "cases_listed",
            Self::CaseViewed => "case_viewed",
            Self::CaseOpened => "case_opened",
            Self::CaseClaimed => "case_claimed",
            Self::CaseReleased => "case_released",
            Self::AttachmentAdded => "attachment_added",
            Self::AttachmentViewed => "attachment_viewed",
            Self::AttachmentTakenBack => "attachment_taken_back",
            Self::CaseDecided => "case_decided",
            Self::LeakReported => "leak_reported",
            Self::FacilityAdded => "facility_added",
            Self::FacilitySuspended => "facility_suspended",
            Self::FacilityRestored => "facility_restored",
            Self::FacilityViewed => "facility_viewed",
            Self::FacilityChanged => "facility_changed",
            Self::FacilityEndSaid => "facility_end_said",
            Self::FacilityEndWithdrawn => "facility_end_withdrawn",
            Self::FacilityEnded => "facility_ended",
            Self::AuditReviewed => "audit_reviewed",
            Self::StaffChanged => "staff_changed",
            Self::StaffTransferred => "staff_transferred",
            Self::StaffKept => "staff_kept",
            Self::SharedDevicesListed => "shared_devices_listed",
            Self::SharedDeviceRegistered => "shared_device_registered",
            Self::SharedDeviceChanged => "shared_device_changed",
            Self::DeviceAllowed => "device_allowed",
            Self::DeviceDisallowed => "device_disallowed",
            Self::DeviceSessionsEnded => "device_sessions_ended",
            Self::DeviceRetired => "device_retired",
            Self::InventoryListed => "inventory_listed",
            Self::InventoryCopied => "inventory_copied",
            Self::DeviceStated => "device_stated",
            Self::DeviceKindsChanged => "device_kinds_changed",
            Self::AuditRead => "audit_read",
            Self::AccessReportsListed => "access_reports_listed",
            Self::AccessReportOpened => "access_report_opened",
            Self::AccessReportViewed => "access_report_viewed",
            Self::AccessReportChanged => "access_report_changed",
            Self::AccessReportReleased => "access_report_released",
            Self::AccessReportHandedOut => "access_report_handed_out",
            Self::RoomExported => "room_exported",
            Self::RoomSearched => "room_searched",
        }
    }
}

//! TypeScript types of everything above, for the web app. `make generate` writes them; a test says they are fresh.

use ts_rs::{Config, TS};

use crate::{account, entry, frame, http, problem, vocabulary};

/// The whole generated file.
#[expect(clippy::too_many_lines, reason = "one list of all types")]
pub fn module() -> String {
    let mut out = String::from("// Generated from server/protocol by `make generate`. Do not edit.\n\n");
    let config = Config::default();
    let mut add = |declaration: String| {
        out.push_str("export ");
        out.push_str(&declaration);
        out.push_str("\n\n");
    };
    macro_rules! add {
        ($($type:ty),+ $(,)?) => { $(add(<$type as TS>::decl(&config));)+ };
    }
    add!(
        vocabulary::Priority,
        vocabulary::RoomState,
        vocabulary::Role,
        vocabulary::StaffCategory,
        vocabulary::Standing,
        vocabulary::Grounds,
        vocabulary::HandOver,
        vocabulary::ImportFault,
        problem::Code,
        problem::Retry,
        problem::Problem,
        entry::Person,
        entry::Entry,
        entry::Content,
        frame::ClientFrame,
        frame::Hello,
        frame::Open,
        frame::Close,
        frame::Post,
        frame::Read,
        frame::History,
        frame::Purged,
        frame::Ping,
        frame::ServerFrame,
        frame::Challenge,
        frame::Welcome,
        frame::RoomLine,
        frame::Opened,
        frame::Entries,
        frame::HistoryPage,
        frame::Ack,
        frame::Failure,
        frame::Resync,
        frame::Purge,
        frame::ReadUpto,
        frame::Goaway,
        frame::Pong,
        http::CityView,
        http::SignInBegun,
        http::DeviceProof,
        http::KeyProof,
        http::Ceremony,
        http::PasskeyAnswer,
        http::CeremonyAnswer,
        http::EnrolmentCode,
        http::Invitation,
        http::EnrolmentRequest,
        http::NewKey,
        http::EnrolmentBegun,
        http::SessionView,
        http::SessionChallenge,
        http::SessionRenewal,
        http::Rooms,
        http::RoomDetail,
        http::Member,
        http::ConsentView,
        http::SignedBy,
        http::EntriesPage,
        http::NewPost,
        http::ReadMarkBody,
        http::Settings,
        http::CityRooms,
        http::CityRoom,
        http::ConsentReceiptBody,
        http::DiscontinuationBody,
        http::Discontinuation,
        http::Sessions,
        http::SessionLine,
        account::Passkeys,
        account::PasskeyLine,
        account::NewPasskey,
        account::PasskeyName,
        account::EndedSessions,
        account::SignIns,
        account::SignInLine,
        account::SignInEvent,
        http::Devices,
        http::DeviceLine,
        http::CityAccounts,
        http::CityAccount,
        http::SuspensionBody,
        http::Facilities,
        http::FacilityLine,
        http::FacilityStaff,
        http::Profession,
        http::StaffLine,
        http::StaffDevice,
        http::OpenCode,
        http::NewStaffBody,
        http::NewCodeBody,
        http::StaffDecision,
        http::IssuedCode,
        http::Retirement,
        http::ImportReport,
        http::ImportRow,
        http::ImportFaultLine,
    );
    out
}

//! Every route with its line in the permission table. One without a gate does not parse.

use axum::{
    Router, middleware,
    response::{IntoResponse, Response},
    routing,
};
use renrakucho_domain::Act;
use renrakucho_protocol::problem::Code;
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};

use super::{
    access_reports, accounts, assets, attachments, audit, audit_reviews, cases, city, city_people, city_search,
    consent_forms, consents, device_host, device_kinds, disaster_events, disclosures, enrolment, entry_erasures,
    erasures, exceptional_use_applications, exceptional_uses, facilities,
    gate::{Gate, Row, count_asset, pass},
    identities, inventory, leaks, login_ids, losses, members,
    openapi::{self, Route, described_by},
    own_account, particulars,
    problem::{self, Failed},
    proposals, proxy, response_headers, room_exports, room_searches, rooms, saved_views, session, settings,
    shared_devices, sign_in, staff_changes,
};
use crate::{app::Shared, socket};

/// Beyond this a request's connection is cut. (A JSON body may be as long as a live frame; see `extract::Body`.)
const MAX_BODY: usize = 4 * renrakucho_protocol::MAX_CLIENT_FRAME;

/// A file may be longer than what people type.
fn max_body(app: &Shared, path: &str) -> usize {
    if path.ends_with("/attachments/{attachment}") { app.config.attachments.file_bytes } else { MAX_BODY }
}

macro_rules! routes {
    ($($method:ident $path:literal: $gate:expr => $handler:path;)*) => {
        /// The permission table of the main host.
        pub const TABLE: &[Row] = &[$(Row { method: stringify!($method), path: $path, gate: $gate }),*];

        fn gated(app: &Shared) -> Router<Shared> {
            Router::new()$(.route($path, routing::$method($handler).layer((
                middleware::from_fn_with_state(app.clone(), |state, request, next| pass($gate, state, request, next)),
                RequestBodyLimitLayer::new(max_body(app, $path)),
            ))))*
        }

        /// The same table with what the types of its handlers say.
        pub(super) fn described() -> Vec<Route> {
            // Asked one by one: what all of them say is too much for the stack.
            let operations: [fn() -> openapi::Operation; TABLE.len()] = [$(|| described_by(&$handler)),*];
            TABLE.iter().zip(operations).zip([$(stringify!($handler)),*])
                .map(|((row, operation), handler)| Route { row: *row, handler, operation: operation() })
                .collect()
        }
    };
}

routes! {
    get "/healthz": Gate::Public => session::health;
    get "/api/v1/city": Gate::Public => city::view;
    get "/api/v1/openapi.json": Gate::Public => openapi::document;

    get "/api/v1/desk": Gate::Public => cases::desk;
    post "/api/v1/applications": Gate::Applicant => cases::apply;
    post "/api/v1/applications/status": Gate::Public => cases::status;

    post "/api/v1/sign-in": Gate::SignIn => sign_in::begin;
    post "/api/v1/sign-in/device": Gate::SignIn => sign_in::device;
    post "/api/v1/sign-in/key": Gate::SignIn => sign_in::key;
    post "/api/v1/sign-in/passkey/begin": Gate::SignIn => sign_in::passkey_begin;
    post "/api/v1/sign-in/passkey/finish": Gate::SignIn => sign_in::passkey_finish;
    post "/api/v1/enrolment/code": Gate::SignIn => enrolment::invitation;
    post "/api/v1/enrolment/begin": Gate::SignIn => enrolment::begin;
    post "/api/v1/enrolment/finish": Gate::SignIn => enrolment::finish;
    post "/api/v1/enrolment/device/begin": Gate::SignIn => shared_devices::enrol_begin;
    post "/api/v1/enrolment/device/finish": Gate::SignIn => shared_devices::enrol_finish;
    post "/api/v1/enrolment/certificate": Gate::SignIn => enrolment::certificate;
    post "/api/v1/enrolment/certificate-file": Gate::SignIn => enrolment::certificate_file;

    get "/api/v1/session": Gate::Locked(Act::UseOwnAccount) => session::view;
    delete "/api/v1/session": Gate::Unproved(Act::UseOwnAccount) => session::end;
    post "/api/v1/session/challenge": Gate::Unproved(Act::UseOwnAccount) => session::challenge;
    post "/api/v1/session/renewal": Gate::Unproved(Act::UseOwnAccount) => session::renewal;
    post "/api/v1/session/certificate": Gate::Account(Act::UseOwnAccount) => session::renew_certificate;
    post "/api/v1/session/device-key": Gate::Account(Act::MoveOwnDeviceKey) => session::move_device_key;
    post "/api/v1/session/step-up/begin": Gate::Locked(Act::UseOwnAccount) => own_account::step_up_begin;
    post "/api/v1/session/step-up/finish": Gate::Locked(Act::UseOwnAccount) => own_account::step_up_finish;
    get "/api/v1/settings": Gate::Account(Act::UseOwnAccount) => settings::view;
    put "/api/v1/settings": Gate::Account(Act::UseOwnAccount) => settings::change;

    get "/api/v1/sessions": Gate::Account(Act::UseOwnAccount) => accounts::sessions;
    delete "/api/v1/sessions": Gate::Account(Act::UseOwnAccount) => own_account::end_other_sessions;
    delete "/api/v1/sessions/{session}": Gate::Account(Act::UseOwnAccount) => accounts::end;
    get "/api/v1/sign-ins": Gate::Account(Act::UseOwnAccount) => own_account::sign_ins;
    get "/api/v1/passkeys": Gate::Account(Act::UseOwnAccount) => own_account::passkeys;
    post "/api/v1/passkeys/begin": Gate::Account(Act::ChangeOwnPasskeys) => own_account::passkey_begin;
    post "/api/v1/passkeys/finish": Gate::Account(Act::ChangeOwnPasskeys) => own_account::passkey_finish;
    put "/api/v1/passkeys/{passkey}": Gate::Account(Act::UseOwnAccount) => own_account::rename_passkey;
    delete "/api/v1/passkeys/{passkey}": Gate::Account(Act::ChangeOwnPasskeys) => own_account::remove_passkey;
    get "/api/v1/devices": Gate::Account(Act::ReportOwnLoss) => accounts::own_devices;
    get "/api/v1/losses": Gate::Account(Act::ReportOwnLoss) => losses::own;
    post "/api/v1/losses": Gate::Account(Act::ReportOwnLoss) => losses::report_own;

    get "/api/v1/live": Gate::Account(Act::UseOwnAccount) => socket::upgrade::upgrade;
    get "/api/v1/rooms": Gate::Account(Act::UseOwnAccount) => rooms::list;
    get "/api/v1/rooms/{room}": Gate::Account(Act::ReadRoom) => rooms::detail;
    get "/api/v1/rooms/{room}/entries": Gate::Account(Act::ReadRoom) => rooms::entries;
    post "/api/v1/rooms/{room}/entries": Gate::Account(Act::PostEntry) => rooms::post;
    post "/api/v1/rooms/{room}/search": Gate::Account(Act::SearchRoom) => room_searches::search;
    post "/api/v1/rooms/{room}/exports": Gate::Account(Act::ExportRoom) => room_exports::export;
    post "/api/v1/rooms/{room}/entries/{entry}/erasure-request": Gate::Account(Act::AskEntryErasure) => entry_erasures::ask;
    get "/api/v1/rooms/{room}/exceptional-use-applications": Gate::Account(Act::FollowExceptionalUse) => exceptional_use_applications::form;
    post "/api/v1/rooms/{room}/exceptional-use-applications": Gate::Account(Act::ApplyForExceptionalUse) => exceptional_use_applications::apply;
    get "/api/v1/exceptional-use-applications": Gate::Account(Act::FollowExceptionalUse) => exceptional_use_applications::own;
    delete "/api/v1/exceptional-use-applications/{case}": Gate::Account(Act::FollowExceptionalUse) => exceptional_use_applications::withdraw;
    put "/api/v1/rooms/{room}/read-mark": Gate::Account(Act::MarkRead) => rooms::read_mark;

    post "/api/v1/proposals": Gate::Account(Act::ProposePerson) => proposals::propose;
    get "/api/v1/rooms/{room}/consent-form": Gate::Account(Act::AttachConsentForm) => consent_forms::list;
    put "/api/v1/rooms/{room}/consent-form/attachments/{attachment}": Gate::Account(Act::AttachConsentForm) => consent_forms::add;
    get "/api/v1/city/rooms/{room}/consent-form/attachments/{attachment}": Gate::Account(Act::ReadConsentForm) => consent_forms::read;
    post "/api/v1/city/rooms/{room}/consent-form/attachments/{attachment}/taking-back": Gate::Account(Act::TakeFileBack) => consent_forms::take_back;
    post "/api/v1/city/persons-import": Gate::Account(Act::ImportPersons) => proposals::import;
    get "/api/v1/city/rooms": Gate::Account(Act::ListCityRooms) => city::rooms;
    post "/api/v1/city/search": Gate::Account(Act::SearchCity) => city_search::search;
    post "/api/v1/city/rooms/{room}/consent-receipt": Gate::Account(Act::RecordConsentReceipt) => city::consent_receipt;
    get "/api/v1/city/rooms/{room}/consents": Gate::Account(Act::ReadConsentForm) => consents::history;
    post "/api/v1/city/rooms/{room}/consents": Gate::Account(Act::RecordConsentReceipt) => consents::take_again;
    post "/api/v1/city/rooms/{room}/consents/preview": Gate::Account(Act::RecordConsentReceipt) => consents::preview;
    get "/api/v1/city/rooms/{room}/particulars": Gate::Account(Act::ChangeParticulars) => particulars::view;
    get "/api/v1/city/rooms/{room}/identity": Gate::Account(Act::ListCityRooms) => identities::view;
    put "/api/v1/city/rooms/{room}/identity": Gate::Account(Act::CorrectIdentity) => identities::correct;
    put "/api/v1/city/rooms/{room}/particulars": Gate::Account(Act::ChangeParticulars) => particulars::change;
    post "/api/v1/city/rooms/{room}/discontinuation": Gate::Account(Act::DiscontinueSupport) => city::discontinuation;
    get "/api/v1/city/rooms/{room}/discontinuation": Gate::Account(Act::ReadDiscontinuation) => city::certificate;
    post "/api/v1/city/rooms/{room}/support-end": Gate::Account(Act::EndSupport) => city::support_end;
    get "/api/v1/city/rooms/{room}/erasure-preview": Gate::Account(Act::ReadErasure) => erasures::preview;
    post "/api/v1/city/rooms/{room}/erasure": Gate::Account(Act::ProposeErasure) => erasures::propose;
    get "/api/v1/city/rooms/{room}/erasure": Gate::Account(Act::ReadErasure) => erasures::certificate;
    get "/api/v1/city/rooms/{room}/entry-erasures/{entry}": Gate::Account(Act::ReadErasure) => entry_erasures::certificate;
    post "/api/v1/city/rooms/{room}/exceptional-use": Gate::Account(Act::AskExceptionalUse) => exceptional_uses::ask;
    delete "/api/v1/city/rooms/{room}/exceptional-use": Gate::Account(Act::AskExceptionalUse) => exceptional_uses::end;
    get "/api/v1/city/disaster-events": Gate::Account(Act::HandleCases) => disaster_events::list;
    post "/api/v1/city/disaster-events": Gate::Account(Act::AskExceptionalUse) => disaster_events::ask;
    get "/api/v1/city/disaster-events/{case}": Gate::Account(Act::HandleCases) => disaster_events::view;
    delete "/api/v1/city/disaster-events/{case}": Gate::Account(Act::AskExceptionalUse) => disaster_events::end;
    get "/api/v1/city/rooms/{room}/members": Gate::Account(Act::ListMembers) => members::members;
    post "/api/v1/city/rooms/{room}/members": Gate::Account(Act::AdmitMember) => members::admit_member;
    delete "/api/v1/city/rooms/{room}/members/{account}": Gate::Account(Act::RemoveMember) => members::remove_member;
    get "/api/v1/city/accounts": Gate::Account(Act::ListCityAccounts) => accounts::city_accounts;
    get "/api/v1/city/accounts/{account}": Gate::Account(Act::ListCityAccounts) => losses::city_account;
    post "/api/v1/city/accounts/{account}/losses": Gate::Account(Act::SuspendDevice) => losses::report_anyones;
    post "/api/v1/city/accounts/{account}/suspension": Gate::Account(Act::SuspendAccount) => accounts::suspend_account;
    delete "/api/v1/city/accounts/{account}/suspension": Gate::Account(Act::SuspendAccount) => accounts::restore_account;
    post "/api/v1/city/accounts/{account}/disqualification": Gate::Account(Act::DisqualifyAccount) => accounts::disqualify_account;
    get "/api/v1/city/devices": Gate::Account(Act::ListCityAccounts) => accounts::city_devices;
    post "/api/v1/city/devices/{device}/suspension": Gate::Account(Act::SuspendDevice) => accounts::suspend_device;
    delete "/api/v1/city/devices/{device}/suspension": Gate::Account(Act::SuspendDevice) => accounts::restore_device;

    get "/api/v1/city/device-kinds": Gate::Account(Act::ListCityAccounts) => device_kinds::view;
    put "/api/v1/city/device-kinds": Gate::Account(Act::ChangeDeviceKinds) => device_kinds::change;

    post "/api/v1/proxy/suspensions": Gate::Account(Act::SuspendByProxy) => proxy::suspend;

    get "/api/v1/city/people": Gate::Account(Act::ListCityPeople) => city_people::list;
    post "/api/v1/city/people/{account}/appointments": Gate::Account(Act::ChangeCityPeople) => city_people::propose;
    post "/api/v1/city/people/{account}/code": Gate::Account(Act::ChangeCityPeople) => city_people::issue_code;
    post "/api/v1/city/people/{account}/confirmation": Gate::Account(Act::ChangeCityPeople) => city_people::confirm_code;
    post "/api/v1/city/appointments/{appointment}/decision": Gate::Account(Act::ChangeCityPeople) => city_people::decide;
    delete "/api/v1/city/appointments/{appointment}": Gate::Account(Act::ChangeCityPeople) => city_people::withdraw;
    get "/api/v1/city/audit": Gate::Account(Act::ReadAudit) => audit::page;
    get "/api/v1/city/audit-reviews": Gate::Account(Act::ReadAudit) => audit_reviews::list;
    get "/api/v1/city/audit-reviews/{month}": Gate::Account(Act::ReadAudit) => audit_reviews::read;
    post "/api/v1/city/audit-reviews/{month}/signature": Gate::Account(Act::ReviewAudit) => audit_reviews::sign;
    get "/api/v1/city/rooms/{room}/access-reports": Gate::Account(Act::HandleAccessReports) => access_reports::list;
    post "/api/v1/city/rooms/{room}/access-reports": Gate::Account(Act::HandleAccessReports) => access_reports::open;
    get "/api/v1/city/access-reports/{report}": Gate::Account(Act::HandleAccessReports) => access_reports::view;
    put "/api/v1/city/access-reports/{report}": Gate::Account(Act::HandleAccessReports) => access_reports::change;
    post "/api/v1/city/access-reports/{report}/release": Gate::Account(Act::ReleaseAccessReport) => access_reports::release;
    post "/api/v1/city/access-reports/{report}/handing-out": Gate::Account(Act::HandleAccessReports) => access_reports::hand_out;
    get "/api/v1/city/saved-views": Gate::Account(Act::HandleCases) => saved_views::list;
    put "/api/v1/city/saved-views/{view}": Gate::Account(Act::HandleCases) => saved_views::save;
    delete "/api/v1/city/saved-views/{view}": Gate::Account(Act::HandleCases) => saved_views::forget;
    get "/api/v1/city/rooms/{room}/disclosures": Gate::Account(Act::SeeDisclosures) => disclosures::list;
    post "/api/v1/city/rooms/{room}/disclosures": Gate::Account(Act::AskDisclosure) => disclosures::ask;
    get "/api/v1/city/disclosures/{request}": Gate::Account(Act::SeeDisclosures) => disclosures::view;
    post "/api/v1/city/disclosures/{request}/unsealings": Gate::Account(Act::AskDisclosure) => disclosures::ask_again;
    post "/api/v1/city/disclosures/{request}/withdrawal": Gate::Account(Act::AskDisclosure) => disclosures::withdraw;
    get "/api/v1/city/disclosures/{request}/entries": Gate::Account(Act::ReadUnsealed) => disclosures::entries;
    put "/api/v1/city/disclosures/{request}/entries/{entry}": Gate::Account(Act::RedactDisclosure) => disclosures::redact;
    put "/api/v1/city/disclosures/{request}/staff-names": Gate::Account(Act::RedactDisclosure) => disclosures::name_staff;
    post "/api/v1/city/disclosures/{request}/readiness": Gate::Account(Act::RedactDisclosure) => disclosures::finish;
    get "/api/v1/city/disclosures/{request}/preview": Gate::Account(Act::ReadUnsealed) => disclosures::preview;
    post "/api/v1/city/disclosures/{request}/release": Gate::Account(Act::ReleaseDisclosure) => disclosures::release;
    get "/api/v1/city/disclosures/{request}/document": Gate::Account(Act::ReadUnsealed) => disclosures::document;
    post "/api/v1/city/disclosures/{request}/handing-out": Gate::Account(Act::ReadUnsealed) => disclosures::hand_out;
    get "/api/v1/city/cases": Gate::Account(Act::HandleCases) => cases::list;
    post "/api/v1/city/cases": Gate::Account(Act::KeyInCases) => cases::key_in;
    post "/api/v1/city/cases/by-receipt": Gate::Account(Act::HandleCases) => cases::find;
    get "/api/v1/city/cases/{case}": Gate::Account(Act::HandleCases) => cases::detail;
    get "/api/v1/city/cases/{case}/attachments/{attachment}": Gate::Account(Act::KeyInCases) => attachments::read;
    put "/api/v1/city/cases/{case}/attachments/{attachment}": Gate::Account(Act::KeyInCases) => attachments::add;
    post "/api/v1/city/leaks": Gate::Account(Act::InvestigateLeak) => leaks::open;
    get "/api/v1/city/cases/{case}/leak": Gate::Account(Act::InvestigateLeak) => leaks::view;
    post "/api/v1/city/cases/{case}/leak-reports": Gate::Account(Act::InvestigateLeak) => leaks::report;
    post "/api/v1/city/cases/{case}/attachments/{attachment}/taking-back": Gate::Account(Act::TakeFileBack) => attachments::take_back;
    post "/api/v1/city/cases/{case}/claim": Gate::Account(Act::HandleCases) => cases::claim;
    delete "/api/v1/city/cases/{case}/claim": Gate::Account(Act::HandleCases) => cases::release;
    post "/api/v1/city/cases/{case}/decision": Gate::Account(Act::DecideCase) => cases::decide;
    post "/api/v1/city/facilities/{facility}/suspension": Gate::Account(Act::SuspendFacility) => facilities::suspend;
    delete "/api/v1/city/facilities/{facility}/suspension": Gate::Account(Act::SuspendFacility) => facilities::restore;

    post "/api/v1/city/facilities/{facility}/staff/{account}/administration": Gate::Account(Act::AppointAdmin) => facilities::appoint;
    delete "/api/v1/city/facilities/{facility}/staff/{account}/administration": Gate::Account(Act::AppointAdmin) => facilities::dismiss;

    get "/api/v1/facilities": Gate::Account(Act::ListStaff) => facilities::list;
    get "/api/v1/facilities/{facility}/profile": Gate::Account(Act::ChangeFacility) => facilities::profile;
    put "/api/v1/facilities/{facility}/profile": Gate::Account(Act::ChangeFacility) => facilities::change;
    get "/api/v1/facilities/{facility}/end": Gate::Account(Act::ListStaff) => facilities::end;
    post "/api/v1/facilities/{facility}/end": Gate::Account(Act::EndFacility) => facilities::say_end;
    delete "/api/v1/facilities/{facility}/end": Gate::Account(Act::EndFacility) => facilities::withdraw_end;
    get "/api/v1/facilities/{facility}/review": Gate::Account(Act::ReviewStaff) => facilities::review;
    post "/api/v1/facilities/{facility}/review/{account}": Gate::Account(Act::ReviewStaff) => facilities::keep;
    get "/api/v1/facilities/{facility}/staff": Gate::Account(Act::ListStaff) => facilities::staff;
    post "/api/v1/facilities/{facility}/staff": Gate::Account(Act::AddStaff) => facilities::add;
    post "/api/v1/facilities/{facility}/staff-import": Gate::Account(Act::AddStaff) => facilities::import;
    post "/api/v1/facilities/{facility}/staff/{account}/code": Gate::Account(Act::IssueCode) => facilities::issue;
    post "/api/v1/facilities/{facility}/staff/{account}/hand-over": Gate::Account(Act::IssueCode) => facilities::hand_over;
    post "/api/v1/facilities/{facility}/staff/{account}/confirmation": Gate::Account(Act::IssueCode) => facilities::confirm;
    post "/api/v1/facilities/{facility}/staff/{account}/login-id": Gate::Account(Act::ReplaceLoginId) => login_ids::replace;
    get "/api/v1/facilities/{facility}/losses": Gate::Account(Act::ListStaff) => losses::of_facility;
    post "/api/v1/facilities/{facility}/staff/{account}/losses": Gate::Account(Act::ReplaceDevice) => losses::report_of_staff;
    post "/api/v1/facilities/{facility}/staff/{account}/devices/{device}/replacement": Gate::Account(Act::ReplaceDevice) => facilities::replace_device;
    post "/api/v1/facilities/{facility}/staff/{account}/retirement": Gate::Account(Act::RetireStaff) => facilities::retire;
    get "/api/v1/facilities/{facility}/devices": Gate::Account(Act::ListStaff) => shared_devices::list;
    post "/api/v1/facilities/{facility}/devices": Gate::Account(Act::ChangeSharedDevices) => shared_devices::register;
    put "/api/v1/facilities/{facility}/devices/{device}": Gate::Account(Act::ChangeSharedDevices) => shared_devices::change;
    post "/api/v1/facilities/{facility}/devices/{device}/code": Gate::Account(Act::ChangeSharedDevices) => shared_devices::issue;
    post "/api/v1/facilities/{facility}/devices/{device}/people/{account}": Gate::Account(Act::ChangeSharedDevices) => shared_devices::allow;
    delete "/api/v1/facilities/{facility}/devices/{device}/people/{account}": Gate::Account(Act::ChangeSharedDevices) => shared_devices::disallow;
    delete "/api/v1/facilities/{facility}/devices/{device}/sessions": Gate::Account(Act::ChangeSharedDevices) => shared_devices::end_sessions;
    post "/api/v1/facilities/{facility}/devices/{device}/loss": Gate::Account(Act::ChangeSharedDevices) => shared_devices::report_lost;
    post "/api/v1/facilities/{facility}/devices/{device}/retirement": Gate::Account(Act::ChangeSharedDevices) => shared_devices::retire;
    get "/api/v1/facilities/{facility}/inventory": Gate::Account(Act::ListStaff) => inventory::list;
    put "/api/v1/facilities/{facility}/inventory/{device}": Gate::Account(Act::StateDevices) => inventory::state;
    post "/api/v1/facilities/{facility}/inventory/copy": Gate::Account(Act::CopyInventory) => inventory::copy;
    put "/api/v1/facilities/{facility}/staff/{account}": Gate::Account(Act::ChangeStaff) => staff_changes::change;
    get "/api/v1/facilities/{facility}/staff-changes": Gate::Account(Act::ListStaff) => staff_changes::list;
    post "/api/v1/facilities/{facility}/staff/{account}/transfer": Gate::Account(Act::TransferStaff) => facilities::transfer;
}

/// The main host.
pub fn main_host(app: &Shared) -> Router {
    let counted = middleware::from_fn_with_state(app.clone(), count_asset);
    let assets = routing::any(assets::serve).layer((counted, RequestBodyLimitLayer::new(MAX_BODY)));
    finish(gated(app).fallback_service(assets.with_state(app.clone())), app)
}

/// The device host: for a browser's trip, and for the renewal of the certificate that is presented. No cookies.
pub fn device_host(app: &Shared) -> Router {
    let router = Router::new()
        .route("/attest", routing::get(device_host::attest))
        .route("/certificate", routing::post(device_host::renew));
    finish(router.fallback(nothing).layer(RequestBodyLimitLayer::new(MAX_BODY)), app)
}

async fn nothing() -> Response {
    Failed::new(Code::NotFound).into_response()
}

fn finish(router: Router<Shared>, app: &Shared) -> Router {
    router
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(problem::render))
        .layer(middleware::from_fn_with_state(app.clone(), response_headers::add))
        .with_state(app.clone())
}

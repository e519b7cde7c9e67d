//! What people do: one verb per file. Both doors call these; none of them knows HTTP or WebSocket.

pub mod access_report;
pub mod add_staff;
pub mod admit_member;
pub mod allow_on_device;
pub mod appoint_admin;
pub mod appoint_for_city;
pub mod attach_file;
pub(crate) mod case_content;
pub mod certify_device;
pub mod change_device;
pub mod change_facility;
pub mod change_particulars;
pub mod change_staff;
pub mod city_code;
pub mod claim_case;
pub mod consent_form;
pub mod correct_identity;
pub mod decide_case;
mod decide_loss;
mod decide_proxy;
mod decide_two_places;
mod decision;
pub mod device_kinds;
pub mod disaster_event;
pub mod disclosure;
pub mod discontinue_support;
pub mod disqualify_account;
pub mod end_facility;
pub mod end_session;
pub mod end_support;
pub mod enrol_device;
pub mod enrol_passkey;
pub mod entry_erasure;
pub mod erase_entry;
pub mod erase_room;
pub mod exceptional_use;
pub mod exceptional_use_application;
pub mod export_room;
mod facility_kind;
mod facility_staff;
pub mod import_persons;
pub mod import_staff;
pub mod inventory;
pub mod issue_code;
pub mod lapse_proposal;
pub mod leak;
pub mod list_city_accounts;
pub mod list_city_people;
pub mod list_city_rooms;
pub mod list_rooms;
pub mod list_staff;
pub mod mark_read;
mod notice_two_places;
pub mod open_case;
pub mod own_consent;
pub mod own_passkeys;
pub mod own_settings;
pub mod own_sign_ins;
pub mod permit_disaster;
pub mod permit_use;
pub mod post_entry;
pub mod propose_erasure;
pub mod propose_person;
pub mod prove_session;
pub mod read_attachment;
pub mod read_audit;
pub mod read_cases;
pub mod read_discontinuation;
pub mod read_erasure;
pub mod read_losses;
pub mod read_room;
pub mod read_unsealed;
mod recommend_use;
pub mod record_consent_receipt;
pub mod redact_disclosure;
pub mod register_device;
pub mod release_disclosure;
pub mod remove_member;
pub mod renew_certificate;
pub mod replace_device;
pub mod replace_login_id;
mod replay_access;
pub mod replay_deletions;
pub mod report_loss;
pub mod report_purge;
pub mod residence_review;
pub mod retire_staff;
pub mod review_audit;
pub mod review_staff;
mod revocation;
pub mod saved_views;
pub mod search_city;
pub mod search_room;
pub mod shared_devices;
pub mod sign_in;
pub mod sign_out;
pub mod step_up;
pub mod stop_device;
pub mod suspend_account;
pub mod suspend_by_proxy;
pub mod suspend_device;
pub mod suspend_facility;
mod suspension;
pub mod take_consent_again;
pub mod take_file_back;
pub mod transfer_staff;
mod unseal_room;

use renrakucho_domain::{
    AccountId, Act, DeviceId, Refusal, Role, RoomId, SessionId, StaffMemberId, audit::Event, permission, session,
};
use renrakucho_store::audit::{self, About, Origin};
use thiserror::Error;

use crate::{
    app::{App, Shared},
    attachment::{self, scanner},
    seal,
};

/// Who acts: someone with a session that counts, from a device in good standing. Only the doors' extractors make one.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// The person.
    pub staff_member: StaffMemberId,
    /// What the account is for.
    pub role: Role,
    /// From where.
    pub device: DeviceId,
    /// Whether others may sign in on it too.
    pub on_shared_device: bool,
    /// In which session.
    pub session: SessionId,
    /// When the session ends by itself.
    pub expires_at: time::OffsetDateTime,
    /// Until when the session is good without another word from its browser; none if it has no key.
    pub good_until: Option<time::OffsetDateTime>,
    /// Whether the session is locked: nobody has done anything in it for too long. Only few gates let such a one pass.
    pub is_locked: bool,
    /// Whether they proved by passkey a moment ago who they are: asked at the request's beginning, never true on a socket.
    pub verified_lately: bool,
    /// Ties what is done to the log.
    pub request: String,
}

impl Actor {
    /// How the audit log names the actor.
    pub fn origin(&self) -> Origin {
        Origin {
            account: Some(self.account),
            device: Some(self.device),
            session: Some(self.session),
            request: self.request.clone(),
        }
    }
}

/// Why an action did not happen.
#[derive(Debug, Error)]
pub enum Error {
    /// It may not be.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The sign-in is not accepted; the caller never learns which part.
    #[error("sign-in refused: {0}")]
    SignInRefused(&'static str),
    /// The database is broken or away.
    #[error("store")]
    Store(#[from] renrakucho_store::Error),
    /// Something sealed does not open.
    #[error("seal")]
    Seal(#[from] seal::Error),
    /// Nobody can say whether there is malware in a file: nothing was kept.
    #[error("attachment")]
    Scanner(#[from] scanner::Error),
    /// Too much waits already, or the database is away: nothing was done.
    #[error("busy")]
    Busy,
    /// It cannot be done; the cause is in the log under the request's id.
    #[error("internal")]
    Internal,
    /// The work panicked; the panic itself is in the log.
    #[error("panicked")]
    Panicked,
}

impl Error {
    /// Whether the same may succeed a moment later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) | Self::Seal(seal::Error::Store(error)) => error.is_passing(),
            Self::Busy | Self::Scanner(_) => true,
            _ => false,
        }
    }
}

impl From<attachment::Error> for Error {
    fn from(error: attachment::Error) -> Self {
        match error {
            attachment::Error::Refused(refusal) => Self::Refused(refusal),
            attachment::Error::Scanner(error) => Self::Scanner(error),
            attachment::Error::Panicked => Self::Panicked,
        }
    }
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Refuses what the role may not even attempt, and what needs a step-up first, and writes it down.
pub(crate) async fn require(app: &App, actor: &Actor, act: Act) -> Result<()> {
    match permission::may(actor.role, act).and_then(|()| permission::may_now(act, actor.verified_lately)) {
        Ok(()) => Ok(()),
        Err(refusal) => refuse(app, actor, act, None, refusal).await,
    }
}

/// Does what changes something, if the role may attempt it: to its end, whoever hangs up (`App::finish`). What is refused
/// on the way is written down.
async fn attempt<T, F>(
    app: &Shared,
    actor: &Actor,
    act: Act,
    room: Option<RoomId>,
    work: impl FnOnce(Shared, Actor) -> F,
) -> Result<T>
where
    F: Future<Output = Result<T>> + Send + 'static,
    T: Send + 'static,
{
    require(app, actor, act).await?;
    let work = work(app.clone(), actor.clone());
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        match work.await {
            Err(Error::Refused(refusal)) => refuse(&held, &actor, act, room, refusal).await,
            other => other,
        }
    })
    .await
}

/// Whether the actor's session still counts, asked once more before what was read for them is answered.
pub(crate) async fn still_in_session(app: &App, actor: &Actor) -> Result<()> {
    let found = app.questions.session_again(&app.database, actor.session).await?.ok_or(Refusal::SessionEnded)?;
    Ok(session::check(&found.facts)?)
}

/// Writes a refusal down and answers it. Its transaction holds just the event: what was refused left nothing else.
pub(crate) async fn refuse<T>(app: &App, actor: &Actor, act: Act, room: Option<RoomId>, refusal: Refusal) -> Result<T> {
    let detail = format!("{}: {refusal}", act.as_str());
    let mut tx = app.database.begin().await?;
    audit::record(&mut tx, Event::Refused, &actor.origin(), About { room, detail: Some(&detail), ..About::default() })
        .await?;
    renrakucho_store::commit(tx).await?;
    Err(refusal.into())
}

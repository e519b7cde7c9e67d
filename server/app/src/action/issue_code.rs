//! Enrolment codes (article 10): made for one person on one device, handed over by someone who knows them. Making one ends
//! all that were made before.

use renrakucho_domain::{
    AccountId, Act, DeviceId, FacilityId, Refusal, appointment::is_of_city, audit::Event,
    permission::awaits_second_person, session, session::Standing,
};
use renrakucho_protocol::{
    http::{IssuedCode, StaffLine},
    vocabulary::HandOver,
};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    case, device, enrolment_code, notice, session as sessions, staff,
};
use time::OffsetDateTime;

use super::{
    Actor, Result, attempt,
    enrol_passkey::code_hash,
    facility_staff::{facility_line, shown, subject_at_home},
};
use crate::{
    app::{App, Shared},
    desk, entropy,
};

/// Without letters that look like digits (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 130 random bits in groups of five, for people to type.
pub(crate) fn new_code() -> String {
    let letters: Vec<u8> = entropy::bytes::<26>().iter().map(|byte| ALPHABET[usize::from(byte & 31)]).collect();
    let groups: Vec<_> = letters.chunks(5).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

/// A code that was made, before it is shown.
pub(super) struct Made {
    account: AccountId,
    code: String,
    hand_over: HandOver,
    expires_at: OffsetDateTime,
    awaits_second: bool,
}

impl Made {
    /// As it is shown, once.
    pub(super) fn issued(self, app: &App, login_id: String, name: String, facility: String) -> IssuedCode {
        IssuedCode {
            account: self.account.0,
            login_id,
            name,
            facility,
            code: self.code,
            hand_over: self.hand_over,
            expires_at: self.expires_at,
            awaits_second: self.awaits_second,
            handed_over_seconds: app.config.sign_in.enrolment_seconds,
        }
    }
}

/// Makes a code for an account that this transaction holds locked: the old ones are void, a device waits for it.
pub(super) async fn make(
    tx: &mut Tx,
    app: &App,
    actor: &Actor,
    facility: FacilityId,
    (account, name): (AccountId, &str),
    hand_over: HandOver,
) -> Result<Made> {
    let device = match enrolment_code::device_awaited(tx, account, facility.0).await? {
        Some(device) => device,
        None => new_device(tx, facility, account, name).await?,
    };
    enrolment_code::void_all(tx, account).await?;
    let (code, people) = (new_code(), &app.config.people);
    let awaits_second = awaits_second(tx, app, actor, account).await?;
    let (how, lifetime_seconds, detail) = match hand_over {
        HandOver::Screen if awaits_second => (enrolment_code::HandOver::Screen, people.second_person_seconds, "screen"),
        HandOver::Screen => (enrolment_code::HandOver::Screen, people.screen_code_seconds, "screen"),
        HandOver::Sheet => (enrolment_code::HandOver::Sheet, people.sheet_code_seconds, "sheet"),
    };
    let (hash, issued_by) = (code_hash(&code), Some(actor.account));
    let new = enrolment_code::New {
        hash: &hash,
        account,
        device,
        hand_over: how,
        lifetime_seconds,
        issued_by,
        awaits_second,
    };
    let expires_at = enrolment_code::insert(tx, &new).await?;
    staff::next_version(tx, account).await?;
    let about = About { subject: Some(account.0), detail: Some(detail), ..About::default() };
    audit::record(tx, Event::CodeIssued, &actor.origin(), about).await?;
    Ok(Made { account, code, hand_over, expires_at, awaits_second })
}

/// Whether the code is dead until a second person has confirmed it. Whether the desk is open is asked of the database's clock:
/// it decides something here. A way in for someone who acts for the city is always two people's.
async fn awaits_second(tx: &mut Tx, app: &App, actor: &Actor, account: AccountId) -> Result<bool> {
    let (role, _) = account::role_and_standing(tx, account).await?.ok_or(Refusal::NotFound)?;
    if is_of_city(role) {
        return Ok(true);
    }
    let is_open = app.desk.is_open(desk::local(case::now(tx).await?));
    Ok(app.config.people.wants_second_person(is_open)
        && awaits_second_person(actor.role, enrolment_code::was_in_before(tx, account).await?))
}

async fn new_device(tx: &mut Tx, facility: FacilityId, account: AccountId, name: &str) -> Result<DeviceId> {
    let before = device::number_of(tx, account).await?;
    let label =
        if before == 0 { format!("{name}さんの端末") } else { format!("{name}さんの端末{}", before + 1) };
    let device = DeviceId(entropy::id());
    device::insert_personal(tx, device, facility, &label, account).await?;
    Ok(device)
}

/// Codes as they are shown, once: after the commit.
pub(super) async fn show(app: &App, actor: &Actor, facility: FacilityId, made: Vec<Made>) -> Result<Vec<IssuedCode>> {
    let place = facility_line(&app.database, facility).await?.name;
    let only = if let [one] = made.as_slice() { Some(one.account) } else { None };
    let lines = shown(app, actor, facility, only).await?;
    made.into_iter()
        .map(|made| {
            let line = lines.iter().find(|line| line.account == made.account.0).ok_or(Refusal::NotFound)?;
            Ok(made.issued(app, line.login_id.clone(), line.name.clone(), place.clone()))
        })
        .collect()
}

/// Makes a new code for someone whose code was lost or is over, or who is to enrol another device. The person hears of it
/// by mail: a way into their ID was made.
pub async fn issue_code(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: i64,
    hand_over: HandOver,
) -> Result<IssuedCode> {
    attempt(app, actor, Act::IssueCode, None, async move |app, actor| {
        let made = commit(&app, &actor, facility, account, Some(version), hand_over).await?;
        Ok(show(&app, &actor, facility, vec![made]).await?.remove(0))
    })
    .await
}

/// Locks, checks, makes the code and tells its person. Without a version after a decision that had its own.
pub(super) async fn commit(
    app: &App,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: Option<i64>,
    hand_over: HandOver,
) -> Result<Made> {
    let mut tx = app.database.begin().await?;
    account::lock(&mut tx, &[actor.account.0, account.0]).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let subject = subject_at_home(&mut tx, actor, facility, account, Act::IssueCode).await?;
    if version.is_some_and(|seen| seen != subject.version) || subject.standing != Standing::Active {
        return Err(Refusal::Stale.into());
    }
    let made = make(&mut tx, app, actor, facility, (account, &subject.name), hand_over).await?;
    notice::insert(&mut tx, entropy::id(), account, notice::Kind::CodeIssued).await?;
    ask_second_person(&mut tx, actor, facility, &made).await?;
    renrakucho_store::commit(tx).await?;
    Ok(made)
}

/// Tells whoever may confirm a code that it waits for them.
pub(super) async fn ask_second_person(tx: &mut Tx, actor: &Actor, facility: FacilityId, made: &Made) -> Result<()> {
    let kind = notice::Kind::CodeAwaits;
    // Where nobody else looks after the facility, the city is asked.
    if made.awaits_second && notice::insert_for_admins(tx, facility, &[actor.account, made.account], kind).await? == 0 {
        notice::insert_for_moderators(tx, kind).await?;
    }
    Ok(())
}

/// 「手渡しました」: the printed code lives from now on.
pub async fn hand_over(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: i64,
) -> Result<StaffLine> {
    attempt(app, actor, Act::IssueCode, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        account::lock(&mut tx, &[actor.account.0, account.0]).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let subject = subject_at_home(&mut tx, &actor, facility, account, Act::IssueCode).await?;
        let seconds = app.config.sign_in.enrolment_seconds;
        if subject.version != version || !enrolment_code::hand_over(&mut tx, account, actor.account, seconds).await? {
            return Err(Refusal::Stale.into());
        }
        staff::next_version(&mut tx, account).await?;
        let about = About { subject: Some(account.0), ..About::default() };
        audit::record(&mut tx, Event::CodeHandedOver, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        let line = shown(&app, &actor, facility, Some(account)).await?.pop();
        Ok(line.ok_or(Refusal::NotFound)?)
    })
    .await
}

/// 「確認しました」: a second person knows of it, and the code counts from now on. Whoever made it is not that person.
pub async fn confirm(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: i64,
) -> Result<StaffLine> {
    attempt(app, actor, Act::IssueCode, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        account::lock(&mut tx, &[actor.account.0, account.0]).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let subject = subject_at_home(&mut tx, &actor, facility, account, Act::IssueCode).await?;
        let seconds = app.config.people.screen_code_seconds;
        if subject.version != version || !enrolment_code::confirm(&mut tx, account, actor.account, seconds).await? {
            return Err(Refusal::Stale.into());
        }
        staff::next_version(&mut tx, account).await?;
        let about = About { subject: Some(account.0), ..About::default() };
        audit::record(&mut tx, Event::CodeConfirmed, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        let line = shown(&app, &actor, facility, Some(account)).await?.pop();
        Ok(line.ok_or(Refusal::NotFound)?)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_long_and_readable() {
        let code = new_code();
        assert_eq!(code.chars().filter(|c| *c != '-').count(), 26);
        assert!(!code.contains(['I', 'L', 'O', 'U']));
    }
}

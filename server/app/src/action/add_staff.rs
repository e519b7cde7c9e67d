//! 付与: a member of staff is added to a facility with a login ID, a device that waits for them, and the code for it
//! (articles 7 and 10).

use renrakucho_domain::{
    AccountId, Act, FacilityId, Refusal, Role,
    audit::Event,
    permission::may_issue_ids,
    session,
    staff::{Form, login_id},
};
use renrakucho_protocol::{http::IssuedCode, vocabulary::HandOver};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    session as sessions, staff,
};
use uuid::Uuid;

use super::{
    Actor, Error, Result, attempt,
    facility_staff::look_after,
    issue_code::{Made, make, show},
};
use crate::{
    app::{App, Shared},
    entropy,
};

/// So many IDs in a row were taken: there is something wrong with them.
pub(super) const MAX_TRIES: usize = 10;

/// Adds one. `person` is made by the client: a repeat of what was done adds nobody.
pub async fn add_staff(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    person: Uuid,
    form: Form,
    hand_over: HandOver,
) -> Result<IssuedCode> {
    attempt(app, actor, Act::AddStaff, None, async move |app, actor| {
        let form = form.trimmed();
        let professions = staff::professions(&app.database).await?;
        let mut tx = app.database.begin().await?;
        may_add(&mut tx, &app, &actor, facility).await?;
        form.check()?;
        if professions.iter().all(|(code, _)| *code != form.profession) {
            return Err(Refusal::Invalid("profession").into());
        }
        let made = add(&mut tx, &app, &actor, facility, person, &form, hand_over).await?;
        renrakucho_store::commit(tx).await?;
        Ok(show(&app, &actor, facility, vec![made]).await?.remove(0))
    })
    .await
}

/// Whether the actor may add anyone there.
pub(super) async fn may_add(tx: &mut Tx, app: &App, actor: &Actor, facility: FacilityId) -> Result<()> {
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    look_after(tx, actor, facility, Act::AddStaff).await?;
    Ok(may_issue_ids(actor.role, app.config.people.facility_issues_ids)?)
}

/// Adds one whose form was checked.
pub(super) async fn add(
    tx: &mut Tx,
    app: &App,
    actor: &Actor,
    facility: FacilityId,
    person: Uuid,
    form: &Form,
    hand_over: HandOver,
) -> Result<Made> {
    let new = staff::NewStaff { staff_member: person, name: &form.name, kana: &form.kana };
    if !staff::insert(tx, &new).await? {
        return Err(Refusal::IdReused.into());
    }
    staff::insert_affiliation(tx, entropy::id(), person, facility.0, &form.profession, 0).await?;
    let account = AccountId(entropy::id());
    new_account(tx, account, person, form).await?;
    let about = About { subject: Some(account.0), ..About::default() };
    audit::record(tx, Event::StaffAdded, &actor.origin(), about).await?;
    make(tx, app, actor, facility, (account, &form.name), hand_over).await
}

async fn new_account(tx: &mut Tx, account: AccountId, person: Uuid, form: &Form) -> Result<()> {
    for _ in 0..MAX_TRIES {
        let new = staff::NewAccount {
            account,
            login_id: &login_id(entropy::bytes()),
            staff_member: person,
            role: Role::Staff,
            mail: form.mail.as_deref(),
            alert_mail: form.alert_mail,
        };
        if staff::insert_account(tx, &new).await? {
            return Ok(());
        }
    }
    Err(Error::Internal)
}

//! 指名: two people of the city decide who acts for it, as moderator or approver. Whoever's role changes signs in anew: what their
//! screens show is for another role.

use renrakucho_domain::{
    AccountId, Act, Refusal, Role,
    appointment::{Facts, State, Verdict, is_of_city, may_decide, may_propose},
    audit::Event,
    session,
};
use renrakucho_protocol::appointment::{AppointmentBody, CityPeople};
use renrakucho_store::{
    Tx, account, appointment,
    audit::{self, About},
    device, notice,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    staff,
    suspension::Suspended,
};
use uuid::Uuid;

use super::{Actor, Result, attempt, list_city_people::city_people, revocation};
use crate::app::Shared;

/// Locks whoever acts, whoever it is about, and everybody who acts for the city: two of them may decide about each other. How
/// many of the city there are besides the actor and the one it is about.
pub(super) async fn lock_city(tx: &mut Tx, actor: &Actor, about: AccountId, also: Option<Uuid>) -> Result<usize> {
    let all = appointment::of_city(tx).await?.into_iter().map(|account| account.0);
    let accounts: Vec<_> = all.chain([actor.account.0, about.0]).chain(also).collect();
    account::lock(tx, &accounts).await?;
    device::lock(tx, &[actor.device.0]).await?;
    sessions::lock_all(tx, actor.session, Suspended::Account(about)).await?;
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    // Whoever was dismissed since the request began decides nothing any more.
    match account::role_and_standing(tx, actor.account).await? {
        Some((role, _)) if is_of_city(role) => {}
        _ => return Err(Refusal::NotFound.into()),
    }
    let others = appointment::of_city(tx).await?;
    Ok(others.iter().filter(|account| **account != actor.account && **account != about).count())
}

/// Proposes it on the version that the form showed. It counts at once if nobody else acts for the city.
pub async fn propose(app: &Shared, actor: &Actor, about: AccountId, body: AppointmentBody) -> Result<CityPeople> {
    attempt(app, actor, Act::ChangeCityPeople, None, async move |app, actor| {
        let to = Role::from(body.role);
        let mut tx = app.database.begin().await?;
        let others = lock_city(&mut tx, &actor, about, None).await?;
        let subject = appointment::subject(&mut tx, about).await?.ok_or(Refusal::NotFound)?;
        if subject.version != body.version {
            return Err(Refusal::Stale.into());
        }
        let verdict = may_propose(Facts {
            from: subject.role,
            to,
            standing: subject.standing,
            is_own: about == actor.account,
            rooms: subject.rooms,
            others,
        })?;
        let was_alone = verdict == Verdict::AtOnce;
        let new = appointment::New {
            id: body.id,
            account: about,
            was: subject.role,
            role: to,
            proposed_by: actor.account,
            was_alone,
            days: app.config.people.appointment_days,
        };
        if !appointment::insert(&mut tx, &new).await? {
            return Err(Refusal::Stale.into());
        }
        record(&mut tx, &actor, Event::AppointmentProposed, about, to.as_str()).await?;
        if was_alone {
            take_effect(&app, tx, &actor, about, to, true).await?;
        } else {
            let kind = notice::Kind::AppointmentAwaits;
            notice::insert_for_city(&mut tx, &[actor.account, about], kind).await?;
            renrakucho_store::commit(tx).await?;
        }
        city_people(&app, &actor).await
    })
    .await
}

/// The second person of the city confirms it, or refuses it.
pub async fn decide(app: &Shared, actor: &Actor, id: Uuid, is_confirmed: bool) -> Result<CityPeople> {
    attempt(app, actor, Act::ChangeCityPeople, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let [about, proposer] = appointment::concerned(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        lock_city(&mut tx, &actor, AccountId(about), Some(proposer)).await?;
        let held = appointment::hold(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        if !held.waits {
            return Err(Refusal::Stale.into());
        }
        may_decide(actor.account, held.proposed_by, held.account)?;
        if !is_confirmed {
            appointment::decide(&mut tx, id, State::Refused, actor.account).await?;
            record(&mut tx, &actor, Event::AppointmentRefused, held.account, held.role.as_str()).await?;
            renrakucho_store::commit(tx).await?;
            return city_people(&app, &actor).await;
        }
        still_may(&mut tx, &held).await?;
        appointment::decide(&mut tx, id, State::Done, actor.account).await?;
        take_effect(&app, tx, &actor, held.account, held.role, false).await?;
        city_people(&app, &actor).await
    })
    .await
}

/// Whether what was proposed may still be: of the same role, and by someone who still acts for the city.
async fn still_may(tx: &mut Tx, held: &appointment::Held) -> Result<()> {
    let subject = appointment::subject(tx, held.account).await?.ok_or(Refusal::Stale)?;
    let proposer = account::role_and_standing(tx, held.proposed_by).await?.ok_or(Refusal::Stale)?;
    if subject.role != held.was || !is_of_city(proposer.0) || proposer.1 != session::Standing::Active {
        return Err(Refusal::Stale.into());
    }
    let facts = Facts {
        from: subject.role,
        to: held.role,
        standing: subject.standing,
        is_own: false,
        rooms: subject.rooms,
        others: 1,
    };
    may_propose(facts)?;
    Ok(())
}

/// Whoever proposed it takes it back.
pub async fn withdraw(app: &Shared, actor: &Actor, id: Uuid) -> Result<CityPeople> {
    attempt(app, actor, Act::ChangeCityPeople, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let [about, _] = appointment::concerned(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        lock_city(&mut tx, &actor, AccountId(about), None).await?;
        let held = appointment::hold(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        if held.proposed_by != actor.account {
            return Err(Refusal::NotFound.into());
        }
        if !held.waits {
            return Err(Refusal::Stale.into());
        }
        appointment::decide(&mut tx, id, State::Withdrawn, actor.account).await?;
        record(&mut tx, &actor, Event::AppointmentWithdrawn, held.account, held.role.as_str()).await?;
        renrakucho_store::commit(tx).await?;
        city_people(&app, &actor).await
    })
    .await
}

async fn record(tx: &mut Tx, actor: &Actor, event: Event, about: AccountId, detail: &str) -> Result<()> {
    let about = About { subject: Some(about.0), detail: Some(detail), ..About::default() };
    Ok(audit::record(tx, event, &actor.origin(), about).await?)
}

/// Gives the role, and ends the sessions that were for another one.
async fn take_effect(
    app: &Shared,
    mut tx: Tx,
    actor: &Actor,
    about: AccountId,
    to: Role,
    was_alone: bool,
) -> Result<()> {
    staff::set_role(&mut tx, about, to).await?;
    staff::next_version(&mut tx, about).await?;
    let detail = if was_alone { format!("{}, alone", to.as_str()) } else { to.as_str().to_owned() };
    record(&mut tx, actor, Event::AppointmentDone, about, &detail).await?;
    sessions::end_all(&mut tx, Suspended::Account(about), EndReason::Revoked).await?;
    revocation::commit(app, tx, &[Subject::Account(about.0)], Why::Revoked).await
}

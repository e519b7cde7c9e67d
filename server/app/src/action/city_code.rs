//! An enrolment code for someone who acts for the city: made by one person of the city, and dead until another one has confirmed
//! it, at any hour. Whoever could make a way into a colleague's account alone could decide alone what needs two.

use renrakucho_domain::{
    AccountId, Act, FacilityId, Refusal, appointment::is_of_city, audit::Event, session::Standing,
};
use renrakucho_protocol::{appointment::CityPeople, http::IssuedCode, vocabulary::HandOver};
use renrakucho_store::{
    Tx,
    appointment::{self, Subject},
    audit::{self, About},
    enrolment_code, notice, staff,
};

use super::{
    Actor, Result, appoint_for_city::lock_city, attempt, facility_staff::facility_line, issue_code::make,
    list_city_people::city_people,
};
use crate::{app::Shared, entropy};

/// Someone who acts for the city, and is not the actor; on the version that the form showed.
async fn subject(tx: &mut Tx, actor: &Actor, account: AccountId, version: i64) -> Result<Subject> {
    let subject = appointment::subject(tx, account).await?.filter(|subject| is_of_city(subject.role));
    let subject = subject.ok_or(Refusal::NotFound)?;
    if account == actor.account {
        return Err(Refusal::Invalid("account").into());
    }
    if subject.version != version || subject.standing != Standing::Active {
        return Err(Refusal::Stale.into());
    }
    Ok(subject)
}

/// Makes it; its person and the others of the city are told by mail.
pub async fn issue(app: &Shared, actor: &Actor, account: AccountId, version: i64) -> Result<IssuedCode> {
    attempt(app, actor, Act::ChangeCityPeople, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let others = lock_city(&mut tx, &actor, account, None).await?;
        let Subject { login_id, name, office, .. } = subject(&mut tx, &actor, account, version).await?;
        if others == 0 {
            // Nobody could confirm it.
            return Err(Refusal::Invalid("second").into());
        }
        let office = FacilityId(office);
        let made = make(&mut tx, &app, &actor, office, (account, &name), HandOver::Screen).await?;
        notice::insert(&mut tx, entropy::id(), account, notice::Kind::CodeIssued).await?;
        notice::insert_for_city(&mut tx, &[actor.account, account], notice::Kind::CodeAwaits).await?;
        renrakucho_store::commit(tx).await?;
        let office = facility_line(&app.database, office).await?.name;
        Ok(made.issued(&app, login_id, name, office))
    })
    .await
}

/// The second person knows of it, and the code counts from now on.
pub async fn confirm(app: &Shared, actor: &Actor, account: AccountId, version: i64) -> Result<CityPeople> {
    attempt(app, actor, Act::ChangeCityPeople, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        lock_city(&mut tx, &actor, account, None).await?;
        subject(&mut tx, &actor, account, version).await?;
        let seconds = app.config.people.screen_code_seconds;
        if !enrolment_code::confirm(&mut tx, account, actor.account, seconds).await? {
            return Err(Refusal::Stale.into());
        }
        staff::next_version(&mut tx, account).await?;
        let about = About { subject: Some(account.0), ..About::default() };
        audit::record(&mut tx, Event::CodeConfirmed, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        city_people(&app, &actor).await
    })
    .await
}

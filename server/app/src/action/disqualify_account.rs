//! 資格停止 (article 39): the city ends someone's ID on account of a prohibited act, at once and for good, without notice before.

use renrakucho_domain::{
    AccountId, Act, AffiliationId, Refusal, audit::Event, disqualification::may_disqualify, room as rules, session,
};
use renrakucho_protocol::{disqualification::DisqualificationBody, http::CityAccount};
use renrakucho_store::{
    account,
    audit::{self, About},
    device, disqualification, enrolment_code, login_id, membership,
    revocation::{Subject, Why},
    room, session as sessions,
    session::EndReason,
    staff, suspension,
    suspension::Suspended,
};

use super::{
    Actor, Result, attempt,
    list_city_accounts::city_account,
    remove_member::leave,
    retire_staff::{Left, lock_rooms},
    revocation,
};
use crate::app::Shared;

/// Decides on the version that the form showed. Answers when everything of the ID has ended everywhere.
pub async fn disqualify_account(
    app: &Shared,
    actor: &Actor,
    account: AccountId,
    body: DisqualificationBody,
) -> Result<CityAccount> {
    attempt(app, actor, Act::DisqualifyAccount, None, async move |app, actor| {
        let (left, rev) = commit(&app, &actor, account, body).await?;
        for (room, row) in left {
            app.live.committed(&app, room, vec![row]).await;
        }
        app.live.revoked(&app, rev).await;
        city_account(&app, account).await
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, account: AccountId, body: DisqualificationBody) -> Result<(Left, i64)> {
    let mut tx = app.database.begin().await?;
    let rooms = login_id::rooms_of(&mut tx, account).await?;
    let states = lock_rooms(&mut tx, &rooms).await?;
    account::lock(&mut tx, &[actor.account.0, account.0]).await?;
    let devices = device::personal_of(&mut tx, account, None).await?;
    let locked: Vec<_> = devices.iter().copied().chain([actor.device.0]).collect();
    device::lock(&mut tx, &locked).await?;
    let what = Suspended::Account(account);
    sessions::lock_all(&mut tx, actor.session, what).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let (standing, version) = suspension::standing(&mut tx, what).await?.ok_or(Refusal::NotFound)?;
    // Nobody locks themselves out, as with a suspension.
    if account == actor.account {
        return Err(Refusal::Invalid("account").into());
    }
    // Whoever was let into a room between the first look and the account's lock would stay there.
    if version != body.version || login_id::rooms_of(&mut tx, account).await? != rooms {
        return Err(Refusal::Stale.into());
    }
    let (role, _) = account::role_and_standing(&mut tx, account).await?.ok_or(Refusal::NotFound)?;
    may_disqualify(role, standing)?;

    let (affiliation, author) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let (author, origin) = ((AffiliationId(affiliation), author), actor.origin());
    let mut left = Vec::with_capacity(states.len());
    for (room, row) in states {
        let Some(member) = membership::not_left(&mut tx, room, account).await? else { continue };
        if rules::may_remove_member(row.state).is_ok() {
            let entry = leave(&mut tx, room, member, author.clone(), Event::MemberRemoved, &origin).await?;
            left.push((room, entry));
        } else {
            // Nothing follows a closing: the membership ended with it.
            membership::end(&mut tx, room, account, row.last_seq).await?;
        }
    }
    // Whoever is admitted again looks after nobody by themselves.
    staff::is_only_staff(&mut tx, account).await?;
    staff::end_account(&mut tx, account).await?;
    device::end(&mut tx, &devices).await?;
    device::leave_all_shared(&mut tx, account).await?;
    sessions::end_all(&mut tx, what, EndReason::Revoked).await?;
    enrolment_code::void_all(&mut tx, account).await?;
    let act = body.act.into();
    disqualification::insert(&mut tx, account, act, actor.account).await?;
    let about = About { subject: Some(account.0), detail: Some(act.as_str()), ..About::default() };
    audit::record(&mut tx, Event::AccountDisqualified, &origin, about).await?;
    let mut revoked = vec![Subject::Account(account.0), Subject::Membership(account.0)];
    revoked.extend(devices.into_iter().map(Subject::Device));
    let rev = revocation::only_commit(tx, &revoked, Why::Revoked).await?;
    Ok((left, rev))
}

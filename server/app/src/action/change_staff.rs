//! 職員の登録内容の変更: name, profession and address of a member of staff, changed by whoever looks after them; the city sees each change
//! (article 12).

use renrakucho_domain::{
    AccountId, Act, FacilityId, Refusal,
    audit::Event,
    session,
    session::Standing,
    staff::Form,
    staff_change::{Field, changes},
};
use renrakucho_protocol::{
    http::StaffLine,
    staff_change::{StaffChange, StaffChanges},
};
use renrakucho_store::{
    account,
    audit::{self, About},
    session as sessions, staff, staff_change,
};

use super::{
    Actor, Error, Result, attempt,
    facility_staff::{look_after, shown, subject},
    refuse, require,
    retire_staff::lock_rooms,
};
use crate::{
    app::{App, Shared},
    entropy,
};

/// Changes it on the version that the form showed. Nothing ends by it: whoever they are called, they are the same.
pub async fn change_staff(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: i64,
    form: Form,
) -> Result<StaffLine> {
    attempt(app, actor, Act::ChangeStaff, None, async move |app, actor| {
        let form = form.trimmed();
        let professions = staff::professions(&app.database).await?;
        let mut tx = app.database.begin().await?;
        // Memberships in them may have to rest on another affiliation.
        let rooms = staff::rooms_through(&mut tx, account, facility).await?;
        lock_rooms(&mut tx, &rooms).await?;
        account::lock(&mut tx, &[actor.account.0, account.0]).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let subject = subject(&mut tx, &actor, facility, account, Act::ChangeStaff).await?;
        let joined_since = staff::rooms_through(&mut tx, account, facility).await? != rooms;
        if subject.version != version || subject.standing == Standing::Ended || joined_since {
            return Err(Refusal::Stale.into());
        }
        let before = staff_change::registered(&mut tx, facility, account).await?.ok_or(Refusal::NotFound)?;
        let after = Form { alert_mail: before.alert_mail && form.mail.is_some(), ..form };
        after.check()?;
        let changes = changes(&before, &after);
        if let Some(change) = changes.iter().find(|change| !subject.is_home && change.field.is_of_person()) {
            return Err(Refusal::Invalid(change.field.as_str()).into());
        }
        let names: Vec<_> = changes.iter().map(|change| change.field.as_str()).collect();
        if !changes.is_empty() {
            staff_change::rename(&mut tx, account, &after.name, &after.kana).await?;
            staff_change::set_mail(&mut tx, account, after.mail.as_deref()).await?;
            if changes.iter().any(|change| change.field == Field::Profession) {
                if professions.iter().all(|(code, _)| *code != after.profession) {
                    return Err(Refusal::Invalid("profession").into());
                }
                let (next, code) = (entropy::id(), &after.profession);
                staff_change::change_profession(&mut tx, next, facility, account, code, &rooms).await?;
            }
            staff_change::keep(&mut tx, facility, account, &changes, actor.account).await?;
            let about = About { subject: Some(account.0), detail: Some(&names.join(" ")), ..About::default() };
            audit::record(&mut tx, Event::StaffChanged, &actor.origin(), about).await?;
        }
        renrakucho_store::commit(tx).await?;
        let line = shown(&app, &actor, facility, Some(account)).await?.pop();
        Ok(line.ok_or(Refusal::NotFound)?)
    })
    .await
}

/// What was changed at a facility.
pub async fn read_changes(app: &App, actor: &Actor, facility: FacilityId) -> Result<StaffChanges> {
    require(app, actor, Act::ListStaff).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, Act::ListStaff).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ListStaff, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), detail: Some("changes"), ..About::default() };
    audit::record(&mut tx, Event::StaffListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let kept = staff_change::kept(&app.database, facility).await?.into_iter();
    Ok(StaffChanges {
        changes: kept
            .map(|one| StaffChange {
                account: one.account,
                name: one.name,
                field: one.field.into(),
                was: one.was,
                became: one.became,
                by: one.by,
                at: one.at,
            })
            .collect(),
    })
}

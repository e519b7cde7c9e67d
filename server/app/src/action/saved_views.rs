//! 保存した表示: each who decides for the city keeps the views of the inbox that they work with. Nobody sees another's.

use renrakucho_domain::{
    Act, CaseId, FacilityId, Refusal,
    audit::Event,
    saved_view::{check_name, each_once, may_keep_another},
    session,
};
use renrakucho_protocol::saved_view::{CaseFilter, SavedView, SavedViewBody, SavedViews};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    saved_view, session as sessions,
};
use uuid::Uuid;

use super::{Actor, Result, attempt, require};
use crate::{
    app::{App, Shared},
    seal::{self, CasePart},
};

/// One's own.
pub async fn list(app: &App, actor: &Actor) -> Result<SavedViews> {
    require(app, actor, Act::HandleCases).await?;
    Ok(SavedViews { views: show(app, saved_view::of(app.database.pool(), actor.account).await?)? })
}

/// Saves one, or changes it: the same twice is the same.
pub async fn save(app: &Shared, actor: &Actor, view: Uuid, body: SavedViewBody) -> Result<SavedViews> {
    attempt(app, actor, Act::HandleCases, None, async move |app, actor| {
        let name = body.name.trim();
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor).await?;
        let there = show(&app, saved_view::of(&mut *tx, actor.account).await?)?;
        let others: Vec<_> = there.iter().filter(|one| one.view != view).collect();
        check_name(name, others.iter().map(|one| one.name.as_str()))?;
        if others.len() == there.len() {
            may_keep_another(there.len())?;
        }
        let facility = body.filter.facility.map(FacilityId);
        if let Some(facility) = facility
            && !saved_view::knows(&mut tx, facility).await?
        {
            return Err(Refusal::Invalid("facility").into());
        }
        let kinds: Vec<_> = body.filter.kinds.iter().map(|kind| (*kind).into()).collect();
        let kept = saved_view::View {
            id: view,
            sealed_name: app.keys.seal_case(name.as_bytes(), CaseId(view), CasePart::ViewName),
            show: body.filter.show.into(),
            kinds: each_once(&kinds),
            overdue: body.filter.overdue,
            facility,
            is_default: body.is_default,
        };
        if !saved_view::save(&mut tx, actor.account, &kept).await? {
            return Err(Refusal::NotFound.into());
        }
        done(&app, tx, &actor, "saved_view kept").await
    })
    .await
}

/// Forgets one.
pub async fn forget(app: &Shared, actor: &Actor, view: Uuid) -> Result<SavedViews> {
    attempt(app, actor, Act::HandleCases, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor).await?;
        if !saved_view::forget(&mut tx, actor.account, view).await? {
            return Err(Refusal::NotFound.into());
        }
        done(&app, tx, &actor, "saved_view forgotten").await
    })
    .await
}

/// Nothing of what is theirs changes beside this, from another screen of theirs either.
async fn hold(tx: &mut Tx, actor: &Actor) -> Result<()> {
    account::lock(tx, &[actor.account.0]).await?;
    Ok(session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?)
}

async fn done(app: &App, mut tx: Tx, actor: &Actor, detail: &str) -> Result<SavedViews> {
    let about = About { detail: Some(detail), ..About::default() };
    audit::record(&mut tx, Event::SettingsChanged, &actor.origin(), about).await?;
    let views = show(app, saved_view::of(&mut *tx, actor.account).await?)?;
    renrakucho_store::commit(tx).await?;
    Ok(SavedViews { views })
}

fn show(app: &App, kept: Vec<saved_view::View>) -> Result<Vec<SavedView>> {
    let mut views = Vec::with_capacity(kept.len());
    for one in kept {
        let name = app.keys.open_case(&one.sealed_name, CaseId(one.id), CasePart::ViewName)?;
        views.push(SavedView {
            view: one.id,
            name: String::from_utf8(name.to_vec()).map_err(|_| seal::Error::Shut)?,
            filter: CaseFilter {
                show: one.show.into(),
                kinds: one.kinds.into_iter().map(Into::into).collect(),
                overdue: one.overdue,
                facility: one.facility.map(|facility| facility.0),
            },
            is_default: one.is_default,
        });
    }
    views.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(views)
}

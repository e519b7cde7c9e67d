//! 受付: an application comes in, from whoever applies, or on paper and keyed in by a moderator (article 8).

use renrakucho_domain::{
    Act, CaseId, Refusal,
    application::Form,
    audit::Event,
    case::{Kind, Route, receipt_number},
    session,
};
use renrakucho_protocol::case::{ApplicationReceipt, FacilityApplication, FacilityApplicationBody};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case, notice, session as sessions,
};

use super::{Actor, Result, attempt, case_content::plain};
use crate::{
    app::{App, Shared},
    desk, entropy,
    seal::CasePart,
};

/// From the public page. Nobody is signed in: the gate has counted the address.
pub async fn apply(app: &Shared, request: String, body: FacilityApplicationBody) -> Result<ApplicationReceipt> {
    let held = app.clone();
    app.finish(async move {
        let tx = held.database.begin().await?;
        open(&held, tx, Origin { request, ..Origin::default() }, Route::Web, body).await
    })
    .await
}

/// From paper.
pub async fn key_in(app: &Shared, actor: &Actor, body: FacilityApplicationBody) -> Result<ApplicationReceipt> {
    attempt(app, actor, Act::KeyInCases, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        open(&app, tx, actor.origin(), Route::Paper, body).await
    })
    .await
}

/// Opens a case. The same again under the same id is the same case.
async fn open(
    app: &App,
    mut tx: Tx,
    origin: Origin,
    route: Route,
    body: FacilityApplicationBody,
) -> Result<ApplicationReceipt> {
    let case = CaseId(body.id);
    let form = Form {
        name: body.name,
        category: body.category.into(),
        ground: body.ground,
        address: body.address,
        representative: body.representative,
        mail: body.mail,
        phone: body.phone,
        agrees_to_purpose: body.agrees_to_purpose,
        listed: body.listed.into_iter().map(Into::into).collect(),
    }
    .trimmed();
    form.check()?;
    let content = FacilityApplication {
        name: form.name,
        category: form.category.into(),
        ground: form.ground,
        address: form.address,
        representative: form.representative,
        mail: form.mail,
        phone: form.phone,
        purpose: app.config.city.purpose.clone(),
        listed: form.listed.into_iter().map(Into::into).collect(),
    };
    let plain = plain(&content);
    let content_mac = app.keys.case_mac(&plain);

    let opened_at = case::now(&mut tx).await?;
    let due = app.desk.due(desk::local(opened_at).date(), app.config.cases.facility_application_days);
    let new = case::New {
        case,
        kind: Kind::FacilityApplication,
        route,
        receipt: &receipt_number(entropy::bytes()),
        sealed: &app.keys.seal_case(&plain, case, CasePart::Content),
        content_mac: &content_mac,
        opened_at,
        due,
        subject: None,
    };
    if !case::insert(&mut tx, &new).await? {
        drop(tx);
        let before = case::opened(&app.database, case).await?.ok_or(Refusal::IdReused)?;
        if before.content_mac != content_mac {
            return Err(Refusal::IdReused.into());
        }
        let due = before.due.to_string();
        return Ok(ApplicationReceipt { receipt: before.receipt, opened_at: before.opened_at, due });
    }
    let about = About { subject: Some(case.0), detail: Some(route.as_str()), ..About::default() };
    audit::record(&mut tx, Event::CaseOpened, &origin, about).await?;
    notice::insert_of_case(&mut tx, entropy::id(), case, notice::Kind::CaseReceived).await?;
    renrakucho_store::commit(tx).await?;
    Ok(ApplicationReceipt { receipt: new.receipt.to_owned(), opened_at, due: due.to_string() })
}

//! 開示請求 over HTTP: recorded, unsealed for by a case, read and blackened, released, handed out.

use std::future::Future;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use renrakucho_domain::{EntryId, disclosure::Application};
use renrakucho_protocol::{
    disclosure::{
        Disclosure, DisclosureAsked, DisclosureBody, DisclosurePreview, DisclosureRelease, DisclosureReleased,
        DisclosureStep, DisclosureVersion, DisclosureWords, Disclosures, RedactionBody, StaffNamesBody, UnsealedPage,
    },
    problem::Code,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    accounts::id,
    city::date,
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{self, Actor, disclosure, read_unsealed, redact_disclosure, release_disclosure},
    app::Shared,
};

/// The requests about a room.
pub async fn list(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<Disclosures>, Failed> {
    Ok(Json(disclosure::list(&app, &actor, room_id(&room)?).await?))
}

/// Records a request, and opens the case in which somebody else decides whether the room is unsealed for it.
pub async fn ask(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<DisclosureBody>,
) -> Result<Json<DisclosureAsked>, Failed> {
    let trimmed = |text: &str| text.trim().to_owned();
    let words = DisclosureWords {
        relation: body.words.relation.as_deref().map(trimmed),
        legal_basis: trimmed(&body.words.legal_basis),
        purpose: trimmed(&body.words.purpose),
        identity_check: trimmed(&body.words.identity_check),
        ..body.words
    };
    let asked = Application {
        requester: words.requester.into(),
        relation: words.relation.clone(),
        received_on: date(&words.received_on, "received_on")?,
        legal_basis: words.legal_basis.clone(),
        purpose: words.purpose.clone(),
        identity_check: words.identity_check.clone(),
        from: words.from.as_deref().map(|day| date(day, "from")).transpose()?,
        upto: words.upto.as_deref().map(|day| date(day, "upto")).transpose()?,
    };
    Ok(Json(disclosure::ask(&app, &actor, room_id(&room)?, body.id, asked, words).await?))
}

/// A request: how it stands, and nothing of what the room says.
pub async fn view(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
) -> Result<Json<Disclosure>, Failed> {
    Ok(Json(disclosure::view(&app, &actor, id(&request)?).await?))
}

/// Asks once more that the room is unsealed, after its hours were over.
pub async fn ask_again(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
    Body(body): Body<DisclosureStep>,
) -> Result<Json<DisclosureAsked>, Failed> {
    Ok(Json(disclosure::ask_again(&app, &actor, id(&request)?, body.version).await?))
}

/// Takes a request back.
pub async fn withdraw(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
    Body(body): Body<DisclosureStep>,
) -> Result<Json<Disclosure>, Failed> {
    Ok(Json(disclosure::withdraw(&app, &actor, id(&request)?, body.version).await?))
}

/// From where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The position after which; none: from the first that is asked for.
    after: Option<i64>,
}

/// The next entries of the unsealed room that are asked for, for the two people who read it.
pub async fn entries(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
    query: Result<Query<After>, QueryRejection>,
) -> Result<Json<UnsealedPage>, Failed> {
    let Query(After { after }) = query.map_err(|_| Failed::new(Code::BadFrame))?;
    let request = id(&request)?;
    as_of_now(&app, || read_unsealed::page(&app, &actor, request, after.unwrap_or(0))).await
}

/// Answers what was read, unless a post was erased meanwhile: then it is read again.
async fn as_of_now<T, F: Future<Output = action::Result<T>>>(
    app: &Shared,
    read: impl Fn() -> F,
) -> Result<Json<T>, Failed> {
    loop {
        let as_of = app.live.erasures();
        let answer = read().await?;
        if app.live.erasures() == as_of {
            return Ok(Json(answer));
        }
    }
}

/// Says what of an entry is not disclosed.
pub async fn redact(
    State(app): State<Shared>,
    actor: Actor,
    Path((request, entry)): Path<(String, String)>,
    Body(body): Body<RedactionBody>,
) -> Result<Json<DisclosureVersion>, Failed> {
    let entry = EntryId(id(&entry)?);
    Ok(Json(redact_disclosure::redact(&app, &actor, id(&request)?, entry, body.version, body.marks).await?))
}

/// Says whether staff are named, or shown by facility and profession.
pub async fn name_staff(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
    Body(body): Body<StaffNamesBody>,
) -> Result<Json<DisclosureVersion>, Failed> {
    Ok(Json(redact_disclosure::name_staff(&app, &actor, id(&request)?, body.version, body.names_staff).await?))
}

/// Says that all is blackened that is to be: it is the other person's turn.
pub async fn finish(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
    Body(body): Body<DisclosureStep>,
) -> Result<Json<DisclosureVersion>, Failed> {
    Ok(Json(redact_disclosure::finish(&app, &actor, id(&request)?, body.version).await?))
}

/// What would be released now.
pub async fn preview(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
) -> Result<Json<DisclosurePreview>, Failed> {
    let request = id(&request)?;
    as_of_now(&app, || read_unsealed::preview(&app, &actor, request)).await
}

/// Releases what was reviewed; it is never changed again.
pub async fn release(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
    Body(body): Body<DisclosureRelease>,
) -> Result<Json<DisclosureReleased>, Failed> {
    let request = id(&request)?;
    let as_of = app.live.erasures();
    let released = release_disclosure::release(&app, &actor, request, body.version, body.digest).await?;
    if app.live.erasures() == as_of {
        return Ok(Json(released));
    }
    as_of_now(&app, || read_unsealed::document(&app, &actor, request)).await
}

/// What was released, for whoever had a part in it.
pub async fn document(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
) -> Result<Json<DisclosureReleased>, Failed> {
    let request = id(&request)?;
    as_of_now(&app, || read_unsealed::document(&app, &actor, request)).await
}

/// Writes down that what was released is handed out.
pub async fn hand_out(
    State(app): State<Shared>,
    actor: Actor,
    Path(request): Path<String>,
    Body(body): Body<DisclosureStep>,
) -> Result<StatusCode, Failed> {
    read_unsealed::hand_out(&app, &actor, id(&request)?, body.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

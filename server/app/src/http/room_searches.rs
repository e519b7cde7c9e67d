//! 記録の検索 over HTTP: a line of JSON for each post that is found, as soon as its page was gone through.

use axum::{
    body::Body as Content,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{HeaderValue, header};
use renrakucho_protocol::room_search::{RoomSearchBody, RoomSearchLine};

use super::{
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{
        self, Actor,
        search_room::{self, Search},
    },
    app::Shared,
    telemetry::chain,
};

/// When a session that searches already may try again.
const AGAIN_MS: u32 = 1_000;

/// Finds posts of a room by what they say.
pub async fn search(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<RoomSearchBody>,
) -> Result<Searched, Failed> {
    let begun = search_room::search_room(&app, &actor, room_id(&room)?, &body.words, body.before).await?;
    let mut search = begun.ok_or(Failed::rate_limited(AGAIN_MS))?;
    // Before the first byte: a refusal is still an answer of its own.
    let first = search.next().await?.unwrap_or_default();
    Ok(Searched { first: written(&first), search, request: actor.request })
}

/// The lines of a search on their way. If they break off, the last one is missing.
pub struct Searched {
    first: String,
    search: Search,
    request: String,
}

impl IntoResponse for Searched {
    fn into_response(self) -> Response {
        let Self { first, search, request } = self;
        let pages = stream::try_unfold(search, async |mut search| {
            Ok::<_, action::Error>(search.next().await?.map(|lines| (written(&lines), search)))
        });
        let lines = stream::once(async { Ok(first) }).chain(pages).inspect_err(move |error| {
            tracing::info!(%request, cause = %chain(error), "a search broke off");
        });
        let mut response = Content::from_stream(lines).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
        response
    }
}

fn written(lines: &[RoomSearchLine]) -> String {
    // As in `ServerFrame::encode`: they serialise.
    lines.iter().map(|line| serde_json::to_string(line).unwrap_or_default() + "\n").collect()
}

//! 印刷・書き出し over HTTP: one JSON document, written page by page, so that a large room needs no more memory than a small one.

use axum::{
    body::Body as Content,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use futures_util::{TryStreamExt, stream};
use http::{HeaderValue, header};
use renrakucho_domain::room_export::Wanted;
use renrakucho_protocol::{
    entry::Entry,
    room_export::{RoomExport, RoomExportBody},
};

use super::{
    city::date,
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{
        self, Actor,
        export_room::{self, Pages},
    },
    app::Shared,
    telemetry::chain,
};

/// Takes a part of a room's record out of the system, for a purpose.
pub async fn export(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<RoomExportBody>,
) -> Result<Exported, Failed> {
    let wanted = Wanted {
        form: body.form.into(),
        purpose: body.purpose.into(),
        words: body.words,
        from: date(&body.from, "from")?,
        upto: date(&body.upto, "upto")?,
    };
    let made = export_room::export_room(&app, &actor, room_id(&room)?, body.id, wanted).await?;
    let mut pages = made.pages;
    // Before the first byte: a refusal is still an answer of its own.
    let first = pages.next().await?.unwrap_or_default();
    Ok(Exported { opening: format!("{}{}", opening(&made.head), lines(&first, true)), pages, request: actor.request })
}

/// An export on its way. If it breaks off, what has arrived is no JSON.
pub struct Exported {
    opening: String,
    pages: Pages,
    request: String,
}

/// What still has to be written.
enum Left {
    All(String),
    Pages,
    Nothing,
}

impl IntoResponse for Exported {
    fn into_response(self) -> Response {
        let Self { opening, pages, request } = self;
        let written = stream::try_unfold((Left::All(opening), pages), async |(left, mut pages)| {
            Ok::<_, action::Error>(match left {
                Left::All(opening) => Some((opening, (Left::Pages, pages))),
                Left::Pages => match pages.next().await? {
                    Some(entries) => Some((lines(&entries, false), (Left::Pages, pages))),
                    None => Some((CLOSING.to_owned(), (Left::Nothing, pages))),
                },
                Left::Nothing => None,
            })
        });
        let written = written.inspect_err(move |error| {
            tracing::info!(%request, cause = %chain(error), "an export broke off");
        });
        let mut response = Content::from_stream(written).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

const CLOSING: &str = "\n  ]\n}\n";

/// The document up to its first entry: laid out so that a person can read it, too.
fn opening(head: &RoomExport) -> String {
    let text = serde_json::to_string_pretty(head).unwrap_or_default();
    format!("{}[\n", text.strip_suffix("[]\n}").unwrap_or(&text))
}

/// Entries, one a line.
fn lines(entries: &[Entry], is_first: bool) -> String {
    let mut text = String::new();
    for (number, entry) in entries.iter().enumerate() {
        text.push_str(if is_first && number == 0 { "    " } else { ",\n    " });
        // As in `ServerFrame::encode`: it serialises.
        text.push_str(&serde_json::to_string(entry).unwrap_or_default());
    }
    text
}

//! Rooms over HTTP: the same entries as over the socket, so that a proxy that breaks WebSockets costs latency, no data.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use http::StatusCode;
use renrakucho_domain::{Act, Body as Text, EntryId};
use renrakucho_protocol::{
    entry::Person,
    frame::Ack,
    http::{EntriesPage, Member, NewPost, ReadMarkBody, RoomDetail, Rooms},
    problem::Code,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{
        self, Actor, list_rooms, mark_read,
        post_entry::{self, Draft},
        read_room::{self, Range},
    },
    app::Shared,
};

/// The caller's rooms.
pub async fn list(State(app): State<Shared>, actor: Actor) -> Result<Json<Rooms>, Failed> {
    Ok(Json(Rooms { rooms: list_rooms::list_rooms(&app, &actor).await? }))
}

/// What a room is about.
pub async fn detail(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<RoomDetail>, Failed> {
    let room = room_id(&room)?;
    let detail = read_room::read_detail(&app, &actor, room).await?;
    let members = detail
        .members
        .into_iter()
        .map(|member| Member {
            person: Person {
                account: member.person.account,
                name: member.person.name,
                facility: member.person.facility,
                profession: member.person.profession,
            },
            kana: member.kana,
            category: member.category.into(),
            read_upto: member.read_upto,
        })
        .collect();
    Ok(Json(RoomDetail {
        room: room.0,
        label: detail.profile.name,
        kana: detail.profile.kana,
        birth_date: detail.profile.birth_date,
        state: detail.view.room.state.into(),
        members,
        consent: detail.consent,
        end: detail.end,
        permits: detail.permits,
        particulars: detail.particulars,
        erasure_requests: detail.erasure_requests,
    }))
}

/// Which part of the log.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Entries with a greater `seq`, the oldest first. Not with `before`.
    after: Option<i64>,
    /// Entries with a smaller `seq`, the newest of them. Without both: the newest of all.
    before: Option<i64>,
}

/// A page of a room's log.
pub async fn entries(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    part: Result<Query<Part>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<EntriesPage>, Failed> {
    let room = room_id(&room)?;
    let Query(part) = part.map_err(|_| Failed::new(Code::BadFrame))?;
    let range = match (part.after, part.before) {
        (Some(after), None) => Range::After(after),
        (None, Some(before)) => Range::Before(before),
        (None, None) => Range::Newest,
        (Some(_), Some(_)) => return Err(Failed::new(Code::BadFrame)),
    };
    loop {
        let as_of = app.live.erasures();
        let page = read_room::read_page(&app, &actor, room, range, read_room::ONE_PAGE).await?;
        let key = app.keys.of(room).await.map_err(action::Error::from)?;
        let entries = read_room::open_rows(&key, page.rows)?;
        read_room::still_permitted(&app, &actor, room, Act::ReadRoom).await?;
        // What was erased meanwhile is not answered: looked at last, with nothing to wait for before the answer.
        if app.live.erasures() == as_of {
            return Ok(Json(EntriesPage { room: room.0, head: page.head, read_upto: page.read_upto, entries }));
        }
    }
}

/// Adds a post to a room.
pub async fn post(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(new): Body<NewPost>,
) -> Result<Json<Ack>, Failed> {
    let room = room_id(&room)?;
    let draft = Draft {
        id: EntryId(new.id),
        room,
        body: Text::new(&new.body).map_err(action::Error::from)?,
        priority: new.priority.into(),
        reply_to: new.reply_to.map(EntryId),
    };
    let done = post_entry::post_entry(&app, &actor, draft).await?;
    Ok(Json(Ack { re: new.id, room: room.0, seq: done.seq, at: done.at, duplicate: done.duplicate }))
}

/// Moves one's own read mark in a room.
pub async fn read_mark(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(mark): Body<ReadMarkBody>,
) -> Result<StatusCode, Failed> {
    mark_read::mark_read(&app, &actor, room_id(&room)?, mark.upto).await?;
    Ok(StatusCode::NO_CONTENT)
}

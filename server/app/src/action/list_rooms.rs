//! The list of one's own rooms: names, states and counts, never a text.

use renrakucho_domain::{Act, RoomId};
use renrakucho_protocol::frame::RoomLine;
use renrakucho_store::room::Line;

use super::{Actor, Result, require};
use crate::app::App;

/// The lines of the caller's rooms.
pub async fn list_rooms(app: &App, actor: &Actor) -> Result<Vec<RoomLine>> {
    require(app, actor, Act::UseOwnAccount).await?;
    let lines = app.questions.list(&app.database, actor.account).await?;
    app.keys.prepare(lines.iter().filter(|line| line.sealed_profile.is_some()).map(|line| line.room)).await?;
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        out.push(open_line(app, line).await?);
    }
    Ok(out)
}

/// Opens the name in a line.
pub async fn open_line(app: &App, line: Line) -> Result<RoomLine> {
    let (label, kana) = match &line.sealed_profile {
        Some(sealed) => {
            let profile = app.keys.of(RoomId(line.room)).await?.open_profile(sealed)?;
            (profile.name, profile.kana)
        }
        None => Default::default(),
    };
    Ok(RoomLine {
        room: line.room,
        label,
        kana,
        state: line.state.into(),
        last_seq: line.last_seq,
        last_at: line.last_at,
        unread: line.unread,
        read_upto: line.read_upto,
        lapses_at: line.awaiting_since.map(|since| app.config.people.lapses_at(since)),
        permitted_until: line.permitted_until,
    })
}

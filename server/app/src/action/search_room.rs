//! 記録の検索: posts of a room by what they say. Bodies are sealed, so the newest are opened first, a page at a time, in memory, and
//! compared there. Each page asks again whether its reader may, and is an event before anything of it is answered: which entries were gone
//! through, never what for.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use renrakucho_domain::{
    Act, Refusal, RoomId, Seq, SessionId, permission,
    room_search::{Stop, Words},
};
use renrakucho_protocol::{
    entry::Content,
    room_search::{RoomSearchLine, SearchMark},
};
use renrakucho_store::{
    entry::{self, EntryRow, Most},
    room,
};

use super::{
    Actor, Error, Result,
    read_room::{AHEAD, open_rows, still_permitted, viewer},
    refuse, require, still_in_session,
};
use crate::{
    app::Shared,
    limits::Place,
    seal::{self, RoomKey},
};

/// A search on its way.
pub struct Search {
    app: Shared,
    actor: Actor,
    room: RoomId,
    key: Arc<RoomKey>,
    words: Words,
    /// Everything from here on was gone through, or is not asked for.
    before: Seq,
    found: usize,
    began: Instant,
    is_over: bool,
    /// The session's one search at a time.
    _place: Place<SessionId>,
}

/// Begins a search. None: the session is at one already.
pub async fn search_room(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    words: &str,
    before: Option<Seq>,
) -> Result<Option<Search>> {
    require(app, actor, Act::SearchRoom).await?;
    let asked = async {
        // Who is not in the room learns nothing of it, not even that there was nothing to search for.
        let view = room::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        permission::may_in_room(actor.role, view.relation, view.room.state, Act::SearchRoom)?;
        let end = view.room.last_seq + 1;
        let words = Words::parse(words)?;
        let before = before.unwrap_or(end);
        if before < 1 {
            return Err(Refusal::Invalid("before").into());
        }
        let key = match app.keys.of(room).await {
            // It was erased since.
            Err(seal::Error::NoKey) => return Err(Refusal::RoomClosed.into()),
            key => key?,
        };
        Ok((words, before.min(end), key))
    }
    .await;
    let (words, before, key) = match asked {
        Err(Error::Refused(refusal)) => return refuse(app, actor, Act::SearchRoom, Some(room), refusal).await,
        asked => asked?,
    };
    let Some(place) = app.limits.searching.begin(actor.session) else { return Ok(None) };
    Ok(Some(Search {
        app: app.clone(),
        actor: actor.clone(),
        room,
        key,
        words,
        before,
        found: 0,
        began: Instant::now(),
        is_over: false,
        _place: place,
    }))
}

impl Search {
    /// What the next page brings: what stands in it, and how far that is; or why it stops here. None after that. Whoever has lost their
    /// session, their membership or the room meanwhile gets no more.
    pub async fn next(&mut self) -> Result<Option<Vec<RoomSearchLine>>> {
        if self.is_over {
            return Ok(None);
        }
        let (mut lines, reached) = if self.before > 1 { self.page().await? } else { (Vec::new(), None) };
        lines.extend(reached);
        let settings = &self.app.config.search;
        let why = if self.before <= 1 {
            Stop::End
        } else if self.found >= settings.found {
            Stop::Found
        } else if self.began.elapsed() >= Duration::from_millis(settings.work_ms) {
            Stop::Time
        } else {
            return Ok(Some(lines));
        };
        self.is_over = true;
        lines.push(RoomSearchLine::Stopped { why: why.into(), before: (why != Stop::End).then_some(self.before) });
        Ok(Some(lines))
    }

    async fn page(&mut self) -> Result<(Vec<RoomSearchLine>, Option<RoomSearchLine>)> {
        loop {
            let as_of = self.app.live.erasures();
            let rows = self.rows().await?;
            let mut lines = Vec::new();
            let mut reached = None;
            for row in rows.into_iter().rev() {
                if self.found + lines.len() >= self.app.config.search.found {
                    break;
                }
                reached = Some((row.seq, row.at));
                lines.extend(self.compared(row)?);
            }
            if !lines.is_empty() {
                still_permitted(&self.app, &self.actor, self.room, Act::SearchRoom).await?;
            }
            // A post that was erased since is found no more.
            if self.app.live.erasures() == as_of {
                let (seq, at) = reached.ok_or(Refusal::NotFound)?;
                self.before = seq;
                self.found += lines.len();
                return Ok((lines, Some(RoomSearchLine::Reached { seq, at })));
            }
        }
    }

    /// The page before: the statement that brings it asks for the membership, and writes down that it was gone through.
    async fn rows(&self) -> Result<Vec<EntryRow>> {
        let Self { app, actor, room, .. } = self;
        match still_in_session(app, actor).await {
            Err(Error::Refused(refusal)) => return refuse(app, actor, Act::SearchRoom, Some(*room), refusal).await,
            other => other?,
        }
        let most = Most { entries: AHEAD.entries.min(self.before - 1), bytes: AHEAD.bytes };
        let rows = entry::search_before(&app.database, *room, viewer(actor), self.before, most).await?;
        if rows.is_empty() {
            // Closed or removed in between: the gate says which.
            still_permitted(app, actor, *room, Act::SearchRoom).await?;
            return Err(Refusal::NotFound.into());
        }
        Ok(rows)
    }

    /// The entry, if it is a post in which all of it stands.
    fn compared(&self, row: EntryRow) -> Result<Option<RoomSearchLine>> {
        if row.kind != renrakucho_domain::EntryKind::Post.as_str() {
            return Ok(None);
        }
        let Some(entry) = open_rows(&self.key, vec![row])?.pop() else { return Ok(None) };
        let Content::Post { body, erased_at: None, .. } = &entry.content else { return Ok(None) };
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let marks = self.words.find(body).map(|marks| {
            marks.into_iter().map(|mark| SearchMark { from: place(mark.start), upto: place(mark.end) }).collect()
        });
        Ok(marks.map(|marks| RoomSearchLine::Found { entry, marks }))
    }
}

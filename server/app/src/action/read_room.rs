//! Reading a room: pages of its log, and what it is about. Each page is an audit event written before its first byte.

use renrakucho_domain::{Act, Refusal, RoomId, Seq, audit::Event, permission};
use renrakucho_protocol::{
    MAX_PAGE, entry_erasure::EntryErasureAnswer, exceptional_use::PermitView, http::ConsentView,
    particulars::Particulars, support_end::SupportEndView,
};
use renrakucho_store::{
    audit::{self, About},
    consent,
    entry::{self, EntryRow, Most},
    membership, particulars, room, support_end,
};

use super::{
    Actor, Error, Result, change_particulars::opened, end_support::end_view, entry_erasure, exceptional_use,
    list_city_rooms::consent_for_members, refuse, still_in_session,
};
use crate::{
    app::App,
    seal::{Profile, RoomKey},
};

/// A page as clients ask for it over HTTP, and older ones.
pub const ONE_PAGE: Most = Most { entries: MAX_PAGE, bytes: i64::MAX };
/// What a socket reads ahead of what it sends: all that a client is made to catch up, if it is not too much for memory.
pub const AHEAD: Most = Most { entries: renrakucho_protocol::MAX_CATCH_UP, bytes: 256 * 1024 };

/// Which part of the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    /// What follows a position.
    After(Seq),
    /// What precedes a position.
    Before(Seq),
    /// The newest, from a little before the first unread one.
    Newest,
}

/// A page that its reader was permitted to see.
#[derive(Debug)]
pub struct Page {
    /// The entries, oldest first, bodies still sealed.
    pub rows: Vec<EntryRow>,
    /// The position before the first of them (for [`Range::Before`]: of the page's beginning).
    pub after: Seq,
    /// The room's last position.
    pub head: Seq,
    /// How far the reader had read.
    pub read_upto: Seq,
}

/// How many read entries are shown above the line 「未読ここから」.
const CONTEXT: Seq = 20;

/// Reads a page through the gate.
pub async fn read_page(app: &App, actor: &Actor, room: RoomId, range: Range, most: Most) -> Result<Page> {
    let page = page(app, actor, room, range, most).await;
    written_down(app, actor, room, page).await
}

/// Reads what follows a page that its reader was permitted to see: the statement asks for the membership itself.
pub async fn read_on(app: &App, actor: &Actor, room: RoomId, after: Seq, most: Most) -> Result<Vec<EntryRow>> {
    let rows = entry::view_after(&app.database, room, viewer(actor), after, most).await?;
    if rows.is_empty() {
        // Closed, removed, or nothing there: the gate says which.
        let seen = gate(app, actor, room).await.map(|_| ());
        written_down(app, actor, room, seen).await?;
    }
    Ok(rows)
}

/// Passes the gate for entries that the node has at hand. None: many want to, ask by [`read_page`].
pub async fn view_recent(
    app: &App,
    actor: &Actor,
    room: RoomId,
    after: Seq,
    upto: Seq,
) -> Result<Option<room::ReaderView>> {
    let view = entry::View {
        room,
        account: actor.account,
        device: actor.device,
        session: actor.session,
        request: actor.request.clone(),
        after,
        upto,
    };
    let Some(seen) = app.questions.view(view).await else { return Ok(None) };
    written_down(app, actor, room, let_in(actor, seen).map(Some)).await
}

/// A refusal is written down.
async fn written_down<T>(app: &App, actor: &Actor, room: RoomId, outcome: Result<T>) -> Result<T> {
    match outcome {
        Err(Error::Refused(refusal)) => refuse(app, actor, Act::ReadRoom, Some(room), refusal).await,
        other => other,
    }
}

pub(super) fn viewer(actor: &Actor) -> entry::Viewer<'_> {
    entry::Viewer { account: actor.account, device: actor.device, session: actor.session, request: &actor.request }
}

async fn gate(app: &App, actor: &Actor, room: RoomId) -> Result<room::ReaderView> {
    let_in(actor, room::for_reader(&app.database, room, actor.account).await?)
}

fn let_in(actor: &Actor, view: Option<room::ReaderView>) -> Result<room::ReaderView> {
    let view = view.ok_or(Refusal::NotFound)?;
    permission::may_in_room(actor.role, view.relation, view.room.state, Act::ReadRoom)?;
    Ok(view)
}

/// Two statements and no transaction around them: the second asks for the membership again, so what it brings was
/// permitted when it was brought.
async fn page(app: &App, actor: &Actor, room: RoomId, range: Range, most: Most) -> Result<Page> {
    let view = gate(app, actor, room).await?;
    let head = view.room.last_seq;
    let viewer = viewer(actor);
    let start = match range {
        Range::After(after) if after < 0 || after > head => return Err(Refusal::Invalid("after").into()),
        Range::After(after) => after,
        Range::Newest => newest_start(head, view.read_upto, MAX_PAGE),
        Range::Before(_) => 0,
    };
    let rows = match range {
        Range::Before(before) => entry::view_before(&app.database, room, viewer, before, most.entries).await?,
        Range::After(_) | Range::Newest => entry::view_after(&app.database, room, viewer, start, most).await?,
    };
    if rows.is_empty() && start < head && !matches!(range, Range::Before(before) if before <= 1) {
        // Closed or removed in between: now the gate knows.
        gate(app, actor, room).await?;
        return Err(Refusal::NotFound.into());
    }
    let after = match (range, rows.first()) {
        (Range::Before(_), Some(first)) => first.seq - 1,
        _ => start,
    };
    Ok(Page { rows, after, head, read_upto: view.read_upto })
}

/// Where the newest part begins: the last page, or earlier so that the first unread entry is in it, but never further
/// back than a client is made to catch up.
fn newest_start(head: Seq, read_upto: Seq, limit: i64) -> Seq {
    let last_page = head - limit;
    let from_unread = read_upto - CONTEXT;
    let furthest = head - renrakucho_protocol::MAX_CATCH_UP;
    last_page.min(from_unread).max(furthest).max(0)
}

/// What a room is about and who takes part.
pub struct Detail {
    /// The room.
    pub view: room::ReaderView,
    /// Whom it is about.
    pub profile: Profile,
    /// Who takes part.
    pub members: Vec<membership::Shown>,
    /// What it rests on.
    pub consent: Option<ConsentView>,
    /// Why support came to its end.
    pub end: Option<SupportEndView>,
    /// By which permits it is used without consent.
    pub permits: Vec<PermitView>,
    /// Where the person lives, and their family.
    pub particulars: Option<Particulars>,
    /// What the reader asked the city to erase.
    pub erasure_requests: Vec<EntryErasureAnswer>,
}

/// Reads what a room is about.
pub async fn read_detail(app: &App, actor: &Actor, room: RoomId) -> Result<Detail> {
    let gated = async {
        let view = gate(app, actor, room).await?;
        let mut tx = app.database.begin().await?;
        let about = About { room: Some(room), detail: Some("detail"), ..About::default() };
        audit::record(&mut tx, Event::RoomViewed, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        Ok::<_, Error>(view)
    }
    .await;
    let view = match gated {
        Err(Error::Refused(refusal)) => return refuse(app, actor, Act::ReadRoom, Some(room), refusal).await,
        other => other?,
    };
    let told = told(app, actor, room, view).await;
    // Whatever became of the reading: what the gate says now comes first.
    still_permitted(app, actor, room, Act::ReadRoom).await?;
    told
}

async fn told(app: &App, actor: &Actor, room: RoomId, view: room::ReaderView) -> Result<Detail> {
    let sealed = room::sealed_profile(&app.database, room).await?.ok_or(Refusal::NotFound)?;
    let key = app.keys.of(room).await?;
    let consent = consent::current(&app.database, room).await?;
    let consent = consent.map(|receipt| consent_for_members(&key, receipt)).transpose()?;
    Ok(Detail {
        view,
        profile: key.open_profile(&sealed)?,
        members: membership::shown(&app.database, room).await?,
        consent,
        permits: exceptional_use::views(app, actor, room, &key).await?,
        particulars: particulars::of(&app.database, room).await?.map(|kept| opened(&key, &kept)).transpose()?,
        erasure_requests: entry_erasure::own(app, actor, room, &key).await?,
        end: end_view(&key, support_end::of(&app.database, room).await?.as_ref())?,
    })
}

/// The last question before an answer, when all that it holds has been read: whoever lost their session, their membership or the room
/// while it was being read gets nothing of it. A node may have stood still meanwhile.
pub async fn still_permitted(app: &App, actor: &Actor, room: RoomId, act: Act) -> Result<()> {
    let asked = async {
        still_in_session(app, actor).await?;
        let view = room::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        Ok::<_, Error>(permission::may_in_room(actor.role, view.relation, view.room.state, act)?)
    }
    .await;
    match asked {
        Err(Error::Refused(refusal)) => refuse(app, actor, act, Some(room), refusal).await,
        asked => asked,
    }
}

/// Writes down which entries arrived live while the room was open.
pub async fn record_delivery(app: &App, actor: &Actor, room: RoomId, from: Seq, upto: Seq) -> Result<()> {
    let mut tx = app.database.begin().await?;
    let about = About { room: Some(room), from_seq: Some(from), upto_seq: Some(upto), ..About::default() };
    audit::record(&mut tx, Event::EntriesDelivered, &actor.origin(), about).await?;
    Ok(renrakucho_store::commit(tx).await?)
}

/// Opens a page's bodies for its reader.
pub fn open_rows(key: &RoomKey, rows: Vec<EntryRow>) -> Result<Vec<renrakucho_protocol::entry::Entry>> {
    rows.into_iter().map(|row| crate::live::encode::open(key, row)).collect()
}

#[cfg(test)]
mod tests {
    use super::newest_start;

    #[test]
    fn a_room_opens_where_the_unread_begin_within_reason() {
        assert_eq!(newest_start(0, 0, 100), 0, "an empty room");
        assert_eq!(newest_start(80, 80, 100), 0, "a short room");
        assert_eq!(newest_start(1_000, 1_000, 100), 900, "everything read: the last page");
        assert_eq!(newest_start(1_000, 800, 100), 780, "unread since 801: with a little context");
        assert_eq!(newest_start(5_000, 10, 100), 4_500, "a year away: the last five hundred");
    }
}

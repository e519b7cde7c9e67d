//! 印刷・書き出し: a member takes a part of a room's record out of the system, for a purpose that they state. That it is done is written
//! down, under a number, before anything is answered; what it holds is read page by page through the same gate as on the screen, each
//! page an event.

use std::sync::Arc;

use renrakucho_domain::{
    Act, Refusal, Relation, RoomId, Seq,
    audit::Event,
    permission,
    room_export::{Wanted, is_still_the_same, may_make_one_more},
    session,
};
use renrakucho_protocol::{
    entry::{Entry, Person},
    room_export::{ExportReason, FORMAT, RoomExport, VERSION},
};
use renrakucho_store::{
    account,
    audit::{self, About},
    consent,
    entry::{Most, PersonRow},
    membership, room,
    room_export::{self, New, Stored},
    session as sessions, support_end,
};
use time::{Date, Time};
use uuid::Uuid;

use super::{
    Actor, Result, attempt,
    end_support::end_view,
    list_city_rooms::consent_for_members,
    read_room::{self, AHEAD},
};
use crate::{
    app::Shared,
    clock,
    seal::{self, RoomKey},
};

/// How the file is read, for whoever has nothing but the file.
const GUIDE: &str = "entries が記録です。古い順に並び、seq は記録の番号、at は記録の日時（協定世界時。日本時間は9時間を足します）、\
                     author は書いた人です。kind が post のものは投稿で、body が本文、priority が重要度（normal 通常・important 重要・\
                     urgent 至急）、reply_to は返信先の記録の id です。opened は同意書の受領、member_joined と member_left は subject の人の\
                     参加と離脱、ended は支援終了を表します。erased_at のある投稿は市が消去したもので、本文はありません。entry_erased は、entry の id の投稿を市が消去したことを表します。\
                     permitted は、規約第20条により市が同意によらない利用を許可したことを表します。first_seq から last_seq までの記録がすべて入っています。";

/// An export that is made: what stands above its entries, and the entries, page by page.
pub struct Export {
    /// All but the entries.
    pub head: RoomExport,
    /// The entries.
    pub pages: Pages,
}

/// Makes an export. The same again under the same id, a little later, is the same one.
pub async fn export_room(app: &Shared, actor: &Actor, room: RoomId, id: Uuid, wanted: Wanted) -> Result<Export> {
    attempt(app, actor, Act::ExportRoom, Some(room), async move |app, actor| {
        wanted.check(clock::today(), actor.on_shared_device)?;
        let view = room::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        permission::may_in_room(actor.role, view.relation, view.room.state, Act::ExportRoom)?;
        let key = match app.keys.of(room).await {
            // It was erased since.
            Err(seal::Error::NoKey) => return Err(Refusal::RoomClosed.into()),
            key => key?,
        };
        let (made, by) = commit(&app, &actor, room, &key, id, &wanted).await?;
        let head = head(&app, &key, room, &made, by, wanted.words).await?;
        let pages = Pages { app, actor, room, key, after: made.first_seq - 1, last: made.last_seq };
        Ok(Export { head, pages })
    })
    .await
}

/// Keeps it, with its event, while room, account and session are held: so it comes wholly before a closing, a removal or a
/// suspension, or not at all; and of those who ask at the same moment each counts the others.
async fn commit(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    key: &RoomKey,
    id: Uuid,
    wanted: &Wanted,
) -> Result<(Stored, PersonRow)> {
    let mut tx = app.database.begin().await?;
    let state = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?.state;
    account::lock(&mut tx, &[actor.account.0]).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let by = room_export::member(&mut tx, room, actor.account).await?.ok_or(Refusal::NotFound)?;
    permission::may_in_room(actor.role, Relation::Member, state, Act::ExportRoom)?;
    room_export::hold_all(&mut tx).await?;
    let made = if let Some(made) = room_export::find(&mut tx, id).await? {
        let words = key.open_words(&made.sealed_words, id);
        let is_same = (made.room, made.account, made.form, made.purpose, made.from, made.upto)
            == (room, actor.account, wanted.form, wanted.purpose, wanted.from, wanted.upto)
            && words? == wanted.words;
        if !is_same || !is_still_the_same(made.seconds_ago) {
            return Err(Refusal::IdReused.into());
        }
        made
    } else {
        let made_today = room_export::made_today(&mut tx, actor.account).await?;
        may_make_one_more(made_today, i64::from(app.config.exports.per_day))?;
        let begins = |day: Date| day.with_time(Time::MIDNIGHT).assume_offset(clock::TOKYO);
        let end = wanted.upto.next_day().ok_or(Refusal::Invalid("upto"))?;
        let span = room_export::span(&mut tx, room, begins(wanted.from), begins(end)).await?;
        // Of days on which nothing was written nothing is made.
        let (first_seq, last_seq) = span.ok_or(Refusal::Invalid("from"))?;
        let sealed_words = key.seal_words(&wanted.words, id);
        let Wanted { form, purpose, from, upto, .. } = *wanted;
        let account = actor.account;
        let new =
            New { id, room, account, form, purpose, sealed_words: &sealed_words, from, upto, first_seq, last_seq };
        room_export::insert(&mut tx, &new).await?;
        room_export::find(&mut tx, id).await?.ok_or(Refusal::NotFound)?
    };
    let detail = format!("{} {} {}", made.form.as_str(), made.purpose.as_str(), made.number);
    let about = About {
        room: Some(room),
        subject: Some(id),
        from_seq: Some(made.first_seq),
        upto_seq: Some(made.last_seq),
        detail: Some(&detail),
        ..About::default()
    };
    audit::record(&mut tx, Event::RoomExported, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok((made, by))
}

/// What stands above the entries.
async fn head(
    app: &Shared,
    key: &RoomKey,
    room: RoomId,
    made: &Stored,
    by: PersonRow,
    words: String,
) -> Result<RoomExport> {
    let (state, sealed) = (room::head(&app.database, room).await?, room::sealed_profile(&app.database, room).await?);
    let ((_, state), sealed) = state.zip(sealed).ok_or(Refusal::RoomClosed)?;
    let profile = key.open_profile(&sealed)?;
    let consent = consent::current(&app.database, room).await?;
    let members = membership::shown(&app.database, room).await?;
    let city = &app.config.city;
    Ok(RoomExport {
        format: FORMAT.into(),
        version: VERSION,
        guide: GUIDE.into(),
        notice: app.config.exports.notice.clone(),
        city: city.name.clone(),
        service: city.service_name.clone(),
        service_purpose: city.purpose.clone(),
        number: made.number,
        exported_at: made.at,
        exported_by: person(by),
        form: made.form.into(),
        reason: ExportReason { purpose: made.purpose.into(), words },
        room: room.0,
        person: profile.name,
        kana: profile.kana,
        birth_date: profile.birth_date,
        state: state.into(),
        consent: consent.map(|receipt| consent_for_members(key, receipt)).transpose()?,
        end: end_view(key, support_end::of(&app.database, room).await?.as_ref())?,
        members: members.into_iter().map(|member| person(member.person)).collect(),
        from: made.from.to_string(),
        upto: made.upto.to_string(),
        first_seq: made.first_seq,
        last_seq: made.last_seq,
        entries: Vec::new(),
    })
}

fn person(row: PersonRow) -> Person {
    Person { account: row.account, name: row.name, facility: row.facility, profession: row.profession }
}

/// The entries of an export. No more than one page is in memory, whatever the room holds.
pub struct Pages {
    app: Shared,
    actor: Actor,
    room: RoomId,
    key: Arc<RoomKey>,
    after: Seq,
    last: Seq,
}

impl Pages {
    /// The next entries; none at the end. Whoever has lost their session, their membership or the room meanwhile gets no more, nor does
    /// whoever may go on reading by a permit alone.
    pub async fn next(&mut self) -> Result<Option<Vec<Entry>>> {
        if self.after >= self.last {
            return Ok(None);
        }
        let Self { app, actor, room, .. } = self;
        let mut tx = app.database.begin().await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        renrakucho_store::commit(tx).await?;
        let most = Most { entries: AHEAD.entries.min(self.last - self.after), bytes: AHEAD.bytes };
        let rows = loop {
            let as_of = app.live.erasures();
            let rows = read_room::read_on(app, actor, *room, self.after, most).await?;
            let view = room::for_reader(&app.database, *room, actor.account).await?.ok_or(Refusal::NotFound)?;
            permission::may_in_room(actor.role, view.relation, view.room.state, Act::ExportRoom)?;
            // If a post was erased since, it leaves the system no more.
            if app.live.erasures() == as_of {
                break rows;
            }
        };
        self.after = rows.last().ok_or(Refusal::NotFound)?.seq;
        read_room::open_rows(&self.key, rows).map(Some)
    }
}

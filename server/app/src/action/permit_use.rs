//! 例外利用の許可 (article 20): what follows when the city permits that a room is used without consent, and when it ends that before its
//! time. By its time a permit ends as every membership with an end does: by the database's clock, in every check, in each node's poll,
//! and with an entry that `job::lapse` writes afterwards.

use renrakucho_domain::{
    AccountId, Act, AffiliationId, CaseId, EntryId, EntryKind, Refusal, RoomId, RoomState,
    audit::Event,
    case::{Kind, Route},
    exceptional_use::{Ground, is_in_time, may_decide, may_review},
    exceptional_use_application::is_of_others,
    room as rules, session,
};
use renrakucho_protocol::{case::Verdict, http::CityRoom};
use renrakucho_store::{
    Tx, account,
    audit::{self, About, Origin},
    case,
    entry::{self, EntryRow, NewEntry, PersonRow},
    exceptional_use::{self, Asked, Fit, Grant},
    exceptional_use_application, membership, notice,
    revocation::{Subject, Why},
    room, session as sessions,
};

use super::{
    Actor, Result, attempt,
    case_content::{OfRoom, plain},
    decision,
    exceptional_use::open_case,
    list_city_rooms::city_room,
    remove_member::leave,
    revocation,
};
use crate::{
    app::{App, Shared},
    entropy,
};

/// What is to be told once it is committed.
pub(super) struct Told {
    room: RoomId,
    rows: Vec<EntryRow>,
    /// Whose memberships have begun or ended.
    accounts: Vec<AccountId>,
    why: Why,
}

/// Holds whoever is named, before whoever decides is asked for: none of them is suspended meanwhile.
pub(super) async fn hold(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<()> {
    let people = exceptional_use::people(&mut **tx, asked.case).await?;
    let accounts: Vec<_> = people.iter().map(|person| person.account).chain([actor.account.0]).collect();
    Ok(account::hold(tx, &accounts).await?)
}

/// Decides about what is asked for, with the room locked before the case.
pub(super) async fn decide(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    asked: &Asked,
    verdict: Verdict,
) -> Result<Option<Told>> {
    may_decide(asked.asked_by.person, actor.staff_member)?;
    let applied = exceptional_use_application::behind(&mut **tx, asked.case).await?;
    if let Some(applied) = applied {
        is_of_others(Some(applied.by.person), actor.staff_member)?;
        notice::insert(tx, entropy::id(), applied.account, notice::Kind::ApplicationDecided).await?;
    }
    match verdict {
        Verdict::Accepted => Ok(Some(permit(app, tx, actor, asked).await?)),
        Verdict::Refused => Ok(None),
    }
}

/// Reviews what was permitted. What does not stand the review ends at once, if it has not ended already.
pub(super) async fn review(tx: &mut Tx, actor: &Actor, asked: &Asked, verdict: Verdict) -> Result<Option<Told>> {
    let (_, by) = asked.permitted.as_ref().ok_or(Refusal::NotFound)?;
    let applied = exceptional_use_application::behind(&mut **tx, asked.case).await?.map(|applied| applied.by.person);
    let parts: Vec<_> = [asked.asked_by.person, by.person].into_iter().chain(applied).collect();
    let has_another = exceptional_use_application::another_moderator(&mut **tx, &parts).await?;
    may_review(by.person, asked.asked_by.person, actor.staff_member, has_another)?;
    is_of_others(applied, actor.staff_member)?;
    let standing = exceptional_use::standing(&mut **tx, Some(asked.room)).await?;
    let stands = standing.iter().any(|permit| permit.case == asked.case);
    if verdict == Verdict::Accepted || !stands {
        return Ok(None);
    }
    Ok(Some(end_permits(tx, actor, asked.room, &[asked.case]).await?))
}

/// Who gives a permit, as each room's log says it.
pub(super) struct By {
    pub(super) affiliation: AffiliationId,
    pub(super) person: PersonRow,
    pub(super) origin: Origin,
}

async fn permit(app: &App, tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Told> {
    let state = room::lock(tx, asked.room).await?.ok_or(Refusal::NotFound)?.state;
    rules::may_permit(state, asked.ground)?;
    let now = case::now(tx).await?;
    is_in_time(asked.until, now)?;
    let (affiliation, person) = author(tx, actor).await?;
    let kind = (Kind::ExceptionalUseReview, Route::Calendar, app.config.cases.exceptional_use_review_days);
    let content = plain(&OfRoom { room: asked.room.0 });
    let (review, _, _) = open_case(app, tx, actor, (&content, Some(asked.room)), kind, now).await?;
    exceptional_use::permit(tx, asked.case, now, &person, Some(review)).await?;
    if state == RoomState::PermitOnly {
        exceptional_use::outlive(tx, asked.room, &[asked.case.0]).await?;
    }
    let named: Vec<_> =
        exceptional_use::people(&mut **tx, asked.case).await?.iter().map(|person| person.account).collect();
    let fit = exceptional_use::fit(tx, &named).await?;
    // Who was suspended since they were named is not let in; the others are. For nobody there is no permit.
    if fit.is_empty() {
        return Err(Refusal::Invalid("people").into());
    }
    let unfit: Vec<_> =
        named.into_iter().filter(|account| fit.iter().all(|one| one.person.account != *account)).collect();
    exceptional_use::skip(tx, asked.case, &unfit).await?;
    let grant = Grant { case: asked.case, room: asked.room, until: asked.until };
    let_in(tx, &By { affiliation, person, origin: actor.origin() }, grant, (state, asked.ground), &fit).await
}

/// Lets whom a permit names into the room that this transaction holds locked, with the entries that say so. The permit was given.
pub(super) async fn let_in(
    tx: &mut Tx,
    by: &By,
    grant: Grant,
    (state, ground): (RoomState, Ground),
    named: &[Fit],
) -> Result<Told> {
    let entry = permitted(tx, by, grant.room).await?;
    let about = About {
        room: Some(grant.room),
        subject: Some(grant.case.0),
        from_seq: Some(entry.seq),
        upto_seq: Some(entry.seq),
        detail: Some(ground.as_str()),
        ..About::default()
    };
    audit::record(tx, Event::ExceptionalUsePermitted, &by.origin, about).await?;
    let mut told = Told { room: grant.room, rows: vec![entry], accounts: Vec::new(), why: Why::Admitted };
    let there = exceptional_use::not_left(tx, grant.room).await?;
    let is_named = |account: AccountId| named.iter().any(|one| one.person.account == account.0);
    // Before there is consent nobody reads what is written but whom a permit names, also not who proposed the person.
    if state == RoomState::AwaitingConsent {
        for present in there.iter().filter(|present| present.permit.is_none() && !is_named(present.account)) {
            remove(tx, by, present.account, &mut told).await?;
        }
    }
    let (mut new, mut moved) = (Vec::new(), Vec::new());
    for one in named {
        match there.iter().find(|present| present.account.0 == one.person.account) {
            None => new.push(one.clone()),
            // Consent reaches them: they need no permit, and lose nothing when it ends.
            Some(present) if present.permit.is_none() && state == RoomState::Active => {}
            // Another permit lets them in for longer.
            Some(present) if present.permit.is_some() && present.until >= Some(grant.until) => {}
            Some(_) => moved.push(one.person.account),
        }
    }
    if !moved.is_empty() {
        exceptional_use::move_memberships(tx, grant, &moved).await?;
    }
    if !new.is_empty() {
        join(tx, by, grant, &new, &mut told).await?;
    }
    told.accounts.extend(moved.into_iter().chain(new.iter().map(|one| one.person.account)).map(AccountId));
    Ok(told)
}

async fn join(tx: &mut Tx, by: &By, grant: Grant, new: &[Fit], told: &mut Told) -> Result<()> {
    let ids: Vec<_> = new.iter().map(|_| entropy::id()).collect();
    let author = (by.affiliation, by.person.account.into());
    let first = exceptional_use::join(tx, grant, &ids, new, author, &by.origin).await?;
    told.rows.extend((first.seq..).zip(ids.iter().zip(new)).map(|(seq, (id, one))| EntryRow {
        room: grant.room.0,
        seq,
        id: *id,
        kind: EntryKind::MemberJoined.as_str().into(),
        at: first.at,
        author: by.person.clone(),
        subject: Some(one.person.clone()),
        priority: None,
        reply_to: None,
        sealed: None,
    }));
    Ok(())
}

/// The entry that says so to everyone in the room.
async fn permitted(tx: &mut Tx, by: &By, room: RoomId) -> Result<EntryRow> {
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: EntryKind::Permitted,
        author: by.person.account.into(),
        affiliation: by.affiliation,
        subject: None,
        post: None,
    };
    let appended = entry::append(tx, room, &new, None).await?;
    room::next_version(tx, room).await?;
    Ok(EntryRow {
        room: room.0,
        seq: appended.seq,
        id: new.id.0,
        kind: new.kind.as_str().into(),
        at: appended.at,
        author: by.person.clone(),
        subject: None,
        priority: None,
        reply_to: None,
        sealed: None,
    })
}

/// Through which affiliation someone of the city acts on a room.
pub(super) async fn author(tx: &mut Tx, actor: &Actor) -> Result<(AffiliationId, PersonRow)> {
    let (affiliation, person) = room::main_affiliation(tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    Ok((affiliation.into(), person))
}

/// Ends every permit that stands in a room, on the version of it that the moderator saw.
pub async fn end(app: &Shared, actor: &Actor, room: RoomId, version: i64) -> Result<CityRoom> {
    attempt(app, actor, Act::AskExceptionalUse, Some(room), async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let row = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if row.version != version {
            return Err(Refusal::Stale.into());
        }
        let standing = exceptional_use::standing(&mut *tx, Some(room)).await?;
        if standing.is_empty() {
            return Err(Refusal::Stale.into());
        }
        let cases: Vec<_> = standing.iter().map(|permit| permit.case).collect();
        let told = end_permits(&mut tx, &actor, room, &cases).await?;
        commit(&app, tx, told).await?;
        decision::write_down(&app).await;
        city_room(&app, room).await
    })
    .await
}

/// Ends permits that stand, and the memberships that rest on them, in the room that this transaction holds locked.
async fn end_permits(tx: &mut Tx, actor: &Actor, room: RoomId, cases: &[CaseId]) -> Result<Told> {
    let (affiliation, person) = author(tx, actor).await?;
    let by = By { affiliation, person, origin: actor.origin() };
    let mut told = Told { room, rows: Vec::new(), accounts: Vec::new(), why: Why::Removed };
    // Whom another permit names loses nothing: not the room, and not a moment of it.
    exceptional_use::stay(tx, &cases.iter().map(|case| case.0).collect::<Vec<_>>()).await?;
    let there = exceptional_use::not_left(tx, room).await?;
    for present in there.iter().filter(|present| present.permit.is_some_and(|permit| cases.contains(&permit))) {
        remove(tx, &by, present.account, &mut told).await?;
    }
    for case in cases {
        exceptional_use::end(tx, *case, actor.account).await?;
        let about = About { room: Some(room), subject: Some(case.0), ..About::default() };
        audit::record(tx, Event::ExceptionalUseEnded, &actor.origin(), about).await?;
    }
    room::next_version(tx, room).await?;
    Ok(told)
}

async fn remove(tx: &mut Tx, by: &By, account: AccountId, told: &mut Told) -> Result<()> {
    let Some(member) = membership::not_left(tx, told.room, account).await? else { return Ok(()) };
    let author = (by.affiliation, by.person.clone());
    told.rows.push(leave(tx, told.room, member, author, Event::MemberRemoved, &by.origin).await?);
    told.accounts.push(account);
    Ok(())
}

/// Commits, tells everyone, and answers when nobody who lost the room is shown anything more.
pub(super) async fn commit(app: &Shared, tx: Tx, told: Told) -> Result<()> {
    let mut subjects: Vec<_> = told.accounts.iter().map(|account| Subject::Membership(account.0)).collect();
    // No entry says that a permit ended: whoever has the room open is to see which ones stand now.
    if told.why == Why::Removed {
        subjects.push(Subject::Detail(told.room.0));
    }
    let rev = revocation::only_commit(tx, &subjects, told.why).await?;
    if !told.rows.is_empty() {
        app.live.committed(app, told.room, told.rows).await;
    }
    app.live.revoked(app, rev).await;
    Ok(())
}

/// The same for several rooms in one transaction, in which people were let in: nobody is shown less by it but whoever was removed
/// before there was consent, and that their nodes learn at once.
pub(super) async fn commit_all(app: &Shared, tx: Tx, told: Vec<Told>) -> Result<()> {
    let mut accounts: Vec<_> = told.iter().flat_map(|one| &one.accounts).map(|account| account.0).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let subjects: Vec<_> = accounts.into_iter().map(Subject::Membership).collect();
    let rev = revocation::only_commit(tx, &subjects, Why::Admitted).await?;
    for one in told {
        app.live.committed(app, one.room, one.rows).await;
    }
    app.live.admitted(app, rev);
    Ok(())
}

//! 例外利用の許可 (article 20): what follows when the city permits that a room is used without consent, and when it ends that before its
//! time. By its time a permit ends as every membership with an end does: by the database's clock, in every check, in each node's poll,
//! and with an entry that `job::lapse` writes afterwards.

use renrakucho_domain::{
    AccountId, Act, AffiliationId, CaseId, EntryId, EntryKind, Refusal, RoomId, RoomState,
    audit::Event,
    case::{Kind, Route},
    exceptional_use::{is_in_time, may_decide, may_review},
    room as rules, session,
};
use renrakucho_protocol::{case::Verdict, http::CityRoom};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    case,
    entry::{self, EntryRow, NewEntry, PersonRow},
    exceptional_use::{self, Asked},
    membership,
    revocation::{Subject, Why},
    room, session as sessions,
};

use super::{
    Actor, Result, admit_member::join, attempt, exceptional_use::fit, exceptional_use::open_case,
    list_city_rooms::city_room, remove_member::leave, revocation,
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
    match verdict {
        Verdict::Accepted => Ok(Some(permit(app, tx, actor, asked).await?)),
        Verdict::Refused => Ok(None),
    }
}

/// Reviews what was permitted. What does not stand the review ends at once, if it has not ended already.
pub(super) async fn review(tx: &mut Tx, actor: &Actor, asked: &Asked, verdict: Verdict) -> Result<Option<Told>> {
    let (_, by) = asked.permitted.as_ref().ok_or(Refusal::NotFound)?;
    may_review(by.person, actor.staff_member)?;
    let standing = exceptional_use::standing(&mut **tx, Some(asked.room)).await?;
    let stands = standing.iter().any(|permit| permit.case == asked.case);
    if verdict == Verdict::Accepted || !stands {
        return Ok(None);
    }
    Ok(Some(end_permits(tx, actor, asked.room, &[asked.case]).await?))
}

async fn permit(app: &App, tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Told> {
    let state = room::lock(tx, asked.room).await?.ok_or(Refusal::NotFound)?.state;
    rules::may_permit(state)?;
    let now = case::now(tx).await?;
    is_in_time(asked.until, now)?;
    let author = author(tx, actor).await?;
    let kind = (Kind::ExceptionalUseReview, Route::Calendar, app.config.cases.exceptional_use_review_days);
    let (review, _, _) = open_case(app, tx, actor, asked.room, kind, now).await?;
    exceptional_use::permit(tx, asked.case, now, &author.1, review).await?;
    let entry = permitted(tx, actor, asked.room, &author).await?;
    let about = About {
        room: Some(asked.room),
        subject: Some(asked.case.0),
        from_seq: Some(entry.seq),
        upto_seq: Some(entry.seq),
        detail: Some(asked.ground.as_str()),
        ..About::default()
    };
    audit::record(tx, Event::ExceptionalUsePermitted, &actor.origin(), about).await?;
    let mut told = Told { room: asked.room, rows: vec![entry], accounts: Vec::new(), why: Why::Admitted };
    let there = exceptional_use::not_left(tx, asked.room).await?;
    let named = exceptional_use::people(&mut **tx, asked.case).await?;
    let is_named = |account: AccountId| named.iter().any(|person| person.account == account.0);
    // Before there is consent nobody reads what is written but whom a permit names, also not who proposed the person.
    if state == RoomState::AwaitingConsent {
        for present in there.iter().filter(|present| present.permit.is_none() && !is_named(present.account)) {
            remove(tx, actor, present.account, &author, &mut told).await?;
        }
    }
    for person in &named {
        let account = AccountId(person.account);
        let subject = fit(tx, account).await?;
        match there.iter().find(|present| present.account == account) {
            None => {
                let affiliation = subject.0;
                let row = join(tx, asked.room, subject, author.clone(), Event::MemberAdmitted, &actor.origin()).await?;
                exceptional_use::begin_membership(tx, asked, account, affiliation, row.seq).await?;
                told.rows.push(row);
            }
            // Consent reaches them: they need no permit, and lose nothing when it ends.
            Some(present) if present.permit.is_none() && state == RoomState::Active => continue,
            // Another permit lets them in for longer.
            Some(present) if present.permit.is_some() && present.until >= Some(asked.until) => continue,
            Some(_) => exceptional_use::move_membership(tx, asked, account).await?,
        }
        told.accounts.push(account);
    }
    Ok(told)
}

/// The entry that says so to everyone in the room.
async fn permitted(
    tx: &mut Tx,
    actor: &Actor,
    room: RoomId,
    (affiliation, author): &(AffiliationId, PersonRow),
) -> Result<EntryRow> {
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: EntryKind::Permitted,
        author: actor.account,
        affiliation: *affiliation,
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
        author: author.clone(),
        subject: None,
        priority: None,
        reply_to: None,
        sealed: None,
    })
}

async fn author(tx: &mut Tx, actor: &Actor) -> Result<(AffiliationId, PersonRow)> {
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
        city_room(&app, room).await
    })
    .await
}

/// Ends permits that stand, and the memberships that rest on them, in the room that this transaction holds locked.
async fn end_permits(tx: &mut Tx, actor: &Actor, room: RoomId, cases: &[CaseId]) -> Result<Told> {
    let author = author(tx, actor).await?;
    let mut told = Told { room, rows: Vec::new(), accounts: Vec::new(), why: Why::Removed };
    let there = exceptional_use::not_left(tx, room).await?;
    for present in there.iter().filter(|present| present.permit.is_some_and(|permit| cases.contains(&permit))) {
        remove(tx, actor, present.account, &author, &mut told).await?;
    }
    for case in cases {
        exceptional_use::end(tx, *case, actor.account).await?;
        let about = About { room: Some(room), subject: Some(case.0), ..About::default() };
        audit::record(tx, Event::ExceptionalUseEnded, &actor.origin(), about).await?;
    }
    room::next_version(tx, room).await?;
    Ok(told)
}

async fn remove(
    tx: &mut Tx,
    actor: &Actor,
    account: AccountId,
    author: &(AffiliationId, PersonRow),
    told: &mut Told,
) -> Result<()> {
    let Some(member) = membership::not_left(tx, told.room, account).await? else { return Ok(()) };
    let origin = actor.origin();
    told.rows.push(leave(tx, told.room, member, author.clone(), Event::MemberRemoved, &origin).await?);
    told.accounts.push(account);
    Ok(())
}

/// Commits, tells everyone, and answers when nobody who lost the room is shown anything more.
pub(super) async fn commit(app: &Shared, tx: Tx, told: Told) -> Result<()> {
    let subjects: Vec<_> = told.accounts.iter().map(|account| Subject::Membership(account.0)).collect();
    let rev = revocation::only_commit(tx, &subjects, told.why).await?;
    if !told.rows.is_empty() {
        app.live.committed(app, told.room, told.rows).await;
    }
    app.live.revoked(app, rev).await;
    Ok(())
}

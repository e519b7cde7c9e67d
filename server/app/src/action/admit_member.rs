//! 支援チーム: the city sees who takes part in a room, and lets someone in (参加の許可). It is an entry of the room's log, which
//! everyone in the room sees. Whoever is there by a permit (article 20) already, as such an entry said, stays by the consent from then on.

use renrakucho_domain::{
    AccountId, Act, AffiliationId, EntryId, EntryKind, Refusal, RoomId,
    audit::Event,
    room as rules,
    session::{self, Standing},
};
use renrakucho_protocol::{
    entry::Person,
    team::{Team, TeamMember},
};
use renrakucho_store::{
    Tx, account,
    audit::{self, About, Origin},
    consent,
    entry::{self, EntryRow, NewEntry, PersonRow},
    membership,
    revocation::{Subject, Why},
    room, session as sessions,
};

use super::{Actor, Error, Result, attempt, decision, list_city_rooms::city_room, refuse, require, revocation};
use crate::{
    app::{App, Shared},
    entropy,
};

/// Who takes part in a room.
pub async fn list_members(app: &App, actor: &Actor, room: RoomId) -> Result<Team> {
    require(app, actor, Act::ListMembers).await?;
    let team = match team(app, room).await {
        Err(Error::Refused(refusal)) => return refuse(app, actor, Act::ListMembers, Some(room), refusal).await,
        team => team?,
    };
    let mut tx = app.database.begin().await?;
    let about = About { room: Some(room), ..About::default() };
    audit::record(&mut tx, Event::MembersListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(team)
}

async fn team(app: &App, room: RoomId) -> Result<Team> {
    let line = city_room(app, room).await?;
    let members = membership::shown(&app.database, room).await?.into_iter();
    let shown = |member: membership::Shown| TeamMember {
        person: Person {
            account: member.person.account,
            name: member.person.name,
            facility: member.person.facility,
            profession: member.person.profession,
        },
        kana: member.kana,
        category: member.category.into(),
        permitted_until: member.permitted_until,
    };
    Ok(Team { room: line, members: members.map(shown).collect() })
}

/// Lets someone in on the version of the room that the moderator saw.
pub async fn admit_member(app: &Shared, actor: &Actor, room: RoomId, account: AccountId, version: i64) -> Result<Team> {
    attempt(app, actor, Act::AdmitMember, Some(room), async move |app, actor| {
        let (row, rev) = commit(&app, &actor, room, account, version).await?;
        if let Some(row) = row {
            app.live.committed(&app, room, vec![row]).await;
        }
        app.live.admitted(&app, rev);
        team(&app, room).await
    })
    .await
}

async fn commit(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    account: AccountId,
    version: i64,
) -> Result<(Option<EntryRow>, i64)> {
    // Before the transaction: keys stand in another database.
    let key = decision::key_of(app, room).await?;
    let mut tx = app.database.begin().await?;
    let row = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
    let through = through(&mut tx, room, account).await?;
    if let Some(through) = through {
        consent::hold_facility_of(&mut tx, through).await?;
    }
    // Held until the commit: whoever is suspended or retires at this moment is wholly before the admission, or after it.
    account::hold(&mut tx, &[actor.account.0, account.0]).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    if row.version != version {
        return Err(Refusal::Stale.into());
    }
    rules::may_admit_member(row.state)?;
    let (role, standing) = account::role_and_standing(&mut tx, account).await?.ok_or(Refusal::Invalid("account"))?;
    if !role.may_be_member() || standing != Standing::Active {
        return Err(Refusal::Invalid("account").into());
    }
    let there = membership::held(&mut tx, room, account).await?;
    // Who is there by the consent, or whose time is over a moment before the entry that says so.
    if there.is_some_and(|there| !there.by_permit || !there.stands) {
        return Err(Refusal::Invalid("account").into());
    }
    let affiliation = self::through(&mut tx, room, account).await?.ok_or(Refusal::Invalid("account"))?;
    if Some(affiliation) != through {
        return Err(Refusal::Stale.into());
    }
    let consent = consent::held(&mut tx, room).await?.ok_or(Refusal::ConsentMissing)?;
    let scope = key.open_scope(consent.sealed_scope.as_deref(), consent.number)?;
    let (category, facility) = consent::facility_of(&mut tx, affiliation).await?;
    if !scope.admits(category, facility) {
        return Err(Refusal::Invalid("scope").into());
    }
    let (by, author) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let entry = if there.is_some() {
        stay_by_consent(&mut tx, actor, room, account).await?;
        None
    } else {
        let (_, subject) = room::main_affiliation(&mut tx, account).await?.ok_or(Refusal::Invalid("account"))?;
        let (subject, author) = ((affiliation, subject), (AffiliationId(by), author));
        let entry = join(&mut tx, room, subject, author, Event::MemberAdmitted, &actor.origin()).await?;
        membership::begin(&mut tx, room, account, affiliation, entry.seq).await?;
        Some(entry)
    };
    let mut subjects = vec![Subject::Membership(account.0)];
    if entry.is_none() {
        subjects.push(Subject::Detail(room.0));
    }
    let rev = revocation::only_commit(tx, &subjects, Why::Admitted).await?;
    Ok((entry, rev))
}

/// Through which affiliation someone is in the room, or would be.
async fn through(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<AffiliationId>> {
    Ok(match membership::held(tx, room, account).await? {
        Some(there) => Some(there.affiliation),
        None => room::main_affiliation(tx, account).await?.map(|(through, _)| through.into()),
    })
}

/// Lets someone whom a permit let in stay when it ends. They have read the log, and nobody else has to be told that they are there.
async fn stay_by_consent(tx: &mut Tx, actor: &Actor, room: RoomId, account: AccountId) -> Result<()> {
    membership::rest_on_consent(tx, room, account).await?;
    room::next_version(tx, room).await?;
    let about = About { room: Some(room), subject: Some(account.0), ..About::default() };
    Ok(audit::record(tx, Event::MemberAdmitted, &actor.origin(), about).await?)
}

/// Entry and audit event, in the room that this transaction holds locked. The membership begins with the entry's position.
pub(super) async fn join(
    tx: &mut Tx,
    room: RoomId,
    (through, subject): (AffiliationId, PersonRow),
    (affiliation, author): (AffiliationId, PersonRow),
    event: Event,
    origin: &Origin,
) -> Result<EntryRow> {
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: EntryKind::MemberJoined,
        author: author.account.into(),
        affiliation,
        subject: Some((subject.account.into(), through)),
        post: None,
    };
    let appended = entry::append(tx, room, &new, None).await?;
    room::next_version(tx, room).await?;
    let about = About {
        room: Some(room),
        subject: Some(subject.account),
        from_seq: Some(appended.seq),
        upto_seq: Some(appended.seq),
        ..About::default()
    };
    audit::record(tx, event, origin, about).await?;
    Ok(EntryRow {
        room: room.0,
        seq: appended.seq,
        id: new.id.0,
        kind: new.kind.as_str().into(),
        at: appended.at,
        author,
        subject: Some(subject),
        priority: None,
        reply_to: None,
        sealed: None,
    })
}

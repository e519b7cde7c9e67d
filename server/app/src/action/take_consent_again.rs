//! 同意の取り直し (article 16, 3): of a room that is in use the city receives another consent form: a new version, another scope, or the person
//! signs themself now. It takes the place of the one before, which is kept as it was. Whoever the new one does not reach leaves in the
//! same step, and the moderator has seen who that is. A wider scope lets nobody in by itself.

use std::collections::BTreeSet;

use renrakucho_domain::{
    AccountId, Act, Refusal, RoomId,
    audit::Event,
    consent::{ConsentReceipt, Scope, Signatory, may_take_again},
    session,
};
use renrakucho_protocol::{
    attachment::AttachmentLine,
    consent::{ConsentLine, ConsentReach, ConsentTaken, Consents},
    entry::Person,
    team::TeamMember,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    consent::{self, Recorded, Sharer},
    entry::EntryRow,
    exceptional_use::{self, Grant},
    membership,
    revocation::{Subject, Why},
    room as rooms, session as sessions,
};
use uuid::Uuid;

use super::{
    Actor, Error, Result, attempt, consent_form, decision,
    list_city_rooms::{city_room, consent_view},
    own_consent, refuse,
    remove_member::leave,
    require, revocation,
};
use crate::{
    app::{App, Shared},
    clock,
    seal::RoomKey,
};

/// A receipt, with what was shown before it was decided.
#[derive(Debug)]
pub struct Again {
    /// The version of the room that the moderator saw.
    pub version: i64,
    /// What the city received.
    pub receipt: ConsentReceipt,
    /// The files that are its scan.
    pub scans: Vec<Uuid>,
    /// Who the page said would leave.
    pub leaving: Vec<Uuid>,
}

/// All consents of a room, the newest first.
pub async fn read_consents(app: &App, actor: &Actor, room: RoomId) -> Result<Consents> {
    require(app, actor, Act::ReadConsentForm).await?;
    let gated = consent_form::gate(app, actor, room, Act::ReadConsentForm).await;
    consent_form::viewed(app, actor, room, Act::ReadConsentForm, gated, None).await?;
    let read = consents(app, room).await;
    consent_form::still(app, actor, room, Act::ReadConsentForm).await?;
    read
}

async fn consents(app: &App, room: RoomId) -> Result<Consents> {
    let key = decision::key_of(app, room).await?;
    let mut files = consent_form::lines(app, &key, room).await?;
    let mut out = Vec::new();
    for past in consent::history(&app.database, room).await? {
        let why_not_person = why(&key, &past)?;
        let of = |file: &AttachmentLine| past.scans.contains(&file.attachment);
        out.push(ConsentLine {
            number: past.receipt.number,
            files: files.extract_if(.., |file| of(file)).collect(),
            why_not_person,
            checked_others: past.checked_others,
            recorded_by: past.recorded_by,
            recorded_at: past.recorded_at,
            consent: consent_view(&key, past.receipt)?,
        });
    }
    Ok(Consents { room: city_room(app, room).await?, consents: out, loose_files: files })
}

fn why(key: &RoomKey, past: &consent::Past) -> Result<Option<String>> {
    Ok(match key.open_proxy(past.receipt.sealed_proxy.as_deref(), past.receipt.number)? {
        Signatory::Person => None,
        Signatory::Proxy { why_not_person, .. } => Some(why_not_person),
    })
}

/// Who would leave if this were what was agreed to.
pub async fn preview(app: &App, actor: &Actor, room: RoomId, scope: Scope) -> Result<ConsentReach> {
    require(app, actor, Act::RecordConsentReceipt).await?;
    let mut tx = app.database.begin().await?;
    let reach = async {
        let row = rooms::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        may_take_again(row.state)?;
        scope.check()?;
        let (leaving, _) = outside(&mut tx, room, &scope).await?;
        Ok(ConsentReach { version: row.version, leaving: leaving.into_iter().map(shown).collect() })
    }
    .await;
    let reach = match reach {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::RecordConsentReceipt, Some(room), refusal).await;
        }
        reach => reach?,
    };
    let about = About { room: Some(room), ..About::default() };
    audit::record(&mut tx, Event::MembersListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(reach)
}

/// Records the receipt. Who leaves is who the moderator was shown; if that has changed, the form is out of date.
pub async fn take_again(app: &Shared, actor: &Actor, room: RoomId, again: Again) -> Result<ConsentTaken> {
    let left = attempt(app, actor, Act::RecordConsentReceipt, Some(room), async move |app, actor| {
        let done = commit(&app, &actor, room, &again).await?;
        if done.rows.is_empty() {
            app.live.admitted(&app, done.rev);
        } else {
            app.live.committed(&app, room, done.rows).await;
            app.live.revoked(&app, done.rev).await;
        }
        Ok(done.left.into_iter().map(shown).collect())
    })
    .await?;
    // It is done. Whether they may still see it is another question, and what is refused then is the reading.
    let consents = consents(app, room).await;
    consent_form::still(app, actor, room, Act::ReadConsentForm).await?;
    Ok(ConsentTaken { consents: consents?, left })
}

struct Done {
    left: Vec<Sharer>,
    rows: Vec<EntryRow>,
    /// Of those who left, and of what the room is told.
    rev: i64,
}

async fn commit(app: &Shared, actor: &Actor, room: RoomId, again: &Again) -> Result<Done> {
    let receipt = &again.receipt;
    receipt.check(clock::today())?;
    // Before the transaction: keys stand in another database.
    let key = decision::key_of(app, room).await?;
    let mut tx = app.database.begin().await?;
    let row = rooms::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
    let asked = own_consent::lock_open(&mut tx, room).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    if row.version != again.version {
        return Err(Refusal::Stale.into());
    }
    may_take_again(row.state)?;
    let before = consent::held(&mut tx, room).await?.ok_or(Refusal::ConsentMissing)?;
    receipt.check_again(clock::today(), before.signed_on)?;
    let loose = consent::loose_scans(&mut tx, room).await?;
    if !again.scans.iter().all(|scan| loose.contains(scan)) {
        return Err(Refusal::Invalid("scans").into());
    }
    let (left, kept) = outside(&mut tx, room, &receipt.scope).await?;
    let seen: BTreeSet<_> = again.leaving.iter().copied().collect();
    if left.iter().map(|one| one.person.account).collect::<BTreeSet<_>>() != seen {
        return Err(Refusal::Stale.into());
    }
    let number = before.number + 1;
    let (proxy, scope) = (key.seal_proxy(&receipt.signatory, number), key.seal_scope(&receipt.scope, number));
    let recorded = Recorded {
        number,
        sealed_proxy: proxy.as_deref(),
        sealed_scope: scope.as_deref(),
        scans: &again.scans,
        checked_others: &[],
        by: actor.account,
    };
    consent::insert(&mut tx, room, receipt, &recorded).await?;
    // A form that was opened before is out of date, whoever leaves.
    rooms::next_version(&mut tx, room).await?;
    let detail = number.to_string();
    let about = About { room: Some(room), detail: Some(&detail), ..About::default() };
    audit::record(&mut tx, Event::ConsentReceiptRecorded, &actor.origin(), about).await?;
    if let (Some(case), Signatory::Person) = (asked, &receipt.signatory) {
        own_consent::answered(app, &mut tx, actor, room, case).await?;
    }
    for (grant, accounts) in &kept {
        exceptional_use::move_memberships(&mut tx, *grant, accounts).await?;
    }
    let (affiliation, author) = rooms::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let mut rows = Vec::new();
    for one in &left {
        let account = AccountId(one.person.account);
        let member = membership::not_left(&mut tx, room, account).await?.ok_or(Refusal::Stale)?;
        let by = (affiliation.into(), author.clone());
        rows.push(leave(&mut tx, room, member, by, Event::MemberRemoved, &actor.origin()).await?);
    }
    // Whoever has the room open is to see what is agreed to now, whoever leaves.
    let mut subjects: Vec<_> = left.iter().map(|one| Subject::Membership(one.person.account)).collect();
    let why = if left.is_empty() { Why::Changed } else { Why::Removed };
    subjects.push(Subject::Detail(room.0));
    let rev = revocation::only_commit(tx, &subjects, why).await?;
    Ok(Done { left, rows, rev })
}

/// Whom a scope does not reach, of a room that this transaction holds locked: who leaves; and whom a permit that stands (article 20) lets in,
/// so that they stay by it until its end.
async fn outside(tx: &mut Tx, room: RoomId, scope: &Scope) -> Result<(Vec<Sharer>, Vec<(Grant, Vec<Uuid>)>)> {
    let mut leaving = consent::sharers(tx, room).await?;
    leaving.retain(|one| !scope.admits(one.category, one.facility));
    let mut kept = Vec::new();
    // The one that stands longest first.
    for permit in exceptional_use::standing(&mut **tx, Some(room)).await? {
        let named = exceptional_use::reached(&mut **tx, permit.case).await?;
        let is_named = |one: &mut Sharer| named.contains(&one.person.account);
        let accounts: Vec<_> = leaving.extract_if(.., is_named).map(|one| one.person.account).collect();
        if !accounts.is_empty() {
            kept.push((Grant { case: permit.case, room, until: permit.until }, accounts));
        }
    }
    Ok((leaving, kept))
}

pub(super) fn shown(one: Sharer) -> TeamMember {
    TeamMember {
        person: Person {
            account: one.person.account,
            name: one.person.name,
            facility: one.person.facility,
            profession: one.person.profession,
        },
        kana: one.kana,
        category: one.category.into(),
        permitted_until: None,
    }
}

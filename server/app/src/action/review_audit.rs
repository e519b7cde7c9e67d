//! 月次の確認: the city looks at what was done in a month, and signs that it did, on the log as it stands then.

use std::collections::HashMap;

use renrakucho_domain::{
    Act, CaseId, Refusal,
    audit::Event,
    audit_kind::{Kind, every_event},
    audit_review::Month,
    case::check_reason,
    session,
};
use renrakucho_protocol::audit_review::{
    AuditCount, AuditMonth, AuditReader, AuditRefusals, AuditReview, AuditReviews, AuditSignature, AuditSignatureBody,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    audit_review::{self, Signed, Span},
    session as sessions,
};

use super::{
    Actor, Error, Result, attempt,
    case_content::reason_of,
    read_audit::{begins, refusal},
    refuse, require,
};
use crate::{
    app::{App, Shared},
    clock, entropy,
    seal::CasePart,
};

/// The months, and who looked at each.
pub async fn list(app: &App, actor: &Actor) -> Result<AuditReviews> {
    require(app, actor, Act::ReadAudit).await?;
    let mut tx = app.database.begin().await?;
    looked(&mut tx, actor, "reviews").await?;
    let began = audit_review::begins(&mut tx).await?;
    let mut signed: HashMap<_, _> =
        audit_review::signed(&mut tx, None).await?.into_iter().map(|one| (one.month.to_string(), one)).collect();
    renrakucho_store::commit(tx).await?;
    let today = clock::today();
    let first = Month::of(began.map_or(today, |at| at.to_offset(clock::TOKYO).date()));
    let months = first.until(today).into_iter().map(|month| {
        let signature = signed.remove(&month.to_string()).map(|one| show(app, one, None)).transpose()?;
        Ok(AuditMonth { month: month.to_string(), is_over: month.is_over(today), signature })
    });
    Ok(AuditReviews { months: months.collect::<Result<_>>()? })
}

/// What was done in a month.
pub async fn read(app: &App, actor: &Actor, month: Month) -> Result<AuditReview> {
    require(app, actor, Act::ReadAudit).await?;
    let mut tx = app.database.begin().await?;
    if !is_there(&mut tx, month).await? {
        drop(tx);
        return refuse(app, actor, Act::ReadAudit, None, Refusal::NotFound).await;
    }
    looked(&mut tx, actor, &format!("review={month}")).await?;
    let review = review(app, actor, &mut tx, month).await?;
    renrakucho_store::commit(tx).await?;
    Ok(review)
}

/// Signs it, on the log that the page showed.
pub async fn sign(app: &Shared, actor: &Actor, month: Month, body: AuditSignatureBody) -> Result<AuditReview> {
    attempt(app, actor, Act::ReviewAudit, None, async move |app, actor| {
        let words = body.words.trim();
        check_reason(words).map_err(|_| Refusal::Invalid("words"))?;
        let mut tx = app.database.begin().await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if !is_there(&mut tx, month).await? {
            return Err(Refusal::NotFound.into());
        }
        if !month.is_over(clock::today()) {
            return Err(Refusal::Invalid("month").into());
        }
        // What is done is linked within a moment.
        if audit_review::is_waiting(&mut tx, span(month)).await? {
            return Err(Error::Busy);
        }
        let evidence = audit_review::evidence(&mut tx, span(month), i64::MAX).await?;
        if hex::encode(&evidence.digest) != body.digest {
            return Err(Refusal::Stale.into());
        }
        let id = entropy::id();
        let sealed = app.keys.seal_case(words.as_bytes(), CaseId(id), CasePart::Reason);
        if !audit_review::sign(&mut tx, id, month, &evidence, &sealed, actor.account).await? {
            return Err(Refusal::Stale.into());
        }
        let about = About { detail: Some(&month.to_string()), ..About::default() };
        audit::record(&mut tx, Event::AuditReviewed, &actor.origin(), about).await?;
        let review = review(&app, &actor, &mut tx, month).await?;
        renrakucho_store::commit(tx).await?;
        Ok(review)
    })
    .await
}

async fn looked(tx: &mut Tx, actor: &Actor, at: &str) -> Result<()> {
    let about = About { detail: Some(at), ..About::default() };
    Ok(audit::record(tx, Event::AuditRead, &actor.origin(), about).await?)
}

/// Whether the log holds something of the month, or might: from its first month to this one.
async fn is_there(tx: &mut Tx, month: Month) -> Result<bool> {
    let today = clock::today();
    let began = audit_review::begins(tx).await?.map_or(today, |at| at.to_offset(clock::TOKYO).date());
    Ok(month >= Month::of(began) && month <= Month::of(today))
}

fn span(month: Month) -> Span {
    (begins(month.begins()), begins(month.next().begins()))
}

async fn review(app: &App, actor: &Actor, tx: &mut Tx, month: Month) -> Result<AuditReview> {
    let span = span(month);
    let now = audit_review::evidence(tx, span, i64::MAX).await?;
    let signature = match audit_review::signed(tx, Some(month)).await?.pop() {
        Some(signed) => {
            let then = audit_review::evidence(tx, span, signed.evidence.position).await?;
            let is_as_it_was = then == signed.evidence;
            Some(show(app, signed, Some(is_as_it_was))?)
        }
        None => None,
    };
    let mut counted: HashMap<Kind, (i64, i64)> = HashMap::new();
    for (event, times, own) in audit_review::counts(tx, span, actor.staff_member).await? {
        if let Some(event) = every_event().find(|known| known.as_str() == event) {
            let so_far = counted.entry(Kind::of(event)).or_default();
            *so_far = (so_far.0 + times, so_far.1 + own);
        }
    }
    let kinds = Kind::ALL.into_iter().filter_map(|kind| {
        counted.get(&kind).map(|(times, own)| AuditCount { kind: kind.into(), times: *times, own: *own })
    });
    let refusals = audit_review::refusals(tx, span).await?.into_iter();
    let readers = audit_review::readers(tx, span).await?.into_iter();
    Ok(AuditReview {
        month: AuditMonth { month: month.to_string(), is_over: month.is_over(clock::today()), signature },
        kinds: kinds.collect(),
        refusals: refusals
            .filter_map(|(detail, times)| Some(AuditRefusals { refused: refusal(&detail)?, times }))
            .collect(),
        readers: readers
            .map(|reader| AuditReader {
                account: reader.account,
                is_own: reader.staff_member == actor.staff_member.0,
                name: reader.name,
                facility: reader.facility,
                times: reader.times,
                rooms: reader.rooms,
                by_night: reader.by_night,
            })
            .collect(),
        position: now.position,
        events: now.events,
        digest: hex::encode(now.digest),
    })
}

fn show(app: &App, signed: Signed, is_as_it_was: Option<bool>) -> Result<AuditSignature> {
    let words = reason_of(app, CaseId(signed.id), &signed.sealed_words)?;
    Ok(AuditSignature { by: signed.by, at: signed.at, words, is_as_it_was })
}

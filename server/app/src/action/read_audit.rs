//! 記録の確認: the city looks through the audit log. That it looked, and for what, is an event in the same transaction: it is the first
//! line of what is found, wherever it fits what was looked for.

use renrakucho_domain::{
    AccountId, Act, DeviceId, FacilityId, Refusal, RoomId,
    audit::Event,
    audit_kind::{Kind, every_event},
};
use renrakucho_protocol::audit::{AuditChain, AuditDevice, AuditLine, AuditPage, AuditPerson, AuditRefusal, AuditRoom};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    audit_page::{self, Line, PAGE, Wanted},
};
use time::{Date, OffsetDateTime, Time, macros::datetime};
use uuid::Uuid;

use super::{Actor, Result, refuse, require};
use crate::{app::App, clock, seal};

/// Before and after everything.
const ALWAYS: (OffsetDateTime, OffsetDateTime) = (datetime!(2000-01-01 0:00 UTC), datetime!(9000-01-01 0:00 UTC));

/// What is looked for; all of it must be so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// About this room.
    pub room: Option<RoomId>,
    /// Done by this account.
    pub account: Option<AccountId>,
    /// From this device.
    pub device: Option<DeviceId>,
    /// About this account or device: what was done to it.
    pub about: Option<Uuid>,
    /// Done by someone of this facility.
    pub facility: Option<FacilityId>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// The first day, in Tokyo.
    pub from: Option<Date>,
    /// The last day.
    pub upto: Option<Date>,
    /// What came before this event.
    pub before: Option<i64>,
}

impl Filter {
    /// What was looked for, as the log keeps it. The room has a column of its own.
    fn told(&self) -> String {
        let id = |name: &str, id: Option<Uuid>| id.map(|id| format!("{name}={id}"));
        let day = |name: &str, day: Option<Date>| day.map(|day| format!("{name}={day}"));
        [
            id("account", self.account.map(|id| id.0)),
            id("device", self.device.map(|id| id.0)),
            id("about", self.about),
            id("facility", self.facility.map(|id| id.0)),
            self.kind.map(|kind| format!("kind={}", kind.as_str())),
            day("from", self.from),
            day("upto", self.upto),
            self.before.map(|before| format!("before={before}")),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
    }

    async fn wanted(&self, tx: &mut Tx) -> Result<Wanted> {
        let from = self.from.map(begins);
        let end = self.upto.and_then(Date::next_day).map_or(ALWAYS.1, begins);
        let mut before = (end, 0);
        if let Some(event) = self.before {
            let place = audit_page::place(tx, event).await?.ok_or(Refusal::Invalid("before"))?;
            before = before.min(place);
        }
        let about = match self.about {
            Some(id) => audit_page::whom(tx, id).await?,
            None => Vec::new(),
        };
        let Self { room, account, device, facility, kind, .. } = *self;
        Ok(Wanted { room, account, device, about, facility, kind, from: from.unwrap_or(ALWAYS.0), before })
    }
}

pub(super) fn begins(day: Date) -> OffsetDateTime {
    day.with_time(Time::MIDNIGHT).assume_offset(clock::TOKYO)
}

/// A page of the log.
pub async fn read_audit(app: &App, actor: &Actor, filter: Filter) -> Result<AuditPage> {
    require(app, actor, Act::ReadAudit).await?;
    let mut tx = app.database.begin().await?;
    let told = filter.told();
    let about = About {
        room: filter.room,
        subject: filter.account.map(|id| id.0).or(filter.about),
        detail: Some(&told).filter(|told| !told.is_empty()).map(String::as_str),
        ..About::default()
    };
    audit::record(&mut tx, Event::AuditRead, &actor.origin(), about).await?;
    let wanted = match filter.wanted(&mut tx).await {
        Err(super::Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ReadAudit, filter.room, refusal).await;
        }
        other => other?,
    };
    let mut found = audit_page::page(&mut tx, &wanted).await?;
    let linked = audit_page::linked_upto(&mut tx).await?;
    renrakucho_store::commit(tx).await?;

    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    app.keys.prepare(found.iter().filter_map(|line| line.room)).await?;
    let mut lines = Vec::with_capacity(found.len());
    for line in found {
        lines.push(show(app, line).await?);
    }
    let checked = app.audit_watch.found();
    let chain = AuditChain {
        linked: linked.map_or(0, |(position, _)| position),
        linked_upto: linked.map(|(_, at)| at),
        checked: checked.upto,
        checked_upto: checked.event_at,
        checked_at: checked.looked_at,
        is_broken: checked.broken.is_some(),
        has_second_place: !app.config.audit.checkpoint_file.as_os_str().is_empty(),
    };
    Ok(AuditPage { lines, has_more, chain })
}

async fn show(app: &App, line: Line) -> Result<AuditLine> {
    let event = every_event().find(|event| event.as_str() == line.event);
    let (refused, detail) = match (event, line.detail) {
        (Some(Event::Refused), Some(detail)) => (refusal(&detail), None),
        (_, detail) => (None, detail),
    };
    let label = label(app, line.room, line.sealed_profile.as_deref()).await?;
    Ok(AuditLine {
        n: line.id,
        at: line.at,
        event: line.event,
        kind: event.map(|event| Kind::of(event).into()),
        who: line.account.zip(line.who).map(|(account, name)| AuditPerson { account, name, facility: line.facility }),
        device: line.device.zip(line.device_label).map(|(device, label)| AuditDevice { device, label }),
        room: line.room.map(|room| AuditRoom { room, label }),
        about: line.about,
        from_seq: line.from_seq,
        upto_seq: line.upto_seq,
        refused,
        detail,
        request: line.request,
    })
}

/// A room whose key was erased has no name any more; what was done about it stays.
async fn label(app: &App, room: Option<Uuid>, sealed: Option<&[u8]>) -> Result<Option<String>> {
    let (Some(room), Some(sealed)) = (room, sealed) else { return Ok(None) };
    match app.keys.of(RoomId(room)).await {
        Ok(key) => Ok(Some(key.open_profile(sealed)?.name)),
        Err(seal::Error::NoKey) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// `read_room: not found`, as `refuse` writes it.
pub(super) fn refusal(detail: &str) -> Option<AuditRefusal> {
    let (act, reason) = detail.split_once(": ")?;
    Some(AuditRefusal { act: act.to_owned(), reason: reason.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn what_was_looked_for_is_told_in_full() {
        assert_eq!(Filter::default().told(), "");
        let filter = Filter {
            room: Some(RoomId(Uuid::nil())),
            account: Some(AccountId(Uuid::nil())),
            device: Some(DeviceId(Uuid::nil())),
            about: Some(Uuid::nil()),
            facility: Some(FacilityId(Uuid::nil())),
            kind: Some(Kind::Reading),
            from: Some(date!(2026 - 11 - 01)),
            upto: Some(date!(2026 - 11 - 27)),
            before: Some(7),
        };
        let nil = Uuid::nil();
        assert_eq!(
            filter.told(),
            format!(
                "account={nil} device={nil} about={nil} facility={nil} kind=reading from=2026-11-01 upto=2026-11-27 before=7"
            )
        );
    }
}

//! From stored rows to what clients see. Encoded once per entry and node; all receivers share the bytes.

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{AccountId, EntryId, EntryKind};
use renrakucho_protocol::{
    entry::{Content, Entry, Person},
    frame::{Entries, ServerFrame},
    vocabulary::Priority,
};
use renrakucho_store::entry::{EntryRow, PersonRow};

use crate::{action, fault, seal, seal::RoomKey};

/// A frame's bytes.
pub fn frame(frame: &ServerFrame) -> Utf8Bytes {
    frame.encode().into()
}

/// An `entries` frame.
pub fn entries(room: uuid::Uuid, from: i64, entries: Vec<Entry>) -> Utf8Bytes {
    let upto = entries.last().map_or(from - 1, |entry| entry.seq);
    frame(&ServerFrame::Entries(Entries { room, from, upto, entries }))
}

fn person(row: PersonRow) -> Person {
    Person { account: row.account, name: row.name, facility: row.facility, profession: row.profession }
}

/// Opens a stored entry.
pub fn open(key: &RoomKey, row: EntryRow) -> action::Result<Entry> {
    let kind = EntryKind::parse(&row.kind).ok_or(renrakucho_store::Error::Unknown("entry.kind"))?;
    let content = match (kind, row.subject) {
        (EntryKind::Post, _) => {
            let sealed = row.sealed.as_deref().ok_or(seal::Error::Shut)?;
            let priority = row.priority.as_deref().and_then(renrakucho_domain::Priority::parse).unwrap_or_default();
            Content::Post {
                body: key.open_body(sealed, EntryId(row.id), AccountId(row.author.account))?,
                priority: Priority::from(priority),
                reply_to: row.reply_to,
            }
        }
        (EntryKind::Opened, _) => Content::Opened,
        (EntryKind::MemberJoined, Some(subject)) => Content::MemberJoined { subject: person(subject) },
        (EntryKind::MemberLeft, Some(subject)) => Content::MemberLeft { subject: person(subject) },
        (EntryKind::MemberJoined | EntryKind::MemberLeft, None) => {
            return Err(renrakucho_store::Error::Unknown("entry.subject").into());
        }
        (EntryKind::Discontinued, _) => Content::Discontinued,
    };
    if fault::planted("encode::log_text") {
        tracing::info!(?content, "opened");
    }
    Ok(Entry { seq: row.seq, id: row.id, at: row.at, author: person(row.author), content })
}

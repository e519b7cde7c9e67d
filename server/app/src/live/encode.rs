//! From stored rows to what clients see. Encoded once per entry and node; all receivers share the bytes.

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{AccountId, EntryId, EntryKind, RoomId, Seq};
use renrakucho_protocol::{
    entry::{Content, Entry, Person},
    frame::{Entries, HistoryPage, ServerFrame},
    vocabulary::Priority,
};
use renrakucho_store::entry::{EntryRow, PersonRow};

use crate::{action, fault, seal, seal::RoomKey};

/// A frame's bytes.
pub fn frame(frame: &ServerFrame) -> Utf8Bytes {
    frame.encode().into()
}

/// An entry, ready to stand in frames.
pub fn entry(entry: &Entry) -> Utf8Bytes {
    // As in `ServerFrame::encode`: it serialises.
    serde_json::to_string(entry).unwrap_or_default().into()
}

/// An `entries` frame of ready-made entries, which begin at `from`.
pub fn entries(room: RoomId, from: Seq, entries: &[Utf8Bytes]) -> Utf8Bytes {
    let upto = from - 1 + Seq::try_from(entries.len()).unwrap_or_default();
    joined(&frame(&ServerFrame::Entries(Entries { room: room.0, from, upto, entries: Vec::new() })), entries)
}

/// A `history` frame of ready-made entries.
pub fn history(room: RoomId, before: Seq, entries: &[Utf8Bytes]) -> Utf8Bytes {
    joined(&frame(&ServerFrame::History(HistoryPage { room: room.0, before, entries: Vec::new() })), entries)
}

/// A frame that ends in an empty list, with the list filled.
fn joined(empty: &str, entries: &[Utf8Bytes]) -> Utf8Bytes {
    const END: &str = "]}";
    let length = empty.len() + entries.iter().map(|entry| entry.len() + 1).sum::<usize>();
    let mut text = String::with_capacity(length);
    text.push_str(empty.strip_suffix(END).unwrap_or(empty));
    for (number, entry) in entries.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        text.push_str(entry);
    }
    text.push_str(END);
    text.into()
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
            let erased_at = renrakucho_store::entry_erasure::erased_at(sealed);
            let body = match erased_at {
                Some(_) => String::new(),
                None => key.open_body(sealed, EntryId(row.id), AccountId(row.author.account))?,
            };
            Content::Post { body, erased_at, priority: Priority::from(priority), reply_to: row.reply_to }
        }
        (EntryKind::Opened, _) => Content::Opened,
        (EntryKind::MemberJoined, Some(subject)) => Content::MemberJoined { subject: person(subject) },
        (EntryKind::MemberLeft, Some(subject)) => Content::MemberLeft { subject: person(subject) },
        (EntryKind::MemberJoined | EntryKind::MemberLeft, None) => {
            return Err(renrakucho_store::Error::Unknown("entry.subject").into());
        }
        (EntryKind::Discontinued, _) => Content::Discontinued,
        (EntryKind::ConsentEnded, _) => Content::ConsentEnded,
        (EntryKind::Ended, _) => Content::Ended,
        (EntryKind::Lapsed, _) => Content::Lapsed,
        (EntryKind::Erased, _) => Content::Erased,
        (EntryKind::Permitted, _) => Content::Permitted,
        (EntryKind::EntryErased, _) => {
            Content::EntryErased { entry: row.reply_to.ok_or(renrakucho_store::Error::Unknown("entry.reply_to"))? }
        }
    };
    if fault::planted("encode::log_text") {
        tracing::info!(?content, "opened");
    }
    Ok(Entry { seq: row.seq, id: row.id, at: row.at, author: person(row.author), content })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_frame_of_ready_made_entries_is_the_frame() {
        let person = Person {
            account: Uuid::from_u128(3),
            name: "佐藤".into(),
            facility: "訪問看護".into(),
            profession: "看護師".into(),
        };
        let body = r#"引用 "]}" と 改行\n"#.to_owned();
        let of = |seq| Entry {
            seq,
            id: Uuid::from_u128(2),
            at: datetime!(2026-04-01 08:30:15.123456 UTC),
            author: person.clone(),
            content: Content::Post { body: body.clone(), priority: Priority::Normal, reply_to: None, erased_at: None },
        };
        let room = RoomId(Uuid::from_u128(1));
        for upto in 4..=7 {
            let all: Vec<Entry> = (5..=upto).map(of).collect();
            let ready: Vec<Utf8Bytes> = all.iter().map(entry).collect();
            let whole = frame(&ServerFrame::Entries(Entries { room: room.0, from: 5, upto, entries: all.clone() }));
            assert_eq!(entries(room, 5, &ready), whole);
            let whole = frame(&ServerFrame::History(HistoryPage { room: room.0, before: 8, entries: all }));
            assert_eq!(history(room, 8, &ready), whole);
        }
    }
}

//! Reads just what is counted out of a server's frame. The order of fields is the server's: `type` first, an entry's
//! `seq` and `id` before everything that people wrote. A quote inside a text is escaped, so no text looks like a field.

use uuid::Uuid;

/// What a frame says, as far as it is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Heard<'a> {
    Welcome,
    Opened {
        room: Uuid,
        after: i64,
        head: i64,
    },
    Entries {
        room: Uuid,
        from: i64,
        upto: i64,
        entries: &'a [u8],
    },
    Ack {
        re: Uuid,
        room: Uuid,
        seq: i64,
        duplicate: bool,
    },
    Error {
        re: Option<Uuid>,
        code: &'a str,
    },
    Purge {
        room: Uuid,
        order: Uuid,
    },
    Resync {
        room: Uuid,
    },
    /// A heartbeat that wants an answer.
    Beat,
    Other,
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

pub(crate) fn after<'a>(bytes: &'a [u8], what: &str) -> Option<&'a [u8]> {
    Some(&bytes[find(bytes, what.as_bytes())? + what.len()..])
}

pub(crate) fn number(bytes: &[u8]) -> i64 {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
}

pub(crate) fn id(bytes: &[u8], name: &str) -> Option<Uuid> {
    Uuid::try_parse_ascii(after(bytes, name)?.get(..36)?).ok()
}

fn word(bytes: &[u8]) -> &str {
    let end = bytes.iter().position(|byte| *byte == b'"').unwrap_or(bytes.len());
    std::str::from_utf8(&bytes[..end]).unwrap_or_default()
}

/// Scans a frame.
pub(crate) fn scan(bytes: &[u8]) -> Heard<'_> {
    try_scan(bytes).unwrap_or(Heard::Other)
}

fn try_scan(bytes: &[u8]) -> Option<Heard<'_>> {
    let room = || id(bytes, "\"room\":\"");
    Some(match word(bytes.strip_prefix(b"{\"type\":\"")?) {
        "entries" => {
            let rest = after(bytes, "\"from\":")?;
            let from = number(rest);
            let rest = after(rest, "\"upto\":")?;
            Heard::Entries { room: room()?, from, upto: number(rest), entries: rest }
        }
        "ack" => Heard::Ack {
            re: id(bytes, "\"re\":\"")?,
            room: room()?,
            seq: number(after(bytes, "\"seq\":")?),
            duplicate: after(bytes, "\"duplicate\":true").is_some(),
        },
        "welcome" => Heard::Welcome,
        "opened" => Heard::Opened {
            room: room()?,
            after: number(after(bytes, "\"after\":")?),
            head: number(after(bytes, "\"head\":")?),
        },
        "error" => Heard::Error { re: id(bytes, "\"re\":\""), code: word(after(bytes, "\"code\":\"")?) },
        "purge" => Heard::Purge { room: room()?, order: id(bytes, "\"order\":\"")? },
        "resync" => Heard::Resync { room: room()? },
        _ => return None,
    })
}

/// Position and id of each entry of an `entries` frame.
pub(crate) fn entries(mut bytes: &[u8]) -> impl Iterator<Item = (i64, Uuid)> {
    std::iter::from_fn(move || {
        bytes = after(bytes, "{\"seq\":")?;
        let seq = number(bytes);
        let id = id(bytes, "\"id\":\"")?;
        Some((seq, id))
    })
}

#[cfg(test)]
mod tests {
    use renrakucho_protocol::{
        entry::{Content, Entry, Person},
        frame::{Ack, Entries, Opened, ServerFrame},
        vocabulary::Priority,
    };
    use serde_json::json;

    use super::*;

    #[test]
    fn it_reads_what_the_server_writes() {
        let [room, first, second] = [1, 2, 3].map(Uuid::from_u128);
        let at = serde_json::from_value::<Ack>(
            json!({"re": first, "room": room, "seq": 7, "at": "2026-01-01T00:00:00Z", "duplicate": true}),
        )
        .expect("an ack");
        let entry = |seq, id| Entry {
            seq,
            id,
            at: at.at,
            author: Person {
                account: Uuid::from_u128(9),
                name: "\"room\":\"{\"seq\":99".into(),
                facility: String::new(),
                profession: String::new(),
            },
            content: Content::Post {
                body: "{\"seq\":1,\"id\":\"x".into(),
                priority: Priority::Normal,
                reply_to: None,
                erased_at: None,
            },
        };
        let frame = Entries { room, from: 4, upto: 5, entries: vec![entry(4, first), entry(5, second)] };
        let bytes = ServerFrame::Entries(frame).encode();
        let Heard::Entries { room: read, from, upto, entries: rest } = scan(bytes.as_bytes()) else {
            panic!("{bytes}")
        };
        assert_eq!((read, from, upto), (room, 4, 5));
        assert_eq!(entries(rest).collect::<Vec<_>>(), [(4, first), (5, second)]);

        let bytes = ServerFrame::Ack(at).encode();
        assert_eq!(scan(bytes.as_bytes()), Heard::Ack { re: first, room, seq: 7, duplicate: true });
        let bytes = ServerFrame::Opened(Opened { room, after: 3, head: 5, read_upto: 1 }).encode();
        assert_eq!(scan(bytes.as_bytes()), Heard::Opened { room, after: 3, head: 5 });
    }
}

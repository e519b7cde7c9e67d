//! From a text frame to a typed command, or to an error that keeps the connection.

use renrakucho_domain::Act;
use renrakucho_protocol::{
    MAX_CLIENT_FRAME,
    frame::{CLIENT_TYPES, ClientFrame},
    problem::Code,
};
use serde::Deserialize;
use uuid::Uuid;

/// A frame that is not one of ours: why, and what of it could be read, so that the client finds it again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unreadable {
    /// Why.
    pub code: Code,
    /// Its id, if it had one.
    pub re: Option<Uuid>,
    /// Its room, if it had one.
    pub room: Option<Uuid>,
}

/// The act that a live command stands for: its line in the permission table. A new command without one does not build.
pub const fn act_of(frame: &ClientFrame) -> Act {
    match frame {
        ClientFrame::Hello(_) | ClientFrame::Ping(_) | ClientFrame::Close(_) | ClientFrame::Purged(_) => {
            Act::UseOwnAccount
        }
        ClientFrame::Open(_) | ClientFrame::History(_) => Act::ReadRoom,
        ClientFrame::Post(_) => Act::PostEntry,
        ClientFrame::Read(_) => Act::MarkRead,
    }
}

/// The id and the room that a frame is about, so that its failure can be told apart.
pub const fn named(frame: &ClientFrame) -> (Option<Uuid>, Option<Uuid>) {
    match frame {
        ClientFrame::Hello(_) | ClientFrame::Ping(_) => (None, None),
        ClientFrame::Post(post) => (Some(post.id), Some(post.room)),
        ClientFrame::Open(open) => (None, Some(open.room)),
        ClientFrame::Close(close) => (None, Some(close.room)),
        ClientFrame::Read(read) => (None, Some(read.room)),
        ClientFrame::History(history) => (None, Some(history.room)),
        ClientFrame::Purged(purged) => (None, Some(purged.room)),
    }
}

#[derive(Deserialize)]
struct Outline<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<std::borrow::Cow<'a, str>>,
    id: Option<serde_json::Value>,
    room: Option<serde_json::Value>,
}

/// Reads a text frame.
pub fn parse(text: &str) -> Result<ClientFrame, Unreadable> {
    if text.len() > MAX_CLIENT_FRAME {
        // Still read for its id: whoever sent it should learn which post was too long.
        let (re, room, _) = outline(text);
        return Err(Unreadable { code: Code::TooLarge, re, room });
    }
    serde_json::from_str(text).map_err(|_| {
        let (re, room, known) = outline(text);
        Unreadable { code: if known { Code::BadFrame } else { Code::UnknownType }, re, room }
    })
}

fn outline(text: &str) -> (Option<Uuid>, Option<Uuid>, bool) {
    let Ok(outline) = serde_json::from_str::<Outline<'_>>(text) else { return (None, None, true) };
    let id = |value: Option<serde_json::Value>| value.and_then(|value| Uuid::parse_str(value.as_str()?).ok());
    let known = outline.kind.as_deref().is_none_or(|kind| CLIENT_TYPES.contains(&kind));
    (id(outline.id), id(outline.room), known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01900000-0000-7000-8000-000000000001";

    fn code(text: &str) -> Option<Code> {
        parse(text).err().map(|unreadable| unreadable.code)
    }

    #[test]
    fn frames_are_told_apart() {
        assert_eq!(code(r#"{"type":"ping","n":1}"#), None);
        assert_eq!(code("not json"), Some(Code::BadFrame));
        assert_eq!(code(r#"{"n":1}"#), Some(Code::BadFrame));
        assert_eq!(code(r#"{"type":"dance"}"#), Some(Code::UnknownType));
        assert_eq!(code(r#"{"type":"ping","n":-1}"#), Some(Code::BadFrame));
        assert_eq!(code(&format!(r#"{{"type":"close","room":"{ID}"}}"#)), None);
    }

    #[test]
    fn nobody_sets_an_author_a_time_or_a_position() {
        for field in [r#""author":"x""#, r#""at":"2026-01-01T00:00:00Z""#, r#""seq":1"#, r#""role":"operator""#] {
            let text = format!(r#"{{"type":"post","id":"{ID}","room":"{ID}","body":"x",{field}}}"#);
            let unreadable = parse(&text).expect_err("an unknown field");
            assert_eq!((unreadable.code, unreadable.re), (Code::BadFrame, Uuid::parse_str(ID).ok()), "{field}");
        }
    }

    #[test]
    fn too_long_a_frame_is_named() {
        let text = format!(r#"{{"type":"post","id":"{ID}","room":"{ID}","body":"{}"}}"#, "x".repeat(70_000));
        let unreadable = parse(&text).expect_err("too long");
        assert_eq!((unreadable.code, unreadable.re), (Code::TooLarge, Uuid::parse_str(ID).ok()));
    }
}

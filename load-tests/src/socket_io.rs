//! The other dialect that a client speaks: Socket.IO 5 in Engine.IO 4, over websocket alone. A packet is one text frame: a
//! digit for Engine.IO's layer, one for Socket.IO's, the number of the acknowledgement that is wished or given, JSON.

use std::fmt::{self, Write};

use uuid::Uuid;

use crate::scan::{self, Heard};

/// Where its servers are met.
pub(crate) const PATH: &str = "/socket.io/?EIO=4&transport=websocket";
/// Enters the main namespace.
pub(crate) const CONNECT: &str = "40";
/// Answers a heartbeat, which comes from the server here.
pub(crate) const PONG: &str = "3";

/// Asks to hear what is posted in a room.
pub(crate) fn join(room: Uuid) -> String {
    format!(r#"420["join","{room}"]"#)
}

/// A post whose acknowledgement bears this number.
pub(crate) fn write_post(text: &mut String, number: u64, id: Uuid, room: Uuid, body: &str) -> fmt::Result {
    write!(text, r#"42{number}["post",{{"id":"{id}","room":"{room}","body":"{body}"}}]"#)
}

/// Scans a packet.
pub(crate) fn scan(packet: &[u8]) -> Heard<'_> {
    try_scan(packet).unwrap_or(Heard::Other)
}

fn try_scan(packet: &[u8]) -> Option<Heard<'_>> {
    let id = |name| scan::id(packet, name);
    Some(match packet {
        b"2" => Heard::Beat,
        [b'4', b'0', ..] => Heard::Welcome,
        [b'4', b'1', ..] => Heard::Error { re: None, code: "disconnected" },
        [b'4', b'4', ..] => Heard::Error { re: None, code: "no entry" },
        [b'4', b'2', rest @ ..] => {
            let (seq, _) = scan::entries(rest).next()?;
            Heard::Entries { room: id("\"room\":\"")?, from: seq, upto: seq, entries: rest }
        }
        [b'4', b'3', rest @ ..] => match (id("\"re\":\""), scan::after(rest, "\"seq\":")) {
            (Some(re), Some(seq)) => {
                Heard::Ack { re, room: id("\"room\":\"")?, seq: scan::number(seq), duplicate: false }
            }
            (Some(re), None) => Heard::Error { re: Some(re), code: "refused" },
            (None, _) => {
                let head = scan::number(scan::after(rest, "\"head\":")?);
                Heard::Opened { room: id("\"room\":\"")?, after: head, head }
            }
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_the_server_writes() {
        let [room, first] = [1, 2].map(Uuid::from_u128);
        let packet = format!(r#"42["entry",{{"seq":7,"id":"{first}","room":"{room}","at":"x","body":"{{\"seq\":1"}}]"#);
        let Heard::Entries { room: read, from, upto, entries } = scan(packet.as_bytes()) else { panic!("{packet}") };
        assert_eq!((read, from, upto), (room, 7, 7));
        assert_eq!(scan::entries(entries).collect::<Vec<_>>(), [(7, first)]);

        let packet = format!(r#"4312[{{"re":"{first}","room":"{room}","seq":7,"at":"x"}}]"#);
        assert_eq!(scan(packet.as_bytes()), Heard::Ack { re: first, room, seq: 7, duplicate: false });
        let packet = format!(r#"4312[{{"re":"{first}","code":"failed"}}]"#);
        assert_eq!(scan(packet.as_bytes()), Heard::Error { re: Some(first), code: "refused" });
        let packet = format!(r#"430[{{"room":"{room}","head":5}}]"#);
        assert_eq!(scan(packet.as_bytes()), Heard::Opened { room, after: 5, head: 5 });
        assert_eq!((scan(b"40{\"sid\":\"x\"}"), scan(b"2"), scan(b"0{}")), (Heard::Welcome, Heard::Beat, Heard::Other));
    }
}

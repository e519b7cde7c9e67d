//! What waits for one socket as WebSocket text frames behind each other (RFC 6455, 5.2): unmasked and unfragmented, as a
//! server sends them. One write, one TLS record for many small frames.

use crate::live::outbox::Waiting;

const FINAL_TEXT: u8 = 0x81;

/// The bytes of all frames.
pub(super) fn text_frames(waiting: &[Waiting]) -> Vec<u8> {
    let length = waiting.iter().map(|frame| frame.bytes.len() + 10).sum();
    let mut bytes = Vec::with_capacity(length);
    for frame in waiting {
        let payload = frame.bytes.as_bytes();
        bytes.push(FINAL_TEXT);
        match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
            (Ok(length @ 0..=125), _) => bytes.push(length),
            (_, Ok(length)) => {
                bytes.push(126);
                bytes.extend(length.to_be_bytes());
            }
            _ => {
                bytes.push(127);
                bytes.extend((payload.len() as u64).to_be_bytes());
            }
        }
        bytes.extend(payload);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use tokio_tungstenite::tungstenite::{
        Message,
        protocol::{Role, WebSocket},
    };

    use super::*;

    #[test]
    fn a_client_reads_frames_of_every_length() {
        let texts: Vec<_> = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000].map(|length| "あ".repeat(length / 3)).into();
        let texts: Vec<_> =
            texts.into_iter().chain([125, 126, 65_535, 65_536].map(|length| "a".repeat(length))).collect();
        let frame = |text: &String| Waiting { room: None, upto: None, bytes: text.clone().into() };
        let bytes = text_frames(&texts.iter().map(frame).collect::<Vec<_>>());
        let mut client = WebSocket::from_raw_socket(Cursor::new(bytes), Role::Client, None);
        for text in texts {
            assert_eq!(client.read().expect("a frame"), Message::text(text));
        }
    }
}

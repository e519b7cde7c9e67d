//! 添付: a file that belongs to one thing. What it is its content tells; no name and no type that came with it is asked.

use crate::{
    CaseId, Refusal, RoomId, RoomState,
    case::{Route, State},
};

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A picture, as cameras make them.
    Jpeg,
    /// A picture without loss.
    Png,
    /// A document.
    Pdf,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// The word stored in the database and spoken on the wire; also how a file's name ends.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What a file belongs to, for ever. A further kind of owner adds its word here, and nothing to the tables.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Owner {
    /// The scan of an application that came on paper.
    Case(CaseId),
    /// The scan of the signed consent form that a room rests on, or waits for (article 16).
    ConsentForm(RoomId),
}

impl Owner {
    /// The word stored in the database.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::ConsentForm(_) => "consent_form",
        }
    }

    /// Its id among its kind.
    pub const fn id(self) -> uuid::Uuid {
        match self {
            Self::Case(case) => case.0,
            Self::ConsentForm(room) => room.0,
        }
    }
}

/// How far from its end a PDF says that it ends, by the format's own notes on readers.
const PDF_END: usize = 1_024;
/// How far from its end programs look for the directory of a ZIP archive: its record and the longest comment.
const ZIP_END: usize = 22 + 65_535;

/// What a file is by its first bytes: nothing else is taken. HTML, SVG and whatever else a browser would run begin otherwise.
pub fn kind_of(content: &[u8]) -> Result<Kind, Refusal> {
    match content {
        [0xff, 0xd8, 0xff, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Kind::Png),
        // Readers also take one that begins later; then it may be something else at the same time.
        [b'%', b'P', b'D', b'F', b'-', b'1'..=b'2', b'.', b'0'..=b'9', ..] => Ok(Kind::Pdf),
        _ => Err(Refusal::Invalid("kind")),
    }
}

/// Whether a PDF is whole, and not an archive at the same time: it is kept as it is.
pub fn check_pdf(content: &[u8]) -> Result<(), Refusal> {
    if !holds(tail(content, PDF_END), b"%%EOF") {
        return Err(Refusal::Invalid("damaged"));
    }
    if holds(tail(content, ZIP_END), b"PK\x05\x06") { Err(Refusal::Invalid("kind")) } else { Ok(()) }
}

fn tail(content: &[u8], longest: usize) -> &[u8] {
    &content[content.len().saturating_sub(longest)..]
}

fn holds(content: &[u8], word: &[u8]) -> bool {
    content.windows(word.len()).any(|window| window == word)
}

/// Whether another file may be added to a case that has so many: to what came on paper, while it is not decided.
pub const fn may_add_to_case(route: Route, state: State, there: usize, most: usize) -> Result<(), Refusal> {
    match (route, state) {
        (Route::Paper, State::Open) if there < most => Ok(()),
        (Route::Paper, State::Open) => Err(Refusal::Invalid("count")),
        (Route::Paper, State::Accepted | State::Refused) => Err(Refusal::Stale),
        (Route::Web | Route::SignedIn | Route::Calendar | Route::Noticed, _) => Err(Refusal::NotFound),
    }
}

/// Whether another file may be added to the consent form of a room that has so many: while it is awaited, and by the city also
/// afterwards. Who may at all, [`crate::permission::may_in_room`] says.
pub const fn may_add_to_consent_form(state: RoomState, there: usize, most: usize) -> Result<(), Refusal> {
    match state {
        RoomState::AwaitingConsent | RoomState::Active if there < most => Ok(()),
        RoomState::AwaitingConsent | RoomState::Active => Err(Refusal::Invalid("count")),
        RoomState::Ended => Err(Refusal::Stale),
        RoomState::Discontinued | RoomState::PermitOnly | RoomState::Lapsed | RoomState::Erased => {
            Err(Refusal::RoomClosed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 16];
        let png = *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        for (content, kind) in [(&jpeg[..], Kind::Jpeg), (&png[..], Kind::Png), (b"%PDF-1.7\n", Kind::Pdf)] {
            assert_eq!(kind_of(content), Ok(kind));
            // What begins with something else is something else.
            assert_eq!(kind_of(&[b"\n", content].concat()), Err(Refusal::Invalid("kind")));
            assert_eq!(kind_of(&content[..2]), Err(Refusal::Invalid("kind")));
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        for other in [&b""[..], b"<!DOCTYPE html>", b"<svg xmlns=", b"GIF89a", b"PK\x03\x04", b"%PDF-x", b"BM", b"RIFF"]
        {
            assert_eq!(kind_of(other), Err(Refusal::Invalid("kind")), "{other:?}");
        }
    }

    #[test]
    fn a_pdf_is_whole_and_nothing_else() {
        let pdf = |rest: &[u8]| [b"%PDF-1.4\n1 0 obj\nendobj\n", rest].concat();
        assert_eq!(check_pdf(&pdf(b"startxref\n9\n%%EOF\n")), Ok(()));
        assert_eq!(check_pdf(&pdf(b"<script>alert(1)</script>")), Err(Refusal::Invalid("damaged")));
        let archive = [&b"%%EOF\nPK\x05\x06"[..], &[0; 18]].concat();
        assert_eq!(check_pdf(&pdf(&archive)), Err(Refusal::Invalid("kind")));
        // Beyond the longest comment nothing opens it as an archive.
        let far = [&b"PK\x05\x06"[..], &vec![b' '; ZIP_END], b"%%EOF"].concat();
        assert_eq!(check_pdf(&pdf(&far)), Ok(()));
    }

    #[test]
    fn a_consent_form_gets_its_scan_while_the_room_is_in_use() {
        for state in RoomState::ALL {
            let expected = match state {
                RoomState::AwaitingConsent | RoomState::Active => Ok(()),
                RoomState::Ended => Err(Refusal::Stale),
                _ => Err(Refusal::RoomClosed),
            };
            assert_eq!(may_add_to_consent_form(state, 1, 2), expected, "{state:?}");
            assert_eq!(may_add_to_consent_form(state, 2, 2), expected.and(Err(Refusal::Invalid("count"))), "{state:?}");
        }
    }

    #[test]
    fn files_are_added_to_what_came_on_paper_and_is_open() {
        use Route::{Calendar, Paper, SignedIn, Web};
        for route in [Web, Paper, SignedIn, Calendar] {
            for state in State::ALL {
                for there in 0..4 {
                    let expected = match (route, state) {
                        (Paper, State::Open) if there < 3 => Ok(()),
                        (Paper, State::Open) => Err(Refusal::Invalid("count")),
                        (Paper, _) => Err(Refusal::Stale),
                        _ => Err(Refusal::NotFound),
                    };
                    assert_eq!(may_add_to_case(route, state, there, 3), expected, "{route:?} {state:?} {there}");
                }
            }
        }
    }
}

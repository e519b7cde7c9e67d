//! What is sealed of a disclosure request: with the room's key, so that it goes with it.

use renrakucho_domain::EntryId;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Error, RoomKey};

/// What is sealed of a disclosure request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisclosurePart {
    /// Who asks, and what for.
    Words,
    /// What of an entry is not disclosed.
    Marks(EntryId),
    /// What was released.
    Document,
}

impl RoomKey {
    fn disclosure_place(&self, request: Uuid, part: DisclosurePart) -> Vec<u8> {
        let (word, entry) = match part {
            DisclosurePart::Words => (b"disclosure/words".as_slice(), Uuid::nil()),
            DisclosurePart::Marks(entry) => (b"disclosure/marks".as_slice(), entry.0),
            DisclosurePart::Document => (b"disclosure/document".as_slice(), Uuid::nil()),
        };
        [word, self.room.0.as_bytes(), request.as_bytes(), entry.as_bytes()].concat()
    }

    /// Seals a part of a disclosure request, for its place.
    pub fn seal_disclosure(&self, plain: &[u8], request: Uuid, part: DisclosurePart) -> Vec<u8> {
        self.sealing.seal(plain, &self.disclosure_place(request, part))
    }

    /// Opens it.
    pub fn open_disclosure(
        &self,
        sealed: &[u8],
        request: Uuid,
        part: DisclosurePart,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.sealing.open(sealed, &self.disclosure_place(request, part))
    }
}

//! What is sealed of a person's consent form: with the room's key, so that it goes with it.

use renrakucho_domain::{AttachmentId, attachment::Owner};
use zeroize::Zeroizing;

use super::{Error, RoomKey, open_parts, seal_parts};

impl RoomKey {
    /// Seals a file of the room for its place, part by part.
    pub fn seal_attachment(&self, plain: &[u8], owner: Owner, id: AttachmentId) -> Vec<Vec<u8>> {
        seal_parts(&self.sealing, plain, owner, id)
    }

    /// Opens it, if all of it is there.
    pub fn open_attachment(
        &self,
        sealed: &[Vec<u8>],
        owner: Owner,
        id: AttachmentId,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        open_parts(&self.sealing, sealed, owner, id)
    }

    /// A digest that tells whether the same file was sent again.
    pub fn attachment_mac(&self, plain: &[u8]) -> Vec<u8> {
        self.digest.mac(&[b"attachment", plain])
    }

    /// Seals why a file was taken back.
    pub fn seal_taking_back(&self, reason: &[u8], id: AttachmentId) -> Vec<u8> {
        self.sealing.seal(reason, &[&b"attachment/reason"[..], id.0.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_taking_back(&self, sealed: &[u8], id: AttachmentId) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.sealing.open(sealed, &[&b"attachment/reason"[..], id.0.as_bytes()].concat())
    }
}

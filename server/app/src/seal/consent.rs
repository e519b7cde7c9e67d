//! What is sealed of a person's consent, and what is kept on its ground: with the room's key, so that it goes with it.

use renrakucho_domain::{
    AttachmentId, FacilityId,
    attachment::Owner,
    consent::{InformationKind, Scope},
    person::StaffCategory,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Error, RoomKey,
    file::{open_parts, seal_parts},
};

impl RoomKey {
    /// Seals where a person lives, and their family.
    pub fn seal_particulars(&self, plain: &[u8]) -> Vec<u8> {
        self.sealing.seal(plain, &[b"particulars".as_slice(), self.room.0.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_particulars(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.sealing.open(sealed, &[b"particulars".as_slice(), self.room.0.as_bytes()].concat())
    }

    /// Seals who a person was said to be before a correction, and why it was corrected.
    pub fn seal_identity(&self, plain: &[u8], number: i32) -> Vec<u8> {
        self.sealing.seal(plain, &[b"identity".as_slice(), self.room.0.as_bytes(), &number.to_be_bytes()].concat())
    }

    /// Opens it.
    pub fn open_identity(&self, sealed: &[u8], number: i32) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.sealing.open(sealed, &[b"identity".as_slice(), self.room.0.as_bytes(), &number.to_be_bytes()].concat())
    }

    /// Where something of a consent stands. The first of a room is bound to the room alone, as it was when a room had no other.
    pub(super) fn consent_place(&self, what: &[u8], number: i32) -> Vec<u8> {
        let number = if number > 1 { number.to_be_bytes().to_vec() } else { Vec::new() };
        [what, self.room.0.as_bytes(), &number].concat()
    }

    /// Seals with whom what is shared; none if it is all that the form speaks of.
    pub fn seal_scope(&self, scope: &Scope, number: i32) -> Option<Vec<u8>> {
        if *scope == Scope::whole() {
            return None;
        }
        let categories: Vec<_> = scope.categories.iter().map(|one| one.as_str()).collect();
        let information: Vec<_> = scope.information.iter().map(|one| one.as_str()).collect();
        let refused: Vec<_> = scope.refused.iter().map(|one| one.0).collect();
        let plain = serde_json::to_vec(&(categories, information, refused)).expect("words and ids serialise");
        let plain = Zeroizing::new(plain);
        Some(self.sealing.seal(&plain, &self.consent_place(b"scope", number)))
    }

    /// Opens it. A word that this release does not know opens as an error, never as more than was agreed to.
    pub fn open_scope(&self, sealed: Option<&[u8]>, number: i32) -> Result<Scope, Error> {
        let Some(sealed) = sealed else { return Ok(Scope::whole()) };
        let plain = self.sealing.open(sealed, &self.consent_place(b"scope", number))?;
        let (categories, information, refused): (Vec<String>, Vec<String>, Vec<Uuid>) =
            serde_json::from_slice(&plain).map_err(|_| Error::Shut)?;
        let categories: Option<_> = categories.iter().map(|one| StaffCategory::parse(one)).collect();
        let information: Option<_> = information.iter().map(|one| InformationKind::parse(one)).collect();
        Ok(Scope {
            categories: categories.ok_or(Error::Shut)?,
            information: information.ok_or(Error::Shut)?,
            refused: refused.into_iter().map(FacilityId).collect(),
        })
    }

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

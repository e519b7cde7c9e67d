//! A file that belongs to a case, a member of staff or a consent form: sealed part by part with the city's key, so that it is never in
//! memory twice as a whole, and opened whole or not at all.

use renrakucho_domain::{AttachmentId, attachment::Owner};
use zeroize::Zeroizing;

use super::{Error, Key, Keys};

/// How much of a file is sealed in one piece.
const PART: usize = 1024 * 1024;

impl Keys {
    /// Seals a file for its place, part by part: each knows where it stands and how many there are.
    pub fn seal_attachment(&self, plain: &[u8], owner: Owner, id: AttachmentId) -> Vec<Vec<u8>> {
        seal_parts(&self.attachment, plain, owner, id)
    }

    /// Opens it, if all of it is there.
    pub fn open_attachment(
        &self,
        sealed: &[Vec<u8>],
        owner: Owner,
        id: AttachmentId,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        open_parts(&self.attachment, sealed, owner, id)
    }

    /// Seals why a file was taken back.
    pub fn seal_taking_back(&self, reason: &[u8], id: AttachmentId) -> Vec<u8> {
        self.case.seal(reason, &[&b"attachment/reason"[..], id.0.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_taking_back(&self, sealed: &[u8], id: AttachmentId) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.case.open(sealed, &[&b"attachment/reason"[..], id.0.as_bytes()].concat())
    }

    /// A digest that tells whether the same file was sent again.
    pub fn attachment_mac(&self, plain: &[u8]) -> Vec<u8> {
        self.attachment_digest.mac(&[plain])
    }
}

pub(super) fn seal_parts(key: &Key, plain: &[u8], owner: Owner, id: AttachmentId) -> Vec<Vec<u8>> {
    let parts: Vec<_> = plain.chunks(PART).collect();
    let seal = |(part, plain): (usize, &&[u8])| key.seal(plain, &part_of(owner, id, part, parts.len()));
    parts.iter().enumerate().map(seal).collect()
}

pub(super) fn open_parts(
    key: &Key,
    sealed: &[Vec<u8>],
    owner: Owner,
    id: AttachmentId,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.iter().map(Vec::len).sum()));
    for (part, one) in sealed.iter().enumerate() {
        plain.extend_from_slice(&key.open(one, &part_of(owner, id, part, sealed.len()))?);
    }
    if plain.is_empty() { Err(Error::Shut) } else { Ok(plain) }
}

/// The place of a part of a file.
fn part_of(owner: Owner, id: AttachmentId, part: usize, parts: usize) -> Vec<u8> {
    let numbers = [part as u64, parts as u64].map(u64::to_le_bytes).concat();
    [b"attachment/".as_slice(), owner.kind().as_bytes(), owner.id().as_bytes(), id.0.as_bytes(), &numbers].concat()
}

#[cfg(test)]
mod tests {
    use renrakucho_domain::CaseId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_file_opens_whole_and_in_its_place_or_not_at_all() {
        let key = Key::derive(&[7; 32], "master/attachment");
        let owner = |case| Owner::Case(CaseId(Uuid::from_u128(case)));
        let id = |id| AttachmentId(Uuid::from_u128(id));
        let plain: Vec<u8> = (0..2 * PART + 5).map(|at| u8::try_from(at % 251).expect("small")).collect();
        let sealed = seal_parts(&key, &plain, owner(1), id(2));
        assert_eq!(sealed.len(), 3);
        assert_eq!(*open_parts(&key, &sealed, owner(1), id(2)).expect("opens"), plain);
        assert!(open_parts(&key, &sealed, owner(9), id(2)).is_err(), "another owner");
        assert!(open_parts(&key, &sealed, owner(1), id(9)).is_err(), "another file");
        assert!(open_parts(&key, &sealed[..2], owner(1), id(2)).is_err(), "cut");
        assert!(open_parts(&key, &[], owner(1), id(2)).is_err(), "gone");
        let swapped = [sealed[1].clone(), sealed[0].clone(), sealed[2].clone()];
        assert!(open_parts(&key, &swapped, owner(1), id(2)).is_err(), "in another order");
    }
}

//! Sealing: what a room holds is readable only with the room's key, what belongs to no room only with the city's, and both only with
//! the master key, the room's only with the present epoch key besides.
//!
//! XChaCha20-Poly1305 with random nonces. Every sealed value begins with a version byte and is bound to its place, so
//! that a row copied to another room, id or author does not open. Nothing here is logged.

mod consent;
mod disclosure;
pub mod epoch;
mod epoch_file;
mod file;
pub mod master;
mod room_keys;

use std::{net::IpAddr, sync::Arc};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use dashmap::{DashMap, DashSet};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use renrakucho_domain::{
    AccountId, Body, CaseId, EntryId, Priority, RoomId,
    consent::Signatory,
    leak::Stage,
    proposal::folded,
    support_end::{Reason, SupportEnd},
};
use renrakucho_store::Database;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use time::{Date, format_description::well_known::Iso8601};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use self::disclosure::DisclosurePart;
use self::{epoch::Epochs, master::Masters};
use crate::entropy;

const VERSION: u8 = 1;
const NONCE: usize = 24;

/// Why something sealed stays shut.
#[derive(Debug, Error)]
pub enum Error {
    /// Altered, or sealed for another place or under another key.
    #[error("a sealed value does not open")]
    Shut,
    /// The room's key does not exist, or was erased.
    #[error("the room has no key")]
    NoKey,
    /// The keys' database cannot be asked.
    #[error("the keys' database")]
    Store(#[from] renrakucho_store::Error),
    /// A master key's file is not usable, or is that of another installation.
    #[error("master key: {0}")]
    Master(String),
    /// The epoch key's file is not usable, or does not fit the keys' database.
    #[error("epoch key: {0}")]
    Epoch(String),
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct Key([u8; 32]);

impl Key {
    fn derive(from: &[u8], purpose: &str) -> Self {
        let mut out = [0; 32];
        Hkdf::<Sha256>::new(None, from).expand(purpose.as_bytes(), &mut out).expect("32 bytes is a valid length");
        Self(out)
    }

    fn wrapping(master: &[u8; 32]) -> Self {
        Self::derive(master, "master/wrap")
    }

    fn seal(&self, plain: &[u8], bound_to: &[u8]) -> Vec<u8> {
        let nonce = entropy::bytes::<NONCE>();
        let mut out = vec![VERSION];
        out.extend_from_slice(&nonce);
        let cipher = XChaCha20Poly1305::new((&self.0).into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound_to })
            .expect("a text shorter than 256 GiB can be sealed");
        out.extend(sealed);
        out
    }

    fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (Some((&VERSION, rest)), true) = (sealed.split_first(), sealed.len() > NONCE) else {
            return Err(Error::Shut);
        };
        let (nonce, rest) = rest.split_at_checked(NONCE).ok_or(Error::Shut)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Error::Shut)?;
        XChaCha20Poly1305::new((&self.0).into())
            .decrypt(&XNonce::from(nonce), Payload { msg: rest, aad: bound_to })
            .map(Zeroizing::new)
            .map_err(|_| Error::Shut)
    }

    fn mac(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0).expect("any length is a valid key");
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().to_vec()
    }
}

/// The key of one room, in use.
pub struct RoomKey {
    room: RoomId,
    sealing: Key,
    digest: Key,
}

/// Who a room is about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name, as written.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// `YYYY-MM-DD`
    pub birth_date: String,
}

impl RoomKey {
    pub(crate) fn new(room: RoomId, raw: &[u8]) -> Self {
        Self { room, sealing: Key::derive(raw, "room/seal"), digest: Key::derive(raw, "room/content-mac") }
    }

    fn place(&self, id: EntryId, author: AccountId) -> Vec<u8> {
        [b"body".as_slice(), self.room.0.as_bytes(), id.0.as_bytes(), author.0.as_bytes()].concat()
    }

    /// Seals a post's body for its place.
    pub fn seal_body(&self, body: &Body, id: EntryId, author: AccountId) -> Vec<u8> {
        self.sealing.seal(body.reveal().as_bytes(), &self.place(id, author))
    }

    /// Opens a post's body, if it was sealed for this place.
    pub fn open_body(&self, sealed: &[u8], id: EntryId, author: AccountId) -> Result<String, Error> {
        let plain = self.sealing.open(sealed, &self.place(id, author))?;
        String::from_utf8(plain.to_vec()).map_err(|_| Error::Shut)
    }

    /// A digest that tells whether two posts say the same, to whoever holds the key.
    pub fn content_mac(&self, body: &Body, priority: Priority, reply_to: Option<EntryId>) -> Vec<u8> {
        let reply_to = reply_to.map(|id| id.0).unwrap_or_default();
        self.digest.mac(&[body.reveal().as_bytes(), priority.as_str().as_bytes(), reply_to.as_bytes()])
    }

    /// Seals who the room is about.
    pub fn seal_profile(&self, profile: &Profile) -> Vec<u8> {
        let plain = Zeroizing::new(serde_json::to_vec(profile).expect("three strings serialise"));
        self.sealing.seal(&plain, &[b"profile".as_slice(), self.room.0.as_bytes()].concat())
    }

    /// Seals who signed for the person, and why; none if the person signed.
    pub fn seal_proxy(&self, signatory: &Signatory, number: i32) -> Option<Vec<u8>> {
        let Signatory::Proxy { relation, why_not_person } = signatory else { return None };
        let plain = Zeroizing::new(serde_json::to_vec(&(relation, why_not_person)).expect("two strings serialise"));
        Some(self.sealing.seal(&plain, &self.consent_place(b"proxy", number)))
    }

    /// Opens who signed for the person.
    pub fn open_proxy(&self, sealed: Option<&[u8]>, number: i32) -> Result<Signatory, Error> {
        let Some(sealed) = sealed else { return Ok(Signatory::Person) };
        let plain = self.sealing.open(sealed, &self.consent_place(b"proxy", number))?;
        let (relation, why_not_person) = serde_json::from_slice(&plain).map_err(|_| Error::Shut)?;
        Ok(Signatory::Proxy { relation, why_not_person })
    }

    /// Seals why support came to its end, and when.
    pub fn seal_end(&self, end: SupportEnd) -> Vec<u8> {
        let plain = serde_json::to_vec(&(end.reason.as_str(), end.ended_on.to_string()));
        let plain = Zeroizing::new(plain.expect("two strings serialise"));
        self.sealing.seal(&plain, &[b"end".as_slice(), self.room.0.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_end(&self, sealed: &[u8]) -> Result<SupportEnd, Error> {
        let plain = self.sealing.open(sealed, &[b"end".as_slice(), self.room.0.as_bytes()].concat())?;
        let (reason, ended_on): (String, String) = serde_json::from_slice(&plain).map_err(|_| Error::Shut)?;
        Ok(SupportEnd {
            reason: Reason::parse(&reason).ok_or(Error::Shut)?,
            ended_on: Date::parse(&ended_on, &Iso8601::DATE).map_err(|_| Error::Shut)?,
        })
    }

    /// Seals what was said when it was asked that a post is erased, for that case.
    pub fn seal_entry_erasure(&self, words: &str, case: CaseId) -> Vec<u8> {
        self.sealing.seal(words.as_bytes(), &self.entry_erasure_place(case))
    }

    /// Opens it.
    pub fn open_entry_erasure(&self, sealed: &[u8], case: CaseId) -> Result<String, Error> {
        let plain = self.sealing.open(sealed, &self.entry_erasure_place(case))?;
        String::from_utf8(plain.to_vec()).map_err(|_| Error::Shut)
    }

    fn entry_erasure_place(&self, case: CaseId) -> Vec<u8> {
        [b"entry-erasure".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat()
    }

    /// Seals why the city decided a case about the person so.
    pub fn seal_reason(&self, reason: &str, case: CaseId) -> Vec<u8> {
        self.sealing.seal(reason.as_bytes(), &self.reason_place(case))
    }

    /// Opens it.
    pub fn open_reason(&self, sealed: &[u8], case: CaseId) -> Result<String, Error> {
        let plain = self.sealing.open(sealed, &self.reason_place(case))?;
        String::from_utf8(plain.to_vec()).map_err(|_| Error::Shut)
    }

    fn reason_place(&self, case: CaseId) -> Vec<u8> {
        [b"case-reason".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat()
    }

    /// Seals what was said when a permit to use the room without consent was asked for, for that case.
    pub fn seal_exceptional_use(&self, plain: &[u8], case: CaseId) -> Vec<u8> {
        self.sealing.seal(plain, &[b"exceptional-use".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_exceptional_use(&self, sealed: &[u8], case: CaseId) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.sealing.open(sealed, &[b"exceptional-use".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat())
    }

    /// Seals where the person lived before, for the case in which the city looks at that.
    pub fn seal_residence(&self, before: &str, case: CaseId) -> Vec<u8> {
        let bound = [b"residence".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat();
        self.sealing.seal(before.as_bytes(), &bound)
    }

    /// Opens it.
    pub fn open_residence(&self, sealed: &[u8], case: CaseId) -> Result<String, Error> {
        let bound = [b"residence".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat();
        let plain = self.sealing.open(sealed, &bound)?;
        String::from_utf8(plain.to_vec()).map_err(|_| Error::Shut)
    }

    /// Seals on what ground the city supported and supports the person, as that case states it.
    pub fn seal_basis(&self, before_and_after: &str, case: CaseId) -> Vec<u8> {
        let bound = [b"residence-basis".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat();
        self.sealing.seal(before_and_after.as_bytes(), &bound)
    }

    /// Opens it.
    pub fn open_basis(&self, sealed: &[u8], case: CaseId) -> Result<String, Error> {
        let bound = [b"residence-basis".as_slice(), self.room.0.as_bytes(), case.0.as_bytes()].concat();
        let plain = self.sealing.open(sealed, &bound)?;
        String::from_utf8(plain.to_vec()).map_err(|_| Error::Shut)
    }

    /// Seals a part of a report about the room's log, for that report.
    pub fn seal_report(&self, plain: &[u8], report: Uuid, part: ReportPart) -> Vec<u8> {
        self.sealing.seal(plain, &[part.as_bytes(), self.room.0.as_bytes(), report.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_report(&self, sealed: &[u8], report: Uuid, part: ReportPart) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.sealing.open(sealed, &[part.as_bytes(), self.room.0.as_bytes(), report.as_bytes()].concat())
    }

    /// Seals what was said about the purpose of an export, for that export.
    pub fn seal_words(&self, words: &str, export: Uuid) -> Vec<u8> {
        self.sealing.seal(words.as_bytes(), &[b"export".as_slice(), self.room.0.as_bytes(), export.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_words(&self, sealed: &[u8], export: Uuid) -> Result<String, Error> {
        let place = [b"export".as_slice(), self.room.0.as_bytes(), export.as_bytes()].concat();
        String::from_utf8(self.sealing.open(sealed, &place)?.to_vec()).map_err(|_| Error::Shut)
    }

    /// Opens who the room is about.
    pub fn open_profile(&self, sealed: &[u8]) -> Result<Profile, Error> {
        let plain = self.sealing.open(sealed, &[b"profile".as_slice(), self.room.0.as_bytes()].concat())?;
        serde_json::from_slice(&plain).map_err(|_| Error::Shut)
    }
}

/// What is sealed of a report of who looked at a person's record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportPart {
    /// Which facilities are withheld, and why.
    Withheld,
    /// What it says.
    Content,
}

impl ReportPart {
    const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Withheld => b"report/withheld",
            Self::Content => b"report/content",
        }
    }
}

/// What is sealed of a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CasePart {
    /// What was sent.
    Content,
    /// Why it was decided so.
    Reason,
    /// What was told of a leak to the supervisory authority.
    Report(Stage),
    /// What someone calls a view of the cases.
    ViewName,
}

impl CasePart {
    const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Content => b"case/content",
            Self::Reason => b"case/reason",
            Self::Report(Stage::Preliminary) => b"case/report/preliminary",
            Self::Report(Stage::Full) => b"case/report/full",
            Self::ViewName => b"case/view-name",
        }
    }
}

/// All keys of a node.
pub struct Keys {
    masters: Masters,
    epochs: Epochs,
    bus: Key,
    audit: Key,
    mail: Key,
    address: Key,
    case: Key,
    case_digest: Key,
    identity: Key,
    attachment: Key,
    attachment_digest: Key,
    deletion: Key,
    database: Database,
    in_use: DashMap<RoomId, Arc<RoomKey>>,
    /// Rooms whose keys are destroyed: whoever read one just before must not bring it back.
    gone: DashSet<RoomId>,
}

impl Keys {
    /// Opens the city's key, which the first start makes. What is derived from it is named after the master key: before there was a
    /// city's key, that was what it was derived from, and what was sealed so still opens. Rooms' keys are looked for when they are
    /// needed, and with them the epoch key.
    pub async fn open(masters: Masters, epochs: Epochs, database: Database) -> Result<Self, Error> {
        let raw = masters.city_key(&database).await?;
        Ok(Self {
            masters,
            epochs,
            bus: Key::derive(&raw, "master/bus"),
            audit: Key::derive(&raw, "master/audit-checkpoint"),
            mail: Key::derive(&raw, "master/mail-id"),
            address: Key::derive(&raw, "master/address"),
            case: Key::derive(&raw, "master/case"),
            case_digest: Key::derive(&raw, "master/case-mac"),
            identity: Key::derive(&raw, "master/identity"),
            attachment: Key::derive(&raw, "master/attachment"),
            attachment_digest: Key::derive(&raw, "master/attachment-mac"),
            deletion: Key::derive(&raw, "master/deletion-journal"),
            database,
            in_use: DashMap::new(),
            gone: DashSet::new(),
        })
    }

    /// Where the wrapped keys are.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// A digest of a line of the deletion journal, and of the one before.
    pub fn deletion_mac(&self, instance: Uuid, before: &[u8], line: &str) -> Vec<u8> {
        self.deletion.mac(&[instance.as_bytes(), before, line.as_bytes()])
    }

    /// Forgets a room's key for good: it is destroyed, or about to be.
    pub fn is_gone(&self, room: RoomId) {
        self.gone.insert(room);
        self.forget(room);
    }

    /// Forgets a room's key: the room was closed, and nobody reads it any more.
    pub fn forget(&self, room: RoomId) {
        self.in_use.remove(&room);
    }

    /// Seals what travels on the bus. It is its own proof of origin: nobody without the key can make or alter it.
    pub fn seal_for_bus(&self, plain: &[u8], room: RoomId) -> Vec<u8> {
        self.bus.seal(plain, room.0.as_bytes())
    }

    /// Opens what came over the bus.
    pub fn open_from_bus(&self, sealed: &[u8], room: RoomId) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.bus.open(sealed, room.0.as_bytes())
    }

    /// The key that signs checkpoints of the audit log.
    pub fn audit_signing_key(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.audit.0)
    }

    /// Seals what was sent with a case, or why it was decided so, for that place.
    pub fn seal_case(&self, plain: &[u8], case: CaseId, part: CasePart) -> Vec<u8> {
        self.case.seal(plain, &[part.as_bytes(), case.0.as_bytes()].concat())
    }

    /// Opens it.
    pub fn open_case(&self, sealed: &[u8], case: CaseId, part: CasePart) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.case.open(sealed, &[part.as_bytes(), case.0.as_bytes()].concat())
    }

    /// A digest that tells whether the same was sent again.
    pub fn case_mac(&self, plain: &[u8]) -> Vec<u8> {
        self.case_digest.mac(&[plain])
    }

    /// A digest that tells whether two people may be the same: of the reading of the name, however written, and the date of birth.
    pub fn identity_mac(&self, kana: &str, birth_date: Date) -> Vec<u8> {
        self.identity.mac(&[folded(kana).as_bytes(), birth_date.to_string().as_bytes()])
    }

    /// A name for a mail that tells nothing and is the same at every try.
    pub fn mail_name(&self, mail: Uuid) -> String {
        hex::encode(&self.mail.mac(&[mail.as_bytes()])[..16])
    }

    /// A name for an address that is always the same, and that nobody without the key can lead back to it.
    pub fn address_name(&self, address: IpAddr) -> String {
        let digest = match address {
            IpAddr::V4(address) => self.address.mac(&[&address.octets()]),
            IpAddr::V6(address) => self.address.mac(&[&address.octets()]),
        };
        hex::encode(&digest[..16])
    }
}

/// SHA-256, for tokens and codes that are kept only as digests.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

#[cfg(test)]
mod tests;

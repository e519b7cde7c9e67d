//! Reads the demo city's file and fills an empty database with it.

mod file;

use std::{collections::HashMap, fs, path::Path};

use anyhow::{Context, bail, ensure};
use renrakucho_domain::{
    AccountId, AffiliationId, Body, DeviceId, EntryId, EntryKind, Priority, Role, RoomId, RoomState,
    audit::Event,
    consent::{ConsentReceipt, Scope, Signatory},
    discontinuation::{Ground, fiscal_year},
    person::{ResidenceBasis, StaffCategory},
    room::{Transition, decide},
};
use renrakucho_store::{
    Database, Tx,
    audit::{self, About, Origin},
    consent, demo, discontinuation, entry,
    entry::{EntryRow, NewEntry, NewPost},
    instance, membership, passkey, room, sign_in, staff,
};
use time::{Date, Duration, OffsetDateTime, Time, format_description::well_known::Iso8601, macros::format_description};
use uuid::Uuid;

pub use self::file::City;
use self::file::{Consent, Person};
use super::{folder::Folder, soft_passkey};
use crate::{
    clock,
    config::Config,
    entropy,
    seal::{Keys, Profile, RoomKey},
    sign_in::Passkeys,
};

/// The city that comes with the product.
const MIHON: &str = include_str!("../../../../config/demo-city.toml");

/// What was loaded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loaded {
    /// Members of staff.
    pub staff: usize,
    /// Supported persons.
    pub persons: usize,
    /// Posts.
    pub posts: usize,
}

struct Known {
    account: AccountId,
    /// By facility.
    affiliations: HashMap<String, AffiliationId>,
    main: AffiliationId,
}

struct Loader<'a> {
    city: &'a City,
    folder: &'a Folder,
    config: &'a Config,
    database: &'a Database,
    keys: &'a Keys,
    today: Date,
    staff: HashMap<&'a str, Known>,
    moderator: &'a str,
}

impl City {
    /// Reads a file, or the city that comes with the product.
    pub fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        match file {
            Some(file) => {
                let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
                toml::from_str(&text).with_context(|| file.display().to_string())
            }
            None => toml::from_str(MIHON).context("the built-in city"),
        }
    }

    /// The city's name.
    pub fn name(&self) -> &str {
        &self.naming.name
    }

    /// The service's name.
    pub fn service_name(&self) -> &str {
        &self.naming.service_name
    }

    /// Why information is shared.
    pub fn purpose(&self) -> &str {
        &self.naming.purpose
    }

    /// The version of the consent form that is printed now: what its people signed.
    pub fn consent_form_version(&self) -> &str {
        &self.naming.consent_form_version
    }

    /// The professions that it knows, by code and name.
    pub fn professions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.profession.iter().map(|profession| (&*profession.code, &*profession.name))
    }

    /// Fills an empty database.
    pub async fn load(
        &self,
        folder: &Folder,
        config: &Config,
        database: &Database,
        keys: &Keys,
    ) -> anyhow::Result<Loaded> {
        let moderator = self
            .staff
            .iter()
            .find(|staff| staff.role == Role::CityModerator.as_str())
            .context("the city has no moderator: nobody could record a consent receipt")?;
        let mut loader = Loader {
            city: self,
            folder,
            config,
            database,
            keys,
            today: clock::today(),
            staff: HashMap::new(),
            moderator: &moderator.login,
        };
        loader.load_staff().await?;
        for person in &self.person {
            loader.load_person(person).await.with_context(|| format!("person {}", person.key))?;
        }
        instance::found_or_created(database, entropy::id(), &config.http.rp_id, true).await?;
        Ok(Loaded {
            staff: self.staff.len(),
            persons: self.person.len(),
            posts: self.person.iter().map(|person| person.post.len()).sum(),
        })
    }
}

impl Loader<'_> {
    /// The day that the file counts from.
    fn day(&self, offset: i64) -> Date {
        self.today + Duration::days(offset)
    }

    fn moment(&self, offset: i64, time: Time) -> OffsetDateTime {
        self.day(offset).with_time(time).assume_offset(clock::TOKYO)
    }

    async fn load_staff(&mut self) -> anyhow::Result<()> {
        let authority = self.folder.authority()?;
        let origin = &self.config.http.origins[0];
        let rp_id = &self.config.http.rp_id;
        let passkeys = Passkeys::new(rp_id, &self.config.city.service_name, &self.config.http.origins)?;
        // Keys and files first: a transaction that waits for a slow disk or a busy machine is ended by the database.
        let mut belongings = Vec::with_capacity(self.city.staff.len());
        for staff in &self.city.staff {
            let account = AccountId(entropy::id());
            let folder = self.folder.person(&staff.login);
            let label = format!("{}さんの端末", staff.name);
            let device = authority.issue_for_device(&label)?;
            self.folder.keep_device(&folder, &device)?;
            let (passkey, registered) =
                soft_passkey::enrol(&passkeys, rp_id, origin, account, &staff.login, &staff.name)?;
            self.folder.keep_passkey(&folder, &passkey)?;
            belongings.push((account, label, device, registered));
        }
        let mut tx = self.database.begin().await?;
        for (code, name) in self.city.professions() {
            demo::insert_profession(&mut tx, code, name).await?;
        }
        let mut facilities = HashMap::new();
        for facility in &self.city.facility {
            ensure!(StaffCategory::parse(&facility.category).is_some(), "facility {}: category", facility.key);
            let id = entropy::id();
            demo::insert_facility(&mut tx, id, &facility.name, &facility.category).await?;
            facilities.insert(facility.key.as_str(), id);
        }
        for (one, (account, label, device, registered)) in self.city.staff.iter().zip(belongings) {
            let role = Role::parse(&one.role).with_context(|| format!("staff {}: role", one.login))?;
            let person = entropy::id();
            staff::insert(&mut tx, &staff::NewStaff { staff_member: person, name: &one.name, kana: &one.kana }).await?;
            let new = staff::NewAccount {
                account,
                login_id: &one.login,
                staff_member: person,
                role,
                mail: Some(&one.mail),
                alert_mail: one.alert_mail,
            };
            ensure!(staff::insert_account(&mut tx, &new).await?, "staff {}: stands twice", one.login);
            let mut affiliations = HashMap::new();
            let mut main = None;
            for (position, affiliation) in one.affiliations.iter().enumerate() {
                let facility = *facilities
                    .get(affiliation.facility.as_str())
                    .with_context(|| format!("staff {}: facility {}", one.login, affiliation.facility))?;
                let id = entropy::id();
                let profession = &affiliation.profession;
                staff::insert_affiliation(&mut tx, id, person, facility, profession, i16::try_from(position)?).await?;
                affiliations.insert(affiliation.facility.clone(), id.into());
                main.get_or_insert((id, facility));
            }
            let (main, facility) = main.with_context(|| format!("staff {}: no affiliation", one.login))?;

            let of = DeviceId(entropy::id());
            sign_in::insert_device(&mut tx, of, facility, &label, account).await?;
            let (not_before, not_after) = (device.not_before, device.not_after);
            sign_in::insert_certificate(&mut tx, of, &device.fingerprint, not_before, not_after).await?;
            let new = passkey::New {
                id: entropy::id(),
                credential_id: registered.credential_id(),
                account,
                passkey: registered.stored(),
                name: None,
                device: Some(of),
            };
            passkey::insert(&mut tx, &new).await?;
            self.staff.insert(&one.login, Known { account, affiliations, main: main.into() });
        }
        tx.commit().await?;
        Ok(())
    }

    fn known(&self, login: &str) -> anyhow::Result<&Known> {
        self.staff.get(login).with_context(|| format!("nobody has the login {login}"))
    }

    async fn load_person(&self, person: &Person) -> anyhow::Result<()> {
        ensure!(ResidenceBasis::parse(&person.basis).is_some(), "basis");
        let room = RoomId(entropy::id());
        let key = self.keys.create(room).await?;
        let profile =
            Profile { name: person.name.clone(), kana: person.kana.clone(), birth_date: person.birth_date.clone() };
        let moderator = self.known(self.moderator)?;
        let proposed = person.consent.as_ref().map_or(-3, |consent| consent.signed_day - 1);
        let noon = Time::from_hms(12, 0, 0)?;
        let mut at = self.moment(proposed, noon);

        let mut tx = self.database.begin().await?;
        let sealed = key.seal_profile(&profile);
        let born = Date::parse(&person.birth_date, &Iso8601::DATE).context("birth_date")?;
        let identity = self.keys.identity_mac(&person.kana, born);
        demo::insert_room(&mut tx, room.0, entropy::id(), &person.basis, (&sealed, &identity), at).await?;
        let mut members: HashMap<&str, (AccountId, AffiliationId)> = HashMap::new();
        for member in &person.members {
            let known = self.known(&member.staff)?;
            let affiliation = *known
                .affiliations
                .get(&member.facility)
                .with_context(|| format!("{} is not at {}", member.staff, member.facility))?;
            let joined = NewEntry {
                id: EntryId(entropy::id()),
                kind: EntryKind::MemberJoined,
                author: moderator.account,
                affiliation: moderator.main,
                subject: Some((known.account, affiliation)),
                post: None,
            };
            let appended = append(&mut tx, room, &joined, at).await?;
            membership::begin(&mut tx, room, known.account, affiliation, appended.seq).await?;
            members.insert(&member.staff, (known.account, affiliation));
        }
        if let Some(consent) = &person.consent {
            at = self.moment(consent.received_day, noon);
            self.record_consent(&mut tx, room, &key, moderator, consent, at).await?;
        }
        let read = self.load_posts(&mut tx, room, &key, person, &members).await?;
        match (person.state.as_str(), person.discontinued_day) {
            ("discontinued", Some(day)) => {
                let at = self.moment(day, noon);
                let closing = self.decide(&mut tx, room, moderator, Transition::Discontinue, at).await?;
                let kept = discontinuation::New {
                    room,
                    closing: &closing,
                    fiscal_year: fiscal_year(self.day(day)),
                    before: RoomState::Active,
                    ground: Some(Ground::AskedByPerson),
                    alerts_cancelled: 0,
                    by_consent: None,
                };
                discontinuation::insert(&mut tx, &kept).await?;
            }
            ("awaiting_consent", None) => ensure!(person.consent.is_none(), "consent of an awaited room"),
            ("active", None) => ensure!(person.consent.is_some(), "an active room has a consent"),
            (state, _) => bail!("state {state} does not fit discontinued_day"),
        }
        let rooms = vec![room.0; read.len()];
        let (accounts, upto): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        room::mark_read(&mut tx, &rooms, &accounts, &upto).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn record_consent(
        &self,
        tx: &mut Tx,
        room: RoomId,
        key: &RoomKey,
        moderator: &Known,
        consent: &Consent,
        at: OffsetDateTime,
    ) -> anyhow::Result<()> {
        let signatory = match (consent.signed_by.as_str(), &consent.relation, &consent.why_not_person) {
            ("person", None, None) => Signatory::Person,
            ("proxy", Some(relation), Some(why)) => {
                Signatory::Proxy { relation: relation.clone(), why_not_person: why.clone() }
            }
            _ => bail!("consent: a proxy states relation and reason, the person neither"),
        };
        let receipt = ConsentReceipt {
            signatory,
            form_version: consent.form_version.clone(),
            signed_on: self.day(consent.signed_day),
            received_on: self.day(consent.received_day),
            scope: Scope::whole(),
        };
        receipt.check(self.today)?;
        let proxy = key.seal_proxy(&receipt.signatory, 1);
        let recorded = consent::Recorded {
            number: 1,
            sealed_proxy: proxy.as_deref(),
            sealed_scope: None,
            scans: &[],
            checked_others: &[],
            by: moderator.account,
        };
        consent::insert(tx, room, &receipt, &recorded).await?;
        self.decide(tx, room, moderator, Transition::RecordConsentReceipt, at).await.map(drop)
    }

    async fn decide(
        &self,
        tx: &mut Tx,
        room: RoomId,
        moderator: &Known,
        transition: Transition,
        at: OffsetDateTime,
    ) -> anyhow::Result<EntryRow> {
        let row = room::lock(tx, room).await?.context("the room is gone")?;
        let outcome = decide(row.state, transition)?;
        room::set_state(tx, room, outcome.state, Some(at)).await?;
        let new = NewEntry {
            id: EntryId(entropy::id()),
            kind: outcome.entry,
            author: moderator.account,
            affiliation: moderator.main,
            subject: None,
            post: None,
        };
        let appended = append(tx, room, &new, at).await?;
        let (_, author) = room::main_affiliation(tx, moderator.account).await?.context("the moderator has none")?;
        Ok(EntryRow {
            room: room.0,
            seq: appended.seq,
            id: new.id.0,
            kind: new.kind.as_str().into(),
            at: appended.at,
            author,
            subject: None,
            priority: None,
            reply_to: None,
            sealed: None,
        })
    }

    /// Answers how far each member has read: up to what they wrote last.
    async fn load_posts(
        &self,
        tx: &mut Tx,
        room: RoomId,
        key: &RoomKey,
        person: &Person,
        members: &HashMap<&str, (AccountId, AffiliationId)>,
    ) -> anyhow::Result<HashMap<Uuid, i64>> {
        let mut ids: HashMap<&str, EntryId> = HashMap::new();
        let mut read = HashMap::new();
        for post in &person.post {
            let context = || format!("post {}", post.key);
            let (author, affiliation) =
                *members.get(post.by.as_str()).with_context(|| format!("{}: not a member", context()))?;
            let clock = Time::parse(&post.time, format_description!("[hour]:[minute]")).with_context(context)?;
            let body = Body::new(post.body.trim_end()).with_context(context)?;
            let priority = match &post.priority {
                Some(word) => Priority::parse(word).with_context(context)?,
                None => Priority::Normal,
            };
            let reply_to = match &post.reply_to {
                Some(key) => Some(*ids.get(key.as_str()).with_context(context)?),
                None => None,
            };
            let id = EntryId(entropy::id());
            let new = NewEntry {
                id,
                kind: EntryKind::Post,
                author,
                affiliation,
                subject: None,
                post: Some(NewPost {
                    priority,
                    reply_to,
                    sealed: key.seal_body(&body, id, author),
                    content_mac: key.content_mac(&body, priority, reply_to),
                }),
            };
            let appended = append(tx, room, &new, self.moment(post.day, clock)).await.with_context(context)?;
            ensure!(ids.insert(&post.key, id).is_none(), "{}: the key stands twice", context());
            read.insert(author.0, appended.seq);
        }
        Ok(read)
    }
}

/// Appends an entry with a past, and its audit event.
async fn append(tx: &mut Tx, room: RoomId, new: &NewEntry, at: OffsetDateTime) -> anyhow::Result<entry::Appended> {
    let appended = entry::append(tx, room, new, Some(at)).await?;
    let origin = Origin { account: Some(new.author), request: "demo".into(), ..Origin::default() };
    let about =
        About { room: Some(room), from_seq: Some(appended.seq), upto_seq: Some(appended.seq), ..About::default() };
    audit::record(tx, Event::EntryAdded, &origin, about).await?;
    Ok(appended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_city_reads_and_keeps_its_rules() {
        let city = City::read(None).expect("reads");
        assert_eq!(city.staff.len(), 24);
        assert_eq!(city.person.len(), 12);
        let posts: usize = city.person.iter().map(|person| person.post.len()).sum();
        assert!(posts >= 300, "{posts}");
        for category in StaffCategory::ALL {
            assert!(city.facility.iter().any(|facility| facility.category == category.as_str()), "{category:?}");
        }
        assert!(city.staff.iter().any(|staff| staff.affiliations.len() == 2));
        assert!(city.staff.iter().all(|staff| staff.mail.ends_with("@mihon.example")));
        for person in &city.person {
            assert!(person.post.iter().all(|post| post.day < 0), "{}: nothing lies in the future", person.key);
            for post in &person.post {
                assert!(!renrakucho_domain::my_number::appears_in(&post.body), "{}", post.key);
            }
        }
    }
}

//! 連絡先: where a supported person lives, and their family: kept once the city has their consent (article 16), never before.

use std::fmt;

use crate::{Refusal, RoomState, application::narrow, my_number};

/// Someone of the family, or close to the person.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The name, as written.
    pub name: String,
    /// How they are related to the person.
    pub relation: String,
    /// Their telephone, if it is known.
    pub phone: String,
    /// Whether they want to be told when something happens.
    pub is_told: bool,
}

/// What is kept of a person beside their name.
#[derive(Clone, PartialEq, Eq)]
pub struct Particulars {
    /// Where they live.
    pub address: String,
    /// Their own telephone.
    pub phone: String,
    /// Their family, in the order in which they are asked.
    pub contacts: Vec<Contact>,
}

impl fmt::Debug for Particulars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Particulars(…)")
    }
}

impl Particulars {
    /// So many contacts.
    pub const MAX_CONTACTS: usize = 20;
    /// The longest field, in characters.
    pub const MAX_CHARS: usize = 200;

    /// Without spaces around what was typed, and telephones in ASCII, whatever the keyboard gave.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        let contact = |one: Contact| Contact {
            name: trim(one.name),
            relation: trim(one.relation),
            phone: narrow(one.phone.trim()),
            is_told: one.is_told,
        };
        Self {
            address: trim(self.address),
            phone: narrow(self.phone.trim()),
            contacts: self.contacts.into_iter().map(contact).collect(),
        }
    }

    /// Checks what was typed; the refusal names the field that the form can show.
    pub fn check(&self) -> Result<(), Refusal> {
        let fits = |text: &str| {
            text.chars().count() <= Self::MAX_CHARS
                && !text.chars().any(char::is_control)
                && !my_number::appears_in(text)
        };
        let named = |ok: bool, field| if ok { Ok(()) } else { Err(Refusal::Invalid(field)) };
        named(fits(&self.address), "address")?;
        named(fits(&self.phone) && is_phone(&self.phone), "phone")?;
        named(self.contacts.len() <= Self::MAX_CONTACTS, "contacts")?;
        for one in &self.contacts {
            named(fits(&one.name) && !one.name.is_empty(), "name")?;
            named(fits(&one.relation) && !one.relation.is_empty(), "relation")?;
            named(fits(&one.phone) && is_phone(&one.phone), "phone")?;
        }
        Ok(())
    }
}

/// Empty, or digits with what people write between them.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')' | ' '));
    known && (text.is_empty() || (9..=15).contains(&digits))
}

/// Whether the city looks again at whether it supports someone (article 3): their address was known, and is another now.
pub fn has_moved(before: &str, after: &str) -> bool {
    !before.is_empty() && before != after
}

/// Whether such a look may end with a verdict: that someone is not supported any more is said when their support has ended, not before.
pub const fn may_conclude(is_supported: bool, state: RoomState) -> Result<(), Refusal> {
    match state {
        RoomState::AwaitingConsent | RoomState::Active if !is_supported => Err(Refusal::Invalid("decision")),
        _ => Ok(()),
    }
}

/// Whether such a look states a ground: it does where it ends with support that goes on, and nowhere else.
pub const fn check_basis(is_supported: bool, state: RoomState, is_stated: bool) -> Result<(), Refusal> {
    let is_asked = is_supported && matches!(state, RoomState::AwaitingConsent | RoomState::Active);
    if is_asked == is_stated { Ok(()) } else { Err(Refusal::Invalid("basis")) }
}

/// Whether it may be changed in this state: once the city has the consent form, and while support goes on.
pub const fn may_change(state: RoomState) -> Result<(), Refusal> {
    match state {
        RoomState::Active => Ok(()),
        RoomState::AwaitingConsent => Err(Refusal::ConsentMissing),
        RoomState::Ended => Err(Refusal::ReadOnly),
        RoomState::Discontinued | RoomState::PermitOnly | RoomState::Lapsed | RoomState::Erased => {
            Err(Refusal::RoomClosed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = dyn Fn(&mut Particulars);

    fn filled() -> Particulars {
        let contact =
            Contact {
                name: "見本 長女".into(), relation: "長女".into(), phone: "090-0000-0000".into(), is_told: true
            };
        Particulars { address: "みほん市1-2-3".into(), phone: "0280-00-0000".into(), contacts: vec![contact] }
    }

    #[test]
    fn what_is_typed_wrong_is_named() {
        assert_eq!(filled().check(), Ok(()));
        let fault = |change: &Change| {
            let mut one = filled();
            change(&mut one);
            one.check().err()
        };
        assert_eq!(fault(&|one| one.address.clear()), None, "not everything is known");
        assert_eq!(fault(&|one| one.contacts[0].phone.clear()), None);
        let wrong: [(&str, &Change); 8] = [
            ("address", &|one| one.address = "番号 1234-5678-9018".into()),
            ("address", &|one| one.address = "x".repeat(201)),
            ("phone", &|one| one.phone = "電話".into()),
            ("phone", &|one| one.phone = "123".into()),
            ("phone", &|one| one.contacts[0].phone = "123456789018".into()),
            ("name", &|one| one.contacts[0].name.clear()),
            ("relation", &|one| one.contacts[0].relation = "長\n女".into()),
            ("contacts", &|one| one.contacts = vec![one.contacts[0].clone(); 21]),
        ];
        for (field, change) in wrong {
            assert_eq!(fault(change), Some(Refusal::Invalid(field)));
        }
    }

    #[test]
    fn a_telephone_is_kept_in_ascii_whatever_the_keyboard_gave() {
        let contacts =
            vec![Contact { phone: "０９０ー００００－０００１".into(), ..filled().contacts.remove(0) }];
        let typed = Particulars { phone: " ０２８０−００–０００２　".into(), contacts, ..filled() }.trimmed();
        assert_eq!((typed.phone.as_str(), typed.contacts[0].phone.as_str()), ("0280-00-0002", "090-0000-0001"));
        assert_eq!(typed.check(), Ok(()));
    }

    #[test]
    fn whoever_moved_is_looked_at_again_and_support_ends_before_that_is_said() {
        assert!(has_moved("みほん市1", "となり市2") && has_moved("みほん市1", ""));
        assert!(!has_moved("", "みほん市1"), "it was not known before");
        assert!(!has_moved("みほん市1", "みほん市1"));
        for state in RoomState::ALL {
            let goes_on = matches!(state, RoomState::AwaitingConsent | RoomState::Active);
            assert_eq!(may_conclude(true, state), Ok(()), "{state:?}");
            assert_eq!(may_conclude(false, state).is_err(), goes_on, "{state:?}");
            assert_eq!(check_basis(true, state, true).is_ok(), goes_on, "{state:?}");
            assert_eq!(check_basis(true, state, false).is_ok(), !goes_on, "{state:?}");
            assert!(check_basis(false, state, false).is_ok() && check_basis(false, state, true).is_err(), "{state:?}");
        }
    }

    #[test]
    fn nothing_is_kept_before_the_consent_and_nothing_changed_after_the_end() {
        for state in RoomState::ALL {
            assert_eq!(may_change(state).is_ok(), state == RoomState::Active, "{state:?}");
        }
        assert_eq!(may_change(RoomState::AwaitingConsent), Err(Refusal::ConsentMissing));
    }
}

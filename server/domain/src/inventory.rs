//! 端末台帳: what a facility states about a device of one of its people (article 36). What it states about a shared one is in
//! `shared_device`.

use std::fmt;

use crate::{Refusal, application::fits, shared_device::MAX_CHARS};

/// Whose a device is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Owner {
    /// The facility handed it over.
    Facility,
    /// It is the person's own.
    Person,
}

impl Owner {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Facility, Self::Person];

    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Facility => "facility",
            Self::Person => "person",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.as_str() == word)
    }
}

/// What is typed. Checked before it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whose it is.
    pub owner: Owner,
    /// 管理番号: under which number the facility keeps it; empty for none.
    pub asset_number: String,
    /// Which security software runs on it: the facility declares that it is kept up to date.
    pub security_software: String,
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Statement(…)")
    }
}

impl Statement {
    /// Without spaces around what was typed.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self {
            owner: self.owner,
            asset_number: self.asset_number.trim().to_owned(),
            security_software: self.security_software.trim().to_owned(),
        }
    }

    /// The first fault as a refusal. What is the facility's has a number there; what is a person's need not.
    pub fn check(&self) -> Result<(), Refusal> {
        let needs_number = self.owner == Owner::Facility || !self.asset_number.is_empty();
        if needs_number && !fits(&self.asset_number, MAX_CHARS) {
            return Err(Refusal::Invalid("asset_number"));
        }
        if fits(&self.security_software, MAX_CHARS) { Ok(()) } else { Err(Refusal::Invalid("security_software")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facilitys_device_has_a_number_and_each_has_its_declaration() {
        let stated = |owner, number: &str, software: &str| {
            Statement { owner, asset_number: number.into(), security_software: software.into() }.trimmed().check()
        };
        assert_eq!(stated(Owner::Facility, " A-102 ", "Microsoft Defender"), Ok(()));
        assert_eq!(stated(Owner::Person, "", "iOS 標準"), Ok(()));
        assert_eq!(stated(Owner::Person, "私-1", "iOS 標準"), Ok(()));
        assert_eq!(stated(Owner::Facility, "　", "ESET"), Err(Refusal::Invalid("asset_number")));
        assert_eq!(stated(Owner::Person, "=1+1", "ESET"), Err(Refusal::Invalid("asset_number")));
        for owner in Owner::ALL {
            assert_eq!(stated(owner, "A-1", " "), Err(Refusal::Invalid("security_software")));
            let long = "あ".repeat(MAX_CHARS + 1);
            assert_eq!(stated(owner, "A-1", &long), Err(Refusal::Invalid("security_software")));
            assert_eq!(stated(owner, &long, "ESET"), Err(Refusal::Invalid("asset_number")));
            assert_eq!(Owner::parse(owner.as_str()), Some(owner));
        }
    }
}

//! Shared devices (共用の端末): what a facility says about one when it registers it (articles 36 and 37).

use std::fmt;

use crate::{Refusal, application::fits};

/// What is typed. Checked before it is kept.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// 端末の番号, by which people find it.
    pub label: String,
    /// Where it stands.
    pub place: String,
    /// Which security software runs on it: the facility declares that it is kept up to date.
    pub security_software: String,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(…)")
    }
}

/// The longest text, in characters.
pub const MAX_CHARS: usize = 60;

impl Form {
    /// Without spaces around what was typed.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: &str| text.trim().to_owned();
        Self { label: trim(&self.label), place: trim(&self.place), security_software: trim(&self.security_software) }
    }

    /// The first fault as a refusal, by the names that refusals give.
    pub fn check(&self) -> Result<(), Refusal> {
        let fields = [("label", &self.label), ("place", &self.place), ("security_software", &self.security_software)];
        let fault = fields.into_iter().find(|(_, text)| !fits(text, MAX_CHARS));
        fault.map_or(Ok(()), |(field, _)| Err(Refusal::Invalid(field)))
    }
}

/// What is stated anew of it: where it stands, and its security software. Its number stays, by which people find it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Where it stands.
    pub place: String,
    /// Which security software runs on it: the facility declares anew that it is kept up to date.
    pub security_software: String,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Change(…)")
    }
}

impl Change {
    /// Without spaces around what was typed.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self { place: self.place.trim().to_owned(), security_software: self.security_software.trim().to_owned() }
    }

    /// The first fault as a refusal, by the names that refusals give.
    pub fn check(&self) -> Result<(), Refusal> {
        let fields = [("place", &self.place), ("security_software", &self.security_software)];
        let fault = fields.into_iter().find(|(_, text)| !fits(text, MAX_CHARS));
        fault.map_or(Ok(()), |(field, _)| Err(Refusal::Invalid(field)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_anew_is_said_as_at_first() {
        let change = |place: &str, software: &str| {
            Change { place: place.into(), security_software: software.into() }.trimmed().check()
        };
        assert_eq!(change(" 3階 ", "ESET"), Ok(()));
        assert_eq!(change("　", "ESET"), Err(Refusal::Invalid("place")));
        assert_eq!(change("3階", ""), Err(Refusal::Invalid("security_software")));
        assert_eq!(change("3階", &"あ".repeat(MAX_CHARS + 1)), Err(Refusal::Invalid("security_software")));
    }

    #[test]
    fn everything_is_said_and_nothing_else() {
        let good = Form {
            label: "職員室 1号".into(),
            place: "2階 職員室の窓側".into(),
            security_software: "Microsoft Defender".into(),
        };
        assert_eq!(good.check(), Ok(()));
        let with = |change: fn(&mut Form)| {
            let mut form = good.clone();
            change(&mut form);
            form.trimmed().check()
        };
        assert_eq!(with(|form| form.label = "　 ".into()), Err(Refusal::Invalid("label")));
        assert_eq!(with(|form| form.place = "a\nb".into()), Err(Refusal::Invalid("place")));
        assert_eq!(with(|form| form.label = "=1+1".into()), Err(Refusal::Invalid("label")));
        assert_eq!(with(|form| form.security_software.clear()), Err(Refusal::Invalid("security_software")));
        assert_eq!(with(|form| form.place = "あ".repeat(MAX_CHARS)), Ok(()));
        assert_eq!(with(|form| form.place = "あ".repeat(MAX_CHARS + 1)), Err(Refusal::Invalid("place")));
    }
}

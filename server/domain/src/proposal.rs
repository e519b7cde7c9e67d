//! 支援対象者の提案: what is kept of a person before the city has their consent form (article 16), and no more.

use std::fmt;

use time::Date;

use crate::{
    Refusal,
    person::ResidenceBasis,
    staff::{is_name, is_reading},
};

/// What is typed when someone is proposed. Checked before it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The name, as written; no normalisation.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// The date of birth.
    pub birth_date: Date,
    /// On what ground the city supports the person.
    pub basis: ResidenceBasis,
}

impl fmt::Debug for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proposal(…)")
    }
}

/// Nobody alive was born before this year.
const EARLIEST_YEAR: i32 = 1900;

impl Proposal {
    /// Without spaces around what was typed.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self { name: self.name.trim().to_owned(), kana: self.kana.trim().to_owned(), ..self }
    }

    /// Checks a proposal on the day it is made; the refusal names the field that the form can show.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        if !is_name(&self.name) {
            return Err(Refusal::Invalid("name"));
        }
        if !is_reading(&self.kana) {
            return Err(Refusal::Invalid("kana"));
        }
        if self.birth_date > today || self.birth_date.year() < EARLIEST_YEAR {
            return Err(Refusal::Invalid("birth_date"));
        }
        Ok(())
    }
}

/// A reading in the one form that is compared: hiragana, nothing between. The same person is written in many ways.
pub fn folded(kana: &str) -> String {
    kana.chars().filter(|c| !matches!(c, ' ' | '　' | '・')).map(hiragana).collect()
}

/// The same sound in hiragana.
pub(crate) fn hiragana(kana: char) -> char {
    const BETWEEN_KANA: u32 = 'ァ' as u32 - 'ぁ' as u32;
    match kana {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(kana as u32 - BETWEEN_KANA).unwrap_or(kana),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 27);

    fn proposal() -> Proposal {
        Proposal {
            name: "見本 ハナ".into(),
            kana: "みほん はな".into(),
            birth_date: date!(1939 - 04 - 02),
            basis: ResidenceBasis::Resident,
        }
    }

    #[test]
    fn each_field_is_named_that_is_at_fault() {
        assert_eq!(proposal().check(TODAY), Ok(()));
        for (wrong, field) in [
            (Proposal { name: "　".into(), ..proposal() }, "name"),
            (Proposal { name: "123456789018".into(), ..proposal() }, "name"),
            (Proposal { kana: "mihon".into(), ..proposal() }, "kana"),
            (Proposal { birth_date: date!(2026 - 11 - 28), ..proposal() }, "birth_date"),
            (Proposal { birth_date: date!(1899 - 12 - 31), ..proposal() }, "birth_date"),
        ] {
            assert_eq!(wrong.check(TODAY), Err(Refusal::Invalid(field)));
        }
    }

    #[test]
    fn the_same_reading_is_the_same_however_it_is_written() {
        for written in ["みほん はな", "ミホン　ハナ", "みほんはな", "ミホン・はな"] {
            assert_eq!(folded(written), "みほんはな");
        }
        assert_eq!(folded("ヴーヶヽ"), "ゔーゖゝ");
        assert_ne!(folded("みほん はる"), folded("みほん はな"));
    }

    #[test]
    fn nothing_personal_is_in_what_a_log_could_hold() {
        assert!(!format!("{:?}", proposal()).contains("ハナ"));
    }
}

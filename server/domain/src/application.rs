//! 施設の利用申請: what a facility states when it applies (articles 6, 7 and 8).

use std::{collections::BTreeSet, fmt};

use crate::{
    Refusal, my_number,
    person::StaffCategory,
    staff::{is_address, is_formula},
};

/// What a facility agrees to be listed with on the public pages (articles 21 and 22), each by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Listed {
    /// 施設名
    Name,
    /// 区分
    Category,
    /// 所在地
    Address,
    /// 電話番号
    Phone,
}

impl Listed {
    /// Every field.
    pub const ALL: [Self; 4] = [Self::Name, Self::Category, Self::Address, Self::Phone];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::Address => "address",
            Self::Phone => "phone",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == word)
    }
}

/// What is typed when a facility applies.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// The facility's name.
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// Why the city should admit it: of the last category only.
    pub ground: Option<String>,
    /// Where it is.
    pub address: String,
    /// Who represents it.
    pub representative: String,
    /// Where the city's mails go.
    pub mail: String,
    /// Where the city calls.
    pub phone: String,
    /// Whether it agrees to what the city uses the service for.
    pub agrees_to_purpose: bool,
    /// What it agrees to be listed with.
    pub listed: BTreeSet<Listed>,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(…)")
    }
}

const MAX_NAME: usize = 100;
const MAX_TEXT: usize = 200;

impl Form {
    /// Without spaces around what was typed, and numbers in the letters that everyone can dial.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: &str| text.trim().to_owned();
        Self {
            name: trim(&self.name),
            ground: self.ground.as_deref().map(trim).filter(|_| self.category == StaffCategory::OtherAdmitted),
            address: trim(&self.address),
            representative: trim(&self.representative),
            mail: narrow(self.mail.trim()),
            phone: narrow(self.phone.trim()),
            ..self
        }
    }

    /// Every field that is at fault, by the names that refusals give.
    pub fn faults(&self) -> Vec<&'static str> {
        let needs_ground = self.category == StaffCategory::OtherAdmitted;
        let good = [
            ("name", fits(&self.name, MAX_NAME)),
            ("ground", !needs_ground || self.ground.as_deref().is_some_and(|ground| fits(ground, MAX_TEXT))),
            ("address", fits(&self.address, MAX_TEXT)),
            ("representative", fits(&self.representative, MAX_NAME)),
            ("mail", is_address(&self.mail)),
            ("phone", is_phone(&self.phone)),
            ("agrees_to_purpose", self.agrees_to_purpose),
        ];
        good.into_iter().filter(|(_, good)| !good).map(|(field, _)| field).collect()
    }

    /// The first fault as a refusal.
    pub fn check(&self) -> Result<(), Refusal> {
        self.faults().first().map_or(Ok(()), |field| Err(Refusal::Invalid(field)))
    }
}

/// Plain text of a form: something, not too long, no My Number, and nothing that a spreadsheet would compute.
pub(crate) fn fits(text: &str, longest: usize) -> bool {
    !text.is_empty()
        && text.chars().count() <= longest
        && !text.chars().any(char::is_control)
        && !is_formula(text)
        && !my_number::appears_in(text)
}

/// A number of Japan: ten or eleven digits that begin with 0, hyphens and parentheses where people like them.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    matches!(digits, 10 | 11)
        && text.trim_start_matches('(').starts_with('0')
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | ' '))
}

/// Full-width letters and digits, which Japanese keyboards give readily, as ASCII; and the dashes as a hyphen.
pub(crate) fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            dash if my_number::is_dash(dash) => '-',
            '　' => ' ',
            '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form {
            name: "みほん居宅介護支援事業所".into(),
            category: StaffCategory::WelfareServiceOffice,
            ground: None,
            address: "みほん市中央1丁目2番3号".into(),
            representative: "見本 太郎".into(),
            mail: "jimu@mihon.example".into(),
            phone: "0280-00-0000".into(),
            agrees_to_purpose: true,
            listed: [Listed::Name].into(),
        }
    }

    #[test]
    fn a_form_says_which_fields_are_at_fault() {
        assert!(form().faults().is_empty());
        for wrong in ["", "=1+1", "+1", "＝1", "名\n前", "123456789018"] {
            let wrong = || wrong.to_owned();
            assert_eq!(Form { name: wrong(), ..form() }.faults(), ["name"], "{}", wrong());
            assert_eq!(Form { address: wrong(), ..form() }.faults(), ["address"], "{}", wrong());
            assert_eq!(Form { representative: wrong(), ..form() }.faults(), ["representative"], "{}", wrong());
        }
        for phone in ["", "110", "1234567890", "0280-00-00000000", "+81-280-00-0000", "0280-00-000x", "<0280000000>"] {
            assert_eq!(Form { phone: phone.into(), ..form() }.faults(), ["phone"], "{phone}");
        }
        for phone in ["0280000000", "090-0000-0000", "(0280) 00-0000"] {
            assert!(Form { phone: phone.into(), ..form() }.faults().is_empty(), "{phone}");
        }
        assert_eq!(Form { mail: "x".into(), ..form() }.faults(), ["mail"]);
        assert_eq!(Form { agrees_to_purpose: false, ..form() }.faults(), ["agrees_to_purpose"]);
        assert!(Form { name: "あ".repeat(100), address: "あ".repeat(200), ..form() }.faults().is_empty());
        assert_eq!(Form { name: "あ".repeat(101), address: "あ".repeat(201), ..form() }.faults(), ["name", "address"]);
        // The last category of article 7 is admitted on a ground.
        let other = Form { category: StaffCategory::OtherAdmitted, ..form() };
        assert_eq!(other.faults(), ["ground"]);
        assert!(Form { ground: Some("見守りの協定".into()), ..other }.faults().is_empty());
    }

    #[test]
    fn what_is_typed_in_full_width_is_kept_so_that_it_can_be_dialled() {
        let typed = Form {
            phone: " ０２８０ー００−００００ ".into(),
            mail: "ｊｉｍｕ＠mihon.example".into(),
            name: "　みほん　薬局 ".into(),
            ground: Some("x".into()),
            ..form()
        };
        let trimmed = typed.trimmed();
        assert_eq!((trimmed.phone.as_str(), trimmed.mail.as_str()), ("0280-00-0000", "jimu@mihon.example"));
        assert_eq!((trimmed.name.as_str(), trimmed.ground.as_deref()), ("みほん　薬局", None));
        assert!(trimmed.faults().is_empty());
    }
}

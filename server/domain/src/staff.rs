//! Members of staff as a facility adds them: what their form must hold, and how a login ID is made (articles 7 and 10).

use std::fmt;

use crate::{Refusal, my_number};

/// What is typed when someone is added. Checked before it is kept.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The name, as written; no normalisation.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// The profession's code.
    pub profession: String,
    /// Where mails go, if anywhere.
    pub mail: Option<String>,
    /// Whether mails tell that something waits.
    pub alert_mail: bool,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(…)")
    }
}

/// The fields of the form, by the names that refusals give.
pub const FIELDS: [&str; 5] = ["name", "kana", "profession", "mail", "alert_mail"];

/// The longest name or reading, in characters.
pub const MAX_CHARS: usize = 100;
/// The longest address, in bytes (RFC 5321).
const MAX_MAIL: usize = 254;

impl Form {
    /// Without spaces around what was typed.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            name: trim(self.name),
            kana: trim(self.kana),
            profession: trim(self.profession),
            mail: self.mail.map(trim).filter(|mail| !mail.is_empty()),
            alert_mail: self.alert_mail,
        }
    }

    /// Every field that is at fault. Whether there is such a profession, the caller knows.
    pub fn faults(&self) -> Vec<&'static str> {
        let mut faults = Vec::new();
        if !is_name(&self.name) {
            faults.push("name");
        }
        if !is_reading(&self.kana) {
            faults.push("kana");
        }
        if self.profession.is_empty() {
            faults.push("profession");
        }
        if self.mail.as_deref().is_some_and(|mail| !is_address(mail)) || (self.mail.is_none() && self.alert_mail) {
            faults.push("mail");
        }
        faults
    }

    /// The first fault as a refusal.
    pub fn check(&self) -> Result<(), Refusal> {
        self.faults().first().map_or(Ok(()), |field| Err(Refusal::Invalid(field)))
    }
}

fn fits(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_CHARS
}

/// A name has no control characters, holds no My Number, and does not begin as a spreadsheet's formula does: it may be
/// copied into one some day.
pub(crate) fn is_name(text: &str) -> bool {
    fits(text) && !text.chars().any(char::is_control) && !is_formula(text) && !my_number::appears_in(text)
}

/// Whether a spreadsheet would compute it.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Hiragana or katakana, with spaces and middle dots between them.
pub(crate) fn is_reading(text: &str) -> bool {
    let is_kana = |c| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ');
    fits(text) && text.chars().any(is_kana) && text.chars().all(|c| is_kana(c) || matches!(c, ' ' | '　' | '・'))
}

/// As far as a form can tell: one `@`, plain characters, a host with a dot.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    text.len() <= MAX_MAIL
        && local.starts_with(|c: char| c.is_ascii_alphanumeric())
        && local.chars().all(plain)
        && host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

/// Letters and digits of a login ID: none that looks like another, and no vowels, so that no words come about.
const LETTERS: &[u8; 16] = b"bcdfghjkmnprstvw";
const DIGITS: &[u8; 8] = b"23456789";

/// A login ID that people can read to each other: four letters, four digits. Some 268 million of them; who makes one asks
/// whether it is taken, and takes another.
pub fn login_id(random: [u8; 8]) -> String {
    let (letters, digits) = random.split_at(4);
    let pick = |from: &[u8], byte: u8| char::from(from[usize::from(byte) % from.len()]);
    let mut id: String = letters.iter().map(|byte| pick(LETTERS, *byte)).collect();
    id.push('-');
    id.extend(digits.iter().map(|byte| pick(DIGITS, *byte)));
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form {
            name: "見本 花子".into(),
            kana: "みほん はなこ".into(),
            profession: "visiting_nurse".into(),
            mail: Some("hanako@mihon.example".into()),
            alert_mail: true,
        }
    }

    #[test]
    fn a_form_says_which_fields_are_at_fault() {
        assert!(form().faults().is_empty());
        assert_eq!(Form::default().faults(), ["name", "kana", "profession"]);
        for name in ["", "　", "=HYPERLINK(1)", "+81", "-1", "@x", "＝1", "名\u{0}前", "名\n前", "123456789018"] {
            assert_eq!(Form { name: name.into(), ..form() }.faults(), ["name"], "{name:?}");
        }
        for kana in ["", "花子", "hanako", "=1", " ・ "] {
            assert_eq!(Form { kana: kana.into(), ..form() }.faults(), ["kana"], "{kana:?}");
        }
        for mail in
            ["x", "a@b", "a@@b.example", "a b@c.example", "=a@b.example", "a@b.example,c@d.example", "a@.example"]
        {
            assert_eq!(Form { mail: Some(mail.into()), ..form() }.faults(), ["mail"], "{mail:?}");
        }
        assert_eq!(Form { mail: None, ..form() }.faults(), ["mail"], "a mail is wanted and there is no address");
        assert!(Form { mail: None, alert_mail: false, ..form() }.faults().is_empty());
        assert_eq!(Form { name: "あ".repeat(101), ..form() }.faults(), ["name"]);
        assert!(Form { kana: "ミホン　ハナコ".into(), ..form() }.faults().is_empty());
    }

    #[test]
    fn what_stands_around_is_not_kept() {
        let typed = Form { name: "　見本 花子 ".into(), mail: Some(" ".into()), alert_mail: false, ..form() };
        let trimmed = typed.trimmed();
        assert_eq!((trimmed.name.as_str(), trimmed.mail), ("見本 花子", None));
    }

    #[test]
    fn login_ids_are_readable_and_use_all_their_letters() {
        assert_eq!(login_id([0, 1, 2, 3, 0, 1, 2, 3]), "bcdf-2345");
        let letters: std::collections::BTreeSet<char> =
            (0..=255).flat_map(|n| login_id([n; 8]).chars().collect::<Vec<_>>()).collect();
        assert_eq!(letters.len(), 16 + 8 + 1);
    }
}

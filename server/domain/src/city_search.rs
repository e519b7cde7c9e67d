//! 検索: how the city finds people, rooms and facilities by what they are called. What was typed is compared in one form, however it
//! was written, and stands nowhere but in memory.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::{Refusal, proposal};

/// The longest search, in characters.
pub const MAX_TERM: usize = 100;

/// How many are shown of each kind.
pub const SHOWN: usize = 20;

/// What somebody searches for: words that all must be found.
#[derive(Clone, PartialEq, Eq)]
pub struct Term(Vec<String>);

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Term(…)")
    }
}

impl Term {
    /// Reads what was typed. One character is a family name already (林).
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        if typed.chars().count() > MAX_TERM || typed.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            return Err(Refusal::Invalid("term"));
        }
        let words: Vec<_> = typed.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
        if words.is_empty() { Err(Refusal::Invalid("term")) } else { Ok(Self(words)) }
    }

    /// Whether something is called so: each word stands in one of its names, which are compared without the spaces in them.
    pub fn finds(&self, names: &[&str]) -> bool {
        let names: Vec<_> = names.iter().map(|name| folded(name)).collect();
        self.0.iter().all(|word| names.iter().any(|name| name.contains(word)))
    }
}

/// A name in the one form that is compared: widths and compositions by NFKC, small letters, hiragana, the common form of a character,
/// nothing between.
pub(crate) fn folded(text: &str) -> String {
    let plain: String = text.nfkc().filter(|c| !is_selector(*c)).flat_map(char::to_lowercase).map(common).collect();
    proposal::folded(&plain).chars().filter(|c| !c.is_whitespace()).collect()
}

/// What follows a character to say which of its forms is meant.
pub(crate) const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Forms of characters that stand in names and that an input method does not offer first. Unicode holds each for a character of its
/// own, so that NFKC leaves them as they are.
pub(crate) const fn common(c: char) -> char {
    match c {
        '髙' => '高',
        '﨑' | '嵜' => '崎',
        '𠮷' => '吉',
        '濵' | '濱' => '浜',
        '邊' | '邉' => '辺',
        '齋' | '齊' | '斉' => '斎',
        '澤' => '沢',
        '廣' => '広',
        '櫻' => '桜',
        '嶋' => '島',
        '國' => '国',
        '眞' => '真',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(typed: &str, names: &[&str]) -> bool {
        Term::parse(typed).expect("a term").finds(names)
    }

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        let hana = ["見本 ハナ", "みほん はな"];
        for typed in [
            "ハナ",
            "はな",
            "ﾊﾅ",
            "みほん",
            "ミホン",
            "ﾐﾎﾝ ﾊﾅ",
            "見本ハナ",
            "見本　ハナ",
            "ハナ 見本",
            "みほんは",
            "見",
            " ハナ ",
        ] {
            assert!(finds(typed, &hana), "{typed}");
        }
        for typed in ["はる", "見本 はる", "見本花", "空"] {
            assert!(!finds(typed, &hana), "{typed}");
        }
        for (typed, name) in [
            ("がっき", "ｶﾞｯｷ"),
            ("HOUMON", "houmon"),
            ("ＫＡＴＯ", "kato"),
            ("高橋", "髙橋 一郎"),
            ("髙橋", "高橋 一郎"),
            ("山崎", "山﨑"),
            ("吉田", "𠮷田"),
            ("辻", "辻\u{e0100}"),
            ("株式会社", "㍿みほん"),
            ("メディカルセンター", "メディカル・センター"),
            ("メディカル・センター", "メディカルセンター"),
        ] {
            assert!(finds(typed, &[name]), "{typed} {name}");
        }
    }

    #[test]
    fn nothing_is_no_search_and_neither_is_a_letter() {
        for wrong in ["", " 　", "・", "a\u{0}b"] {
            assert_eq!(Term::parse(wrong), Err(Refusal::Invalid("term")), "{wrong:?}");
        }
        assert!(Term::parse(&"あ".repeat(MAX_TERM)).is_ok() && Term::parse(&"あ".repeat(MAX_TERM + 1)).is_err());
        assert!(!format!("{:?}", Term::parse("ハナ")).contains("ハナ"));
    }

    proptest! {
        #[test]
        fn each_part_of_a_name_finds_it(name in "[ぁ-ゖァ-ヺ一-龠a-zＡ-Ｚ]{1,12}", from in 0_usize..12, many in 1_usize..12) {
            let part: String = name.chars().skip(from % name.chars().count()).take(many).collect();
            prop_assert!(finds(&part, &["ほか", &name]), "{} {}", part, name);
        }
    }
}

//! 記録の検索: how a member finds posts of a room by what they say. Bodies are sealed, so each is compared in memory, in one form,
//! however it was written (`city_search` compares names so). What was typed stands nowhere but in memory.

use std::{fmt, ops::Range};

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

use crate::{
    Refusal,
    city_search::{common, folded, is_selector},
    proposal::hiragana,
};

/// The longest search, in characters.
pub const MAX_WORDS: usize = 100;

/// Why a search stopped.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stop {
    /// Everything was gone through.
    End,
    /// Its time was over.
    Time,
    /// So many were found that they fill a screen.
    Found,
}

impl Stop {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::End, Self::Time, Self::Found];

    /// The word spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::Time => "time",
            Self::Found => "found",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stop| stop.as_str() == word)
    }
}

/// What somebody searches for: words that all must stand in a post.
#[derive(Clone, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(…)")
    }
}

impl Words {
    /// Reads what was typed. One character is a word already (薬).
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        if typed.chars().count() > MAX_WORDS || typed.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            return Err(Refusal::Invalid("words"));
        }
        let mut words: Vec<_> = typed.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
        // A word that is said fifty times is looked for once.
        words.sort_unstable();
        words.dedup();
        if words.is_empty() { Err(Refusal::Invalid("words")) } else { Ok(Self(words)) }
    }

    /// Where they stand in a text, in characters; none: not all of them do. Lines and spaces in the text do not part a word.
    pub fn find(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let text = Folded::of(text);
        let mut found = Vec::new();
        for word in &self.0 {
            let before = found.len();
            let stands = text.folded.match_indices(word.as_str());
            found.extend(stands.map(|(at, word)| text.places[at].start..text.places[at + word.len() - 1].end));
            if found.len() == before {
                return None;
            }
        }
        found.sort_unstable_by_key(|place| (place.start, place.end));
        let mut marks: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for place in found {
            match marks.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => marks.push(place),
            }
        }
        Some(marks)
    }
}

/// A text in the form that is compared, and of each of its bytes which characters of the text it comes from.
struct Folded {
    folded: String,
    places: Vec<Range<usize>>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut it = Self { folded: String::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        let mut characters = text.char_indices().peekable();
        let mut at = 0;
        while let Some((begins, first)) = characters.next() {
            let (from, mut ends) = (at, begins + first.len_utf8());
            at += 1;
            // What belongs to a character comes with it: ﾊ and ﾟ are one, as ぱ is.
            while let Some((begins, next)) = characters.next_if(|(_, next)| follows(*next)) {
                (at, ends) = (at + 1, begins + next.len_utf8());
            }
            let place = from..at;
            if at == from + 1 && is_plain(first) {
                it.push(common(first), &place);
            } else {
                let plain = text[begins..ends].nfkc().filter(|c| !is_selector(*c)).flat_map(char::to_lowercase);
                for c in plain.map(common).map(hiragana).filter(|c| !c.is_whitespace() && *c != '・') {
                    it.push(c, &place);
                }
            }
        }
        it
    }

    fn push(&mut self, c: char, place: &Range<usize>) {
        self.folded.push(c);
        self.places.extend(std::iter::repeat_n(place.clone(), c.len_utf8()));
    }
}

/// Whether a character belongs to the one before it.
fn follows(c: char) -> bool {
    // Most are no such, and a table is asked about the others.
    c as u32 >= 0x300 && (matches!(c, 'ﾞ' | 'ﾟ') || is_selector(c) || canonical_combining_class(c) != 0)
}

/// What every step of the folding but [`common`] leaves as it is: most of what is written.
const fn is_plain(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | '一'..='龠' | 'a'..='z' | '0'..='9' | '。' | '、')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(typed: &str, text: &str) -> Option<Vec<String>> {
        let characters: Vec<_> = text.chars().collect();
        let marks = Words::parse(typed).expect("words").find(text)?;
        Some(marks.into_iter().map(|mark| characters[mark].iter().collect()).collect())
    }

    #[test]
    fn a_word_is_found_however_it_was_written_and_marked_as_it_stands() {
        for (typed, text, expected) in [
            ("血圧", "朝の血圧は128/76でした。", &["血圧"][..]),
            ("けつあつ", "ケツアツとｹﾂｱﾂ", &["ケツアツ", "ｹﾂｱﾂ"]),
            ("リハビリ", "りはびりとﾘﾊﾋﾞﾘ", &["りはびり", "ﾘﾊﾋﾞﾘ"]),
            ("ﾘﾊﾋﾞﾘ", "リハヒ\u{3099}リ", &["リハヒ\u{3099}リ"]),
            ("spo2", "ＳｐＯ２ 96%", &["ＳｐＯ２"]),
            ("SPO2", "SpO₂", &["SpO₂"]),
            ("ロキソニン", "ロキソ\nニン", &["ロキソ\nニン"]),
            ("株式会社", "㍿みほん", &["㍿"]),
            ("高橋", "髙橋さん", &["髙橋"]),
            ("辻", "辻\u{e0100}さん", &["辻\u{e0100}"]),
            ("血圧 薬", "薬のあと血圧を測り、薬を足した。", &["薬", "血圧", "薬"]),
            ("薬 薬を", "薬を飲む", &["薬を"]),
            ("🍵", "お茶🍵です", &["🍵"]),
        ] {
            let marks = marked(typed, text).unwrap_or_default();
            assert_eq!(marks, expected, "{typed} {text}");
        }
        for (typed, text) in [("血圧", "血の圧"), ("血圧 薬", "血圧だけ"), ("はは", "はば"), ("薬", "")]
        {
            assert_eq!(marked(typed, text), None, "{typed} {text}");
        }
    }

    #[test]
    fn nothing_is_no_search_and_neither_is_a_letter() {
        for wrong in ["", " 　", "・", "a\u{0}b"] {
            assert_eq!(Words::parse(wrong), Err(Refusal::Invalid("words")), "{wrong:?}");
        }
        assert!(Words::parse(&"あ".repeat(MAX_WORDS)).is_ok() && Words::parse(&"あ".repeat(MAX_WORDS + 1)).is_err());
        assert!(!format!("{:?}", Words::parse("ハナ")).contains("ハナ"));
    }

    #[test]
    fn words_come_back_as_what_they_are() {
        for stop in Stop::ALL {
            assert_eq!(Stop::parse(stop.as_str()), Some(stop));
        }
        assert_eq!(Stop::parse("limit"), None);
    }

    proptest! {
        #[test]
        fn a_text_is_compared_as_names_are(text in "[ -~ぁ-ゖァ-ヺー一-龠ｦ-ﾟＡ-Ｚ０-９㈱①・\u{3099}\u{300}-\u{304} \n]{0,40}") {
            prop_assert_eq!(Folded::of(&text).folded, folded(&text));
        }

        #[test]
        fn each_part_of_a_text_finds_it_and_marks_it(text in "[ぁ-ゖァ-ヺ一-龠a-zＡ-Ｚ]{1,12}", from in 0_usize..12, many in 1_usize..12) {
            let part: String = text.chars().skip(from % text.chars().count()).take(many).collect();
            let marks = marked(&part, &text).unwrap_or_default();
            prop_assert!(marks.iter().any(|mark| mark.contains(&part)), "{} {} {:?}", part, text, marks);
        }
    }
}

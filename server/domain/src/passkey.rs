//! Passkeys of an account: how they are called, and which of them may go.

use crate::{Refusal, my_number};

/// The longest name, in characters.
pub const MAX_NAME: usize = 50;

/// The name that a person gave a passkey, without spaces around it.
pub fn name(typed: &str) -> Result<&str, Refusal> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.chars().count() <= MAX_NAME;
    if fits && !name.chars().any(char::is_control) && !my_number::appears_in(name) {
        Ok(name)
    } else {
        Err(Refusal::Invalid("name"))
    }
}

/// Whether one of so many may be removed. The last one is the last way in.
pub const fn may_remove(passkeys: i64) -> Result<(), Refusal> {
    if passkeys > 1 { Ok(()) } else { Err(Refusal::LastPasskey) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_lines() {
        assert_eq!(name("  職場の鍵 "), Ok("職場の鍵"));
        assert_eq!(name(&"鍵".repeat(50)).map(str::len), Ok(150));
        for wrong in ["", "　 ", "a\nb", &"鍵".repeat(51)] {
            assert_eq!(name(wrong), Err(Refusal::Invalid("name")), "{wrong:?}");
        }
    }

    #[test]
    fn the_last_one_stays() {
        assert_eq!(may_remove(1), Err(Refusal::LastPasskey));
        assert_eq!(may_remove(2), Ok(()));
    }
}

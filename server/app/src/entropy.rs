//! The one source of randomness; everything else is forbidden by `clippy.toml`.

use uuid::Uuid;

/// Fills an array from the operating system. Without randomness nothing here is safe, so a failure ends the process:
/// Linux answers this call once it has booted.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    getrandom::fill(&mut out).expect("the operating system gives random bytes");
    out
}

/// A time-ordered id.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn id() -> Uuid {
    Uuid::now_v7()
}

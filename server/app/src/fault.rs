//! Where a fault run may stop, delay or break the server. A normal build holds nothing of it: the feature `faults` makes
//! the binary `renrakucho-faults`, which `make faults` starts with `FAILPOINTS` in its environment.
//!
//! Two kinds of place. A [`point`] stands between two steps that must survive a death in between (`=return` kills the
//! process there, `=sleep(ms)` holds it). [`planted`] removes one safeguard (`=return`), so that the checker can be seen to
//! find what the safeguard prevents.

/// A place where the process may die or be held.
#[inline]
pub fn point(name: &str) {
    #[cfg(feature = "faults")]
    fail::fail_point!(name, |_| {
        // As `kill -9` would: no destructor runs, nothing is flushed.
        std::process::abort()
    });
    let _ = name;
}

/// Whether a safeguard is taken away.
#[inline]
#[must_use]
pub fn planted(name: &str) -> bool {
    #[cfg(feature = "faults")]
    fail::fail_point!(name, |_| true);
    let _ = name;
    false
}

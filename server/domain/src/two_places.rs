//! Whether a device is in two places at once, which would mean that what it is certified by was copied.
//!
//! A session shows where it is each time it proves its key. A key that a browser gives to nobody has one place, and its browser
//! one session at a time: two that go on side by side under that key are two browsers, wherever they are. A certificate in a
//! file may be in several browsers of one machine: there only two networks tell.

use std::net::IpAddr;

use time::{Duration, OffsetDateTime};

/// The longest name of a browser that is kept.
const MAX_AGENT: usize = 300;

/// From where something came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The address.
    pub address: IpAddr,
    /// What the browser calls itself. It is shown, and decides nothing: whoever copies a certificate can copy that too.
    pub agent: String,
}

impl Place {
    /// With as much of the browser's name as is kept.
    pub fn new(address: IpAddr, agent: &str) -> Self {
        let agent = agent.chars().filter(|c| !c.is_control()).take(MAX_AGENT).collect();
        Self { address: address.to_canonical(), agent }
    }

    /// The network of the address: a site's, as providers give them out.
    pub fn network(&self) -> String {
        network(self.address)
    }
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// Whether two addresses are of two networks. Of two kinds of addresses nobody can tell: one machine has both.
fn apart(one: IpAddr, other: IpAddr) -> bool {
    one.is_ipv4() == other.is_ipv4() && network(one) != network(other)
}

/// How long something has been seen at one address, without a gap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stay {
    /// At which.
    pub address: IpAddr,
    /// Since when.
    pub since: OffsetDateTime,
    /// Until when, as far as is known.
    pub until: OffsetDateTime,
}

/// What else of a session's device was seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sight {
    /// Another session, which is proved by the same key.
    SameKey,
    /// Another session, which has a key of its own.
    OtherKey,
    /// Its certificate, once, in a handshake.
    Certificate,
}

/// Whether the session and the other were in two places at once, for longer than an answer may be under way: the last proof of a
/// session that was given up may come after the first of the next. Whoever goes from one network to another is never in both:
/// a stay ends with the first proof from elsewhere.
pub fn at_once(own: Stay, other: Stay, sight: Sight, under_way: Duration) -> bool {
    let together = own.until.min(other.until) - own.since.max(other.since);
    let apart = apart(own.address, other.address);
    match sight {
        Sight::SameKey => together > under_way,
        Sight::OtherKey => together > under_way && apart,
        Sight::Certificate => own.since < other.since && own.until - other.until > under_way && apart,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const WARD: &str = "203.0.113.7";
    const ELSEWHERE: &str = "198.51.100.9";
    const UNDER_WAY: Duration = Duration::MINUTE;

    fn stay(address: &str, since: i64, until: i64) -> Stay {
        let at = |seconds| datetime!(2026-04-01 09:00 UTC) + Duration::seconds(seconds);
        Stay { address: address.parse().expect("an address"), since: at(since), until: at(until) }
    }

    #[test]
    fn two_who_go_on_side_by_side_are_two() {
        let own = stay(WARD, 0, 300);
        for (other, two, two_of_one_key) in [
            (stay(ELSEWHERE, 90, 240), true, true),
            (stay(ELSEWHERE, -9_000, 200), true, true),
            // In several browsers of one site a certificate may be, and a browser's own key may not.
            (stay("203.0.113.99", 90, 240), false, true),
            // A phone that signs in anew elsewhere: the old session has stopped, but for what was under way.
            (stay(ELSEWHERE, 240, 300), false, false),
            (stay(ELSEWHERE, -300, 60), false, false),
            (stay(ELSEWHERE, -300, -10), false, false),
            // Seen once: it may have come, or gone.
            (stay(ELSEWHERE, 200, 200), false, false),
            // One machine has addresses of both kinds.
            (stay("2001:db8:1::7", 90, 240), false, true),
        ] {
            assert_eq!(at_once(own, other, Sight::OtherKey, UNDER_WAY), two, "{other:?}");
            assert_eq!(at_once(own, other, Sight::SameKey, UNDER_WAY), two_of_one_key, "{other:?}");
            assert_eq!(at_once(other, own, Sight::OtherKey, UNDER_WAY), two, "who asks does not matter: {other:?}");
        }
    }

    #[test]
    fn a_certificate_is_presented_elsewhere_while_a_session_stays() {
        let own = stay(WARD, 0, 300);
        for (address, at, elsewhere) in [
            (ELSEWHERE, 100, true),
            (WARD, 100, false),
            ("2001:db8:1::7", 100, false),
            // It began the session.
            (ELSEWHERE, -5, false),
            // The session may have been given up for this.
            (ELSEWHERE, 240, false),
        ] {
            let seen = stay(address, at, at);
            assert_eq!(at_once(own, seen, Sight::Certificate, UNDER_WAY), elsewhere, "{seen:?}");
        }
    }

    #[test]
    fn a_network_is_a_sites() {
        let of = |address: &str| Place::new(address.parse().expect("an address"), "").network();
        assert_eq!(of("203.0.113.7"), of("203.0.113.250"));
        assert_ne!(of("203.0.113.7"), of("203.0.114.7"));
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.0/24");
        assert_eq!(of("2001:db8:1:2::7"), of("2001:db8:1:ffff::1"));
        assert_ne!(of("2001:db8:1::7"), of("2001:db8:2::7"));
        let long = "x\n".repeat(MAX_AGENT * 2);
        assert_eq!(Place::new(IpAddr::from([127, 0, 0, 1]), &long).agent, "x".repeat(MAX_AGENT));
    }
}

//! How often someone may ask: per address for who is not signed in, per account for who is. Nothing of it needs Redis; each
//! node counts for itself.
//!
//! Memory is bounded by itself: only who has a connection is counted, an IPv6 network counts as one address, and once a
//! second everyone is forgotten whose allowance is full again, which it is after [`BURST_SECONDS`] (an hour, for applications).

mod one_each;
mod turns;

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};
use renrakucho_domain::{AccountId, SessionId};

pub use self::one_each::Place;
use self::{one_each::OneEach, turns::Turns};
use crate::{app::Shared, config};

/// So many seconds' worth may come at once.
const BURST_SECONDS: u32 = 10;

/// An allowance per caller.
pub struct Rate<K: Hash + Eq + Clone>(RateLimiter<K, DashMapStateStore<K>, MonotonicClock, NoOpMiddleware<Instant>>);

impl<K: Hash + Eq + Clone> Rate<K> {
    fn new(per_second: u32) -> Self {
        let rate = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
        let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECONDS - 1));
        let quota = Quota::per_second(rate).allow_burst(burst);
        Self(RateLimiter::new(quota, DashMapStateStore::default(), MonotonicClock))
    }

    /// For what people do once in a while.
    fn hourly(per_hour: u32) -> Self {
        let rate = NonZeroU32::new(per_hour).unwrap_or(NonZeroU32::MIN);
        Self(RateLimiter::new(Quota::per_hour(rate), DashMapStateStore::default(), MonotonicClock))
    }

    /// Takes one, or says in how many milliseconds there will be one.
    pub fn take(&self, caller: &K) -> Result<(), u32> {
        self.0.check_key(caller).map_err(|not_until| {
            let wait = not_until.wait_time_from(MonotonicClock.now());
            u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }

    fn forget_the_idle(&self) {
        self.0.retain_recent();
        self.0.shrink_to_fit();
    }
}

/// All of them, and what is done only so many at a time.
pub struct Limits {
    /// TLS handshakes of an address.
    pub handshakes: Rate<IpAddr>,
    /// Requests of an address without a session that counts.
    pub strangers: Rate<IpAddr>,
    /// Steps of signing in and enrolling, of an address.
    pub sign_ins: Rate<IpAddr>,
    /// Applications of an address.
    pub applications: Rate<IpAddr>,
    /// Files of the web app, of an address. By themselves: a flood of sign-ins must not take the page away from others.
    pub assets: Rate<IpAddr>,
    /// Requests of an account.
    pub requests: Rate<AccountId>,
    /// Frames of an account over all its sockets.
    pub frames: Rate<AccountId>,
    /// Handshakes that are computed at the same time; by address.
    pub handshaking: Turns<IpAddr>,
    /// Sockets that are welcomed at the same time; by account.
    pub greeting: Turns<AccountId>,
    /// Searches in rooms: of each session one at a time.
    pub searching: OneEach<SessionId>,
}

impl Limits {
    /// As configured.
    pub fn new(limits: &config::Limits) -> Self {
        Self {
            handshakes: Rate::new(limits.handshakes_per_second_per_address),
            strangers: Rate::new(limits.requests_per_second_per_address),
            sign_ins: Rate::new(limits.sign_in_steps_per_second_per_address),
            applications: Rate::hourly(limits.applications_per_hour_per_address),
            assets: Rate::new(limits.files_per_second_per_address),
            requests: Rate::new(limits.requests_per_second_per_account),
            frames: Rate::new(limits.frames_per_second_per_account),
            handshaking: Turns::new(limits.handshakes_at_once),
            greeting: Turns::new(limits.greetings_at_once),
            searching: OneEach::default(),
        }
    }

    fn forget_the_idle(&self) {
        for rate in [&self.handshakes, &self.strangers, &self.sign_ins, &self.applications, &self.assets] {
            rate.forget_the_idle();
        }
        for rate in [&self.requests, &self.frames] {
            rate.forget_the_idle();
        }
    }
}

/// What counts as one address: of IPv6 the network of a subscriber, whose addresses are free of charge.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Forgets once a second whom it need not know any more.
pub async fn run(app: Shared) {
    let mut pause = tokio::time::interval(Duration::from_secs(1));
    while app.stop.run_until_cancelled(pause.tick()).await.is_some() {
        app.limits.forget_the_idle();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_a_flood_is_not_and_others_do_not_feel_it() {
        let rate = Rate::new(5);
        for _ in 0..50 {
            assert_eq!(rate.take(&1), Ok(()));
        }
        let wait = rate.take(&1).expect_err("the burst is used up");
        assert!((1..=201).contains(&wait), "{wait}");
        assert_eq!(rate.take(&2), Ok(()));
    }

    #[test]
    fn who_has_not_asked_for_a_while_is_forgotten() {
        let rate = Rate::new(1_000_000);
        for caller in 0..1_000 {
            assert_eq!(rate.take(&caller), Ok(()));
        }
        while !rate.0.is_empty() {
            rate.forget_the_idle();
        }
    }

    #[test]
    fn a_subscriber_is_one_address() {
        let of = |text: &str| counted(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}

//! Callers whom neither a session nor a device identifies yet, and who were refused. They are counted, by address, and the
//! counts written to the audit log once a minute (`job::strangers`): an event for each refusal would let anyone who can
//! reach the door fill a log that nobody may empty.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
};

use crate::{limits::counted, live::parking::Mutex};

/// How often, by reason.
pub type Reasons = BTreeMap<&'static str, u64>;

/// What was counted since it was last written.
#[derive(Debug, Default)]
pub struct Counts {
    /// Of each address that has a count of its own.
    pub by_address: HashMap<IpAddr, Reasons>,
    /// Of all others together.
    pub others: Reasons,
}

/// The counts of this node.
pub struct Strangers {
    most: usize,
    counts: Mutex<Counts>,
}

impl Strangers {
    /// At most so many addresses have counts of their own between two writings: memory, and the events that are
    /// written, stay bounded under a flood of addresses.
    pub fn new(most: usize) -> Self {
        Self { most, counts: Mutex::default() }
    }

    /// One more.
    pub fn count(&self, address: IpAddr, why: &'static str) {
        self.add(counted(address), why, 1);
    }

    fn add(&self, address: IpAddr, why: &'static str, times: u64) {
        let mut counts = self.counts.lock();
        let has_place = counts.by_address.len() < self.most || counts.by_address.contains_key(&address);
        let reasons = if has_place { counts.by_address.entry(address).or_default() } else { &mut counts.others };
        *reasons.entry(why).or_default() += times;
    }

    /// Takes what was counted.
    pub fn take(&self) -> Counts {
        std::mem::take(&mut *self.counts.lock())
    }

    /// What could not be written is counted on.
    pub fn put_back(&self, counts: Counts) {
        for (address, reasons) in counts.by_address {
            for (why, times) in reasons {
                self.add(address, why, times);
            }
        }
        let mut kept = self.counts.lock();
        for (why, times) in counts.others {
            *kept.others.entry(why).or_default() += times;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn total(counts: &Counts) -> u64 {
        counts.by_address.values().chain([&counts.others]).flat_map(Reasons::values).sum()
    }

    #[test]
    fn a_flood_of_addresses_is_counted_in_bounded_memory() {
        let strangers = Strangers::new(100);
        for address in 0..200_000 {
            strangers.count(Ipv4Addr::from_bits(address).into(), "no session");
        }
        strangers.count(Ipv4Addr::from_bits(7).into(), "nonce unknown");
        let counts = strangers.take();
        assert_eq!((counts.by_address.len(), total(&counts)), (100, 200_001));
        let seven: IpAddr = Ipv4Addr::from_bits(7).into();
        assert_eq!(counts.by_address[&seven], [("no session", 1), ("nonce unknown", 1)].into());
        assert_eq!(total(&strangers.take()), 0);
        // The database was away; meanwhile others have come.
        for address in 1_000_000..1_000_050 {
            strangers.count(Ipv4Addr::from_bits(address).into(), "no session");
        }
        strangers.put_back(counts);
        let counts = strangers.take();
        assert_eq!((counts.by_address.len(), total(&counts)), (100, 200_051));
    }
}

//! How many are connected, in all and from one address.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use dashmap::DashMap;

/// Who is connected, and how many may be.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    most_of_address: usize,
    all: AtomicUsize,
    by_address: DashMap<IpAddr, usize>,
}

/// A place in the crowd; given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    crowd: Arc<Crowd>,
    address: IpAddr,
}

impl Crowd {
    pub(super) fn new(most: usize, most_of_address: usize) -> Arc<Self> {
        Arc::new(Self { most, most_of_address, all: AtomicUsize::new(0), by_address: DashMap::new() })
    }

    /// A place for someone, unless there are too many, or too many from one address which is not a proxy's.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr, is_proxy: bool) -> Option<Place> {
        if self.all.fetch_add(1, Ordering::AcqRel) >= self.most {
            self.all.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        let mut count = self.by_address.entry(address).or_insert(0);
        *count += 1;
        let fits = is_proxy || *count <= self.most_of_address;
        drop(count);
        let place = Place { crowd: Arc::clone(self), address };
        fits.then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.all.fetch_sub(1, Ordering::AcqRel);
        self.crowd.by_address.remove_if_mut(&self.address, |_, count| {
            *count -= 1;
            *count == 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_and_given_back() {
        let crowd = Crowd::new(3, 2);
        let (here, there) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let first = crowd.enter(here, false).expect("the first");
        let _second = crowd.enter(here, false).expect("the second");
        assert!(crowd.enter(here, false).is_none(), "a third from one address");
        let _third = crowd.enter(there, false).expect("another address");
        assert!(crowd.enter(there, false).is_none(), "a fourth in all");
        drop(first);
        assert!(crowd.enter(here, false).is_some(), "a place was given back");
    }
}

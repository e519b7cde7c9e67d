//! What each caller does once at a time: whoever is at it is told so, and does not wait. Each node counts for itself.

use std::{hash::Hash, sync::Arc};

use dashmap::DashSet;

/// Who is at it.
pub struct OneEach<K: Hash + Eq + Clone>(Arc<DashSet<K>>);

/// That a caller is at it, until this is dropped: however it ends.
pub struct Place<K: Hash + Eq + Clone> {
    all: Arc<DashSet<K>>,
    caller: K,
}

impl<K: Hash + Eq + Clone> Default for OneEach<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Hash + Eq + Clone> OneEach<K> {
    /// Begins. None: the caller is at it already.
    pub fn begin(&self, caller: K) -> Option<Place<K>> {
        self.0.insert(caller.clone()).then(|| Place { all: Arc::clone(&self.0), caller })
    }
}

impl<K: Hash + Eq + Clone> Drop for Place<K> {
    fn drop(&mut self) {
        self.all.remove(&self.caller);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_at_it_does_not_begin_again_and_others_do() {
        let all = OneEach::default();
        let first = all.begin(1).expect("nobody is at it");
        assert!(all.begin(1).is_none());
        assert!(all.begin(2).is_some());
        drop(first);
        assert!(all.begin(1).is_some(), "it is over");
        assert!(all.0.is_empty(), "nobody is remembered");
    }
}

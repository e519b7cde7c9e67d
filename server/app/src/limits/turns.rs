//! What is done only so many at a time. Who waits is served in turn *by caller*, not by arrival: one who waits a thousand
//! times holds everyone else up by one turn in each round, not by a thousand.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::Arc,
};

use tokio::sync::oneshot;

use crate::live::parking::Mutex;

/// The turns of one kind of work. A caller is an address or an account.
pub struct Turns<K: Hash + Eq + Clone>(Arc<Mutex<Round<K>>>);

/// A turn; the next one's when dropped.
pub struct Turn<K: Hash + Eq + Clone>(Arc<Mutex<Round<K>>>);

struct Round<K: Hash + Eq + Clone> {
    /// Turns that nobody waits for.
    free: usize,
    /// Who waits, in the order in which they are next; each once.
    callers: VecDeque<K>,
    /// What of each waits. Who has given up stays until it would be their turn.
    waiting: HashMap<K, VecDeque<oneshot::Sender<Turn<K>>>>,
}

impl<K: Hash + Eq + Clone> Turns<K> {
    pub(super) fn new(at_once: usize) -> Self {
        let round = Round { free: at_once.max(1), callers: VecDeque::new(), waiting: HashMap::new() };
        Self(Arc::new(Mutex::new(round)))
    }

    /// Waits for a turn. Whoever stops waiting has lost nothing for the others.
    pub async fn take(&self, caller: &K) -> Turn<K> {
        loop {
            let Some(waiting) = self.0.lock().enter(caller) else { return Turn(Arc::clone(&self.0)) };
            if let Ok(turn) = waiting.await {
                return turn;
            }
        }
    }
}

impl<K: Hash + Eq + Clone> Round<K> {
    /// None: there is a turn at once.
    fn enter(&mut self, caller: &K) -> Option<oneshot::Receiver<Turn<K>>> {
        if self.free > 0 {
            self.free -= 1;
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        let waiting = self.waiting.entry(caller.clone()).or_default();
        if waiting.is_empty() {
            self.callers.push_back(caller.clone());
        }
        waiting.push_back(sender);
        Some(receiver)
    }

    /// Who is next, of those who still wait. None: nobody, and the turn is free.
    fn next(&mut self) -> Option<oneshot::Sender<Turn<K>>> {
        while let Some(caller) = self.callers.pop_front() {
            let Some(waiting) = self.waiting.get_mut(&caller) else { continue };
            let mut next = waiting.pop_front();
            while next.as_ref().is_some_and(oneshot::Sender::is_closed) {
                next = waiting.pop_front();
            }
            if waiting.is_empty() {
                self.waiting.remove(&caller);
            } else {
                self.callers.push_back(caller);
            }
            if next.is_some() {
                return next;
            }
        }
        // A herd that is over leaves no room behind.
        self.callers = VecDeque::new();
        self.waiting = HashMap::new();
        self.free += 1;
        None
    }
}

impl<K: Hash + Eq + Clone> Drop for Turn<K> {
    fn drop(&mut self) {
        let next = self.0.lock().next();
        if let Some(next) = next {
            // If they have just given up, the turn comes back, is dropped, and goes to the one after.
            let _ = next.send(Self(Arc::clone(&self.0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use futures_util::FutureExt;

    use super::*;

    type Waiting<'a> = Pin<Box<dyn Future<Output = Turn<char>> + 'a>>;

    fn waits(turns: &Turns<char>, caller: char) -> Waiting<'_> {
        let mut waiting: Waiting = Box::pin(async move { turns.take(&caller).await });
        assert!(waiting.as_mut().now_or_never().is_none(), "all turns are taken");
        waiting
    }

    fn turn(turns: &Turns<char>, caller: char) -> Turn<char> {
        turns.take(&caller).now_or_never().expect("a turn is free")
    }

    /// Ends one turn after the other; answers who got them.
    fn served(mut held: Turn<char>, mut waiting: Vec<(char, Waiting)>) -> String {
        let mut order = String::new();
        while !waiting.is_empty() {
            drop(held);
            let ready =
                waiting.iter_mut().enumerate().find_map(|(at, (_, waiting))| Some((at, waiting.now_or_never()?)));
            let (at, turn) = ready.expect("a turn that ended is somebody's");
            order.push(waiting.remove(at).0);
            held = turn;
        }
        order
    }

    #[test]
    fn who_waits_a_thousand_times_holds_others_up_by_one_turn_a_round() {
        let turns = Turns::new(1);
        let held = turn(&turns, 'a');
        let mut waiting: Vec<_> = (0..1_000).map(|_| ('a', waits(&turns, 'a'))).collect();
        for caller in ['b', 'c', 'b'] {
            waiting.push((caller, waits(&turns, caller)));
        }
        let order = served(held, waiting);
        assert_eq!(&order[..6], "abcaba");
        assert_eq!(order.len(), 1_003);
    }

    #[test]
    fn who_gives_up_takes_no_turn_along() {
        let turns = Turns::new(2);
        let (first, second) = (turn(&turns, 'a'), turn(&turns, 'b'));
        let gone: Vec<_> = (0..10_000).map(|_| waits(&turns, 'a')).collect();
        let mut stays = waits(&turns, 'c');
        drop(gone);
        drop(first);
        let third = stays.as_mut().now_or_never().expect("the turn passes over those who are gone");
        // Served, but gone before they noticed.
        let (unaware, mut last) = (waits(&turns, 'd'), waits(&turns, 'e'));
        drop(third);
        drop(unaware);
        let fourth = last.as_mut().now_or_never().expect("a turn that nobody took");
        drop((second, fourth));
        let _both = (turn(&turns, 'a'), turn(&turns, 'a'));
        assert!(turns.take(&'a').now_or_never().is_none(), "two at once, as in the beginning");
        let round = turns.0.lock();
        assert_eq!((round.free, round.callers.len()), (0, 1));
    }
}

//! What one client counts for itself; merged when a scenario ends, so that nothing is shared while it runs.

use hdrhistogram::Histogram;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stamp;

/// A number as a fraction, for ratios.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub(crate) fn real(number: u64) -> f64 {
    number as f64
}

/// Latencies in microseconds, to 1 %.
#[derive(Clone, Debug)]
pub(crate) struct Latency(Histogram<u32>);

impl Default for Latency {
    fn default() -> Self {
        Self(Histogram::new(2).expect("two digits are allowed"))
    }
}

impl Latency {
    /// From a moment until now.
    pub(crate) fn since(&mut self, due: u64) {
        self.add(stamp::now().saturating_sub(due));
    }

    pub(crate) fn add(&mut self, micros: u64) {
        // It grows as needed; nothing is too large.
        let _ = self.0.record(micros.max(1));
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        let _ = self.0.add(&other.0);
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.len()
    }

    /// Milliseconds.
    pub(crate) fn at(&self, quantile: f64) -> f64 {
        real(self.0.value_at_quantile(quantile)) / 1000.0
    }

    pub(crate) fn json(&self) -> Value {
        let ms = |quantile| (self.at(quantile) * 1000.0).round() / 1000.0;
        json!({ "count": self.count(), "p50_ms": ms(0.5), "p99_ms": ms(0.99), "max_ms": ms(1.0) })
    }
}

/// What was counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Post to acknowledgement.
    pub(crate) acks: Latency,
    /// Post to another member's socket.
    pub(crate) deliveries: Latency,
    pub(crate) posted: u64,
    pub(crate) acked: u64,
    pub(crate) refused: u64,
    /// Entries taken in order, own ones too.
    pub(crate) applied: u64,
    pub(crate) missing: u64,
    pub(crate) doubled: u64,
    pub(crate) disordered: u64,
    /// Entries that came before one of a lower position, where no order is promised.
    pub(crate) overtaking: u64,
    /// Entries of a room after its purge.
    pub(crate) after_purge: u64,
    /// Connections that ended though nobody wished it.
    pub(crate) lost: u64,
    /// Whose connections those were, and when.
    pub(crate) ended: Vec<(Uuid, u64)>,
    /// When each order to wipe arrived, and for which room.
    pub(crate) purges: Vec<(Uuid, u64)>,
    /// Post to a socket whose number is of the other parity: with two nodes, the other node.
    pub(crate) across: Latency,
    /// From the connection's end until it was resumed.
    pub(crate) returned: Latency,
    /// When the last one was resumed.
    pub(crate) last_returned: u64,
}

impl Tally {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.acks.merge(&other.acks);
        self.deliveries.merge(&other.deliveries);
        self.posted += other.posted;
        self.acked += other.acked;
        self.refused += other.refused;
        self.applied += other.applied;
        self.missing += other.missing;
        self.doubled += other.doubled;
        self.disordered += other.disordered;
        self.overtaking += other.overtaking;
        self.after_purge += other.after_purge;
        self.lost += other.lost;
        self.ended.extend(&other.ended);
        self.purges.extend(&other.purges);
        self.across.merge(&other.across);
        self.returned.merge(&other.returned);
        self.last_returned = self.last_returned.max(other.last_returned);
    }

    /// Takes over what went wrong elsewhere, and nothing else.
    pub(crate) fn blame(&mut self, other: &Self) {
        self.refused += other.refused;
        self.missing += other.missing;
        self.doubled += other.doubled;
        self.disordered += other.disordered;
        self.after_purge += other.after_purge;
        self.lost += other.lost;
    }

    /// Everything that was acknowledged came to everyone, once and in order, and no connection broke.
    pub(crate) fn is_exact(&self) -> bool {
        self.missing + self.doubled + self.disordered + self.after_purge + self.lost == 0
    }

    /// And everything that was posted was acknowledged.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_exact() && self.refused == 0 && self.posted == self.acked
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "ack": self.acks.json(), "delivery": self.deliveries.json(), "posted": self.posted, "acked": self.acked,
            "refused": self.refused, "applied": self.applied, "missing": self.missing, "doubled": self.doubled,
            "disordered": self.disordered, "after_purge": self.after_purge, "connections_lost": self.lost,
        })
    }
}

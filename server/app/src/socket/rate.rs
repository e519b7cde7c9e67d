//! How many frames a socket may send: a bucket that refills steadily.

use std::time::Instant;

/// The bucket.
#[derive(Debug)]
pub struct Bucket {
    per_second: f64,
    level: f64,
    at: Instant,
}

impl Bucket {
    /// Full: ten seconds' worth.
    pub fn new(per_second: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second);
        Self { per_second, level: per_second * 10.0, at: now }
    }

    /// Takes one, or says how many milliseconds until there is one.
    pub fn take(&mut self, now: Instant) -> Result<(), u32> {
        let refill = now.duration_since(self.at).as_secs_f64() * self.per_second;
        self.level = (self.level + refill).min(self.per_second * 10.0);
        self.at = now;
        if self.level >= 1.0 {
            self.level -= 1.0;
            return Ok(());
        }
        let wait = (1.0 - self.level) / self.per_second * 1000.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1,000")]
        Err(wait.ceil().clamp(1.0, 60_000.0) as u32)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_let_through_a_flood_is_not() {
        let now = Instant::now();
        let mut bucket = Bucket::new(20, now);
        for _ in 0..200 {
            assert_eq!(bucket.take(now), Ok(()));
        }
        assert_eq!(bucket.take(now), Err(50));
        assert_eq!(bucket.take(now + Duration::from_millis(50)), Ok(()));
        assert!(bucket.take(now + Duration::from_millis(50)).is_err());
    }
}

//! What was measured, as one line of JSON.

use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// Milliseconds of a histogram of microseconds.
pub(crate) fn percentiles(histogram: &Histogram<u64>) -> Value {
    let ms = |quantile: f64| {
        let us = u32::try_from(histogram.value_at_quantile(quantile)).unwrap_or(u32::MAX);
        f64::from(us) / 1000.0
    };
    json!({ "count": histogram.len(), "p50_ms": ms(0.5), "p99_ms": ms(0.99), "max_ms": ms(1.0) })
}

/// Prints a report.
#[expect(clippy::print_stdout, reason = "the report is what it is for")]
pub(crate) fn print(report: &Value) {
    println!("{report}");
}

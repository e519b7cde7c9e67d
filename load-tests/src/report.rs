//! What was measured: JSON for machines, a table for people.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;

use crate::tally::Tally;

/// One of the goals.
#[derive(Clone, Debug, Serialize)]
struct Figure {
    id: &'static str,
    what: String,
    goal: String,
    measured: String,
    /// None: it could not be judged in this run.
    reached: Option<bool>,
}

/// The report.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    machine: Value,
    figures: Vec<Figure>,
    /// What must never happen and did.
    faults: Vec<String>,
    scenarios: BTreeMap<String, Value>,
}

impl Report {
    pub(crate) fn new(machine: Value) -> Self {
        Self { machine, ..Self::default() }
    }

    /// Keeps a scenario's figures.
    pub(crate) fn keep(&mut self, scenario: &str, value: Value) {
        self.scenarios.insert(scenario.to_owned(), value);
    }

    /// A figure that an earlier scenario of this run took.
    pub(crate) fn number(&self, scenario: &str, path: &str) -> Option<f64> {
        self.scenarios.get(scenario)?.pointer(path)?.as_f64()
    }

    /// Judges a goal.
    pub(crate) fn figure(
        &mut self,
        id: &'static str,
        what: impl Into<String>,
        goal: impl Into<String>,
        measured: impl Into<String>,
        reached: Option<bool>,
    ) {
        let (what, goal, measured) = (what.into(), goal.into(), measured.into());
        self.figures.push(Figure { id, what, goal, measured, reached });
    }

    /// Everything that was posted came to everyone, once and in order; else the run fails.
    pub(crate) fn exact(&mut self, scenario: &str, tally: &Tally) {
        if !tally.is_whole() {
            self.fault(format!(
                "{scenario}: {} missing, {} doubled, {} out of order, {} after the purge, {} refused, {} of {} posts \
                 acknowledged, {} connections lost",
                tally.missing,
                tally.doubled,
                tally.disordered,
                tally.after_purge,
                tally.refused,
                tally.acked,
                tally.posted,
                tally.lost
            ));
        }
    }

    pub(crate) fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.faults.is_empty()
    }

    /// The goals as a table, and every figure below it.
    pub(crate) fn markdown(&self) -> String {
        let mut out = String::from("# What was measured\n\n");
        let mut facts = Vec::new();
        flatten("", &self.machine, &mut facts);
        for (name, value) in facts {
            let _ = writeln!(out, "- {name}: {value}");
        }
        out += "\n| # | figure | goal | measured | reached |\n|---|---|---|---|---|\n";
        for figure in &self.figures {
            let reached = match figure.reached {
                Some(true) => "yes",
                Some(false) => "**no**",
                None => "not judged",
            };
            let Figure { id, what, goal, measured, .. } = figure;
            let _ = writeln!(out, "| {id} | {what} | {goal} | {measured} | {reached} |");
        }
        if self.faults.is_empty() {
            out += "\nNothing was missing, doubled, out of order, or delivered after a closing.\n";
        } else {
            out += "\n**What must never happen and did:**\n\n";
            for fault in &self.faults {
                let _ = writeln!(out, "- {fault}");
            }
        }
        for (name, value) in &self.scenarios {
            let _ = write!(out, "\n## {name}\n\n| figure | value |\n|---|---|\n");
            let mut rows = Vec::new();
            flatten("", value, &mut rows);
            for (name, value) in rows {
                let _ = writeln!(out, "| {name} | {value} |");
            }
        }
        out
    }

    /// Writes `report.json` and `report.md`.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("report.json"), serde_json::to_vec_pretty(self)?).context("report.json")?;
        fs::write(folder.join("report.md"), self.markdown()).context("report.md")
    }

    /// The goals, for the terminal.
    pub(crate) fn summary(&self) -> String {
        let text = self.markdown();
        text.split("\n## ").next().unwrap_or_default().to_owned()
    }
}

fn flatten(path: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path} · {name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(&below(name), value, rows)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| flatten(&below(&n.to_string()), value, rows));
        }
        Value::String(text) => rows.push((path.to_owned(), text.clone())),
        Value::Number(number) if number.is_f64() => {
            rows.push((path.to_owned(), figure(number.as_f64().unwrap_or_default())));
        }
        other => rows.push((path.to_owned(), other.to_string())),
    }
}

/// The ratio to what it is compared with, if that was measured, to be said after the number itself.
pub(crate) fn times(number: f64, of: Option<f64>) -> String {
    of.map(|of| format!(", {} ×", figure(number / of))).unwrap_or_default()
}

/// A number with as many digits as mean something.
pub(crate) fn figure(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 0.1 || size == 0.0 => format!("{number:.2}"),
        _ => format!("{number:.4}"),
    }
}

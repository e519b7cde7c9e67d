//! `renrakucho doctor`: looks at an installation from outside and says in plain words what is wrong and what to do. It changes
//! nothing, and can be run beside a serving node.

mod certificates;
mod databases;
mod host;
mod reach;

use std::{fmt::Write, path::Path};

use serde::Serialize;

use crate::config::Config;

/// How something stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it must be.
    Ok,
    /// Not as it must be.
    Wrong,
    /// Cannot be said before something else is right.
    Unknown,
}

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// What, for machines and for searching in docs/operations.md.
    pub name: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do about it.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub todo: Option<String>,
}

/// What one look answers: what was found, or what is wrong and what to do.
type Look = Result<String, Wrong>;

/// Something is not as it must be.
#[derive(Debug)]
struct Wrong {
    found: String,
    todo: String,
}

fn wrong(found: impl Into<String>, todo: impl Into<String>) -> Wrong {
    Wrong { found: found.into(), todo: todo.into() }
}

/// All that was found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether everything is as it must be.
    pub healthy: bool,
    /// One by one, in the order of looking.
    pub findings: Vec<Finding>,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    /// Notes a look; whether it was well.
    fn note(&mut self, name: &'static str, look: Look) -> bool {
        let (state, found, todo) = match look {
            Ok(found) => (State::Ok, found, None),
            Err(Wrong { found, todo }) => (State::Wrong, found, Some(todo)),
        };
        self.0.push(Finding { name, state, found, todo });
        state == State::Ok
    }

    /// Notes what could not be looked at.
    fn skip(&mut self, names: &[&'static str], because: &str) {
        let skipped = |name: &&'static str| Finding {
            name,
            state: State::Unknown,
            found: format!("not asked: {because}"),
            todo: None,
        };
        self.0.extend(names.iter().map(skipped));
    }

    fn report(self) -> Report {
        Report { healthy: self.0.iter().all(|finding| finding.state == State::Ok), findings: self.0 }
    }
}

/// Looks at everything.
pub async fn examine(file: Option<&Path>) -> Report {
    let mut findings = Findings::default();
    let config = match Config::read(file) {
        Ok(config) => config,
        Err(error) => {
            let todo = "correct the file or the variable; docs/configuration.md lists every setting";
            findings.note("configuration", Err(wrong(format!("{error:#}"), todo)));
            return findings.report();
        }
    };
    let complete = Config::load(file).map(|_| "complete, and fits together".to_owned());
    let todo = "set or correct what is named; docs/configuration.md lists every setting";
    findings.note("configuration", complete.map_err(|error| wrong(format!("{error:#}"), todo)));
    host::examine(&mut findings, &config, file);
    databases::examine(&mut findings, &config).await;
    certificates::examine(&mut findings, &config);
    reach::examine(&mut findings, &config).await;
    findings.report()
}

impl Report {
    /// For people.
    pub fn table(&self) -> String {
        let wide = self.findings.iter().map(|finding| finding.name.len()).max().unwrap_or_default();
        let mut table = String::new();
        for finding in &self.findings {
            let state = match finding.state {
                State::Ok => "ok",
                State::Wrong => "WRONG",
                State::Unknown => "?",
            };
            let _ = writeln!(table, "{:wide$}  {state:5}  {}", finding.name, finding.found);
            if let Some(todo) = &finding.todo {
                let _ = writeln!(table, "{:wide$}  {:5}  → {todo}", "", "");
            }
        }
        table
    }

    /// How many things are wrong.
    pub fn wrong(&self) -> usize {
        self.findings.iter().filter(|finding| finding.state == State::Wrong).count()
    }
}

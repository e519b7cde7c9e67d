//! The server with places to break it, for `make faults` only.

fn main() -> anyhow::Result<()> {
    let _faults = fail::FailScenario::setup();
    renrakucho::command::main()
}

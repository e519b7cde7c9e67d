//! The one binary.

fn main() -> anyhow::Result<()> {
    renrakucho::command::main()
}

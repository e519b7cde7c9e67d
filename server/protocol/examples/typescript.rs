//! Prints the TypeScript types of the wire format: `cargo run -p renrakucho-protocol --example typescript`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    print!("{}", renrakucho_protocol::typescript::module());
}

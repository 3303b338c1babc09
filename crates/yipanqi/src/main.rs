//! Yipanqi.
fn main() {}

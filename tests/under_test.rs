//! The product's own entry, built with failpoints: what the chapters start and kill.

fn main() {}

//! Real parts to test against, each started privately on loopback, in a folder and on ports of its own.

mod folder;
pub mod kafka;
mod part;
pub mod parts;
pub mod ports;
pub mod postgres;
pub mod process;
pub mod prometheus;

pub use folder::RunFolder;
pub use kafka::KafkaCluster;
pub use part::{Output, Part};
pub use parts::workspace;
pub use postgres::PostgresServer;
pub use process::{Program, Running};
pub use prometheus::Prometheus;

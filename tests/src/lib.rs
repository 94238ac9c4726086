//! The harness of the end-to-end chapters: real parts, a stream of made-up wire items, and waiting for conditions.

pub mod dashboard;
pub mod deadline;
pub mod exposition;
pub mod http;
pub mod installation;
pub mod mutants;
pub mod notices;
pub mod random;
pub mod rows;
pub mod stack;
pub mod stand;
pub mod stream;
pub mod tidy;

//! The stage on a simulated partition.

mod desk;
mod model;

use dateline_runtime::{Clocks, Outcome};
use dateline_schemas::Timestamp;

use super::*;

fn stage() -> AnnotateStage {
    let config = AnnotateConfig {
        languages: vec!["nl".to_owned(), "en".to_owned()],
        wanted_languages: Vec::new(),
    };
    AnnotateStage::new(&config, "wire", Codec::single_object()).unwrap()
}

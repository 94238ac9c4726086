//! Gives the stream out over time, so that every step of the plan meets a load.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use anyhow::Context;
use dateline_schemas::{Codec, Delivery, topic::Topic};
use dateline_tests::stream::Stream;
use rdkafka::{
    ClientConfig, Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
};

use super::{installation::Installation, plan::Plan, run::Run};

/// Inputs of one delivery: more than one transaction takes.
const INPUTS_PER_DELIVERY: usize = 100;
/// Deliveries that appear together.
const DELIVERIES_PER_BATCH: usize = 5;
const INPUTS_PER_BATCH: usize = INPUTS_PER_DELIVERY * DELIVERIES_PER_BATCH;

/// Writes the stream into folders of a few deliveries each, beside the folder in which the producer looks.
pub fn stage(stream: &Stream, folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    let flat = folder.join("staged");
    fs::create_dir(&flat)?;
    let deliveries = stream.write_deliveries(&flat, INPUTS_PER_DELIVERY)?;
    for (number, batch) in deliveries.chunks(DELIVERIES_PER_BATCH).enumerate() {
        let name = format!("batch-{number:04}");
        fs::create_dir(flat.join(&name))?;
        for delivery in batch {
            let file = delivery.file_name().context("a delivery is a file")?;
            fs::rename(delivery, flat.join(&name).join(file))?;
        }
        names.push(name);
    }
    Ok(names)
}

/// Lets a batch appear where the producer looks: a folder at once.
pub fn give_out(installation: &Installation, name: &str) -> anyhow::Result<()> {
    let from = installation.program.folder().join("staged").join(name);
    fs::rename(from, installation.deliveries().join(name))?;
    Ok(())
}

/// Gives out batch after batch, each when the producer has begun with the one before and the plan has come so far.
///
/// A look into a folder that is being written may find a later file and not an earlier one; with one new folder at a time
/// the order of arrival is that of the names, whatever happens.
pub fn feed(
    installation: &Installation,
    batches: &[String],
    plan: &Plan,
    run: &Run,
) -> anyhow::Result<()> {
    let mut taken = Taken::of(installation)?;
    for (number, name) in batches.iter().enumerate() {
        let inputs = (batches.len() * INPUTS_PER_BATCH) as f64;
        run.wait("the plan to come so far", || {
            let allowed = run.share_at_work(plan) * inputs;
            let is_next = ((number * INPUTS_PER_BATCH) as f64) < allowed;
            Ok(is_next.then_some(()))
        })?;
        give_out(installation, name)?;
        run.wait("the producer to begin with a batch", || {
            taken.look();
            Ok(taken.batches.contains(name).then_some(()))
        })?;
    }
    Ok(())
}

/// The batches of which a delivery has been taken.
struct Taken {
    consumer: BaseConsumer,
    codec: Codec,
    batches: BTreeSet<String>,
}

impl Taken {
    fn of(installation: &Installation) -> anyhow::Result<Self> {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", installation.brokers())
            .set("group.id", format!("{}-feeder", installation.prefix))
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false")
            .set("log_level", "0")
            .create()?;
        let topic = installation.topic(Topic::Raw);
        let metadata = consumer.fetch_metadata(Some(&topic), Duration::from_secs(10))?;
        let mut list = TopicPartitionList::new();
        for partition in metadata
            .topics()
            .iter()
            .flat_map(|topic| topic.partitions())
        {
            list.add_partition_offset(&topic, partition.id(), Offset::Beginning)?;
        }
        consumer.assign(&list)?;
        Ok(Self {
            consumer,
            codec: Codec::single_object(),
            batches: BTreeSet::new(),
        })
    }

    /// Takes in what has come; a broker that is away is asked again at the next look.
    fn look(&mut self) {
        while let Some(polled) = self.consumer.poll(Duration::ZERO) {
            let Ok(message) = polled else { continue };
            let delivery = message
                .payload()
                .map(|bytes| self.codec.decode::<Delivery>(bytes));
            if let Some(Ok(delivery)) = delivery {
                let folder = delivery.position.rsplit('/').nth(1).map(str::to_owned);
                self.batches.extend(folder);
            }
        }
    }
}

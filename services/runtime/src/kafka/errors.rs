//! What rdkafka's errors ask of the caller.

use rdkafka::{
    error::{KafkaError, RDKafkaError},
    types::RDKafkaErrorCode,
};

use crate::log::LogError;

/// An error of a call on a transactional producer.
pub(super) fn transaction_error(error: &KafkaError) -> LogError {
    match error {
        KafkaError::Transaction(error) => classify(error),
        KafkaError::Flush(code) => {
            LogError::Unavailable(format!("records are still on their way: {code}"))
        }
        other => LogError::Abort(other.to_string()),
    }
}

fn classify(error: &RDKafkaError) -> LogError {
    let text = format!("{}: {}", error.name(), error.string());
    if is_fencing(error.code()) {
        LogError::Fenced(text)
    } else if error.txn_requires_abort() {
        LogError::Abort(text)
    } else if error.is_retriable() {
        unanswered(&error.name(), &error.string())
    } else {
        LogError::OutcomeUnknown(text)
    }
}

/// Codes by which a broker says that somebody else holds the transactional or the instance id now.
const fn is_fencing(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::Fenced
            | RDKafkaErrorCode::ProducerFenced
            | RDKafkaErrorCode::InvalidProducerEpoch
            | RDKafkaErrorCode::FencedInstanceId
    )
}

/// An error of making a client: its configuration is wrong.
pub(super) fn client_error(error: &KafkaError) -> LogError {
    LogError::Fatal(format!("the Kafka client cannot be made: {error}"))
}

/// An error of a request that can be made again.
pub(super) fn request_error(what: &str, error: &KafkaError) -> LogError {
    unanswered(what, error)
}

/// Nobody answered, which is the brokers' fault or that of the address that they are looked for at.
fn unanswered(what: &str, cause: &dyn std::fmt::Display) -> LogError {
    LogError::Unavailable(format!(
        "{what}: {cause}; check that the brokers run and that `kafka.brokers` names them"
    ))
}

/// An error that a consumer's poll came back with; `None` where librdkafka goes on by itself.
pub(super) fn poll_error(topic: &str, error: &KafkaError) -> Option<LogError> {
    match error {
        KafkaError::MessageConsumptionFatal(code) | KafkaError::MessageConsumption(code)
            if is_fencing(*code) =>
        {
            Some(LogError::Fenced(error.to_string()))
        }
        KafkaError::MessageConsumption(
            RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic,
        ) => Some(LogError::Fatal(format!(
            "topic {topic} does not exist; `dateline topics apply` creates it"
        ))),
        KafkaError::MessageConsumption(RDKafkaErrorCode::TopicAuthorizationFailed) => {
            Some(LogError::Fatal(format!(
                "not allowed to read topic {topic}; `dateline topics plan` prints the ACLs"
            )))
        }
        KafkaError::MessageConsumption(RDKafkaErrorCode::GroupAuthorizationFailed) => {
            Some(LogError::Fatal(
                "not allowed to join the consumer group; `dateline topics plan` prints the ACLs"
                    .to_owned(),
            ))
        }
        KafkaError::MessageConsumption(RDKafkaErrorCode::AutoOffsetReset) => Some(LogError::Fatal(
            format!("the position to read topic {topic} from is not in the log any more: {error}"),
        )),
        KafkaError::MessageConsumptionFatal(_) => Some(LogError::Fatal(error.to_string())),
        KafkaError::MessageConsumption(code) => {
            tracing::debug!(topic, error = %code, "consumer error that the client recovers from");
            Some(unanswered(&format!("reading {topic}"), code))
        }
        _ => None,
    }
}

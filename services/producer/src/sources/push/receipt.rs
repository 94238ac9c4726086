//! What a client is told of a delivery that is in the log.

use axum::{http::StatusCode, response::Response};
use serde_json::{Map, Value, json};

use super::{
    metrics::Outcome,
    problem::{Problem, respond},
};
use crate::source::{Answer, Taken};

const MEDIA_TYPE: &str = "application/json";

/// The answer. A delivery of which nothing could be taken is refused, the first time and each
/// time that it is sent again.
pub(super) fn tell(answer: &Answer) -> Result<Response, Problem> {
    let taken = match answer {
        Answer::Taken(taken) => taken,
        Answer::Refused => return Err(Problem::KeyReused),
    };
    let receipt = members(taken);
    let counts = taken.counts.as_ref();
    if counts.is_some_and(|counts| counts.items == 0 && !counts.rejected.is_empty()) {
        return Err(Problem::NothingTaken(receipt));
    }
    let outcome = if taken.already_taken {
        Outcome::AlreadyTaken
    } else {
        Outcome::Taken
    };
    let body = Value::Object(receipt).to_string();
    Ok(respond(outcome, StatusCode::ACCEPTED, MEDIA_TYPE, body))
}

fn members(taken: &Taken) -> Map<String, Value> {
    let counts = taken.counts.as_ref();
    let rejected = counts.iter().flat_map(|counts| &counts.rejected);
    let rejected: Vec<Value> = rejected
        .map(|(reason, count)| json!({ "reason": reason.label(), "count": count }))
        .collect();
    let members = [
        ("delivery_id", json!(taken.delivery_id)),
        ("duplicate", json!(taken.already_taken)),
        ("items", json!(counts.map_or(0, |counts| counts.items))),
        ("rejected", json!(rejected)),
        ("messages", json!(taken.messages)),
    ];
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use dateline_runtime::Reason;

    use super::*;
    use crate::source::Counts;

    fn taken(already_taken: bool, items: u64, rejected: &[(Reason, u64)]) -> Answer {
        Answer::Taken(Taken {
            delivery_id: "d".to_owned(),
            already_taken,
            counts: Some(Counts {
                items,
                rejected: rejected.iter().copied().collect(),
            }),
            messages: Vec::new(),
        })
    }

    #[test]
    fn a_delivery_is_accepted_unless_nothing_in_it_could_be_taken() {
        let bad = (Reason::Unparsable, 1);
        for (answer, expected) in [
            (taken(false, 1, &[]), Outcome::Taken),
            (taken(false, 1, &[bad]), Outcome::Taken),
            // A feed without entries.
            (taken(false, 0, &[]), Outcome::Taken),
            (taken(true, 1, &[]), Outcome::AlreadyTaken),
            (taken(false, 0, &[bad]), Outcome::NothingTaken),
            (taken(true, 0, &[bad]), Outcome::NothingTaken),
            (Answer::Refused, Outcome::KeyReused),
        ] {
            let told = tell(&answer);
            let response = told.unwrap_or_else(IntoResponse::into_response);
            let outcome = response.extensions().get::<Outcome>();
            assert_eq!(outcome, Some(&expected), "{answer:?}");
        }
    }
}

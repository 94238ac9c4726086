//! What a client is told of a delivery that is in the log.

use axum::{http::StatusCode, response::Response};
use dateline_runtime::Reason;
use serde_json::{Map, Value, json};

use super::{
    metrics::Outcome,
    problem::{Problem, respond},
};
use crate::source::{Answer, Counts, Taken};

const MEDIA_TYPE: &str = "application/json";

/// The answer. A delivery of which nothing could be taken is refused, the first time and each time that it is sent again;
/// one that holds no news, and says so, is no mistake of its sender.
pub(super) fn tell(answer: &Answer) -> Result<Response, Problem> {
    let taken = match answer {
        Answer::Taken(taken) => taken,
        Answer::Refused => return Err(Problem::KeyReused),
    };
    let receipt = members(taken);
    let is_nothing = |counts: &Counts| {
        let mistakes = counts
            .rejected
            .keys()
            .any(|reason| *reason != Reason::NotNews);
        counts.items == 0 && mistakes
    };
    if taken.counts.as_ref().is_some_and(is_nothing) {
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

    use super::*;

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
        let (bad, no_news) = ((Reason::Unparsable, 1), (Reason::NotNews, 1));
        for (answer, expected) in [
            (taken(false, 1, &[]), Outcome::Taken),
            (taken(false, 1, &[bad]), Outcome::Taken),
            // A feed without entries.
            (taken(false, 0, &[]), Outcome::Taken),
            // A picture, or the report on a mail.
            (taken(false, 0, &[no_news]), Outcome::Taken),
            (taken(false, 0, &[no_news, bad]), Outcome::NothingTaken),
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

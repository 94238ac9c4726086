//! HTTP poll: asks servers again and again for what is new.
//!
//! What a server said of its answer (ETag, Last-Modified, the next page) is kept in the checkpoint that the intake writes
//! with the answer's items, so that neither is ever true without the other.

mod address;
mod fetch;
mod pages;
mod schedule;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use url::Url;

pub(super) use self::schedule::Hosts;
use self::{
    address::Vetting,
    fetch::{Answer, Client, Failure, Fetched},
    schedule::Schedule,
};
use super::{Gone, ToIntake};
use crate::source::{Content, PollOutcome, PollSpec, Reach, Resume, Rounds, SourceSpec, Standing};

/// How often a source that waits looks whether it is to end.
const STOP_CHECK: Duration = Duration::from_millis(100);

pub(super) fn run(
    intake: &ToIntake,
    spec: &SourceSpec,
    poll: &PollSpec,
    standing: BTreeMap<String, Standing>,
    hosts: &Hosts,
) {
    let vetting = Vetting::new(poll.private_networks.clone());
    match Poller::new(intake, spec, poll, standing) {
        Ok(mut poller) => drop(poller.run(vetting, hosts)),
        Err(message) => intake.failed(message),
    }
}

/// A source that polls.
struct Poller<'a> {
    intake: &'a ToIntake,
    name: &'a str,
    poll: &'a PollSpec,
    addresses: Vec<Address>,
    standing: BTreeMap<String, Standing>,
    /// Positions of which it was told that they cannot be fetched, each once until they can.
    failing: BTreeSet<String>,
}

/// An address that is polled.
struct Address {
    url: Url,
    due: Instant,
    schedule: Schedule,
}

/// Why a poll ends early.
enum Ended {
    Failed(Failure),
    Gone,
}

impl From<Gone> for Ended {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl<'a> Poller<'a> {
    fn new(
        intake: &'a ToIntake,
        spec: &'a SourceSpec,
        poll: &'a PollSpec,
        standing: BTreeMap<String, Standing>,
    ) -> Result<Self, String> {
        Ok(Self {
            intake,
            name: &spec.name,
            poll,
            addresses: Self::addresses(poll)?,
            standing,
            failing: BTreeSet::new(),
        })
    }

    fn addresses(poll: &PollSpec) -> Result<Vec<Address>, String> {
        let addresses = poll.urls.iter().map(|text| {
            let url: Url = text
                .parse()
                .map_err(|error| format!("{text:?} is no address: {error}"))?;
            if !matches!(url.scheme(), "http" | "https") {
                return Err(format!(
                    "{text:?} is no address of HTTP; begin it with https://"
                ));
            }
            let schedule = Schedule::new(poll.interval, poll.longest_interval);
            let due = Instant::now();
            Ok(Address { url, due, schedule })
        });
        addresses.collect()
    }

    fn run(&mut self, vetting: Vetting, hosts: &Hosts) -> Result<(), Gone> {
        let intake = self.intake;
        let wait = |until| wait_until(intake, until);
        let client = Client::new(self.poll, vetting, hosts, &wait);
        loop {
            let next = self
                .addresses
                .iter()
                .enumerate()
                .min_by_key(|(_, address)| address.due);
            let Some((index, due)) = next.map(|(index, address)| (index, address.due)) else {
                return Ok(());
            };
            if !wait_until(intake, due) {
                return Ok(());
            }
            let url = self.addresses[index].url.clone();
            let polled = self.poll_address(&client, &url);
            if intake.control.is_stopping() {
                return Ok(());
            }
            let wait = self.settle(index, polled)?;
            match self.poll.rounds {
                Rounds::Endless => self.addresses[index].due = Instant::now() + wait,
                Rounds::One => drop(self.addresses.remove(index)),
            }
        }
    }

    /// Tells how a poll went; how long to wait for the next.
    fn settle(&mut self, index: usize, polled: Result<bool, Ended>) -> Result<Duration, Gone> {
        let Address { url, schedule, .. } = &mut self.addresses[index];
        let (outcome, wait) = match polled {
            Err(Ended::Gone) => return Err(Gone),
            Err(Ended::Failed(Failure { what, retry_after })) => {
                if self.failing.insert(url.to_string()) {
                    tracing::warn!(
                        source = self.name,
                        why = what,
                        "address cannot be fetched, and is tried again"
                    );
                }
                if self.poll.rounds == Rounds::One {
                    self.intake.failed(what);
                }
                (PollOutcome::Failed, schedule.after_failure(retry_after))
            }
            Ok(is_new) => {
                if self.failing.remove(url.as_str()) {
                    tracing::info!(source = self.name, %url, "address can be fetched again");
                }
                if is_new {
                    (PollOutcome::New, schedule.after_new())
                } else {
                    (PollOutcome::NothingNew, schedule.after_nothing())
                }
            }
        };
        self.intake.polled(outcome)?;
        self.intake.reach(if self.failing.is_empty() {
            Reach::Reached
        } else {
            Reach::Failed
        })?;
        Ok(wait)
    }

    /// Fetches an address and the pages behind it; whether something new came.
    fn poll_address(&mut self, client: &Client<'_>, start: &Url) -> Result<bool, Ended> {
        let most = self.poll.pages.as_ref().map_or(1, |pages| pages.most);
        let mut next = Some(self.resumed(start).unwrap_or_else(|| start.clone()));
        let mut is_new = false;
        for _ in 0..most {
            let Some(url) = next.take() else {
                break;
            };
            let position = self.position(start, &url);
            let known = self.standing.get(&position).cloned().unwrap_or_default();
            match client.get(&url, &self.conditions(&known))? {
                Answer::NotModified | Answer::Nothing => self.intake.still_there(position)?,
                Answer::Content(fetched) => {
                    let (came, following) = self.take(position, &known, *fetched)?;
                    is_new |= came;
                    next = following.filter(|following| *following != url);
                }
            }
        }
        Ok(is_new)
    }

    /// What makes a request conditional. In a list that is read on from where it ended, the tag is that of another page.
    fn conditions(&self, known: &Standing) -> Standing {
        if self.resumes() {
            Standing::default()
        } else {
            known.clone()
        }
    }

    fn resumes(&self) -> bool {
        let pages = self.poll.pages.as_ref();
        pages.is_some_and(|pages| pages.resume == Resume::WhereItEnded)
    }

    /// A list that is read on from where it ended has one position, each page of another one its own.
    fn position(&self, start: &Url, url: &Url) -> String {
        if self.resumes() {
            start.to_string()
        } else {
            url.to_string()
        }
    }

    fn resumed(&self, start: &Url) -> Option<Url> {
        let standing = self
            .standing
            .get(start.as_str())
            .filter(|_| self.resumes())?;
        standing.cursor.as_ref()?.parse().ok()
    }

    /// Hands an answer over if it is new; whether it was, and the page behind it.
    fn take(
        &mut self,
        position: String,
        known: &Standing,
        fetched: Fetched,
    ) -> Result<(bool, Option<Url>), Ended> {
        let (content, next) = self.of_page(&fetched)?;
        let hash = content.as_ref().map(Content::sha256);
        let hash = hash
            .or_else(|| known.content_hash.clone())
            .unwrap_or_default();
        let is_new = known.content_hash.as_ref() != Some(&hash);
        let standing = Standing {
            etag: fetched.etag,
            last_modified: fetched.last_modified,
            // A page that names no next one is asked again until it does.
            cursor: self
                .resumes()
                .then(|| next.as_ref().unwrap_or(&fetched.url).to_string()),
            content_hash: Some(hash),
        };
        let validators = |of: &Standing| (of.etag.clone(), of.last_modified.clone());
        let is_tagged_anew = validators(&standing) != validators(known);
        self.standing.insert(position.clone(), standing.clone());
        match content {
            // Known bytes with another tag are told, too: their checkpoint gets it.
            Some(content) if is_new || is_tagged_anew => {
                let now = self.intake.clock.now();
                self.intake
                    .fetched(position, content, fetched.transport, Some(now), standing)?;
            }
            _ => self.intake.still_there(position)?,
        }
        Ok((is_new, next))
    }

    /// The part of an answer that is the delivery, if there is one, and the next page.
    fn of_page(&self, fetched: &Fetched) -> Result<(Option<Content>, Option<Url>), Failure> {
        let content = fetched.content.clone();
        let (Some(pages), Content::Bytes(bytes)) = (&self.poll.pages, &content) else {
            return Ok((Some(content), None));
        };
        let url = &fetched.url;
        let text = std::str::from_utf8(bytes)
            .map_err(|_| format!("{url} answers with no JSON in UTF-8"))?;
        let next = pages
            .next
            .as_ref()
            .and_then(|pointer| pages::text_at(text, pointer));
        let next = next.map(|next| {
            let joined = url.join(&next);
            joined.map_err(|error| {
                format!("{url} names {next:?} as its next page, which is no address: {error}")
            })
        });
        let next = next.transpose()?;
        let Some(pointer) = &pages.items else {
            return Ok((Some(content), next));
        };
        let items = pages::at(text, pointer).ok_or_else(|| {
            format!(
                "{url} has nothing at {pointer}, where its items should be; check `items_pointer`"
            )
        })?;
        let items =
            (!pages::is_empty_list(items)).then(|| Content::Bytes(items.as_bytes().to_vec()));
        Ok((items, next))
    }
}

/// Waits until then; whether the source is to go on.
fn wait_until(intake: &ToIntake, until: Instant) -> bool {
    while !intake.control.is_stopping() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(STOP_CHECK));
    }
    false
}

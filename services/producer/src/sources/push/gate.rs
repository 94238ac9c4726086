//! The way of one pushed delivery: who sends it, its bytes, the intake, and what became of it.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::Body,
    http::{Request, header::EXPECT, request::Parts},
    response::Response,
};
use data_encoding::HEXLOWER;
use dateline_runtime::Control;
use dateline_schemas::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    task::spawn_blocking,
    time::timeout,
};

use super::{
    authentication::{Checked, Proof},
    body::{self, InHand},
    described::Described,
    problem::Problem,
    receipt,
};
use crate::{
    clock::Clock,
    encoding::{Encoding, Unpacking},
    source::{Arrival, Content, PushLimits, Receipt, Replacing, Standing, Transport},
};

/// What every request meets.
pub(super) struct Gate {
    pub(super) sources: BTreeMap<String, PushSource>,
    pub(super) nobody: Arc<Checked>,
    pub(super) limits: PushLimits,
    /// Deliveries that may be in hand.
    pub(super) deliveries: Arc<Semaphore>,
    /// Bytes of deliveries that may be in hand.
    pub(super) bytes: Arc<Semaphore>,
    pub(super) to_intake: mpsc::Sender<Arrival>,
    pub(super) control: Control,
    pub(super) clock: Clock,
}

/// One source that deliveries are pushed to.
pub(super) struct PushSource {
    pub(super) index: usize,
    pub(super) checked: Arc<Checked>,
    pub(super) fetched_at: Option<Timestamp>,
}

/// Bytes of a delivery, and what holds their room until they are in the log or dropped.
struct Held {
    bytes: Vec<u8>,
    in_hand: InHand,
    delivery: OwnedSemaphorePermit,
}

impl Gate {
    /// Takes what is pushed to the named source; answers when it is in the log.
    pub(super) async fn deliver(
        &self,
        name: &str,
        request: Request<Body>,
    ) -> Result<Response, Problem> {
        let (parts, mut body) = request.into_parts();
        let admitted = self.admit(name, &parts, &mut body).await;
        if let Err(problem) = &admitted
            && *problem != Problem::TooSlow
            && !parts.headers.contains_key(EXPECT)
        {
            body::drain(&mut body).await;
        }
        let (source, held) = admitted?;
        let described = Described::by(&parts.headers)?;
        let (held, content_hash) = unpack(described.encoding, held).await?;
        self.hand_over(source, described, held, &content_hash).await
    }

    /// Who sends it, and all of its body. What it takes to know a sender is the same whether the source exists or not.
    async fn admit(
        &self,
        name: &str,
        parts: &Parts,
        body: &mut Body,
    ) -> Result<(&PushSource, Held), Problem> {
        if self.control.is_stopping() {
            return Err(Problem::Stopping);
        }
        let source = self.sources.get(name);
        let checked = source.map_or(&self.nobody, |source| &source.checked);
        let proof = Proof::of(&parts.headers, self.clock.now())?;
        if let Proof::Token(hash) = &proof
            && !checked.know_token(hash)
        {
            return Err(Problem::Unauthorized);
        }
        let delivery = Arc::clone(&self.deliveries).try_acquire_owned();
        let delivery = delivery.map_err(|_| Problem::Busy)?;
        let mut in_hand = InHand::new(Arc::clone(&self.bytes));
        let bytes = body::read(body, &self.limits, &mut in_hand).await?;
        let bytes = match proof {
            Proof::Token(_) => bytes,
            Proof::Signature { timestamp, code } => {
                let checked = Arc::clone(checked);
                let signed = on_a_thread(move || {
                    let is_known = checked.know_signature(&timestamp, &bytes, &code);
                    is_known.then_some(bytes)
                });
                signed.await?.ok_or(Problem::Unauthorized)?
            }
        };
        let held = Held {
            bytes,
            in_hand,
            delivery,
        };
        Ok((source.ok_or(Problem::Unauthorized)?, held))
    }

    async fn hand_over(
        &self,
        source: &PushSource,
        described: Described,
        held: Held,
        content_hash: &str,
    ) -> Result<Response, Problem> {
        let Held {
            bytes,
            in_hand,
            delivery,
        } = held;
        let (sender, answer) = oneshot::channel();
        let arrival = Arrival {
            known_by: crate::source::KnownBy::Position,
            source: source.index,
            position: match described.key {
                Some(key) => format!("key:{key}"),
                None => format!("sha256:{content_hash}"),
            },
            content: Content::Bytes(bytes),
            fetched_at: source.fetched_at,
            transport: Transport {
                media_type: described.media_type,
                charset: described.charset,
                attributes: BTreeMap::new(),
            },
            replacing: Replacing::Refused,
            standing: Standing::default(),
            receipt: Some(Receipt::new(move |answer| {
                // A client that is gone asks again.
                let _ = sender.send(answer);
                drop((in_hand, delivery));
            })),
        };
        // There is room for every delivery that is in hand, so that only a server that ends refuses one.
        self.to_intake
            .try_send(arrival)
            .map_err(|_| Problem::Stopping)?;
        match timeout(self.limits.commit_timeout, answer).await {
            Ok(Ok(answer)) => receipt::tell(&answer),
            Ok(Err(_)) => Err(Problem::Stopping),
            Err(_) => Err(Problem::NotCommitted),
        }
    }
}

/// The delivery in a body, and its SHA-256.
async fn unpack(encoding: Encoding, held: Held) -> Result<(Held, String), Problem> {
    let Held {
        bytes,
        mut in_hand,
        delivery,
    } = held;
    let unpacked = on_a_thread(move || {
        let bytes = encoding.unpack(bytes)?;
        let hash = HEXLOWER.encode(&Sha256::digest(&bytes));
        Ok::<_, Unpacking>((bytes, hash))
    });
    let (bytes, hash) = unpacked.await??;
    in_hand.grow_to(bytes.len())?;
    let held = Held {
        bytes,
        in_hand,
        delivery,
    };
    Ok((held, hash))
}

/// Work that takes as long as a body is: the server's own threads go on meanwhile.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    spawn_blocking(work).await.map_err(|_| Problem::Stopping)
}

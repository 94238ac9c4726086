//! Records as the pump hands them to a stage, and as a stage hands them back.

use std::{borrow::Cow, fmt, sync::Arc};

#[cfg(feature = "kafka")]
use rdkafka::message::{BorrowedHeaders, Headers as _};

/// Position of a record that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(pub i64);

impl Offset {
    /// The first of every partition, though retention may have taken what stood there.
    pub const FIRST: Self = Self(0);

    /// The position to commit once this record has its outcome.
    pub const fn next(self) -> NextOffset {
        NextOffset(self.0 + 1)
    }
}

/// Position of the next record to read: what is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NextOffset(pub i64);

impl fmt::Display for Offset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for NextOffset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Full name of a topic, prefix included; cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicName(Arc<str>);

impl TopicName {
    /// The topic of this full name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The full name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A record as read, borrowed from the client that read it.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Full name of its topic.
    pub topic: &'a str,
    /// Number of its partition.
    pub partition: i32,
    /// Its position there.
    pub offset: Offset,
    /// Key bytes; `None` for a null key.
    pub key: Option<&'a [u8]>,
    /// Value bytes; `None` for a tombstone.
    pub value: Option<&'a [u8]>,
    /// Its headers.
    pub headers: Headers<'a>,
    /// When the log appended it, in milliseconds since the epoch.
    pub append_time_ms: i64,
}

/// A header's name, which most writers know beforehand, and its value.
pub type OwnedHeader = (Cow<'static, str>, Vec<u8>);

/// The headers of a record, in order; a name may occur more than once.
#[derive(Clone, Copy)]
pub struct Headers<'a>(HeadersOf<'a>);

#[derive(Clone, Copy)]
enum HeadersOf<'a> {
    #[cfg(feature = "kafka")]
    Kafka(Option<&'a BorrowedHeaders>),
    Owned(&'a [OwnedHeader]),
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl<'a> Headers<'a> {
    /// No headers.
    pub const NONE: Headers<'static> = Headers(HeadersOf::Owned(&[]));

    /// Headers out of names and values.
    pub const fn owned(headers: &'a [OwnedHeader]) -> Self {
        Self(HeadersOf::Owned(headers))
    }

    #[cfg(feature = "kafka")]
    pub(crate) const fn kafka(headers: Option<&'a BorrowedHeaders>) -> Self {
        Self(HeadersOf::Kafka(headers))
    }

    /// Value of the last header of this name.
    pub fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.iter()
            .filter(|(found, _)| *found == name)
            .last()
            .map(|(_, value)| value)
    }

    /// All headers with a value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        #[cfg_attr(
            not(feature = "kafka"),
            expect(
                clippy::infallible_destructuring_match,
                reason = "Kafka's are another kind"
            )
        )]
        let owned = match self.0 {
            HeadersOf::Owned(headers) => headers,
            #[cfg(feature = "kafka")]
            HeadersOf::Kafka(_) => &[],
        };
        let owned = owned
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_slice()));
        #[cfg(feature = "kafka")]
        let owned = owned.chain(self.of_kafka());
        owned
    }

    #[cfg(feature = "kafka")]
    fn of_kafka(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        let headers = match self.0 {
            HeadersOf::Kafka(headers) => headers,
            HeadersOf::Owned(_) => None,
        };
        let headers = headers.into_iter().flat_map(|headers| headers.iter());
        headers.filter_map(|header| header.value.map(|value| (header.key, value)))
    }
}

/// A record to be appended.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Full name of its topic.
    pub topic: TopicName,
    /// Partition number; `None` leaves it to Java's murmur2 hash of the key.
    pub partition: Option<i32>,
    /// Key bytes; `None` for a null key.
    pub key: Option<Vec<u8>>,
    /// Value bytes; `None` for a tombstone.
    pub value: Option<Vec<u8>>,
    /// Headers: UTF-8 names and text.
    pub headers: Vec<OwnedHeader>,
    /// Abort the transaction if the log's append time of this record is before this, in milliseconds since the epoch:
    /// the log's clock has the last word on the end of an embargo.
    pub not_before_ms: Option<i64>,
}

impl Outgoing {
    /// A record with key and value, partitioned by its key, without headers.
    pub fn keyed(topic: &TopicName, key: impl Into<Vec<u8>>, value: Option<Vec<u8>>) -> Self {
        Self {
            topic: topic.clone(),
            partition: None,
            key: Some(key.into()),
            value,
            headers: Vec::new(),
            not_before_ms: None,
        }
    }

    /// The same record with one header more.
    #[must_use]
    pub fn with_header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Vec<u8>>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same record with these headers more.
    #[must_use]
    pub fn with_headers<N, V>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<Cow<'static, str>>,
        V: Into<Vec<u8>>,
    {
        let headers = headers.into_iter();
        headers.fold(self, |record, (name, value)| {
            record.with_header(name, value)
        })
    }
}

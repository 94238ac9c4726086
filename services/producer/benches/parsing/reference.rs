//! What stops where a format begins: bare parsers of XML, JSON and mail, and feed-rs, on the same bytes.

use std::hint::black_box;

use anyhow::Context as _;
use dateline_producer::formats::Format;
use mail_parser::MessageParser;
use quick_xml::{Reader, events::Event};
use serde_json::{Deserializer, Value};

/// A parser that does less than ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// quick-xml's reader: every event and every attribute, with nothing made of them.
    QuickXml,
    /// feed-rs: the model of a feed, with its HTML as it stands.
    FeedRs,
    /// serde_json: each document as a `Value`.
    SerdeJson,
    /// mail-parser: header and parts of a message.
    MailParser,
}

impl Reference {
    /// Those that a format is measured against.
    pub const fn of(format: Format) -> &'static [Self] {
        match format {
            Format::Newsmlg2 | Format::Newsml1 | Format::Nitf => &[Self::QuickXml],
            Format::Feed => &[Self::QuickXml, Self::FeedRs],
            Format::Dpa | Format::Ninjs | Format::Jsonl => &[Self::SerdeJson],
            Format::Email => &[Self::MailParser],
            Format::WirePage | Format::Iptc7901 | Format::Anpa1312 => &[],
        }
    }

    /// Its name in the table.
    pub const fn label(self) -> &'static str {
        match self {
            Self::QuickXml => "quick-xml",
            Self::FeedRs => "feed-rs",
            Self::SerdeJson => "serde_json",
            Self::MailParser => "mail-parser",
        }
    }

    /// Reads one delivery.
    pub fn read(self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::QuickXml => read_events(bytes),
            Self::FeedRs => {
                black_box(feed_rs::parser::parse(bytes)?);
                Ok(())
            }
            Self::SerdeJson => {
                for value in Deserializer::from_slice(bytes).into_iter::<Value>() {
                    black_box(value?);
                }
                Ok(())
            }
            Self::MailParser => {
                let message = MessageParser::default().parse(bytes);
                black_box(message.context("no message")?);
                Ok(())
            }
        }
    }
}

fn read_events(bytes: &[u8]) -> anyhow::Result<()> {
    let mut reader = Reader::from_str(std::str::from_utf8(bytes)?);
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(()),
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    black_box(attribute?);
                }
            }
            event => {
                black_box(event);
            }
        }
    }
}

//! Headlines, bodies and descriptions: which of several is the main one, by its role and then by its form, and what becomes
//! of the others.
//!
//! A body whose role is not known or says that it is the whole goes before a teaser; HTML and XHTML before NITF, that
//! before plain text and Markdown, for markup tells paragraphs best. A description is the body of a picture, a video and an
//! audio, and of a text without any.

use dateline_schemas::{Headline, Representation, WireItem};
use serde_json::Value;

use crate::formats::{
    blanks, flow, html, item,
    json::{
        facts,
        fields::{Fields, listed, member_text},
    },
    xml::Document,
};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Html,
    Nitf,
    Plain,
    Markdown,
    Unknown,
}

/// How much of the story a text with a role is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Whole,
    Other,
    Teaser,
}

/// A text with its role.
#[derive(Debug)]
struct Text {
    /// As its field or role is called.
    name: String,
    role: String,
    form: Form,
    value: String,
}

const WHOLE: &[&str] = &[
    "", "main", "body", "full", "content", "article", "story", "text", "plain", "markdown", "md",
    "richtext",
];
const TEASERS: &[&str] = &[
    "teaser", "summary", "abstract", "lead", "intro", "short", "brief", "ingress", "preamble",
];

/// Roles of descriptions that say what is shown, the first before the others.
const CAPTIONS: &[&str] = &["caption", "text", "main", "", "html", "summary", "extended"];

/// Kinds of items whose description is their text.
const MEDIA: &[&str] = &["picture", "graphic", "video", "audio", "image", "photo"];

/// Puts the main headline and the others into the item.
pub(super) fn headlines(wire_item: &mut WireItem, fields: &mut Fields) {
    let mut texts = texts(fields, "headline", "headlines");
    let mains = ["main", "", "headline", "text", "html"];
    let rank = |text: &Text| {
        let rank = mains.iter().position(|role| *role == text.role);
        (rank.unwrap_or(mains.len()), text.form)
    };
    texts.sort_by_key(rank);
    let subs = member_texts(fields.take("subheadlines"), "subheadlines");
    let title = fields.text("title").map(|value| Text {
        name: "title".to_owned(),
        role: "title".to_owned(),
        form: Form::Unknown,
        value,
    });
    let subs = subs.into_iter().map(|sub| Text {
        role: if sub.role.is_empty() {
            "sub".to_owned()
        } else {
            sub.role
        },
        ..sub
    });
    for text in texts.into_iter().chain(subs).chain(title) {
        let Some(line) = line(&text) else { continue };
        if wire_item.headline.is_none() {
            if !mains.contains(&text.role.as_str()) {
                let what = format!(
                    "from {}, as there is no headline of the main role",
                    text.name
                );
                wire_item
                    .provenance
                    .push(item::note("headline", "inferred", &what));
            }
            wire_item.headline = Some(line);
        } else if wire_item.headline.as_ref() != Some(&line) {
            let role = Some(text.role).filter(|role| !role.is_empty());
            wire_item.headlines.push(Headline { role, text: line });
        }
    }
}

/// Puts body and credit line into the item, and keeps the other texts.
pub(super) fn bodies(wire_item: &mut WireItem, fields: &mut Fields, kind: Option<&str>) {
    let mut bodies = texts(fields, "body", "bodies");
    bodies.sort_by_key(|text| (rank(&text.role), text.form));
    let mut descriptions = texts(fields, "description", "descriptions");
    descriptions.retain(|text| {
        let is_credit = text.role == "creditline";
        if is_credit {
            wire_item.credit_line = line(text);
        }
        !is_credit
    });
    let caption = |text: &Text| CAPTIONS.iter().position(|role| *role == text.role);
    descriptions.sort_by_key(|text| (caption(text).unwrap_or(CAPTIONS.len()), text.form));
    let is_media = kind.is_some_and(|kind| MEDIA.contains(&kind));
    if is_media {
        take_description(wire_item, &mut descriptions);
    }
    take_body(wire_item, bodies);
    if wire_item.body.is_none() && take_description(wire_item, &mut descriptions) {
        wire_item.representation = Representation::Partial;
        let what = "a description is the only text";
        wire_item
            .provenance
            .push(item::note("representation", "inferred", what));
    }
    for text in descriptions {
        keep(wire_item, "description", text);
    }
}

/// Takes the first description that is a caption as the body.
fn take_description(wire_item: &mut WireItem, descriptions: &mut Vec<Text>) -> bool {
    let found = descriptions
        .iter()
        .position(|text| CAPTIONS.contains(&text.role.as_str()) && to_body(text).is_some());
    let Some(at) = found else { return false };
    let text = descriptions.remove(at);
    let (body, _) = to_body(&text).unwrap_or_default();
    let what = format!("from {}", text.name);
    wire_item.body = Some(body);
    wire_item
        .provenance
        .push(item::note("body", "inferred", &what));
    true
}

fn take_body(wire_item: &mut WireItem, bodies: Vec<Text>) {
    let mut words_of_main = wire_item.body.as_deref().map(words);
    let mut left_out = Vec::new();
    for text in bodies {
        let Some((body, how)) = to_body(&text) else {
            continue;
        };
        if let Some(words_of_main) = words_of_main {
            // Another form of the same text says nothing new.
            if rank(&text.role) == Rank::Whole && are_alike(words_of_main, words(&body)) {
                left_out.push(text.name);
            } else {
                keep(wire_item, "body", text);
            }
            continue;
        }
        if let Some(how) = how {
            let what = format!("{}: {how}", text.name);
            wire_item
                .provenance
                .push(item::note("body", "normalised", &what));
        }
        if rank(&text.role) == Rank::Teaser {
            wire_item.representation = Representation::Partial;
            let what = format!("{} is the only text", text.name);
            wire_item
                .provenance
                .push(item::note("representation", "inferred", &what));
        }
        words_of_main = Some(words(&body));
        wire_item.body = Some(body);
    }
    if !left_out.is_empty() {
        let what = format!("other forms of it were left out: {}", left_out.join(", "));
        wire_item
            .provenance
            .push(item::note("body", "normalised", &what));
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether two texts have about as many words, which two forms of one text have.
fn are_alike(words: usize, other_words: usize) -> bool {
    words.abs_diff(other_words) * 4 <= words.max(other_words)
}

fn keep(wire_item: &mut WireItem, prefix: &str, text: Text) {
    let role = if text.role.is_empty() {
        "text"
    } else {
        &text.role
    };
    let name = format!("{prefix}_{role}");
    // Two texts of one role are told apart by their places.
    let name = if wire_item.extensions.contains_key(&name) {
        text.name
    } else {
        name
    };
    facts::keep(wire_item, &name, &Value::String(text.value));
}

fn rank(role: &str) -> Rank {
    match role {
        role if WHOLE.contains(&role) || role.contains("html") || role.ends_with("nitf") => {
            Rank::Whole
        }
        role if TEASERS.contains(&role) => Rank::Teaser,
        _ => Rank::Other,
    }
}

/// The texts of a kind in all generations: `body`, `body_html`, `bodies`.
fn texts(fields: &mut Fields, singular: &str, plural: &str) -> Vec<Text> {
    let mut texts = Vec::new();
    if let Some(value) = fields.text(singular) {
        texts.push(Text {
            name: singular.to_owned(),
            role: String::new(),
            form: Form::Unknown,
            value,
        });
    }
    for (role, value) in fields.take_prefixed(&format!("{singular}_")) {
        let name = format!("{singular}_{role}");
        match value {
            Value::String(value) if value.trim().is_empty() => {}
            Value::String(value) => texts.push(Text {
                form: form("", &role),
                name,
                role,
                value,
            }),
            other => fields.put_back(&name, other),
        }
    }
    let listed = fields.take(plural);
    texts.extend(member_texts(listed, plural));
    texts
}

fn member_texts(value: Option<Value>, plural: &str) -> Vec<Text> {
    let Some(value) = value else {
        return Vec::new();
    };
    let texts = listed(&value).iter().enumerate().filter_map(|(i, member)| {
        let (role, media_type, value) = match member {
            Value::String(text) => (String::new(), String::new(), text.clone()),
            Value::Object(member) => {
                let text = |names: &[&str]| member_text(member, names);
                let value = text(&["value", "text"])?;
                let role = text(&["role", "name"]).unwrap_or_default();
                let media_type = text(&["contenttype", "mimetype"]).unwrap_or_default();
                (role.to_ascii_lowercase(), media_type, value)
            }
            _ => return None,
        };
        (!value.trim().is_empty()).then(|| Text {
            name: format!("{plural}[{i}]"),
            form: form(&media_type, &role),
            role,
            value,
        })
    });
    texts.collect()
}

fn form(media_type: &str, role: &str) -> Form {
    let media_type = media_type.to_ascii_lowercase();
    let said = if media_type.is_empty() {
        role
    } else {
        &media_type
    };
    match said {
        said if said.contains("nitf") => Form::Nitf,
        said if said.contains("html") || said.contains("xml") => Form::Html,
        said if said.contains("markdown") || said == "md" => Form::Markdown,
        "text/plain" | "text" | "plain" => Form::Plain,
        _ => Form::Unknown,
    }
}

fn line(text: &Text) -> Option<String> {
    if text.form == Form::Html || html::is_html(&text.value) {
        return html::to_line(&text.value);
    }
    blanks::folded(&text.value)
}

/// The text as a body, and how it came about where it is not as it is delivered.
fn to_body(text: &Text) -> Option<(String, Option<&'static str>)> {
    let marked_up =
        |value: &str| html::to_text(value).map(|body| (body, Some("the text of its markup")));
    match text.form {
        Form::Nitf => of_nitf(&text.value).or_else(|| marked_up(&text.value)),
        Form::Html => {
            let (body, how) = marked_up(&text.value)?;
            // Markup that was escaped as a whole shows as text.
            let is_escaped = !html::is_html(&text.value) && html::is_html(&body);
            if !is_escaped {
                return Some((body, how));
            }
            let how = Some("the text of its markup, which was escaped twice");
            html::to_text(&body).map(|body| (body, how))
        }
        _ if html::is_html(&text.value) => marked_up(&text.value),
        _ => flow::plain(&text.value).map(|body| (body, None)),
    }
}

/// The text of NITF: of its `body.content`, where it is a whole document.
fn of_nitf(value: &str) -> Option<(String, Option<&'static str>)> {
    let document = Document::parse(value).ok()?;
    let mut roots = document.roots();
    let content = roots.find_map(|root| root.find("body.content"))?;
    let body = flow::text_of(content)?;
    Some((body, Some("the text of its `body.content`")))
}

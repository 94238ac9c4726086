//! HTML as it is found in the wild, to plain text: read token by token as browsers do, so that its size alone says what
//! it costs. Scripts, styles and what is hidden are gone.

use html5gum::{
    Emitter, Span, Tokenizer,
    emitters::{
        ForwardingEmitter,
        callback::{CallbackEmitter, CallbackEvent},
    },
};
use quick_xml::escape::{resolve_html5_entity, unescape_with};

use super::{
    blanks::folded,
    flow::{Flow, Markup, markup},
};

/// Elements that have no end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements that end where the next of their kind begins.
const SELF_ENDING: &[&str] = &["p", "li", "td", "th", "tr", "dt", "dd", "option"];

/// The text of a page or of a piece of one; `None` where it has none.
pub(super) fn to_text(html: &str) -> Option<String> {
    let mut page = Page::default();
    let mut emitter = CallbackEmitter::<_, std::convert::Infallible>::new(
        |event: CallbackEvent<'_>, _: Span<()>| {
            page.take(event);
            None
        },
    );
    emitter.naively_switch_states(true);
    // Reading a string cannot fail.
    let _ = Tokenizer::new_with_emitter(html, WithoutErrors(emitter)).finish();
    page.flow.finish()
}

/// The same on one line, for headlines.
pub(super) fn to_line(html: &str) -> Option<String> {
    to_text(html).and_then(|text| folded(&text))
}

/// A plain text whose entities of HTML were escaped once more than its format asks for, as they are meant; `None` where
/// it has none. An ampersand that begins no entity stays.
pub(super) fn unescaped_again(text: &str) -> Option<String> {
    if !text.contains('&') {
        return None;
    }
    let mut parts = text.split('&');
    let mut unescaped = parts.next()?.to_owned();
    let mut has_entity = false;
    for part in parts {
        let entity = part.split_once(';').and_then(|(name, rest)| {
            let written = format!("&{name};");
            let is_known = name.starts_with('#') || resolve_html5_entity(name).is_some();
            let meant = is_known.then(|| unescape_with(&written, resolve_html5_entity).ok());
            Some((meant??.into_owned(), rest))
        });
        match entity {
            Some((meant, rest)) => {
                has_entity = true;
                unescaped.push_str(&meant);
                unescaped.push_str(rest);
            }
            None => {
                unescaped.push('&');
                unescaped.push_str(part);
            }
        }
    }
    has_entity.then_some(unescaped)
}

/// Whether a text has markup of HTML in it.
pub(super) fn is_html(text: &str) -> bool {
    // Searched once: a text of many brackets that none closes is not searched again for each of them.
    let last_end = text.rfind('>').unwrap_or_default();
    let mut starts = text.match_indices('<').take_while(|(at, _)| *at < last_end);
    starts.any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest
            .find(|letter: char| !letter.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default().to_ascii_lowercase();
        markup(&name) != Markup::Inline || INLINE.contains(&name.as_str())
    })
}

const INLINE: &[&str] = &[
    "a", "b", "i", "em", "strong", "span", "u", "img", "font", "small", "sup", "sub", "wbr",
];

/// Nobody hears of faults of HTML, and to look for them in every letter costs more than to read it.
struct WithoutErrors<E>(E);

impl<E: Emitter> ForwardingEmitter for WithoutErrors<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// A page that is read.
#[derive(Default)]
struct Page {
    flow: Flow,
    tag: String,
    attribute: String,
    /// Whether the tag that is read hides its element.
    hides: bool,
    hidden: Option<Hidden>,
}

/// The element that hides what is read, and how many of its name are open.
struct Hidden {
    name: String,
    depth: usize,
}

impl Page {
    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = lower(name);
                self.hides = markup(&self.tag) == Markup::Hidden;
                self.attribute.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = lower(name);
                self.hides |= self.attribute == "hidden";
            }
            CallbackEvent::AttributeValue { value } if self.attribute == "style" => {
                let style: String = lower(value).split_whitespace().collect();
                self.hides |= style.contains("display:none") || style.contains("visibility:hidden");
            }
            CallbackEvent::CloseStartTag { self_closing } => self.begin(self_closing),
            CallbackEvent::EndTag { name } => self.end(&lower(name)),
            CallbackEvent::String { value } if self.hidden.is_none() => {
                match simdutf8::basic::from_utf8(value) {
                    Ok(text) => self.flow.text(text),
                    Err(_) => self.flow.text(&String::from_utf8_lossy(value)),
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, self_closing: bool) {
        let is_void = self_closing || VOID.contains(&self.tag.as_str());
        if let Some(hidden) = &mut self.hidden {
            if hidden.name != self.tag {
                return;
            }
            if !SELF_ENDING.contains(&self.tag.as_str()) {
                hidden.depth += usize::from(!is_void);
                return;
            }
            self.hidden = None;
        }
        if !self.hides {
            self.flow.begin(markup(&self.tag));
        } else if !is_void {
            self.hidden = Some(Hidden {
                name: self.tag.clone(),
                depth: 1,
            });
        }
    }

    fn end(&mut self, name: &str) {
        match &mut self.hidden {
            None => self.flow.end(markup(name)),
            Some(hidden) if hidden.name == name => {
                hidden.depth -= 1;
                if hidden.depth == 0 {
                    self.hidden = None;
                }
            }
            Some(_) => {}
        }
    }
}

fn lower(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_as_it_shows() {
        let cases = [
            ("One<br>two &amp; three", "One\ntwo & three"),
            ("<p>One<p>Two<p hidden>no<p>Three", "One\nTwo\nThree"),
            (
                "<script>if (a<b) '</p>'</script><style>p {}</style>Text",
                "Text",
            ),
            ("<div style='DISPLAY: none'>a<div>b</div>c</div>d", "d"),
            ("<ul><li>One<li>Two</ul>", "- One\n- Two"),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"),
            (
                "<title>T</title><!-- c --><a href='x'>link</a> text",
                "T\nlink text",
            ),
            ("a < b &nbsp; caf&eacute;", "a < b café"),
            ("<head><title>T</title></head><body>x</body>", "x"),
            ("<template>a", ""),
            ("", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(to_text(html).unwrap_or_default(), expected, "{html}");
        }
        assert_eq!(to_line("<p>One</p><p>Two</p>").as_deref(), Some("One Two"));
    }

    #[test]
    fn entities_that_were_escaped_twice_are_unescaped() {
        let cases = [
            ("Caf&eacute; &#8211; R&amp;D", Some("Café – R&D")),
            ("R&D; AT&T", None),
            (
                "R&D caf&eacute; &unheard; &#x110000;",
                Some("R&D café &unheard; &#x110000;"),
            ),
            ("plain", None),
        ];
        for (text, expected) in cases {
            assert_eq!(unescaped_again(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn markup_is_told_from_a_comparison() {
        for (text, expected) in [
            ("a <b>c</b>", true),
            ("<p>", true),
            ("</p>", true),
            ("a < b > c", false),
            ("<PERSON> said", false),
            ("1 <2", false),
            ("<b", false),
            ("> <b", false),
        ] {
            assert_eq!(is_html(text), expected, "{text}");
        }
    }
}

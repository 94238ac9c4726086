//! Flow: how marked-up text becomes plain text that reads like the page: a paragraph a line, lists with their marks, a
//! table's row a line with its cells apart.
//!
//! One builder for all markup (HTML, XHTML, NITF's body), and one table of what each element does to it.

use super::{
    blanks::{is_blank, words_end},
    xml::{Child, Element},
};

/// Between the cells of a row.
const CELL: &str = " | ";

/// Before the text of a list's item.
const BULLET: &str = "- ";

/// What an element does to the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// Nothing: its text goes on in the line.
    Inline,
    /// It stands on lines of its own.
    Block,
    /// It ends the line.
    Break,
    /// It stands on a line of its own, behind a mark.
    Item,
    /// It is a cell of its row.
    Cell,
    /// Its line breaks and blanks are its text's.
    Preformatted,
    /// Nothing of it shows.
    Hidden,
}

/// What the elements of HTML, XHTML and NITF's body do, by their names in small letters.
pub(super) fn markup(name: &str) -> Markup {
    match name {
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hl1" | "hl2" | "section"
        | "article" | "header" | "footer" | "main" | "aside" | "nav" | "address" | "blockquote"
        | "bq" | "block" | "credit" | "ul" | "ol" | "dl" | "dt" | "dd" | "table" | "nitf-table"
        | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "figure" | "figcaption" | "title"
        | "fieldset" | "form" | "details" | "summary" | "hr" | "body" | "html" | "note" | "fn" => {
            Markup::Block
        }
        "br" => Markup::Break,
        "li" => Markup::Item,
        "td" | "th" => Markup::Cell,
        "pre" => Markup::Preformatted,
        "script"
        | "style"
        | "head"
        | "template"
        | "noscript"
        | "iframe"
        | "object"
        | "svg"
        | "math"
        | "canvas"
        | "audio"
        | "video"
        | "select"
        | "button"
        | "textarea"
        | "media"
        | "nitf-table-metadata" => Markup::Hidden,
        _ => Markup::Inline,
    }
}

/// A plain text that grows.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    /// Blanks stand between what is there and what comes.
    is_apart: bool,
    /// Marks that the line's text is to stand behind.
    mark: Option<&'static str>,
    /// How many preformatted elements are open.
    preformatted: usize,
}

impl Flow {
    /// Text within a line: runs of blanks are one, and control characters go.
    pub(super) fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            return self.lines(text);
        }
        let mut rest = text;
        while !rest.is_empty() {
            let bare = rest.trim_start_matches(is_blank);
            self.is_apart |= bare.len() < rest.len();
            let (words, behind) = bare.split_at(words_end(bare));
            if !words.is_empty() {
                self.word(words);
            }
            rest = behind;
        }
    }

    /// Text whose line breaks are its own.
    pub(super) fn lines(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.end_line();
            }
            let line = line.trim_end();
            if line.contains(char::is_control) {
                let kept = line.replace('\t', " ").replace(char::is_control, "");
                if !kept.trim().is_empty() {
                    self.word(&kept);
                }
            } else if !line.is_empty() {
                self.word(line);
            }
        }
    }

    fn word(&mut self, word: &str) {
        let begins_line = self.text.is_empty() || self.text.ends_with('\n');
        if let Some(mark) = self.mark.take() {
            // A bullet stands at the head of its line, what separates cells only between them.
            if begins_line != (mark == CELL) {
                self.text.push_str(mark);
            }
        } else if self.is_apart && !begins_line {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.is_apart = false;
    }

    /// What comes stands on a line of its own.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.is_apart = false;
        // A block at the head of a list's item does not take its mark away.
        self.mark = self.mark.filter(|mark| *mark == BULLET);
    }

    /// An element that is not hidden begins.
    pub(super) fn begin(&mut self, markup: Markup) {
        match markup {
            Markup::Inline | Markup::Hidden => {}
            Markup::Block | Markup::Break => self.end_line(),
            Markup::Item => {
                self.end_line();
                self.mark = Some(BULLET);
            }
            Markup::Cell => self.mark = Some(CELL),
            Markup::Preformatted => {
                self.end_line();
                self.preformatted += 1;
            }
        }
    }

    /// It ends.
    pub(super) fn end(&mut self, markup: Markup) {
        match markup {
            Markup::Inline | Markup::Hidden | Markup::Break => {}
            Markup::Block => self.end_line(),
            Markup::Item => {
                self.mark = None;
                self.end_line();
            }
            Markup::Cell => self.is_apart = true,
            Markup::Preformatted => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.end_line();
            }
        }
    }

    /// All that is in an element of XML, but what `is_left_out`; at most `MAX_DEPTH` deep, as its document is.
    pub(super) fn element(
        &mut self,
        element: Element<'_, '_>,
        is_left_out: &dyn Fn(Element<'_, '_>) -> bool,
    ) {
        for child in element.nodes() {
            match child {
                Child::Text(text) => self.text(text),
                Child::Element(inner) => {
                    let markup = markup(&inner.name().to_ascii_lowercase());
                    if markup == Markup::Hidden || is_left_out(inner) {
                        continue;
                    }
                    self.begin(markup);
                    self.element(inner, is_left_out);
                    self.end(markup);
                }
            }
        }
    }

    /// The text; `None` where there is none.
    pub(super) fn finish(self) -> Option<String> {
        let text = self.text.trim_matches('\n');
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// The text of an element of XML with its paragraphs, lists and tables.
pub(super) fn text_of(element: Element<'_, '_>) -> Option<String> {
    let mut flow = Flow::default();
    flow.element(element, &|_| false);
    flow.finish()
}

/// Plain text as it is delivered: lines kept, blanks at their ends and empty lines gone, control characters gone.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut flow = Flow::default();
    flow.lines(text);
    flow.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::xml::Document;

    fn flowed(xml: &str) -> String {
        let document = Document::parse(xml).unwrap();
        text_of(document.roots().next().unwrap()).unwrap_or_default()
    }

    #[test]
    fn marked_up_text_reads_like_its_page() {
        let cases = [
            (
                "<b><p>One\n  <em>two</em>three </p><p> </p><p>Four</p></b>",
                "One twothree\nFour",
            ),
            ("<b>Head<p>One<br/>two</p>tail</b>", "Head\nOne\ntwo\ntail"),
            (
                "<b><ul><li>One</li><li><p>Two</p></li><li/></ul>x</b>",
                "- One\n- Two\nx",
            ),
            (
                "<b><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td/><td>3 x</td></tr></table></b>",
                "A | B\n1 | 3 x",
            ),
            ("<b><pre>one  two\n\tthree\n</pre></b>", "one  two\n three"),
            (
                "<b>a<script>no</script><P>b</P><media>no</media></b>",
                "a\nb",
            ),
            ("<b> \n </b>", ""),
        ];
        for (xml, expected) in cases {
            assert_eq!(flowed(xml), expected, "{xml}");
        }
    }

    #[test]
    fn words_stand_one_blank_apart_whatever_blanks_they_have() {
        let blanks = [
            " ", "  ", "\u{a0}", "\u{85}", "\u{2028}", "\u{3000}", "\n ", "\u{7f}", "\u{9f}",
            "\u{1680}", "\u{205f}",
        ];
        let words = [
            "a",
            "é",
            "\u{a1}x",
            "Москва",
            "中\u{3001}文",
            "ع",
            "\u{2014}",
            "😀",
            "\u{1681}",
        ];
        for blank in blanks {
            let text = format!("{blank}{}{blank}", words.join(blank));
            let mut flow = Flow::default();
            flow.text("head");
            flow.text(&text);
            flow.text("tail");
            let expected = format!("head {} tail", words.join(" "));
            assert_eq!(flow.finish(), Some(expected), "{blank:?}");
        }
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(
            plain("\r\n  One \r\n\r\n Two\u{1a}\n").as_deref(),
            Some("  One\n Two")
        );
        assert_eq!(plain(" \n\t\n"), None);
    }
}

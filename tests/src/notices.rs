//! Wires that tell the same few stories in every format that has versions: one that is corrected, one that is killed, one
//! that is withheld, one under an embargo, and one that another takes the place of.

use dateline_producer::formats::Format;
use dateline_schemas::Timestamp;

/// Formats in which a story can be told in versions.
pub const FORMATS: [Format; 7] = [
    Format::Jsonl,
    Format::Ninjs,
    Format::Dpa,
    Format::Newsmlg2,
    Format::Newsml1,
    Format::Nitf,
    Format::Feed,
];

/// How a story ends, whatever order its wires come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// This version is the newest.
    Newest(i64),
    /// It is killed.
    Killed,
    /// It is not public: recalled if it ever was.
    NotPublic,
    /// It is the newest from the end of its embargo on, and nothing of it shows before.
    Released,
}

/// One delivery.
#[derive(Debug, Clone)]
pub struct Wire {
    /// Format that it is in.
    pub format: Format,
    /// Its bytes.
    pub text: String,
}

/// What a wire says.
struct Said<'a> {
    id: &'a str,
    version: i64,
    headline: &'a str,
    /// `usable`, `withheld` or `canceled`.
    status: &'a str,
    embargoed_until: Option<&'a str>,
    replaces: Option<&'a str>,
}

/// Uri of a story in a format.
pub fn uri(format: Format, story: &str) -> String {
    format!("urn:newsml:test.example:20260313:{}-{story}", format.name())
}

/// All wires of a format, and how the stories in them end.
pub fn wires(format: Format, embargoed_until: Timestamp) -> (Vec<Wire>, Vec<(String, Ending)>) {
    let until = embargoed_until.to_string();
    let id = |story: &str| uri(format, story);
    let ids = [
        "corrected",
        "killed",
        "withheld",
        "embargoed",
        "replaced",
        "replacing",
    ]
    .map(id);
    let [corrected, killed, withheld, embargoed, replaced, replacing] = &ids;
    let said = |id, version, headline, status| Said {
        id,
        version,
        headline,
        status,
        embargoed_until: None,
        replaces: None,
    };
    let all = [
        said(corrected, 1, "Bridge open after two days", "usable"),
        said(corrected, 2, "Bridge open after three days", "usable"),
        said(killed, 1, "Mayor said to resign", "usable"),
        said(killed, 2, "Mayor said to resign", "canceled"),
        said(withheld, 1, "Budget leaked to the press", "usable"),
        said(withheld, 2, "Budget leaked to the press", "withheld"),
        Said {
            embargoed_until: Some(&until),
            ..said(embargoed, 1, "Prize goes to the harbour", "usable")
        },
        said(replaced, 1, "Ferry sinks off the coast", "usable"),
        Said {
            replaces: Some(replaced),
            ..said(replacing, 1, "Ferry runs aground off the coast", "usable")
        },
    ];
    let mut endings = vec![
        (corrected.clone(), Ending::Newest(2)),
        (killed.clone(), Ending::Killed),
        (withheld.clone(), Ending::NotPublic),
        (embargoed.clone(), Ending::Released),
        (replaced.clone(), Ending::Killed),
        (replacing.clone(), Ending::Newest(1)),
    ];
    endings.retain(|(id, _)| is_told(format, id));
    let told = all.iter().filter(|said| is_told(format, said.id));
    let wires = told.map(|said| Wire {
        format,
        text: written(format, said),
    });
    (wires.collect(), endings)
}

/// A feed has no word for withholding or embargoes, and JSON Lines and digitalwires none for replacing another item.
fn is_told(format: Format, id: &str) -> bool {
    let untold: &[&str] = match format {
        Format::Feed => &["withheld", "embargoed", "replaced", "replacing"],
        Format::Jsonl | Format::Dpa => &["replaced", "replacing"],
        _ => &[],
    };
    !untold.iter().any(|story| id.ends_with(story))
}

fn written(format: Format, said: &Said<'_>) -> String {
    match format {
        Format::Jsonl => jsonl(said),
        Format::Ninjs => ninjs(said),
        Format::Dpa => dpa(said),
        Format::Newsmlg2 => newsmlg2(said),
        Format::Newsml1 => newsml1(said),
        Format::Nitf => nitf(said),
        _ => atom(said),
    }
}

/// When a version was made: each a minute after the one before.
fn created(said: &Said<'_>) -> String {
    format!("2026-03-13T10:0{}:00Z", said.version)
}

fn jsonl(said: &Said<'_>) -> String {
    let item = serde_json::json!({
        "uri": said.id,
        "version": said.version,
        "headline": said.headline,
        "pub_status": said.status,
        "embargoed_until": said.embargoed_until,
        "version_created": created(said),
    });
    format!("{item}\n")
}

fn ninjs(said: &Said<'_>) -> String {
    let mut item = serde_json::json!({
        "standard": {"name": "ninjs", "version": "2.0"},
        "uri": said.id,
        "type": "text",
        "version": said.version.to_string(),
        "versioncreated": created(said),
        "pubstatus": said.status,
        "headline": said.headline,
        "body_text": said.headline,
    });
    if let Some(until) = said.embargoed_until {
        item["embargoed"] = until.into();
    }
    if let Some(other) = said.replaces {
        item["associations"] = serde_json::json!({"replaces": {"uri": other}});
        item["replaces"] = other.into();
    }
    format!("{item:#}")
}

fn dpa(said: &Said<'_>) -> String {
    let mut item = serde_json::json!({
        "urn": said.id,
        "version": said.version,
        "version_created": created(said),
        "pubstatus": said.status,
        "headline": said.headline,
        "article_html": format!("<section class=\"main\"><p>{}</p></section>", said.headline),
        "categories": [{"type": "dnltype:desk", "qcode": "dnldesk:al", "name": "Allgemein"}],
    });
    if let Some(until) = said.embargoed_until {
        item["embargoed"] = until.into();
    }
    format!("{item:#}")
}

fn newsmlg2(said: &Said<'_>) -> String {
    let Said {
        id,
        version,
        headline,
        status,
        ..
    } = said;
    let embargoed = said
        .embargoed_until
        .map(|until| format!("<embargoed>{until}</embargoed>"));
    let link = said
        .replaces
        .map(|other| format!("<link rel=\"irel:replaces\" residref=\"{other}\"/>"));
    format!(
        "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" standard=\"NewsML-G2\" standardversion=\"2.34\" \
         guid=\"{id}\" version=\"{version}\"><itemMeta><itemClass qcode=\"ninat:text\"/><versionCreated>{}</versionCreated>{}\
         <pubStatus qcode=\"stat:{status}\"/>{}</itemMeta><contentMeta><headline>{headline}</headline></contentMeta>\
         <contentSet><inlineData contenttype=\"text/plain\">{headline}</inlineData></contentSet></newsItem>",
        created(said),
        embargoed.unwrap_or_default(),
        link.unwrap_or_default(),
    )
}

fn newsml1(said: &Said<'_>) -> String {
    let Said {
        id,
        version,
        headline,
        ..
    } = said;
    let (status, change) = match said.embargoed_until {
        Some(until) => (
            "Embargoed",
            format!(
                "<StatusWillChange><FutureStatus FormalName=\"Usable\"/><DateAndTime>{until}</DateAndTime></StatusWillChange>"
            ),
        ),
        None => (
            match said.status {
                "usable" => "Usable",
                "withheld" => "Withheld",
                _ => "Canceled",
            },
            String::new(),
        ),
    };
    let associated = said
        .replaces
        .map(|other| format!("<AssociatedWith FormalName=\"Replaces\" NewsItem=\"{other}:1N\"/>"));
    format!(
        "<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>{id}:{version}N</PublicIdentifier></NewsIdentifier>\
         </Identification><NewsManagement><NewsItemType FormalName=\"News\"/><ThisRevisionCreated>{}</ThisRevisionCreated>\
         <Status FormalName=\"{status}\"/>{change}{}</NewsManagement><NewsComponent><NewsLines><HeadLine>{headline}</HeadLine></NewsLines>\
         <ContentItem><DataContent>{headline}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
        created(said),
        associated.unwrap_or_default(),
    )
}

fn nitf(said: &Said<'_>) -> String {
    let Said {
        id,
        version,
        headline,
        status,
        ..
    } = said;
    let release = said
        .embargoed_until
        .map(|until| format!("<date.release norm=\"{until}\"/>"));
    let correction = said
        .replaces
        .map(|other| format!("<correction id-string=\"{other}\" info=\"replaces it\"/>"));
    format!(
        "<nitf><head><docdata management-status=\"{status}\">{}<doc-id id-string=\"{id}\"/><date.issue norm=\"{}\"/>{}\
         <du-key key=\"{id}\" version=\"{version}\"/></docdata></head><body><body.head><hedline><hl1>{headline}</hl1></hedline>\
         </body.head><body.content><p>{headline}</p></body.content></body></nitf>",
        correction.unwrap_or_default(),
        created(said),
        release.unwrap_or_default(),
    )
}

fn atom(said: &Said<'_>) -> String {
    let Said {
        id,
        headline,
        status,
        ..
    } = said;
    let entry = if *status == "canceled" {
        format!(
            "<at:deleted-entry ref=\"{id}\" when=\"{}\"/>",
            created(said)
        )
    } else {
        let updated = created(said);
        format!(
            "<entry><id>{id}</id><title>{headline}</title><updated>{updated}</updated><content>{headline}</content></entry>"
        )
    };
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><id>urn:test:feed</id>\
         <title>Wires</title><updated>2026-03-13T10:00:00Z</updated>{entry}</feed>"
    )
}

#[cfg(test)]
mod tests {
    use dateline_producer::formats::{DeliveryContext, parse_any};

    use super::*;

    #[test]
    fn every_wire_is_known_by_its_content_and_is_of_its_story() {
        let until = Timestamp::from_millis(4_000_000_000_000);
        for format in FORMATS {
            let (wires, endings) = wires(format, until);
            let mut uris = Vec::new();
            for wire in &wires {
                let parsed = parse_any(None, &DeliveryContext::default(), wire.text.as_bytes());
                assert_eq!(parsed.rejected, [], "{}", wire.text);
                let is_alone = parsed.items.len() == 1 || wire.text.contains("replac");
                assert!(is_alone, "{:#?}", parsed.items);
                uris.extend(parsed.items.into_iter().map(|item| item.uri));
            }
            uris.sort();
            uris.dedup();
            let mut expected: Vec<String> = endings.into_iter().map(|(uri, _)| uri).collect();
            expected.sort();
            assert_eq!(uris, expected, "{format}");
        }
    }
}

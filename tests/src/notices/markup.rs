//! The stories in formats of XML.

use super::versions::Said;

pub(super) fn newsmlg2(said: &Said<'_>) -> String {
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
        said.created(),
        embargoed.unwrap_or_default(),
        link.unwrap_or_default(),
    )
}

pub(super) fn newsml1(said: &Said<'_>) -> String {
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
        said.created(),
        associated.unwrap_or_default(),
    )
}

pub(super) fn nitf(said: &Said<'_>) -> String {
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
        said.created(),
        release.unwrap_or_default(),
    )
}

pub(super) fn atom(said: &Said<'_>) -> String {
    let Said {
        id,
        headline,
        status,
        ..
    } = said;
    let entry = if *status == "canceled" {
        format!(
            "<at:deleted-entry ref=\"{id}\" when=\"{}\"/>",
            said.created()
        )
    } else {
        let updated = said.created();
        format!(
            "<entry><id>{id}</id><title>{headline}</title><updated>{updated}</updated><content>{headline}</content></entry>"
        )
    };
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><id>urn:test:feed</id>\
         <title>Wires</title><updated>2026-03-13T10:00:00Z</updated>{entry}</feed>"
    )
}

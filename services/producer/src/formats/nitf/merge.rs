//! How what an article says goes into the item that carries it: only where the item says nothing itself.

use dateline_schemas::{PubStatus, WireItem};

/// Fills the empty fields of an item, each with the notes on how it came about.
pub(super) fn into(wire_item: &mut WireItem, told: WireItem) {
    let mut taken = Vec::new();
    texts(wire_item, &told, &mut taken);
    facts(wire_item, &told, &mut taken);
    lists(wire_item, &told, &mut taken);
    if wire_item.body.is_none() && told.body.is_some() {
        wire_item.body = told.body;
        wire_item.representation = told.representation;
        taken.extend(["body", "representation"]);
    }
    if wire_item.embargoed_until.is_none() && wire_item.embargo_text.is_none() {
        wire_item.embargoed_until = told.embargoed_until;
        wire_item.embargo_text = told.embargo_text;
        taken.extend(["embargoed_until", "embargo_text"]);
    }
    if wire_item.pub_status == PubStatus::Unknown && told.pub_status != PubStatus::Unknown {
        wire_item.pub_status = told.pub_status;
        taken.push("pub_status");
    }
    let notes = told.provenance.into_iter();
    let notes = notes.filter(|note| taken.contains(&note.field.as_str()));
    wire_item.provenance.extend(notes);
    for (name, value) in told.extensions {
        wire_item.extensions.entry(name).or_insert(value);
    }
}

fn texts(wire_item: &mut WireItem, told: &WireItem, taken: &mut Vec<&str>) {
    let fields = [
        ("provider", &mut wire_item.provider, &told.provider),
        ("headline", &mut wire_item.headline, &told.headline),
        ("slugline", &mut wire_item.slugline, &told.slugline),
        ("byline", &mut wire_item.byline, &told.byline),
        ("section", &mut wire_item.section, &told.section),
        (
            "language_declared",
            &mut wire_item.language_declared,
            &told.language_declared,
        ),
        ("genre", &mut wire_item.genre, &told.genre),
        ("ednote", &mut wire_item.ednote, &told.ednote),
        ("usage_terms", &mut wire_item.usage_terms, &told.usage_terms),
    ];
    for (name, field, from) in fields {
        fill(name, field, from, taken);
    }
    // A credit line and the credits in it are one fact.
    if wire_item.credits.is_empty() && wire_item.credit_line.is_none() {
        wire_item.credits.clone_from(&told.credits);
        wire_item.credit_line.clone_from(&told.credit_line);
        taken.extend(["credits", "credit_line"]);
    }
}

fn facts(wire_item: &mut WireItem, told: &WireItem, taken: &mut Vec<&str>) {
    fill("dateline", &mut wire_item.dateline, &told.dateline, taken);
    fill("located", &mut wire_item.located, &told.located, taken);
    fill("urgency", &mut wire_item.urgency, &told.urgency, taken);
    fill("expires", &mut wire_item.expires, &told.expires, taken);
    fill(
        "version_created",
        &mut wire_item.version_created,
        &told.version_created,
        taken,
    );
    fill(
        "published",
        &mut wire_item.published,
        &told.published,
        taken,
    );
}

fn lists(wire_item: &mut WireItem, told: &WireItem, taken: &mut Vec<&str>) {
    fill_list(
        "headlines",
        &mut wire_item.headlines,
        &told.headlines,
        taken,
    );
    fill_list("subjects", &mut wire_item.subjects, &told.subjects, taken);
    fill_list("keywords", &mut wire_item.keywords, &told.keywords, taken);
    fill_list("signals", &mut wire_item.signals, &told.signals, taken);
    // Ids and media of the article are none of the item's own, so that they stand beside those.
    wire_item.alt_ids.extend_from_slice(&told.alt_ids);
    wire_item.associations.extend_from_slice(&told.associations);
}

fn fill<'n, T: Clone>(
    name: &'n str,
    field: &mut Option<T>,
    from: &Option<T>,
    taken: &mut Vec<&'n str>,
) {
    if field.is_none() && from.is_some() {
        field.clone_from(from);
        taken.push(name);
    }
}

fn fill_list<'n, T: Clone>(
    name: &'n str,
    field: &mut Vec<T>,
    from: &[T],
    taken: &mut Vec<&'n str>,
) {
    if field.is_empty() && !from.is_empty() {
        field.extend_from_slice(from);
        taken.push(name);
    }
}

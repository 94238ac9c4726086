//! The fields of an object, taken out one by one: what nobody takes goes to the extensions.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::text;

/// Fields by their names in small letters, for generations of one standard differ in the case of their names alone.
#[derive(Debug)]
pub(in crate::formats) struct Fields {
    by_name: BTreeMap<String, (String, Value)>,
    /// Names that are spelled in two ways, with values that differ.
    twice: Vec<String>,
}

impl Fields {
    /// The fields of an object, without those that are null.
    pub(in crate::formats) fn new(object: Map<String, Value>) -> Self {
        let mut fields: BTreeMap<String, (String, Value)> = BTreeMap::new();
        let mut twice = Vec::new();
        for (spelled, value) in object {
            if value.is_null() {
                continue;
            }
            let folded = spelled.to_ascii_lowercase();
            // Where two names differ in case alone, the second one is kept as it is spelled.
            let name = match fields.get(&folded) {
                Some((_, known)) => {
                    if *known != value {
                        twice.push(folded);
                    }
                    format!("{spelled} ")
                }
                None => folded,
            };
            fields.insert(name, (spelled, value));
        }
        Self {
            by_name: fields,
            twice,
        }
    }

    /// Names in small letters that are spelled in two ways, with values that differ.
    pub(in crate::formats) fn twice(&self) -> &[String] {
        &self.twice
    }

    pub(in crate::formats) fn get(&self, name: &str) -> Option<&Value> {
        self.by_name.get(name).map(|(_, value)| value)
    }

    /// Whether the name of a field begins like one of these.
    pub(in crate::formats) fn has_one_like(&self, beginnings: &[&str]) -> bool {
        let mut names = self.by_name.keys();
        names.any(|name| beginnings.iter().any(|begins| name.starts_with(begins)))
    }

    pub(in crate::formats) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    pub(in crate::formats) fn take(&mut self, name: &str) -> Option<Value> {
        self.by_name.remove(name).map(|(_, value)| value)
    }

    /// Puts a value back that is not, or not in whole, where it belongs.
    pub(in crate::formats) fn put_back(&mut self, name: &str, value: Value) {
        self.by_name
            .insert(name.to_owned(), (name.to_owned(), value));
    }

    /// The text or number of a field; a value of another kind stays.
    pub(in crate::formats) fn text(&mut self, name: &str) -> Option<String> {
        let value = self.get(name)?;
        let found = text(value);
        if found.is_some() || value.is_string() {
            self.take(name);
        }
        found
    }

    /// The first of some fields that has a text.
    pub(in crate::formats) fn first_text(&mut self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }

    /// The fields whose names begin with a prefix, taken out: what stands behind the prefix, and the value.
    pub(in crate::formats) fn take_prefixed(&mut self, prefix: &str) -> Vec<(String, Value)> {
        let names: Vec<String> = self
            .by_name
            .range(prefix.to_owned()..)
            .map(|(name, _)| name)
            .take_while(|name| name.starts_with(prefix))
            .cloned()
            .collect();
        let taken = names.into_iter().filter_map(|name| {
            let value = self.take(&name)?;
            Some((name.get(prefix.len()..)?.to_owned(), value))
        });
        taken.collect()
    }

    /// What is left, by the names as they are spelled.
    pub(in crate::formats) fn rest(self) -> impl Iterator<Item = (String, Value)> {
        self.by_name.into_values()
    }
}

/// The member of an object by its name in small letters.
pub(in crate::formats) fn member<'a>(
    object: &'a Map<String, Value>,
    name: &str,
) -> Option<&'a Value> {
    let found = object.get(name).or_else(|| {
        let mut members = object.iter();
        members
            .find(|(spelled, _)| spelled.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    });
    found.filter(|value| !value.is_null())
}

/// Text or number of the first of some members that has one.
pub(in crate::formats) fn member_text(
    object: &Map<String, Value>,
    names: &[&str],
) -> Option<String> {
    names
        .iter()
        .find_map(|name| member(object, name).and_then(text))
}

/// A list's members, or the value alone as the one of them.
pub(in crate::formats) fn listed(value: &Value) -> &[Value] {
    match value {
        Value::Array(members) => members,
        other => std::slice::from_ref(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields {
        Fields::new(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn what_is_not_taken_is_left() {
        let mut fields = fields(
            "{\"pubStatus\":\"usable\",\"a\":null,\"body_text\":\"x\",\"body_html\":\"y\",\"n\":7,\"o\":{},\"PubStatus\":1}",
        );
        assert_eq!(fields.text("pubstatus").as_deref(), Some("1"));
        assert_eq!(fields.text("n").as_deref(), Some("7"));
        assert_eq!(fields.text("o"), None);
        let bodies: Vec<String> = fields
            .take_prefixed("body_")
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(bodies, ["html", "text"]);
        let rest: Vec<String> = fields.rest().map(|(name, _)| name).collect();
        assert_eq!(rest, ["o", "pubStatus"]);
    }
}

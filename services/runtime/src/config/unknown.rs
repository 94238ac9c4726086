//! Keys that nothing reads are refused: a misspelt setting must not be silence.

use crate::config::{
    Field, Node, Origin, Problem, Shape, Value,
    environment::variable_of,
    secret::file_key,
    suggest::{closest, did_you_mean},
};

pub fn find(root: &Node, shape: &Shape) -> Vec<Problem> {
    let mut finder = Finder {
        all_keys: shape.leaf_keys(),
        problems: Vec::new(),
    };
    finder.visit(root, shape);
    finder.problems
}

struct Finder {
    all_keys: Vec<String>,
    problems: Vec<Problem>,
}

impl Finder {
    fn visit(&mut self, node: &Node, shape: &Shape) {
        match (&node.value, shape) {
            (Value::Table(children), Shape::Table { fields, .. }) => {
                for (name, child) in children {
                    if let Some(field) = fields.iter().find(|field| field.name == name) {
                        self.visit(child, &field.shape);
                    } else if !names_a_secret_file(name, fields) {
                        self.unknown(name, child, fields);
                    }
                }
            }
            (Value::List(nodes), Shape::Tables { fields, about }) => {
                let shape = Shape::Table {
                    fields: fields.clone(),
                    about: about.clone(),
                };
                nodes.iter().for_each(|node| self.visit(node, &shape));
            }
            // A value of another kind is told by the one who reads it.
            _ => {}
        }
    }

    fn unknown(&mut self, name: &str, node: &Node, siblings: &[Field]) {
        let parent = node.key.strip_suffix(name).unwrap_or_default();
        let names = siblings.iter().map(|field| field.name);
        let intended = closest(name, names).map(|name| format!("{parent}{name}"));
        let intended = intended.or_else(|| self.same_name_elsewhere(name));
        let remedy = match (intended, &node.origin) {
            (Some(key), Origin::Environment(_)) => did_you_mean(&variable_of(&key)),
            (Some(key), _) => did_you_mean(&key),
            (None, _) => {
                let names: Vec<_> = siblings.iter().map(|field| field.name).collect();
                format!("remove it; the keys known here are: {}", names.join(", "))
            }
        };
        self.problems.push(Problem {
            what: format!("unknown key `{}`", node.key),
            place: node.origin.to_string(),
            why: "nothing reads a key of this name".to_owned(),
            remedy,
        });
    }

    fn same_name_elsewhere(&self, name: &str) -> Option<String> {
        let last = |key: &String| key.rsplit('.').next().unwrap_or_default().to_owned();
        let key = self.all_keys.iter().find(|key| last(key) == name);
        key.cloned()
    }
}

fn names_a_secret_file(name: &str, fields: &[Field]) -> bool {
    fields
        .iter()
        .any(|field| matches!(field.shape, Shape::Secret) && file_key(field.name) == name)
}

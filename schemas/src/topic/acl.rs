//! The access that the table implies: who may do what, for a cluster that authorises.

use std::fmt;

use crate::topic::{Party, Topic};

/// What access is granted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// A topic.
    Topic,
    /// Consumer groups that begin with the name.
    GroupPrefix,
    /// Transactional ids that begin with the name.
    TransactionalIdPrefix,
}

/// What may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Read records or offsets.
    Read,
    /// Write records; Kafka implies describing.
    Write,
    /// See the positions that a group has committed.
    Describe,
}

/// One grant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Acl {
    /// Who.
    pub party: Party,
    /// May do what.
    pub operation: Operation,
    /// To what kind of thing.
    pub resource: Resource,
    /// Of which name, or name's beginning.
    pub name: String,
}

impl Party {
    /// Everybody, in the order of the flow.
    pub const ALL: [Self; 5] = [
        Self::Producer,
        Self::Enricher,
        Self::Sink,
        Self::Operator,
        Self::Consumer,
    ];

    /// Name in listings, and the principal to replace in the commands.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Enricher => "enricher",
            Self::Sink => "sink",
            Self::Operator => "operator",
            Self::Consumer => "consumer",
        }
    }

    const fn is_service(self) -> bool {
        matches!(self, Self::Producer | Self::Enricher | Self::Sink)
    }
}

impl fmt::Display for Acl {
    /// Arguments of Kafka's `kafka-acls.sh --add`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = match self.operation {
            Operation::Read => "Read",
            Operation::Write => "Write",
            Operation::Describe => "Describe",
        };
        let (resource, pattern) = match self.resource {
            Resource::Topic => ("--topic", "literal"),
            Resource::GroupPrefix => ("--group", "prefixed"),
            Resource::TransactionalIdPrefix => ("--transactional-id", "prefixed"),
        };
        write!(
            formatter,
            "--allow-principal User:{} --operation {operation} {resource} {} --resource-pattern-type {pattern}",
            self.party.name(),
            self.name
        )
    }
}

/// Every grant that the table implies under a prefix, and no more.
pub fn acls(prefix: &str) -> Vec<Acl> {
    let mut acls = Vec::new();
    for party in Party::ALL {
        for topic in Topic::ALL {
            let spec = topic.spec();
            let grants = [
                (Operation::Read, spec.readers),
                (Operation::Write, spec.writers),
            ];
            for (operation, parties) in grants {
                if parties.contains(&party) {
                    acls.push(Acl {
                        party,
                        operation,
                        resource: Resource::Topic,
                        name: topic.name(prefix),
                    });
                }
            }
        }
        let grants = client_grants(party, prefix);
        acls.extend(grants.into_iter().filter(|grant| {
            // The operator's tools write, too, and belong to no group.
            party.is_service()
                || party == Party::Operator && grant.resource == Resource::TransactionalIdPrefix
        }));
        if party == Party::Operator {
            // A replay holds back while the enricher is behind.
            acls.push(Acl {
                party,
                operation: Operation::Describe,
                resource: Resource::GroupPrefix,
                name: client_name(Party::Enricher, prefix),
            });
        }
    }
    acls
}

/// What the groups and transactional ids of a party begin with.
fn client_name(party: Party, prefix: &str) -> String {
    format!("{prefix}-{}", party.name())
}

fn client_grants(party: Party, prefix: &str) -> [Acl; 2] {
    let name = client_name(party, prefix);
    [
        (Operation::Read, Resource::GroupPrefix),
        (Operation::Write, Resource::TransactionalIdPrefix),
    ]
    .map(|(operation, resource)| Acl {
        party,
        operation,
        resource,
        name: name.clone(),
    })
}

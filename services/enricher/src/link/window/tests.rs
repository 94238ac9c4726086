//! The window against a brute-force model, over random changes and their undoing.

use std::collections::{BTreeMap, BTreeSet};

use dateline_schemas::Fingerprints;
use proptest::prelude::*;

use super::{keys::shingle_key, postings::POSTINGS_PER_KEY, *};

const GROUPS: [&str; 2] = ["nl", "en"];

fn story(number: u8) -> StoryId {
    StoryId::founded_by(&format!("story {number}"), 1)
}

fn member(group: usize, uri: u8, hours: i64, story_number: u8, shingles: &[i64]) -> Change {
    Change {
        group: GROUPS[group].to_owned(),
        received_at: Timestamp::from_millis(hours * HOUR_MS),
        event: Event::Member {
            uri: format!("urn:dateline:anp:{uri}"),
            revision: hours,
            story: story(story_number),
            fingerprints: Fingerprints {
                body_hash: shingles.first().copied(),
                headline_hash: shingles.last().copied(),
                shingles: shingles.to_vec(),
                numbers: vec![3],
                token_count: 40,
            },
            owners: vec![7],
        },
    }
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let received = (0_i64..160, 0_i64..5);
    let prints = prop::collection::btree_set(0_i64..12, 0..6);
    let joined = (0_usize..2, 0_u8..40, received.clone(), 0_u8..6, prints).prop_map(
        |(group, uri, (hours, _), story, prints)| {
            member(group, uri, hours, story, &Vec::from_iter(prints))
        },
    );
    let removed =
        (0_usize..2, 0_u8..40, received.clone()).prop_map(|(group, uri, (hours, _))| Change {
            group: GROUPS[group].to_owned(),
            received_at: Timestamp::from_millis(hours * HOUR_MS),
            event: Event::Removed {
                uri: format!("urn:dateline:anp:{uri}"),
            },
        });
    let merged = (0_u8..6, 0_u8..6, received).prop_map(|(into, ended, (hours, _))| Change {
        group: "nl".to_owned(),
        received_at: Timestamp::from_millis(hours * HOUR_MS),
        event: Event::Merged {
            into: story(into),
            ended: story(ended),
        },
    });
    let change = prop_oneof![8 => joined, 2 => removed, 1 => merged];
    // Time rises by and large, so that all of the window's length comes to pass, with items that come late.
    prop::collection::vec(change, 0..150).prop_map(|mut changes| {
        for (number, change) in changes.iter_mut().enumerate() {
            let late = change.received_at.as_millis() / 4;
            change.received_at = Timestamp::from_millis(number as i64 * HOUR_MS * 3 / 2 - late);
        }
        changes
    })
}

/// All that the window holds, by names and not by slots.
fn contents(window: &Window) -> impl PartialEq + std::fmt::Debug + use<> {
    let name = |slot: u32| {
        window
            .members
            .get(slot)
            .map(|member| format!("{} {}", member.group, member.uri()))
    };
    let members: BTreeMap<_, _> = window
        .members
        .iter()
        .map(|member| {
            let story = window.stories.get(member.story).map(|story| story.id);
            let shingles: Vec<u32> = member.shingles().collect();
            (
                (member.group, member.uri().to_owned()),
                (member.revision, member.received_at, story, shingles),
            )
        })
        .collect();
    let postings: BTreeMap<_, _> = (0..2)
        .flat_map(|group| (0..12).map(move |shingle| (group, shingle)))
        .map(|(group, shingle)| {
            let key = shingle_key(group_salt(GROUPS[group]), shingle);
            (
                (group, shingle),
                window.shingles.of(key).map(name).collect::<Vec<_>>(),
            )
        })
        .collect();
    let stories: BTreeMap<_, _> = window
        .stories
        .iter()
        .map(|story| {
            let newest = std::iter::successors(Some(story.newest), |slot| {
                window.members.get(*slot).map(|member| member.next)
            });
            (
                story.id,
                (story.members, newest.map(name).collect::<Vec<_>>()),
            )
        })
        .collect();
    let counts = (
        window.shingles.count(),
        window.names.count(),
        window.owned_bytes,
        window.stream_time,
    );
    (members, postings, stories, window.hours.clone(), counts)
}

#[derive(Debug, Clone)]
struct ModelMember {
    group: String,
    uri: String,
    received_at: Timestamp,
    story: StoryId,
    prints: Fingerprints,
}

/// Lists, searched from end to end.
#[derive(Debug, Default, Clone)]
struct Model {
    members: Vec<ModelMember>,
    postings: BTreeMap<(String, i64), Vec<String>>,
    now: Option<Timestamp>,
}

impl Model {
    fn is_live(&self, received_at: Timestamp) -> bool {
        self.now
            .is_none_or(|now| received_at > now.plus_millis(-WINDOW_MS))
    }

    fn remove(&mut self, group: &str, uri: &str) {
        self.members
            .retain(|member| (member.group.as_str(), member.uri.as_str()) != (group, uri));
        for ((posted, _), uris) in &mut self.postings {
            if posted == group {
                uris.retain(|posted| posted != uri);
            }
        }
    }

    fn apply(&mut self, change: Change) {
        self.now = self.now.max(Some(change.received_at));
        match change.event {
            Event::Member {
                uri,
                story,
                fingerprints: prints,
                ..
            } => {
                self.remove(&change.group, &uri);
                for shingle in &prints.shingles {
                    let mut uris = self.live(&change.group, *shingle);
                    if uris.len() == POSTINGS_PER_KEY {
                        uris.remove(0);
                    }
                    uris.push(uri.clone());
                    self.postings.insert((change.group.clone(), *shingle), uris);
                }
                self.members.push(ModelMember {
                    group: change.group,
                    uri,
                    received_at: change.received_at,
                    story,
                    prints,
                });
            }
            Event::Removed { uri } => self.remove(&change.group, &uri),
            Event::Merged { into, ended } => {
                self.members
                    .iter_mut()
                    .filter(|member| member.story == ended)
                    .for_each(|member| member.story = into);
            }
        }
    }

    /// Live members with a fingerprint, oldest posting first. What expired can be forgotten: time never goes back.
    fn live(&self, group: &str, shingle: i64) -> Vec<String> {
        let posted = self
            .postings
            .get(&(group.to_owned(), shingle))
            .into_iter()
            .flatten();
        let is_live = |uri: &&String| {
            let member = self
                .members
                .iter()
                .find(|member| member.group == group && member.uri == **uri);
            member.is_some_and(|member| self.is_live(member.received_at))
        };
        posted.filter(is_live).cloned().collect()
    }
}

fn agrees(window: &Window, model: &Model) -> Result<(), TestCaseError> {
    let now = model.now.unwrap_or_default();
    for group in GROUPS {
        let view = window.view(group, now);
        for shingle in 0..12 {
            let found: Vec<_> = view
                .by_shingle(shingle as u32)
                .map(|found| found.member.uri().to_owned())
                .collect();
            prop_assert_eq!(found, model.live(group, shingle));
        }
        for number in 0..40 {
            let uri = format!("urn:dateline:anp:{number}");
            let expected = model
                .members
                .iter()
                .find(|member| member.group == group && member.uri == uri);
            let expected = expected.filter(|member| model.is_live(member.received_at));
            let found = view.by_uri(&uri);
            prop_assert_eq!(
                found.and_then(|found| view.story_id(found.member)),
                expected.map(|member| member.story)
            );
            let (Some(found), Some(expected)) = (found, expected) else {
                continue;
            };
            let same_story: BTreeSet<_> = view
                .story_of(found.member)
                .map(|found| found.member.uri())
                .collect();
            let in_model = model
                .members
                .iter()
                .filter(|member| member.story == expected.story && member.group == group);
            let in_model = in_model
                .filter(|member| model.is_live(member.received_at))
                .map(|member| member.uri.as_str());
            prop_assert_eq!(same_story, in_model.collect());
            if let Some(hash) = expected.prints.body_hash {
                prop_assert!(
                    view.by_body(hash).any(|found| found.member.uri() == uri)
                        || view.by_body(hash).count() == POSTINGS_PER_KEY
                );
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_window_shows_what_a_plain_list_of_live_members_shows(changes in changes()) {
        let (mut window, mut model) = (Window::default(), Model::default());
        for change in changes {
            window.apply(change.clone());
            model.apply(change);
            agrees(&window, &model)?;
        }
    }

    #[test]
    fn a_window_restored_from_what_retention_left_shows_what_the_list_shows(changes in changes()) {
        let mut model = Model::default();
        for change in changes.clone() {
            model.apply(change);
        }
        // Retention takes the oldest records, and only such as can have no live member.
        let kept = changes.iter().position(|change| model.is_live(change.received_at));
        let kept = &changes[kept.unwrap_or(changes.len())..];
        let mut restored = Window::default();
        for change in kept {
            restored.apply(change.clone());
        }
        agrees(&restored, &model)?;
        let again = kept.iter().take(20).cloned();
        let undos: Vec<Undo> = again.map(|change| restored.apply(change)).collect();
        for undo in undos.into_iter().rev() {
            restored.undo(undo);
        }
        agrees(&restored, &model)?;
    }

    #[test]
    fn undone_changes_leave_the_window_as_it_was(changes in changes(), kept in 0_usize..150) {
        let mut window = Window::default();
        let mut undos = Vec::new();
        let mut before = Vec::new();
        for change in &changes {
            before.push(contents(&window));
            undos.push(window.apply(change.clone()));
        }
        let after = contents(&window);
        let kept = kept.min(changes.len());
        for number in (kept..changes.len()).rev() {
            window.undo(undos.pop().expect("each change left one"));
            prop_assert_eq!(&contents(&window), &before[number]);
        }
        for change in &changes[kept..] {
            window.apply(change.clone());
        }
        prop_assert_eq!(contents(&window), after);
    }
}

#[test]
fn expired_members_leave_memory_with_the_traffic() {
    let mut window = Window::default();
    let shingles: Vec<i64> = (0..40).collect();
    for hour in 0..2_000_i64 {
        window.apply(member(
            0,
            (hour % 251) as u8,
            hour,
            (hour % 241) as u8,
            &shingles,
        ));
    }
    assert!(window.members() <= 74, "{} members", window.members());
    assert!(window.hours.len() <= 74);
}

#[test]
fn a_copy_of_everything_does_not_fill_a_key() {
    let mut window = Window::default();
    for uri in 0..200 {
        window.apply(member(0, uri, 1, uri, &[7]));
    }
    let view = window.view("nl", Timestamp::from_millis(HOUR_MS));
    let newest: Vec<_> = view
        .by_shingle(7)
        .map(|found| found.member.uri().to_owned())
        .collect();
    assert_eq!(newest.len(), POSTINGS_PER_KEY);
    assert_eq!(
        newest.last().map(String::as_str),
        Some("urn:dateline:anp:199")
    );
    assert!(view.by_uri("urn:dateline:anp:0").is_some());
    assert_eq!(
        window
            .view("und", Timestamp::from_millis(HOUR_MS))
            .by_shingle(7)
            .count(),
        0
    );
}

//! How many owners tell a story: copies of one agency's text do not raise it, a text of another's own does.

use dateline_schemas::Relation;

use super::*;

const HEADLINE: &str = "Nieuwe hefbrug over de Dolte geopend";
const OTHER_NL: &str = "Met een druk op de knop ging gisteren in Westerveen de slagboom omhoog voor het eerste vrachtverkeer in \
    jaren. Wethouder Harmsen sprak van een feestdag voor de haven. Volgens de aannemer lag dat aan een sensor die \
    verkeerd was afgesteld. Langs de oever stonden honderden mensen te kijken, onder wie de schippers die tot nu toe \
    moesten omvaren langs het kanaal bij Oudeschans.";

fn headlined(agency: &str, number: u32, minutes: i64, body: &str) -> AnnotatedItem {
    headed(item(agency, number, minutes, "nl", body), HEADLINE)
}

#[test]
fn copies_of_one_text_do_not_raise_it_and_another_text_does() {
    let mut desk = Desk::new();
    let mut credited = |item: AnnotatedItem| desk.feed(&item).dedup;
    let first = credited(headlined("anp", 1, 0, BRIDGE_NL));
    assert_eq!(first.corroboration, Some(1));
    let copy = credited(headlined("dpa", 2, 1, BRIDGE_NL));
    assert_eq!(
        (copy.relation, copy.corroboration),
        (Relation::ExactDuplicate, Some(1))
    );
    let excerpt = credited(headlined("afp", 3, 2, &cut(BRIDGE_NL, 50)));
    assert_eq!(
        (excerpt.relation, excerpt.corroboration),
        (Relation::ExcerptOf, Some(1))
    );
    let own = credited(headlined("belga", 4, 3, OTHER_NL));
    assert_eq!(own.story_id, first.story_id);
    assert_eq!(
        (own.relation, own.corroboration),
        (Relation::Related, Some(2))
    );
    let again = credited(headlined("efe", 5, 4, BRIDGE_NL));
    assert_eq!(again.corroboration, Some(2), "one more copy");
}

#[test]
fn a_restart_counts_the_same_owners() {
    let mut desk = Desk::new();
    for item in [
        headlined("anp", 1, 0, BRIDGE_NL),
        headlined("dpa", 2, 1, BRIDGE_NL),
        headlined("belga", 3, 2, OTHER_NL),
    ] {
        desk.feed(&item);
    }
    let next = headlined("afp", 4, 3, BRIDGE_NL);
    let restarted = desk.replay(&desk.log.clone());
    let expected = desk.feed(&next).dedup;
    assert_eq!(expected.corroboration, Some(2));
    let decision = restarted.decide(&next);
    assert_eq!(restarted.public(&decision).dedup, expected);
}

#[test]
fn a_kill_takes_its_owner_away_and_says_no_number() {
    let mut desk = Desk::new();
    desk.feed(&headlined("anp", 1, 0, BRIDGE_NL));
    desk.feed(&headlined("belga", 2, 1, OTHER_NL));
    let killed = desk.feed(&textless("anp", 1, 2, "nl", LineagePosition::Killed));
    assert_eq!(killed.dedup.corroboration, None);
    let copy = desk.feed(&headlined("dpa", 3, 3, OTHER_NL));
    assert_eq!(copy.dedup.corroboration, Some(1));
}

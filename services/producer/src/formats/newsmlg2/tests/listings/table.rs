//! What each listing says, by its file.

use dateline_runtime::Reason;
use dateline_schemas::WireItem;

/// What a listing is.
pub(super) enum Truth {
    /// An item of news.
    News(&'static News),
    /// Parts that are none, by their reason and the id that could be saved.
    NoNews(&'static [(Reason, Option<&'static str>)]),
}

pub(super) struct News {
    pub(super) uri: &'static str,
    pub(super) version: i64,
    pub(super) headline: Option<&'static str>,
    pub(super) language: &'static str,
    /// Name, scheme and code of where it was filed.
    pub(super) located: Option<(Option<&'static str>, &'static str, &'static str)>,
    pub(super) subjects: usize,
    pub(super) associations: usize,
    /// How the text begins.
    pub(super) body: Option<&'static str>,
    /// What else is worth a look.
    pub(super) also: fn(&WireItem),
}

const NEWS: News = News {
    uri: "",
    version: 11,
    headline: None,
    language: "en-US",
    located: None,
    subjects: 0,
    associations: 0,
    body: None,
    also: |item| assert_eq!(item.signals, []),
};

const fn concept(id: &'static [(Reason, Option<&'static str>)]) -> Truth {
    Truth::NoNews(id)
}

/// A part of an item, which is none.
const PART: Truth = Truth::NoNews(&[(Reason::Unparsable, None)]);

const PHOTO: News = News {
    uri: "tag:gettyimages.com,2010:GYI0062134533",
    headline: Some("Variety Of Recessionary Forces Leave Las Vegas Economy Scarred"),
    subjects: 5,
    associations: 3,
    body: Some("A general view of part of downtown, including"),
    also: |item| {
        assert_eq!(item.credit_line.as_deref(), Some("Getty Images"));
        assert_eq!(item.keywords.len(), 7);
        let roles = item.associations.iter();
        let roles: Vec<_> = roles.map(|it| it.role.as_deref()).collect();
        assert_eq!(roles, [Some("highRes"), Some("web"), Some("thumb")]);
    },
    ..NEWS
};

const FED: News = News {
    headline: Some("Fed to halt QE to avert \"bubble\""),
    located: Some((Some("New York, NY"), "geoloc", "NYC")),
    subjects: 3,
    also: |item| {
        assert_eq!(item.credits, ["AP"]);
        assert_eq!(item.slugline.as_deref(), Some("US-Finance-Fed"));
        let byline = item.byline.as_deref().unwrap_or_default();
        assert!(byline.starts_with("By Meredith Jameson, "), "{byline}");
    },
    ..NEWS
};

const FACETS: News = News {
    uri: "tag:example.com,2008:407624",
    language: "en",
    subjects: 3,
    ..NEWS
};

const EVENT: &[(Reason, Option<&str>)] = &[(
    Reason::NotNews,
    Some("urn:newsml:iptc.org:20160422:qqwpiruuew4711"),
)];
const PLAN: &[(Reason, Option<&str>)] = &[(
    Reason::NotNews,
    Some("urn:newsml:iptc.org:20101025:gbmrmdreis4711"),
)];

pub(super) const LISTINGS: &[(&str, Truth)] = &[
    (
        "LISTING_1_A_NewsML-G2_News_Item",
        Truth::News(&News {
            uri: "urn:newsml:acmenews.com:20161018:US-FINANCE-FED",
            headline: Some("Fed to halt QE to avert \"bubble\""),
            language: "en-GB",
            located: Some((Some("Berlin"), "geo", "345678")),
            subjects: 2,
            associations: 1,
            also: |item| {
                let until = item.embargoed_until.map(|until| until.to_string());
                assert_eq!(until.as_deref(), Some("2018-10-23T12:00:00.000Z"));
                assert_eq!(item.provider.as_deref(), Some("Reuters"));
                assert_eq!(item.signals[0].signal, "update");
                assert_eq!(item.genre.as_deref(), Some("Interview"));
                let terms = item.usage_terms.as_deref();
                assert_eq!(terms, Some("Not for use outside the United States"));
            },
            ..NEWS
        }),
    ),
    (
        "LISTING_2_NewsML-G2_Text_Document",
        Truth::News(&News {
            uri: "urn:newsml:acmenews.com:20161121:US-FINANCE-FED",
            body: Some("(New York, NY - October 21) Et, sent luptat luptat, commy Nim"),
            ..FED
        }),
    ),
    ("LISTING_3_Photo_in_NewsML-G2", Truth::News(&PHOTO)),
    (
        "LISTING_3A_Photo_in_NewsML-G2_(URI_sibling_attributes)",
        Truth::News(&PHOTO),
    ),
    (
        "LISTING_4_Multiple_Renditions_of_a_Video_in_NewsML-G2",
        Truth::News(&News {
            uri: "urn:newsml:afp.com:20140131:CNG.3424d3807bc.391@video_1359566",
            language: "en",
            associations: 4,
            body: Some("- Amir Hussein Abdullahian, Iranian foreign ministry's"),
            also: |item| assert_eq!(item.credits, ["AFP"]),
            ..NEWS
        }),
    ),
    (
        "LISTING_5_Multi-part_Video_in_NewsML-G2",
        Truth::News(&News {
            uri: "tag:example.com,2008:407624",
            headline: Some("Loriot retrospective"),
            language: "en",
            located: Some((Some("Berlin"), "city", "345678")),
            subjects: 1,
            associations: 10,
            body: Some("Yesterday evening (November 5) an exhibition opened"),
            also: |item| {
                let parts = item.extensions.get("partMeta.description");
                assert!(parts.is_some_and(|it| it.starts_with("Part1_ID: Vicco von Bülow")));
            },
            ..NEWS
        }),
    ),
    (
        "LISTING_6_Simple_NewsML-G2_Package",
        Truth::News(&News {
            uri: "tag:example.com,2008:UK-NEWS-TOPTEN:UK20081220098658",
            headline: Some("UK"),
            language: "en",
            associations: 2,
            also: |item| {
                assert_eq!(item.signals[0].signal, "update");
                assert_eq!(item.ednote.as_deref(), Some("Updates the previous version"));
            },
            ..NEWS
        }),
    ),
    (
        "LISTING_7_Group_Set_example_showing_Hierarchical_Package_Structure",
        PART,
    ),
    (
        "LISTING_8_Group_Set_example_showing_an_ALT_Package_Mode",
        PART,
    ),
    (
        "LISTING_9_Group_Set_example_showing_a_SEQ_Package_Mode",
        PART,
    ),
    (
        "LISTING_10_Abstract_Concept_conveyed_in_a_NewsML-G2_Concept_Item",
        concept(&[(
            Reason::NotNews,
            Some("urn:newsml:iptc.org:20080229:ncdci-subjectcode"),
        )]),
    ),
    (
        "LISTING_11_Person_Concept_conveyed_in_a_NewsML-G2_Concept_Item",
        concept(&[(
            Reason::NotNews,
            Some("urn:newsml:iptc.org:20080229:ncdci-person"),
        )]),
    ),
    (
        "LISTING_12_Knowledge_Item_for_Access_Codes",
        concept(&[(
            Reason::NotNews,
            Some("urn:newsml:iptc.org:20090202:ncdki-accesscode"),
        )]),
    ),
    (
        "LISTING_13_Complete_Catalog_Item",
        concept(&[(
            Reason::NotNews,
            Some("urn:newsml:iptc.org:20130517:catalog"),
        )]),
    ),
    ("LISTING_14_Event_sent_as_a_Concept_Item", concept(EVENT)),
    (
        "LISTING_15_Two_Related_Events_in_a_Knowledge_Item",
        concept(&[(
            Reason::NotNews,
            Some("urn:newsml:iptc.org:20101019:qqwpiruuew4712"),
        )]),
    ),
    (
        "LISTING_16_A_Set_of_Events_carried_in_a_News_Item",
        Truth::News(&News {
            uri: "urn:newsml:iptc.org:20090122:qqwpiruuew4711",
            language: "en",
            body: Some(
                "IPTC Autumn Meeting 2018\nAnnomarket text analytics EU project\nAccidental Heroes\n",
            ),
            ..NEWS
        }),
    ),
    ("LISTING_17_Planning_Item_a_CCL", concept(PLAN)),
    ("LISTING_18_Planning_Item_at_PCL", concept(PLAN)),
    (
        "LISTING_19_Planning_Item_with_delivery_at_CCL",
        concept(PLAN),
    ),
    (
        "LISTING_20_Planning_Item_with_delivery_at_PCL",
        concept(PLAN),
    ),
    (
        "LISTING_21_A_complete_sample_SportsML-G2_document",
        Truth::News(&News {
            uri: "urn:newsml:sportsml.org:20160502:xt.prog.20150606005942-43710-16.068-event-stats-progressive",
            version: 1,
            headline: Some(
                "Troy Tulowitzki singled to third and advanced to second on Martin Prado's throwing error.",
            ),
            located: Some((None, "city", "Philadelphia")),
            subjects: 9,
            ..NEWS
        }),
    ),
    (
        "LISTING_22_Sports_story_in_NewsML-G2NITF",
        Truth::News(&News {
            uri: "tag:xmlteam.com,2016:xt.5932656-preview",
            headline: Some(
                "Preview: Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05 p.m.",
            ),
            located: Some((None, "city", "Philadelphia")),
            subjects: 9,
            body: Some("(Sports Network) - A pair of teams coming off big weekend sweeps"),
            also: |item| assert_eq!(item.alt_ids.len(), 2),
            ..NEWS
        }),
    ),
    (
        "LISTING_23_SportsML-G2_Package",
        Truth::News(&News {
            uri: "urn:iptc.org:20161019:sports1",
            located: Some((None, "city", "Philadelphia")),
            subjects: 7,
            associations: 2,
            ..NEWS
        }),
    ),
    (
        "LISTING_24_News_Message_conveying_a_complete_News_Package",
        Truth::NoNews(&[
            (Reason::Unparsable, None),
            (Reason::Unparsable, Some("N1")),
            (Reason::Unparsable, Some("N2")),
            (Reason::Unparsable, Some("N3")),
            (Reason::Unparsable, Some("N4")),
        ]),
    ),
    (
        "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML",
        PART,
    ),
    (
        "LISTING_26_Embedded_photo_metadata_fields_mapped_to_NewsML-G2",
        Truth::News(&News {
            uri: "tag:acmenews.com,2008:WORLD-NEWS:USA20081208098658",
            headline: Some("A firefighter walks past the remains of a military jet that crashed"),
            subjects: 1,
            associations: 1,
            body: Some("A firefighter in a flameproof suit walks past"),
            also: |item| assert_eq!(item.urgency, Some(4)),
            ..NEWS
        }),
    ),
    (
        "LISTING_27_Company_Financial_Information",
        Truth::News(&News {
            uri: "urn:newsml:acmenews.com:20161019:201003230594296001",
            headline: Some("Acme Widgets announces annual results"),
            subjects: 1,
            body: Some("Acme Widgets (XTSE:AWG), a leader in the production"),
            ..NEWS
        }),
    ),
    ("LISTING_28_Illustrating_Located_Subject_and_Dateline", PART),
    (
        "LISTING_29_Hop_History",
        Truth::News(&News {
            uri: "urn:newsml:acmenews.com:20161019T1205:HOP-HISTORY-EXAMPLE",
            also: |item| {
                let notes = item.provenance.iter().filter_map(|it| it.note.as_deref());
                assert_eq!(notes.filter(|note| note.starts_with("hop ")).count(), 4);
            },
            ..NEWS
        }),
    ),
    (
        "Receiver View",
        Truth::News(&News {
            uri: "urn:newsml:NAG.com:20161121:US-FINANCE-FED",
            body: Some("(New York, NY - November 21) Et, sent luptat luptat, commy Nim"),
            ..FED
        }),
    ),
    (
        "ap_metadata_example",
        Truth::News(&News {
            also: |item| {
                let names = item.subjects.iter().filter_map(|it| it.name.as_deref());
                let names: Vec<_> = names.collect();
                assert_eq!(names, ["Kentucky", "Keegan Murray", "Volkswagen AG"]);
            },
            ..FACETS
        }),
    ),
    ("facet-example", Truth::News(&FACETS)),
    ("facet-example-2", Truth::News(&FACETS)),
    (
        "facet-example-3",
        Truth::News(&News {
            subjects: 5,
            body: Some("Content goes here..."),
            ..FACETS
        }),
    ),
];

//! IPTC's standard catalog: the aliases that items use by a `catalogRef` to it, and the schemes that they stand for.
//!
//! The facts are those of IPTC's catalog for G2-Standards, version 41
//! (<https://iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml>). Aliases are only ever added to that catalog, so it
//! serves for every version of it.

/// What the URIs of IPTC's own vocabularies begin with.
const NEWSCODES: &str = "http://cv.iptc.org/newscodes/";

/// What those begin with that IPTC has named for others.
const EXTERNAL: &str = "http://cvx.iptc.org/";

/// The scheme that an alias stands for.
pub(super) fn uri(alias: &str) -> Option<String> {
    let of = |table: &[(&str, &str)]| {
        let found = table.iter().find(|(known, _)| *known == alias);
        found.map(|(_, path)| (*path).to_owned())
    };
    of(OF_NEWSCODES)
        .map(|path| format!("{NEWSCODES}{path}"))
        .or_else(|| of(OF_EXTERNAL).map(|path| format!("{EXTERNAL}{path}")))
        .or_else(|| of(OF_OTHERS))
}

/// The alias that stands for a scheme.
pub(super) fn alias(uri: &str) -> Option<&'static str> {
    let of = |table: &'static [(&str, &str)], path: &str| {
        let found = table.iter().find(|(_, known)| *known == path);
        found.map(|(alias, _)| *alias)
    };
    // The vocabularies are to be had by both protocols, and some providers write the other one.
    let plain = uri
        .strip_prefix("https://")
        .map(|rest| format!("http://{rest}"));
    let plain = plain.as_deref().unwrap_or(uri);
    plain
        .strip_prefix(NEWSCODES)
        .and_then(|path| of(OF_NEWSCODES, path))
        .or_else(|| of(OF_EXTERNAL, plain.strip_prefix(EXTERNAL)?))
        .or_else(|| of(OF_OTHERS, uri))
        .or_else(|| of(OF_OTHERS, plain))
}

const OF_NEWSCODES: &[(&str, &str)] = &[
    ("acdc", "audiocodec/"),
    ("altidrole", "altidrole/"),
    ("aoprop", "aoproperty/"),
    ("app", "application/"),
    ("aspfacet", "asportfacet/"),
    ("aspfacetvalue", "asportfacetvalue/"),
    ("authoritystatus", "authoritystatus/"),
    ("catinat", "catinature/"),
    ("chprop", "characteristicsproperty/"),
    ("cinat", "cinature/"),
    ("ciprol", "contactinfopartrole/"),
    ("colin", "colourindicator/"),
    ("colsp", "colorspace/"),
    ("conf", "confidence/"),
    ("cpnat", "cpnature/"),
    ("cpprole", "contentprodpartyrole/"),
    ("cptdefrole", "conceptdefinitionrole"),
    ("cptnoterole", "conceptnoterole/"),
    ("crel", "conceptrelation/"),
    ("ctech", "commtech/"),
    ("ctrol", "contributorrole/"),
    ("cwarn", "contentwarning/"),
    ("digsrctype", "digitalsourcetype/"),
    ("dimensionunit", "dimensionunit/"),
    ("drol", "descriptionrole/"),
    ("dummy", "dummy/"),
    ("ecirol", "eventcontactinforole/"),
    ("edconf", "eventdateconfirm/"),
    ("ednoterole", "ednoterole"),
    ("encd", "encoding/"),
    ("entityprop", "entityproperty/"),
    ("eocstat", "eventoccurstatus/"),
    ("eorol", "eventorganiserrole/"),
    ("eprol", "eventparticipantrole/"),
    ("eregrol", "eventregrole/"),
    ("erol", "edrole/"),
    ("fisymtype", "financialinstrumentsymboltype/"),
    ("frmt", "format/"),
    ("gen", "generic/"),
    ("genre", "genre/"),
    ("hashscope", "hashscope/"),
    ("hashtype", "hashtype/"),
    ("hatarget", "hopactiontarget/"),
    ("hopaction", "hopaction/"),
    ("howextr", "howextracted/"),
    ("howpr", "howpresent/"),
    ("ikos", "ikos/"),
    ("imgregrole", "imageregionrole/"),
    ("imgregtype", "imageregiontype/"),
    ("impt", "importance/"),
    ("irel", "itemrelation/"),
    ("irep", "itemrepresentation/"),
    ("isrol", "infosourcerole/"),
    ("ivqu", "videoqualifier/"),
    ("lbtyp", "labeltype/"),
    ("loctyp", "location/"),
    ("loutorient", "layoutorientation/"),
    ("lrol", "languagerole/"),
    ("medtop", "mediatopic/"),
    ("medtype", "mediatype1/"),
    ("mtyp", "mediatype/"),
    ("ncostat", "newscoveragestatus/"),
    ("ninat", "ninature/"),
    ("nityp", "newsitemtype/"),
    ("nmsig", "newsmsgsignal/"),
    ("not", "notation/"),
    ("nprod", "newsproduct/"),
    ("nprov", "newsprovider/"),
    ("nprt", "namepart/"),
    ("nrol", "namerole/"),
    ("oito", "ofinterestto/"),
    ("pgrmod", "pkggroupmode/"),
    ("plinat", "plinature/"),
    ("prio", "priority/"),
    ("prodgenre", "productgenre/"),
    ("prop", "property/"),
    ("prov", "provider/"),
    ("pst1", "status1/"),
    ("rcalctype", "rcalctype/"),
    ("rel", "relevance/"),
    ("riaspect", "riaspect/"),
    ("rightsprop", "rightsproperty/"),
    ("riscope", "riscope/"),
    ("rnd", "rendition/"),
    ("role1", "role1/"),
    ("rscaleunit", "rscaleunit/"),
    ("rtype", "ratertype/"),
    ("scn", "scene/"),
    ("sev", "severity/"),
    ("sig", "signal/"),
    ("sov", "videoscaling/"),
    ("squ", "subjectqualifier/"),
    ("stat", "pubstatusg2/"),
    ("subj", "subjectcode/"),
    ("timeunit", "timeunit/"),
    ("tone", "tone/"),
    ("tpctyp", "topictype/"),
    ("trustindicator", "trustindicator/"),
    ("urgy", "urgency/"),
    ("useracttype", "useractiontype/"),
    ("valfmt", "valueformat/"),
    ("vcdc", "videocodec/"),
    ("videodef", "videodefinition/"),
    ("why", "whypresent/"),
    ("wldreg", "worldregion/"),
];

const OF_EXTERNAL: &[(&str, &str)] = &[
    ("a1312cat", "anpa1312-category/"),
    ("a1312prio", "anpa1312-priority/"),
    ("a1312svc", "anpa1312-servicelevel/"),
    ("a1312vers", "anpa1312-version/"),
    ("bcp47", "bcp47/"),
    ("cusip", "cusip/"),
    ("figi", "figi/"),
    ("gics", "gics/"),
    ("googletopicsv1", "googletopicsv1/"),
    ("googletopicsv2", "googletopicsv2/"),
    ("iabadproduct10", "iabadproduct10/"),
    ("iabadproduct20", "iabadproduct20/"),
    ("iabaudience10", "iabaudience10/"),
    ("iabcontent20", "iabcontent20/"),
    ("iabcontent21", "iabcontent21/"),
    ("iabcontent22", "iabcontent22/"),
    ("iabcontent30", "iabcontent30/"),
    ("isin", "isin/"),
    ("iso3166-1a2", "iso3166-1a2/"),
    ("iso3166-1a3", "iso3166-1a3/"),
    ("iso3166-2", "iso3166-2/"),
    ("iso4217a", "iso4217a/"),
    ("iso4217n", "iso4217n/"),
    ("mic", "iso10383-mic/"),
    ("parasport", "parasport/"),
    ("secst", "secst/"),
    ("sedol", "sedol/"),
    ("ticker", "ticker/"),
    ("tidm", "tidm/"),
];

const OF_OTHERS: &[(&str, &str)] = &[
    ("dbpedia", "http://dbpedia.org/resource/"),
    ("freebase", "http://www.freebase.com"),
    ("geonames", "http://sws.geonames.org/"),
    ("geonameshttps", "https://sws.geonames.org/"),
    ("mb-artist", "http://musicbrainz.org/artist/"),
    ("mb-label", "http://musicbrainz.org/label/"),
    ("mb-recording", "http://musicbrainz.org/recording/"),
    ("mb-release", "http://musicbrainz.org/release/"),
    ("mb-releasegroup", "http://musicbrainz.org/release-group/"),
    ("mb-work", "http://musicbrainz.org/work/"),
    ("plus", "http://ns.useplus.org/ldf/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("wikidata", "http://www.wikidata.org/entity/"),
];

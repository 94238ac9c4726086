//! Made-up stories in the sizes of a wire: a headline, a place, and some paragraphs, two in five of them in other letters
//! than Latin.

/// Paragraphs of a story, and words of a paragraph, at least and so many more.
const PARAGRAPHS: (usize, usize) = (5, 8);
const WORDS: (usize, usize) = (35, 40);

/// A language of the wire by its tag, its words, and its datelines.
type Language = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const LANGUAGES: [Language; 5] = [
    (
        "en",
        &[
            "the",
            "harbour",
            "council",
            "said",
            "on",
            "Friday",
            "that",
            "ships",
            "were",
            "waiting",
            "outside",
            "of",
            "port",
            "because",
            "pilots",
            "had",
            "asked",
            "for",
            "a",
            "new",
            "roster",
            "and",
            "better",
            "boats,",
            "while",
            "owners",
            "told",
            "reporters",
            "they",
            "expected",
            "an",
            "agreement",
            "within",
            "days",
            "after",
            "talks",
        ],
        &["ROTTERDAM", "LONDON", "HALIFAX, Nova Scotia"],
    ),
    (
        "de",
        &[
            "die",
            "Brücke",
            "über",
            "den",
            "Fluss",
            "wurde",
            "am",
            "Donnerstag",
            "wieder",
            "freigegeben,",
            "sagte",
            "der",
            "Bürgermeister",
            "und",
            "dankte",
            "allen",
            "Beteiligten",
            "für",
            "ihre",
            "Geduld",
            "während",
            "Wanderer",
            "schon",
            "seit",
            "Wochen",
            "auf",
            "größere",
            "Straßen",
            "ausweichen",
            "mussten",
            "nach",
            "Angaben",
            "des",
            "Landes",
        ],
        &["Bremen", "Rathen", "Minden/Hannover"],
    ),
    (
        "fr",
        &[
            "la",
            "Saône",
            "est",
            "en",
            "crue",
            "depuis",
            "mercredi",
            "ont",
            "déclaré",
            "les",
            "autorités",
            "à",
            "Lyon",
            "où",
            "plusieurs",
            "quais",
            "restent",
            "fermés",
            "jusqu'à",
            "nouvel",
            "ordre,",
            "tandis",
            "que",
            "des",
            "élèves",
            "ont",
            "été",
            "évacués",
            "vers",
            "une",
            "école",
            "voisine",
            "par",
            "précaution",
        ],
        &["LYON", "GENÈVE", "BRUXELLES"],
    ),
    (
        "ru",
        &[
            "паром",
            "через",
            "залив",
            "снова",
            "ходит",
            "после",
            "ремонта",
            "сообщили",
            "в",
            "порту",
            "в",
            "пятницу",
            "по",
            "словам",
            "капитана",
            "пассажиров",
            "стало",
            "больше,",
            "а",
            "рейсы",
            "будут",
            "выполняться",
            "ежедневно",
            "до",
            "конца",
            "осени",
            "если",
            "позволит",
            "погода",
            "на",
            "море",
        ],
        &["МУРМАНСК", "РИГА", "ВЛАДИВОСТОК"],
    ),
    (
        "ar",
        &[
            "قال",
            "مجلس",
            "الميناء",
            "يوم",
            "الجمعة",
            "إن",
            "السفن",
            "تنتظر",
            "خارج",
            "المرفأ",
            "بعد",
            "أن",
            "طلب",
            "المرشدون",
            "جدولا",
            "جديدا",
            "وزوارق",
            "أفضل",
            "بينما",
            "يتوقع",
            "المالكون",
            "التوصل",
            "إلى",
            "اتفاق",
            "خلال",
            "أيام",
            "من",
            "المحادثات",
        ],
        &["بيروت", "تونس", "عمان"],
    ),
];

/// A story.
pub struct Story {
    /// Its number, from 1.
    pub number: usize,
    /// Its language (BCP 47).
    pub language: &'static str,
    /// Where it was filed, as printed.
    pub place: &'static str,
    pub headline: String,
    pub paragraphs: Vec<String>,
}

impl Story {
    /// So many stories, the same ones in every run.
    pub fn several(count: usize) -> Vec<Self> {
        let mut random = Random(1);
        let stories = (1..=count).zip(LANGUAGES.iter().cycle());
        stories
            .map(|(number, language)| Self::of(number, language, &mut random))
            .collect()
    }

    fn of(number: usize, (tag, words, places): &Language, random: &mut Random) -> Self {
        let paragraphs = PARAGRAPHS.0 + random.below(PARAGRAPHS.1);
        let headline = sentence(words, 6 + random.below(5), random);
        Self {
            number,
            language: tag,
            place: places[random.below(places.len())],
            headline: headline.trim_end_matches('.').to_owned(),
            paragraphs: (0..paragraphs).map(|_| paragraph(words, random)).collect(),
        }
    }

    /// Its paragraphs, each between these.
    pub fn marked(&self, before: &str, behind: &str) -> String {
        let paragraphs = self.paragraphs.iter();
        paragraphs
            .map(|text| format!("{before}{text}{behind}"))
            .collect()
    }
}

/// Sentences of some twelve words, with a figure and words in quotes among them.
fn paragraph(words: &[&str], random: &mut Random) -> String {
    let mut text = String::new();
    let mut left = WORDS.0 + random.below(WORDS.1);
    while left > 0 {
        let length = (8 + random.below(8)).min(left);
        left -= length;
        if !text.is_empty() {
            text.push(' ');
        }
        if random.chance(20) {
            text += &format!("({}) ", 1_900 + random.below(120));
        }
        let sentence = sentence(words, length, random);
        if random.chance(15) {
            text += &format!("“{sentence}”");
        } else {
            text += &sentence;
        }
    }
    text
}

fn sentence(words: &[&str], length: usize, random: &mut Random) -> String {
    let mut picked = Vec::with_capacity(length);
    for _ in 0..length {
        picked.push(words[random.below(words.len())]);
    }
    let mut text = picked.join(" ").trim_end_matches(',').to_owned();
    if let Some(first) = text.chars().next() {
        let upper: String = first.to_uppercase().collect();
        text.replace_range(..first.len_utf8(), &upper);
    }
    text.push('.');
    text
}

/// The splitmix64 generator, fixed by its definition: the same stories in every run.
struct Random(u64);

impl Random {
    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        usize::try_from(bits % limit as u64).unwrap_or_default()
    }

    /// True in `percent` of a hundred cases.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

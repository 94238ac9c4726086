//! Forms that agencies fill in day after day: equal in most of their words, and each another event.

use super::{
    desk::{Desk, annotated},
    random::Random,
};
use crate::{
    data::Half,
    report::{Confusions, Row, Target},
};

const SET: &str = "made templates";
/// Forms that one is filled in so many times.
const TIMES: usize = 16;
/// Seconds between two of a form.
const APART_SECONDS: usize = 4 * 3_600 - 600;

/// A language, what fills a place for a name, and forms: `#` is a number and `@` a name.
type Forms = (&'static str, [&'static str; 8], [&'static str; 4]);

const FORMS: [Forms; 6] = [
    (
        "en",
        [
            "Ashby", "Corrigan", "Dunmore", "Eastwick", "Fallow", "Granton", "Hexley", "Innis",
        ],
        [
            "The central bank entered the market to add reserves through #-day repurchase agreements, a spokesman said. Money market rates were trading at #.# pct when the bank began its operation, dealers at @ and @ said.",
            "Weather for @: mostly cloudy with a chance of showers, highs near # and lows around #. Winds from the west at # to # miles an hour. Tomorrow sunny spells with highs of #. Chance of rain # percent tonight and # percent tomorrow.",
            "@ Industries said its board declared a regular quarterly dividend of # cents a share, payable on the #th to shareholders of record on the #th. The company has # mln shares outstanding and reported sales of #.# mln dlrs.",
            "Results and fixtures: @ # @ #; @ # @ #; @ # @ #. Leading positions: @ played # points #, @ played # points #, @ played # points #. Next matches are on Saturday the #th at # hours.",
        ],
    ),
    (
        "nl",
        [
            "Aalbeek",
            "Borkeld",
            "Drieschor",
            "Eemdijk",
            "Fijnaart",
            "Goirlake",
            "Hulsberg",
            "Ilpendam",
        ],
        [
            "De slotkoersen op de beurs van vandaag: @ #,# (+#,#), @ #,# (-#,#), @ #,# (+#,#). De index sloot op #,# punten bij een omzet van # miljoen euro, zo maakte de beurs bekend.",
            "Het weer in @: wisselend bewolkt met kans op een bui. De temperatuur loopt op tot # graden en de wind waait matig uit het westen, kracht #. Vannacht koelt het af tot # graden. Morgen zonnig bij # graden.",
            "@ Beheer keert over het afgelopen jaar een dividend van #,# euro per aandeel uit, heeft het bedrijf bekendgemaakt. De nettowinst kwam uit op #,# miljoen euro tegen #,# miljoen een jaar eerder.",
            "Uitslagen: @-@ #-#, @-@ #-#, @-@ #-#. Stand: @ # uit #, @ # uit #, @ # uit #. Volgende speelronde: zaterdag # uur.",
        ],
    ),
    (
        "de",
        [
            "Adlitz",
            "Bornheide",
            "Calmberg",
            "Dörnach",
            "Ehrwald",
            "Felsing",
            "Grambow",
            "Holzau",
        ],
        [
            "Die Referenzkurse der Notenbank für den Euro: Dollar #,#, Pfund #,#, Yen #,#, Franken #,#. Am Vortag hatte der Kurs des Dollars bei #,# gelegen, teilte die Bank in @ mit.",
            "Das Wetter für @: heiter bis wolkig, gegen Abend einzelne Schauer. Die Höchstwerte liegen bei # Grad, in der Nacht kühlt es auf # Grad ab. Der Wind weht schwach bis mäßig aus West mit # Kilometern pro Stunde.",
            "Die @ AG hat im vergangenen Quartal einen Umsatz von #,# Millionen Euro erzielt nach #,# Millionen im Vorjahr. Der Überschuss lag bei #,# Millionen Euro, wie das Unternehmen am Morgen mitteilte.",
            "Verkehrsmeldung: Auf der Autobahn # zwischen @ und @ # Kilometer Stau nach einem Unfall. Auf der Autobahn # zwischen @ und @ # Kilometer stockender Verkehr wegen einer Baustelle.",
        ],
    ),
    (
        "fr",
        [
            "Ambrière",
            "Bessac",
            "Corvol",
            "Dampierre",
            "Estrade",
            "Florac",
            "Gimont",
            "Hautvil",
        ],
        [
            "La Bourse de @ a clôturé en hausse de #,# pour cent, l'indice s'établissant à #,# points dans un volume d'échanges de #,# milliards d'euros. @ a gagné #,# pour cent et @ a cédé #,# pour cent.",
            "Prévisions pour @ : temps nuageux avec quelques averses l'après-midi, températures maximales de # degrés et minimales de # degrés. Vent de secteur ouest soufflant à # kilomètres à l'heure. Demain, # degrés.",
            "Le groupe @ a annoncé un bénéfice net de #,# millions d'euros pour le trimestre, contre #,# millions un an plus tôt. Son chiffre d'affaires s'élève à #,# millions d'euros, selon un communiqué.",
            "Résultats de la journée : @ bat @ # à #, @ bat @ # à #, @ et @ font match nul # à #. Classement : @ # points, @ # points, @ # points.",
        ],
    ),
    (
        "es",
        [
            "Almazora", "Belvís", "Carriles", "Denaro", "Espinal", "Ferreras", "Guadix", "Huércal",
        ],
        [
            "La Bolsa de @ cerró con una subida del #,# por ciento y su índice quedó en #,# puntos, tras negociar #,# millones de euros. @ ganó un #,# por ciento y @ perdió un #,# por ciento al cierre.",
            "El tiempo en @: cielo nuboso con chubascos por la tarde, temperaturas máximas de # grados y mínimas de # grados. Viento del oeste de # kilómetros por hora. Mañana, máximas de # grados.",
            "Sorteo de la lotería: el primer premio corresponde al número #, vendido en @; el segundo, al #, vendido en @; y el tercero, al #, vendido en @. Reintegros: # y #.",
            "Resultados de la jornada: @ #, @ #; @ #, @ #; @ #, @ #. Clasificación: @ # puntos, @ # puntos, @ # puntos.",
        ],
    ),
    (
        "zh",
        [
            "安岭", "白渡", "长汀", "东塘", "丰城", "古浪", "河源", "金坝",
        ],
        [
            "外汇交易中心公布人民币汇率中间价：1美元对人民币#.#元，1欧元对人民币#.#元，100日元对人民币#.#元，1英镑对人民币#.#元。",
            "@天气预报：今天白天多云转阴，有小雨，最高气温#度，最低气温#度，西风#级。明天晴，最高气温#度。",
            "沪深股市今天收盘：上证指数报#点，涨#.#%；深证成指报#点，跌#.#%。两市成交额#亿元，@股份涨#.#%。",
            "今天的比赛结果：@队#比#胜@队，@队#比#胜@队。积分榜：@队#分，@队#分，@队#分。",
        ],
    ),
];

fn fill(form: &str, names: &[&str], random: &mut Random) -> String {
    let mut text = String::new();
    for letter in form.chars() {
        match letter {
            '#' => text += &(2 + random.below(97)).to_string(),
            '@' => text += names[random.below(names.len())],
            _ => text.push(letter),
        }
    }
    text
}

/// Fills the forms in for three days, and counts those that are taken for another.
pub fn measure(seeds: &[u64], confusions: &mut Confusions) -> anyhow::Result<Vec<Row>> {
    let (mut made, mut wrong) = ([0; 2], [0; 2]);
    for seed in seeds {
        let mut random = Random::new(*seed);
        let mut desk = Desk::new();
        for round in 0..TIMES {
            for (language, names, forms) in &FORMS {
                for (number, form) in forms.iter().enumerate() {
                    let half = Half::of(&format!("form {language} {number}"));
                    let text = fill(form, names, &mut random);
                    let uri = format!("urn:dateline:form:{language}-{number}-{round}");
                    let seconds = (round * APART_SECONDS + number * 60) as i64;
                    let text = (String::new(), text);
                    let item = annotated(uri, "desk", language, seconds, text);
                    let dedup = desk.feed(&item)?;
                    made[half as usize] += 1;
                    if let Some(of) = dedup.of {
                        wrong[half as usize] += 1;
                        if half == Half::Tune {
                            let body = item.item.body.unwrap_or_default();
                            confusions.note(
                                SET,
                                "another event",
                                "the same story",
                                &format!("{of}: {body}"),
                            );
                        }
                    }
                }
            }
        }
    }
    let row = |half: Half| Row {
        set: SET.to_owned(),
        class: "joined another".to_owned(),
        half: Some(half),
        items: made[half as usize],
        figure: f64::from(wrong[half as usize]) / made[half as usize] as f64,
        target: Some(Target::AtMost(0.02)),
        reference: None,
    };
    Ok(Half::BOTH.map(row).to_vec())
}

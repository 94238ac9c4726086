//! News agencies: the codes that they are credited by, and the one name that each gets here.

use std::{collections::HashMap, sync::LazyLock};

/// Name and codes. A code of up to three letters counts only as it is written here or in capitals: `pa` in a text is no agency.
struct Agency {
    name: &'static str,
    codes: &'static [&'static str],
}

const fn agency(name: &'static str, codes: &'static [&'static str]) -> Agency {
    Agency { name, codes }
}

const SHORT: usize = 3;

const AGENCIES: &[Agency] = &[
    agency(
        "Reuters",
        &["RTR", "RTRS", "REUT", "Thomson Reuters", "ThomsonReuters"],
    ),
    agency("ANP", &["Algemeen Nederlands Persbureau"]),
    agency("AFP", &["Agence France-Presse", "Agence France Presse"]),
    agency("AP", &["Associated Press", "The Associated Press"]),
    agency("dpa", &["DPA", "Deutsche Presse-Agentur"]),
    agency("Belga", &["BLG", "Agence Belga", "Persbureau Belga"]),
    agency("PA", &["PA Media", "PA News", "Press Association"]),
    agency("EFE", &["Agencia EFE"]),
    agency("ANSA", &["Agenzia ANSA"]),
    agency("TASS", &["ITAR-TASS", "Itar-Tass"]),
    agency("Xinhua", &["XINHUANET", "Xinhua News Agency"]),
    agency("APA", &["Austria Presse Agentur"]),
    agency("KNA", &["Katholische Nachrichten-Agentur"]),
    agency("epd", &["EPD", "Evangelischer Pressedienst"]),
    agency("dpa-AFX", &["AFX"]),
    agency("SID", &["Sport-Informations-Dienst"]),
    agency("Keystone-SDA", &["SDA", "ATS", "Keystone-ATS"]),
    agency("NTB", &["Norsk Telegrambyrå"]),
    agency("TT", &["Tidningarnas Telegrambyrå"]),
    agency("Ritzau", &["RITZAUS BUREAU"]),
    agency("STT", &["STT-Lehtikuva"]),
    agency("PAP", &["Polska Agencja Prasowa"]),
    agency("ČTK", &["CTK"]),
    agency("TASR", &[]),
    agency("MTI", &[]),
    agency("Agerpres", &[]),
    agency("BTA", &[]),
    agency("Tanjug", &[]),
    agency("HINA", &[]),
    agency("STA", &[]),
    agency("BNS", &["Baltic News Service"]),
    agency("ELTA", &[]),
    agency("LETA", &[]),
    agency("AMNA", &["ANA-MPA"]),
    agency("Lusa", &["Agência Lusa"]),
    agency("Europa Press", &[]),
    agency("AGI", &["Agenzia Italia"]),
    agency("Adnkronos", &[]),
    agency("Interfax", &[]),
    agency("RIA Novosti", &["RIA"]),
    agency("Ukrinform", &[]),
    agency("UNIAN", &[]),
    agency("Belta", &[]),
    agency("Anadolu", &["AA", "Anadolu Agency", "Anadolu Ajansı"]),
    agency("DHA", &["Demirören Haber Ajansı"]),
    agency("IRNA", &[]),
    agency("ISNA", &[]),
    agency("Tasnim", &[]),
    agency("WAFA", &[]),
    agency("MENA", &["Middle East News Agency"]),
    agency("SANA", &[]),
    agency("SPA", &["Saudi Press Agency"]),
    agency("WAM", &["Emirates News Agency"]),
    agency("QNA", &["Qatar News Agency"]),
    agency("KUNA", &["Kuwait News Agency"]),
    agency("Petra", &["Jordan News Agency"]),
    agency("NNA", &["National News Agency"]),
    agency("MAP", &["Maghreb Arabe Presse"]),
    agency("APS", &["Algérie Presse Service"]),
    agency("TAP", &["Tunis Afrique Presse"]),
    agency("NAN", &["News Agency of Nigeria"]),
    agency("GNA", &["Ghana News Agency"]),
    agency("PTI", &["Press Trust of India"]),
    agency("ANI", &["Asian News International"]),
    agency("IANS", &["Indo-Asian News Service"]),
    agency("UNB", &["United News of Bangladesh"]),
    agency("Bernama", &[]),
    agency("Antara", &[]),
    agency("VNA", &["Vietnam News Agency"]),
    agency("TNA", &["Thai News Agency"]),
    agency("Kyodo", &["Kyodo News"]),
    agency("Jiji", &["Jiji Press"]),
    agency("Yonhap", &["YNA", "Yonhap News Agency"]),
    agency("KCNA", &["Korean Central News Agency"]),
    agency("CNA", &["Central News Agency"]),
    agency("CNS", &["China News Service"]),
    agency("AAP", &["Australian Associated Press"]),
    agency("The Canadian Press", &["CP", "Canadian Press"]),
    agency("UPI", &["United Press International"]),
    agency("Bloomberg", &["Bloomberg News", "BLOOM"]),
    agency("Dow Jones", &["DJN", "Dow Jones Newswires"]),
    agency("Télam", &["TELAM"]),
    agency("Agência Brasil", &["ABR"]),
    agency("Notimex", &[]),
    agency("Prensa Latina", &[]),
    agency("Andina", &[]),
    agency("Novum", &["Novum Nieuws"]),
];

/// Longest text that is looked up, in bytes: there is no agency of a longer name, in whatever letters.
const MAX_LOOKED_UP_BYTES: usize = 100;

/// Names and codes with the name of their agency, in the order of the table, by how they are spelled in small letters.
static SPELLED: LazyLock<HashMap<String, Vec<(&str, &str)>>> = LazyLock::new(|| {
    let mut spelled: HashMap<String, Vec<(&str, &str)>> = HashMap::new();
    for known in AGENCIES {
        for written in std::iter::once(&known.name).chain(known.codes) {
            let entry = spelled.entry(lower(written)).or_default();
            entry.push((*written, known.name));
        }
    }
    spelled
});

/// The name of the agency that is credited as `printed`; `None` for one that is not in the table.
pub fn normalised(printed: &str) -> Option<&'static str> {
    let printed = printed.trim();
    let dotless: String;
    let key = if printed.contains('.') {
        dotless = printed.replace('.', "");
        dotless.as_str()
    } else {
        printed
    };
    if key.len() > MAX_LOOKED_UP_BYTES {
        return None;
    }
    let spelled = SPELLED.get(&lower(key))?;
    let found = spelled.iter().find(|(known, _)| same(known, key));
    found.map(|(_, name)| *name)
}

/// The name under which a provider is compared: the agency's where it is one, else as it is written.
pub fn provider_name(written: &str) -> &str {
    normalised(written).unwrap_or_else(|| written.trim())
}

/// Whether what is spelled alike but for its capitals is the same.
fn same(known: &str, printed: &str) -> bool {
    let is_long = known.chars().nth(SHORT).is_some();
    known == printed || is_long || !printed.chars().any(char::is_lowercase)
}

/// Letter by letter, so that no letter depends on its neighbours.
fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

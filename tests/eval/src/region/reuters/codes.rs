//! The countries of 1987 and the codes of today, as the table has them.

/// The code of a name in PLACES; `None` where no one country of today is it: Yugoslavia, Czechoslovakia.
pub fn code_of(name: &str) -> Option<&'static str> {
    let found = CODES.iter().find(|(listed, _)| *listed == name)?;
    Some(found.1)
}

#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("afghanistan", "AF"), ("algeria", "DZ"), ("angola", "AO"), ("argentina", "AR"), ("aruba", "AW"),
    ("australia", "AU"), ("austria", "AT"), ("bahrain", "BH"), ("bangladesh", "BD"), ("barbados", "BB"),
    ("belgium", "BE"), ("bermuda", "BM"), ("bhutan", "BT"), ("bolivia", "BO"), ("botswana", "BW"),
    ("brazil", "BR"), ("brunei", "BN"), ("bulgaria", "BG"), ("burma", "MM"), ("cameroon", "CM"),
    ("canada", "CA"), ("cayman-islands", "KY"), ("chad", "TD"), ("chile", "CL"), ("china", "CN"),
    ("colombia", "CO"), ("congo", "CG"), ("costa-rica", "CR"), ("cuba", "CU"), ("cyprus", "CY"),
    ("denmark", "DK"), ("djibouti", "DJ"), ("dominican-republic", "DO"), ("east-germany", "DE"),
    ("ecuador", "EC"), ("egypt", "EG"), ("el-salvador", "SV"), ("ethiopia", "ET"), ("finland", "FI"),
    ("france", "FR"), ("gabon", "GA"), ("ghana", "GH"), ("greece", "GR"), ("guam", "GU"), ("guatemala", "GT"),
    ("guinea", "GN"), ("guyana", "GY"), ("haiti", "HT"), ("honduras", "HN"), ("hong-kong", "HK"),
    ("hungary", "HU"), ("iceland", "IS"), ("india", "IN"), ("indonesia", "ID"), ("iran", "IR"),
    ("iraq", "IQ"), ("ireland", "IE"), ("israel", "IL"), ("italy", "IT"), ("ivory-coast", "CI"),
    ("jamaica", "JM"), ("japan", "JP"), ("jordan", "JO"), ("kampuchea", "KH"), ("kenya", "KE"),
    ("kuwait", "KW"), ("lebanon", "LB"), ("liberia", "LR"), ("libya", "LY"), ("liechtenstein", "LI"),
    ("luxembourg", "LU"), ("madagascar", "MG"), ("malawi", "MW"), ("malaysia", "MY"), ("malta", "MT"),
    ("mauritania", "MR"), ("mauritius", "MU"), ("mexico", "MX"), ("morocco", "MA"), ("mozambique", "MZ"),
    ("nepal", "NP"), ("netherlands", "NL"), ("new-zealand", "NZ"), ("nicaragua", "NI"), ("nigeria", "NG"),
    ("north-korea", "KP"), ("norway", "NO"), ("oman", "OM"), ("pakistan", "PK"), ("panama", "PA"),
    ("papua-new-guinea", "PG"), ("paraguay", "PY"), ("peru", "PE"), ("philippines", "PH"), ("poland", "PL"),
    ("portugal", "PT"), ("qatar", "QA"), ("romania", "RO"), ("saudi-arabia", "SA"), ("senegal", "SN"),
    ("sierra-leone", "SL"), ("singapore", "SG"), ("somalia", "SO"), ("south-africa", "ZA"),
    ("south-korea", "KR"), ("spain", "ES"), ("sri-lanka", "LK"), ("sudan", "SD"), ("suriname", "SR"),
    ("sweden", "SE"), ("switzerland", "CH"), ("syria", "SY"), ("taiwan", "TW"), ("tanzania", "TZ"),
    ("thailand", "TH"), ("togo", "TG"), ("trinidad-tobago", "TT"), ("tunisia", "TN"), ("turkey", "TR"),
    ("uae", "AE"), ("uganda", "UG"), ("uk", "GB"), ("uruguay", "UY"), ("us-virgin-islands", "VI"),
    ("usa", "US"), ("ussr", "RU"), ("vanuatu", "VU"), ("venezuela", "VE"), ("vietnam", "VN"),
    ("west-germany", "DE"), ("yemen-arab-republic", "YE"), ("yemen-demo-republic", "YE"), ("zaire", "CD"),
    ("zambia", "ZM"), ("zimbabwe", "ZW"),
];

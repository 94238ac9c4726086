//! Names in scripts without spaces between words: Chinese, Japanese, Thai.

use dateline_schemas::RegionRole;

use super::{codes, expect_about, item};
use crate::annotate::region::RegionAnnotator;

/// Language, body, and the countries that it is about.
const TEXTS: &[(&str, &str, &[&str])] = &[
    (
        "zh",
        "美国总统与中国国家主席周二在日内瓦会谈，瑞士外交部长作陪。",
        &["CH", "CN", "US"],
    ),
    (
        "zh",
        "俄羅斯軍隊在烏克蘭東部推進，歐盟表示關切。",
        &["EU", "RU", "UA"],
    ),
    ("zh", "广东省广州市的一家工厂停产。", &["CN"]),
    ("zh", "印度尼西亚和巴布亚新几内亚签署协议。", &["ID", "PG"]),
    ("zh", "圣多美和普林西比代表团抵达里斯本。", &["PT", "ST"]),
    ("ja", "パリでフランスの大統領が会見した。", &["FR"]),
    (
        "ja",
        "米国とイランの協議がジュネーブで始まり、スイスが仲介した。",
        &["CH", "IR", "US"],
    ),
    ("ja", "新潟県で地震があり、仙台市でも揺れた。", &["JP"]),
    (
        "ja",
        "ボスニア・ヘルツェゴビナの首相が東京都を訪れた。",
        &["BA", "JP"],
    ),
    ("th", "รัฐบาลไทยหารือกับจีนที่กรุงปักกิ่ง", &["CN", "TH"]),
    ("th", "ประธานาธิบดีสหรัฐเยือนญี่ปุ่นและเกาหลีใต้", &["JP", "KR", "US"]),
    ("th", "น้ำท่วมจังหวัดเชียงใหม่และภูเก็ต", &["TH"]),
    // What only begins or ends like a place.
    ("zh", "上海合作组织按北京时间公布了声明。", &[]),
    ("zh", "孙中山的画像与马里奥的海报挂在一起。", &[]),
    ("ja", "タイトルとスタイルを変えたタイヤは売れた。", &[]),
    ("ja", "東京証券取引所は休みだ。", &[]),
    ("th", "บริการนี้คิดเป็นกิโลเมตร", &[]),
    // Not cut out of a longer run of katakana.
    ("ja", "インドネシアとバリトン", &["ID"]),
];

#[test]
fn places_are_found_where_no_space_shows_a_word() {
    expect_about(TEXTS);
}

#[test]
fn a_dateline_without_spaces_gives_its_place() {
    let annotator = RegionAnnotator::new();
    for (language, dateline, country) in [
        ("zh", "北京", "CN"),
        ("zh", "伦敦", "GB"),
        ("ja", "ワシントン", "US"),
        ("ja", "モスクワ", "RU"),
        ("th", "กรุงเทพฯ", "TH"),
    ] {
        let findings = annotator.annotate(&item(dateline, "", ""), language);
        assert_eq!(
            codes(&findings, RegionRole::Dateline),
            country,
            "{dateline}"
        );
    }
}

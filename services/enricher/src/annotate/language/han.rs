//! Simplified and traditional Chinese, by characters that only one of the two has.

/// Frequent characters that differ: simplified, traditional. Of our own choice; forms after Unicode's Unihan database.
const PAIRS: &str = "\
们們国國这這个個来來时時会會说說为為对對学學发發经經现現过過关關开開长長问問应應还還军軍义義东東报報业業区區电電动動体體\
气氣员員务務总總统統战戰权權华華马馬门門见見车車选選举舉党黨议議机機场場话話认認与與亿億万萬两兩从從实實点點头頭无無际際\
产產种種进進将將当當没沒么麼样樣间間给給让讓书書数數网網资資财財贸貿银銀医醫疗療岁歲节節历歷县縣团團难難变變爱愛边邊标標\
参參层層厂廠称稱处處传傳创創达達带帶单單导導灯燈敌敵订訂独獨断斷队隊飞飛费費丰豐负負复復该該盖蓋刚剛构構购購顾顧规規归歸\
汉漢号號护護画畫划劃环環换換获獲击擊极極记記继繼价價坚堅监監检檢减減讲講奖獎阶階结結尽盡惊驚竞競旧舊剧劇据據决決课課\
劳勞乐樂离離联聯练練粮糧疗療临臨领領龙龍录錄陆陸论論罗羅满滿贸貿梦夢灭滅难難宁寧农農欧歐评評启啟钱錢强強桥橋亲親轻輕请請\
庆慶穷窮热熱荣榮赛賽伤傷设設审審声聲胜勝师師识識适適势勢试試寿壽术術树樹双雙谁誰虽雖随隨损損态態谈談条條铁鐵听聽图圖湾灣\
围圍违違维維伟偉卫衛温溫闻聞稳穩习習戏戲显顯线線乡鄉响響协協谢謝许許续續压壓严嚴验驗阳陽养養药藥页頁艺藝异異阴陰营營拥擁\
优優预預园園远遠愿願约約跃躍运運杂雜责責战戰张張账賬针針阵陣争爭证證织織职職执執质質钟鐘终終众眾专專转轉装裝状狀准準组組";

/// `Hans` or `Hant`, by which forms there are more of; `None` where there are as many or none.
pub fn variant<'a>(letters: impl IntoIterator<Item = &'a u16>) -> Option<&'static str> {
    let mut balance = 0_i32;
    for letter in letters {
        let simplified = SIMPLIFIED.binary_search(letter).is_ok();
        let traditional = TRADITIONAL.binary_search(letter).is_ok();
        balance += i32::from(simplified) - i32::from(traditional);
    }
    match balance {
        0 => None,
        1.. => Some("Hans"),
        _ => Some("Hant"),
    }
}

static SIMPLIFIED: std::sync::LazyLock<Vec<u16>> = std::sync::LazyLock::new(|| side(0));
static TRADITIONAL: std::sync::LazyLock<Vec<u16>> = std::sync::LazyLock::new(|| side(1));

fn side(first: usize) -> Vec<u16> {
    let mut letters: Vec<u16> = PAIRS.encode_utf16().skip(first).step_by(2).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_side_alone_tell() {
        let table = [
            ("市长说桥梁已经重新开放", Some("Hans")),
            ("市長說橋樑已經重新開放", Some("Hant")),
            ("中文", None),
            ("", None),
        ];
        for (text, expected) in table {
            let letters: Vec<u16> = text.encode_utf16().collect();
            assert_eq!(variant(&letters), expected, "{text}");
        }
    }

    #[test]
    fn no_character_is_on_both_sides() {
        assert_eq!(PAIRS.encode_utf16().count() % 2, 0);
        for letter in SIMPLIFIED.iter() {
            assert!(TRADITIONAL.binary_search(letter).is_err(), "{letter:x}");
        }
    }
}

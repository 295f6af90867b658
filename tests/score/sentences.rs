//! Sentences with a date or an address in them, before and after it changed.

use std::ops::Range;

use crate::dice::Dice;
use crate::measures::Hunk;
use crate::planted::Paragraph;

const DATES: [(&str, &str, [&str; 4]); 6] = [
    ("ja", "この定めは、{}から適用します。", ["1月", "4月", "9月", "12月"]),
    ("en", "This rule applies from {} onwards.", ["January", "April", "September", "December"]),
    ("de", "Diese Regel gilt ab dem {} für alle Verträge.", ["Januar", "April", "September", "Dezember"]),
    ("zh", "本规定自{}起适用。", ["1月", "4月", "9月", "12月"]),
    ("ar", "يسري هذا الحكم اعتبارا من {} على جميع العقود.", ["يناير", "أبريل", "سبتمبر", "ديسمبر"]),
    ("th", "ข้อกำหนดนี้ใช้บังคับตั้งแต่วันที่ {} เป็นต้นไป", ["มกราคม", "เมษายน", "กันยายน", "ธันวาคม"]),
];

const ADDRESSES: [(&str, &str); 6] = [
    ("ja", "詳細は{}で確認してください。"),
    ("en", "Details can be found at {} at any time."),
    ("de", "Näheres steht jederzeit unter {} zur Verfügung."),
    ("zh", "详情请见{}，随时可以查阅。"),
    ("ar", "ويمكن الاطلاع على التفاصيل في {} في أي وقت."),
    ("th", "ดูรายละเอียดได้ที่ {} ตลอดเวลา"),
];

const PLACES: [[&str; 2]; 5] = [
    ["https://help.example/terms/2024", "https://help.example/terms/2026"],
    ["https://cycle.example/price-list", "https://cycle.example/tariffs"],
    ["contact@hire.example", "support@hire.example"],
    ["privacy@desk.example", "privacy@bureau.example"],
    ["https://old-name.example/faq?lang=1#fees", "https://new-name.example/faq?lang=1#fees"],
];

/// A sentence whose date changed in day and month, or in all its parts.
pub(crate) fn date(lang: &str, dice: &mut Dice) -> Paragraph {
    let (_, sentence, months) = DATES.iter().find(|(of, ..)| *of == lang).expect("every language has its sentence");
    let first = dice.below(4);
    let second = (first + 1 + dice.below(3)) % 4;
    let year = if lang == "th" { 2567 } else { 2024 };
    let later = year + dice.below(2);
    let write = |day: usize, month: usize, year: usize| match lang {
        "ja" | "zh" => [String::new(), format!("{year}年{}{day}日", months[month]), String::new()],
        "de" => [format!("{day}. {}", months[month]), format!(" {year}"), String::new()],
        _ => [format!("{day} {}", months[month]), format!(" {year}"), String::new()],
    };
    let day = 10 + dice.below(9);
    let (old, new) = (write(day, first, year), write(day + 1 + dice.below(9), second, later));
    let whole = |date: &[String; 3]| date.concat();
    // Where the year stays, the mark may end before it.
    let ends = if old[1] == new[1] && !old[0].is_empty() { vec![0, old[1].len()] } else { vec![0] };
    let (old_text, new_text) = (whole(&old), whole(&new));
    let ways = ends.into_iter().map(|end| (0..old_text.len() - end, 0..new_text.len() - end)).collect();
    filled(sentence, &old_text, &new_text, ways)
}

/// A sentence whose address changed; it is marked whole.
pub(crate) fn address(lang: &str, dice: &mut Dice) -> Paragraph {
    let (_, sentence) = ADDRESSES.iter().find(|(of, _)| *of == lang).expect("every language has its sentence");
    let [old, new] = dice.pick(&PLACES).expect("there are some");
    filled(sentence, old, new, vec![(0..old.len(), 0..new.len())])
}

fn filled(sentence: &str, old: &str, new: &str, ways: Vec<(Range<usize>, Range<usize>)>) -> Paragraph {
    let by = sentence.find("{}").expect("there is a place");
    let shift = |range: Range<usize>| range.start + by..range.end + by;
    let ways = ways.into_iter().map(|(old, new)| Hunk { old: shift(old), new: shift(new) }).collect();
    Paragraph { old: sentence.replace("{}", old), new: sentence.replace("{}", new), places: vec![ways] }
}

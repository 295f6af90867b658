//! A seed -> words, sentences and paragraphs that look like those of policies, in English, Japanese and Chinese.
//!
//! Words are drawn as in real prose: few are frequent, most are rare.

/// A source of numbers that are the same in every run (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    /// Returns dice that fall as the seed says.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    /// Returns true in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// English.
    English,
    /// Japanese.
    Japanese,
    /// Han characters without any space or sign.
    Han,
}

const COMMON: &str = "the of and to in a or any you your we our not for that is be may by this with as on are will it if \
    from such which other use have an all at these must no when under has does unless their";
const RARE: &str = "service account personal information data user content party agreement terms law request notice \
    payment provide collect share store process delete access consent purpose third security device address email \
    website application feature period contract liability damage right obligation dispute court arbitration fee refund \
    subscription license trademark copyright child parent guardian cookie advertisement analytics vendor employee \
    recipient transfer retention breach encryption authority complaint country jurisdiction termination suspension \
    modification assignment waiver severability warranty indemnity reasonable applicable necessary written prior \
    electronic commercial individual legitimate sensitive public internal automated limited relevant lawful promptly \
    solely directly respectively otherwise notwithstanding accordingly";
const ONSETS: [&str; 20] =
    ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "pr", "tr", "st", "cl", "gr", "con", "re"];
const RIMES: [&str; 16] =
    ["a", "e", "i", "o", "u", "an", "er", "in", "or", "al", "ate", "ent", "ive", "ist", "um", "ish"];
const KANJI: &str = "利用者情報提供会員規約個人本当社契約期間料金請求登録変更削除開示停止訂正目的範囲安全管理措置第三国内\
    外法令裁判所管轄解除損害賠償責任通知同意取得保存期限委託先共有広告分析端末識別記録送信受領権限承認審査苦情窓口\
    担当部署代表住所電話番号氏名生年月日性別職業勤務収入資格証明書類原本複写電磁的方式公表施行附則改定廃止";
const KANA: [&str; 24] = [
    "ア", "イ", "カ", "キ", "クッ", "サー", "シ", "ス", "セ", "タ", "チャ", "テ", "ト", "ナ", "ネ", "パ", "ビ", "プ",
    "メー", "モ", "ラ", "リ", "ル", "ン",
];
const PARTICLES: [&str; 12] = ["は", "が", "を", "に", "の", "と", "で", "又は", "及び", "により", "について", "から"];
const ENDS: [&str; 8] = [
    "します",
    "することができます",
    "しなければなりません",
    "するものとします",
    "しないことがあります",
    "されます",
    "したものとみなします",
    "する場合があります",
];

impl Tongue {
    /// Returns a word; never one of a vocabulary that another seed of `world` has, except for the commonest.
    pub(crate) fn word(self, dice: &mut Dice, world: usize) -> String {
        match self {
            Self::English if dice.chance(45) => dice.of(&COMMON.split_whitespace().collect::<Vec<_>>()).to_owned(),
            Self::English if dice.chance(60) => dice.of(&RARE.split_whitespace().collect::<Vec<_>>()).to_owned(),
            Self::English => invented(dice, world),
            Self::Japanese if dice.chance(20) => (0..2 + dice.below(3)).map(|_| dice.of(&KANA)).collect(),
            Self::Japanese | Self::Han => {
                let kanji: Vec<char> = KANJI.chars().filter(|c| !c.is_whitespace()).collect();
                let first = skewed(dice, kanji.len());
                let second = (first * 7 + skewed(dice, 24) + world * 31) % kanji.len();
                [kanji[first], kanji[second]].iter().collect()
            }
        }
    }

    /// Returns what stands between two words.
    fn joint(self, dice: &mut Dice) -> &'static str {
        match self {
            Self::English if dice.chance(8) => ", ",
            Self::English => " ",
            Self::Japanese if dice.chance(12) => "は、",
            Self::Japanese => dice.of(&PARTICLES),
            Self::Han => "",
        }
    }

    /// Returns a sentence.
    pub(crate) fn sentence(self, dice: &mut Dice, world: usize) -> String {
        let count = 7 + dice.below(18);
        let mut out = self.word(dice, world);
        for _ in 1..count {
            out += self.joint(dice);
            out += &self.word(dice, world);
        }
        match self {
            Self::English => capital(&out) + ". ",
            Self::Japanese => out + dice.of(&ENDS) + "。",
            Self::Han => out,
        }
    }

    /// Returns a title.
    pub(crate) fn title(self, dice: &mut Dice, world: usize) -> String {
        let words: Vec<String> = (0..2 + dice.below(3)).map(|_| self.word(dice, world)).collect();
        match self {
            Self::English => capital(&words.join(" ")),
            _ => words.join("の"),
        }
    }

    /// Returns sentences of `bytes` bytes or a little more.
    pub(crate) fn prose(self, dice: &mut Dice, world: usize, bytes: usize) -> String {
        let mut out = String::with_capacity(bytes + 500);
        while out.len() < bytes {
            out += &self.sentence(dice, world);
        }
        out.trim_end().to_owned()
    }

    /// Returns the prose with about `percent` of a hundred words replaced, a word that was left out or came in now and then.
    pub(crate) fn edited(self, dice: &mut Dice, world: usize, prose: &str, percent: usize) -> String {
        let mut out = String::with_capacity(prose.len() + 500);
        for word in self.words(prose) {
            match (dice.chance(percent), dice.below(6)) {
                (false, _) => out += word,
                (true, 0) => {}
                (true, 1) => {
                    out += word;
                    out += &self.word(dice, world);
                    out += self.joint(dice);
                }
                (true, _) => {
                    out += &self.word(dice, world);
                    out += if self == Self::English { " " } else { "" };
                }
            }
        }
        out
    }

    /// Cuts prose into what an edit may replace: words with the space behind them, or a few characters.
    fn words(self, prose: &str) -> Vec<&str> {
        if self == Self::English {
            return prose.split_inclusive(' ').collect();
        }
        let starts: Vec<usize> = prose.char_indices().map(|(at, _)| at).step_by(3).chain([prose.len()]).collect();
        starts.windows(2).map(|pair| &prose[pair[0]..pair[1]]).collect()
    }
}

/// Returns a number below `end`, low ones more often.
fn skewed(dice: &mut Dice, end: usize) -> usize {
    let (one, other) = (dice.below(end), dice.below(end));
    one.min(other)
}

/// Returns a made-up word; each world has its own.
fn invented(dice: &mut Dice, world: usize) -> String {
    let first = skewed(dice, ONSETS.len());
    let mut word = String::from(ONSETS[(first + world * 7) % ONSETS.len()]);
    word += RIMES[(dice.below(4) * 4 + world) % RIMES.len()];
    for _ in 0..1 + dice.below(2) {
        word += dice.of(&ONSETS);
        word += dice.of(&RIMES);
    }
    word
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

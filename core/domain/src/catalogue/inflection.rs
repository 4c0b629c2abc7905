//! The forms in which a name stands in a text: Finnish cases in singular and plural with possessives and clitics, compounds
//! with a word for trouble, and the definite and genitive forms of Swedish and English.
//!
//! A stemmer does not help here: Snowball's takes Finnish endings off and leaves the change of the stem (varanto, varannon), and
//! would make one stem of words that are not the same. The stems follow the declensions of the Finnish nouns that names end in
//! (Iso suomen kielioppi, VISK § 63–79); a test declines every name of the catalogue in the fifteen cases.
//!
//! Guarantee: what only begins like a name is not one of its forms ("Reseptikeskustelu", "Kelainen").
//! Non-goal: the grammar of Finnish. A form that nobody says may be taken for a name's.

/// Endings after a stem that ends in a vowel, singular.
const SINGULAR: &[&str] = &[
    "", "n", "a", "ä", "ta", "tä", "tta", "ttä", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "na",
    "nä", "ksi", "t", "an", "än", "en", "in", "on", "ön", "un", "yn", "seen", "han", "hän", "hen", "hin", "hon", "hön",
    "hun", "hyn", "ine", "ineen",
];
/// Endings after a plural stem, its `i` or `j` included.
const PLURAL: &[&str] = &[
    "issa", "issä", "ista", "istä", "illa", "illä", "ilta", "iltä", "ille", "ina", "inä", "iksi", "itta", "ittä", "in",
    "ine", "ineen", "ia", "iä", "ita", "itä", "ien", "iin", "ihin", "isiin", "iden", "itten", "ja", "jä", "jen",
];
/// Endings after a stem that ends in a consonant.
const CONSONANT: &[&str] = &["", "ta", "tä", "ten"];
const POSSESSIVES: &[&str] = &["", "ni", "si", "nsa", "nsä", "mme", "nne"];
/// The short possessive of the third person: never after a bare stem (palvelussaan).
const SHORT: [&str; 2] = ["an", "än"];
const CLITICS: &[&str] = &["", "kin", "kaan", "kään", "ko", "kö", "han", "hän", "pa", "pä"];

/// With what a name is put together when it is in trouble: "tietoliikennehäiriö", "bredbandsstörning".
const TROUBLE: &[&str] = &[
    "häiriö",
    "katko",
    "katkes",
    "ongelm",
    "vika",
    "vian",
    "viat",
    "viko",
    "viois",
    "viall",
    "huolto",
    "huollo",
    "päivity",
    "viive",
    "viivä",
    "ruuhka",
    "seisok",
    "yhteys",
    "yhteyks",
    "yhteyd",
    "palvelu",
    "störning",
    "avbrott",
    "fel",
    "problem",
    "outage",
    "disruption",
    "maintenance",
];

/// Swedish and English nouns that names end in, each with its other forms.
const NOUNS: &[(&str, &[&str])] = &[
    ("tjänsten", &["tjänst", "tjänsts", "tjänstens", "tjänster", "tjänsterna", "tjänsternas"]),
    ("tjänst", &["tjänsts", "tjänsten", "tjänstens", "tjänster", "tjänsterna", "tjänsternas"]),
    ("lagret", &["lager", "lagers", "lagrets", "lagren", "lagrens"]),
    ("lager", &["lagers", "lagret", "lagrets", "lagren", "lagrens"]),
    ("arkivet", &["arkiv", "arkivs", "arkivets", "arkiven", "arkivens"]),
    ("centret", &["center", "centers", "centrets", "centrum", "centrumet"]),
    ("systemet", &["system", "systems", "systemets", "systemen", "systemens"]),
    ("system", &["systems", "systemet", "systemets", "systemen", "systemens"]),
    ("basen", &["bas", "basens", "baser", "baserna"]),
    ("nät", &["näts", "nätet", "nätets", "näten", "nätens"]),
    ("bredband", &["bredbands", "bredbandet", "bredbandets"]),
    ("förbindelse", &["förbindelsen", "förbindelsens", "förbindelser", "förbindelserna"]),
    ("förbindelser", &["förbindelserna", "förbindelsernas", "förbindelse", "förbindelsen"]),
    ("identifikation", &["identifikationen", "identifikationens"]),
    ("kommunikation", &["kommunikationen", "kommunikationens"]),
    ("fullmakter", &["fullmakt", "fullmakten", "fullmakterna", "fullmakternas"]),
    ("gränssnitt", &["gränssnitts", "gränssnittet", "gränssnittets"]),
    ("punkt", &["punkten", "punktens", "punkter", "punkterna"]),
    ("lista", &["listan", "listans", "listor", "listorna"]),
    ("förmedlare", &["förmedlaren", "förmedlarens"]),
    ("teleoperatör", &["teleoperatören", "teleoperatörens", "teleoperatörer", "teleoperatörerna"]),
    ("recept", &["recepten", "receptet", "receptets", "receptens"]),
    ("ersättning", &["ersättningen", "ersättningens", "ersättningar", "ersättningarna"]),
    ("repository", &["repositories"]),
    ("sidor", &["sidorna", "sidornas"]),
    ("extranät", &["extranätet", "extranätets"]),
    ("kanta", &["kantas"]),
];

/// Shorter names are met only as they are, with a case after a colon (VTJ:n), and in no compound.
const LONG_ENOUGH_TO_BEND: usize = 6;

/// A stem with the endings that it takes.
#[derive(Debug, Clone)]
struct Stem {
    text: String,
    endings: &'static [&'static str],
}

/// The last word of a name, in lower case, with its stems.
#[derive(Debug, Clone)]
pub(super) struct Word {
    plain: String,
    stems: Vec<Stem>,
    /// Forms that follow no rule of endings.
    forms: Vec<String>,
    compounds: bool,
}

impl Word {
    /// A word as it stands in a name; `name` is the whole name, which decides whether it is long enough.
    pub(super) fn new(plain: &str, name: &str) -> Self {
        let bends = name.chars().count() >= LONG_ENOUGH_TO_BEND;
        let mut word = Word { plain: plain.to_owned(), stems: Vec::new(), forms: Vec::new(), compounds: bends };
        if bends {
            word.stems = finnish(plain);
            word.forms = others(plain);
        }
        word
    }

    /// Is this one of its forms?
    pub(super) fn is_met_as(&self, text: &str) -> bool {
        if text == self.plain || self.forms.iter().any(|form| form == text) {
            return true;
        }
        // Names that end in a letter that is read out, or in a full stop, take their case after a colon.
        if let Some((word, ending)) = text.split_once(':') {
            return word == self.plain && ending.chars().count() <= 6 && ending.chars().all(char::is_alphabetic);
        }
        self.stems.iter().any(|stem| stem.takes(text)) || (self.compounds && self.is_in_compound(text))
    }

    fn is_in_compound(&self, text: &str) -> bool {
        let genitives = self.stems.iter().filter(|stem| stem.endings == SINGULAR).map(|stem| format!("{}n", stem.text));
        let heads = [self.plain.clone(), format!("{}s", self.plain)].into_iter().chain(genitives);
        heads.into_iter().any(|head| {
            text.strip_prefix(head.as_str()).is_some_and(|rest| TROUBLE.iter().any(|word| rest.starts_with(word)))
        })
    }
}

impl Stem {
    fn takes(&self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(self.text.as_str()) else { return false };
        let without = |clitic: &&str| rest.strip_suffix(*clitic);
        CLITICS.iter().filter_map(without).any(|cased| {
            let without = |possessive: &&str| cased.strip_suffix(*possessive);
            let mut endings = POSSESSIVES.iter().filter_map(without);
            let short = || SHORT.iter().filter_map(without).filter(|ending| !ending.is_empty());
            endings.any(|ending| self.endings.contains(&ending)) || short().any(|ending| self.endings.contains(&ending))
        })
    }
}

/// An adjective or a name within a name, which agrees with its last word: sähköinen, Suomi.fi.
pub(super) fn agrees(named: &str, text: &str) -> bool {
    if named == text {
        return true;
    }
    if named.ends_with(".fi") {
        return text.strip_prefix(named).is_some_and(|ending| matches!(ending, "n" | ":n"));
    }
    named.ends_with("nen") && finnish(named).iter().any(|stem| stem.takes(text))
}

fn others(plain: &str) -> Vec<String> {
    let mut forms = vec![format!("{plain}s"), format!("{plain}'s")];
    for (noun, more) in NOUNS {
        if let Some(before) = plain.strip_suffix(noun) {
            forms.extend(more.iter().map(|form| format!("{before}{form}")));
        }
    }
    forms
}

/// The stems of a Finnish noun, by how it ends.
fn finnish(word: &str) -> Vec<Stem> {
    let mut stems = Vec::new();
    let mut add = |text: String, endings| stems.push(Stem { text, endings });
    let cut = |ending: &str| word.strip_suffix(ending);
    if let Some(base) = cut("nen") {
        // sähköinen: sähköise-, sähköis-
        add(format!("{base}se"), SINGULAR);
        add(format!("{base}s"), CONSONANT);
        add(format!("{base}s"), PLURAL);
    } else if let Some(base) = cut("us").or_else(|| cut("ys")) {
        // tunnistus: tunnistukse-; valtuus: valtuude-, valtuute-, valtuut-, valtuuksi-
        let vowel = word.get(base.len()..base.len() + 1).unwrap_or_default();
        add(word.to_owned(), CONSONANT);
        add(format!("{base}{vowel}kse"), SINGULAR);
        add(format!("{base}{vowel}ks"), PLURAL);
        add(format!("{base}{vowel}de"), SINGULAR);
        add(format!("{base}{vowel}te"), &["en", "na", "nä"]);
        add(format!("{base}{vowel}t"), &["ta", "tä"]);
    } else if let Some(base) = cut("det") {
        // valtuudet: valtuuksi-
        add(word.to_owned(), &[""]);
        add(format!("{base}ks"), PLURAL);
    } else if let Some(base) = cut("in") {
        // palvelin: palvelime-
        add(word.to_owned(), CONSONANT);
        add(format!("{base}ime"), SINGULAR);
        add(format!("{base}im"), PLURAL);
    } else if let Some(base) = cut("t").filter(|base| base.ends_with(is_vowel) && !base.ends_with('e')) {
        // palvelut: the plural of palvelu
        add(word.to_owned(), &[""]);
        plural(base, &mut add);
    } else if let Some(base) = cut("kset") {
        // korvaukset
        add(word.to_owned(), &[""]);
        add(format!("{base}ks"), PLURAL);
    } else if word.ends_with('e') {
        // tunniste: tunnistee-, tunnistei-; liikenne: liikentee-
        add(word.to_owned(), &["", "tta", "ttä"]);
        for grade in [Some(word.to_owned()), strong(word)].into_iter().flatten() {
            add(format!("{grade}e"), SINGULAR);
            add(grade, PLURAL);
        }
    } else if word.ends_with(is_vowel) {
        for grade in [Some(word.to_owned()), weak(word)].into_iter().flatten() {
            plural(&grade, &mut add);
            add(grade, SINGULAR);
        }
    } else if word.ends_with(char::is_alphabetic) {
        // ekstranet: ekstraneti-
        add(format!("{word}i"), SINGULAR);
        plural(&format!("{word}i"), &mut add);
    }
    stems
}

/// The plural stems of a noun that ends in a vowel: palvelui-, palveluj-, kantoi-, järjestelmi-, resepteihin, reseptien.
fn plural(word: &str, add: &mut impl FnMut(String, &'static [&'static str])) {
    let mut letters = word.chars();
    let last = letters.next_back();
    let base = letters.as_str();
    match last {
        Some('i') => {
            add(format!("{base}e"), PLURAL);
            add(base.to_owned(), &["ien"]);
        }
        Some(last @ ('a' | 'ä')) => {
            add(base.to_owned(), PLURAL);
            add(format!("{base}{}", if last == 'a' { 'o' } else { 'ö' }), PLURAL);
        }
        _ => add(word.to_owned(), PLURAL),
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'å')
}

/// The weak grade: what stands before the last vowel is shortened or softened (kanta, kannan; verkko, verkon).
fn weak(word: &str) -> Option<String> {
    let mut letters = word.chars();
    let vowel = letters.next_back()?;
    let before = letters.as_str();
    const STRONG: [(&str, &str); 8] =
        [("kk", "k"), ("pp", "p"), ("tt", "t"), ("nt", "nn"), ("nk", "ng"), ("mp", "mm"), ("lt", "ll"), ("rt", "rr")];
    if let Some((base, soft)) = STRONG.iter().find_map(|(strong, soft)| Some((before.strip_suffix(strong)?, soft))) {
        return Some(format!("{base}{soft}{vowel}"));
    }
    let soft =
        before.strip_suffix('t').map(|base| (base, "d")).or_else(|| before.strip_suffix('p').map(|base| (base, "v")));
    let (base, soft) = soft.filter(|(base, _)| base.ends_with(is_vowel))?;
    Some(format!("{base}{soft}{vowel}"))
}

/// The strong grade of a noun in -e, whose weak one is the basic form (liikenne, liikenteen).
fn strong(word: &str) -> Option<String> {
    const WEAK: [(&str, &str); 4] = [("nne", "nte"), ("mme", "mpe"), ("lle", "lte"), ("rre", "rte")];
    WEAK.iter().find_map(|(weak, strong)| Some(format!("{}{strong}", word.strip_suffix(weak)?)))
}

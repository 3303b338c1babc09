//! Which metrics the words of a question may mean.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use ledger::{Metric, metrics};

use super::initials::initials;
use super::synonyms::{HOW_MANY, IDLE, SYNONYMS};
use crate::rules;

/// How well a word names a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// Its heading holds the word.
    Heading,
    /// Its name or another name of it holds the word.
    Part,
    /// Its name begins so.
    Beginning,
    /// It is another name of it.
    Synonym,
    /// It is its name or its code.
    Name,
}

/// Where a metric stands in the catalogue.
type Place = usize;

struct Vocabulary {
    words: HashMap<String, Vec<(Place, Grade)>>,
    longest: usize,
    units: BTreeSet<&'static str>,
    initials: Vec<String>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut best: HashMap<String, HashMap<Place, Grade>> = HashMap::new();
    let mut add = |word: String, place: Place, grade: Grade| {
        let known = best.entry(word).or_default().entry(place).or_insert(grade);
        *known = grade.max(*known);
    };
    for (place, metric) in metrics::ALL.iter().enumerate() {
        for part in parts(rules::group(metric)) {
            add(part, place, Grade::Heading);
        }
        for part in parts(metric.name) {
            let grade = if metric.name.starts_with(&part) { Grade::Beginning } else { Grade::Part };
            add(part, place, grade);
        }
        for synonym in SYNONYMS.iter().filter(|(code, _)| *code == metric.code).flat_map(|(_, all)| *all) {
            for part in parts(synonym) {
                add(part, place, Grade::Part);
            }
            add((*synonym).to_owned(), place, Grade::Synonym);
        }
        add(metric.name.to_owned(), place, Grade::Name);
    }
    let words: HashMap<String, Vec<(Place, Grade)>> = best.into_iter().map(|(word, all)| (word, all.into_iter().collect())).collect();
    let longest = words.keys().map(|word| word.chars().count()).max().unwrap_or_default();
    let units = metrics::ALL.iter().map(|metric| metric.unit).collect();
    Vocabulary { words, longest, units, initials: metrics::ALL.iter().map(|metric| initials(metric.name)).collect() }
});

/// All stretches of two or more characters.
fn parts(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let from = |i: usize| (i + 2..=chars.len()).map(move |end| (i, end));
    (0..chars.len()).flat_map(from).map(|(i, end)| chars[i..end].iter().collect()).collect()
}

/// How many characters at the beginning are a metric's whole name, or another name of it.
pub(super) fn whole_name(chars: &[char]) -> usize {
    let longest = VOCABULARY.longest.min(chars.len());
    let named = |length: &usize| {
        let word: String = chars[..*length].iter().collect();
        VOCABULARY.words.get(&word).is_some_and(|all| all.iter().any(|(_, grade)| *grade >= Grade::Synonym))
    };
    (2..=longest).rev().find(named).unwrap_or_default()
}

/// What the words mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meant {
    /// The metrics that fit, the best first: one when there is no doubt.
    pub(super) metrics: Vec<&'static Metric>,
    /// The words by which the first was found.
    pub(super) words: Vec<String>,
    /// Others that the same words call to mind.
    pub(super) near: Vec<&'static Metric>,
    /// Words that were not used.
    pub(super) unknown: Vec<String>,
}

/// Words with what each may mean, the measure words and what means nothing.
#[derive(Default)]
struct Heard {
    parts: Vec<(String, Vec<(Place, Grade)>)>,
    units: Vec<String>,
    unknown: Vec<String>,
}

/// Reads what is left of a question beside days, orgs and the manner of splitting.
pub(super) fn read(pieces: &[String]) -> Meant {
    let mut heard = Heard::default();
    for piece in pieces {
        hear(piece, &mut heard);
    }
    decide(heard)
}

fn hear(piece: &str, heard: &mut Heard) {
    let vocabulary = &*VOCABULARY;
    let lower = piece.to_lowercase();
    if let Some(place) = metrics::ALL.iter().position(|metric| metric.code == lower) {
        heard.parts.push((piece.to_owned(), vec![(place, Grade::Name)]));
        return;
    }
    if piece.len() >= 2 && piece.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        match by_initials(&lower) {
            found if found.is_empty() => heard.unknown.push(piece.to_owned()),
            found => heard.parts.push((piece.to_owned(), found)),
        }
        return;
    }
    let chars: Vec<char> = piece.chars().collect();
    let (mut at, mut counting, mut lost) = (0, false, String::new());
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let text: String = rest.iter().collect();
        let word = (2..=vocabulary.longest.min(rest.len())).rev().map(|length| rest[..length].iter().collect::<String>());
        let word = word.into_iter().find(|word| vocabulary.words.contains_key(word));
        let unit = vocabulary.units.iter().filter(|unit| text.starts_with(**unit)).max_by_key(|unit| unit.len());
        let unit = unit.filter(|unit| counting || unit.chars().count() > 1 || text == ***unit);
        let idle = IDLE.iter().find(|idle| text.starts_with(**idle));
        let step = match (word, unit, idle) {
            (Some(word), ..) => {
                let length = word.chars().count();
                let meant = vocabulary.words.get(&word).cloned().unwrap_or_default();
                heard.parts.push((word, meant));
                length
            }
            (None, Some(unit), _) => {
                heard.units.push((*unit).to_owned());
                unit.chars().count()
            }
            (None, None, Some(idle)) => idle.chars().count(),
            (None, None, None) => {
                lost.extend(rest.first());
                at += 1;
                continue;
            }
        };
        counting = HOW_MANY.iter().any(|ask| idle.is_some_and(|idle| idle.ends_with(ask)));
        if !lost.is_empty() {
            heard.unknown.push(std::mem::take(&mut lost));
        }
        at += step;
    }
    if lost.chars().any(char::is_alphanumeric) {
        heard.unknown.push(lost);
    }
}

fn by_initials(letters: &str) -> Vec<(Place, Grade)> {
    let grade = |own: &String| match own.find(letters) {
        Some(0) if own == letters => Some(Grade::Synonym),
        Some(0) => Some(Grade::Beginning),
        Some(_) => Some(Grade::Part),
        None => None,
    };
    VOCABULARY.initials.iter().enumerate().filter_map(|(place, own)| Some((place, grade(own)?))).collect()
}

/// How well a metric fits all that was said.
struct Fit {
    place: Place,
    /// How many of the words it answers to.
    words: usize,
    /// Whether one of them is a name of it.
    named: bool,
    score: usize,
}

fn decide(heard: Heard) -> Meant {
    let Heard { parts, units, mut unknown } = heard;
    let fit = |place: Place| {
        let own = parts.iter().filter_map(|(word, all)| Some((word, all.iter().find(|(other, _)| *other == place)?.1)));
        let (mut words, mut named, mut score) = (0, false, 0);
        for (word, grade) in own {
            words += 1;
            named |= grade >= Grade::Synonym;
            score += (1 + grade as usize) * word.chars().count();
        }
        Fit { place, words, named, score }
    };
    let mut fits: Vec<Fit> = (0..metrics::ALL.len()).map(fit).filter(|fit| fit.words > 0).collect();
    let most = fits.iter().map(|fit| fit.words).max().unwrap_or_default();
    fits.retain(|fit| fit.words == most);
    let of_unit = |fit: &Fit| units.iter().any(|unit| metrics::ALL[fit.place].unit == unit);
    if fits.iter().any(of_unit) && !fits.iter().any(|fit| fit.named && !of_unit(fit)) {
        fits.retain(of_unit);
    }
    let usual = |place: Place| rules::chosen().iter().position(|metric| *metric == metrics::ALL[place]).unwrap_or(usize::MAX);
    fits.sort_by_key(|fit| (!fit.named, std::cmp::Reverse(fit.score), usual(fit.place), fit.place));
    let named = fits.iter().filter(|fit| fit.named).count();
    let all: Vec<&'static Metric> = fits.iter().map(|fit| metrics::ALL[fit.place]).collect();
    let (metrics, near) = if named > 0 { (all[..named].to_vec(), all[named..].to_vec()) } else { (all, Vec::new()) };
    let first = fits.first().map(|fit| fit.place);
    let used = |all: &[(Place, Grade)]| all.iter().any(|(place, _)| Some(*place) == first);
    let (words, unused): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(_, all)| used(all) || metrics.len() > 1);
    unknown.extend(unused.into_iter().map(|(word, _)| word));
    Meant { metrics, words: words.into_iter().map(|(word, _)| word).collect(), near, unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        meant(text).metrics.iter().map(|metric| metric.code).collect()
    }

    fn meant(text: &str) -> Meant {
        read(&text.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn synonyms_name_metrics_of_the_catalogue_and_no_two_the_same() {
        let mut seen = BTreeSet::new();
        for (code, words) in SYNONYMS {
            assert!(metrics::by_code(code).is_some(), "{code}");
            for word in *words {
                assert!(seen.insert(*word), "{word}");
                assert!(metrics::ALL.iter().all(|metric| metric.name != *word), "{word} is a name already");
            }
        }
    }

    #[test]
    fn every_metric_answers_to_its_own_name_its_code_and_its_letters() {
        for metric in metrics::ALL.iter() {
            assert_eq!(codes(metric.name), [metric.code]);
            assert_eq!(codes(metric.code), [metric.code]);
            assert_eq!(codes(&format!("{}有多少{}", metric.name, metric.unit)), [metric.code]);
            assert!(codes(&initials(metric.name)).contains(&metric.code), "{}", metric.name);
        }
    }

    #[test]
    fn one_metric_is_meant_where_the_words_leave_no_doubt() {
        for (text, code) in [
            ("主题党日", "life.theme_day"),
            ("主题党日次数", "life.theme_day"),
            ("助企服务 场次", "assist.service"),
            ("覆盖企业", "assist.enterprise_covered"),
            ("民营企业覆盖多少家", "assist.enterprise_covered"),
            ("党员", "org.member"),
            ("预备党员", "org.probationary"),
            ("驿站床位", "station.bed"),
            ("驿站 床位", "station.bed"),
            ("有多少驿站", "station.site"),
            ("中心组学习", "study.centre_group"),
            ("志愿者", "mobilise.volunteer_people"),
            ("志愿服务时长", "mobilise.volunteer_hours"),
            ("zqfw", "assist.service"),
            ("ZTDR", "life.theme_day"),
            ("assist.service", "assist.service"),
            ("助企 多少家", "assist.enterprise_covered"),
        ] {
            assert_eq!(codes(text).first(), Some(&code), "{text}");
        }
        for text in ["主题党日", "党员", "驿站 床位", "志愿服务时长", "zqfw"] {
            assert_eq!(codes(text).len(), 1, "{text}");
        }
        assert!(meant("党员").near.iter().any(|metric| metric.code == "org.probationary"));
    }

    #[test]
    fn several_are_offered_where_several_fit() {
        let found = codes("助企");
        assert_eq!(found[0], "assist.service");
        assert!(found.len() > 3 && found.contains(&"assist.enterprise_covered") && found.contains(&"assist.event"), "{found:?}");
        assert!(codes("助企 场次").iter().all(|code| metrics::by_code(code).is_some_and(|metric| metric.unit == "场次")));
        let both = codes("助企服务 覆盖企业");
        assert!(both.len() == 2 && both.contains(&"assist.service") && both.contains(&"assist.enterprise_covered"), "{both:?}");
    }

    #[test]
    fn words_that_mean_nothing_are_told_and_never_guessed() {
        assert_eq!(meant("足球比赛").metrics, Vec::<&Metric>::new());
        assert_eq!(meant("足球比赛").unknown, ["足球比赛"]);
        assert_eq!(meant("主题党日 火星").unknown, ["火星"]);
        assert_eq!(meant("xyzzy").unknown, ["xyzzy"]);
        assert_eq!(meant("主题党日是多少").unknown, Vec::<String>::new());
        assert_eq!(meant("").metrics, Vec::<&Metric>::new());
    }
}

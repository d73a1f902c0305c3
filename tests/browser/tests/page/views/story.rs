//! The text of Read: its chapters and numbers, its questions and their answers, the check, its languages.

use crate::common;
use browser_tests::{BLANK, FIRST_VISIT, Options, Page, Site};
use separable::cost::{self, Cost};
use separable::model::{LayerKind, Model, StageKind, tflite};
use serde_json::{Value, json};

const IDS: [&str; 12] = [
    "why",
    "standard",
    "depthwise",
    "pointwise",
    "saving",
    "sees",
    "blocks",
    "work",
    "multipliers",
    "bytes",
    "answer",
    "limits",
];

/// The page with its text told.
pub(super) fn open(site: &Site, address: &str) -> Page {
    let page = Page::open(site, &format!("#read&{}", address.trim_start_matches('#')));
    page.ready();
    told(&page);
    page
}

/// Waits for the text with its numbers.
pub(super) fn told(page: &Page) {
    page.wait(
        "the text is told, with numbers",
        "document.querySelectorAll('.story .chapter').length === 12
             && document.querySelector('[data-fact=standardMacs]')?.dataset.value",
        20,
    );
}

/// Scrolls to a chapter.
pub(super) fn turn_to(page: &Page, id: &str) {
    page.run_with(
        "document.querySelector(`[data-chapter=${arguments[0]}]`).scrollIntoView()",
        vec![json!(id)],
    );
}

/// What a number of the text is.
fn fact(page: &Page, name: &str) -> f64 {
    let value = page.run_with(
        "const all = [...document.querySelectorAll(`[data-fact=${arguments[0]}]`)].map(e => e.dataset.value);
         return new Set(all).size === 1 ? Number(all[0]) : all;",
        vec![json!(name)],
    );
    value.as_f64().unwrap_or_else(|| panic!("{name} is {value}"))
}

/// Types `answer` into a chapter's question, and returns whether it was right and what was said.
fn answer(page: &Page, id: &str, answer: &str) -> (Value, String) {
    turn_to(page, id);
    page.run_with("document.querySelector(`#typed-${arguments[0]}`).value = ''", vec![json!(id)]);
    page.send_keys(&format!("#typed-{id}"), answer);
    check(page, id)
}

/// Presses "Check" in a chapter.
fn check(page: &Page, id: &str) -> (Value, String) {
    page.click(&format!("[data-chapter={id}] [type=submit]"));
    let reply = page.run_with(
        "const reply = document.querySelector(`[data-chapter=${arguments[0]}] .reply`);
         return [reply.dataset.right ?? null, reply.innerText, reply.getAttribute('aria-live')];",
        vec![json!(id)],
    );
    assert_eq!(reply[2], json!("polite"), "a screen reader is told");
    (reply[0].clone(), reply[1].as_str().unwrap_or_default().to_owned())
}

/// Chooses a stage as the answer to a chapter's question.
fn choose(page: &Page, id: &str, stage: usize) {
    page.choose(&format!("[data-chapter={id}] select"), &stage.to_string());
}

pub(super) fn model() -> Model {
    tflite::read(&common::built_in()).expect("the built-in model")
}

/// The cost of the layers of a kind.
fn of_kind(model: &Model, kind: LayerKind) -> Cost {
    let layers = (0..model.layers.len()).filter(|&i| model.kind(i) == kind);
    layers.map(|i| cost::layer(model, i)).sum()
}

#[test]
fn twelve_chapters_tell_what_the_network_costs() {
    let site = Site::new();
    let page = open(&site, "");
    let chapters = page.run(
        "return [...document.querySelectorAll('.story [data-chapter]')].map(e => e.dataset.chapter)",
    );
    assert_eq!(chapters, json!(IDS));

    let model = model();
    let stages = model.stages();
    let block = stages.iter().find(|stage| stage.kind == StageKind::Block(1)).expect("a block");
    let depthwise =
        block.layers.clone().find(|&i| model.kind(i) == LayerKind::Depthwise).expect("one");
    let standard = common::standard_of_block(&model, depthwise).expect("a block").macs;
    let both = [depthwise, depthwise + 1].map(|i| cost::layer(&model, i).macs);
    let all = cost::network(&model);
    let kinds = [LayerKind::Depthwise, LayerKind::Pointwise].map(|kind| of_kind(&model, kind));
    for (name, value) in [
        ("macs", all.macs as f64),
        ("params", all.params as f64),
        ("standardMacs", standard as f64),
        ("depthwiseMacs", both[0] as f64),
        ("pointwiseMacs", both[1] as f64),
        ("ratio", (both[0] + both[1]) as f64 / standard as f64),
        ("depthwiseShare", both[0] as f64 / standard as f64),
        ("pointwiseShare", both[1] as f64 / standard as f64),
        ("depthwiseOfMacs", kinds[0].macs as f64 / all.macs as f64),
        ("pointwiseOfMacs", kinds[1].macs as f64 / all.macs as f64),
        ("pointwiseOfParams", kinds[1].params as f64 / all.params as f64),
        ("firstEach", 27.0),
        ("blocks", 13.0),
        ("halvings", 4.0),
    ] {
        let shown = fact(&page, name);
        assert!((shown - value).abs() <= 1e-9 * value, "{name}: {shown}, not {value}");
    }
    // What is written is the number behind it.
    let text = page.text("[data-chapter=saving] [data-fact=ratio]");
    assert_eq!(text.trim_start_matches("= "), "14.2\u{202f}%");

    // A cell after block 6 sees 59 pixels: 3 of the first layer, and twice the steps of six windows.
    assert_eq!(fact(&page, "field"), 59.0);
}

#[test]
fn typed_answers_are_checked_by_the_network() {
    let site = Site::new();
    let page = open(&site, "");
    let macs = cost::network(&model()).macs as f64;
    let block = [fact(&page, "depthwiseMacs"), fact(&page, "pointwiseMacs")];
    let share = format!("{:.0} %", block[1] / (block[0] + block[1]) * 100.0);
    let million = format!("{:.0}", macs * 30.0 / 1e6);

    let (right, said) = answer(&page, "standard", "9");
    assert_eq!(right, json!("false"));
    assert!(said.contains("one colour"), "the slip is told: {said}");
    let (right, said) = answer(&page, "standard", "5");
    assert_eq!(right, json!("false"));
    assert!(said.contains("more than that"), "{said}");
    let (right, said) = answer(&page, "standard", "many");
    assert_eq!(right, Value::Null, "neither right nor wrong: {said}");
    for (id, typed) in [
        ("standard", "27"),
        ("standard", "3 × 3 * 3"),
        ("depthwise", "9"),
        ("pointwise", &share),
        ("why", &million),
        ("why", &format!("{:.2} billion", macs * 30.0 / 1e9)),
        ("why", &format!("{million} million")),
        ("why", &format!("{:.3}e9", macs * 30.0 / 1e9)),
        ("pointwise", &format!("{:.2}", block[1] / (block[0] + block[1]))),
        ("sees", "59"),
        ("work", "256/9"),
        ("work", "28.4"),
        ("bytes", "1"),
        ("answer", "3"),
        ("limits", "0.5 %"),
    ] {
        let (right, said) = answer(&page, id, typed);
        assert_eq!(right, json!("true"), "{id}: {typed}: {said}");
    }
    assert!(
        page.text(".story .progress").starts_with("9 of 12"),
        "{}",
        page.text(".story .progress")
    );
    assert!(page.text("[data-chapter=why] h3").contains('✓'));
    // The reasoning is there for who asks for it.
    page.click("[data-chapter=standard] summary");
    assert!(page.text("[data-chapter=standard] details p").contains("27"));
}

#[test]
fn what_is_chosen_and_set_is_checked_too() {
    let site = Site::new();
    let page = open(&site, "");
    choose(&page, "saving", 6);
    let (right, said) = check(&page, "saving");
    assert_eq!(right, json!("false"));
    assert!(said.contains('%'), "its own ratio is told: {said}");
    choose(&page, "saving", 0);
    assert!(check(&page, "saving").1.contains("no block"));
    choose(&page, "saving", 1);
    assert_eq!(check(&page, "saving").0, json!("true"));
    choose(&page, "blocks", 1);
    assert_eq!(check(&page, "blocks").0, json!("false"));
    choose(&page, "blocks", 6);
    assert_eq!(check(&page, "blocks").0, json!("true"), "block 6 moves two places at a time");

    let range = "[data-chapter=multipliers] label:nth-of-type";
    assert_eq!(check(&page, "multipliers").0, json!("false"), "all of it is left");
    page.send_keys(&format!("{range}(1) input"), "\u{e012}\u{e012}");
    assert_eq!(check(&page, "multipliers").0, json!("false"), "a quarter is left");
    page.send_keys(&format!("{range}(2) input"), "\u{e012}\u{e012}\u{e012}");
    let (right, said) = check(&page, "multipliers");
    assert_eq!(right, json!("true"), "{said}");
    // The network that runs is V1 0.5, 128: what is computed for these two is what it costs.
    let caption = page.text("[data-chapter=multipliers] figcaption");
    let macs = format!("{:.1}\u{a0}million", cost::network(&model()).macs as f64 / 1e6);
    assert!(caption.contains(&macs) && caption.contains("56.3"), "{caption}");
}

#[test]
fn a_language_is_chosen_and_kept_in_the_address() {
    let site = Site::new();
    let page = open(&site, "");
    let lang = "document.querySelector('.story').lang";
    assert_eq!(page.run(&format!("return {lang}")), json!("en"), "the browser's language");
    answer(&page, "standard", "27");
    page.click(".story .choice [value=de] + span");
    page.wait("the story is told in German", &format!("{lang} === 'de'"), 10);
    told(&page);
    assert_eq!(page.run("return location.hash"), json!("#read&lang=de"));
    assert!(page.text(".story .progress").starts_with("1 von 12"), "what was answered stays");
    let percent = page.text("[data-chapter=saving] [data-fact=mistold]");
    assert!(
        percent.contains(',') && !percent.contains('.'),
        "numbers as Germans write them: {percent}"
    );
    let (_, said) = answer(&page, "standard", "9");
    assert!(said.contains("einer Farbe"), "{said}");

    page.goto("about:blank");
    page.goto(&site.at("#read&lang=de"));
    page.ready();
    told(&page);
    assert_eq!(page.run(&format!("return {lang}")), json!("de"));
    page.click(".story .choice [value=en] + span");
    page.wait("the story is told in English", &format!("{lang} === 'en'"), 10);
    page.wait("the address is plain", "location.hash === '#read'", 5);
    page.run("location.hash = '#read&lang=de'");
    page.wait("another address is followed", &format!("{lang} === 'de'"), 10);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_german_browser_is_told_in_german() {
    let site = Site::new();
    let german = Options::default()
        .before("Object.defineProperty(navigator, 'language', { get: () => 'de-AT' })");
    let page = Page::open_with(&german, &site, FIRST_VISIT);
    page.ready();
    told(&page);
    assert_eq!(page.run("return document.querySelector('.story').lang"), json!("de"));
    assert!(page.text(".headline").contains("Netz"), "{}", page.text(".headline"));
}

/// Both languages tell the same: the same chapters, lines, numbers, terms and questions.
#[test]
fn the_languages_have_one_shape() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let differences = page.run(
        "const [{ default: en }, { default: de }, { CHAPTERS }] = await Promise.all(
             ['en', 'de', 'chapters'].map(name => import(`/www/story/${name}.js`)));
         const marks = line => (line.match(/\\{\\w+\\}|\\]\\(\\w+\\)/g) ?? []).sort().join(' ');
         const found = [];
         const compare = (a, b, path) => {
             if (typeof a !== typeof b) return found.push(`${path}: ${typeof a}, ${typeof b}`);
             if (typeof a === 'string') {
                 if (!b.trim() || !a.trim()) found.push(`${path} is empty`);
                 if (marks(a) !== marks(b)) found.push(`${path}: ${marks(a)} / ${marks(b)}`);
                 return;
             }
             const keys = [Object.keys(a), Object.keys(b)].map(keys => keys.join());
             if (keys[0] !== keys[1]) found.push(`${path}: ${keys[0]} / ${keys[1]}`);
             else for (const key of Object.keys(a)) compare(a[key], b[key], `${path}.${key}`);
         };
         compare(en, de, 'text');
         const ids = CHAPTERS.map(({ id }) => id).join();
         if (ids !== Object.keys(en.chapters).join()) found.push(`chapters: ${ids}`);
         for (const { id, question } of CHAPTERS) {
             const slips = Object.keys(en.chapters[id].question.slips ?? {}).join();
             if (slips !== (question.slips ?? []).join()) found.push(`${id}: slips ${slips}`);
         }
         return found;",
    );
    assert_eq!(differences, json!([]));
}

/// Answers the check before or after with `answers`, one for each of its inputs and selects.
fn answer_check(page: &Page, when: &str, answers: [&str; 13]) -> String {
    page.run_with(
        "const check = document.querySelector(`[data-check=${arguments[0]}]`);
         check.open = true;
         [...check.querySelectorAll('input, select')].forEach((field, i) => { field.value = arguments[1][i]; });
         check.querySelector('[type=submit]').click();",
        vec![json!(when), json!(answers)],
    );
    page.text(&format!("[data-check={when}] .said"))
}

const RIGHT: [&str; 13] =
    ["9x64", "9", "64", "11.5 %", "1", "2", "1", "0", "59", "0", "1", "1", "103"];

#[test]
fn the_check_keeps_what_was_right_before_and_after() {
    let site = Site::new();
    let page = open(&site, "");
    assert_eq!(page.run("return document.querySelector('.results').hidden"), json!(true));
    let mut some = [""; 13];
    some[..3].copy_from_slice(&["576", "9", "64"]);
    some[3] = "0.115";
    assert_eq!(answer_check(&page, "before", some), "1 of 8 right.", "half an answer is none");
    assert_eq!(
        page.run("return document.querySelectorAll('[data-check=before] [data-right]').length"),
        json!(0),
        "before the text no answer is given away"
    );
    let mut nearly = RIGHT;
    nearly[12] = "153";
    assert_eq!(answer_check(&page, "after", nearly), "7 of 8 right.");
    assert_eq!(answer_check(&page, "after", RIGHT), "8 of 8 right.");
    page.send_keys(".results input", "Ada");

    page.goto("about:blank");
    page.goto(&site.at("#read"));
    page.ready();
    told(&page);
    let rows = page.run(
        "return [...document.querySelectorAll('.results tbody tr')].map(tr => [...tr.querySelectorAll('td')].map(td => td.innerText).join())",
    );
    let rows: Vec<String> = serde_json::from_value(rows).expect("rows");
    assert_eq!(rows.len(), 8);
    assert_eq!(rows[0], "✓,✓");
    assert!(rows[1..].iter().all(|row| row == "–,✓"), "{rows:?}");
    let signed = page.text(".results .signed");
    assert!(signed.starts_with("Ada, 20"), "{signed}");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

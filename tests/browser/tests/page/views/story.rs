//! The story: its chapters and numbers, its questions and their answers, its languages.

use crate::common;
use browser_tests::{BLANK, Options, Page, Site};
use separable::cost::{self, Cost};
use separable::model::{LayerKind, Model, StageKind, tflite};
use serde_json::{Value, json};

const IDS: [&str; 7] =
    ["why", "standard", "depthwise", "pointwise", "saving", "blocks", "multipliers"];

/// The page with its story told.
fn open(site: &Site, address: &str) -> Page {
    let page = Page::open(site, address);
    page.ready();
    told(&page);
    page
}

/// Waits for the chapters, and opens the first: then they are all there.
fn told(page: &Page) {
    page.run("document.querySelector('.story').scrollIntoView()");
    page.wait(
        "the story is there",
        "document.querySelectorAll('.story .chapter').length === 7",
        20,
    );
    unfold(page, "why");
    page.wait(
        "with numbers",
        "document.querySelector('[data-fact=standardMacs]')?.dataset.value",
        20,
    );
}

/// Opens a chapter as a visitor would.
fn unfold(page: &Page, id: &str) {
    page.run_with(
        "const toggle = document.querySelector(`[data-chapter=${arguments[0]}] .toggle`);
         if (toggle.getAttribute('aria-expanded') !== 'true') toggle.click();",
        vec![json!(id)],
    );
}

/// What a number of the story is.
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
    unfold(page, id);
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

fn choose(page: &Page, stage: usize) {
    page.click(&format!("[data-stage='{stage}']"));
}

fn model() -> Model {
    tflite::read(&common::built_in()).expect("the built-in model")
}

/// The cost of the layers of a kind.
fn of_kind(model: &Model, kind: LayerKind) -> Cost {
    let layers = (0..model.layers.len()).filter(|&i| model.kind(i) == kind);
    layers.map(|i| cost::layer(model, i)).sum()
}

#[test]
fn seven_chapters_fold_and_tell_what_the_network_costs() {
    let site = Site::new();
    let page = open(&site, "");
    let chapters = page.run(
        "return [...document.querySelectorAll('.story [data-chapter]')].map(e => e.dataset.chapter)",
    );
    assert_eq!(chapters, json!(IDS));
    let open = "return [...document.querySelectorAll('.story .chapter')]
                    .filter(e => e.querySelector('h3 > button').getAttribute('aria-expanded') === 'true'
                        && e.querySelector('.body').checkVisibility()).length";
    assert_eq!(page.run(open), json!(1), "the one that was opened");
    page.click("[data-chapter=why] .next");
    assert_eq!(page.run(open), json!(2), "and the next");
    let focused = page.run("return document.activeElement.closest('.chapter').dataset.chapter");
    assert_eq!(focused, json!("standard"));
    unfold(&page, "saving");

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

    // The numbers follow the block in focus.
    choose(&page, 5);
    page.wait(
        "the numbers are those of block 5",
        "document.querySelector('.story .whose').innerText.includes('block 5')",
        20,
    );
    assert!(fact(&page, "ratio") < 0.13, "a block with more output maps saves more");
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
    ] {
        let (right, said) = answer(&page, id, typed);
        assert_eq!(right, json!("true"), "{id}: {typed}: {said}");
    }
    assert!(
        page.text(".story .progress").starts_with("4 of 7"),
        "{}",
        page.text(".story .progress")
    );
    assert!(page.text("[data-chapter=why] .toggle").contains("answered"));
    // The reasoning is there for who asks for it.
    page.click("[data-chapter=standard] summary");
    assert!(page.text("[data-chapter=standard] details p").contains("27"));
}

#[test]
fn what_is_chosen_and_set_is_checked_too() {
    let site = Site::new();
    let page = open(&site, "#stage=6");
    unfold(&page, "saving");
    unfold(&page, "blocks");
    let (right, said) = check(&page, "saving");
    assert_eq!(right, json!("false"));
    assert!(said.contains('%'), "its own ratio is told: {said}");
    assert_eq!(check(&page, "blocks").0, json!("true"), "block 6 moves two places at a time");
    choose(&page, 0);
    assert!(check(&page, "saving").1.contains("no block"));
    assert_eq!(check(&page, "blocks").0, json!("false"));
    choose(&page, 1);
    assert_eq!(page.text("[data-chapter=saving] .chosen"), "Chosen now: block 1.");
    assert_eq!(check(&page, "saving").0, json!("true"));

    unfold(&page, "multipliers");
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
fn words_and_picture_light_each_other_up() {
    let site = Site::new();
    let page = open(&site, "#stage=3");
    unfold(&page, "depthwise");
    page.run("document.querySelector('[data-chapter=depthwise] .term').focus()");
    page.wait(
        "its maps are lit",
        "document.querySelector('.panel[data-kind=depthwise][data-lit]')",
        5,
    );
    page.run("document.activeElement.blur()");
    page.wait("and no longer", "!document.querySelector('.panel[data-lit]')", 5);
    page.run(
        "document.querySelector('.panel[data-kind=pointwise]').dispatchEvent(new PointerEvent('pointerenter'))",
    );
    page.wait(
        "the words are lit",
        "document.querySelector('.story .term[data-lights=pointwise][data-lit]')",
        5,
    );
    // A chapter sets the scene.
    page.click("[data-chapter=depthwise] .show");
    page.wait("the first block is chosen", "!location.hash.includes('stage')", 5);
}

#[test]
fn a_language_is_chosen_and_kept_in_the_address() {
    let site = Site::new();
    let page = open(&site, "#stage=4");
    let lang = "document.querySelector('.story').lang";
    assert_eq!(page.run(&format!("return {lang}")), json!("en"), "the browser's language");
    answer(&page, "standard", "27");
    page.click(".story .choice [value=de] + span");
    page.wait("the story is told in German", &format!("{lang} === 'de'"), 10);
    told(&page);
    assert_eq!(page.run("return location.hash"), json!("#stage=4&lang=de"));
    assert!(page.text(".story .progress").starts_with("1 von 7"), "what was answered stays");
    let percent = page.text("[data-chapter=saving] [data-fact=mistold]");
    assert!(
        percent.contains(',') && !percent.contains('.'),
        "numbers as Germans write them: {percent}"
    );
    let (_, said) = answer(&page, "standard", "9");
    assert!(said.contains("einer Farbe"), "{said}");

    page.goto("about:blank");
    page.goto(&format!("{}/#stage=4&lang=de", site.address()));
    page.ready();
    told(&page);
    assert_eq!(page.run(&format!("return {lang}")), json!("de"));
    page.click(".story .choice [value=en] + span");
    page.wait("the story is told in English", &format!("{lang} === 'en'"), 10);
    page.wait("the address is plain", "location.hash === '#stage=4'", 5);
    page.run("location.hash = '#stage=2&lang=de'");
    page.wait("another address is followed", &format!("{lang} === 'de'"), 10);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_german_browser_is_told_in_german() {
    let site = Site::new();
    let german = Options::default()
        .before("Object.defineProperty(navigator, 'language', { get: () => 'de-AT' })");
    let page = Page::open_with(&german, &site, "");
    page.ready();
    told(&page);
    assert_eq!(page.run("return document.querySelector('.story').lang"), json!("de"));
    assert_eq!(page.run("return location.hash"), json!(""));
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

//! What pixels stand for, as visitors choose it on the page and other pages ask for it.

use crate::common::{read, repository};
use crate::real::choose;
use crate::tab::{Tab, site};
use browser_tests::{BLANK, Site};
use serde_json::json;
use std::collections::HashMap;

everywhere!(
    a_choice_answers_at_once_and_is_remembered_for_its_network,
    an_address_has_the_choice,
    a_mean_and_a_deviation_are_typed,
    other_pages_give_a_range,
);

const SAID: &str = "document.querySelector('.answer .pixels [role=status]').textContent";
const SCORE: &str = "document.querySelector('#predictions [data-score]').dataset.score";
const ASSUMED: &str = "RGB pixels stand for −1 to 1: assumed, the file does not say it.";
const UNIT: &str = "RGB pixels stand for 0 to 1, as chosen here.";

/// Two networks of the repository; the second is quantised.
fn files() -> HashMap<String, Vec<u8>> {
    let of = |name: &str| read(repository(&format!("tests/golden/operators/{name}.tflite")));
    HashMap::from([
        ("float.tflite".to_owned(), of("v3_f32_0")),
        ("bytes.tflite".to_owned(), of("v3_i8_0")),
    ])
}

fn bring(tab: &Tab<'_>, name: &str) {
    let before = tab.value("document.documentElement.dataset.model");
    tab.run(&format!(
        "{} drop([new File([await read('{name}.tflite')], '{name}.tflite', {{ lastModified: 7 }})]);",
        include_str!("brought.js"),
    ));
    let runs = format!("document.documentElement.dataset.model !== {before}");
    tab.wait(&format!("{name} runs"), &runs, 30);
    let label = "document.querySelector('#predictions [data-label]').dataset.label";
    tab.wait("the answer is its own", &format!("{label}.startsWith('class')"), 30);
}

fn says(tab: &Tab<'_>, sentence: &str) {
    tab.wait(sentence, &format!("{SAID} === '{sentence}'"), 20);
}

fn a_choice_answers_at_once_and_is_remembered_for_its_network(tab: &Tab<'_>) {
    tab.open_at(&site(files()), "#sample=fence&at=1");
    bring(tab, "float");
    says(tab, ASSUMED);
    let assumed = tab.value(SCORE);
    choose(tab, "0 to 1");
    says(tab, UNIT);
    tab.wait("the answer is another", &format!("{SCORE} !== {assumed}"), 20);
    let chosen = tab.value(SCORE);
    // Escape closes the choice and leads back to its button.
    tab.run(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));",
    );
    let closed = "document.querySelector('#range').hidden && document.activeElement.dataset.action";
    assert_eq!(tab.value(closed), json!("range"));
    bring(tab, "bytes");
    assert!(!tab.text(".answer .pixels").contains("chosen"), "a choice is for its network");
    bring(tab, "float");
    says(tab, UNIT);
    tab.wait("its answer is that of the choice", &format!("{SCORE} === {chosen}"), 20);
    choose(tab, "What is assumed");
    says(tab, ASSUMED);
    tab.wait("the first answer is back", &format!("{SCORE} === {assumed}"), 20);
    tab.is_well();
}

fn an_address_has_the_choice(tab: &Tab<'_>) {
    tab.open_at(&site(files()), "#sample=fence&at=1&range=0_1");
    says(tab, UNIT);
    tab.run("location.hash = location.hash.replace('range=0_1', 'range=0_255');");
    let cut = "RGB pixels stand for 0 to 255, as chosen here. Its input holds only −1 to 1: the rest is cut off.";
    says(tab, cut);
    choose(tab, "What the file says");
    says(tab, "RGB pixels stand for −1 to 1, by the input\\'s scale.");
    tab.wait("the address has it no more", "!location.hash.includes('range')", 10);
    choose(tab, "−1 to 1");
    tab.wait("the address has it", "location.hash.includes('range=-1_1')", 10);
    // That of a file would be another network's when the address is opened.
    bring(tab, "float");
    choose(tab, "0 to 1");
    says(tab, UNIT);
    assert_eq!(tab.value("location.hash.includes('range')"), json!(false));
    tab.is_well();
}

fn a_mean_and_a_deviation_are_typed(tab: &Tab<'_>) {
    tab.open_at(&site(files()), "#sample=fence&at=1");
    bring(tab, "float");
    choose(tab, "(pixel");
    says(
        tab,
        "RGB pixels stand for (pixel − mean) ÷ deviation, those of ImageNet, as chosen here.",
    );
    let type_ = |number: &str, at: usize| {
        tab.run(&format!(
            "const field = document.querySelectorAll('#range input[type=number]')[{at}];
             field.focus();
             field.value = '{number}';
             field.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        ));
    };
    type_("0", 4);
    let wrong = "document.querySelector('#range .wrong').textContent";
    tab.wait("what is wrong is told", &format!("{wrong}.includes('not 0')"), 10);
    assert!(tab.text(".answer .pixels").contains("ImageNet"), "the last right one goes on");
    // As PyTorch writes them.
    for at in 0..6 {
        type_("0.5", at);
    }
    says(tab, "RGB pixels stand for −1 to 1, as chosen here.");
    assert_eq!(tab.value(wrong), json!(""));
    tab.is_well();
}

fn other_pages_give_a_range(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::with_files(files()).address()));
    let told = tab.run(
        "const { load } = await import('/separable.js');
         const net = await load('/float.tflite', { range: [0, 1] });
         const count = net.input.reduce((a, b) => a * b);
         const pixels = Uint8Array.from({ length: count }, (_, i) => (i * 97) % 256);
         const reals = Float32Array.from(pixels, (pixel, i) => pixel / 255);
         const means = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };
         const normal = Float32Array.from(pixels, (pixel, i) => (pixel - means.mean[i % 3]) / means.std[i % 3]);
         const off = async (a, b) => {
             const [x, y] = [await net.run(a), await net.run(b)];
             return Math.max(...x.map((value, i) => Math.abs(value - y[i]))) < 1e-6;
         };
         const told = { given: net.range, unit: await off(pixels, reals) };
         await net.setRange(means);
         told.normal = await off(pixels, normal);
         told.means = net.range;
         told.wrong = await net.setRange([1, 1]).catch(({ message }) => message);
         told.still = await off(pixels, normal);
         await net.setRange(null);
         told.own = net.range;
         net.dispose();
         const bytes = await load('/bytes.tflite');
         told.bytes = [bytes.range.source, bytes.range.by, bytes.range.bytes];
         bytes.dispose();
         return told;",
    );
    let means = json!({ "mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375] });
    assert_eq!(told["given"], json!({ "low": 0, "high": 1, "bytes": false, "source": "given" }));
    assert_eq!([&told["means"]["mean"], &told["means"]["std"]], [&means["mean"], &means["std"]]);
    assert_eq!(told["own"], json!({ "low": -1, "high": 1, "bytes": false, "source": "assumed" }));
    let wrong = told["wrong"].as_str().unwrap_or_default();
    assert!(wrong.contains("give two different numbers"), "{wrong}");
    for name in ["unit", "normal", "still"] {
        assert_eq!(told[name], json!(true), "{name}");
    }
    assert_eq!(told["bytes"][2], json!(true));
}

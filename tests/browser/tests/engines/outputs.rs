//! Networks whose output is no softmax over classes: one number, logits, a map, features.

use crate::common::endings;
use crate::common::tiny::File;
use crate::files::{Folder, pick};
use crate::reference;
use crate::tab::Tab;
use separable::model::{Model, tflite};
use serde_json::json;

everywhere!(
    one_number_is_the_probability_of_the_second_label,
    logits_are_read_as_the_visitor_says,
    a_map_lies_over_the_frame_and_is_told_by_place,
    numbers_without_a_head_are_features,
);

const BARS: &str = "[...document.querySelectorAll('#predictions [data-label]')]
    .filter(item => !item.hidden)
    .map(item => [item.dataset.label, Number(item.dataset.score), item.querySelector('.name').innerText])";
const NOTES: &str = ".answer .notes";

/// Opens a network with labels of these lines; none for an empty text.
fn open(tab: &Tab<'_>, test: &str, file: &File, labels: &str) -> (Folder, Model) {
    let folder = Folder::of(tab, test);
    let bytes = file.write();
    let before = tab.value("document.documentElement.dataset.model");
    let network = folder.file("net.tflite", &bytes);
    let names = folder.file("names.txt", labels.as_bytes());
    let both = [network.as_path(), names.as_path()];
    pick(tab, "model-file", if labels.is_empty() { &both[..1] } else { &both });
    let other = format!(
        "document.documentElement.dataset.model !== {before}
         && document.querySelector('#predictions').dataset.model === document.documentElement.dataset.model"
    );
    tab.wait("it has seen a frame", &other, 30);
    (folder, tflite::read(&bytes).expect("a sound network"))
}

fn bars(tab: &Tab<'_>) -> Vec<(String, f64, String)> {
    serde_json::from_value(tab.value(BARS)).expect("bars")
}

/// The output's numbers for the square on show.
fn numbers(tab: &Tab<'_>, model: &Model) -> Vec<f64> {
    reference::probabilities(model, &tab.square())
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-4, "{a} is not {b}");
}

fn one_number_is_the_probability_of_the_second_label(tab: &Tab<'_>) {
    tab.open("#sample=fence&at=1");
    let (_folder, model) = open(tab, "one", &endings::one(), "cat\ndog\n");
    let [p] = numbers(tab, &model)[..] else { panic!("one number") };
    assert!(p > 0.02 && p < 0.98, "a network that says something: {p}");
    let bars = bars(tab);
    let score = |name: &str| bars.iter().find(|bar| bar.0 == name).expect("a label").1;
    near(score("dog"), p);
    near(score("cat"), 1.0 - p);
    assert_eq!(bars.len(), 2);
    assert!(bars[0].1 >= bars[1].1, "the likelier first");
    assert!(tab.text(NOTES).contains("“dog”; “cat” has the rest"), "{}", tab.text(NOTES));

    // Both classes have maps, and their logits differ by the sign alone.
    tab.run("document.querySelector('[data-view=why]').click();");
    for (class, name, probability) in [(0, "cat", 1.0 - p), (1, "dog", p)] {
        let chip = format!("document.querySelector('.pane.why .chips [data-class=\"{class}\"]')");
        tab.wait("its button is there", &format!("!!{chip}"), 30);
        tab.run(&format!("{chip}.click();"));
        let title = format!("document.querySelector('.pane.why h2').innerText === 'Why “{name}”?'");
        tab.wait("it is explained", &title, 20);
        let stored =
            "Number(document.querySelector('.pane.why [data-metric=stored]').dataset.value)";
        let logit: f64 = serde_json::from_value(tab.value(stored)).expect("a number");
        // Probabilities are stored in steps of 1/256.
        let told = sigmoid(logit);
        assert!((told - probability).abs() < 0.004, "{name}: {told} for {probability}");
    }
    tab.run("document.querySelector('[data-view=stage]').click();");

    let (_folder, model) = open(tab, "unnamed", &endings::one_logit(), "");
    let [logit] = numbers(tab, &model)[..] else { panic!("one number") };
    let told = "document.querySelector('.answer .notes').innerText.includes('a sigmoid is added')";
    tab.wait("the sigmoid is told", told, 20);
    let bars = self::bars(tab);
    assert_eq!(bars.len(), 1);
    near(bars[0].1, 1.0 / (1.0 + (-logit).exp()));
    assert_eq!(bars[0].2, "probability of class 1");

    let (_folder, _) = open(tab, "constant", &endings::constant(), "");
    let told = "document.querySelector('.answer .notes').innerText.includes('1 whatever it sees')";
    tab.wait("that it says nothing is told", told, 20);
    assert!(!tab.text("#predictions").contains('%'), "{}", tab.text("#predictions"));
    tab.is_well();
}

fn logits_are_read_as_the_visitor_says(tab: &Tab<'_>) {
    tab.open("#sample=fence&at=1");
    let (_folder, model) = open(tab, "logits", &endings::logits(), "a\nb\nc\nd\n");
    let logits = numbers(tab, &model);
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
    let names = ["a", "b", "c", "d"];
    let class = |label: &str| names.iter().position(|name| *name == label).expect("a label");
    for (label, score, _) in bars(tab) {
        near(score, logits[class(&label)].exp() / sum);
    }
    assert!(tab.text(NOTES).contains("a softmax is added"), "{}", tab.text(NOTES));

    let choose = |how: &str| {
        tab.run(&format!(
            "const select = document.querySelector('[data-action=scores]');
             select.value = '{how}';
             select.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        ));
    };
    choose("logistic");
    let told = "document.querySelector('.answer .notes').innerText.includes('need not add up')";
    tab.wait("the sigmoid is told", told, 20);
    // A softmax adds up to one; sigmoids do not.
    let sum: f64 = logits.iter().map(|&logit| sigmoid(logit)).sum();
    assert!((sum - 1.0).abs() > 0.01, "a sum that tells them apart: {sum}");
    tab.wait(
        "it is used",
        &format!("Math.abs({BARS}.reduce((sum, [, p]) => sum + p, 0) - {sum}) < 1e-3"),
        20,
    );
    for (label, score, _) in bars(tab) {
        near(score, sigmoid(logits[class(&label)]));
    }
    choose("none");
    tab.wait("numbers stay as they are", &format!("{BARS}[0][2].startsWith('entry')"), 20);
    let entries = bars(tab);
    assert_eq!(entries.len(), 4);
    for (entry, value, _) in entries {
        let index: usize = entry.trim_start_matches("entry ").parse().expect("a number");
        near(value, logits[index]);
    }
    choose("softmax");
    tab.wait("the labels are back", &format!("'abcd'.includes({BARS}[0][2])"), 20);
    tab.is_well();
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn a_map_lies_over_the_frame_and_is_told_by_place(tab: &Tab<'_>) {
    tab.open("#sample=fence&at=1");
    let (_folder, model) = open(tab, "map", &endings::map(), "background\ngull\ntern\ncrow\n");
    let numbers = numbers(tab, &model);
    let names = ["background", "gull", "tern", "crow"];
    let bars = bars(tab);
    assert!(bars.len() >= 3 && bars.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{bars:?}");
    for (label, score, text) in &bars {
        // "gull at row 2, column 3"
        let place = text.strip_prefix(&format!("{label} at row ")).expect("a place");
        let (row, column) = place.split_once(", column ").expect("a column");
        let [y, x] = [row, column].map(|n| n.parse::<usize>().expect("a number") - 1);
        let class = names.iter().position(|name| name == label).expect("a label");
        assert_ne!(class, 0, "background is no answer");
        near(*score, numbers[(y * 3 + x) * 4 + class]);
    }
    // The strongest place of all but background is told first.
    let most = (0..36).filter(|i| i % 4 != 0).map(|i| numbers[i]).fold(0.0, f64::max);
    near(bars[0].1, most);

    let painted = "(() => {
        const canvas = document.querySelector('.square .classes');
        if (!canvas) return null;
        const ctx = canvas.getContext('2d');
        return Array.from({ length: 9 }, (_, i) => {
            const [y, x] = [Math.floor(i / 3), i % 3];
            const at = n => Math.round((n + 0.5) * canvas.width / 3);
            return ctx.getImageData(at(x), at(y), 1, 1).data[3] > 0;
        });
    })()";
    tab.wait("it lies over the frame", &format!("!!{painted}?.length"), 20);
    let expected: Vec<bool> =
        numbers.chunks(4).map(|place| place[1..].iter().any(|&p| p > place[0])).collect();
    assert_eq!(tab.value(painted), json!(expected));

    tab.run("document.querySelector('[data-view=why]').click();");
    tab.wait("the map is large", "!!document.querySelector('.pane.why .tally li[data-class]')", 30);
    let told = tab.value(
        "[...document.querySelectorAll('.pane.why .tally [data-value]')]
             .filter(count => !count.closest('li').hidden)
             .reduce((sum, { dataset }) => sum + Number(dataset.value), 0)",
    );
    assert_eq!(told, json!(expected.iter().filter(|shown| **shown).count()));
    tab.is_well();
}

fn numbers_without_a_head_are_features(tab: &Tab<'_>) {
    tab.open("#sample=fence&at=1");
    let (_folder, model) = open(tab, "features", &endings::averages(), "");
    let values = numbers(tab, &model);
    let said = "document.querySelector('.answer .notes').innerText.includes('ends in an average')";
    tab.wait("it is told", said, 20);
    for (entry, value, _) in bars(tab) {
        let index: usize = entry.trim_start_matches("entry ").parse().expect("a number");
        near(value, values[index]);
    }
    let summary = tab.text(".answer .summary");
    assert!(summary.starts_with("2 numbers, norm "), "{summary}");

    // Labels for each of its numbers make them scores.
    let (_folder, _) = open(tab, "scored", &endings::averages(), "cat\ndog\n");
    tab.wait("they are scores", &format!("['cat', 'dog'].includes({BARS}[0][0])"), 20);
    let sum: f64 = bars(tab).iter().map(|bar| bar.1).sum();
    near(sum, 1.0);
    tab.is_well();
}

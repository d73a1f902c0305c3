//! The figures of the view, against plain loops over the same features.

use super::{counts, open, run, settled};
use crate::steps::{running, served};
use serde_json::{Value, json};

/// Accuracy, spread, confusion and the mistakes are those of heads that a plain descent finds, in folds
/// that hold whole recordings.
#[test]
fn held_out_figures_are_those_of_plain_loops() {
    let (_site, page) = open();
    let told = run(
        &page,
        "const { zip, pictures, files, classes } = await lesson.lesson([0, 70, 150], 3, 4);
         lesson.open(zip);
         for (let i = 0; i < 600 && document.querySelectorAll('.pictures li').length < files.length; i++)
             await new Promise(resolve => setTimeout(resolve, 50));
         const shown = await lesson.report();
         const { net, rows } = await lesson.featuresOf(files.map(({ bytes }) => bytes));
         const of = pictures.map(picture => picture.of);
         const recordings = pictures.map(({ recording }) => recording);
         const { held } = await net.assess({
             features: Float32Array.from(rows.flat()), classes: Uint16Array.from(of), count: 3,
             recordings: Uint32Array.from(recordings), ridges: [shown.ridge],
         });
         net.dispose();
         const folds = [...new Set(held)];
         const whole = recordings.every((own, i) => recordings.every((other, j) => own !== other || held[i] === held[j]));
         const said = [], sure = [], right = folds.map(() => [0, 0]);
         for (const fold of folds) {
             const taught = held.reduce((rows, own, i) => own === fold ? rows : [...rows, i], []);
             const ask = lesson.fit(taught.map(i => rows[i]), taught.map(i => of[i]), 3, shown.ridge);
             held.forEach((own, i) => {
                 if (own !== fold) return;
                 const p = ask(rows[i]);
                 said[i] = p.indexOf(Math.max(...p));
                 sure[i] = p[said[i]];
                 right[folds.indexOf(fold)][0] += said[i] === of[i];
                 right[folds.indexOf(fold)][1]++;
             });
         }
         const confusion = classes.map((_, is) => classes.map((_, as) => said.filter((own, i) => own === as && of[i] === is).length));
         const wrong = sure.filter((_, i) => said[i] !== of[i]).sort((a, b) => b - a).slice(0, 8);
         const accuracies = right.map(([right, all]) => right / all);
         return { shown, whole, folds: folds.length, confusion, wrong, accuracies,
             accuracy: said.filter((own, i) => own === of[i]).length / of.length };",
    );
    let shown = &told["shown"];
    assert_eq!(told["whole"], json!(true), "a recording is held out whole");
    assert!(told["folds"].as_u64() >= Some(2));
    assert_eq!(shown["confusion"], told["confusion"]);
    assert_eq!(shown["accuracy"], told["accuracy"]);
    let numbers = |list: &Value| -> Vec<f64> {
        list.as_array().expect("a list").iter().map(|one| one.as_f64().expect("a number")).collect()
    };
    let expected = numbers(&told["wrong"]);
    let sure: Vec<f64> = shown["wrong"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["sure"].as_f64().expect("a number"))
        .collect();
    assert!(!expected.is_empty(), "some are mistaken, or the test says little: {told}");
    assert_eq!(sure.len(), expected.len());
    for (shown, expected) in sure.iter().zip(&expected) {
        assert!((shown - expected).abs() < 2e-3, "{shown} for {expected}");
    }
    let accuracies = numbers(&told["accuracies"]);
    let low = accuracies.iter().copied().fold(1.0, f64::min);
    let basis = shown["basis"].as_str().unwrap_or_default();
    let percent = format!("{}\u{202f}% to", (low * 100.0).round());
    assert!(basis.contains(&percent), "{basis} for {accuracies:?}");
    assert!(basis.contains("of 36 pictures right"), "{basis}");
}

/// One recording of a class is judged too kindly, and the view says so; a ridge by hand is used.
#[test]
fn what_is_judged_too_kindly_is_said_and_the_ridge_can_be_set() {
    let (_site, page) = open();
    run(&page, "lesson.open((await lesson.lesson([0, 180], 1, 8)).zip);");
    page.wait("it is there", "document.querySelectorAll('.pictures li').length === 16", 30);
    let told = run(&page, "return lesson.report();");
    let needs = told["needs"].to_string();
    assert!(
        needs.contains("“hue 0” and “hue 180” once more") && needs.contains("too kindly"),
        "{needs}"
    );
    settled(&page);
    let free = run(&page, "return lesson.says();");
    page.run(
        "document.querySelector('.settings').open = true;
         document.querySelector('.ridge input[type=checkbox]').click();
         const slider = document.querySelector('.ridge input[type=range]');
         slider.value = 0;
         slider.dispatchEvent(new Event('input', { bubbles: true }));",
    );
    page.rest(300);
    settled(&page);
    let told = run(&page, "return lesson.report();");
    assert_eq!(told["ridge"].as_f64(), Some(1.0));
    let held = run(&page, "return lesson.says();");
    let most = |says: &Value| {
        says.as_object()
            .expect("classes")
            .values()
            .map(|one| one.as_f64().expect("a number"))
            .fold(0.0, f64::max)
    };
    assert!(most(&held) < most(&free) + 1e-9, "a larger ridge is less sure: {held} after {free}");
}

/// Where there are enough pictures and many are mistaken, a better network of this host is offered, and
/// the pictures stay.
#[test]
fn a_better_network_is_offered_where_this_one_is_too_weak() {
    if !served("a_better_network_is_offered_where_this_one_is_too_weak", "v1-1.0-224") {
        return;
    }
    let (_site, page) = open();
    run(&page, "lesson.open((await lesson.lesson([0, 25, 50], 4, 4)).zip);");
    page.wait("it is there", "document.querySelectorAll('.pictures li').length === 48", 30);
    let told = run(&page, "return lesson.report();");
    assert!(told["accuracy"].as_f64().is_some_and(|it| it < 0.9), "{told}");
    page.wait("another is offered", "document.querySelector('.better').checkVisibility()", 20);
    super::press(&page, "Use it");
    page.wait("it runs", "document.documentElement.dataset.model !== 'built-in'", 60);
    settled(&page);
    assert!(running(&page).starts_with('v'), "{}", running(&page));
    assert_eq!(counts(&page), [16, 16, 16]);
    let gone = page.run("return document.querySelector('.better').checkVisibility();");
    assert_eq!(gone, json!(false), "one offer");
}

/// Variations are taught, but not counted.
#[test]
fn variations_are_taught_and_not_counted() {
    let (_site, page) = open();
    super::blots(&page);
    page.click("[data-action=freeze]");
    settled(&page);
    let plain = run(&page, "return lesson.says();");
    page.run(
        "document.querySelector('.settings').open = true;
         for (const input of document.querySelectorAll('.settings fieldset input')) input.click();",
    );
    page.rest(300);
    settled(&page);
    let told = run(&page, "return lesson.report();");
    assert!(told["basis"].as_str().is_some_and(|text| text.contains("of 12 pictures")), "{told}");
    let varied = run(&page, "return lesson.says();");
    assert_ne!(plain, varied, "more was taught");
}

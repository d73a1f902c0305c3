//! The lesson: its links open what it says, and its figures stand on the page.

use crate::steps::served;
use browser_tests::{Page, Site};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use xtask::workspace;

/// Of each link: what stands on the page, and how the lesson writes it.
const FIGURES: [&[(&str, &str)]; 9] = [
    &[("monarch", "butterfly"), ("128 × 128", "128 × 128")],
    &[
        ("108 weights", "27"),
        ("Each output channel has a kernel for each input channel", "lab=standard"),
    ],
    &[
        ("128 kernels of 3×3", "128 kernels of 3×3"),
        ("256 kernels of 1×1×128", "256 kernels of 1×1×128"),
    ],
    &[
        ("18 874 368", "18,874,368"),
        ("2 170 880", "2,170,880"),
        ("8.69 times fewer", "8.7 times fewer"),
        ("0.39 % + 11.1 % = 11.5 %", "0.39 % + 11.11 % = 11.5 %"),
        ("1/265 would be 0.38 %", "1/265 = 0.38 %"),
        // Which of its sentences on time follows is this machine's measurement.
        ("Alone, the depthwise step takes", "each number that it loads for all N outputs"),
    ],
    &[("94.86 %", "94.86 %"), ("3.06 %", "3.06 %"), ("568 741 376", "568.7 million")],
    &[("149.5 M", "149.5 of"), ("1.33 M", "1.33 of"), ("63.3 %", "63.3 %"), ("90.34 %", "90.34 %")],
    &[
        ("sees 59 × 59 of 128 × 128 pixels", "59 × 59 of 128 × 128"),
        (
            "1×1 5 3×3 4 5×5 3 11×11 2 13×13 1 27×27 conv 29×29 picture 59×59",
            "1 → 3 → 5 → 11 → 13 → 27 → 29 → 59",
        ),
    ],
    &[
        ("+10.55", "10.55 − 0.44 = 10.11"),
        ("−0.44", "10.55 − 0.44 = 10.11"),
        ("+10.113", "10.55 − 0.44 = 10.11"),
        ("(row 2, column 2: +19.6)", "row 2, column 2, with +19.6"),
        ("98 %", "98 %"),
    ],
    &[
        ("4 329", "4329 − 2781 = 1548"),
        ("−2 781", "4329 − 2781 = 1548"),
        ("steps of 1.69 × 10⁻⁴ 1 548", "4329 − 2781 = 1548"),
        ("× 0.00719 11", "times the multiplier 0.00719 it is 11 steps"),
        ("ReLU6: 0.00 … 6.00 −117", "stored as −117"),
    ],
];

/// The links of the lesson's table.
fn links(lesson: &str) -> Vec<&str> {
    lesson
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | `#"))
        .filter(|(number, _)| number.parse::<usize>().is_ok())
        .filter_map(|(_, rest)| rest.split_once('`').map(|(link, _)| link))
        .collect()
}

fn words(link: &str) -> BTreeSet<&str> {
    link.trim_start_matches('#').split('&').collect()
}

#[test]
fn the_lesson_says_what_the_page_shows() {
    let lesson = fs::read_to_string(workspace::root().join("docs/lesson.md")).expect("the lesson");
    let line = lesson.split_whitespace().collect::<Vec<_>>().join(" ");
    let links = links(&lesson);
    assert_eq!(links.len(), FIGURES.len(), "{links:?}");
    let site = Site::new();
    let page = Page::open(&site, "");
    for (link, figures) in links.into_iter().zip(FIGURES) {
        if link.contains("v1-1.0-224")
            && !served("the_lesson_says_what_the_page_shows", "v1-1.0-224")
        {
            continue;
        }
        page.goto("about:blank");
        page.goto(&format!("{}/#{link}", site.address()));
        page.ready();
        for (shown, written) in figures {
            assert!(line.contains(written), "the lesson does not say {written}");
            page.wait(
                &format!("{link} shows {shown}"),
                &format!(
                    "document.body.innerText.replaceAll(/\\s+/g, ' ').includes({})",
                    json!(shown)
                ),
                30,
            );
        }
        let address = page.run("return location.hash");
        let address = address.as_str().expect("an address");
        // What is as it would be anyway the page leaves out.
        let more: Vec<_> = words(address).difference(&words(link)).copied().collect();
        assert_eq!(more, Vec::<&str>::new(), "{link} opens {address}");
        for hidden in ["hide=", "view=", "place=", "model="] {
            assert_eq!(link.contains(hidden), address.contains(hidden), "{link} opens {address}");
        }
    }
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

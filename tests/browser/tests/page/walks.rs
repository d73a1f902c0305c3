//! Three walks from a first visit: a student with the eight questions of the check, a teacher who
//! prepares a lesson, an engineer who looks for numbers. Each step leaves a picture in `target/walks`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{FIRST_VISIT, Page, Site};
use serde_json::json;
use std::fs;
use xtask::workspace;

/// What a visitor does.
enum Act {
    Click(&'static str),
    /// Keys, into an element.
    Keys(&'static str, &'static str),
}
use Act::{Click, Keys};

/// One thing that somebody wants to know.
struct Way {
    wants: &'static str,
    acts: &'static [Act],
    /// Where the answer stands, and a part of it.
    sees: (&'static str, &'static str),
}

/// Opens the list of chapters.
const CONTENTS: Act = Click(".contents summary");

const STUDENT: [Way; 8] = [
    Way {
        wants: "1 multiplications of one output value",
        acts: &[CONTENTS, Click(".contents li:nth-child(2) button")],
        sees: ("[data-chapter=standard]", "3·3·16 = 144"),
    },
    Way {
        wants: "2 the ratio for 256 maps, and which term rules",
        acts: &[
            CONTENTS,
            Click(".contents li:nth-child(5) button"),
            Click("[data-chapter=saving] .show"),
            Click("[data-stage='6']"),
        ],
        sees: (".focus .pane.twin", "11.5"),
    },
    Way {
        wants: "3 why 1×1 is 95 % of the work",
        acts: &[CONTENTS, Click(".contents li:nth-child(8) button")],
        sees: ("[data-chapter=work]", "one for each channel that goes in"),
    },
    Way {
        wants: "4 what alpha of one half leaves",
        acts: &[
            CONTENTS,
            Click(".contents li:nth-child(9) button"),
            Keys("[data-chapter=multipliers] label:nth-of-type(1) input", "\u{e012}\u{e012}"),
        ],
        sees: ("[data-chapter=multipliers] figcaption", "26"),
    },
    Way {
        wants: "5 which pixels a cell of block 6 sees",
        acts: &[CONTENTS, Click(".contents li:nth-child(6) button")],
        sees: ("[data-chapter=sees] .live", "59 × 59 of 128 × 128"),
    },
    Way {
        wants: "6 why depthwise takes more time per MAC",
        acts: &[CONTENTS, Click(".contents li:nth-child(5) button")],
        sees: ("[data-chapter=saving]", "then must load the next"),
    },
    Way {
        wants: "7 which part of the frame spoke",
        acts: &[CONTENTS, Click(".contents li:nth-child(11) button")],
        sees: ("[data-chapter=answer] .live", "places"),
    },
    Way {
        wants: "8 a byte and its real number",
        acts: &[
            CONTENTS,
            Click(".contents li:nth-child(10) button"),
            Keys("[data-chapter=bytes] [type=range]", "\u{e010}"),
        ],
        sees: ("[data-chapter=bytes] .live", "(127 − (−128)) = 6"),
    },
];

const TEACHER: [Way; 4] = [
    Way {
        wants: "a link, as a code to photograph",
        acts: &[Click("[data-action=link]")],
        sees: ("#link", "QR code"),
    },
    Way {
        wants: "a link that hides parts",
        acts: &[Click("[data-action=link]"), Click("#link [value=price]")],
        sees: ("#link", "What it hides"),
    },
    Way {
        wants: "the text in German",
        acts: &[Click(".story .choice [value=de] + span")],
        sees: (".story", "Warum kleine Netze?"),
    },
    Way {
        wants: "the questions of the check",
        acts: &[Click("[data-check=before] summary")],
        sees: ("[data-check=before]", "64 channels"),
    },
];

const ENGINEER: [Way; 4] = [
    Way {
        wants: "what each layer costs",
        acts: &[Click("[data-action=explore]"), Click("#tab-cost")],
        sees: (".focus .pane.cost", "GMAC/s"),
    },
    Way {
        wants: "scale and zero point of a layer",
        acts: &[Click("[data-action=explore]"), Click(".focus [data-part=tensors]")],
        sees: (".focus .pane.stage", "zero point"),
    },
    Way {
        wants: "how the engine runs here",
        acts: &[Click("[data-action=explore]"), Click("[data-action=engine]")],
        sees: ("#engine", "relaxed"),
    },
    Way {
        wants: "the model's card",
        acts: &[Click("[data-action=explore]"), Click("[data-action=card]")],
        sees: ("#card", "SHA-256"),
    },
];

/// At most so many actions lead to an answer.
const MOST: usize = 4;

fn walk(who: &str, ways: &[Way]) {
    let folder = workspace::target().join("walks");
    fs::create_dir_all(&folder).expect("a folder");
    for (i, way) in ways.iter().enumerate() {
        // Each from the top of a first visit.
        let page = Page::open(&Site::new(), FIRST_VISIT);
        page.resize(1440, 900);
        page.ready();
        page.wait("the text is told", "document.querySelector('.story .chapter')", 20);
        assert!(way.acts.len() <= MOST, "{who}, {}", way.wants);
        for act in way.acts {
            match act {
                Click(selector) => page.click(selector),
                Keys(selector, keys) => page.send_keys(selector, keys),
            }
            page.rest(300);
        }
        let (place, part) = way.sees;
        page.wait(
            &format!("{who}, {}: {part:?} is in {place}", way.wants),
            &format!(
                "(() => {{ const e = document.querySelector({place:?});
                     return e?.checkVisibility() && e.innerText.toLowerCase().includes({:?}); }})()",
                part.to_lowercase()
            ),
            15,
        );
        page.rest(500);
        // A chapter that is led to stands at the top of the window.
        let top = page.run_with(
            "return document.querySelector(arguments[0])?.closest('.chapter')?.getBoundingClientRect().top ?? 0",
            vec![json!(place)],
        );
        let top = top.as_f64().expect("a number");
        assert!((-300.0..300.0).contains(&top), "{who}, {}: {top} pixels down", way.wants);
        let shot = page.cdp("Page.captureScreenshot", json!({ "format": "png" }));
        let picture = STANDARD.decode(shot["data"].as_str().expect("base64")).expect("base64");
        fs::write(folder.join(format!("{who}-{}.png", i + 1)), picture).expect("a picture");
        assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    }
}

#[test]
fn a_student_answers_each_question_within_four_actions() {
    walk("student", &STUDENT);
}

#[test]
fn a_teacher_prepares_a_lesson() {
    walk("teacher", &TEACHER);
}

#[test]
fn an_engineer_finds_the_numbers() {
    walk("engineer", &ENGINEER);
}

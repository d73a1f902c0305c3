//! The drawn samples, chosen by their buttons: each moves and gets its name.

use crate::tab::Tab;
use serde_json::Value;

everywhere!(every_sample_leads_to_its_name);

fn every_sample_leads_to_its_name(tab: &Tab<'_>) {
    tab.open("");
    let samples = tab.run(
        "const { samples } = await import('/www/sources/samples.js');
         return samples.map(({ id, label }) => [id, label]);",
    );
    let samples: Vec<(String, Value)> = serde_json::from_value(samples).expect("samples");
    assert!(samples.len() >= 3, "three samples or more");
    for (id, label) in samples {
        tab.click(&format!("[data-sample='{id}']"));
        tab.wait(
            &format!("the sample {id} is named {label}"),
            &format!("[...document.querySelectorAll('#predictions [data-label]')].some(e => e.dataset.label === {label})"),
            15,
        );
        moves(tab);
    }
    tab.is_well();
}

/// That the square on show becomes another.
pub(crate) fn moves(tab: &Tab<'_>) {
    let before = tab.square();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while tab.square() == before {
        assert!(std::time::Instant::now() < end, "the square stands still");
    }
}

//! Labels that are hard to lay out.

/// Lines of labels that no list of ImageNet has: long ones, of emoji, from right to left.
pub fn hostile_labels(count: usize) -> String {
    let long = "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(7)[..300].to_owned();
    let short = "a label of many short words that goes on and on ".repeat(6);
    let names = [
        long.as_str(),
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        "قطة منزلية صغيرة ذات شعر قصير",
        "👩‍👩‍👧‍👦🏳️‍🌈 👍🏽 cat 🐈‍⬛",
        short.trim(),
        "כלב (גזע מעורב) 123",
        "Schäferhund-Mischling, Donaudampfschifffahrtsgesellschaftskapitän",
        "一只坐在窗台上的橘色短毛家猫和一只狗",
    ];
    (0..count).map(|i| names[i % names.len()]).collect::<Vec<_>>().join("\n")
}

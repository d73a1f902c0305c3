//! Frames that show the network the very pixels of the one before: kept where that is asked for, in
//! every engine, and computed again everywhere else.

use crate::bytes::ways;
use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::json;

everywhere!(an_equal_frame_is_kept_only_where_that_is_asked_for);

fn an_equal_frame_is_kept_only_where_that_is_asked_for(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    for (variant, threads) in ways(tab.kind) {
        let told = tab.run_with(
            "const [variant, threads] = arguments;
             const { load } = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite', { variant, threads });
             const picture = (seed) => {
                 const data = Uint8ClampedArray.from({ length: 200 * 200 * 4 }, (_, i) => i % 4 === 3 ? 255 : (i * seed) % 251);
                 return { data, width: 200, height: 200 };
             };
             const [a, b] = [picture(7), picture(11)];
             const told = {};
             const look = async (name, source, options = {}) => {
                 const seen = await net.look(source, { unchanged: 'keep', maps: [2], timings: true, ...options });
                 told[name] = [seen.unchanged, JSON.stringify([seen.answers, [...seen.maps[0].data.slice(0, 99)]])];
                 return seen.ms.infer;
             };
             const first = await look('first', a);
             told.sameTime = first === await look('equal', a);
             await look('other', b);
             await look('back', a);
             await look('asked', a, { unchanged: undefined });
             await look('equal again', a);
             await look('mirrored', a, { mirror: true });
             await net.change([{ layer: 2, channel: 3 }]);
             await look('changed', a, { mirror: true });
             await net.change([]);
             await look('unchanged network', a, { mirror: true });
             await net.run(new Uint8Array(128 * 128 * 3));
             await look('after a run', a, { mirror: true });
             await net.setRange([0, 1]);
             await look('other range', a, { mirror: true });
             net.dispose();
             return told;",
            vec![json!(variant), json!(threads)],
        );
        let kept = |name: &str| told[name][0].as_bool().expect("whether it was kept");
        let answer = |name: &str| told[name][1].as_str().expect("its answer");
        for name in ["equal", "equal again"] {
            assert!(kept(name), "{variant}, {name}");
        }
        for name in [
            "first",
            "other",
            "back",
            "asked",
            "mirrored",
            "changed",
            "unchanged network",
            "after a run",
            "other range",
        ] {
            assert!(!kept(name), "{variant}, {name}");
        }
        for name in ["equal", "back", "asked", "equal again"] {
            assert_eq!(answer(name), answer("first"), "{variant}, {name}");
        }
        assert_ne!(answer("other"), answer("first"));
        assert_ne!(answer("changed"), answer("mirrored"));
        assert_eq!(answer("unchanged network"), answer("mirrored"));
        assert_eq!(answer("after a run"), answer("mirrored"));
        assert_eq!(
            told["sameTime"],
            json!(true),
            "the time is that of the frame that was computed"
        );
    }
}

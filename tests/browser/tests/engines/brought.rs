//! Networks and labels in the forms that people have them in: zips, folders, any name, any list; and
//! files that are no network.

use crate::files::{Folder, pick};
use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::{Value, json};

everywhere!(
    a_zip_of_a_network_and_its_labels_runs,
    a_dropped_folder_is_a_network_with_its_labels_and_a_picture,
    a_network_of_any_name_is_one,
    labels_come_with_the_network_or_from_any_list,
    a_zip_that_cannot_be_trusted_is_told,
    a_file_that_is_no_network_is_called_what_it_is,
);

const TOOLS: &str = include_str!("brought.js");
const FILES: &str = "const model = await read('/models/built-in/model_int8.tflite');
    const labels = new TextDecoder().decode(await read('/models/built-in/labels.txt')).trim().split('\\n');
    const named = labels.map((label, i) => `${i} my ${label}`).join('\\r\\n');";
const BEST: &str = "document.querySelector('#predictions [data-label]').dataset.label";

/// What `script` returns, with the tools and files of these tests.
fn run(tab: &Tab<'_>, script: &str) -> Value {
    tab.run(&format!("{TOOLS}\n{FILES}\n{script}"))
}

fn answers(tab: &Tab<'_>, label: &str) {
    tab.wait(&format!("the answer is {label}"), &format!("{BEST} === '{label}'"), 30);
    assert_eq!(tab.text(".answer .notes"), "");
}

fn a_zip_of_a_network_and_its_labels_runs(tab: &Tab<'_>) {
    tab.open("#sample=fence&at=1");
    run(
        tab,
        "const bytes = await zip([
             { name: 'converted_tflite/model_unquant.tflite', bytes: model },
             { name: 'converted_tflite/labels.txt', bytes: utf8(named) }]);
         drop([new File([bytes], 'converted_tflite.zip')]);",
    );
    answers(tab, "my picket fence");
    tab.is_well();
}

fn a_dropped_folder_is_a_network_with_its_labels_and_a_picture(tab: &Tab<'_>) {
    tab.open("");
    run(
        tab,
        "const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 40 });
         canvas.getContext('2d').fillRect(0, 0, 20, 40);
         const picture = await new Promise(resolve => canvas.toBlob(resolve));
         dropFolder({ mine: [new File(['read me'], 'README.txt'), new File([model], 'trained')],
                      'mine/more': [new File([named], 'labels.txt'), new File([picture], 'half.png', { type: 'image/png' })] });",
    );
    tab.wait(
        "its picture is shown",
        "document.querySelector('#status').innerText.includes('half.png')",
        30,
    );
    tab.wait("its labels name it", &format!("{BEST}.startsWith('my ')"), 30);
    tab.is_well();
}

fn a_network_of_any_name_is_one(tab: &Tab<'_>) {
    tab.open("#sample=fence&at=1");
    let first = tab.value("document.documentElement.dataset.model");
    let mut last = first.as_str().unwrap_or_default().to_owned();
    for name in ["net.lite", "net.tflite.bin", "net", "net.txt", "photo.jpg"] {
        let script =
            format!("drop([new File([model], '{name}'), new File([named], 'net.names')]);");
        run(tab, &script);
        let next = format!("document.documentElement.dataset.model !== '{last}'");
        tab.wait(&format!("{name} runs"), &next, 30);
        answers(tab, "my picket fence");
        let id = tab.value("document.documentElement.dataset.model");
        last = id.as_str().unwrap_or_default().to_owned();
    }
    tab.is_well();
}

fn labels_come_with_the_network_or_from_any_list(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    let told = run(
        tab,
        "const { load } = await import('/separable.js');
         const birds = labels.map((_, i) => i ? `Möwe ${i}` : '“€”');
         const windows = Uint8Array.from(birds.join('\\r\\n'),
             letter => ({ '“': 0x93, '”': 0x94, '€': 0x80 })[letter] ?? letter.charCodeAt(0));
         const wide = Uint16Array.from(`\\ufeff${birds.join('\\n')}`, letter => letter.charCodeAt(0));
         const packed = await zip([{ name: 'labels.txt', bytes: utf8(birds.join('\\n')) }]);
         const behind = new Uint8Array(await new Blob([model, packed]).arrayBuffer());
         const few = new File(['one\\ntwo'], 'few.txt');
         const loaded = async (model, labels) => {
             const net = await load(model, { labels });
             net.dispose();
             return [net.labels?.[0] ?? null, net.labels?.at(-1) ?? null, net.labels?.length ?? 0, ...net.notes];
         };
         const more = ['background', ...birds].join('\\n');
         return {
             windows: await loaded(model, new File([windows], 'a.txt')),
             wide: await loaded(model, new File([wide], 'a.txt')),
             json: await loaded(model, new File([JSON.stringify(Object.fromEntries(birds.map((bird, i) => [bird, i])))], 'a.json')),
             csv: await loaded(model, new File([birds.map((bird, i) => `${i};${bird}`).join('\\n')], 'a.csv')),
             packed: await loaded(behind),
             'packed, and another': await loaded(behind, few),
             'two lists': await loaded(model, [few, new File([birds.join('\\n')], 'birds.txt')]),
             'one more': await loaded(model, new File([more], 'more.txt')),
             none: await loaded(model),
             few: await loaded(model, few),
             'a broken zip behind it': await loaded(behind.map((byte, i) => i === model.length + 9 ? byte ^ 8 : i === behind.length - 6 ? 255 : byte)),
         };",
    );
    let fits = json!(["“€”", "Möwe 199", 200]);
    for form in ["windows", "wide", "json", "csv", "packed"] {
        assert_eq!(told[form], fits, "{form}");
    }
    let with_note = |form: &str, words: &str| {
        assert_eq!(told[form].as_array().expect("a list")[..3], fits.as_array().expect("one")[..]);
        let note = told[form][3].as_str().unwrap_or_default();
        assert!(note.contains(words), "{form}: {note}");
    };
    with_note("packed, and another", "the names are from labels.txt in the model");
    with_note("two lists", "the names are from birds.txt");
    with_note("one more", "“background”, is left out");
    assert_eq!(told["none"], json!([null, null, 0]));
    let unnamed = |form: &str, words: &str| {
        assert_eq!(told[form][2], json!(0));
        let note = told[form][3].as_str().unwrap_or_default();
        assert!(note.contains(words) && note.contains("200 classes"), "{form}: {note}");
    };
    unnamed("few", "few.txt has 2 names");
    unnamed("a broken zip behind it", "a damaged zip");
}

fn a_zip_that_cannot_be_trusted_is_told(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    let told = run(
        tab,
        "const { load } = await import('/separable.js');
         const inner = await zip([{ name: 'model.tflite', bytes: model }]);
         const told = async files => {
             const bytes = files instanceof Uint8Array ? files : await zip(files);
             return load(new File([bytes], 'brought.zip')).then(() => 'nothing', ({ message }) => message);
         };
         const large = new Uint8Array(2 ** 26);
         large.set(model.subarray(0, 8));
         const bomb = { packed: await deflate(large), claimed: 2 ** 26 };
         return {
             'more or less of model than it claims': await told([{ name: 'model', ...bomb, claimed: 2 ** 20 }]),
             'and at most 256 MB': await told(Array.from({ length: 5 }, (_, i) => ({ name: `${i}`, ...bomb }))),
             'it claims more of m.tflite': await told([{ name: 'm.tflite', bytes: model, claimed: 2 ** 31 }]),
             'holds another archive': await told([{ name: 'inner.zip', bytes: inner }]),
             encrypted: await told([{ name: 'model.tflite', bytes: model, flags: 1 }]),
             'leads out of it': await told([{ name: '../model.tflite', bytes: model }]),
             'cannot be unpacked': await told(inner.map((byte, i) => i > 99 && i < 9999 ? 255 : byte)),
             'cut off': await told(inner.slice(0, -9)),
         };",
    );
    for (words, sentence) in told.as_object().expect("sentences") {
        let sentence = sentence.as_str().unwrap_or_default();
        assert!(sentence.contains(words.as_str()), "{words}: {sentence}");
        assert!(sentence.starts_with("brought.zip ") && sentence.contains("; "), "{sentence}");
    }
}

fn a_file_that_is_no_network_is_called_what_it_is(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "none");
    tab.open("#sample=fence&at=1");
    let model = tab.value("document.documentElement.dataset.model");
    let files: [(&str, &[u8], &str); 8] = [
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture or a video, not a model"),
        ("notes.bin", &[7; 5000], "not a model"),
        ("keras_model.h5", b"\x89HDF\r\n\x1a\n\0\0\0\0", "a Keras model"),
        ("saved_model.pb", b"\x08\x01\x12\xe2\x8b\x02", "a TensorFlow SavedModel"),
        ("model.json", b"{\"format\": \"layers-model\"}", "a TensorFlow.js model"),
        ("net.onnx", b"\x08\x07\x12\x07pytorch", "an ONNX model"),
        ("model.tflite", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        ("page.tflite", b"<!doctype html><html>", "a web page"),
    ];
    for (name, bytes, words) in files {
        let path = folder.file(name, bytes);
        pick(tab, "model-file", &[&path]);
        let told =
            tab.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 30);
        let told = told.as_str().unwrap_or_default();
        assert!(told.starts_with(&format!("{name} is ")) && told.contains(words), "{told}");
        tab.click("[data-action=dismiss]");
    }
    assert_eq!(tab.value("document.documentElement.dataset.model"), model);
    answers(tab, "picket fence");
    tab.is_well();
}

//! The parts of the package beside `load`: the element, and the stand-in for another library.

use crate::*;
use xtask::workspace;

const PAGE: &str = "<!doctype html><meta charset=\"utf-8\"><title>page</title>\
                    <link rel=\"icon\" href=\"data:,\"><img src=\"picture.png\" id=\"img\" alt=\"\">";

/// A picture of bands, beside the page.
fn picture() {
    let pixels = image::RgbImage::from_fn(160, 120, |x, y| {
        image::Rgb([(x % 64 * 4) as u8, (y * 2) as u8, ((x + y) % 256) as u8])
    });
    pixels.save(folder().join("picture.png")).expect("a picture");
}

fn opened(files: &[(&'static str, &str)]) -> (Site, Page) {
    picture();
    let files = files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    let site = Site::new(folder(), files, &[]);
    let page = Page::start(&Options::default()).expect("a browser");
    page.goto(&format!("{}/", site.address));
    (site, page)
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn the_element_tells_what_a_picture_shows() {
    let html = format!(
        "{PAGE}<script type=\"module\" src=\"./node_modules/separable/element.js\"></script>
         <separable-classifier model=\"app/public/model.tflite\" labels=\"app/public/labels.txt\"
             src=\"picture.png\" alt=\"Bands\" k=\"3\"></separable-classifier>"
    );
    let (_site, page) = opened(&[("", &html)]);
    let items =
        "[...document.querySelector('separable-classifier').shadowRoot.querySelectorAll('li')]";
    page.wait("there are answers", &format!("{items}.length === 3"), 30);
    let told = page.run(&format!(
        "const {{ load }} = await import('./node_modules/separable/index.js');
         const net = await load('app/public/model.tflite', {{ labels: 'app/public/labels.txt' }});
         const answers = await net.classify(document.querySelector('img'), {{ k: 3 }});
         const names = {items}.map(item => item.querySelector('[part=name]').textContent);
         return [names, answers.map(({{ className }}) => className)]"
    ));
    assert_eq!(told[0], told[1], "the answers of the network");
    // What is wrong is said, and another picture begins anew.
    page.run("document.querySelector('separable-classifier').setAttribute('src', 'none.png')");
    let status =
        "document.querySelector('separable-classifier').shadowRoot.querySelector('[part=status]')";
    page.wait("that is said", &format!("{status}.textContent.includes('broken')"), 30);
    page.run("document.querySelector('separable-classifier').setAttribute('src', 'picture.png')");
    page.wait("there are answers again", &format!("{items}.length === 3"), 30);
    assert_eq!(page.run(&format!("return {status}.textContent")), json!(""), "nothing is wrong");
}

/// The network and the list of a host, as `dist/` has them.
fn models() -> Option<PathBuf> {
    let models = workspace::dist().join("models");
    let list = fs::read_to_string(models.join("index.json")).ok()?;
    if !list.contains("\"v1-1.0-224\"") {
        println!("not tested with V1 1.0 224: it is not in dist/models/");
        return None;
    }
    Some(models)
}

/// The example of its neighbour, with another import and the folder of the networks.
#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn mobilenet_of_tensorflow_has_a_stand_in() {
    let Some(models) = models() else { return };
    let main = "import * as mobilenet from './node_modules/separable/mobilenet.js';
        globalThis.told = (async () => {
            const classes = await fetch('./neighbour/package/dist/imagenet_classes.js');
            const exports = {};
            new Function('exports', await classes.text())(exports);
            const { IMAGENET_CLASSES } = exports;
            const img = document.getElementById('img');
            const model = await mobilenet.load({ models: './models/' });
            const predictions = await model.classify(img);
            const all = await model.classify(img, 1000);
            const features = await model.infer(img, true);
            const logits = await model.infer(img);
            const known = new Set(Object.values(IMAGENET_CLASSES));
            return {
                predictions: predictions.length,
                names: all.length,
                unknown: all.filter(({ className }) => !known.has(className)),
                sum: all.reduce((sum, { probability }) => sum + probability, 0),
                features: features.length,
                logits: logits.length,
                best: IMAGENET_CLASSES[logits.indexOf(Math.max(...logits))] === all[0].className,
                without: await mobilenet.load().catch(({ message }) => message),
            };
        })();";
    let html = format!("{PAGE}<script type=\"module\" src=\"main.js\"></script>");
    let target = folder().join("models");
    fs::create_dir_all(&target).expect("a folder");
    for entry in fs::read_dir(models).expect("models") {
        let path = entry.expect("a file").path();
        if path.is_file() {
            fs::copy(&path, target.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let (_site, page) = opened(&[("", &html), ("main.js", main)]);
    page.wait("the page is there", "globalThis.told", 30);
    let told = page.run("return told");
    assert_eq!(told["predictions"], json!(3), "{told}");
    assert_eq!([&told["names"], &told["logits"]], [&json!(1000), &json!(1000)], "{told}");
    assert_eq!(told["unknown"], json!([]), "all names are those of the neighbour");
    assert_eq!(told["features"], json!(1024), "{told}");
    assert_eq!(told["best"], json!(true), "{told}");
    let sum = told["sum"].as_f64().expect("a number");
    assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    assert!(told["without"].as_str().is_some_and(|it| it.contains("`models`")), "{told}");
}

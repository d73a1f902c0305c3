//! A host's own networks: the folder that `SEPARABLE_MODELS` names, with their files and a list of
//! them, `models.toml`.

use super::manifest::{self, Model, Part};
use crate::workspace;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The list, beside the files.
pub const LIST: &str = "models.toml";

/// Where the files lie in `dist/models/`, so that none has the name of a published one.
const FOLDER: &str = "own";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    model: Vec<Entry>,
}

/// As in `weights/manifest.toml`, but what the files tell themselves may be left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    parts: Vec<Named>,
    labels: Named,
    input: u32,
    alpha: Option<f64>,
    licence: String,
    source: String,
    guess: Option<f64>,
    #[serde(default)]
    camera: bool,
    top1: Option<f64>,
    top5: Option<f64>,
    accuracy_source: Option<String>,
}

/// A file; with a size or a sum, that is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    file: PathBuf,
    bytes: Option<u64>,
    sha256: Option<String>,
}

/// A network, and where its files are: its parts in order, then its labels.
pub type Own = (Model, Vec<PathBuf>);

/// The networks of the folder that `SEPARABLE_MODELS` names; none without it.
///
/// # Errors
/// A sentence about the first thing that is wrong there.
pub fn from_env(known: &[Model]) -> Result<Vec<Own>> {
    workspace::own_models()?.map_or_else(|| Ok(Vec::new()), |folder| read(&folder, known))
}

/// The networks of `folder`; `known` are those that the page has already.
///
/// # Errors
/// A sentence about the first thing that is wrong there.
pub fn read(folder: &Path, known: &[Model]) -> Result<Vec<Own>> {
    let path = folder.join(LIST);
    let text = fs::read_to_string(&path).with_context(|| {
        format!("{} is the list of your networks, and could not be read", path.display())
    })?;
    let list: List = toml::from_str(&text)
        .with_context(|| format!("{} is not as docs/hosting.md has it", path.display()))?;
    ensure!(!list.model.is_empty(), "{} names no network: [[model]]", path.display());
    let mut ids: BTreeSet<_> = known.iter().map(|model| model.id.clone()).collect();
    let mut own = Vec::new();
    for entry in list.model {
        let id = entry.id.clone();
        ensure!(ids.insert(id.clone()), "{}: there are two networks `{id}`", path.display());
        own.push(entry.found(folder).with_context(|| format!("{}: `{id}`", path.display()))?);
    }
    let first = own.iter().filter(|(model, _)| model.camera).count();
    ensure!(first <= 1, "{}: `camera = true` may stand at one network", path.display());
    Ok(own)
}

impl Entry {
    fn found(self, folder: &Path) -> Result<Own> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        ensure!(
            !self.id.is_empty() && self.id.chars().all(fits),
            "its id stands in addresses: small letters, digits, `.` and `-`"
        );
        ensure!(!self.parts.is_empty(), "it has no file: [[model.parts]]");
        let guess = self.guess.unwrap_or_default();
        ensure!((0.0..=1.0).contains(&guess), "`guess` is a probability, not {guess}");
        let mut paths = Vec::new();
        let mut parts = Vec::new();
        for part in &self.parts {
            paths.push(part.path(folder)?);
            parts.push(part.found(folder)?);
        }
        paths.push(self.labels.path(folder)?);
        let model = Model {
            parts,
            labels: self.labels.found(folder)?,
            id: self.id,
            name: self.name,
            input: self.input,
            alpha: self.alpha,
            licence: self.licence,
            source: self.source,
            guess: self.guess,
            camera: self.camera,
            top1: self.top1,
            top5: self.top5,
            accuracy_source: self.accuracy_source.unwrap_or_else(|| "no accuracy is known".into()),
        };
        Ok((model, paths))
    }
}

impl Named {
    fn path(&self, folder: &Path) -> Result<PathBuf> {
        let inside = self.file.components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            bail!("{} does not lie beside {LIST}", self.file.display());
        }
        Ok(folder.join(&self.file))
    }

    /// Its size and its sum, as `dist/models/` has it.
    fn found(&self, folder: &Path) -> Result<Part> {
        let path = self.path(folder)?;
        ensure!(path.is_file(), "there is no file {}", path.display());
        let mut file = fs::File::open(&path).with_context(|| format!("open {}", path.display()))?;
        let part = Part {
            file: Path::new(FOLDER).join(&self.file),
            bytes: self.bytes.unwrap_or(file.metadata()?.len()),
            sha256: match &self.sha256 {
                Some(sum) => sum.to_ascii_lowercase(),
                None => manifest::sha256(&mut file)
                    .with_context(|| format!("read {}", path.display()))?,
            },
            address: None,
        };
        part.check(&path).with_context(|| format!("another file than {LIST} says"))?;
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[[model]]\nid = \"flowers\"\nname = \"Flowers\"\ninput = 96\n\
                        licence = \"CC0\"\nsource = \"our garden\"\n\
                        parts = [{ file = \"body.tflite\" }]\nlabels = { file = \"names.txt\" }\n";

    fn with(test: &str, text: Option<&str>) -> Result<Vec<Own>> {
        let folder = std::env::temp_dir().join(format!("own-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("body.tflite"), b"abc")?;
        fs::write(folder.join("names.txt"), b"rose\n")?;
        if let Some(text) = text {
            fs::write(folder.join(LIST), text)?;
        }
        let own = read(&folder, &manifest::read()?);
        fs::remove_dir_all(&folder)?;
        own
    }

    #[test]
    fn a_list_says_what_its_files_do_not() {
        let own = with("right", Some(TEXT)).expect("a list");
        let (model, paths) = &own[0];
        assert_eq!((model.id.as_str(), model.alpha, model.parts[0].bytes), ("flowers", None, 3));
        // FIPS 180-4's example.
        assert!(model.parts[0].sha256.starts_with("ba7816bf8f01cfea"));
        assert_eq!(model.parts[0].file, Path::new("own/body.tflite"));
        assert!(paths[0].ends_with("body.tflite") && paths[1].ends_with("names.txt"), "{paths:?}");
    }

    #[test]
    fn the_guide_has_a_list_that_is_read() {
        let guide = fs::read_to_string(workspace::root().join("docs/hosting.md")).expect("a guide");
        let list = guide.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```"));
        let list = list.expect("a list").0;
        let list = list.replace("garden.tflite", "body.tflite").replace("garden.txt", "names.txt");
        let own = with("guide", Some(&list)).expect("a list");
        assert_eq!(own[0].0.name, "Our garden, 96 px");
    }

    #[test]
    fn what_is_wrong_is_told() {
        let double = [TEXT, TEXT].concat();
        for (test, from, to, word) in [
            ("toml", "input = 96", "input = ", "docs/hosting.md"),
            ("unknown", "input = 96", "side = 96", "unknown field `side`"),
            ("missing", "licence = \"CC0\"", "", "missing field `licence`"),
            ("file", "body.tflite", "head.tflite", "there is no file"),
            ("labels", "names.txt", "labels.txt", "there is no file"),
            ("outside", "body.tflite", "../body.tflite", "does not lie beside"),
            ("bytes", "\"body.tflite\"", "\"body.tflite\", bytes = 4", "has 3 bytes instead of 4"),
            ("sum", "\"body.tflite\"", "\"body.tflite\", sha256 = \"00\"", "another sha256"),
            ("known", "\"flowers\"", "\"built-in\"", "two networks `built-in`"),
            ("id", "\"flowers\"", "\"our flowers\"", "small letters"),
            ("parts", "[{ file = \"body.tflite\" }]", "[]", "no file"),
            ("guess", "input = 96", "input = 96\nguess = 60", "a probability"),
            ("none", TEXT, "model = []", "names no network"),
            ("double", TEXT, &double, "two networks `flowers`"),
        ] {
            let text = TEXT.replacen(from, to, 1);
            let told = with(test, Some(&text)).err().expect(test);
            let told = format!("{told:#}");
            assert!(told.contains(word) && told.contains(LIST), "{test}: {told}");
        }
        let told = format!("{:#}", with("absent", None).err().expect("no list"));
        assert!(told.contains("models.toml is the list of your networks"), "{told}");
    }
}

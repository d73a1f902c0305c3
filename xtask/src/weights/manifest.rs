//! `weights/manifest.toml`: the models, their files, and where the files are published.

use crate::workspace;
use anyhow::{Context, Result, bail};
use ring::digest;
use serde::Deserialize;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The model that comes with the repository.
pub const BUILT_IN: &str = "built-in";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    model: Vec<Model>,
}

/// A network that the page can run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Its name in addresses and commands.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The `.tflite`, or several that run one after the other.
    pub parts: Vec<Part>,
    /// One class per line.
    pub labels: Part,
    /// Height and width of its input, in pixels.
    pub input: u32,
    /// The width multiplier, if it is a MobileNet that has one.
    pub alpha: Option<f64>,
    /// The licence of its weights.
    pub licence: String,
    /// Who made it.
    pub source: String,
    /// The probability under which its best answer looks like a guess, where it was measured.
    pub guess: Option<f64>,
    /// Whether it is what the page reads when a camera is first started; of one model at most.
    #[serde(default)]
    pub camera: bool,
    /// Accuracy in percent, where a figure is known.
    pub top1: Option<f64>,
    pub(super) top5: Option<f64>,
    /// Who measured that and on which data, or a note that no figure is published.
    pub(super) accuracy_source: String,
}

/// A file of a model. One without an address lies in `weights/`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its path in the folder of weights, and in `dist/models/`.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Where it is published.
    #[serde(default)]
    pub address: Option<String>,
}

/// All models, the built-in one first.
pub fn read() -> Result<Vec<Model>> {
    let path = workspace::root().join("weights/manifest.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    parse(&text).with_context(|| format!("{} is not as it should be", path.display()))
}

fn parse(text: &str) -> Result<Vec<Model>> {
    let manifest: Manifest = toml::from_str(text)?;
    if manifest.model.first().is_none_or(|model| model.id != BUILT_IN) {
        bail!("the first model must be `{BUILT_IN}`");
    }
    if manifest.model.iter().filter(|model| model.camera).count() > 1 {
        bail!("one model at most can be the first choice for cameras");
    }
    Ok(manifest.model)
}

impl Model {
    /// All its files.
    pub fn files(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().chain([&self.labels])
    }

    /// Its accuracy as a sentence.
    pub fn accuracy(&self) -> String {
        match (self.top1, self.top5) {
            (Some(top1), Some(top5)) => {
                format!("{top1} % top-1, {top5} % top-5, {}", self.accuracy_source)
            }
            _ => self.accuracy_source.clone(),
        }
    }
}

impl Part {
    /// Checks the size and the SHA-256 of the file at `path`.
    ///
    /// # Errors
    /// The file cannot be read, or is another file.
    pub fn check(&self, path: &Path) -> Result<()> {
        let unreadable = || format!("read {}", path.display());
        let mut file = File::open(path).with_context(unreadable)?;
        let bytes = file.metadata().with_context(unreadable)?.len();
        if bytes != self.bytes {
            bail!("{} has {bytes} bytes instead of {}", path.display(), self.bytes);
        }
        if sha256(&mut file).with_context(unreadable)? != self.sha256 {
            bail!("{} has another sha256 than the list of models says", path.display());
        }
        Ok(())
    }
}

/// The SHA-256 of the rest of `from`, in lower-case hexadecimal digits.
pub fn sha256(from: &mut impl Read) -> io::Result<String> {
    let mut context = digest::Context::new(&digest::SHA256);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            length => context.update(&buffer[..length]),
        }
    }
    Ok(hexadecimal(context.finish().as_ref()))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_checksum_is_sha_256() {
        // FIPS 180-4's example.
        assert_eq!(
            sha256(&mut &b"abc"[..]).unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn every_published_file_has_an_address_and_a_checksum() {
        let mut known: BTreeMap<PathBuf, Part> = BTreeMap::new();
        for model in read().unwrap() {
            for part in model.files() {
                let name = format!("{}: {}", model.id, part.file.display());
                match &part.address {
                    None => assert_eq!(model.id, BUILT_IN, "{name} has no address"),
                    Some(address) => {
                        assert!(address.starts_with("https://"), "{name}: {address}");
                        assert!(address.ends_with(&*part.file.to_string_lossy()), "{name}");
                    }
                }
                let digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
                assert!(part.sha256.len() == 64 && part.sha256.chars().all(digit), "{name}");
                if let Some(other) = known.insert(part.file.clone(), part.clone()) {
                    assert_eq!(
                        (other.bytes, &other.sha256, &other.address),
                        (part.bytes, &part.sha256, &part.address),
                        "{name} stands there twice, and not the same"
                    );
                }
            }
            assert!(!model.accuracy().is_empty(), "{}: what is known of its accuracy?", model.id);
        }
    }

    #[test]
    fn one_model_at_most_is_the_first_choice_for_cameras() {
        let path = workspace::root().join("weights/manifest.toml");
        let text = fs::read_to_string(path).unwrap();
        let chosen = |ids: &[&str]| {
            let lines = text.lines().flat_map(|line| {
                let choice = ids.iter().any(|id| line == format!("id = \"{id}\""));
                [Some(line), choice.then_some("camera = true")].into_iter().flatten()
            });
            parse(&lines.collect::<Vec<_>>().join("\n"))
        };
        let cameras = |models: Vec<Model>| models.iter().filter(|model| model.camera).count();
        assert_eq!(cameras(chosen(&[]).unwrap()), 0);
        assert_eq!(cameras(chosen(&["v1-1.0-224"]).unwrap()), 1);
        assert!(chosen(&["v1-1.0-224", "birds"]).is_err());
    }

    #[test]
    fn limits_are_probabilities() {
        for model in read().unwrap() {
            let sound = model.guess.is_none_or(|guess| (0.0..=1.0).contains(&guess));
            assert!(sound, "{}: {:?}", model.id, model.guess);
        }
    }

    #[test]
    fn all_models_are_named() {
        let ids: Vec<String> = read().unwrap().into_iter().map(|model| model.id).collect();
        let wanted = [
            BUILT_IN,
            "v1-1.0-224",
            "v1-0.75-192",
            "v1-0.5-160",
            "v1-0.25-128",
            "v2-1.0-224",
            "v2-1.0-224-int8",
            "birds",
            "insects",
        ];
        for id in wanted {
            assert!(ids.iter().any(|there| there == id), "{id} is missing from {ids:?}");
        }
    }
}

//! JavaScript modules.

use anyhow::{Context, Result, anyhow, bail, ensure};
use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::minifier::{Minifier, MinifierOptions};
use oxc::parser::Parser;
use oxc::span::SourceType;
use rolldown::plugin::{
    HookTransformArgs, HookTransformOutput, HookTransformReturn, HookUsage, Plugin,
    SharedTransformPluginContext,
};
use rolldown::{
    Bundler, BundlerOptions, ChunkFilenamesOutputOption, CodeSplittingMode, CommentsOptions,
    InputItem, IsExternal, ManualCodeSplittingOptions, MatchGroup, MatchGroupName, OutputFormat,
    Platform, RawMinifyOptions,
};
use rolldown_common::{ModuleTag, Output};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A module, minified: without comments and spaces, with short local names.
pub(crate) fn minify(source: &str) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::mjs()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        bail!("{error}");
    }
    let mut program = parsed.program;
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let code = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(minified.scoping)
        .build(&program)
        .code;
    Ok(code)
}

/// A module with what it imports.
pub(crate) struct Bundle {
    /// All that are in it.
    pub(crate) modules: Vec<PathBuf>,
    pub(crate) code: String,
}

/// The module `entry` in `folder`, with all that it imports from there but the modules `outside`,
/// minified.
pub(crate) fn bundle(folder: &Path, entry: &str, outside: &[&str]) -> Result<Bundle> {
    let options = BundlerOptions {
        code_splitting: Some(CodeSplittingMode::Bool(false)),
        ..options(folder, entry)
    };
    one(entry, generate(folder, entry, options, outside, &[])?)
}

/// Modules, and those that are imported in their place.
pub(crate) type StandIns = [(&'static str, &'static str)];

/// The same for Node, which has a platform of its own and modules that are its own, too.
pub(crate) fn bundle_for_node(
    folder: &Path,
    entry: &str,
    outside: &[&str],
    stand_ins: &StandIns,
) -> Result<Bundle> {
    let options = BundlerOptions {
        code_splitting: Some(CodeSplittingMode::Bool(false)),
        platform: Some(Platform::Node),
        ..options(folder, entry)
    };
    one(entry, generate(folder, entry, options, outside, stand_ins)?)
}

/// The module `entry` with all that it imports, now or later. With `is_script` it becomes a script
/// that is no module.
pub(crate) fn bundle_whole(
    folder: &Path,
    entry: &str,
    is_script: bool,
    stand_ins: &StandIns,
) -> Result<Bundle> {
    let format = if is_script { OutputFormat::Iife } else { OutputFormat::Esm };
    let options = BundlerOptions {
        code_splitting: Some(CodeSplittingMode::Bool(false)),
        format: Some(format),
        ..options(folder, entry)
    };
    one(entry, generate(folder, entry, options, &[], stand_ins)?)
}

fn one(entry: &str, mut chunks: Vec<Chunk>) -> Result<Bundle> {
    ensure!(chunks.len() == 1, "{entry} became {} files instead of one", chunks.len());
    let Chunk { modules, code, .. } = chunks.remove(0);
    Ok(Bundle { modules, code })
}

/// A page's scripts, bundled.
pub(crate) struct Page {
    /// Files and their code.
    pub(crate) chunks: Vec<(PathBuf, String)>,
    /// Modules that are part of other files now.
    pub(crate) merged: BTreeSet<PathBuf>,
}

/// The module `entry` in `folder`: what it imports at once becomes a part of it, and what it imports
/// later becomes files beside it, whose names begin with `late-`; all minified. What they share is
/// in one of them, so that every module still runs once. The module `outside` stays a file of its
/// own, and so does what lies in the folder of its name.
pub(crate) fn page(folder: &Path, entry: &str, outside: &str) -> Result<Page> {
    let home = entry.rsplit_once('/').map_or("", |(home, _)| home);
    let late = format!("{home}/late-[name].js");
    let at_once = MatchGroup {
        name: MatchGroupName::Static("main".to_owned()),
        tags: Some(vec![ModuleTag::Initial]),
        ..MatchGroup::default()
    };
    let options = BundlerOptions {
        entry_filenames: Some(ChunkFilenamesOutputOption::String(entry.to_owned())),
        chunk_filenames: Some(ChunkFilenamesOutputOption::String(late)),
        code_splitting: Some(CodeSplittingMode::Advanced(ManualCodeSplittingOptions {
            groups: Some(vec![at_once]),
            ..ManualCodeSplittingOptions::default()
        })),
        ..options(folder, entry)
    };
    let mut page = Page { chunks: Vec::new(), merged: BTreeSet::new() };
    let inside = folder.join(outside).with_extension("");
    for Chunk { file, modules, code } in generate(folder, entry, options, &[outside], &[])? {
        let modules = modules.into_iter();
        page.merged.extend(modules.filter(|path| path.is_file() && !path.starts_with(&inside)));
        page.chunks.push((folder.join(file), code));
    }
    Ok(page)
}

fn options(folder: &Path, entry: &str) -> BundlerOptions {
    BundlerOptions {
        input: Some(vec![InputItem { name: None, import: format!("./{entry}") }]),
        cwd: Some(folder.to_owned()),
        format: Some(OutputFormat::Esm),
        platform: Some(Platform::Browser),
        minify: Some(RawMinifyOptions::Bool(true)),
        comments: Some(CommentsOptions { legal: false, annotation: false, jsdoc: false }),
        ..BundlerOptions::default()
    }
}

/// A file that modules have become.
struct Chunk {
    /// From the folder.
    file: String,
    modules: Vec<PathBuf>,
    code: String,
}

fn generate(
    folder: &Path,
    entry: &str,
    options: BundlerOptions,
    outside: &[&str],
    stand_ins: &StandIns,
) -> Result<Vec<Chunk>> {
    let home = folder.join(entry).parent().unwrap_or(folder).to_owned();
    let outside: Vec<_> = outside.iter().map(|path| folder.join(path)).collect();
    let mut names = (0..outside.len()).map(name_of_outside).collect::<Vec<_>>();
    names.push(OPTIONAL.to_owned());
    let options = BundlerOptions { external: Some(IsExternal::from(names)), ..options };
    let addresses = Arc::new(Addresses {
        home: home.clone(),
        outside: outside.clone(),
        stand_ins: stand_ins
            .iter()
            .map(|pair| (folder.join(pair.0), folder.join(pair.1)))
            .collect(),
    });
    let failed = |error: &dyn std::fmt::Debug| anyhow!("bundle {entry}: {error:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let output = runtime.block_on(async {
        let mut bundler =
            Bundler::with_plugins(options, vec![addresses]).map_err(|error| failed(&error))?;
        bundler.generate().await.map_err(|error| failed(&error))
    })?;
    ensure!(output.warnings.is_empty(), "bundle {entry}: {:?}", output.warnings);
    let chunks = output.assets.into_iter().map(|output| {
        let Output::Chunk(chunk) = output else { bail!("{entry} became something else than code") };
        let mut code = chunk.code.clone();
        for (number, path) in outside.iter().enumerate() {
            code = code.replace(&name_of_outside(number), &relative(path, &home)?);
        }
        let modules = chunk.module_ids.iter().map(|id| PathBuf::from(id.as_str())).collect();
        Ok(Chunk { file: chunk.filename.to_string(), modules, code })
    });
    chunks.collect()
}

/// A package that callers may have installed, and that is none of ours.
const OPTIONAL: &str = "sharp";

/// What a module is imported as that stays a file of its own, until all is bundled: rolldown keeps
/// the address as the module has it that imports it first.
fn name_of_outside(number: usize) -> String {
    format!("outside:{number:02}")
}

/// Rewrites addresses in modules so that they name the same files from `home`, the bundle's folder.
#[derive(Debug)]
struct Addresses {
    home: PathBuf,
    /// Modules that stay files of their own.
    outside: Vec<PathBuf>,
    /// Modules, and those that are imported in their place.
    stand_ins: Vec<(PathBuf, PathBuf)>,
}

impl Plugin for Addresses {
    fn name(&self) -> Cow<'static, str> {
        "addresses".into()
    }

    fn register_hook_usage(&self) -> HookUsage {
        HookUsage::Transform
    }

    async fn transform(
        &self,
        _: SharedTransformPluginContext,
        module: &HookTransformArgs<'_>,
    ) -> HookTransformReturn {
        if module.id.starts_with('\0') {
            return Ok(None); // of the bundler's own
        }
        let folder = Path::new(module.id).parent().unwrap_or(Path::new(""));
        let mut code = rebase(module.code, folder, &self.home)
            .with_context(|| format!("the addresses in {}", module.id))?;
        for (number, path) in self.outside.iter().enumerate() {
            let address = format!("\"{}\"", relative(path, folder)?);
            code = code.replace(&address, &format!("\"{}\"", name_of_outside(number)));
        }
        // A module that stands in for another may still use that.
        let others = self.stand_ins.iter().filter(|(_, other)| other != Path::new(module.id));
        for (path, other) in others {
            let address = format!("\"{}\"", relative(path, folder)?);
            code = code.replace(&address, &format!("\"{}\"", relative(other, folder)?));
        }
        if code == *module.code {
            return Ok(None);
        }
        Ok(Some(HookTransformOutput { code: Some(code), ..HookTransformOutput::default() }))
    }
}

const META: &str = "import.meta.url";

/// The `code` of a module in the folder `from`, with every `new URL("./x", import.meta.url)`
/// rewritten for a module in the folder `to`.
fn rebase(code: &str, from: &Path, to: &Path) -> Result<String> {
    let mut rebased = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once(META) {
        let (head, quote, address) = literal(before).with_context(|| {
            format!("{META} stands in something else than new URL(\"./x\", {META})")
        })?;
        let mut moved = relative(&from.join(address), to)?;
        // Of a folder: what is looked up from it would else be looked up beside it.
        if address.ends_with('/') && !moved.ends_with('/') {
            moved.push('/');
        }
        rebased += &format!("{head}{quote}{moved}{quote}, {META}");
        rest = after;
    }
    Ok(rebased + rest)
}

/// The string or template between `new URL(` and the comma at the end of `code`, and the code
/// before it.
fn literal(code: &str) -> Option<(&str, char, &str)> {
    let code = code.trim_end().strip_suffix(',')?.trim_end();
    let quote = code.chars().last().filter(|quote| ['"', '`'].contains(quote))?;
    let (head, address) = code[..code.len() - 1].rsplit_once(quote)?;
    head.trim_end().ends_with("new URL(").then_some((head, quote, address))
}

/// The address of `path` from the folder `from`.
fn relative(path: &Path, from: &Path) -> Result<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str().context("a name in UTF-8")?),
            Component::ParentDir => drop(parts.pop()),
            _ => {}
        }
    }
    let from: Vec<_> =
        from.iter().filter_map(|name| name.to_str()).filter(|name| *name != "/").collect();
    let shared = parts.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let up = match from.len() - shared {
        0 => "./".to_owned(),
        levels => "../".repeat(levels),
    };
    Ok(up + &parts[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_module_keeps_its_names_outside() -> Result<()> {
        let source = "// Why.\nimport { one } from \"./one.js\";\n\
                      export const twice = (number) => number + one(number);\n";
        let small = minify(source)?;
        assert!(small.contains("./one.js") && small.contains("one as") && small.contains("twice"));
        assert!(!small.contains("Why") && !small.contains("number"), "{small}");
        assert!(minify("export const = 1;").is_err());
        Ok(())
    }

    #[test]
    fn addresses_name_the_same_file_from_the_bundle() -> Result<()> {
        let (inside, root) = (Path::new("/page/separable"), Path::new("/page"));
        let code = "f(new URL(\"./worker.js\", import.meta.url), new URL(\"../b/c.wasm\", import.meta.url))";
        assert_eq!(
            rebase(code, inside, root)?,
            "f(new URL(\"./separable/worker.js\", import.meta.url), new URL(\"./b/c.wasm\", import.meta.url))"
        );
        assert_eq!(rebase(code, inside, inside)?, code);
        let template = "new URL(\n  `./wasm/${name}/a.js`,\n  import.meta.url,\n)";
        let rebased = rebase(template, inside, root)?;
        assert!(rebased.contains("`./separable/wasm/${name}/a.js`, import.meta.url"), "{rebased}");
        assert_eq!(relative(Path::new("/page/a.js"), inside)?, "../a.js");
        for folder in ["../models/", "../", "./"] {
            let code = format!("new URL(\"{folder}\", import.meta.url)");
            assert_eq!(rebase(&code, inside, inside)?, code, "a folder stays one");
        }
        assert!(rebase("const here = import.meta.url;", inside, root).is_err());
        Ok(())
    }

    /// What is loaded later takes from the first file what both use.
    #[test]
    fn a_page_is_what_a_first_visit_needs_and_what_comes_later() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("page-{}", std::process::id()));
        fs::create_dir_all(folder.join("views"))?;
        fs::create_dir_all(folder.join("app/deep"))?;
        let files = [
            ("engine.js", "export const load = () => 1;\n"),
            ("views/shared.js", "export const seen = new Set();\nseen.add(\"once\");\n"),
            (
                "app/deep/loader.js",
                "import { load } from \"../../engine.js\";\nexport const again = () => load();\n",
            ),
            ("views/why.js", "import { seen } from \"./shared.js\";\nexport const why = seen;\n"),
            (
                "app/main.js",
                "import { again } from \"./deep/loader.js\";\n\
                 import { load } from \"../engine.js\";\n\
                 import { seen } from \"../views/shared.js\";\n\
                 seen.add(load() + again());\n\
                 import(\"../views/why.js\").then(({ why }) => why.add(\"later\"));\n",
            ),
        ];
        for (path, text) in files {
            fs::write(folder.join(path), text)?;
        }
        let folder = fs::canonicalize(&folder)?;
        let made = page(&folder, "app/main.js", "engine.js");
        fs::remove_dir_all(&folder)?;
        let Page { chunks, merged } = made?;
        let code = |name: &str| {
            let found = chunks.iter().find(|(path, _)| path.ends_with(name));
            found.map_or("", |(_, code)| code)
        };
        let (first, later) = (code("app/main.js"), code("app/late-why.js"));
        assert!(first.contains("once") && first.contains("\"../engine.js\""), "{first}");
        assert_eq!(first.matches("engine.js").count(), 1, "{first}");
        assert!(first.contains("./late-why.js"), "{first}");
        assert!(!later.contains("once") && later.contains("./main.js"), "{later}");
        assert!(!merged.contains(&folder.join("engine.js")) && chunks.len() == 2, "{chunks:?}");
        Ok(())
    }

    /// The door and its inside become one file, which imports nothing.
    #[test]
    fn a_bundle_holds_all_that_it_imports() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("bundle-{}", std::process::id()));
        fs::create_dir_all(folder.join("inside"))?;
        fs::write(folder.join("door.js"), "export { load } from \"./inside/load.js\";\n")?;
        let load = "import { late } from \"./late.js\";\nexport function load() {\n\
                    import(\"./rare.js\");\n\
                    return late(new URL(\"./worker.js\", import.meta.url));\n}\n";
        fs::write(folder.join("inside/load.js"), load)?;
        fs::write(
            folder.join("inside/late.js"),
            "export const late = (url) => new Worker(url);\n",
        )?;
        let bundled = bundle(&fs::canonicalize(&folder)?, "door.js", &["inside/rare.js"]);
        fs::remove_dir_all(&folder)?;
        let Bundle { code: bundled, modules } = bundled?;
        assert_eq!(modules.len(), 3, "{modules:?}");
        assert!(!bundled.contains("from"), "{bundled}");
        assert!(
            bundled.contains("./inside/worker.js") && bundled.contains(" as load"),
            "{bundled}"
        );
        assert!(bundled.contains("import(`./inside/rare.js`)"), "{bundled}");
        Ok(())
    }
}

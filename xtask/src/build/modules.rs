//! `separable/network.js` as one file, so that a page that loads it waits for one answer of the host,
//! not for one after the other.
//!
//! Only modules as this project writes them are understood: imports of names, and exports of
//! declarations, each on a line that begins with it.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Imported by many, so that it stays a file of its own.
const SHARED: &str = "./timeouts.js";

/// Puts the modules that `network.js` in `folder` imports into it. They stay there too: some are also
/// loaded by the worker, and by what comes later.
pub fn join(folder: &Path) -> Result<()> {
    let script = folder.join("network.js");
    let source = fs::read_to_string(&script)?;
    let mut heads = String::new();
    let mut body = String::new();
    for line in source.lines() {
        match import(line) {
            Some((names, path)) if path != SHARED => {
                let file = folder.join(&path[2..]);
                let module = fs::read_to_string(&file)
                    .with_context(|| format!("network.js imports {}", file.display()))?;
                let (imports, scope) = scoped(&module, names)
                    .with_context(|| format!("put {path} into network.js"))?;
                if !heads.contains(&imports) {
                    heads += &imports;
                }
                body += &scope;
            }
            Some(_) => heads += &format!("{line}\n"),
            None => body += &format!("{line}\n"),
        }
    }
    Ok(fs::write(script, heads + &body)?)
}

/// The names and the path of a line that imports.
fn import(line: &str) -> Option<(&str, &str)> {
    let (names, path) = line.strip_prefix("import{")?.split_once("}from \"")?;
    Some((names, path.strip_suffix("\";")?))
}

/// A module as a scope of its own that gives `names`, and what it imports: whole modules.
fn scoped(module: &str, names: &str) -> Result<(String, String)> {
    let mut imports = String::new();
    let mut scope = format!("const{{{names}}}=(()=>{{\n");
    for line in module.lines() {
        if let Some((names, of)) = import(line) {
            if of != SHARED {
                bail!("it imports {of}, which is not {SHARED}");
            }
            imports = format!("import*as shared from \"{of}\";\n");
            scope += &format!("const{{{names}}}=shared;\n");
            continue;
        }
        if line.starts_with("import")
            || line.starts_with("export{")
            || line.starts_with("export default")
        {
            bail!("the line {line:?} is of another kind than those that are understood");
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        scope += line;
        scope.push('\n');
    }
    scope += &format!("return{{{names}}};\n}})();\n");
    Ok((imports, scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_becomes_a_scope() -> Result<()> {
        let module = "import{soon}from \"./timeouts.js\";\nexport function load(){\n\
                      return soon(new URL(\"./worker.js\",import.meta.url));\n}\n";
        let (imports, scope) = scoped(module, "load")?;
        assert_eq!(imports, "import*as shared from \"./timeouts.js\";\n");
        assert_eq!(
            scope,
            "const{load}=(()=>{\nconst{soon}=shared;\nfunction load(){\nreturn soon(new URL(\"./worker.js\",import.meta.url));\n}\n\
             return{load};\n})();\n"
        );
        Ok(())
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in ["import all from \"../all.js\";", "export{a};", "import{b}from \"./b.js\";"] {
            assert!(scoped(line, "a").is_err(), "{line}");
        }
    }
}

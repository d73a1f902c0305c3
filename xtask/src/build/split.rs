//! A binary in two parts: what a frame needs, and what only some questions need. The second part
//! comes with the first such question; it works on the memory, tables and functions of the first.

use anyhow::{Context, Result, bail};
use std::collections::HashSet;
use walrus::passes::gc;
use walrus::{
    ExportItem, FunctionKind, GlobalKind, ImportId, ImportKind, ImportedFunction, Module,
};

/// The exports of the second part: names, or whole classes where they end in `_`. `worker.js` waits
/// for it before it calls them.
pub(super) const SECOND: [&str; 23] = [
    "session_benchmark",
    "benchmark_",
    "__wbg_benchmark_free",
    "session_calibrate",
    "session_cam",
    "session_votes",
    "session_cell",
    "session_clipped",
    "session_field",
    "session_strongest",
    "session_tensors",
    "session_change",
    "changes_",
    "__wbg_changes_free",
    "session_setInterval",
    "session_setNormalization",
    "session_resetRange",
    "session_toTflite",
    "teaching_",
    "__wbg_teaching_free",
    "assessment_",
    "__wbg_assessment_free",
    "trap",
];

/// What the second part imports from; the same name as in [`EXTEND`].
const FIRST: &str = "first";

/// Lets the JavaScript of wasm-bindgen start the second part.
pub(super) const EXTEND: &str = "
/**
 * Adds the second part of the binary, which some methods need.
 * @param {WebAssembly.Module} module
 */
export function extend(module) {
    const imports = { ...__wbg_get_imports(wasm.memory), first: wasm };
    wasm = { ...wasm, ...new WebAssembly.Instance(module, imports).exports };
}
";

/// The type of [`EXTEND`].
pub(super) const EXTEND_TYPE: &str = "
/**
 * Adds the second part of the binary, which some methods need.
 */
export function extend(module: WebAssembly.Module): void;
";

/// The two parts of `binary`.
///
/// # Errors
/// It is no valid binary, or lacks one of [`SECOND`].
pub(super) fn split(binary: &[u8]) -> Result<[Vec<u8>; 2]> {
    let [mut first, mut second] = [parse(binary)?, parse(binary)?];
    let named = |known| first.exports.iter().any(|export| is_named(&export.name, known));
    if let Some(gone) = SECOND.into_iter().find(|&known| !named(known)) {
        bail!("the engine exports no {gone}");
    }
    retain_exports(&mut first, |name| !is_second(name));
    retain_exports(&mut second, is_second);
    // Both were read from the same bytes, so that an index means the same in both.
    gc::run(&mut first);
    let kept = first.funcs.iter().map(|function| function.id().index()).collect();
    import_all(&mut second, &kept);
    gc::run(&mut second);
    export_imported(&mut first, &second)?;
    Ok([first.emit_wasm(), second.emit_wasm()])
}

fn parse(binary: &[u8]) -> Result<Module> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    config.parse(binary).context("walrus could not read the engine")
}

fn is_second(name: &str) -> bool {
    SECOND.iter().any(|known| is_named(name, known))
}

fn is_named(name: &str, known: &str) -> bool {
    name == known || known.ends_with('_') && name.starts_with(known)
}

fn retain_exports(module: &mut Module, keeps: impl Fn(&str) -> bool) {
    let others: Vec<_> =
        module.exports.iter().filter(|export| !keeps(&export.name)).map(|it| it.id()).collect();
    for id in others {
        module.exports.delete(id);
    }
}

/// The name under which the first part exports an item for the second.
fn name_of(kind: char, index: usize) -> String {
    format!("{kind}{index}")
}

/// Has `second` import functions of the first part, `kept`, its memory, tables and globals, and
/// initialize nothing.
fn import_all(second: &mut Module, kept: &HashSet<usize>) {
    second.start = None;
    for id in second.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        second.data.delete(id);
    }
    for id in second.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
        second.elements.delete(id);
    }
    let imports = &mut second.imports;
    for function in second.funcs.iter_mut() {
        let (id, ty) = (function.id(), function.ty());
        if kept.contains(&id.index()) && matches!(function.kind, FunctionKind::Local(_)) {
            let import = imports.add(FIRST, &name_of('f', id.index()), id);
            function.kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
    }
    let mut import = |old: Option<ImportId>, name: &str, kind: ImportKind| {
        if let Some(old) = old {
            imports.delete(old);
        }
        imports.add(FIRST, name, kind)
    };
    for memory in second.memories.iter_mut() {
        memory.data_segments.clear();
        memory.import = Some(import(memory.import, "memory", memory.id().into()));
    }
    for table in second.tables.iter_mut() {
        table.elem_segments.clear();
        let name = name_of('t', table.id().index());
        table.import = Some(import(table.import, &name, table.id().into()));
    }
    for id in second.globals.iter().map(|global| global.id()).collect::<Vec<_>>() {
        let global = second.globals.get_mut(id);
        let old = match global.kind {
            GlobalKind::Import(old) => Some(old),
            GlobalKind::Local(_) => None,
        };
        let name = name_of('g', id.index());
        global.kind = GlobalKind::Import(import(old, &name, id.into()));
    }
}

/// Has `first` export what `second` imports from it.
fn export_imported(first: &mut Module, second: &Module) -> Result<()> {
    for import in second.imports.iter().filter(|import| import.module == FIRST) {
        let item = match import.kind {
            ImportKind::Function(it) => {
                let mut ids = first.funcs.iter().map(|function| function.id());
                ids.find(|id| id.index() == it.index()).map(ExportItem::Function)
            }
            ImportKind::Table(it) => {
                let mut ids = first.tables.iter().map(|table| table.id());
                ids.find(|id| id.index() == it.index()).map(ExportItem::Table)
            }
            ImportKind::Global(it) => {
                let mut ids = first.globals.iter().map(|global| global.id());
                ids.find(|id| id.index() == it.index()).map(ExportItem::Global)
            }
            // It is exported as it is.
            ImportKind::Memory(_) => continue,
            ImportKind::Tag(_) => None,
        };
        let item = item.with_context(|| format!("the first part has no {}", import.name))?;
        first.exports.add(&import.name, item);
    }
    Ok(())
}

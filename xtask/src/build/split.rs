//! A binary in two parts: what a frame needs, and what only some questions need. The second part
//! comes with the first such question; it works on the memory, tables and functions of the first.

use super::references::{Constant, References};
use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use walrus::ir::{Value, Visitor, dfs_in_order};
use walrus::passes::gc;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind,
    GlobalKind, ImportId, ImportKind, ImportedFunction, Module, TableId,
};

/// The exports of the second part: names, or whole classes where they end in `_`. `worker.js` waits
/// for it before it calls them.
pub(super) const SECOND: [&str; 26] = [
    "session_blanks",
    "session_benchmark",
    "benchmark_",
    "__wbg_benchmark_free",
    "session_calibrate",
    "session_cam",
    "session_votes",
    "session_cell",
    "session_clipped",
    "session_covered",
    "session_field",
    "session_strongest",
    "session_tensors",
    "session_change",
    "session_muted",
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

/// Constants of the second part with at most so many bytes between them move together.
const GAP: usize = 12;

/// What the second part imports from; the same name as in [`EXTEND`].
const FIRST: &str = "first";

/// Lets the JavaScript of wasm-bindgen start the second part, and another binary after one that failed.
pub(super) const EXTEND: &str = "
/**
 * Adds the second part of the binary, which some methods need.
 * @param {WebAssembly.Module} module
 */
export function extend(module) {
    const imports = { ...__wbg_get_imports(wasm.memory), first: wasm };
    wasm = { ...wasm, ...new WebAssembly.Instance(module, imports).exports };
}

/**
 * Forgets the binary, so that another one can be started.
 */
export function forget() {
    wasm = undefined;
    __wbg_init_promise = undefined;
}
";

/// The type of [`EXTEND`].
pub(super) const EXTEND_TYPE: &str = "
/**
 * Adds the second part of the binary, which some methods need.
 */
export function extend(module: WebAssembly.Module): void;

/**
 * Forgets the binary, so that another one can be started.
 */
export function forget(): void;
";

/// The two parts of the engine, `bound` by wasm-bindgen from `linked`, which has its relocations;
/// both have the functions' names. Where it has `threads`, the first part keeps every function that
/// is called by a number: threads have that part alone, and are handed work of the second.
///
/// # Errors
/// One is no valid binary, they do not belong together, or one of [`SECOND`] is missing.
pub(super) fn split(linked: &[u8], bound: &[u8], threads: bool) -> Result<[Vec<u8>; 2]> {
    let references = References::read(linked)?;
    let [mut first, mut second] = [parse(bound)?, parse(bound)?];
    let named = |known| first.exports.iter().any(|export| is_named(&export.name, known));
    if let Some(gone) = SECOND.into_iter().find(|&known| !named(known)) {
        bail!("the engine exports no {gone}");
    }
    // Zeros that nothing copies may be gone from the end.
    let linked = references.segments.iter().map(|segment| &segment.bytes);
    ensure!(
        first
            .data
            .iter()
            .map(|data| &data.value)
            .zip(linked)
            .all(|(bound, linked)| bound == linked),
        "wasm-bindgen has changed the engine's data"
    );
    retain_exports(&mut first, |name| !is_second(name));
    retain_exports(&mut second, is_second);
    // Both were read from the same bytes, so that an index means the same in both.
    let [table, same] = [Table::take(&mut first)?, Table::take(&mut second)?];
    let handed = if threads { 0..table.functions.len() } else { 0..0 };
    let variables = references.variables();
    let kept = Reached::from(&first, &table, &references, handed, variables)?;
    table.fill(&mut first, kept.entries.iter().copied());
    gc::run(&mut first);
    import_all(&mut second, &first.funcs.iter().map(|it| it.id().index()).collect());
    let more = Reached::from(&second, &same, &references, 0..0, [])?;
    same.fill(&mut second, more.entries.difference(&kept.entries).copied());
    move_data([&mut first, &mut second], &references, [&kept.constants, &more.constants])?;
    gc::run(&mut second);
    export_imported(&mut first, &second)?;
    Ok([first.emit_wasm(), second.emit_wasm()])
}

fn parse(binary: &[u8]) -> Result<Module> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(binary).context("walrus could not read the engine")?;
    // What stays of the linker's, but for the features that the engine needs.
    for name in ["linking", "reloc.CODE", "reloc.DATA"] {
        module.customs.remove_raw(name);
    }
    Ok(module)
}

/// The functions that can be called by a number.
struct Table {
    id: TableId,
    /// The number of the first one.
    from: usize,
    functions: Vec<FunctionId>,
    by_name: HashMap<String, BTreeSet<usize>>,
}

impl Table {
    /// Takes them out of a module.
    fn take(module: &mut Module) -> Result<Self> {
        let segments: Vec<_> = module.elements.iter().map(|it| it.id()).collect();
        let [segment] = segments[..] else { bail!("the engine has not one list of functions") };
        let element = module.elements.get(segment);
        let (
            &ElementKind::Active { table: id, offset: ConstExpr::Value(Value::I32(from)) },
            ElementItems::Functions(functions),
        ) = (&element.kind, &element.items)
        else {
            bail!("the engine's list of functions is of another kind")
        };
        let (from, functions) = (usize::try_from(from)?, functions.clone());
        module.elements.delete(segment);
        module.tables.get_mut(id).elem_segments.clear();
        let mut by_name: HashMap<_, BTreeSet<_>> = HashMap::new();
        for (entry, &function) in functions.iter().enumerate() {
            let name = module.funcs.get(function).name.clone().unwrap_or_default();
            by_name.entry(name).or_default().insert(entry);
        }
        Ok(Self { id, from, functions, by_name })
    }

    /// Has `module` fill in `entries`, those beside each other in one piece.
    fn fill(&self, module: &mut Module, entries: impl Iterator<Item = usize>) {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for entry in entries {
            match pieces.last_mut() {
                Some(last) if last.end == entry => last.end += 1,
                _ => pieces.push(entry..entry + 1),
            }
        }
        for piece in pieces {
            let from = i32::try_from(self.from + piece.start).expect("wasm's tables are small");
            let offset = ConstExpr::Value(Value::I32(from));
            let functions = self.functions[piece].to_vec();
            let kind = ElementKind::Active { table: self.id, offset };
            let segment = module.elements.add(kind, ElementItems::Functions(functions));
            module.tables.get_mut(self.id).elem_segments.insert(segment);
        }
    }
}

/// What the exports of a module use.
#[derive(Default)]
struct Reached {
    /// Entries of the table.
    entries: BTreeSet<usize>,
    constants: BTreeSet<Constant>,
}

impl Reached {
    /// Follows calls, and what functions and constants refer to, `entries` of the table and
    /// `constants` too.
    fn from(
        module: &Module,
        table: &Table,
        references: &References,
        entries: Range<usize>,
        constants: impl IntoIterator<Item = Constant>,
    ) -> Result<Self> {
        let mut constants: Vec<Constant> = constants.into_iter().collect();
        let exported = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        });
        let handed = entries.clone().map(|entry| table.functions[entry]);
        let mut functions: Vec<_> = exported.chain(module.start).chain(handed).collect();
        let mut reached = Self { entries: entries.collect(), ..Self::default() };
        let mut seen = HashSet::new();
        loop {
            let targets = if let Some(id) = functions.pop() {
                let function = module.funcs.get(id);
                let FunctionKind::Local(body) = &function.kind else { continue };
                if !seen.insert(id) {
                    continue;
                }
                dfs_in_order(&mut Calls(&mut functions), body, body.entry_block());
                references.of_function(function.name.as_deref().unwrap_or_default())?
            } else if let Some(id) = constants.pop() {
                if !reached.constants.insert(id) {
                    continue;
                }
                references.of_constant(id)
            } else {
                return Ok(reached);
            };
            let Some(targets) = targets else { continue };
            constants.extend(&targets.constants);
            for name in &targets.functions {
                let entries = table.by_name.get(name);
                let entries = entries.with_context(|| format!("the table has no {name}"))?;
                functions.extend(entries.iter().map(|&entry| table.functions[entry]));
                reached.entries.extend(entries);
            }
        }
    }
}

/// The functions that a function calls.
struct Calls<'a>(&'a mut Vec<FunctionId>);

impl Visitor<'_> for Calls<'_> {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.push(*function);
    }
}

/// Moves the constants that only the second part uses there; in the first one zeros stay, and in
/// place of what no part uses, too.
fn move_data(
    [first, second]: [&mut Module; 2],
    references: &References,
    [kept, more]: [&BTreeSet<Constant>; 2],
) -> Result<()> {
    let memory = second.get_memory_id()?;
    let data: Vec<_> = first.data.iter().map(|data| data.id()).collect();
    for (index, segment) in references.segments.iter().enumerate().filter(|it| it.1.read_only) {
        let used_by = |constants: &BTreeSet<Constant>| {
            let mut used = vec![false; segment.bytes.len()];
            for &constant in constants {
                let (of, bytes) = references.place(constant);
                if of == index {
                    used[bytes].fill(true);
                }
            }
            used
        };
        let [kept, more] = [used_by(kept), used_by(more)];
        let held = &mut first.data.get_mut(data[index]).value;
        for (byte, _) in held.iter_mut().zip(&kept).filter(|(_, kept)| !**kept) {
            *byte = 0;
        }
        let moved: Vec<_> = (0..more.len()).filter(|&at| more[at] && !kept[at]).collect();
        // A new piece costs more bytes than a small gap, whose bytes are as they were.
        for piece in moved.chunk_by(|before, next| next - before <= GAP) {
            let bytes = &segment.bytes[piece[0]..=piece[piece.len() - 1]];
            let address = segment.address.context("nothing refers to the engine's constants")?;
            let address = address + u32::try_from(piece[0])?;
            let offset = ConstExpr::Value(Value::I32(address.cast_signed()));
            let piece = second.data.add(DataKind::Active { memory, offset }, bytes.to_vec());
            second.memories.get_mut(memory).data_segments.insert(piece);
        }
    }
    Ok(())
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
/// initialize nothing yet.
fn import_all(second: &mut Module, kept: &HashSet<usize>) {
    second.start = None;
    for id in second.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        second.data.delete(id);
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

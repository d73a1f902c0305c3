//! What the functions and constants of a linked binary refer to, by the linker's relocations
//! (`--emit-relocs`; tool-conventions, "WebAssembly Object File Linking").

use anyhow::{Context, Result, bail};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use wasmparser::{
    BinaryReader, DefinedDataSymbol, KnownCustom, Linking, LinkingSectionReader, Name, Parser,
    Payload, RelocSectionReader, RelocationEntry, RelocationType, SymbolInfo,
};

/// What stands in memory under one name: its bytes in a data segment.
pub(super) type Constant = usize;

/// The targets of one function or constant.
#[derive(Default, Clone)]
pub(super) struct Targets {
    /// Constants whose addresses it holds.
    pub(super) constants: BTreeSet<Constant>,
    /// Functions whose places in the table it holds, by their names.
    pub(super) functions: BTreeSet<String>,
}

/// A data segment as it was linked.
pub(super) struct Segment {
    /// Its bytes never change.
    pub(super) read_only: bool,
    /// Where it lies in memory; `None` where nothing refers to it.
    pub(super) address: Option<u32>,
    pub(super) bytes: Vec<u8>,
    /// Where its bytes begin in the data section.
    start: usize,
}

/// All references of a binary.
#[derive(Default)]
pub(super) struct References {
    pub(super) segments: Vec<Segment>,
    constants: HashMap<Constant, DefinedDataSymbol>,
    /// By the names of the functions; two may share one.
    of_functions: HashMap<String, Targets>,
    of_constants: HashMap<Constant, Targets>,
}

impl References {
    /// Reads a binary that was linked with `--emit-relocs`.
    ///
    /// # Errors
    /// It is no such binary.
    pub(super) fn read(linked: &[u8]) -> Result<Self> {
        Sections::read(linked).context("the linked engine has no relocations")?.references()
    }

    /// What the function that wasm-bindgen calls `name` refers to; None if it made that itself.
    ///
    /// # Errors
    /// It is neither one of the engine's nor of wasm-bindgen's.
    pub(super) fn of_function(&self, name: &str) -> Result<Option<&Targets>> {
        let made = name.is_empty() || name.ends_with(" shim") || name.starts_with("__wbindgen_");
        match self.of_functions.get(name) {
            None if !made => bail!("the linked engine has no function {name}"),
            targets => Ok(targets),
        }
    }

    pub(super) fn of_constant(&self, constant: Constant) -> Option<&Targets> {
        self.of_constants.get(&constant)
    }

    /// The segment of a constant, and its bytes in it.
    pub(super) fn place(&self, constant: Constant) -> (usize, Range<usize>) {
        let DefinedDataSymbol { index, offset, size } = self.constants[&constant];
        (index as usize, offset as usize..(offset + size) as usize)
    }

    /// Those that the program may write to.
    pub(super) fn variables(&self) -> impl Iterator<Item = Constant> {
        let written = |symbol: &DefinedDataSymbol| {
            self.segments.get(symbol.index as usize).is_some_and(|segment| !segment.read_only)
        };
        self.constants.iter().filter(move |(_, symbol)| written(symbol)).map(|(&id, _)| id)
    }
}

/// The name that wasm-bindgen gives to a function: exported ones lose a checksum.
fn bound_name(name: &str) -> &str {
    let hexadecimal = |sum: &str| sum.len() == 16 && sum.bytes().all(|it| it.is_ascii_hexdigit());
    match name.rsplit_once('_') {
        Some((bound, sum)) if hexadecimal(sum) && !name.starts_with("_R") => bound,
        _ => name,
    }
}

/// The sections of a linked binary that say what refers to what.
#[derive(Default)]
struct Sections<'a> {
    /// The functions of the code section: their places in it.
    bodies: Vec<Range<usize>>,
    imported: usize,
    names: HashMap<u32, &'a str>,
    code: &'a [u8],
    data: &'a [u8],
    segments: Vec<Segment>,
    segment_names: Vec<&'a str>,
    symbols: Vec<SymbolInfo<'a>>,
    code_relocations: Vec<RelocationEntry>,
    data_relocations: Vec<RelocationEntry>,
}

impl<'a> Sections<'a> {
    fn read(linked: &'a [u8]) -> wasmparser::Result<Self> {
        let mut read = Self::default();
        let mut code_start = 0;
        for payload in Parser::new(0).parse_all(linked) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let function = matches!(import?.ty, wasmparser::TypeRef::Func(_));
                        read.imported += usize::from(function);
                    }
                }
                Payload::CodeSectionStart { range, .. } => {
                    code_start = range.start;
                    read.code = &linked[range];
                }
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    read.bodies.push(range.start - code_start..range.end - code_start);
                }
                Payload::DataSection(segments) => {
                    let range = segments.range();
                    read.data = &linked[range.clone()];
                    for segment in segments {
                        let segment = segment?;
                        let start = segment.range.end - segment.data.len() - range.start;
                        let bytes = segment.data.to_vec();
                        read.segments.push(Segment {
                            read_only: false,
                            address: None,
                            bytes,
                            start,
                        });
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => read.linking(linking)?,
                    KnownCustom::Reloc(relocations) => {
                        read.relocations(section.name(), relocations)?
                    }
                    KnownCustom::Name(names) => {
                        for part in names {
                            if let Name::Function(map) = part? {
                                for naming in map {
                                    let naming = naming?;
                                    read.names.insert(naming.index, naming.name);
                                }
                            }
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(read)
    }

    fn linking(&mut self, section: LinkingSectionReader<'a>) -> wasmparser::Result<()> {
        for part in section.subsections() {
            match part? {
                Linking::SegmentInfo(segments) => {
                    for segment in segments {
                        self.segment_names.push(segment?.name);
                    }
                }
                Linking::SymbolTable(symbols) => {
                    self.symbols = symbols.into_iter().collect::<wasmparser::Result<_>>()?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn relocations(&mut self, name: &str, section: RelocSectionReader) -> wasmparser::Result<()> {
        let entries = section.entries().into_iter().collect::<wasmparser::Result<_>>()?;
        match name {
            "reloc.CODE" => self.code_relocations = entries,
            "reloc.DATA" => self.data_relocations = entries,
            _ => {}
        }
        Ok(())
    }

    fn references(mut self) -> Result<References> {
        for (segment, name) in self.segments.iter_mut().zip(&self.segment_names) {
            segment.read_only = name.starts_with(".rodata");
        }
        let mut found = References::default();
        for name in self.names.values() {
            found.of_functions.entry(bound_name(name).to_owned()).or_default();
        }
        for (id, symbol) in self.symbols.iter().enumerate() {
            if let SymbolInfo::Data { symbol: Some(symbol), .. } = *symbol {
                found.constants.insert(id, symbol);
            }
        }
        for entry in &std::mem::take(&mut self.code_relocations) {
            let at = self.bodies.partition_point(|body| body.end <= entry.offset as usize);
            let name = self.names.get(&u32::try_from(self.imported + at)?);
            let name = name.context("a function of the engine has no name")?;
            let targets = found.of_functions.entry(bound_name(name).to_owned()).or_default();
            self.add(entry, self.code, targets)?;
        }
        // Constants in the order of their places, to find the one that a place lies in.
        let mut places: Vec<_> = found
            .constants
            .iter()
            .filter_map(|(&id, symbol)| {
                let start = self.segments.get(symbol.index as usize)?.start;
                let from = start + symbol.offset as usize;
                Some((from, from + symbol.size as usize, id))
            })
            .collect();
        places.sort_unstable();
        for entry in &std::mem::take(&mut self.data_relocations) {
            let at = entry.offset as usize;
            for &(_, _, id) in places.iter().filter(|(from, to, _)| (*from..*to).contains(&at)) {
                self.add(entry, self.data, found.of_constants.entry(id).or_default())?;
            }
        }
        found.segments = self.segments;
        Ok(found)
    }

    /// Adds what `entry`, in `section`, refers to.
    fn add(
        &mut self,
        entry: &RelocationEntry,
        section: &[u8],
        targets: &mut Targets,
    ) -> Result<()> {
        use RelocationType::{
            MemoryAddrI32, MemoryAddrLeb, MemoryAddrSleb, TableIndexI32, TableIndexSleb,
        };
        match (entry.ty, &self.symbols[entry.index as usize]) {
            (TableIndexI32 | TableIndexSleb, SymbolInfo::Func { index, .. }) => {
                let name = self.names.get(index).context("a function of the engine has no name")?;
                targets.functions.insert(bound_name(name).to_owned());
            }
            (
                MemoryAddrI32 | MemoryAddrLeb | MemoryAddrSleb,
                &SymbolInfo::Data { symbol: Some(symbol), .. },
            ) => {
                targets.constants.insert(entry.index as usize);
                let written = &section[entry.relocation_range()];
                let address = match entry.ty {
                    MemoryAddrI32 => u32::from_le_bytes(written.try_into()?),
                    MemoryAddrLeb => BinaryReader::new(written, 0).read_var_u32()?,
                    _ => BinaryReader::new(written, 0).read_var_i32()?.cast_unsigned(),
                };
                if let Some(segment) = self.segments.get_mut(symbol.index as usize) {
                    let from = i64::from(address) - entry.addend - i64::from(symbol.offset);
                    segment.address = Some(u32::try_from(from)?);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

//! Every single byte of a real file changed. Each file gives an error that is a sentence, or a model that
//! keeps every promise, costs no more work than the original, and runs by both plans.

mod common;

use common::Lcg;
use common::sound::{Watching, check, read_unchecked, run_both_plans};
use separable::cost;
use separable::engine::Engine;
use separable::model::{Model, tflite};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

#[global_allocator]
static ALLOCATOR: Watching = Watching;

#[test]
fn any_byte_of_the_built_in_model() {
    let file = common::built_in();
    let (structure, contents) = places(&file);
    assert!(structure.len() > 10_000 && contents.len() > 1_000_000);
    let mut random = Lcg(1);
    let mut changes: Vec<_> =
        structure.iter().map(|&at| (at, file[at] ^ not_zero(&mut random))).collect();
    let contents: Vec<_> = (0..100).map(|_| contents[random.below(contents.len())]).collect();
    changes.extend(contents.iter().map(|&at| (at, file[at] ^ not_zero(&mut random))));
    let [refused, same, ran] = outcomes(&file, &changes);
    assert!(refused > 5000 && same > 1000 && ran > 200, "{refused}, {same}, {ran}");
}

#[test]
fn any_byte_of_a_published_model() {
    let Some(parts) = common::V1_025_128.read("any_byte_of_a_published_model") else { return };
    let file = &parts[0];
    let (structure, contents) = places(file);
    let mut random = Lcg(2);
    let mut change = |places: &[usize]| {
        let at = places[random.below(places.len())];
        (at, file[at] ^ not_zero(&mut random))
    };
    let mut changes: Vec<_> = (0..1500).map(|_| change(&structure)).collect();
    changes.extend((0..50).map(|_| change(&contents)));
    let [refused, same, ran] = outcomes(file, &changes);
    assert!(refused > 200 && same > 200 && ran > 40, "{refused}, {same}, {ran}");
}

#[test]
fn any_byte_of_networks_like_those_that_people_make() {
    for name in ["teachable_i8_0", "v3_i8_0", "v3_f32_0"] {
        let path = format!("tests/golden/operators/{name}.tflite");
        let file = common::read(common::repository(&path));
        let (structure, contents) = places(&file);
        let mut random = Lcg(3);
        let changes: Vec<_> = structure
            .iter()
            .chain(contents.iter().step_by(20))
            .map(|&at| (at, file[at] ^ not_zero(&mut random)))
            .collect();
        let [refused, same, ran] = outcomes(&file, &changes);
        assert!(refused > 2000 && same > 800 && ran > 200, "{name}: {refused}, {same}, {ran}");
    }
}

/// Makes each of `changes` (an offset and its new byte) alone, on all cores. Returns how many files were
/// refused, how many gave the same model but for names, and how many gave another model, which ran.
fn outcomes(file: &[u8], changes: &[(usize, u8)]) -> [usize; 3] {
    let original = nameless(tflite::read(file).expect("the file before it is changed"));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let count = |first: usize| {
        let mut file = file.to_vec();
        let mut counts = [0; 3];
        for &(at, byte) in changes.iter().skip(first).step_by(cores) {
            let before = std::mem::replace(&mut file[at], byte);
            let outcome = catch_unwind(AssertUnwindSafe(|| outcome(&file, &original)));
            counts[outcome.unwrap_or_else(|_| panic!("byte {at} as {byte}"))] += 1;
            file[at] = before;
        }
        counts
    };
    thread::scope(|scope| {
        let count = &count;
        let threads: Vec<_> = (0..cores).map(|first| scope.spawn(move || count(first))).collect();
        threads.into_iter().fold([0; 3], |all, thread| {
            let counts = thread.join().expect("every outcome is sound");
            std::array::from_fn(|i| all[i] + counts[i])
        })
    })
}

/// 0 if the file is refused, 1 if it gives `original`, 2 if it gives another model, which is then run.
fn outcome(file: &[u8], original: &Model) -> usize {
    let Ok(model) = read_unchecked(file) else { return 0 };
    let model = nameless(model);
    if model == *original {
        return 1;
    }
    check(&model);
    let [macs, own] = [&model, original].map(|model| cost::network(model).macs);
    assert!(macs <= 2 * own, "{macs} multiply-accumulates for {own}");
    let size = model.input.len();
    let mut engine = Engine::new(model).expect("a model of pictures");
    let input: Vec<u8> = (0..size).map(|i| (i * 89 / 8) as u8).collect();
    run_both_plans(&mut engine, &input);
    2
}

fn nameless(mut model: Model) -> Model {
    model.layers.iter_mut().for_each(|layer| layer.name.clear());
    model
}

/// The offsets of a file's structure (tables, shapes, options, names, quantisation of activations), and
/// those of its contents: weights, biases and their lists of scales.
fn places(file: &[u8]) -> (Vec<usize>, Vec<usize>) {
    let number =
        |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four")) as usize;
    let short = |at: usize| usize::from(u16::from_le_bytes([file[at], file[at + 1]]));
    // The table or vector that field `index` of a table refers to.
    let field = |table: usize, index: usize| {
        let fields = table.wrapping_add_signed(-(number(table) as i32 as isize));
        let listed = 4 + 2 * index < short(fields);
        let place = if listed { short(fields + 4 + 2 * index) } else { 0 };
        (place > 0).then(|| table + place + number(table + place))
    };
    let tables = |table, index| {
        let list = field(table, index).expect("a list of tables");
        (0..number(list)).map(move |i| list + 4 + 4 * i).map(|at| at + number(at))
    };
    let mut holds = vec![false; file.len()];
    let mut mark = |list: Option<usize>, size: usize| {
        let Some(list) = list else { return };
        // Shapes, and scales that hold for a whole tensor, are shorter than this.
        if number(list) > 8 {
            holds[list + 4..list + 4 + size * number(list)].fill(true);
        }
    };
    let root = number(0);
    tables(root, 4).for_each(|buffer| mark(field(buffer, 0), 1));
    for tensor in tables(root, 2).flat_map(|graph| tables(graph, 0)) {
        let Some(quantisation) = field(tensor, 4) else { continue };
        for (index, size) in [4, 4, 4, 8].into_iter().enumerate() {
            mark(field(quantisation, index), size);
        }
    }
    (0..file.len()).partition(|&at| !holds[at])
}

/// One bit flipped in half of the cases, any other byte in the rest.
fn not_zero(random: &mut Lcg) -> u8 {
    if random.below(2) == 0 { 1 << random.below(8) } else { 1 + random.below(255) as u8 }
}

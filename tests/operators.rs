//! Small networks of one operator each against TensorFlow Lite's reference kernels
//! (`tests/golden/operators/make.py`).

mod common;

use common::sets::{Expected, by_fast_kernels, by_reference, check_all};

fn networks() -> Vec<Expected> {
    let networks = Expected::of_index(&common::repository("tests/golden/operators"));
    assert!(networks.len() > 100, "there are networks");
    networks
}

#[test]
fn reference_kernels_give_the_bytes_of_tensorflow_lite() {
    check_all(&networks(), by_reference);
}

#[test]
fn fast_kernels_give_the_bytes_of_tensorflow_lite() {
    check_all(&networks(), by_fast_kernels);
}

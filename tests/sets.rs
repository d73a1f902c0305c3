//! Networks that do not travel with the repository, against TensorFlow Lite's reference kernels:
//! random ones, those that people made, and the MobileNet family with random weights.

mod common;

use common::sets::{Expected, Layers, by_fast_kernels, by_reference, check_all};
use separable::model::Model;

/// The networks of `folder`, each with a JSON of its own, or one for all.
fn check(test: &str, folder: &str, path: impl Fn(&Model, &[u8]) -> Layers + Copy) {
    let Some(folder) = common::shared(test, folder) else { return };
    let networks = Expected::of_folder(&folder);
    assert!(!networks.is_empty(), "there are networks");
    check_all(&networks, path);
}

macro_rules! tests {
    ($($name:ident: $folder:literal by $path:ident,)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name), $folder, $path);
            }
        )*
    };
}

tests! {
    random_by_reference: "conformance/networks" by by_reference,
    random_by_fast_kernels: "conformance/networks" by by_fast_kernels,
    real_by_reference: "real" by by_reference,
    real_by_fast_kernels: "real" by by_fast_kernels,
    zoo_by_reference: "zoo/networks" by by_reference,
    zoo_by_fast_kernels: "zoo/networks" by by_fast_kernels,
}

//! Which MobileNet a model is, and how wide, as read from its shapes.

use super::blocks::{Step, StepKind};
use super::{Model, Op};
use std::ops::Range;

/// A network of a known family and its two multipliers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(serde::Serialize, tsify::Tsify))]
pub struct Family {
    /// Which network of the family.
    pub version: Version,
    /// The width multiplier alpha: its channels over those of the paper's network.
    pub alpha: f64,
    /// The resolution multiplier rho: the input's height over `resolution`.
    pub rho: f64,
    /// Height and width of the paper's input, in pixels.
    pub resolution: usize,
    /// Whether only its first blocks are there, as where a network finds objects (FOMO).
    pub cut: bool,
}

/// A network of the papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(serde::Serialize, tsify::Tsify))]
pub enum Version {
    /// MobileNets, arXiv 1704.04861.
    V1,
    /// MobileNetV2, arXiv 1801.04381.
    V2,
    /// MobileNetV3, arXiv 1905.02244, table 1.
    #[cfg_attr(target_family = "wasm", serde(rename = "V3-Large"))]
    V3Large,
    /// The same, table 2.
    #[cfg_attr(target_family = "wasm", serde(rename = "V3-Small"))]
    V3Small,
    /// With 3 x 3 kernels only, without gates and hard swish.
    #[cfg_attr(target_family = "wasm", serde(rename = "V3-Large-Minimalistic"))]
    V3LargeMinimalistic,
    /// The same of the small one.
    #[cfg_attr(target_family = "wasm", serde(rename = "V3-Small-Minimalistic"))]
    V3SmallMinimalistic,
    /// MobileNetV4, arXiv 2404.10518, appendix D.
    #[cfg_attr(target_family = "wasm", serde(rename = "V4-Conv-Small"))]
    V4ConvSmall,
    /// The same.
    #[cfg_attr(target_family = "wasm", serde(rename = "V4-Conv-Medium"))]
    V4ConvMedium,
    /// The same.
    #[cfg_attr(target_family = "wasm", serde(rename = "V4-Conv-Large"))]
    V4ConvLarge,
    /// EfficientNet-Lite (tensorflow/tpu, efficientnet/lite): B0 of arXiv 1905.11946 without gates.
    #[cfg_attr(target_family = "wasm", serde(rename = "EfficientNet-Lite0"))]
    Lite0,
    /// Deeper.
    #[cfg_attr(target_family = "wasm", serde(rename = "EfficientNet-Lite1"))]
    Lite1,
    /// Wider.
    #[cfg_attr(target_family = "wasm", serde(rename = "EfficientNet-Lite2"))]
    Lite2,
    /// Deeper and wider.
    #[cfg_attr(target_family = "wasm", serde(rename = "EfficientNet-Lite3"))]
    Lite3,
    /// Still deeper and wider.
    #[cfg_attr(target_family = "wasm", serde(rename = "EfficientNet-Lite4"))]
    Lite4,
    /// MnasNet with gates, arXiv 1807.11626, figure 7.
    #[cfg_attr(target_family = "wasm", serde(rename = "MNASNet-A1"))]
    MnasA1,
    /// MnasNet without gates (tensorflow/tpu, mnasnet).
    #[cfg_attr(target_family = "wasm", serde(rename = "MNASNet-B1"))]
    MnasB1,
}

/// What distinguishes a network: its blocks' output channels, and more where they leave a doubt.
struct Plan {
    version: Version,
    resolution: usize,
    /// Output channels at alpha 1, and how many blocks in a row have them.
    blocks: &'static [(usize, usize)],
    looks: Looks,
}

/// What the blocks of a network have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    /// Depthwise and pointwise layer alone.
    Separable,
    /// Sixfold expansions, 3 x 3 kernels, no gates.
    Sixfold,
    /// Other expansions, 3 x 3 kernels, no gates.
    Small,
    /// Also larger kernels, no gates.
    Large,
    /// Gates.
    Gated,
}

const V3_LARGE: &[(usize, usize)] = &[(16, 1), (24, 2), (40, 3), (80, 4), (112, 2), (160, 3)];
const V3_SMALL: &[(usize, usize)] = &[(16, 1), (24, 2), (40, 3), (48, 2), (96, 3)];

/// The least blocks by which a network that was cut is told.
const LEAST: usize = 5;
/// The published width multipliers, the likeliest first.
const ALPHAS: [f64; 7] = [1.0, 0.75, 0.5, 0.25, 0.35, 1.4, 1.3];

const fn plan(
    version: Version,
    resolution: usize,
    looks: Looks,
    blocks: &'static [(usize, usize)],
) -> Plan {
    Plan { version, resolution, blocks, looks }
}

const PLANS: [Plan; 16] = {
    use Looks::{Gated, Large, Separable, Sixfold, Small};
    use Version::*;
    [
        plan(V1, 224, Separable, &[(64, 1), (128, 2), (256, 2), (512, 6), (1024, 2)]),
        plan(V2, 224, Sixfold, &[(16, 1), (24, 2), (32, 3), (64, 4), (96, 3), (160, 3), (320, 1)]),
        plan(V3Large, 224, Gated, V3_LARGE),
        plan(V3Small, 224, Gated, V3_SMALL),
        plan(V3LargeMinimalistic, 224, Small, V3_LARGE),
        plan(V3SmallMinimalistic, 224, Small, V3_SMALL),
        plan(V4ConvSmall, 224, Large, &[(32, 1), (64, 1), (96, 6), (128, 6)]),
        plan(V4ConvMedium, 256, Large, &[(48, 1), (80, 2), (160, 8), (256, 11)]),
        plan(V4ConvLarge, 384, Large, &[(48, 1), (96, 2), (192, 11), (512, 13)]),
        plan(
            Lite0,
            224,
            Large,
            &[(16, 1), (24, 2), (40, 2), (80, 3), (112, 3), (192, 4), (320, 1)],
        ),
        plan(
            Lite1,
            240,
            Large,
            &[(16, 1), (24, 3), (40, 3), (80, 4), (112, 4), (192, 5), (320, 1)],
        ),
        plan(
            Lite2,
            260,
            Large,
            &[(16, 1), (24, 3), (48, 3), (88, 4), (120, 4), (208, 5), (352, 1)],
        ),
        plan(
            Lite3,
            280,
            Large,
            &[(24, 1), (32, 3), (48, 3), (96, 5), (136, 5), (232, 6), (384, 1)],
        ),
        plan(
            Lite4,
            300,
            Large,
            &[(24, 1), (32, 4), (56, 4), (112, 6), (160, 6), (272, 8), (448, 1)],
        ),
        plan(
            MnasA1,
            224,
            Gated,
            &[(16, 1), (24, 2), (40, 3), (80, 4), (112, 2), (160, 3), (320, 1)],
        ),
        plan(
            MnasB1,
            224,
            Large,
            &[(16, 1), (24, 3), (40, 3), (80, 3), (96, 2), (192, 4), (320, 1)],
        ),
    ]
};

impl Model {
    /// The model's family; None if its blocks are not those of one.
    pub fn family(&self) -> Option<Family> {
        let steps = self.steps();
        let blocks = self.blocks(&steps);
        let looks = self.looks(&steps, &blocks);
        let channels: Vec<usize> = blocks
            .iter()
            .map(|block| self.value(steps[block.end - 1].layers.end).shape[2])
            .collect();
        let fits = |plan: &Plan, cut: bool| -> Option<Family> {
            let full = plan.blocks.iter().flat_map(|&(channels, times)| vec![channels; times]);
            let full: Vec<usize> = full.collect();
            let enough = if cut { LEAST..full.len() } else { full.len()..full.len() + 1 };
            if plan.looks != looks || !enough.contains(&channels.len()) {
                return None;
            }
            let Plan { version, resolution, .. } = *plan;
            let alpha = width(&channels, &full[..channels.len()])?;
            let rho = self.input.shape[0] as f64 / resolution as f64;
            Some(Family { version, alpha, rho, resolution, cut })
        };
        let whole = PLANS.iter().find_map(|plan| fits(plan, false));
        whole.or_else(|| PLANS.iter().find_map(|plan| fits(plan, true)))
    }

    fn looks(&self, steps: &[Step], blocks: &[Range<usize>]) -> Looks {
        let inside = || blocks.iter().flat_map(|block| &steps[block.clone()]);
        let kernel = |step: &Step| match &self.layers[step.main].op {
            Op::Conv(conv) | Op::Depthwise(conv) => conv.window.kernel,
            _ => [0, 0],
        };
        // In front of the depthwise layer.
        let expansions = blocks.iter().map(|block| &steps[block.start]);
        let mut expansions = expansions.filter(|step| step.kind == StepKind::Pointwise).peekable();
        if inside().any(|step| step.kind == StepKind::Gate) {
            Looks::Gated
        } else if inside().any(|step| kernel(step).iter().any(|&size| size > 3)) {
            Looks::Large
        } else if expansions.peek().is_none() {
            Looks::Separable
        } else if expansions.map(|step| self.channels(step)).all(|[from, to]| to == 6 * from) {
            Looks::Sixfold
        } else {
            Looks::Small
        }
    }
}

/// The width multiplier with which `full` becomes `channels`: a published one, another multiple of
/// 0.05, or what the last block has; None if it is no such network.
fn width(channels: &[usize], full: &[usize]) -> Option<f64> {
    // As in TensorFlow's models: to multiples of 8, V1 truncated.
    let truncated = |channels: f64| ((channels + 1e-9) as usize).max(8);
    let exact = |alpha: &f64| {
        let pairs = || channels.iter().zip(full).map(|(&got, &full)| (got, full as f64 * alpha));
        pairs().all(|(got, wide)| got == divisible(wide))
            || pairs().all(|(got, wide)| got == truncated(wide))
    };
    let last = *channels.last()? as f64 / *full.last()? as f64;
    let steps = (1..=40).map(|step| f64::from(step) / 20.0);
    let mut alphas = ALPHAS.into_iter().chain(steps).chain([last]);
    alphas.find(exact)
}

/// The multiple of 8 nearest to `channels`, but not below nine tenths of it (`_make_divisible`).
pub(super) fn divisible(channels: f64) -> usize {
    let near = (((channels + 4.0) / 8.0) as usize * 8).max(8);
    if (near as f64) < 0.9 * channels { near + 8 } else { near }
}

//! Which MobileNet a model is, and how wide, as read from its shapes.

use super::{Model, StageKind};

/// A MobileNet and its two multipliers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(target_family = "wasm", derive(serde::Serialize, tsify::Tsify))]
pub struct Family {
    /// V1 or V2.
    pub version: Version,
    /// The width multiplier alpha: its channels over those of the paper's network.
    pub alpha: f64,
    /// The resolution multiplier rho: the input's height over 224 pixels.
    pub rho: f64,
}

/// A MobileNet's version, by its paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(serde::Serialize, tsify::Tsify))]
pub enum Version {
    /// MobileNets, arXiv 1704.04861.
    V1,
    /// MobileNetV2, arXiv 1801.04381.
    V2,
}

impl Model {
    /// The model's MobileNet; None if its stages are not those of one.
    ///
    /// Alpha is read from the last block, because V2 limits how narrow its first and its last
    /// convolution become.
    pub fn family(&self) -> Option<Family> {
        let stages = self.stages();
        let last = stages.iter().rfind(|stage| matches!(stage.kind, StageKind::Block(_)))?;
        let expansions = stages.iter().filter(|s| matches!(s.kind, StageKind::Expand(_))).count();
        let (version, full) = match (last.kind, expansions) {
            (StageKind::Block(13), 0) => (Version::V1, 1024.0),
            (StageKind::Block(17), 16) => (Version::V2, 320.0),
            _ => return None,
        };
        let channels = self.value(last.layers.end).shape[2];
        let rho = self.input.shape[0] as f64 / 224.0;
        Some(Family { version, alpha: channels as f64 / full, rho })
    }
}

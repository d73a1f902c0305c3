//! The cost of the standard convolution that a block replaces.

use separable::cost::Cost;
use separable::model::{Model, Op};

/// The standard convolution that the depthwise layer `index` and the pointwise layer after it
/// replace: the same kernel and stride, from the block's input channels to its output channels.
/// None where these two layers are no such block.
///
/// Counted here by the papers' formula, to compare `www/domain/block-cost.js` with it.
///
/// The block takes `1/N + 1/Dk^2` of its multiply-accumulates, with `N` output channels and a
/// `Dk x Dk` kernel (MobileNets, arXiv 1704.04861, section 3.1).
pub fn standard_of_block(model: &Model, index: usize) -> Option<Cost> {
    let (depthwise, pointwise) = (model.layers.get(index)?, model.layers.get(index + 1)?);
    let (Op::Depthwise(first), Op::Conv(second)) = (&depthwise.op, &pointwise.op) else {
        return None;
    };
    if second.window.kernel != [1, 1] || pointwise.inputs != [index + 1] {
        return None;
    }
    let [kh, kw] = first.window.kernel.map(|size| size as u64);
    let [oh, ow, n] = pointwise.output.shape.map(|size| size as u64);
    let weights = kh * kw * depthwise.output.shape[2] as u64 * n;
    let (macs, params) = (oh * ow * weights, weights + n);
    Some(Cost { macs, operations: 0, params, bytes: weights + 4 * n })
}

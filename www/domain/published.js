// Published figures that the story and the cost view quote. All others are counted or measured
// here.

/**
 * Multiply-accumulates and top-1 accuracy on ImageNet: MobileNets (arXiv 1704.04861), table 8.
 */
export const NETWORKS = [
  { name: "VGG-16", macs: 15_300e6, top1: 71.5 },
  { name: "MobileNet V1 1.0, 224", macs: 569e6, top1: 70.6 },
];

export const WIDTHS = [0.25, 0.5, 0.75, 1];
export const SIDES = [128, 160, 192, 224];

/**
 * Top-1 accuracy of MobileNet V1 in percent, by width and side of the picture: TF-Slim's table of
 * 22 February 2018 (research/slim/nets/mobilenet_v1.md in tensorflow/models), float weights,
 * ImageNet validation.
 * @type {Record<number, Record<number, number>>}
 */
export const TOP1 = {
  1: { 224: 70.9, 192: 70.0, 160: 68.0, 128: 65.2 },
  0.75: { 224: 68.4, 192: 67.2, 160: 65.3, 128: 62.1 },
  0.5: { 224: 63.3, 192: 61.7, 160: 59.1, 128: 56.3 },
  0.25: { 224: 49.8, 192: 47.7, 160: 45.5, 128: 41.5 },
};

/**
 * Percent of the multiply-accumulates and of the weights of MobileNet V1 1.0, 224, by kind of
 * layer: MobileNets, table 2.
 */
export const SHARES = {
  pointwise: { macs: 94.86, weights: 74.59 },
  depthwise: { macs: 3.06, weights: 1.06 },
  conv: { macs: 1.19, weights: 0.02 },
  classifier: { macs: 0.18, weights: 24.33 },
};

/**
 * MobileNet V1 1.0, 224, and the same network with a standard convolution in place of each block:
 * MobileNets, table 4.
 */
export const AGAINST_STANDARD = {
  separable: { macs: 569e6, params: 4.2e6, top1: 70.6 },
  standard: { macs: 4866e6, params: 29.3e6, top1: 71.7 },
};

// TensorFlow's SAME padding: as many zeros as the last window needs, the odd one after the input.

/**
 * Zeros before and after one axis of a convolution's input.
 * @param {number} size     of the input
 * @param {number} outputs
 * @param {number} window   of the kernel, with its dilation
 * @param {number} stride
 * @returns {[before: number, after: number]}
 */
export function zeros(size, outputs, window, stride) {
  const all = Math.max(0, (outputs - 1) * stride + window - size);
  return [Math.floor(all / 2), Math.ceil(all / 2)];
}

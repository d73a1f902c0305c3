// What the engine's benchmark says of its layers.

/**
 * A layer by its block, where it is in one: "block 3 pointwise".
 * @param {{ kind: string, block: number | null }} layer
 */
export const layerName = ({ kind, block }) => (block === null ? kind : `block ${block} ${kind}`);

/**
 * Why some of these shares of the peak lie over 100 %; empty where none does.
 * @param {number[]} shares
 */
export const overPeak = (shares) =>
  shares.some((share) => Math.round(100 * share) > 100)
    ? "Over 100 % is no speed: such a layer takes so few steps of the browser’s clock that its " +
      "least time comes out too short, or the machine was slower while its peak was measured."
    : "";

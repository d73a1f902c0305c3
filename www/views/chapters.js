// What the story says, in English.

/**
 * The chapters. In braces stand numbers of the block, filled in by `numbers`.
 * @type {{ about: string, title: string, text: string[] }[]}
 */
export const CHAPTERS = [
  {
    about: "standard",
    title: "A standard convolution does two jobs at once",
    text: [
      "It looks around, and it mixes channels. For one number of one output map it reads a {k}×{k} " +
        "window in all {M} input maps: {k}·{k}·{M} = {standardEach} multiplications.",
      "With {N} output maps of {h}×{w} that makes {standardMacs}.",
    ],
  },
  {
    about: "depthwise",
    title: "Depthwise: only look around",
    text: [
      "Every channel gets a single {k}×{k} kernel of its own and is looked at alone: {kk} " +
        "multiplications for each number, {depthwiseMacs} in all. Edges, spots and gradients appear, but no " +
        "channel knows of another.",
    ],
  },
  {
    about: "pointwise",
    title: "Pointwise: only mix",
    text: [
      "Then, in each place by itself, {N} weighted sums over all {M} channels: {M} multiplications " +
        "for each number, {pointwiseMacs} in all. Here the features are made.",
    ],
  },
  {
    about: "saving",
    title: "What separating saves",
    text: [
      "The two steps cost {depthwiseShare} and {pointwiseShare} of the standard convolution: " +
        "together {ratio}. In letters 1/N + 1/Dₖ², here 1/{N} + 1/{kk}.",
      "It is a sum of two fractions, not one over a sum, as it is sometimes told. For large N the " +
        "second term rules: with 3×3 kernels no block gets below one ninth.",
    ],
  },
  {
    about: "time",
    title: "Multiplications are not time",
    text: [
      "In this network depthwise layers do {depthwiseOfMacs} of the multiplications. On this " +
        "machine, just now, they take {depthwiseOfTime} of the time of all layers: they read much for " +
        "the little that they compute. The ladder shows both, stage by stage.",
    ],
  },
];

// The story in English. In braces stand numbers (facts.js); [words](depthwise) light up what they
// name.

import front from "./front/en.js";

/** @typedef {typeof text} Text */

const text = {
  page: {
    ...front.page,
    whose: "With the numbers of block {block}, the one in focus.",
    whoseElse: "With the numbers of block {block}, since what is in focus is no block.",
    next: "Next: {title}",
    back: "Back to the story",
    question: "Question",
    check: "Check",
    reasoning: "Show the reasoning",
    chosen: "Chosen now: {stage}.",
    ladder: "To the ladder of stages",
  },
  stages: {
    conv: "a convolution",
    expand: "the expansion before block {block}",
    block: "block {block}",
    average: "the average",
    maximum: "the maximum",
    hidden: "a hidden layer",
    classifier: "the classifier",
  },
  replies: {
    none: "Type a number first; a product such as 2 × 3 will do too.",
    unknown: "This network has nothing that would answer this. Another model will.",
    less: "Not quite: it is more than that. Try again, or look at the reasoning.",
    more: "Not quite: it is less than that. Try again, or look at the reasoning.",
  },
  chapters: {
    why: {
      title: front.titles.why,
      text: [
        "A network that names pictures does one small thing very often: " +
          "it multiplies a number by a weight and adds the product to a sum. " +
          "That is one multiply-accumulate, a MAC. " +
          "How many a picture takes is the first price of a network.",
        "VGG-16, well known since 2014, takes {vgg}. " +
          "MobileNet, from 2017, takes a small part of that and is right nearly as often: " +
          "{mobileRight} against {vggRight} % of ImageNet’s pictures at the first guess.",
        "The one that runs here takes {macs}, with {params} parameters. " +
          "On this machine that is {frameMs} for a frame (median of {frameCount}). " +
          "How can so little be enough? That is this story.",
      ],
      show: "Show me where the time goes",
      figure: {
        alt: "MACs for one picture, as bars.",
        caption:
          "MACs for one picture. The first two as published with MobileNet; " +
          "the last is counted here.",
        this: "this network",
      },
      question: {
        ask:
          "A camera gives {frames} pictures a second. " +
          "How many million multiplications a second does this network then do?",
        unit: "million",
        right: "Right: {perSecond} in a second. On a battery each of them counts.",
        slips: { macsMillions: "That is one picture. A second has {frames} of them." },
        reasoning: ["One picture takes {macs}. Times {frames}, that is {perSecond}."],
      },
    },
    standard: {
      title: front.titles.standard,
      text: [
        "A colour picture is three maps of numbers: red, green and blue. " +
          "A [standard convolution](standard) makes new maps from them. " +
          "A small window lies on all maps at once; " +
          "every number in it is multiplied by a weight, and all products are added up. " +
          "That is one number of one new map. Then the window moves on.",
        "So it looks around, in a window of {k}×{k}, and it mixes all channels. " +
          "In the middle of a network there are more than three. " +
          "With the {M} maps of this block, one number takes {k}·{k}·{M} = {standardEach} " +
          "multiplications.",
        "For {N} new maps of {h}×{w} numbers that makes {standardMacs}.",
      ],
      show: "Show me the first convolution",
      figure: { alt: "One output number reads a window in every input map." },
      question: {
        ask:
          "This network begins with a standard convolution: " +
          "windows of {firstK}×{firstK} over red, green and blue. " +
          "How many multiplications is one number of its output?",
        unit: "multiplications",
        right:
          "Right: {firstEach}. Each of its {firstN} output maps takes that many in every place.",
        slips: {
          firstKK: "That is the window in one colour. It reads all {firstM} at once.",
          firstM: "That is one place in all colours. The window has {firstKK} places.",
        },
        reasoning: [
          "The window has {firstK}·{firstK} = {firstKK} places. " +
            "It lies on all {firstM} maps, so it reads {firstKK}·{firstM} = {firstEach} " +
            "numbers, each with a weight of its own.",
        ],
      },
    },
    depthwise: {
      title: front.titles.depthwise,
      text: [
        "Now let us do the two jobs one after the other. The first: " +
          "every channel gets one {k}×{k} kernel of its own and is looked at alone. " +
          "That is a [depthwise convolution](depthwise).",
        "{M} maps go in and {M} come out. " +
          "Edges, spots and gradients appear, but no channel knows of another yet. " +
          "In all it takes {depthwiseMacs} multiplications.",
      ],
      show: "Show me depthwise maps",
      figure: { alt: "Each output map reads a window in one input map." },
      question: {
        ask: "How many multiplications is one number of the depthwise output?",
        unit: "multiplications",
        right: "Right: {depthwiseEach}. The standard convolution took {standardEach} for the same.",
        slips: {
          standardEach:
            "That is the standard convolution, which reads all {M} maps. Depthwise reads one.",
        },
        reasoning: [
          "One map, one window: {k}·{k} = {depthwiseEach}. " +
            "How many channels there are does not matter, since each is looked at alone.",
        ],
      },
    },
    pointwise: {
      title: front.titles.pointwise,
      text: [
        "The second job: mix the channels. " +
          "A [pointwise convolution](pointwise) has a window of one place, 1×1. " +
          "In each place by itself it makes {N} weighted sums of all {M} channels.",
        "Here features are made: " +
          "an edge in one map and a colour in another become something new in a third. " +
          "One number takes {M} multiplications, all of them together {pointwiseMacs}.",
      ],
      show: "Show me pointwise maps",
      figure: { alt: "One output number reads one place in every input map." },
      question: {
        ask:
          "In this block depthwise took {depthwiseMacs} multiplications and pointwise " +
          "{pointwiseMacs}. Which share of the two together is pointwise?",
        unit: "%",
        right: "Right: {pointwiseOfBlock}. Mixing is where the work is.",
        slips: { depthwiseOfBlock: "That is the depthwise share. The rest is pointwise." },
        reasoning: [
          "Together they are {separableMacs}. Of these {pointwiseMacs} are pointwise: " +
            "{pointwiseOfBlock}.",
        ],
      },
    },
    saving: {
      title: front.titles.saving,
      text: [
        "Both steps together stand in for one standard convolution: " +
          "the same maps in, as many maps out. " +
          "They need not give the same numbers, for they have fewer weights; " +
          "they are trained to be good enough. What do they cost beside it? " +
          "Write down both prices, divide, and nearly everything cancels.",
        "Together that is {ratio} of the standard price, {times} times fewer multiplications.",
        "You may find it told as one over a sum, 1/(N + Dₖ²). " +
          "That would be {mistold} here, and it is wrong. It is a sum of two fractions. " +
          "When N is large the first one fades, and the second stays: " +
          "with 3×3 kernels no block ever gets below one ninth.",
        "And multiplications are not time. " +
          "Depthwise layers do {depthwiseOfMacs} of the multiplications in this network, and " +
          "take {depthwiseOfTime} of the time of all layers here (median of {timesCount} " +
          "frames): they read much for the little that they compute.",
      ],
      show: "Show me the last block beside its standard convolution",
      figure: {
        alt: "Bars: the standard convolution, and below it depthwise and pointwise together.",
        caption:
          "M maps in, N maps out, of {h}×{w} numbers; a kernel of Dₖ×Dₖ, here {k}×{k}. " +
          "What is grey stands above and below, and cancels.",
        standard: "standard",
        separable: "separable",
        sum: "Together",
      },
      question: {
        ask:
          "In which block of this network does separating save the least? " +
          "Choose it in the ladder; each block tells its ratio.",
        right:
          "Right: block {leastBlock} has {leastRatio} of the standard price left. " +
          "It makes the fewest maps.",
        wrong:
          "That one has {chosenRatio} left, and there is one that has more. " +
          "Think of what 1/N does.",
        noBlock:
          "That is no block, so there is nothing to set beside it. Choose one with a number.",
        reasoning: [
          "1/Dₖ² is the same for all blocks with the same kernel. So 1/N decides: " +
            "few output maps, small saving. " +
            "Block {leastBlock} has the fewest and keeps {leastRatio}; " +
            "at best {bestRatio} is left.",
        ],
      },
    },
    blocks: {
      title: front.titles.blocks,
      text: [
        "One standard convolution, then block after block, then an average and a classifier: " +
          "that is MobileNet. V1 has 13 blocks, V2 has 17; here there are {blocks}. " +
          "On the way the maps get smaller and more: " +
          "from {firstSide}×{firstSide} in {firstN} channels to {lastSide}×{lastSide} in " +
          "{lastN}.",
        "[Pointwise](pointwise) layers do nearly all of it: " +
          "{pointwiseOfMacs} of the multiplications, {pointwiseOfParams} of the parameters, in " +
          "this network.",
        "V2 (2018) turns the block inside out. " +
          "A [pointwise](pointwise) layer first makes few channels many, mostly six times as " +
          "many: the expansion. " +
          "Then [depthwise](depthwise) looks around in the many, and another " +
          "[pointwise](pointwise) layer, the projection, makes them few again. " +
          "After this last step nothing is cut off at zero, since few channels have nothing to " +
          "spare.",
        "Where a block of V2 gives the same shape that it takes, its input is added to its " +
          "output. " +
          "This residual lets what is known pass by, and the block need only learn what to " +
          "change.",
      ],
      show: "Show me what follows the blocks",
      figure: {
        alt:
          "A block of V1: depthwise, then pointwise. A block of V2: " +
          "expansion, depthwise, projection, and the input added to the output.",
        v1: "V1",
        v2: "V2",
        expand: "expand",
        depthwise: "depthwise",
        pointwise: "pointwise",
        project: "project",
        residual: "residual",
      },
      question: {
        ask:
          "Some depthwise kernels move two places at a time and so halve height and width. " +
          "Find such a block and choose it in the ladder.",
        right: "Right: this one moves two places at a time. There are {halvings} like it here.",
        wrong:
          "Here height and width stay as they are. " +
          "Compare each output in the ladder with the one above.",
        noBlock:
          "That is no block. Choose one with a number, and compare its output with the one above.",
        reasoning: [
          "A step of two leaves half the rows and half the columns, so a quarter of the " +
            "places. In the ladder the first number of the output halves; " +
            "{halvings} blocks of {blocks} do that.",
        ],
      },
    },
    multipliers: {
      title: front.titles.multipliers,
      text: [
        "If that is still too much, MobileNet has two multipliers to turn down. " +
          "The width multiplier α makes every layer thinner: α times the channels. " +
          "A [pointwise](pointwise) layer has fewer both in and out, so nearly all of the work " +
          "goes with α², and so do most parameters.",
        "The resolution multiplier ρ makes the picture smaller: " +
          "ρ times as wide and high, so ρ² of the multiplications. " +
          "The parameters stay, for a kernel does not know how large the picture is.",
        "Both are paid for with accuracy. " +
          "The network that runs here has α = {alpha} and ρ = {rho}: pictures of {side}×{side}.",
      ],
      show: "Show me α and ρ on one chart",
      figure: {
        alt: "The channels as plates: as many as α says, as large as ρ says.",
        width: "Width α",
        side: "Picture",
        pixels: "{side} px, ρ = {rho}",
        left:
          "{left} of the MACs of α = 1 and 224 px: " +
          "about {macs}, and about {params} parameters.",
        accuracy: "Published for V1: {right} % of ImageNet right at the first guess.",
      },
      question: {
        ask: "Set both so that at most a tenth of the multiplications is left.",
        right: "Right: {left} is left. Is there a way that keeps more accuracy?",
        wrong: "That leaves {left}. Turn one of the two down further.",
        reasoning: [
          "Multiplications go about with α²·ρ². " +
            "Half the width leaves a quarter, 128 of 224 pixels leave a third: " +
            "together a twelfth, and V1 is still right for {smallRight} % of ImageNet. " +
            "A quarter of the width alone would do it too, but leaves {thinRight} %.",
        ],
      },
    },
  },
};

export default text;

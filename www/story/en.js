// The text of Read in English. In braces stand numbers (facts.js); [words](depthwise) light up what
// they name; a line that begins with "#" is the place of the figure of that name (chapters.js).

/** @typedef {typeof text} Text */

const text = {
  page: {
    name: "Read",
    headline: "See how a neural network names what your camera sees, step by step, in this tab.",
    depthwise: "one depthwise map",
    pointwise: "one pointwise map",
    heading: "Depthwise separable convolution",
    lead:
      "Twelve short chapters with live figures, told with the numbers of the network that runs " +
      "here. Each ends with a question.",
    language: "Language of the text",
    contents: "Chapters",
    progress: "{answered} of {all} questions answered",
    answered: "answered",
    workshop: "Open this in the workshop",
    held: "The frame stands still, so that its numbers do.",
    goOn: "Let it go on",
    back: "Back to the text",
    question: "Question",
    check: "Check",
    reasoning: "Show the reasoning",
    choose: "Choose a stage",
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
      title: "Why small networks?",
      text: [
        "A network that names pictures does one small thing very often: " +
          "it multiplies a number by a weight and adds the product to a sum. " +
          "That is one multiply-accumulate, a MAC. " +
          "How many it takes per picture is the first cost of a network.",
        "#prices",
        "VGG-16, well known since 2014, takes {vgg}. " +
          "MobileNet, from 2017, takes a small part of that and is right nearly as often: " +
          "{mobileRight} against {vggRight} % of ImageNet’s pictures at the first guess.",
        "The one that runs here takes {macs}, with {params} parameters. " +
          "On this machine that is {frameMs} for a frame (median of {frameCount}). " +
          "How can so little be enough? That is what this text explains.",
      ],
      figures: {
        prices: {
          alt: "MACs for one picture, as bars.",
          caption:
            "MACs for one picture. The first two as published with MobileNet; " +
            "the last is counted here.",
          this: "this network",
        },
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
      title: "A standard convolution does two jobs at once",
      text: [
        "A colour picture is three maps of numbers: red, green and blue. " +
          "Maps that lie on each other like this are called channels. " +
          "A [standard convolution](standard) makes new maps from them. " +
          "A small window lies on all maps at once; " +
          "every number in it is multiplied by a weight, and all products are added up. " +
          "That is one number of one new map. " +
          "Then the window moves on. The weights of a window are a kernel; each new map has one.",
        "#window",
        "This is the first layer of this network, at work on the frame. " +
          "Press Play to watch the kernel make its map; choose a cell to see every product.",
        "#look",
        "So it looks around, in a window of {k}×{k}, and it mixes all channels. " +
          "In the middle of a network there are more than three. " +
          "With the {M} maps of block {block}, one number takes {k}·{k}·{M} = {standardEach} " +
          "multiplications. For {N} new maps of {h}×{w} numbers that makes {standardMacs}.",
      ],
      figures: {
        window: { alt: "One output number reads a window in every input map." },
        look: { caption: "The first convolution: red, green and blue at once." },
      },
      question: {
        ask:
          "This network begins with a standard convolution: " +
          "windows of {firstK}×{firstK} over red, green and blue. " +
          "How many multiplications does one output number take?",
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
      title: "Depthwise: only look around",
      text: [
        "Now let us do the two jobs one after the other. The first: " +
          "every channel gets one {k}×{k} kernel of its own and is looked at alone. " +
          "That is a [depthwise convolution](depthwise).",
        "#window",
        "{M} maps go in and {M} come out. " +
          "Edges, spots and gradients appear, but no channel knows of another yet. " +
          "In all it takes {depthwiseMacs} multiplications.",
        "#look",
      ],
      figures: {
        window: { alt: "Each output map reads a window in one input map." },
        look: {
          caption: "The depthwise step of the first block: point at a map to follow its channel.",
        },
      },
      question: {
        ask: "How many multiplications does one number of the depthwise output take?",
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
      title: "Pointwise: only mix",
      text: [
        "The second job: mix the channels. " +
          "A [pointwise convolution](pointwise) has a window of one place, 1×1. " +
          "In each place by itself it makes {N} weighted sums of all {M} channels.",
        "#window",
        "Here features are made: " +
          "an edge in one map and a colour in another become something new in a third. " +
          "One number takes {M} multiplications, all of them together {pointwiseMacs}.",
        "#look",
        "A depthwise step and the pointwise step after it are one block.",
      ],
      figures: {
        window: { alt: "One output number reads one place in every input map." },
        look: {
          caption:
            "The pointwise step of the first block. The row of bars are the weights of one " +
            "output map.",
        },
      },
      question: {
        ask:
          "In this block depthwise took {depthwiseMacs} multiplications and pointwise " +
          "{pointwiseMacs}. Which share of the two together is pointwise?",
        unit: "%",
        right:
          "Right: {pointwiseOfBlock}. Each number costs {depthwiseEach} multiplications in " +
          "depthwise and {M} in pointwise.",
        slips: { depthwiseOfBlock: "That is the depthwise share. The rest is pointwise." },
        reasoning: [
          "Together they are {separableMacs}. Of these {pointwiseMacs} are pointwise: " +
            "{pointwiseOfBlock}.",
        ],
      },
    },
    saving: {
      title: "What separating saves",
      text: [
        "Both steps together stand in for one standard convolution: " +
          "the same maps in, as many maps out. " +
          "They need not give the same numbers, for they have fewer weights; " +
          "they are trained to be good enough. What do they cost beside it? " +
          "Write down both prices, divide, and nearly everything cancels.",
        "#saving",
        "Together that is {ratio} of the standard price, {times} times fewer multiplications.",
        "You may read that it is one over a sum, 1/(N + Dₖ²). " +
          "That would be {mistold} here, and it is wrong. It is a sum of two fractions. " +
          "When N is large the first one fades, and the second stays: " +
          "with 3×3 kernels no block ever gets below one ninth.",
        "And multiplications are not time. " +
          "Depthwise layers do {depthwiseOfMacs} of the multiplications in this network, and " +
          "take {depthwiseOfTime} of the time of all layers here (median of {timesCount} " +
          "frames). A pointwise kernel uses each number that it loads for many outputs; " +
          "a depthwise kernel uses it for {kk} products at most, and then must load the next.",
      ],
      figures: {
        saving: {
          alt: "Bars: the standard convolution, and below it depthwise and pointwise together.",
          caption:
            "M maps in, N maps out, of {h}×{w} numbers; a kernel of Dₖ×Dₖ, here {k}×{k}. " +
            "What is grey stands above and below, and cancels.",
          standard: "standard",
          separable: "separable",
          sum: "Together",
        },
      },
      question: {
        ask: "In which block of this network does separating save the least?",
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
    sees: {
      title: "What a cell sees",
      text: [
        "A number of a map is also called a cell. " +
          "A cell of the first map reads {firstK}×{firstK} pixels. " +
          "A cell after the first depthwise step reads a window of such cells, " +
          "so it sees more of the picture; and so on, block after block.",
        "Some kernels do not move on by one place but by two: their stride is two. " +
          "Then neighbours in the new map stand twice as far apart in the picture, " +
          "and what a cell sees grows faster. The pointwise steps add nothing to it.",
        "#field",
      ],
      figures: {
        field: {
          caption:
            "What one cell after block {sixth} sees, on the frame, and how it grows on the way.",
        },
      },
      question: {
        ask: "How many pixels wide is what a cell after block {sixth} sees?",
        unit: "pixels",
        right: "Right: {field} pixels of the {side} that the picture has.",
        slips: { kk: "That is how many places one window has. The windows lie on each other." },
        reasoning: [
          "Each window of three adds two of its steps to the width. " +
            "The steps are one pixel at first and double with every stride of two. " +
            "Added up to block {sixth}, that is {field} pixels.",
        ],
      },
    },
    blocks: {
      title: "How MobileNet is built",
      text: [
        "One standard convolution, then block after block, then an average and a classifier: " +
          "that is MobileNet. V1 has 13 blocks, V2 has 17; here there are {blocks}. " +
          "On the way the maps get smaller and more: " +
          "from {firstSide}×{firstSide} in {firstN} channels to {lastSide}×{lastSide} in " +
          "{lastN}.",
        "#blocks",
        "V2 (2018) turns the block inside out. " +
          "A [pointwise](pointwise) layer first makes few channels many, mostly six times as " +
          "many: the expansion. " +
          "Then [depthwise](depthwise) looks around in the many, and another " +
          "[pointwise](pointwise) layer, the projection, makes them few again. " +
          "After this last step nothing is cut off at zero, because with few channels that would " +
          "lose information.",
        "Where a block of V2 gives the same shape that it takes, its input is added to its " +
          "output. This residual connection carries the input past the block, " +
          "so the block only has to learn the change.",
        "V3 (2019) was searched for by a machine, for speed on phones. It lets some blocks turn " +
          "whole channels up or down by what the frame holds (squeeze and excitation), and it " +
          "replaces ReLU6 by a smoother curve in its later blocks. V4 (2024) gives its blocks " +
          "a depthwise step at the beginning, in the middle, or both, and lets the search " +
          "choose; and now and then it takes the plain standard convolution back, where that " +
          "is as fast.",
      ],
      figures: {
        blocks: {
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
      },
      question: {
        ask:
          "Some depthwise kernels have stride two and so halve height and width. " +
          "Which block has one?",
        right: "Right: its stride is two. There are {halvings} like it here.",
        wrong:
          "Its stride is one: height and width stay as they are. Think of where the maps get " +
          "smaller.",
        noBlock: "That is no block. Choose one with a number.",
        reasoning: [
          "A stride of two leaves half the rows and half the columns, so a quarter of the " +
            "places. From {firstSide} to {lastSide} rows there are {halvings} halvings; " +
            "block 2 is the first to do it in MobileNet V1.",
        ],
      },
    },
    work: {
      title: "Why 1×1 is where the work is",
      text: [
        "In the paper 95 % of all MACs of MobileNet are 1×1. Why, if the window is so small? " +
          "Because it reads all channels. " +
          "For each output number depthwise takes {kk} multiplications, however many channels " +
          "there are; pointwise takes one for each channel that goes in.",
        "In the first block that is {M}, and in later ones it is hundreds. " +
          "So nearly all of the work is mixing: {pointwiseOfMacs} of the MACs and " +
          "{pointwiseOfParams} of the parameters of this network.",
        "#shares",
      ],
      figures: {
        shares: { caption: "Where the MACs and the parameters of this network are." },
      },
      question: {
        ask:
          "256 channels go into a block with 3×3 kernels. For one output number each, " +
          "how many times as many multiplications does pointwise take as depthwise?",
        unit: "times",
        right: "Right: 256 against 9, {wide} times as many.",
        slips: {},
        reasoning: ["Pointwise takes 256, one for each channel. Depthwise takes 3·3 = 9."],
      },
    },
    multipliers: {
      title: "What α and ρ trade",
      text: [
        "If that is still too much, MobileNet has two multipliers to turn down. " +
          "The width multiplier α makes every layer thinner: α times the channels. " +
          "A [pointwise](pointwise) layer has fewer both in and out, so nearly all of the work " +
          "goes with α², and so do most parameters.",
        "The resolution multiplier ρ makes the picture smaller: " +
          "ρ times as wide and high, so ρ² of the multiplications. " +
          "The parameters stay, for a kernel does not know how large the picture is.",
        "#multipliers",
        "Both are paid for with accuracy. " +
          "The network that runs here has α = {alpha} and ρ = {rho}: pictures of {side}×{side}, " +
          "and it tells {classes} classes apart. The published accuracy is for 1000.",
      ],
      figures: {
        multipliers: {
          alt: "The channels as plates: as many as α says, as large as ρ says.",
          width: "Width α",
          side: "Picture",
          pixels: "{side} px, ρ = {rho}",
          left:
            "{left} of the MACs of α = 1 and 224 px: " +
            "about {macs}, and about {params} parameters.",
          accuracy: "Published for V1: {right} % of ImageNet right at the first guess.",
          unpublished: "No accuracy was published for these two.",
        },
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
    bytes: {
      title: "A byte, and the number that it stands for",
      text: [
        "A quantised network stores each number of a map in one byte. " +
          "For a whole map one scale and one zero point say what its bytes stand for: " +
          "the real number is the scale times (byte − zero point). " +
          "The other way, divide by the scale, round, add the zero point, and stop where a byte " +
          "ends (at 0 and 255, or with a sign at −128 and 127).",
        "#bytes",
        "Weights have a scale and a zero point of their own. " +
          "Products of bytes are added up as whole numbers; then one multiplication by " +
          "(scale of the input · scale of the weights ÷ scale of the output) leads to the byte " +
          "that is stored. That is why every machine can give the same bytes: " +
          "nothing in it depends on the order of a sum.",
      ],
      figures: {
        bytes: {
          caption: "Move the byte, or type a real number.",
          layer: "The output of the first block",
          none: "This network stores real numbers, so there are no bytes to read.",
          byte: "Byte",
          real: "Real number",
          there: "{scale} · ({byte} − {zero}) = {real}",
          back: "{real} ÷ {scale} + {zero} = {exact}, stored as {byte}",
        },
      },
      question: {
        ask: "A map has scale 0.02 and zero point 128. Which real number is byte 178?",
        right: "Right: 0.02 · (178 − 128) = 1.",
        slips: { byteWithout: "That leaves the zero point out. Subtract it from the byte first." },
        reasoning: ["178 − 128 = 50, and 50 · 0.02 = 1."],
      },
    },
    answer: {
      title: "Why this answer?",
      text: [
        "After the last block each channel is averaged over its {places} places, " +
          "and the classifier adds up the averages, each times a weight: one sum for each class. " +
          "Such a sum is called a logit. Softmax turns all logits into shares of 100 %.",
        "Averaging and adding can change places. So each place may be asked by itself: " +
          "its numbers times the weights of the class, added up, are its vote. " +
          "The average of all votes, plus one constant, is the logit. " +
          "This works for any network that ends in this way, and it is exact.",
        "#votes",
      ],
      figures: {
        votes: { caption: "What each place says for the first answer. Choose a place." },
      },
      question: {
        ask:
          "All places vote 0 except one, which votes {lone}. " +
          "How much does that add to the logit?",
        right: "Right: the logit takes the average of {places} places.",
        slips: { lone: "That is the vote. The logit takes the average of all places." },
        reasoning: ["{lone} divided by {places} places is 3."],
      },
    },
    limits: {
      title: "What it cannot know",
      text: [
        "This network knows {classes} classes, and nothing else. " +
          "Show it something that is none of them and it still shares 100 % out among them: " +
          "softmax has no way to say “none”. " +
          "A high percentage says that one class is far before the others, " +
          "not that the answer is right.",
        "What it knows of a class are the pictures that it was trained with. " +
          "What was in the background of all of them belongs to the class, too. " +
          "Point the camera at your own things, and look in the chapter before at which part of " +
          "the frame spoke.",
      ],
      figures: {},
      question: {
        ask: "If it knew nothing at all and guessed, how often would it be right?",
        unit: "%",
        right: "Right: once in {classes}.",
        slips: {},
        reasoning: ["One class of {classes} is right: 1 ÷ {classes} = {even}."],
      },
    },
  },
  check: {
    before: "Check yourself before you read",
    after: "Check yourself now",
    about:
      "Eight questions, for those who want to see what reading changed. Leave empty what you do " +
      "not know. What was right is kept in this browser alone.",
    check: "Check",
    choose: "Choose",
    result: "{right} of {all} right.",
    results: "What was right",
    name: "Name ",
    print: "Print …",
    columns: { before: "before", after: "after" },
    questions: {
      each: {
        short: "One output value",
        ask:
          "A layer with 3×3 kernels gets 64 channels. How many multiplications does one value of " +
          "its output take?",
        parts: ["standard convolution", "depthwise", "pointwise"],
        choices: [[]],
      },
      ratio: {
        short: "What separating saves",
        ask:
          "A block makes 256 maps with 3×3 kernels. What percentage of the price of the standard " +
          "convolution is left, and which term rules?",
        parts: ["%", "the larger term"],
        choices: [[], ["1/N", "1/Dₖ²"]],
      },
      work: {
        short: "Where the work is",
        ask: "Why is 95 % of the work of MobileNet in its 1×1 layers?",
        parts: ["because"],
        choices: [
          [
            "a 1×1 kernel moves over more places",
            "there are more 1×1 layers than others",
            "each of their numbers takes one product for each channel, a depthwise one only nine",
          ],
        ],
      },
      multipliers: {
        short: "α and ρ",
        ask: "What do α = 0.5 and ρ = 0.5 leave, each by itself?",
        parts: ["of the MACs", "of the parameters, ρ"],
        choices: [
          ["about a half each", "about a quarter each", "a half and a quarter"],
          ["all of them", "a half", "a quarter"],
        ],
      },
      sees: {
        short: "What a cell sees",
        ask: "How many pixels wide is what a cell after block {sixth} of this network sees?",
        parts: ["pixels"],
        choices: [[]],
      },
      time: {
        short: "Time for each MAC",
        ask: "Why does a depthwise layer take more time for each MAC?",
        parts: ["because"],
        choices: [
          [
            "it uses each number that it loads for few products",
            "its products are of larger numbers",
            "it has to mix all channels",
          ],
        ],
      },
      spoke: {
        short: "Which part spoke",
        ask: "How is the vote of a place for a class computed?",
        parts: ["as"],
        choices: [
          [
            "the brightness of its pixels",
            "the numbers of the last map there, each times the class’s weight, added up",
            "the change of the answer when the place is covered",
          ],
        ],
      },
      byte: {
        short: "A byte and its number",
        ask:
          "A map has scale 0.02 and zero point 128. Which real number is byte 178, and as which " +
          "byte is −0.5 stored?",
        parts: ["real number", "byte"],
        choices: [[]],
      },
    },
  },
  end: {
    title: "What you can do now",
    lines: [
      "You can say what a depthwise separable block does and what it saves, and check it on any " +
        "frame. In the workshop every layer of this network is open: each map, each weight, each " +
        "product; what each costs here; what happens when you change a kernel or mute a channel.",
      "Open a network of your own there: a .tflite file with its labels, from your disk.",
    ],
    open: "Open the workshop",
    papers: "The papers",
  },
};

export default text;

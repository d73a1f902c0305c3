// What the story shows before a chapter is opened, in English.

/** @typedef {typeof front} Front */

const front = {
  page: {
    name: "Story",
    heading: "Depthwise separable, step by step",
    lead:
      "Seven short chapters, told with the numbers of the network that runs here. " +
      "Each ends with a question.",
    language: "Language of the story",
    progress: "{answered} of {all} questions answered",
    answered: "answered",
  },
  titles: {
    why: "Why small networks?",
    standard: "A standard convolution does two jobs at once",
    depthwise: "Depthwise: only look around",
    pointwise: "Pointwise: only mix",
    saving: "What separating saves",
    blocks: "How MobileNet is built",
    multipliers: "What α and ρ trade",
  },
};

export default front;

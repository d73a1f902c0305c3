// The parts of the stage view that are loaded when they are first opened.

export { createCell } from "./cell.js";
export { createClips } from "./clips.js";
export { createSees } from "./sees.js";
export { sentenceOf } from "./sentence.js";
export { createStep } from "./step.js";
export { createTensors } from "./tensors.js";

// What a view may ask of the page: one action each, told apart by its type.

/**
 * @import { Box, Change, Timeable } from "../separable.d.ts"
 * @import { State, Preferences } from "./state.js"
 * @import { TeachAction } from "./teaching.js"
 */

/** Parts of the state that a view may set as they are. */
const SETTABLE = /** @type {const} */ ([
  ...["stage", "view", "channel", "output", "hover", "place", "over", "spot", "unfolded", "sorted"],
  ...["scale", "target", "shape", "alpha", "rho", "lab", "hide", "lit", "language", "dialog"],
  ...["way", "chapter", "range", "step", "folded", "wholeNames", "with"],
]);

/**
 * @typedef {{ key: string, specs: Timeable[], rounds?: number }} BenchmarkSpec   known by its key
 *
 * @typedef {{ type: "set" } & Partial<Pick<State, typeof SETTABLE[number]>>} SetAction
 *
 * @typedef {SetAction
 *   | { type: "pin", pin: "channel" | "output", channel: number }
 *   | { type: "edit", changes: Change[], group?: string }
 *   | { type: "undo" }
 *   | { type: "lead", part?: string }
 *   | { type: "hold" }
 *   | { type: "enter" }
 *   | { type: "move", move: [right: number, down: number] }
 *   | { type: "zoom", zoom: { by: number, about: [number, number] } }
 *   | { type: "benchmark", specs: BenchmarkSpec[], again: boolean }
 *   | { type: "ablate", layer: number | null }
 *   | { type: "cover", box: Box | null }
 *   | { type: "occlude", begin: boolean }
 *   | { type: "copy", from: string, text: string }
 *   | { type: "tune" } & Partial<Preferences>
 *   | { type: "benchmark-engine", run: boolean }
 *   | { type: "copy-benchmark", as: "text" | "json" }
 *   | { type: "copy-report" }
 *   | { type: "close-engine" }
 *   | TeachAction
 *   | { type: "show-picture", at: number }
 * } Action
 *
 * `edit`: edits of one group in a row are one step of `undo`. `lead`: to the view on show, which
 * scrolls into view. `hold`: the frame, if it moves. `enter`: from the ladder into the view.
 * `benchmark`: `again` forgets what was measured before. `ablate`, `occlude`: null or false ends
 * it. `show-picture`: of the folder, by its place in the results. `copy`: `from` is who asks, and
 * is told.
 */

/**
 * What of the state an action changes: what differs, and what a change of stage takes with it.
 * @param {State} state
 * @param {SetAction} action
 * @returns {Partial<State>}
 */
export function patchOf(state, action) {
  const keys = SETTABLE.filter((key) => key in action && action[key] !== state[key]);
  const patch = Object.fromEntries(keys.map((key) => [key, action[key]]));
  const cleared = { hover: null, channel: null, output: null, place: null, over: null, step: null };
  return "stage" in patch ? { ...cleared, ...patch } : patch;
}

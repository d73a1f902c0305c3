// One frame at a time from the feed through the network to the page; what comes meanwhile is
// dropped.

import { history, rate, series } from "./statistics.js";

/**
 * @import { Measured, Told, Wants } from "../../domain/state.js"
 * @import { Crop, Network } from "../../separable.d.ts"
 * @import { createFeed } from "./current-source.js"
 */

/** @typedef {Awaited<ReturnType<Network["look"]>>} Look */
/** @typedef {Required<Omit<Wants, "all">> & { k: number, mirror: boolean, crop?: Crop }} Asked */

const FRAMES = 60; // behind the medians of the whole
const LAYER_FRAMES = 15; // behind the medians of the layers
const EVERY = 8; // frames from one timing of the layers to the next
const STILL = 24; // looks at a picture that does not change, so that its medians mean something
const CALM = 300; // ms between two changes of the numbers
const PATIENCE = 3; // failures in a row before the page gives up and says so

/**
 * `before` is what else has to be looked at for a frame.
 * @template {Asked} A
 * @param {ReturnType<typeof createFeed>} feed
 * @param {{
 *   ask: () => A,
 *   before: (network: Network, asked: A) => Promise<void> | undefined,
 *   show: (look: Look, asked: A, told: Record<string, Told>, measured: Measured | null) => void,
 *   fail: (error: Error) => void,
 * }} page
 */
export function createLoop(feed, page) {
  /** @type {Network | null} */
  let network = null;
  let busy = false;
  let looks = 0;
  let failures = 0;
  let told = -Infinity;
  let alone = 0; // how many want the engine for themselves
  /** What is to be done between two frames. @type {(() => Promise<void>)[]} */
  const chores = [];
  let rested = true; // a frame has had its turn since the last of them
  /** What the last look was asked. */
  let answered = "";
  const infer = series(FRAMES);
  const capture = series(FRAMES);
  const prepare = series(FRAMES);
  const inspect = series(FRAMES);
  const rest = series(FRAMES);
  const draw = series(FRAMES);
  const frame = series(FRAMES);
  const shown = rate();
  const minute = history();
  /** @type {ReturnType<typeof series>[]} */
  let layers = [];

  /**
   * @param {Look} look
   * @param {number} now
   * @returns {Measured | null} null while the last numbers may stand
   */
  function measure(look, now) {
    infer.add(look.ms.infer);
    minute.add(now, look.ms.infer);
    capture.add(look.ms.capture);
    prepare.add(look.ms.prepare);
    inspect.add(look.ms.inspect);
    shown.add(now);
    if (look.timings) {
      if (layers.length !== look.timings.length)
        layers = Array.from(look.timings, () => series(LAYER_FRAMES));
      look.timings.forEach((ms, i) => layers[i].add(ms));
    }
    if (now - told < CALM && looks !== STILL) return null;
    told = now;
    return {
      infer: infer.spread(),
      capture: capture.spread(),
      prepare: prepare.spread(),
      inspect: inspect.spread(),
      rest: rest.spread(),
      draw: draw.spread(),
      frame: frame.spread(),
      fps: feed.moving ? shown.value() : null,
      layers: layers.length ? Float64Array.from(layers, (of) => of.median()) : null,
      layersCount: layers[0]?.count ?? 0,
      minute: minute.moments,
    };
  }

  async function tick() {
    requestAnimationFrame(tick);
    if (busy || alone) return;
    const chore = rested ? chores.shift() : null;
    rested = !chore;
    if (chore) {
      busy = true;
      await chore();
      busy = false;
      return;
    }
    if (!network || failures >= PATIENCE) return;
    const { source, fresh } = feed.next(performance.now());
    if (!fresh && feed.moving) return;
    const asking = page.ask();
    const key = JSON.stringify(asking);
    if (!fresh && looks >= STILL && key === answered) return;
    busy = true;
    answered = key;
    const asked = network;
    try {
      await page.before(asked, asking);
      const began = performance.now();
      const timings = looks % EVERY === 0 || (layers.length > 0 && layers[0].count < 5);
      const { questions, ...how } = asking;
      const look = await asked.look(source, { timings, ...how });
      const seen = performance.now();
      const told = await tell(asked, questions); // of this frame, for the next look waits
      if (asked === network) {
        looks++;
        failures = 0;
        const known = performance.now();
        page.show(look, asking, told, measure(look, known));
        const drawn = performance.now();
        rest.add(seen - began - look.ms.infer - look.ms.inspect);
        draw.add(drawn - known);
        frame.add(drawn - began);
      }
    } catch (error) {
      if (asked === network && ++failures === PATIENCE) page.fail(/** @type {Error} */ (error));
    } finally {
      busy = false;
    }
  }

  return {
    start() {
      requestAnimationFrame(tick);
    },
    /**
     * While something else needs the engine for itself.
     * @param {boolean} still
     */
    pause(still) {
      alone += still ? 1 : -1;
    },
    /**
     * Does `work` between two frames: one piece of work, one frame.
     * @param {() => Promise<void>} work
     * @returns {Promise<void>}
     */
    between: (work) => new Promise((done, fail) => chores.push(() => work().then(done, fail))),
    /** Something else is asked of the same source: look again, even if it stands still. */
    touch() {
      looks = Math.min(looks, STILL - 1);
      answered = ""; // a look under way may not know it yet
    },
    /** Another source: what was measured belongs to the old one. */
    renew() {
      looks = failures = 0;
      told = -Infinity;
      for (const of of [infer, capture, prepare, inspect, rest, draw, frame, shown]) of.clear();
    },
    /** @param {Network | null} next */
    use(next) {
      network = next;
      next?.addEventListener("restart", this.touch); // what it was asked is lost
      layers = [];
      minute.clear();
      this.renew();
    },
  };
}

/**
 * The answers to a view's questions; one that cannot be answered does not keep back the others.
 * @param {Network} network
 * @param {Wants["questions"]} questions
 */
async function tell(network, questions = {}) {
  const told = Object.entries(questions).map(async ([name, [question, ...asked]]) => {
    /** @type {(...args: any[]) => Promise<any>} */
    const ask = network[question];
    const answer = await ask.apply(network, asked).then(
      (answer) => ({ answer, problem: "" }),
      (error) => ({ answer: undefined, problem: error.message }),
    );
    return [name, { asked, ...answer }];
  });
  return Object.fromEntries(await Promise.all(told));
}

// One frame at a time goes from the source through the network to the page; frames that arrive
// meanwhile are dropped.

import { history, rate, series } from "./statistics.js";

/**
 * @import { Measured, Reply, Wants } from "../../domain/state.js"
 * @import { Crop, Look, Network } from "../../separable.d.ts"
 * @import { createFeed } from "./current-source.js"
 */

/**
 * @typedef {Required<Pick<Wants, "maps" | "questions">>
 *   & { k: number, mirror: boolean, crop?: Crop }} Asked
 */
/** @typedef {Record<string, Reply>} Replies */

const FRAMES = 60; // behind the medians of the whole
const LAYER_FRAMES = 15; // behind the medians of the layers
const EVERY = 8; // frames from one timing of the layers to the next
const STILL = 24; // looks at a picture that does not change, so that its medians mean something
const CALM = 300; // ms between two changes of the numbers
const MOST_FAILURES = 3; // failures in a row before the page gives up and says so

/**
 * `before` looks at the held frame, where frames are compared.
 * @template {Asked} A
 * @param {ReturnType<typeof createFeed>} feed
 * @param {{
 *   ask: () => A,
 *   before: (network: Network, asked: A) => Promise<void> | undefined,
 *   show: (look: Look, asked: A, replies: Replies, measured: Measured | null) => void,
 *   fail: (error: Error) => void,
 * }} page
 */
export function createLoop(feed, page) {
  /** @type {Network | null} */
  let network = null;
  let busy = false;
  let looks = 0;
  let failures = 0;
  let published = -Infinity; // when the numbers last changed
  let alone = 0; // how many tasks need the engine for themselves
  /** What is to be done between two frames. @type {(() => Promise<void>)[]} */
  const chores = [];
  let rested = true; // a frame has run since the last of them
  /** What was asked of the last frame, as JSON. */
  let lastAsked = "";
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
    if (now - published < CALM && looks !== STILL) return null;
    published = now;
    return {
      infer: infer.spread(),
      capture: capture.spread(),
      prepare: prepare.spread(),
      inspect: inspect.spread(),
      rest: rest.spread(),
      draw: draw.spread(),
      frame: frame.spread(),
      fps: feed.moving ? shown.value() : null,
      layers: layers.length ? Float64Array.from(layers, (times) => times.median()) : null,
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
    if (!network || failures >= MOST_FAILURES) return;
    const { source, fresh } = feed.next(performance.now());
    if (!fresh && feed.moving) return;
    const asked = page.ask();
    const key = JSON.stringify(asked);
    if (!fresh && looks >= STILL && key === lastAsked) return;
    busy = true;
    lastAsked = key;
    const looking = network;
    try {
      await page.before(looking, asked);
      const began = performance.now();
      const timings = looks % EVERY === 0 || (layers.length > 0 && layers[0].count < 5);
      const look = await looking.look(source, { timings, ...asked });
      if (looking === network) {
        looks++;
        failures = 0;
        const known = performance.now();
        page.show(look, asked, repliesOf(look, asked.questions), measure(look, known));
        const drawn = performance.now();
        rest.add(known - began - look.ms.infer - look.ms.inspect);
        draw.add(drawn - known);
        frame.add(drawn - began);
      }
    } catch (error) {
      if (looking === network && ++failures === MOST_FAILURES)
        page.fail(/** @type {Error} */ (error));
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
    /** Other questions about the same source: look again, even if it stands still. */
    touch() {
      looks = Math.min(looks, STILL - 1);
      lastAsked = ""; // a look under way may not include it
    },
    /** Another source: the measurements belong to the old one. */
    renew() {
      looks = failures = 0;
      published = -Infinity;
      for (const times of [infer, capture, prepare, inspect, rest, draw, frame, shown])
        times.clear();
    },
    /** @param {Network | null} next */
    use(next) {
      network = next;
      next?.addEventListener("restart", this.touch); // pending questions are lost
      layers = [];
      minute.clear();
      this.renew();
    },
  };
}

/**
 * The replies with the arguments of their questions.
 * @param {Look} look
 * @param {Asked["questions"]} questions
 * @returns {Replies}
 */
function repliesOf({ replies }, questions) {
  const named = Object.entries(replies);
  return Object.fromEntries(
    named.map(([name, reply]) => [name, { args: questions[name].slice(1), ...reply }]),
  );
}

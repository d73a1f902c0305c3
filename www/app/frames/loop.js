// One frame at a time goes from the source through the network to the page; frames that arrive
// meanwhile are dropped.

import { FrameTimes } from "./frame-times.js";

/**
 * @import { Measured, Reply, Wants } from "../../domain/state.js"
 * @import { Crop, Look, Network, Source } from "../../separable.d.ts"
 * @import { createCurrentSource } from "./current-source.js"
 */

/**
 * @typedef {Required<Pick<Wants, "maps" | "questions">>
 *   & { k: number, mirror: boolean, crop?: Crop }} Asked
 */
/** @typedef {Record<string, Reply>} Replies */

/**
 * A second network, which looks at the same frame after the first one.
 * @typedef {object} Second
 * @property {<S extends Exclude<Source, string>>(source: S) => Promise<S | ImageBitmap>} still
 *   what does not move on meanwhile
 * @property {(source: Source, frame: { mirror: boolean, fresh: boolean }) => Promise<void>} look
 */

/**
 * What the page does with a frame. `before` looks at the held frame, where frames are compared.
 * @template {Asked} A
 * @typedef {object} Page
 * @property {() => A} ask
 * @property {(network: Network, asked: A) => Promise<void> | undefined} before
 * @property {() => Second | null} second
 * @property {(look: Look, asked: A, replies: Replies, measured: Measured | null) => void} show
 * @property {(error: Error) => void} fail
 */

const STILL = 24; // looks at a picture that does not change, so that its medians mean something
const MOST_FAILURES = 3; // failures in a row before the page gives up and says so

/** @template {Asked} A */
class Loop {
  #feed;
  #page;
  #times = new FrameTimes();
  /** @type {Network | null} */
  #network = null;
  /** Whether a frame is in flight, or other work is done between two frames. */
  #busy = false;
  /** Looks at the present source. */
  #looks = 0;
  /** Failures in a row. */
  #failures = 0;
  /** How many tasks need the engine for themselves. */
  #alone = 0;
  /** What is to be done between two frames. @type {(() => Promise<void>)[]} */
  #chores = [];
  /** Whether a frame has run since the last of them. */
  #rested = true;
  /** What was asked of the last frame, as JSON. */
  #lastAsked = "";

  /**
   * @param {ReturnType<typeof createCurrentSource>} feed
   * @param {Page<A>} page
   */
  constructor(feed, page) {
    this.#feed = feed;
    this.#page = page;
  }

  start() {
    requestAnimationFrame(this.#tick);
  }

  /**
   * While something else needs the engine for itself.
   * @param {boolean} still
   */
  pause(still) {
    this.#alone += still ? 1 : -1;
  }

  /**
   * Does `work` between two frames: one piece of work, one frame.
   * @param {() => Promise<void>} work
   * @returns {Promise<void>}
   */
  between = (work) => new Promise((done, fail) => this.#chores.push(() => work().then(done, fail)));

  /** Other questions about the same source: look again, even if it stands still. */
  touch = () => {
    this.#looks = Math.min(this.#looks, STILL - 1);
    this.#lastAsked = ""; // a look under way may not include it
  };

  /** Another source: the measurements belong to the old one. */
  renew() {
    this.#looks = this.#failures = 0;
    this.#times.clear();
  }

  /** @param {Network | null} network */
  use(network) {
    this.#network = network;
    network?.addEventListener("restart", this.touch); // pending questions are lost
    this.#times.clearNetwork();
    this.renew();
  }

  #tick = async () => {
    requestAnimationFrame(this.#tick);
    if (this.#busy || this.#alone) return;
    const chore = this.#rested ? this.#chores.shift() : null;
    this.#rested = !chore;
    if (chore) {
      this.#busy = true;
      await chore();
      this.#busy = false;
    } else if (this.#network && this.#failures < MOST_FAILURES) await this.#look(this.#network);
  };

  /** @param {Network} network */
  async #look(network) {
    const { source, fresh } = this.#feed.next(performance.now());
    if (!fresh && this.#feed.moving) return;
    const asked = this.#page.ask();
    const key = JSON.stringify(asked);
    if (!fresh && this.#looks >= STILL && key === this.#lastAsked) return;
    this.#busy = true;
    this.#lastAsked = key;
    const second = this.#page.second();
    const still = await second?.still(source);
    try {
      await this.#page.before(network, asked);
      const began = performance.now();
      const timings = this.#times.layersDue(this.#looks);
      // A picture that stands still is looked at some times, so that its medians mean something.
      const unchanged = this.#feed.moving ? "keep" : undefined;
      const look = await network.look(still ?? source, { timings, unchanged, ...asked });
      if (network !== this.#network) return;
      this.#show(look, asked, began);
      if (second && still) await second.look(still, { mirror: asked.mirror, fresh });
    } catch (error) {
      if (network === this.#network && ++this.#failures === MOST_FAILURES)
        this.#page.fail(/** @type {Error} */ (error));
    } finally {
      if (still && still !== source && "close" in still) still.close();
      this.#busy = false;
    }
  }

  /**
   * @param {Look} look
   * @param {A} asked
   * @param {number} began
   */
  #show(look, asked, began) {
    this.#looks++;
    this.#failures = 0;
    const known = performance.now();
    this.#times.answered(look, known);
    const [moving, last] = [this.#feed.moving, this.#looks === STILL];
    const measured = this.#times.measured(known, { moving, last });
    this.#page.show(look, asked, repliesOf(look, asked.questions), measured);
    this.#times.shown(look, { began, known, drawn: performance.now() });
  }
}

/**
 * @template {Asked} A
 * @param {ReturnType<typeof createCurrentSource>} feed
 * @param {Page<A>} page
 */
export const createLoop = (feed, page) => new Loop(feed, page);

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

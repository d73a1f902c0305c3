// Networks and layers timed in turn by the engine that runs, one race after another, between the
// frames.

/**
 * @import { Race, createStore } from "../../domain/state.js"
 * @import { Timeable } from "../../separable.d.ts"
 * @import { createRunning } from "./loader.js"
 */

/** @typedef {{ key: string, specs: Timeable[], rounds?: number }} Start */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{ running: ReturnType<typeof createRunning> }} page
 */
export function createRacing(store, { running }) {
  /** @type {Start[]} */
  let waiting = [];
  /** @type {Start | null} */
  let current = null;

  /**
   * @param {string} key
   * @param {Race | null} race
   */
  function tell(key, race) {
    const { [key]: _, ...others } = store.state.races;
    store.set({ races: race ? { ...others, [key]: race } : others });
  }

  async function next() {
    const race = (current = waiting.shift() ?? null);
    const { network } = running;
    if (!race || !network) return;
    const { key, specs, rounds } = race;
    const told = await network.time(specs, { rounds }).then(
      (timed) => ({ timed, problem: "" }),
      (error) => ({ timed: null, problem: error.message }),
    );
    if (current !== race) return;
    if (network === running.network) tell(key, told);
    next();
  }

  /** Nobody looks any more at what is not done. */
  function drop() {
    const dropped = [...waiting, ...(current ? [current] : [])];
    waiting = [];
    current = null;
    for (const { key } of dropped) tell(key, null);
  }

  store.watch((state, before) => {
    if (state.network !== before.network) {
      drop();
      const { backend: is } = state.network ?? {};
      const { backend: was } = before.network ?? {};
      if (JSON.stringify(is) !== JSON.stringify(was)) store.set({ races: {} });
    } else if (state.view !== before.view && current) {
      drop();
      running.network?.time([]).catch(() => {}); // ends the one under way
    }
  });

  return {
    /** @param {Start} race known by its key; what is known is not timed again, unless it failed */
    start(race) {
      const known = store.state.races[race.key];
      if (!running.network || (known && !known.problem)) return;
      tell(race.key, { timed: null, problem: "" });
      waiting.push(race);
      if (!current) next();
    },
    /**
     * Times it anew.
     * @param {Start} race
     */
    again(race) {
      if (race.key === current?.key || waiting.some(({ key }) => key === race.key)) return;
      tell(race.key, null);
      this.start(race);
    },
  };
}

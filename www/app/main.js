// The one file that knows all parts: it carries wishes to the state, frames to the views, and the
// state to the address.

import { ADDRESSED, fromAddress, toAddress } from "../domain/address.js";
import { createChanging } from "./network/edits.js";
import { isCentre, CENTRE, moved, square as squareOf, zoomed } from "../domain/crop.js";
import { createFeed } from "./frames/current-source.js";
import { isolate } from "./features/isolation.js";
import { createKeeper } from "./frames/buffers.js";
import { createKeys } from "./keys.js";
import { createLoop } from "./frames/loop.js";
import { soon } from "../separable/timeouts.js";
import { createRunning } from "./network/loader.js";
import { createSourcing } from "./frames/source-controls.js";
import { hand, listen, pick } from "../sources/files.js";
import { samples } from "../sources/samples.js";
import { createStore, initial, VIEWS } from "../domain/state.js";
import * as answer from "../views/strip/answer.js";
import { el, find, sheet } from "../views/shared/dom.js";
import * as ladder from "../views/ladder/index.js";
import * as notice from "../views/strip/notice.js";
import * as price from "../views/strip/price.js";
import * as source from "../views/strip/source.js";
import * as square from "../views/strip/square.js";
import * as story from "../views/story/index.js";
import * as tabs from "../views/tabs/index.js";
import { mapsOf } from "../domain/stages.js";

/**
 * @import { State } from "../domain/state.js"
 * @import { createComparing } from "./features/compare.js"
 * @import { Start } from "./network/benchmarks.js"
 */

const store = createStore({
  ...initial(),
  samples: samples.map(({ id, title }) => ({ id, title })),
  ...fromAddress(location.hash),
});
const feed = createFeed();
const keep = createKeeper();
/**
 * Keeps a frame to compare others with, once one has been kept.
 * @type {Awaited<ReturnType<typeof createComparing>> | null}
 */
let comparing = null;
const page = document.documentElement;
const ANSWERS = 5;
const LATER = 4000; // ms

/** What the button of the problem on show does. @type {() => unknown} */
let again = () => {};
let number = 0;

// Views

const focus = tabs.create(find(document, ".focus"));
const views = /** @type {const} */ ([
  [square, ".square"],
  [{ create: (/** @type {HTMLElement} */ root) => source.create(root, samples) }, ".source"],
  [answer, ".answer"],
  [price, ".price"],
  [ladder, ".ladder"],
  [story, ".story"],
  [notice, "body"],
]).map(([view, place]) => view.create(find(document, place)));
store.watch((state) => {
  focus.update(state);
  for (const view of views) view.update(state);
});
store.watch(({ hide }, before) => {
  if (hide === before.hide && page.dataset.hide !== undefined) return;
  page.dataset.hide = hide.join(" ");
  find(document, '[data-action="unhide"]').hidden = !hide.length;
});
store.watch((state, before) => {
  if (ADDRESSED.some((key) => state[key] !== before[key])) remember(state);
});

let written = location.hash;
/** @param {State} state */
function remember(state) {
  const address = toAddress(state);
  if (address === written) return;
  written = address;
  history.replaceState(null, "", address || location.pathname + location.search);
}

// Frames

const loop = createLoop(feed, {
  ask() {
    const { network, stage, view, crop, mirror, kept } = store.state;
    const { maps: wanted = [], questions = {}, all } = network ? focus.wants(store.state) : {};
    const maps = network && kept ? [...new Set([...wanted, ...mapsOf(network, stage)])] : wanted;
    return {
      kept: kept?.number,
      k: network && (kept || all) ? network.classes : ANSWERS,
      ...{ stage, view, maps, questions, mirror },
      ...(!isCentre(crop) && { crop: squareOf(crop, feed.size) }),
    };
  },
  before: (network, { maps }) => comparing?.look(network, maps),
  show(look, { stage, view }, replies, measured) {
    const of = store.state.network;
    if (!of) return;
    const { answers: ranking, untouched } = look;
    const answers = ranking.slice(0, ANSWERS);
    store.set({
      frame: {
        number: ++number,
        model: of.id,
        stage,
        view,
        answers,
        ranking,
        untouched,
        replies,
        ...keep(look),
      },
      ...(measured && { measured }),
    });
    if (measured) running.weigh();
    page.dataset.ready = "true";
  },
  fail(error) {
    complain(error, () => running.choose(store.state.model));
  },
});

// Problems

/**
 * @param {unknown} error
 * @param {(() => unknown) | null} [retry]
 */
function complain(error, retry = null) {
  again = retry ?? (() => {});
  const problem = { text: /** @type {Error} */ (error).message, retry: !!retry };
  store.set({ problem });
  return problem;
}
const relax = () => store.set({ problem: null });

// Networks and sources

const running = createRunning(store, { use: (network) => loop.use(network), complain });
const sourcing = createSourcing(store, feed, {
  renew: () => loop.renew(),
  touch: () => loop.touch(),
  complain,
  pick: () => choose("image/*,video/*"),
});
/** Times what a view asks for. */
const races = part("What times networks", () =>
  import("./network/benchmarks.js").then(({ createRacing }) => createRacing(store, { running })),
);
/** Measures what the machine can do at most. */
const peak = part("What measures this machine", () =>
  import("./network/peak.js").then(({ createPeak }) => createPeak(store, { loop, running })),
);
createChanging(store, { running, touch: () => (comparing?.renew(), loop.touch()), complain });
const takers = { onpicture: sourcing.picture, onvideo: sourcing.video, onmodel: running.drop };

/** @param {string} accept */
async function choose(accept) {
  hand(await pick(accept), takers);
}

// Wishes

/**
 * A part of the page that is loaded when it is first wanted; what did not come is asked for anew.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} load
 */
function part(what, load) {
  /** @type {Promise<T> | null} */
  let coming = null;
  return () =>
    (coming ??= soon(load()).catch((cause) => {
      coming = null;
      throw new Error(`${what} could not be loaded; check the connection, then try again.`, {
        cause,
      });
    }));
}

const tuning = part("The engine's panel", () =>
  Promise.all([
    import("./features/engine-panel.js"),
    peak(),
    sheet("sheets"),
    sheet("engine"),
  ]).then(([{ createTuning }, peak]) => createTuning(store, { loop, running, peak })),
);
/** @returns {Promise<unknown>} */
const openEngine = () =>
  tuning().then(
    (tuning) => tuning.open(),
    (error) => complain(error, openEngine),
  );

const compares = part("What compares frames", () =>
  import("./features/compare.js").then(({ createComparing }) => createComparing(store, feed)),
);
/** @returns {Promise<void>} */
async function keepFrame() {
  try {
    comparing = await compares();
    await comparing.keep();
  } catch (cause) {
    complain(
      new Error("This frame could not be kept; check the connection, then try again.", { cause }),
      keepFrame,
    );
  }
}

const SHEETS = {
  card: () => import("../views/dialogs/card.js"),
  help: () => import("../views/dialogs/help.js"),
  link: () => import("../views/dialogs/link.js"),
};
/**
 * Sheets that have been opened: their dialogs, and what fills them.
 * @type {Map<string, (state: State) => void>}
 */
const sheets = new Map();
store.watch((state) => {
  for (const update of sheets.values()) update(state);
});

/**
 * @param {keyof typeof SHEETS} name
 * @returns {Promise<void>}
 */
async function openSheet(name) {
  try {
    const [{ create }] = await soon(Promise.all([SHEETS[name](), sheet("sheets")]));
    if (!sheets.has(name)) {
      const dialog = el("dialog", { id: name, class: "sheet", "aria-labelledby": `${name}-name` });
      document.body.append(dialog);
      sheets.set(name, create(dialog));
    }
    store.set({ sheet: name });
  } catch (cause) {
    complain(
      new Error("This could not be loaded; check the connection, then try again.", { cause }),
      () => openSheet(name),
    );
  }
}

/**
 * Folds the story where it can be seen to go; where it stands below what is on show, the way leads
 * there.
 */
function toggleStory() {
  const story = find(document, ".story");
  const below = () => story.getBoundingClientRect().top > innerHeight;
  if (!below()) store.set({ story: !store.state.story });
  if (!below()) return;
  story.scrollIntoView();
  story.focus({ preventScroll: true });
}

/**
 * @param {"start" | "again"} how
 * @param {Start} race
 * @returns {Promise<unknown>}
 */
const timed = (how, race) =>
  races().then(
    (racing) => racing[how](race),
    (error) => complain(error, () => timed(how, race)),
  );

/** Mutes every channel of a layer in turn. */
const trying = part("What tries the channels", () =>
  import("./network/ablation.js").then(({ createTrying }) =>
    createTrying(store, { running, between: loop.between }),
  ),
);
/**
 * @param {number | null} layer none: ends it
 * @returns {Promise<unknown>}
 */
const tryEach = (layer) =>
  trying().then(
    (trying) => trying.start(layer),
    (error) => complain(error, () => tryEach(layer)),
  );
const printing = part("What prints", () => import("./features/print.js"));

/** Where words may lead; what takes keys gets them. @type {Record<string, string>} */
const PLACES = { focus: ".focus", ladder: '.ladder [aria-selected="true"]' };

/** @param {string} place */
function lead(place) {
  const node = find(document, PLACES[place]);
  if (node.tabIndex >= 0) node.focus({ preventScroll: true });
  const { top, bottom } = node.getBoundingClientRect();
  if (bottom < strip.offsetHeight || top > innerHeight / 2) node.scrollIntoView();
}

/**
 * One level back: from the cell to its channel, from there to the ladder, from there to the page.
 */
function back() {
  const { problem, place } = store.state;
  const here = /** @type {HTMLElement | null} */ (document.activeElement);
  const opened = here === document.body || here?.closest(".focus");
  if (problem) relax();
  else if (place && opened) store.set({ place: null });
  else if (here?.closest(".focus"))
    document.querySelector(/** @type {"li"} */ ('.ladder [aria-selected="true"]'))?.focus();
  else if (here?.closest(".ladder")) here.blur();
}

/** From the ladder into what the view has for arrow keys. */
function enterView() {
  const pane = find(document, ".pane:not([hidden])");
  /** @type {HTMLElement | null} */
  const way = pane.querySelector(".grid") ?? pane.querySelector('[tabindex="0"]');
  way?.focus();
}

/** What a view may wish for as it stands: parts of the state. */
const PLAIN = /** @type {const} */ ([
  ...[
    "view",
    "hover",
    "place",
    "over",
    "spot",
    "unfolded",
    "sorted",
    "scale",
    "target",
    "shape",
    "alpha",
    "rho",
    "lab",
  ],
  ...["changes", "hide", "lit", "language", "sheet", "story", "chapter"],
]);

/** @type {Record<string, () => unknown>} */
const actions = {
  camera: () => sourcing.camera(),
  screen: sourcing.screen,
  file: () => choose("image/*,video/*"),
  "model-file": () => choose(".tflite,.txt"),
  card: () => openSheet("card").then(running.sum),
  engine: openEngine,
  "keep-frame": keepFrame,
  apart: () => comparing?.close(),
  help: () => openSheet("help"),
  link: () => openSheet("link"),
  print: () => printing().then(({ print }) => print(store), complain),
  unhide: () => store.set({ hide: [] }),
  smaller: () => running.answer(true),
  keep: () => running.answer(false),
  centre: () => sourcing.look(CENTRE),
  freeze: sourcing.freeze,
  mirror: sourcing.mirror,
  stop: () => sourcing.sample(),
  cancel: running.cancel,
  dismiss: relax,
  story: toggleStory,
  retry: () => {
    const retry = again;
    relax();
    return retry();
  },
};

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("button");
  if (!button) return;
  const { action, sample } = button.dataset;
  if (sample) sourcing.sample(sample);
  else if (action) actions[action]?.();
});
document.addEventListener("change", (event) => {
  const select = /** @type {HTMLElement} */ (event.target);
  if (!(select instanceof HTMLSelectElement)) return;
  if (select.dataset.action === "model") running.choose(select.value);
  if (select.dataset.action === "device") sourcing.camera(select.value);
});
document.addEventListener("wish", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const { stage, pin, channel, see, enter, race, again, calibrate, tried, move, zoom } = detail;
  if (stage !== undefined && stage !== store.state.stage)
    store.set({ stage, hover: null, channel: null, output: null, place: null, over: null });
  if (pin) store.set({ [pin]: channel, hover: null });
  const plain = PLAIN.filter((key) => key in detail && detail[key] !== store.state[key]);
  if (plain.length) store.set(Object.fromEntries(plain.map((key) => [key, detail[key]])));
  if (see) lead(see);
  if (enter) enterView();
  if (race) timed("start", race);
  if (again) timed("again", again);
  if (tried !== undefined) tryEach(tried);
  if (calibrate)
    peak()
      .then((peak) => peak.measure())
      .catch(() => {}); // what it is for then says that it is not known
  const { crop } = store.state;
  if (move) sourcing.look(moved(crop, move, feed.size));
  if (zoom) sourcing.look(zoomed(crop, zoom.by, zoom.about, feed.size));
});
createKeys({ tabs: VIEWS, back, print: () => actions.print() });
document.addEventListener("visibilitychange", () => feed.sleep(document.hidden));
addEventListener("hashchange", () => {
  /** @type {State} */
  const asked = {
    ...initial(),
    story: store.state.story,
    ...fromAddress((written = location.hash)),
  };
  const { model, sample, at, threads, variant, dot } = asked;
  const { state } = store;
  const stages = state.network?.stages.length ?? Infinity;
  // what is loaded for it says when it is there
  const later = ["model", "sample", "at", "crop", "mirror", "threads", "variant", "dot"];
  const now = ADDRESSED.filter((key) => !later.includes(key)).map((key) => [key, asked[key]]);
  store.set({ ...Object.fromEntries(now), stage: Math.min(asked.stage, stages - 1) });
  if (state.source.kind === "sample") {
    if ((sample || samples[0].id) !== state.sample || at !== state.at)
      sourcing.sample(sample, asked);
    else sourcing.look(asked.crop, asked.mirror);
  }
  if (model !== state.model) {
    store.set({ model, threads, variant, dot });
    if (state.models.length) running.choose(model); // else what begins does
  } else running.tune({ threads, variant, dot });
});
addEventListener("pagehide", (event) => {
  if (!event.persisted && (feed.kind === "camera" || feed.kind === "screen")) sourcing.sample();
});

// What can wait until all else is there: paper, buttons that save pictures, the proof of the
// engine, no network.
setTimeout(async () => {
  sheet("print");
  import("./features/offline.js").then(({ keepOffline }) => keepOffline(store)).catch(() => {});
  const [{ create }, { createProving }] = await Promise.all([
    import("../views/shared/export-button.js"),
    import("./features/badge.js"),
  ]);
  const saving = part("What saves pictures", () => import("../picture/save.js"));
  const { update } = create(document.body, (...what) =>
    saving()
      .then(({ save }) => save(...what))
      .catch(complain),
  );
  update(store.state);
  store.watch(update);
  createProving(store, { running, complain });
}, LATER);
addEventListener("beforeprint", () => (find(document, "footer").dataset.address = location.href));

// The height of the strip, so that nothing that scrolls into view hides under it.
const strip = find(document, ".strip");
new ResizeObserver(() => page.style.setProperty("--strip", `${strip.offsetHeight}px`)).observe(
  strip,
);

let over = 0;
for (const [kind, step] of /** @type {const} */ ([
  ["dragenter", 1],
  ["dragleave", -1],
  ["drop", -Infinity],
  ["dragend", -Infinity],
])) {
  document.addEventListener(
    kind,
    (event) => {
      over = Math.max(0, over + step);
      page.toggleAttribute(
        "data-dragging",
        over > 0 && !!event.dataTransfer?.types.includes("Files"),
      );
    },
    true,
  );
}
listen(document.body, takers);

sourcing.sample(store.state.sample, store.state);
loop.start();
if (!(await isolate())) running.begin();

// The one file that knows all parts: it carries wishes to the state, frames to the views, and the state to the address.

import { isCentre, CENTRE, moved, square as squareOf, zoomed } from "./crop.js";
import { createFeed } from "./feed.js";
import { isolate } from "./isolation.js";
import { createKeeper } from "./keep.js";
import { createLoop } from "./loop.js";
import { createRunning } from "./running.js";
import { createSourcing } from "./sourcing.js";
import { hand, listen, pick } from "./sources/files.js";
import { samples } from "./sources/samples.js";
import { createStore, fromAddress, initial, toAddress } from "./state.js";
import * as answer from "./views/answer.js";
import * as card from "./views/card.js";
import { find } from "./views/dom.js";
import * as focus from "./views/focus.js";
import * as ladder from "./views/ladder.js";
import * as notice from "./views/notice.js";
import * as price from "./views/price.js";
import * as source from "./views/source.js";
import * as square from "./views/square.js";
import * as story from "./views/story.js";
import { mapsOf } from "./views/words.js";

/** @typedef {import("./state.js").State} State */

const store = createStore({
  ...initial(),
  samples: samples.map(({ id, title }) => ({ id, title })),
  ...fromAddress(location.hash),
});
const feed = createFeed();
const keep = createKeeper();
/** The engine's panel, once it has been asked for. @type {Promise<ReturnType<typeof import("./tuning.js").createTuning>> | null} */
let tuning = null;
const page = document.documentElement;

/** What the button of the problem on show does. @type {() => unknown} */
let again = () => {};
let number = 0;

// Views

const views = /** @type {const} */ ([
  [square, ".square"],
  [source, ".source"],
  [answer, ".answer"],
  [price, ".price"],
  [ladder, ".ladder"],
  [focus, ".focus"],
  [story, ".story"],
  [notice, "body"],
  [card, "#card"],
]).map(([view, place]) => view.create(find(document, place)));
store.watch((state) => {
  for (const view of views) view.update(state);
});
store.watch((state, before) => {
  if (
    state.model !== before.model ||
    state.stage !== before.stage ||
    state.sample !== before.sample ||
    state.channel !== before.channel ||
    state.output !== before.output ||
    state.scale !== before.scale ||
    state.story !== before.story ||
    state.language !== before.language ||
    state.threads !== before.threads ||
    state.variant !== before.variant ||
    state.dot !== before.dot
  )
    remember(state);
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
    const { network, stage, source } = store.state;
    return {
      maps: network ? mapsOf(network, stage) : [],
      mirror: source.mirror,
      ...(!isCentre(source.crop) && { crop: squareOf(source.crop, feed.size) }),
    };
  },
  show(look, measured) {
    const { state } = store;
    const of = state.network;
    if (!of) return;
    const kept = keep(look);
    const stage = look.maps.length
      ? of.stages.findIndex((stage) => stage.layers.includes(look.maps[0].layer))
      : state.stage;
    store.set({
      frame: { number: ++number, model: of.id, stage, answers: look.answers, ...kept },
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

/** @param {unknown} error @param {(() => unknown) | null} [retry] */
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
const takers = { onpicture: sourcing.picture, onvideo: sourcing.video, onmodel: running.drop };

/** @param {string} accept */
async function choose(accept) {
  hand(await pick(accept), takers);
}

// Wishes

/** @returns {Promise<void>} */
async function openEngine() {
  try {
    tuning ??= import("./tuning.js").then(({ createTuning }) => createTuning(store, { loop, running }));
    (await tuning).open();
  } catch (cause) {
    tuning = null;
    const message = "The engine's panel could not be loaded; check the connection, then try again.";
    complain(new Error(message, { cause }), openEngine);
  }
}

function toggleStory() {
  const story = !store.state.story;
  store.set({ story });
  if (story) find(document, ".story").scrollIntoView({ block: "nearest" });
}

/** Where words may lead; what takes keys gets them. @type {Record<string, string>} */
const PLACES = { focus: ".focus", ladder: '.ladder [aria-selected="true"]', model: '[data-action="model"]' };

/** @param {string} place */
function lead(place) {
  const node = find(document, PLACES[place]);
  if (node.tabIndex >= 0) node.focus({ preventScroll: true });
  const { top, bottom } = node.getBoundingClientRect();
  if (bottom < strip.offsetHeight || top > innerHeight / 2) node.scrollIntoView();
}

/** @type {Record<string, () => unknown>} */
const actions = {
  camera: () => sourcing.camera(),
  screen: sourcing.screen,
  file: () => choose("image/*,video/*"),
  "model-file": () => choose(".tflite,.txt"),
  card: () => {
    store.set({ card: true });
    return running.sum();
  },
  engine: openEngine,
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
  const { stage, hover, pin, channel, scale, lit, language, see, enter, card, move, zoom } = /** @type {CustomEvent} */ (event).detail;
  if (stage !== undefined && stage !== store.state.stage) {
    loop.touch();
    store.set({ stage, hover: null, channel: null, output: null });
  }
  if (hover !== undefined && hover !== store.state.hover) store.set({ hover });
  if (pin) store.set({ [pin]: channel, hover: null });
  if (scale) store.set({ scale });
  if (lit !== undefined && lit !== store.state.lit) store.set({ lit });
  if (language) store.set({ language });
  if (see) lead(see);
  if (enter) find(document, ".focus .grid").focus();
  if (card !== undefined) store.set({ card });
  const { crop } = store.state.source;
  if (move) sourcing.look(moved(crop, move, feed.size));
  if (zoom) sourcing.look(zoomed(crop, zoom.by, zoom.about, feed.size));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || store.state.card || store.state.engine) return;
  if (store.state.problem) relax();
  else if (document.activeElement?.closest(".focus"))
    find(document, '.ladder [aria-selected="true"]').focus();
  else if (document.activeElement?.closest(".ladder"))
    /** @type {HTMLElement} */ (document.activeElement).blur();
});
document.addEventListener("visibilitychange", () => feed.sleep(document.hidden));
addEventListener("hashchange", () => {
  const { stage, channel, output, scale, story, language, model, sample, threads, variant, dot } = {
    ...initial(),
    story: store.state.story,
    ...fromAddress((written = location.hash)),
  };
  const { state } = store;
  loop.touch();
  store.set({
    channel,
    output,
    scale,
    story,
    language,
    stage: Math.min(stage, (state.network?.stages.length ?? stage + 1) - 1),
  });
  if (sample !== state.sample && (sample || state.sample !== samples[0].id) && state.source.kind === "sample")
    sourcing.sample(sample);
  if (model !== state.model && state.models.length) {
    store.set({ threads, variant, dot });
    running.choose(model);
  } else running.tune({ threads, variant, dot });
});
addEventListener("pagehide", (event) => {
  if (!event.persisted && (feed.kind === "camera" || feed.kind === "screen")) sourcing.sample();
});

// The height of the strip, so that nothing that scrolls into view hides under it.
const strip = find(document, ".strip");
new ResizeObserver(() => page.style.setProperty("--strip", `${strip.offsetHeight}px`)).observe(strip);

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
      page.toggleAttribute("data-dragging", over > 0 && !!event.dataTransfer?.types.includes("Files"));
    },
    true,
  );
}
listen(document.body, takers);

sourcing.sample();
loop.start();
if (!(await isolate())) running.begin();

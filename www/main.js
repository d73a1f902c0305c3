// The one file that knows all parts: it carries wishes to the state, frames to the views, and the state to the address.

import { createFeed } from "./feed.js";
import { createLoop } from "./loop.js";
import { open, openFiles, readIndex } from "./models.js";
import * as camera from "./sources/camera.js";
import * as files from "./sources/files.js";
import { samples } from "./sources/samples.js";
import { createStore, fromAddress, initial, toAddress } from "./state.js";
import * as answer from "./views/answer.js";
import { find } from "./views/dom.js";
import * as focus from "./views/focus.js";
import * as ladder from "./views/ladder.js";
import * as notice from "./views/notice.js";
import * as price from "./views/price.js";
import * as source from "./views/source.js";
import * as square from "./views/square.js";
import * as story from "./views/story.js";
import { mapsOf } from "./views/words.js";

/** @typedef {import("./separable.js").Network} Network */
/** @typedef {import("./state.js").State} State */

const store = createStore({ ...initial(), samples: samples.map(({ id, title }) => ({ id, title })), story: innerWidth >= 1180 || innerWidth < 720, ...fromAddress(location.hash) });
const feed = createFeed();
const keep = createKeeper();
const page = document.documentElement;

/** @type {Network | null} */
let network = null;
/** @type {AbortController | null} */
let reading = null;
/** What the button of the problem on show does. @type {() => unknown} */
let again = () => {};
/** Whether a camera is mirrored when it opens; null: as the camera is. @type {boolean | null} */
let mirrored = null;
let number = 0;

// Views

const views = /** @type {const} */ ([
  [square, ".square"], [source, ".source"], [answer, ".answer"], [price, ".price"],
  [ladder, ".ladder"], [focus, ".focus"], [story, ".story"], [notice, "body"],
]).map(([view, place]) => view.create(find(document, place)));
store.watch(state => { for (const view of views) view.update(state); });
store.watch((state, before) => {
  if (state.model !== before.model || state.stage !== before.stage || state.sample !== before.sample || state.channel !== before.channel
    || state.output !== before.output || state.scale !== before.scale || state.story !== before.story) remember(state);
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
  ask: () => ({ maps: network ? mapsOf(/** @type {any} */ (network), store.state.stage) : [], mirror: store.state.source.mirror }),
  show(look, measured) {
    const { state } = store, of = state.network;
    if (!of) return;
    const kept = keep(look);
    const stage = look.maps.length ? of.stages.findIndex(stage => stage.layers.includes(look.maps[0].layer)) : state.stage;
    store.set({ frame: { number: ++number, model: of.id, stage, answers: look.answers, ...kept }, ...(measured && { measured }) });
    page.dataset.ready = "true";
  },
  fail(error, lasting) {
    const tail = lasting ? " The page has stopped asking it." : "";
    complain(new Error(`${error.message}${tail}`), lasting ? () => choose(store.state.model) : null);
  },
});

/** Copies what a look has brought into buffers of the page's own, so that it can be drawn again while the next look is under way. */
function createKeeper() {
  /** @type {(Uint8Array | Int8Array)[]} */
  const maps = [];
  let square = new Uint8ClampedArray(0);
  /** @param {import("./loop.js").Look} look */
  return look => {
    if (square.length !== look.square.data.length) square = new Uint8ClampedArray(look.square.data.length);
    square.set(look.square.data);
    return {
      square: { data: square, size: look.square.size },
      maps: look.maps.map((map, i) => {
        const kind = map.data instanceof Int8Array ? Int8Array : Uint8Array;
        if (!(maps[i] instanceof kind) || maps[i].length !== map.data.length) maps[i] = new kind(map.data.length);
        maps[i].set(map.data);
        return { ...map, data: maps[i] };
      }),
    };
  };
}

// Problems

/** @param {unknown} error @param {(() => unknown) | null} [retry] */
function complain(error, retry = null) {
  again = retry ?? (() => {});
  store.set({ problem: { text: /** @type {Error} */ (error).message, retry: !!retry } });
}
const relax = () => store.set({ problem: null });

// Models

/**
 * Puts a network in place of the one that runs, which goes on until this moment.
 * @param {Network} next @param {string} id @param {string} name
 */
function run(next, id, name) {
  const old = network, { layers, stages, input, classes, labels, macs, params, bytes, backend } = next;
  network = next;
  next.addEventListener("restart", event => {
    if (network === next) complain(new Error(`The engine stopped (${event.detail.reason}) and was started anew with its model.`));
  });
  loop.use(next);
  page.dataset.model = id;
  store.set({
    network: { id, name, layers, stages, input, classes, labels, macs, params, bytes, backend },
    model: id, reading: null, measured: null, hover: null, stage: Math.min(store.state.stage, stages.length - 1),
  });
  old?.dispose();
}

/**
 * Reads a model while the old one goes on running; if it fails, the old one stays.
 * @param {string} id what it is called in the address @param {string} name
 * @param {(signal: AbortSignal) => Promise<{ network: Network, name: string }>} read @param {() => unknown} retry
 */
async function bring(id, name, read, retry) {
  reading?.abort();
  const mine = reading = new AbortController();
  store.set({ model: id, reading: { name, loaded: 0, total: 0 }, problem: null });
  try {
    const { network: next, name } = await read(mine.signal);
    if (reading === mine) run(next, id, name);
    else next.dispose();
  } catch (error) {
    if (reading !== mine) return;
    store.set({ reading: null, model: store.state.network?.id ?? store.state.model });
    if (!mine.signal.aborted) complain(error, retry);
  } finally {
    if (reading === mine) reading = null;
  }
}

/** @param {string} id @returns {Promise<void>} */
async function choose(id) {
  const { models } = store.state, entry = models.find(entry => entry.id === id);
  if (entry) {
    return bring(id, entry.name, async signal => ({
      name: entry.name,
      network: await open(entry, { signal, onProgress: ({ loaded, total }) => store.set({ reading: { name: entry.name, loaded, total } }) }),
    }), () => choose(id));
  }
  await choose(models[0].id);
  complain(new Error(`There is no model “${id}” here, so ${models[0].name} runs instead. There are: ${models.map(({ id }) => id).join(", ")}.`));
}

async function begin() {
  try {
    store.set({ models: await readIndex(), problem: null });
  } catch (error) {
    return complain(error, begin);
  }
  await choose(store.state.model);
}

/** @param {File[]} dropped */
function dropModel(dropped) {
  const name = dropped.map(file => file.name).join(", ");
  bring("dropped", name, signal => openFiles(dropped, signal), () => dropModel(dropped));
}

// Sources

/** @param {Partial<State["source"]>} is */
function sourceIs(is) {
  loop.renew();
  store.set({ source: { ...initial().source, ...is }, opening: false });
}

/** @param {string} [id] */
function useSample(id = store.state.sample) {
  const { id: found, title } = feed.useSample(id);
  sourceIs({ kind: "sample", id: found, title });
  store.set({ sample: found });
}

/** @param {string} [deviceId] */
async function useCamera(deviceId) {
  if (store.state.opening) return;
  store.set({ opening: true, problem: null });
  try {
    const opened = await camera.open({ deviceId });
    feed.useCamera(opened);
    opened.onended = () => {
      useSample();
      complain(new Error("The camera went away: it was unplugged, switched off, or its permission was withdrawn. Connect it, then try again."), () => useCamera());
    };
    sourceIs({ kind: "camera", title: opened.label, mirror: mirrored ?? opened.facing !== "environment", devices: opened.devices, deviceId: opened.deviceId });
  } catch (error) {
    store.set({ opening: false });
    complain(error, () => useCamera(deviceId));
  }
}

/** @param {Promise<import("./feed.js").Picture>} coming */
async function usePicture(coming) {
  try {
    const picture = await coming;
    feed.usePicture(picture);
    sourceIs({ kind: "picture", title: `${picture.name}, ${picture.width} × ${picture.height}` });
    relax();
  } catch (error) {
    complain(error, pickPicture);
  }
}

async function pickPicture() {
  const [file] = await files.pick("image/*") ?? [];
  if (file) await usePicture(files.readPicture(file));
}

function toggleFreeze() {
  const frozen = !feed.frozen;
  if (frozen) feed.freeze();
  else feed.thaw();
  loop.renew();
  store.set({ source: { ...store.state.source, frozen: feed.frozen } });
}

function toggleMirror() {
  const mirror = !store.state.source.mirror;
  if (store.state.source.kind === "camera") mirrored = mirror;
  loop.touch();
  store.set({ source: { ...store.state.source, mirror } });
}

// Wishes

/** @type {Record<string, () => unknown>} */
const actions = {
  camera: () => useCamera(), file: pickPicture, freeze: toggleFreeze, mirror: toggleMirror, stop: () => useSample(),
  cancel: () => reading?.abort(), dismiss: relax, story: () => store.set({ story: !store.state.story }),
  retry: () => { const retry = again; relax(); return retry(); },
};

document.addEventListener("click", event => {
  const button = /** @type {Element} */ (event.target).closest("button");
  if (!button) return;
  const { action, sample } = button.dataset;
  if (sample) useSample(sample);
  else if (action) actions[action]?.();
});
document.addEventListener("change", event => {
  const select = /** @type {HTMLElement} */ (event.target);
  if (!(select instanceof HTMLSelectElement)) return;
  if (select.dataset.action === "model") choose(select.value);
  if (select.dataset.action === "device") useCamera(select.value);
});
document.addEventListener("wish", event => {
  const { stage, hover, pin, channel, scale, lit, enter } = /** @type {CustomEvent} */ (event).detail;
  if (stage !== undefined && stage !== store.state.stage) {
    loop.touch();
    store.set({ stage, hover: null });
  }
  if (hover !== undefined && hover !== store.state.hover) store.set({ hover });
  if (pin) store.set({ [pin]: channel, hover: null });
  if (scale) store.set({ scale });
  if (lit !== undefined && lit !== store.state.lit) store.set({ lit });
  if (enter) find(document, ".focus .grid").focus();
});
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (store.state.problem) relax();
  else if (document.activeElement?.closest(".focus")) find(document, '.ladder [aria-selected="true"]').focus();
  else if (document.activeElement?.closest(".ladder")) /** @type {HTMLElement} */ (document.activeElement).blur();
});
document.addEventListener("visibilitychange", () => feed.sleep(document.hidden));
addEventListener("hashchange", () => {
  const { stage, channel, output, scale, story, model, sample } = { ...initial(), story: store.state.story, ...fromAddress(written = location.hash) };
  const { state } = store;
  loop.touch();
  store.set({ channel, output, scale, story, stage: Math.min(stage, (state.network?.stages.length ?? stage + 1) - 1) });
  if (sample !== state.sample && (sample || state.sample !== samples[0].id) && state.source.kind === "sample") useSample(sample);
  if (model !== state.model && state.models.length) choose(model);
});
addEventListener("pagehide", event => { if (!event.persisted && feed.kind === "camera") useSample(); });

let over = 0;
for (const [kind, step] of /** @type {const} */ ([["dragenter", 1], ["dragleave", -1], ["drop", -Infinity], ["dragend", -Infinity]])) {
  document.addEventListener(kind, () => { page.toggleAttribute("data-dragging", (over = Math.max(0, over + step)) > 0); }, true);
}
files.listen(document.body, { onpicture: usePicture, onmodel: dropModel });

useSample();
loop.start();
begin();

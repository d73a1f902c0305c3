// The one file that knows all parts: it connects actions with handlers, frames with views, and the
// state with the address.

import { patchOf } from "../domain/action.js";
import { fromAddress, wayOf } from "../domain/address.js";
import { CENTRE, cut, isCentre, moved, zoomed } from "../domain/crop.js";
import { listed } from "../domain/known.js";
import { byClass } from "../domain/output.js";
import { mapsOf } from "../domain/stages.js";
import { createStore, initial, VIEWS } from "../domain/state.js";
import { withTimeout } from "../separable/timeouts.js";
import { hand, listen, pick } from "../sources/files.js";
import { samples } from "../sources/samples.js";
import * as ladder from "../views/ladder/index.js";
import { el, find } from "../views/shared/dom.js";
import { styleSheet } from "../views/shared/style-sheet.js";
import * as story from "../views/story/index.js";
import * as answer from "../views/strip/answer.js";
import * as notice from "../views/strip/notice.js";
import * as price from "../views/strip/price.js";
import * as source from "../views/strip/source.js";
import * as square from "../views/strip/square.js";
import * as tabs from "../views/tabs/index.js";
import { copy, listenToActions } from "./actions.js";
import { createAddressBar } from "./address-bar.js";
import { isolate } from "./features/isolation.js";
import { createFrameBuffers } from "./frames/buffers.js";
import { createCurrentSource } from "./frames/current-source.js";
import { createLoop } from "./frames/loop.js";
import { createSourceControls } from "./frames/source-controls.js";
import { createKeys } from "./keys.js";
import { back, enterView, lead, markDragging } from "./navigation.js";
import { createEdits } from "./network/edits.js";
import { createNetworkLoader } from "./network/loader.js";
import { createMeasurements } from "./network/measurements.js";
import { createOwnModels } from "./network/own-models.js";
import { createRange } from "./network/range.js";
import { part } from "./parts.js";
import { createWays, firstWay } from "./ways.js";

/**
 * @import { BenchmarkSpec } from "../domain/action.js"
 * @import { State, Wants } from "../domain/state.js"
 * @import { createComparison } from "./features/compare.js"
 * @import { createNetworks } from "./pair/index.js"
 * @import { createEnginePanel } from "./features/engine-panel.js"
 * @import { createTeacher } from "./features/teaching.js"
 * @import { TeachAction } from "../domain/teaching.js"
 */

const ANSWERS = 5;
const LATER = 4000; // ms

const store = createStore({
  ...initial(),
  samples: samples.map(({ id, title }) => ({ id, title })),
  ...fromAddress(location.hash),
  way: wayOf(location.hash) ?? firstWay(),
});
const feed = createCurrentSource();
const keep = createFrameBuffers();
const page = document.documentElement;

// Views

const focus = tabs.create(find(document, ".focus"));
const text = story.create({
  story: find(document, ".story"),
  headline: find(document, ".headline"),
  passage: find(document, ".passage"),
});
const views = /** @type {const} */ ([
  [square, ".square"],
  [{ create: (/** @type {HTMLElement} */ root) => source.create(root, samples) }, ".source"],
  [answer, ".answer"],
  [price, ".price"],
  [ladder, ".ladder"],
  [notice, "body"],
]).map(([view, place]) => view.create(find(document, place)));
createWays(store);
store.watch((state) => {
  if (state.way === "explore") focus.update(state);
  for (const view of [...views, text]) view.update(state);
});
store.watch(({ hide }, before) => {
  if (hide === before.hide && page.dataset.hide !== undefined) return;
  page.dataset.hide = hide.join(" ");
  find(document, '[data-action="unhide"]').hidden = !hide.length;
});

// What is on show is of this network and one frame, or is not on show.
store.watch(({ network, frame }) => {
  page.toggleAttribute("data-stale", !!network && frame?.model !== network.id);
});

/**
 * A view that comes later.
 * @param {{ update: (state: State) => void }} view
 */
function show({ update }) {
  update(store.state);
  store.watch(update);
}

// Frames

let number = 0;
/** Keeps a frame to compare others with. @type {ReturnType<typeof createComparison> | null} */
let comparison = null;
/** The second network, and folders. @type {ReturnType<typeof createNetworks> | null} */
let networks = null;
const secondOf = () => (networks?.second.network ? networks.second : null);

const loop = createLoop(feed, {
  ask() {
    const { network, stage, way, printing, crop, mirror, held } = store.state;
    const view = way === "explore" ? store.state.view : null;
    /** @type {Wants} */
    const shown = network && view ? focus.wants(store.state) : {};
    const read = network && (!view || printing) ? text.wants(store.state) : null;
    const compared = network && held ? mapsOf(network, stage) : [];
    const maps = [...new Set([...(shown.maps ?? []), ...(read?.maps ?? []), ...compared])];
    const questions = { ...shown.questions, ...read?.questions };
    const [figures, all] = [read?.figures ?? [], shown.all || read?.all];
    return {
      held: held?.number,
      k: network && network.output.kind !== "features" && (held || all) ? Infinity : ANSWERS + 1,
      ...{ stage, view, figures, maps, questions, mirror },
      second: secondOf()?.looks,
      ...(!isCentre(crop) && { crop: cut(crop, feed.size, network?.input) }),
    };
  },
  before: (network, { maps }) => comparison?.look(network, maps),
  second: secondOf,
  show(look, { stage, view, figures }, replies, measured) {
    const { network } = store.state;
    if (!network) return;
    const { map, features } = look;
    const answers = listed(network, look.answers, ANSWERS);
    const ranking = byClass(look.answers);
    const untouched = look.untouched && byClass(look.untouched);
    store.set({
      frame: {
        number: ++number,
        model: network.id,
        stage,
        view,
        figures,
        answers,
        map,
        features,
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
    store.set({ frame: null, measured: null });
    complain(error, () => running.choose(store.state.model));
  },
});

// Problems

/** What the button of the problem on show does. @type {() => unknown} */
let again = () => {};

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
const dismiss = () => store.set({ problem: null });

/**
 * Uses a part of the page once it is loaded; where that fails, the visitor may try again.
 * @template T
 * @param {() => Promise<T>} load
 * @param {(loaded: T) => unknown} use
 * @returns {Promise<unknown>}
 */
const withPart = (load, use) =>
  load().then(use, (error) => complain(error, () => withPart(load, use)));

// Networks and sources

const own = createOwnModels(
  store,
  part("What keeps models", () =>
    import("./features/kept-models.js").then(({ createKeeping }) => createKeeping()),
  ),
);
const running = createNetworkLoader(store, {
  own,
  use: (network) => loop.use(network),
  touch: () => touch(),
  complain,
  chosen: "model" in fromAddress(location.hash),
});
const sourcing = createSourceControls(store, feed, {
  renew: () => loop.renew(),
  touch: () => loop.touch(),
  complain,
  pick: () => choose("pictures"),
});
/** The same frame, by a network that has changed. */
const touch = () => (comparison?.renew(), loop.touch());
const edits = createEdits(store, { running, touch, complain });
createRange(store, { running, touch, complain });
const takers = {
  ...{ onshots: sourcing.shots, moment: sourcing.moment },
  ...{ onmodel: running.drop, onproblem: complain },
};

/** @param {"models" | "pictures"} wanted */
async function choose(wanted) {
  hand(await pick(wanted), takers, wanted);
}

// Parts that are loaded when they are first wanted

const benchmarks = part("What times networks", () =>
  import("./network/benchmarks.js").then(({ createBenchmarks }) =>
    createBenchmarks(store, { running }),
  ),
);
const peak = part("What measures this machine", () =>
  import("./network/peak.js").then(({ createPeak }) => createPeak(store, { loop, running })),
);
const blanks = part("What finds channels that no frame changes", () =>
  import("./network/blanks.js").then(({ createBlanks }) => createBlanks(store, { running })),
);
const ablation = part("What mutes the channels in turn", () =>
  import("./network/ablation.js").then(({ createAblation }) =>
    createAblation(store, { running, between: loop.between }),
  ),
);
const covering = part("What covers parts of the frame", () =>
  import("./network/covering.js").then(({ createCovering }) =>
    createCovering(store, { running, between: loop.between }),
  ),
);
const networkFile = part("What saves the network", () =>
  import("./features/network-file.js").then(({ createNetworkFile }) =>
    createNetworkFile(store, { running }),
  ),
);
const rangePanel = part("The choice of what pixels stand for", async () => {
  const [view] = await Promise.all([import("../views/strip/range.js"), styleSheet("range")]);
  const root = el("div", { class: "pixel-range", id: "range", hidden: true });
  find(document, ".answer .pixels").after(root);
  const { update, toggle } = view.create(root, find(document, '[data-action="range"]'));
  show({ update });
  return toggle;
});
const printing = part("What prints", () => import("./features/print.js"));
const offline = part("What keeps the page", () => import("./features/offline.js"));

/** @type {ReturnType<typeof createEnginePanel> | null} */
let enginePanel = null;
const engine = part("The engine's panel", async () => {
  const [feature, view, peaks] = await Promise.all([
    import("./features/engine-panel.js"),
    import("../views/dialogs/engine-panel.js"),
    peak(),
    styleSheet("dialogs"),
    styleSheet("engine"),
  ]);
  enginePanel = feature.createEnginePanel(store, { loop, running, peak: peaks });
  show(view.create(find(document, "#engine"), feature.able()));
  return enginePanel;
});

/** @type {ReturnType<typeof createTeacher> | null} */
let teacher = null;
const teaching = part("What teaches", async () => {
  const { createTeacher } = await import("./features/teaching.js");
  teacher = createTeacher(store, {
    ...{ running, feed, between: loop.between, complain },
    see: (file) => sourcing.shots([{ kind: "picture", file }]),
  });
});
/** At once where it can: what is dropped is there no longer than its event. */
const teach = (/** @type {TeachAction} */ action) =>
  teacher ? teacher.act(action) : withPart(teaching, () => {});

const comparing = part("What compares frames", async () => {
  const [feature, view] = await Promise.all([
    import("./features/compare.js"),
    import("../views/compare/index.js"),
  ]);
  const label = "Two frames compared";
  const section = el("section", { class: "compare", "aria-label": label, hidden: true });
  const { update } = await view.create(section);
  find(document, "main").before(section);
  store.watch(update);
  return feature.createComparison(store, feed);
});
/** @returns {Promise<void>} */
async function keepFrame() {
  try {
    comparison = await comparing();
    await comparison.keep();
  } catch (cause) {
    const text = "This frame could not be kept; check the connection, then try again.";
    complain(new Error(text, { cause }), keepFrame);
  }
}

const pairing = part("What compares networks", async () => {
  const { createNetworks } = await import("./pair/index.js");
  const { shots } = sourcing;
  networks = createNetworks(store, { own, running, loop, feed, shots, complain });
  return networks;
});
const pair = () => withPart(pairing, () => {});
show({
  update: ({ way, view }) => way === "explore" && view === "networks" && !networks && pair(),
});

/**
 * @param {BenchmarkSpec[]} specs
 * @param {boolean} repeat   what is known already, too
 */
const benchmark = (specs, repeat) =>
  withPart(benchmarks, (benchmarks) => {
    for (const spec of specs) benchmarks[repeat ? "again" : "start"](spec);
  });

createMeasurements(store, {
  wants: (state) => (state.way === "explore" ? focus.wants(state) : {}),
  benchmark: (spec) => benchmark([spec], false),
  peak: () =>
    peak()
      .then((peak) => peak.measure())
      .catch(() => {}), // the view then shows it as unknown
  blanks: () =>
    blanks()
      .then((blanks) => blanks.find())
      .catch(() => {}), // nothing is marked then
});

// Dialogs

const DIALOGS = {
  card: () => import("../views/dialogs/card.js"),
  help: () => import("../views/dialogs/help.js"),
  link: () => import("../views/dialogs/link.js"),
};
/** @type {Set<string>} */
const opened = new Set();

/**
 * @param {keyof typeof DIALOGS} name
 * @returns {Promise<void>}
 */
async function openDialog(name) {
  try {
    const [{ create }] = await withTimeout(Promise.all([DIALOGS[name](), styleSheet("dialogs")]));
    if (!opened.has(name)) {
      const dialog = el("dialog", { id: name, class: "dialog", "aria-labelledby": `${name}-name` });
      document.body.append(dialog);
      show({ update: create(dialog) });
      opened.add(name);
    }
    store.set({ dialog: name });
  } catch (cause) {
    const text = "This could not be loaded; check the connection, then try again.";
    complain(new Error(text, { cause }), () => openDialog(name));
  }
}

// Actions

const print = () =>
  printing().then(
    ({ print }) => print(store, () => text.whole || store.state.hide.includes("story")),
    complain,
  );

listenToActions({
  actions: {
    set: (action) => {
      const patch = patchOf(store.state, action);
      if (Object.keys(patch).length) store.set(patch);
    },
    pin: ({ pin, channel }) => store.set({ [pin]: channel, hover: null }),
    edit: ({ changes, group }) => edits.edit(changes, group),
    undo: edits.undo,
    lead: ({ part }) => lead(part),
    hold: sourcing.hold,
    enter: enterView,
    move: ({ move }) =>
      sourcing.look(moved(store.state.crop, move, feed.size, store.state.network?.input)),
    zoom: ({ zoom: { by, about } }) =>
      sourcing.look(zoomed(store.state.crop, by, about, feed.size, store.state.network?.input)),
    benchmark: ({ specs, again }) => benchmark(specs, again),
    teach,
    ablate: ({ layer }) => withPart(ablation, (ablation) => ablation.start(layer)),
    cover: ({ box }) => withPart(covering, () => store.set({ cover: box })),
    occlude: ({ begin }) => withPart(covering, (covering) => covering.everywhere(begin)),
    copy: async ({ from, text }) => store.set({ copied: { from, done: await copy(text) } }),
    tune: ({ type: _, ...preferences }) => running.tune(preferences),
    "benchmark-engine": ({ run }) => enginePanel?.benchmark(run),
    "copy-benchmark": ({ as }) => enginePanel?.copyResult(as),
    "copy-report": () => enginePanel?.copyReport(),
    "close-engine": () => enginePanel?.close(),
    "show-picture": ({ at }) => networks?.showPicture(at),
  },
  buttons: {
    camera: () => sourcing.camera(),
    screen: sourcing.screen,
    file: () => choose("pictures"),
    sample: ({ dataset }) => sourcing.sample(dataset.sample),
    "model-file": () => choose("models"),
    card: () => openDialog("card").then(running.sum),
    engine: () => withPart(engine, (panel) => panel.open()),
    range: () => withPart(rangePanel, (toggle) => toggle()),
    "keep-frame": keepFrame,
    apart: () => comparison?.close(),
    second: () => networks?.buttons.second(),
    "second-again": () => networks?.buttons.again(),
    folder: () => networks?.buttons.folder(),
    "folder-stop": () => networks?.buttons.stop(),
    "folder-save": () => networks?.buttons.save(),
    help: () => openDialog("help"),
    link: () => openDialog("link"),
    "save-network": () =>
      store.state.changes.length && withPart(networkFile, (file) => file.network().catch(complain)),
    "save-labels": () => withPart(networkFile, (file) => file.labels()),
    print,
    unhide: () => store.set({ hide: [] }),
    "keep-model": ({ dataset }) => own.keep(dataset.model ?? ""),
    "remove-model": ({ dataset }) => own.remove(dataset.model ?? ""),
    smaller: () => running.answer(true),
    better: () => running.answer(true),
    keep: () => running.answer(false),
    centre: () => sourcing.look(CENTRE),
    freeze: sourcing.freeze,
    mirror: sourcing.mirror,
    previous: () => sourcing.step(-1),
    next: () => sourcing.step(1),
    stop: () => sourcing.sample(),
    cancel: running.cancel,
    dismiss,
    story: () => store.set({ way: "read" }),
    explore: () => store.set({ way: "explore" }),
    "load-version": () => offline().then(({ loadVersion }) => loadVersion()),
    retry() {
      const retry = again;
      dismiss();
      retry();
    },
  },
  selects: {
    model: running.choose,
    scores: running.read,
    device: (value) => sourcing.camera(value),
  },
});
createKeys({
  tabs: VIEWS,
  back: () => back(store),
  print,
  undo() {
    const [changes, pictures] = ["change", "teach"].map((view) =>
      find(document, `.pane.${view}`).checkVisibility(),
    );
    if (changes) edits.undo();
    if (pictures) teach({ type: "teach", do: "undo" });
    return changes || pictures;
  },
});
createAddressBar(store, { running, sourcing });
document.addEventListener("visibilitychange", () => feed.sleep(document.hidden));
addEventListener("pagehide", (event) => {
  if (!event.persisted && (feed.kind === "camera" || feed.kind === "screen")) sourcing.sample();
});
addEventListener("beforeprint", () => (find(document, "footer").dataset.address = location.href));
markDragging();
listen(document.body, takers);

// The height of the strip, so that nothing that scrolls into view hides under it.
const strip = find(document, ".strip");
const measureStrip = () => page.style.setProperty("--strip", `${strip.offsetHeight}px`);
// In the next frame, since what is measured by it is observed, too.
new ResizeObserver(() => requestAnimationFrame(measureStrip)).observe(strip);
const smallStrip = part("The strip that shrinks", async () => {
  const [{ createSmallStrip }] = await Promise.all([
    import("./features/small-strip.js"),
    styleSheet("small-strip"),
  ]);
  createSmallStrip(strip);
});
show({ update: ({ way }) => way === "explore" && smallStrip().catch(() => {}) });

// What can wait until all else is there: paper, buttons that save pictures, the verification of the
// engine, use without a network.
setTimeout(async () => {
  styleSheet("print");
  const [exporting, badge, offlineView, { createVerification }] = await Promise.all([
    import("../views/shared/export-button.js"),
    import("../views/strip/badge.js"),
    import("../views/offline/index.js"),
    import("./features/verification.js"),
  ]);
  const saving = part("What saves pictures", () => import("../picture/save.js"));
  const save = exporting.create(document.body, (...picture) =>
    saving()
      .then(({ save }) => save(...picture))
      .catch(complain),
  );
  show(save);
  show(badge.create(find(document, "footer .engine")));
  show(offlineView.create(document.body));
  offline()
    .then(({ keepOffline }) => keepOffline(store))
    .catch(() => {});
  createVerification(store, { running, complain });
}, LATER);

sourcing.sample(store.state.sample, store.state);
loop.start();
isolate().then((reloads) => {
  if (reloads) return;
  running.begin();
  own.restore().catch(() => {}); // nothing is kept where the browser keeps nothing
});

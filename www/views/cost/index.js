// What the network costs, layer by layer and as a whole; and what narrower and smaller ones would
// cost.

import { alone, both, chosen, GRID } from "../../domain/mobilenet.js";
import { exact, figures, ms, percent, scaled, thin } from "../../domain/number.js";
import { SIDES, WIDTHS } from "../../domain/published.js";
import { dispatch, el, mark, sheet, write } from "../shared/dom.js";
import { createGrid, rhoOf } from "./grid.js";
import { createLayers } from "./layers.js";
import { createMinute } from "./minute.js";
import { createNets } from "./nets.js";
import { rowsOf } from "./rows.js";
import { createShares } from "./shares.js";
import { asCsv, asJson, createTable } from "./table.js";

/**
 * @import { State, Wants } from "../../domain/state.js"
 * @import { Across } from "./scatter.js"
 * @import { Row } from "./rows.js"
 */

/**
 * @param {string} title
 * @param {...Node} children
 */
const section = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);

/**
 * Buttons of which one is chosen.
 * @param {string} name
 * @param {string} title
 * @param {[value: string, text: string][]} choices
 * @param {(value: string) => void} choose
 */
function createPick(name, title, choices, choose) {
  const inputs = choices.map(([value]) => el("input", { type: "radio", name, value }));
  const node = el(
    "fieldset",
    { class: "pick" },
    el("legend", { class: "label" }, title),
    ...choices.map(([, text], i) => el("label", {}, inputs[i], el("span", {}, text))),
  );
  node.addEventListener("change", (event) =>
    choose(/** @type {HTMLInputElement} */ (event.target).value),
  );
  return {
    node,
    /** @param {string} value */
    show(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

/**
 * @param {string} metric
 * @param {string} name
 */
function createTile(metric, name) {
  const value = el("b", { class: "number", "data-metric": metric }, "–");
  const unit = el("span", { class: "unit" });
  const basis = el("span", { class: "basis" });
  return {
    node: el("p", {}, el("span", {}, value, unit), el("span", {}, name), basis),
    /**
     * @param {number | null} raw
     * @param {string} text
     * @param {string} of
     * @param {string} said
     */
    show(raw, text, of, said) {
      mark(value, "data-value", raw);
      write(value, text);
      write(unit, of);
      write(basis, said);
    },
  };
}

/**
 * What came of copying.
 * @param {State} state
 */
const toldOf = ({ copied }) =>
  copied?.from !== "cost"
    ? ""
    : copied.done
      ? "Copied."
      : "The browser does not let this page copy; open the table and copy it from there.";

/**
 * @param {State} state
 * @returns {Wants}
 */
export const wants = ({ peak, measured }) => ({ peak: !peak && !!measured });

/** @param {HTMLElement} root */
export function create(root) {
  const body = el("div", { class: "costs", hidden: true });
  root.replaceChildren(body);
  sheet("cost").then(() => (body.hidden = false));

  const lead = el("p", { class: "lead" });
  const tiles = {
    macs: createTile("cost-macs", "MACs"),
    params: createTile("cost-params", "parameters"),
    ms: createTile("cost-ms", "engine"),
    speed: createTile("cost-gmacs", "GMAC/s"),
    peak: createTile("cost-peak", "of the peak"),
  };
  const layers = createLayers();
  const table = createTable();
  const csv = el("button", { class: "button", type: "button" }, "Copy as CSV");
  const json = el("button", { class: "button", type: "button" }, "Copy as JSON");
  const copied = el("span", { class: "label", role: "status" });
  const shares = createShares();
  const minute = createMinute();
  const grid = createGrid();
  const nets = createNets();

  const alpha = createPick(
    "cost-alpha",
    "Width α",
    WIDTHS.toReversed().map((width) => [String(width), String(width)]),
    (value) => dispatch(root, { type: "set", alpha: Number(value) }),
  );
  const rho = createPick(
    "cost-rho",
    "Size ρ, in pixels",
    SIDES.toReversed().map((side) => [String(side), String(side)]),
    (value) => dispatch(root, { type: "set", rho: rhoOf(Number(value)) }),
  );
  /** @type {Across} */
  let across = "macs";
  const axis = createPick(
    "cost-across",
    "Accuracy over",
    [
      ["macs", "MACs"],
      ["ms", "ms here"],
    ],
    (value) => {
      across = value === "ms" ? "ms" : "macs";
      if (state) grid.update(state, across);
    },
  );
  axis.show(across);
  const pair = el(
    "button",
    { class: "button", type: "button" },
    "Time this one and its standard equivalent",
  );
  const all = el("button", { class: "button", type: "button" }, "Time all sixteen");
  const timing = el("span", { class: "label", role: "status" });
  pair.addEventListener("click", () => {
    if (!state || pair.ariaDisabled) return;
    const { alpha, side } = chosen(state);
    const spec = both(alpha, side);
    dispatch(root, {
      type: "benchmark",
      specs: [spec],
      again: !!state.benchmarks[spec.key]?.timed,
    });
  });
  all.addEventListener("click", () => {
    if (all.ariaDisabled) return;
    const specs = GRID.map(({ alpha, side }) => alone(alpha, side));
    const again = specs.every(({ key }) => state?.benchmarks[key]?.timed);
    dispatch(root, { type: "benchmark", specs, again });
  });

  body.append(
    el(
      "header",
      { class: "opening" },
      el("div", { class: "words" }, el("h2", {}, "What it costs"), lead),
    ),
    el("div", { class: "tiles" }, ...Object.values(tiles).map(({ node }) => node)),
    section(
      "Layer by layer: where time and arithmetic part ways",
      el(
        "p",
        { class: "label key" },
        ...[
          ["depthwise", "depthwise"],
          ["pointwise", "pointwise"],
          ["standard", "all else"],
        ].map(([kind, name]) => el("span", {}, el("span", { class: `swatch part ${kind}` }), name)),
        el(
          "span",
          {},
          "MACs computed; time by the inspecting plan, which times each layer alone. The fast " +
            "plan runs two steps as one, so the two need not add up.",
        ),
      ),
      layers.node,
      el("div", { class: "do" }, csv, json, copied),
      table.node,
    ),
    section("By kind of layer", shares.node),
    section("The last minute", minute.node),
    section(
      "Narrower and smaller: α and ρ",
      el(
        "p",
        { class: "label" },
        "α makes every layer narrower, ρ makes the picture smaller. MACs shrink about with α² " +
          "and with ρ²; what it costs in right answers was published. Larger circles take " +
          "longer here, hollow ones have not been timed.",
      ),
      el("div", { class: "do" }, alpha.node, rho.node, axis.node),
      grid.node,
      el("div", { class: "do" }, pair, all, timing),
      nets.node,
    ),
  );

  /** @param {(state: State, rows: Row[]) => string} text */
  function copy(text) {
    if (!state) return;
    dispatch(root, { type: "copy", from: "cost", text: text(state, rowsOf(state)) });
  }
  csv.addEventListener("click", () => copy(asCsv));
  json.addEventListener("click", () => copy(asJson));

  /** @type {State | null} */
  let state = null;
  /** @type {State | null} */
  let drawn = null;

  /** @param {State} now */
  function total({ network, measured, peak }) {
    if (!network) return;
    const { threads } = network.backend;
    const most =
      peak && (network.layers[0].element === "f32" ? peak.float : peak.integer) * threads;
    const [macs, macsUnit] = scaled(network.macs);
    const [params, paramsUnit] = scaled(network.params);
    tiles.macs.show(network.macs, macs, macsUnit, "computed");
    tiles.params.show(network.params, params, paramsUnit, "computed");
    const time = measured?.infer.count ? measured.infer.median : null;
    const speed = time && network.macs / time / 1e6;
    const count = `median of ${measured?.infer.count}, fast plan`;
    tiles.ms.show(time, time ? figures(time) : "–", time ? "ms" : "", time ? count : "measuring …");
    tiles.speed.show(speed, speed ? figures(speed) : "–", "", speed ? "MACs per second" : "");
    const share = speed && most ? (speed * 1e9) / most : null;
    tiles.peak.show(
      share,
      share ? percent(share) : "–",
      "",
      most
        ? `${figures(most / 1e9)}${thin}GMAC/s on ` +
            `${threads === 1 ? "one thread" : `${threads} threads`}, measured`
        : "measuring …",
    );
    write(
      lead,
      `${network.name}: ${exact(network.macs)} multiply-accumulates per frame. If time ` +
        "depended only on MACs, every layer would run at the same speed. They do not.",
    );
  }

  /** @param {State} now */
  function time({ benchmarks }) {
    const keys = GRID.map(({ alpha, side }) => alone(alpha, side).key);
    const under = Object.entries(benchmarks).filter(
      ([key, race]) => key.startsWith("net") && !race.timed && !race.problem,
    );
    const problem = Object.entries(benchmarks).find(
      ([key, race]) => key.startsWith("net") && race.problem,
    )?.[1].problem;
    const done = keys.filter((key) => benchmarks[key]?.timed).length;
    mark(
      all,
      "aria-disabled",
      keys.some((key) => under.some(([other]) => other === key)),
    );
    mark(
      pair,
      "aria-disabled",
      under.some(([key]) => key.startsWith("nets")),
    );
    write(
      timing,
      under.length
        ? `Timing, ${done} of 16 …`
        : problem
          ? `Not timed: ${problem}`
          : done
            ? `${done} of 16 timed, medians of 9`
            : "",
    );
  }

  return {
    /** @param {State} next */
    update(next) {
      state = next;
      if (!next.network) return;
      const changed = (/** @type {(keyof State)[]} */ keys) =>
        keys.some((key) => drawn?.[key] !== next[key]);
      if (changed(["network", "measured", "peak", "stage"])) {
        const rows = rowsOf(next);
        total(next);
        layers.update(next, rows);
        table.update(next, rows);
        shares.update(next);
        minute.update(next);
      }
      if (changed(["network", "alpha", "rho", "benchmarks"])) {
        const { alpha: width, side } = chosen(next);
        alpha.show(String(width));
        rho.show(String(side));
        grid.update(next, across);
        nets.update(next);
        time(next);
      }
      if (changed(["copied"])) write(copied, toldOf(next));
      drawn = next;
    },
  };
}

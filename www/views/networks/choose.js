// Which network is compared with the one that runs: from the list, or a file.

import { bytes } from "../../domain/number.js";
import { dispatch, el, icon, mark, write } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

export function createChoose() {
  const select = el("select", { id: "networks-with" });
  const open = el(
    "button",
    { class: "button", type: "button", "data-action": "second", "aria-label": "Open a model file" },
    icon("open"),
  );
  open.title = "A .tflite file or a zip that holds one, with its labels; or drop them here";
  const label = el("label", { for: "networks-with" }, "Compare with");
  const said = el("p", { class: "said", role: "status" });
  const progress = el("progress", { max: 1, "aria-label": "Reading the second network" });
  const again = el(
    "button",
    { class: "button", type: "button", "data-action": "second-again" },
    "Try again",
  );
  const node = el(
    "div",
    { class: "choose", "data-drop": "second" },
    ...[label, el("span", { class: "row" }, select, open), progress, said, again],
  );
  select.addEventListener("change", () => dispatch(node, { type: "set", with: select.value }));
  let listed = "";

  /** @param {State} state */
  function list({ models, own, with: chosen, second }) {
    const entries = [...models, ...own];
    const others = entries.some(({ id }) => id === chosen) || !chosen ? [] : [chosen];
    const key = JSON.stringify([entries.map(({ id, name }) => [id, name]), others, second?.name]);
    if (key === listed) return;
    listed = key;
    const option = (/** @type {{ id: string, name: string, bytes: number }} */ model) =>
      el("option", { value: model.id }, `${model.name} · ${bytes(model.bytes)}`);
    const mine = [...own].reverse().map(option);
    const group = mine.length ? [el("optgroup", { label: "Your own" }, ...mine)] : [];
    const unknown = others.map((id) => el("option", { value: id }, second?.name ?? id));
    const none = el("option", { value: "" }, "no other network");
    select.replaceChildren(none, ...unknown, ...group, ...models.map(option));
  }

  return {
    node,
    /** @param {State} state */
    update(state) {
      list(state);
      if (select.value !== state.with) select.value = state.with;
      const { second } = state;
      const { reading = null, problem = "" } = second ?? {};
      progress.hidden = !reading;
      if (reading?.total) mark(progress, "value", Math.min(1, reading.loaded / reading.total));
      else mark(progress, "value", null);
      again.hidden = !problem;
      said.hidden = !problem && !reading;
      mark(said, "data-problem", !!problem);
      write(said, problem || (reading ? `Reading ${second?.name}` : ""));
    },
  };
}

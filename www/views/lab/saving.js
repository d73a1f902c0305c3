// The standard convolution and the separable one of the lab's own shape, side by side, and where
// the ratio comes from.

import { cost, kindOf } from "../../lab/convolution.js";
import { isDepthwise, shapes } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";
import { exact, thin } from "../../domain/number.js";

/** @import { Lab } from "../../lab/lab.js" */

/**
 * @param {string} name
 * @param {string[]} kinds
 */
function line(name, kinds) {
  const parts = kinds.map((kind) => el("span", { class: `part ${kind}` }));
  const title = el("span", { class: "name" }, name);
  const value = el("span", { class: "number" });
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, ...parts);
  const sums = el("p", { class: "sums number" });
  const node = el("div", { class: "side" }, el("div", { class: "line" }, title, bar, value), sums);
  return {
    node,
    /**
     * @param {number[]} lengths
     * @param {number} total
     * @param {string} how
     */
    show(lengths, total, how) {
      lengths.forEach((length, i) => parts[i].style.setProperty("--part", String(length)));
      write(value, exact(total));
      write(sums, how);
    },
  };
}

export function createSaving() {
  const standard = line("standard", ["standard"]);
  const separable = line("separable", ["depthwise", "pointwise"]);
  const here = line("this one", ["other"]);
  const ratio = el("p", { class: "ratio" });
  const params = el("p", { class: "paid number" });
  const node = el(
    "section",
    { class: "cost saving", "aria-label": "Standard and separable, side by side" },
    el("h3", {}, "The same shape, standard and separable"),
    standard.node,
    separable.node,
    here.node,
    ratio,
    params,
  );

  return {
    node,
    /** @param {Lab} lab */
    show(lab) {
      const of = shapes(lab);
      const [step] = lab.steps;
      const [kh, kw] = step.kernel;
      const c = lab.shape[2];
      const [oh, ow, n] = of[of.length - 1];
      const places = oh * ow;
      const depthwise = isDepthwise(lab);
      const m = depthwise && lab.steps.length > 1 ? step.outputs / c : 1;
      const each = kh * kw;
      const all = places * each * c * n;
      const look = places * each * c * m;
      const mix = places * c * m * n;
      const own = lab.steps.reduce((sum, conv, i) => sum + cost(conv, of[i]).macs, 0);
      const most = Math.max(all, look + mix, own);
      const at = `${oh}·${ow}·`;
      standard.show([all / most], all, `${at}${kh}·${kw}·${c}·${n}`);
      separable.show(
        [look / most, mix / most],
        look + mix,
        `${at}${kh}·${kw}·${c}${m > 1 ? `·${m}` : ""} + ${at}${c * m}·${n} = ${exact(look)} + ` +
          exact(mix),
      );
      const known = own === all || own === look + mix;
      here.node.hidden = known;
      if (!known)
        here.show(
          [own / most],
          own,
          lab.steps
            .map((conv, i) => `${kindOf(conv, of[i][2])} ${exact(cost(conv, of[i]).macs)}`)
            .join(" + "),
        );

      const share = (look + mix) / all;
      const term = (/** @type {string} */ kind, /** @type {string} */ words) =>
        el("span", { class: `share ${kind}` }, words);
      const times = m > 1 ? `${m} × ` : "";
      ratio.replaceChildren(
        el(
          "span",
          { class: "formula" },
          `${exact(look + mix)} / ${exact(all)} = ${times && `${times}(`}`,
          term("depthwise", `1/${n}`),
          " + ",
          term("pointwise", kh === kw ? `1/${kh}²` : `1/${each}`),
          `${times && ")"} = `,
          el("b", { class: "number" }, `${(share * 100).toFixed(1)}${thin}%`),
        ),
        el(
          "span",
          { class: "times" },
          each === 1
            ? "A kernel of one tap looks nowhere: there is nothing to separate."
            : `In letters ${m > 1 ? "m · (1/N + 1/Dₖ²)" : "1/N + 1/Dₖ²"}: ` +
                (share < 1
                  ? `${(1 / share).toFixed(1)} times fewer multiplications`
                  : "here separating costs more than it saves") +
                ".",
        ),
      );
      mark(ratio, "data-metric", "lab-ratio");
      mark(ratio, "data-value", share);
      write(
        params,
        `Weights: ${exact(each * c * n)} standard, ${exact(each * c * m)} + ` +
          `${exact(c * m * n)} = ${exact(each * c * m + c * m * n)} separable.`,
      );
    },
  };
}

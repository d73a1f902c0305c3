// The link as a QR code, for telephones in the room: dark on light in every colour scheme, as
// cameras expect it.

import { QUIET, qr } from "../../domain/qr.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { Code } from "../../domain/qr.js" */

const MODULE = 4; // pixels of the canvas
const [LIGHT, DARK] = ["#fff", "#000"];

/** Hosts that are this very machine. */
const HERE = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export function createCode() {
  const canvas = el("canvas", {
    role: "img",
    "data-picture": "A scene of Separable, as a QR code.",
  });
  const figure = el("figure", {}, canvas);
  const note = el("p", { class: "said" });
  const node = el("div", { class: "qr" }, figure, note);
  const enlarge = el(
    "button",
    { class: "button", type: "button", "aria-pressed": "false" },
    "Large QR code",
  );
  enlarge.addEventListener("click", () => {
    const large = enlarge.ariaPressed !== "true";
    mark(enlarge, "aria-pressed", String(large));
    node.classList.toggle("large", large);
    if (large) node.scrollIntoView({ block: "nearest" });
  });

  let shown = "";
  return {
    ...{ node, enlarge },
    /** @param {string} address */
    show(address) {
      if (address === shown) return;
      shown = address;
      const code = qr(address);
      figure.hidden = enlarge.hidden = !code;
      write(note, noteOf(!!code));
      if (!code) return;
      draw(canvas, code);
      mark(canvas, "aria-label", `QR code of ${address}`);
    },
  };
}

/** @param {boolean} fits */
function noteOf(fits) {
  if (!fits) return "The link is too long for a QR code; hide or undo something.";
  if (HERE.test(location.hostname))
    return "This address is of this machine alone: a telephone cannot open it.";
  return "";
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Code} code
 */
function draw(canvas, { size, modules }) {
  canvas.width = canvas.height = (size + 2 * QUIET) * MODULE;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = LIGHT;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = DARK;
  modules.forEach((dark, cell) => {
    const [y, x] = [Math.floor(cell / size), cell % size];
    if (dark) context.fillRect((x + QUIET) * MODULE, (y + QUIET) * MODULE, MODULE, MODULE);
  });
}

// The few things that every view does to the document.

/** @import { Action } from "../../domain/action.js" */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] "class",
 *   "data-…", "aria-…" and so on
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false)
      node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/**
 * An icon of the sprite in index.html.
 * @param {string} name
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Writes only a text that differs, so that nothing is laid out again without need.
 * @param {Element} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | null} value
 */
export function mark(node, name, value) {
  if (value === null || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/**
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E}
 */
export function find(root, selector) {
  const node = root.querySelector(selector);
  if (!node) throw new Error(`The page has no ${selector}.`);
  return /** @type {E} */ (/** @type {unknown} */ (node));
}

/**
 * A view's only way to speak: the page listens and decides.
 * @param {Element} node
 * @param {Action} action
 */
export function dispatch(node, action) {
  node.dispatchEvent(new CustomEvent("action", { bubbles: true, detail: action }));
}

/**
 * A sentence for what could not be loaded, and two ways on: a module that failed once fails for
 * good in some browsers, and a new version of the page may have other ones.
 * @param {string} what
 * @param {() => void} again
 * @param {string[]} [words]   the same in another language: the sentence, and both buttons
 */
export function failed(what, again, words) {
  const [text, retries, reloads] = words ?? [
    `${what} could not be loaded; check the connection, or reload the page: it may have ` +
      "changed. ",
    "Try again",
    "Reload the page",
  ];
  const retry = el("button", { class: "button", type: "button" }, retries);
  const reload = el("button", { class: "button", type: "button" }, reloads);
  const node = el("p", { class: "failed", role: "alert" }, text, retry, " ", reload);
  retry.addEventListener("click", () => (node.remove(), again()));
  reload.addEventListener("click", () => location.reload());
  return node;
}

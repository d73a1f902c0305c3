// Elements of SVG and MathML.

/** @typedef {Record<string, string | number>} Attributes */

/**
 * @param {string} space
 * @param {string} tag
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children
 */
function element(space, tag, attributes, children) {
  const node = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 */
export const svg = (tag, attributes = {}, ...children) =>
  element("http://www.w3.org/2000/svg", tag, attributes, children);

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 */
export const math = (tag, attributes = {}, ...children) =>
  element("http://www.w3.org/1998/Math/MathML", tag, attributes, children);

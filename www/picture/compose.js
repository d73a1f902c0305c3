// A picture of the page on a card with its caption. Canvases are enlarged in sharp pixels, SVGs are
// drawn again, boxes and words are copied.

import { image } from "./svg.js";

const MARGIN = 20; // CSS pixels
const LEAST = 340; // width of a card's inside
const SHARP = 2; // device pixels per CSS pixel, at least
const SHARPEST = 4;
const LARGEST = 8192; // side of a canvas that browsers allow

const CAPTION = { size: 14, line: 20 };
const NOTES = { size: 11.5, line: 17 };

/** @typedef {CanvasRenderingContext2D} Ctx */

/**
 * @param {HTMLElement} picture
 * @param {string} caption
 * @param {string[]} notes
 */
export async function compose(picture, caption, notes) {
  const box = picture.getBoundingClientRect();
  const inside = Math.max(box.width, LEAST);
  const { fontFamily } = getComputedStyle(document.body);
  const colours = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => colours.getPropertyValue(name).trim();

  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("The browser has no memory left for this picture.");
  ctx.font = `${CAPTION.size}px ${fontFamily}`;
  const said = wrap(ctx, caption, inside);
  ctx.font = `${NOTES.size}px ${fontFamily}`;
  const noted = notes.flatMap((note) => wrap(ctx, note, inside));

  const width = inside + 2 * MARGIN;
  const under = MARGIN + box.height + 14;
  const height = under + said.length * CAPTION.line + 4 + noted.length * NOTES.line + MARGIN - 6;
  const scale = Math.min(sharpness(picture), LARGEST / width, LARGEST / height);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  ctx.scale(scale, scale);
  ctx.fillStyle = colour("--card");
  ctx.fillRect(0, 0, width + 1, height + 1); // including the pixel that rounding may add

  /** @type {Map<Element, HTMLImageElement>} */
  const drawings = new Map();
  for (const svg of picture.querySelectorAll("svg"))
    if (seen(svg)) drawings.set(svg, await image(svg, scale));
  if (picture instanceof SVGSVGElement) drawings.set(picture, await image(picture, scale));
  ctx.save();
  ctx.translate(MARGIN + (inside - box.width) / 2 - box.left, MARGIN - box.top);
  draw(ctx, picture, drawings);
  ctx.restore();

  let y = under;
  ctx.fillStyle = colour("--ink");
  ctx.font = `${CAPTION.size}px ${fontFamily}`;
  for (const line of said) ctx.fillText(line, MARGIN, (y += CAPTION.line) - 6);
  y += 4;
  ctx.fillStyle = colour("--soft");
  ctx.font = `${NOTES.size}px ${fontFamily}`;
  for (const line of noted) ctx.fillText(line, MARGIN, (y += NOTES.line) - 5);
  return canvas;
}

/** @param {Element} node */
const seen = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });

/**
 * Device pixels per CSS pixel, so that no canvas loses pixels.
 * @param {HTMLElement} picture
 */
function sharpness(picture) {
  const canvases =
    picture instanceof HTMLCanvasElement ? [picture] : [...picture.querySelectorAll("canvas")];
  const own = canvases
    .filter(seen)
    .map((canvas) => canvas.width / Math.max(1, canvas.getBoundingClientRect().width));
  return Math.min(SHARPEST, Math.max(SHARP, devicePixelRatio, ...own));
}

/**
 * @param {Ctx} ctx
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
function wrap(ctx, text, width) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && ctx.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/**
 * @param {Ctx} ctx
 * @param {Element} node
 * @param {Map<Element, HTMLImageElement>} drawings
 */
function draw(ctx, node, drawings) {
  if (node.matches(".save, .sr-only, input, select, textarea") || !seen(node)) return;
  const style = getComputedStyle(node);
  const { left, top, width, height } = node.getBoundingClientRect();
  if (!width || !height) return;
  ctx.save();
  ctx.globalAlpha *= Number(style.opacity);
  const radius = Math.min(parseFloat(style.borderTopLeftRadius) || 0, width / 2, height / 2);
  const outline = new Path2D();
  outline.roundRect(left, top, width, height, radius);
  ctx.fillStyle = style.backgroundColor;
  ctx.fill(outline);
  borders(ctx, style, { left, top, width, height });
  if (style.overflowX !== "visible" || node instanceof HTMLCanvasElement) ctx.clip(outline);

  const drawing = drawings.get(node);
  if (drawing) ctx.drawImage(drawing, left, top, width, height);
  else if (node instanceof HTMLCanvasElement) {
    ctx.imageSmoothingEnabled = style.imageRendering !== "pixelated";
    if (node.width && node.height) ctx.drawImage(node, left, top, width, height);
  } else {
    for (const child of node.childNodes) {
      if (child instanceof Element) draw(ctx, child, drawings);
      else if (child instanceof Text) write(ctx, child, style);
    }
  }
  ctx.restore();
}

/**
 * @param {Ctx} ctx
 * @param {CSSStyleDeclaration} style
 * @param {{ left: number, top: number, width: number, height: number }} box
 */
function borders(ctx, style, { left, top, width, height }) {
  const [t, r, b, l] = [
    style.borderTopWidth,
    style.borderRightWidth,
    style.borderBottomWidth,
    style.borderLeftWidth,
  ].map(parseFloat);
  const radius = parseFloat(style.borderTopLeftRadius) || 0;
  if (t && t === r && t === b && t === l && style.borderTopStyle !== "none") {
    ctx.strokeStyle = style.borderTopColor;
    ctx.lineWidth = t;
    ctx.setLineDash(style.borderTopStyle === "dashed" ? [4, 3] : []);
    ctx.beginPath();
    ctx.roundRect(
      left + t / 2,
      top + t / 2,
      width - t,
      height - t,
      Math.min(radius, width / 2, height / 2),
    );
    ctx.stroke();
    return;
  }
  for (const [wide, colour, x, y, w, h] of /** @type {const} */ ([
    [t, style.borderTopColor, left, top, width, t],
    [b, style.borderBottomColor, left, top + height - b, width, b],
    [l, style.borderLeftColor, left, top, l, height],
    [r, style.borderRightColor, left + width - r, top, r, height],
  ])) {
    ctx.fillStyle = colour;
    if (wide) ctx.fillRect(x, y, w, h);
  }
}

/**
 * Words at their place on the page.
 * @param {Ctx} ctx
 * @param {Text} text
 * @param {CSSStyleDeclaration} style of the element around it
 */
function write(ctx, text, style) {
  ctx.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  ctx.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
  ctx.fillStyle = style.color;
  ctx.textBaseline = "alphabetic";
  const range = document.createRange();
  for (const { 0: word, index } of text.data.matchAll(/[^ \n\t]+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    const shown = style.textTransform === "uppercase" ? word.toUpperCase() : word;
    const {
      fontBoundingBoxAscent: up,
      fontBoundingBoxDescent: down,
      width,
    } = ctx.measureText(shown);
    const y = box.top + (box.height * up) / (up + down);
    ctx.fillText(shown, box.left, y, Math.max(width * 0.9, box.width));
  }
}

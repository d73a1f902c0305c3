// Paints all channels of a layer into one picture: a grid of maps, one ImageData, written in place.

/** @import { FeatureMap } from "../../domain/state.js" */

/**
 * The minimum and maximum byte of each channel and of the layer, written into `into` and reused.
 * @typedef {{ low: Float64Array, high: Float64Array, min: number, max: number }} Range
 * @param {FeatureMap} map
 * @param {Range | null} into
 * @returns {Range}
 */
export function rangeOf({ data, shape }, into) {
  const channels = shape[2];
  const range =
    into?.low.length === channels
      ? into
      : { low: new Float64Array(channels), high: new Float64Array(channels), min: 0, max: 0 };
  const { low, high } = range;
  for (let c = 0; c < channels; c++) low[c] = high[c] = data[c];
  for (let i = channels, c = 0; i < data.length; i++) {
    const byte = data[i];
    if (byte < low[c]) low[c] = byte;
    else if (byte > high[c]) high[c] = byte;
    if (++c === channels) c = 0;
  }
  range.min = low[0];
  range.max = high[0];
  for (let c = 1; c < channels; c++) {
    if (low[c] < range.min) range.min = low[c];
    if (high[c] > range.max) range.max = high[c];
  }
  return range;
}

/**
 * The grid in which `count` maps of h x w are largest within a box; all in device pixels.
 * @param {number} count
 * @param {number} h
 * @param {number} w
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 */
export function fit(count, h, w, width, height, gap) {
  let columns = 1;
  let cell = 0;
  for (let tried = 1; tried <= count; tried++) {
    const rows = Math.ceil(count / tried);
    const size = Math.min((width + gap) / tried - gap, (((height + gap) / rows - gap) * w) / h);
    if (size > cell) [columns, cell] = [tried, size];
  }
  return { columns, rows: Math.ceil(count / columns), cell: Math.max(1, cell) };
}

/**
 * Maps just short of twice their size are shown at twice, if the grid grows no more than half as
 * tall again.
 * @param {ReturnType<typeof fit>} fitted
 * @param {[h: number, w: number, channels: number]} shape
 * @param {{ width: number, height: number, gap: number }} box in device pixels
 */
function enlarge(fitted, [h, w, channels], { width, height, gap }) {
  const columns = Math.floor((width + gap) / (2 * w + gap));
  const rows = Math.ceil(channels / columns);
  const tall = rows * (2 * h + gap) > 1.5 * height;
  return fitted.cell >= 2 * w || fitted.cell < 1.2 * w || tall
    ? fitted
    : { columns, rows, cell: 2 * w };
}

/**
 * How a grid of maps is laid out: `across` x `down` device pixels for each map, `space` between
 * them, `css` CSS pixels for a device pixel.
 * @param {[h: number, w: number, channels: number]} shape
 * @param {{ width: number, height: number, gap: number, dpr: number }} box in CSS pixels
 */
function layOut(shape, { width, height, gap, dpr }) {
  const [h, w, channels] = shape;
  const device = { width: width * dpr, height: height * dpr, gap: gap * dpr };
  const fitted = fit(channels, h, w, device.width, device.height, device.gap);
  const { columns, rows, cell } = enlarge(fitted, shape, device);
  const zoom = cell / w;
  const sharp = zoom >= 2;
  const across = sharp ? Math.floor(cell) : w;
  const down = sharp ? Math.max(1, Math.floor((cell * h) / w)) : h;
  const space = sharp ? Math.round(gap * dpr) : Math.max(1, Math.round((gap * dpr) / zoom));
  const [wide, high] = [columns * (across + space) - space, rows * (down + space) - space];
  const css = Math.min((sharp ? 1 : zoom) / dpr, width / wide);
  return { columns, rows, sharp, across, down, space, wide, high, css };
}

/**
 * Which number of a layer each pixel of the grid shows: the corner of each channel's map among the
 * pixels, and the row and column of the map behind each row and column of pixels.
 * @param {[h: number, w: number, channels: number]} shape
 * @param {ReturnType<typeof layOut>} layout
 */
function sampling([h, w, channels], { columns, across, down, space, wide }) {
  const list = (/** @type {number} */ length, /** @type {(i: number) => number} */ value) =>
    Int32Array.from({ length }, (_, i) => value(i));
  return {
    corners: list(
      channels,
      (c) => Math.floor(c / columns) * (down + space) * wide + (c % columns) * (across + space),
    ),
    fromY: list(down, (y) => Math.floor((y * h) / down) * w * channels),
    fromX: list(across, (x) => Math.floor((x * w) / across) * channels),
  };
}

/**
 * A painter for grids of one shape in one box. Maps that are enlarged twice or more are enlarged
 * here, in sharp pixels; smaller ones are painted as they are and scaled smoothly by the browser.
 * @param {HTMLCanvasElement} canvas
 * @param {[number, number, number]} shape
 * @param {{ width: number, height: number, gap: number, dpr: number }} box in CSS pixels
 */
export function createPainter(canvas, shape, box) {
  const layout = layOut(shape, box);
  const { columns, rows, sharp, across, down, space, wide, high, css } = layout;
  const { corners, fromY, fromX } = sampling(shape, layout);
  const channels = shape[2];
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${wide * css}px`;
  canvas.style.height = `${high * css}px`;
  canvas.style.imageRendering = sharp ? "pixelated" : "auto";
  const ctx = canvas.getContext("2d");
  const image = new ImageData(wide, high);
  const pixels = new Uint32Array(image.data.buffer);

  return {
    columns,
    rows,
    /**
     * Place and size of a channel's map in CSS pixels.
     * @param {number} c
     */
    place: (c) => ({
      left: (c % columns) * (across + space) * css,
      top: Math.floor(c / columns) * (down + space) * css,
      width: across * css,
      height: down * css,
    }),
    /**
     * The channel at a place in CSS pixels, or null.
     * @param {number} x
     * @param {number} y
     */
    at(x, y) {
      const column = Math.floor(x / css / (across + space));
      const row = Math.floor(y / css / (down + space));
      const c = row * columns + column;
      return column >= 0 && column < columns && row >= 0 && c < channels ? c : null;
    },
    /**
     * @param {FeatureMap["data"]} data
     * @param {Range} range
     * @param {"layer" | "channel"} scale
     * @param {Uint32Array} colours
     */
    paint(data, { low, high: most, min, max }, scale, colours) {
      for (let c = 0; c < channels; c++) {
        const base = scale === "layer" ? min : low[c];
        const top = scale === "layer" ? max : most[c];
        const step = top > base ? 255 / (top - base) : 0; // colours per byte
        for (let y = 0, row = corners[c]; y < down; y++, row += wide) {
          const line = fromY[y] + c;
          for (let x = 0; x < across; x++)
            pixels[row + x] = colours[((data[line + fromX[x]] - base) * step) | 0];
        }
      }
      ctx?.putImageData(image, 0, 0);
    },
  };
}

/**
 * Lays an element over a channel's map.
 * @param {HTMLElement} node
 * @param {{ left: number, top: number, width: number, height: number }} place in CSS pixels
 */
export function putOver(node, { left, top, width, height }) {
  node.style.transform = `translate(${left}px, ${top}px)`;
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
}

// A text as a QR code (ISO/IEC 18004): byte mode, levels L and M of error correction, versions 1 to
// 20. Larger ones have modules that no telephone tells apart on a screen.

/** The levels by how much they mend: 7 % and 15 %. `bits` names them in the format information. */
const LEVELS = /** @type {const} */ ([
  {
    level: "L",
    bits: 1,
    check: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28],
    blocks: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8],
  },
  {
    level: "M",
    bits: 0,
    check: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26],
    blocks: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16],
  },
]);
const LARGEST = 20;
/** Light modules around the code, without which it is not found. */
export const QUIET = 4;

const FORMAT = { generator: 0x537, degree: 10, mask: 0x5412 };
const VERSION = { generator: 0x1f25, degree: 12 };

/** @typedef {typeof LEVELS[number]} Level */

/**
 * @typedef {object} Code
 * @property {number} version
 * @property {"L" | "M"} level
 * @property {number} mask
 * @property {number} size   modules of a side, without the quiet zone
 * @property {Uint8Array} modules   row after row; 1 is dark
 */

/**
 * The smallest code of a text, with the higher level where it costs no larger one; null for more
 * than 858 bytes.
 * @param {string} text
 * @param {{ version?: number, level?: "L" | "M", mask?: number }} [wish]   at least this version;
 *   this level and mask
 * @returns {Code | null}
 */
export function qr(text, { version: least = 1, level: asked, mask: chosen } = {}) {
  const bytes = new TextEncoder().encode(text);
  const fits = (/** @type {number} */ version, /** @type {Level} */ level) =>
    headerBits(version) + 8 * bytes.length <= 8 * dataBytes(version, level);
  const levels = LEVELS.filter(({ level }) => level === (asked ?? level));
  let version = least;
  while (version <= LARGEST && !fits(version, levels[0])) version++;
  if (version > LARGEST) return null;
  const level = levels.findLast((level) => fits(version, level)) ?? levels[0];

  const matrix = patterns(version);
  write(matrix, interleave(encode(bytes, version, level), version, level));
  const masks = chosen === undefined ? MASKS.keys() : [chosen];
  /** @type {Code | null} */
  let best = null;
  let easiest = Infinity;
  for (const mask of masks) {
    const candidate = masked(matrix, mask, level);
    const { size, modules } = candidate;
    const hard = penalty(candidate);
    if (hard >= easiest) continue;
    easiest = hard;
    best = { version, level: level.level, mask, size, modules };
  }
  return best;
}

// Bytes

/** Bits of mode and length. @param {number} version */
const headerBits = (version) => 4 + (version < 10 ? 8 : 16);

/** Bits of a code that are no pattern. @param {number} version */
function rawBits(version) {
  const bits = (16 * version + 128) * version + 64;
  if (version < 2) return bits;
  const count = alignments(version).length;
  return bits - ((25 * count - 10) * count - 55) - (version < 7 ? 0 : 36);
}

/**
 * Bytes without those of error correction.
 * @param {number} version
 * @param {Level} level
 */
const dataBytes = (version, { check, blocks }) =>
  (rawBits(version) >> 3) - check[version - 1] * blocks[version - 1];

/**
 * Mode, length, bytes, end, and what fills the rest.
 * @param {Uint8Array} bytes
 * @param {number} version
 * @param {Level} level
 */
function encode(bytes, version, level) {
  const data = new Uint8Array(dataBytes(version, level));
  let at = 0;
  const put = (/** @type {number} */ value, /** @type {number} */ bits) => {
    for (let bit = bits - 1; bit >= 0; bit--, at++)
      data[at >> 3] |= ((value >> bit) & 1) << (7 - (at & 7));
  };
  put(4, 4);
  put(bytes.length, headerBits(version) - 4);
  for (const byte of bytes) put(byte, 8);
  // The end is four zeros or fewer; then whole bytes.
  let next = (Math.min(at + 4, 8 * data.length) + 7) >> 3;
  for (let fill = 0xec; next < data.length; fill ^= 0xec ^ 0x11) data[next++] = fill;
  return data;
}

/**
 * The data in blocks, each with its error correction, one byte of each in turn.
 * @param {Uint8Array} data
 * @param {number} version
 * @param {Level} level
 */
function interleave(data, version, { check, blocks }) {
  const [count, checks] = [blocks[version - 1], check[version - 1]];
  const short = Math.floor(data.length / count);
  const longer = data.length % count; // the last ones have a byte more
  const generator = generatorOf(checks);
  const parts = Array.from({ length: count }, (_, i) => {
    const extra = Math.max(0, i - (count - longer));
    const from = i * short + extra;
    const part = data.subarray(from, from + short + (i < count - longer ? 0 : 1));
    return { part, rest: remainder(part, generator) };
  });
  /** @type {number[]} */
  const all = [];
  for (let i = 0; i <= short; i++)
    for (const { part } of parts) if (i < part.length) all.push(part[i]);
  for (let i = 0; i < checks; i++) for (const { rest } of parts) all.push(rest[i]);
  return all;
}

// Reed-Solomon over GF(256) with x^8 + x^4 + x^3 + x^2 + 1

/**
 * @param {number} a
 * @param {number} b
 */
function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product >> 7 ? 0x11d : 0);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

/**
 * The product of all x - 2^i, without its first coefficient, 1.
 * @param {number} degree
 */
function generatorOf(degree) {
  const coefficients = new Uint8Array(degree);
  coefficients[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2))
    for (let j = 0; j < degree; j++)
      coefficients[j] = times(coefficients[j], root) ^ (coefficients[j + 1] ?? 0);
  return coefficients;
}

/**
 * @param {Uint8Array} data
 * @param {Uint8Array} generator
 */
function remainder(data, generator) {
  const rest = new Uint8Array(generator.length);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest.copyWithin(0, 1);
    rest[rest.length - 1] = 0;
    for (let i = 0; i < rest.length; i++) rest[i] ^= times(generator[i], factor);
  }
  return rest;
}

/**
 * Bits, and behind them the remainder of a division by a polynomial over GF(2).
 * @param {number} value
 * @param {{ generator: number, degree: number }} code
 */
function withCheck(value, { generator, degree }) {
  let rest = value;
  for (let i = 0; i < degree; i++) rest = (rest << 1) ^ (rest >> (degree - 1) ? generator : 0);
  return (value << degree) | rest;
}

// Modules

/** Rows and columns of the alignment patterns' centres. @param {number} version */
function alignments(version) {
  if (version < 2) return [];
  const count = Math.floor(version / 7) + 2;
  const step = 2 * Math.ceil((4 * version + 4) / (2 * count - 2));
  const last = 4 * version + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => last - step * (count - 2 - i))];
}

/** Which modules a mask turns over. @type {((y: number, x: number) => boolean)[]} */
const MASKS = [
  (y, x) => (x + y) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (x + y) % 3 === 0,
  (y, x) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (y, x) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (y, x) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (y, x) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/**
 * @typedef {object} Matrix
 * @property {number} size
 * @property {Uint8Array} modules
 * @property {Uint8Array} fixed   1 where a pattern stands, or what names the format
 */

/**
 * @param {Matrix} matrix
 * @param {number} y
 * @param {number} x
 * @param {number | boolean} dark
 */
function fix({ size, modules, fixed }, y, x, dark) {
  if (y < 0 || x < 0 || y >= size || x >= size) return;
  modules[y * size + x] = Number(dark);
  fixed[y * size + x] = 1;
}

/**
 * Square rings around a centre.
 * @param {Matrix} matrix
 * @param {number} y
 * @param {number} x
 * @param {number} radius
 * @param {number[]} light   the radii of the light ones
 */
function rings(matrix, y, x, radius, light) {
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++)
      fix(matrix, y + dy, x + dx, !light.includes(Math.max(Math.abs(dy), Math.abs(dx))));
}

/**
 * A code without its data.
 * @param {number} version
 */
function patterns(version) {
  const size = 4 * version + 17;
  const empty = () => new Uint8Array(size * size);
  const matrix = { size, modules: empty(), fixed: empty() };
  for (let i = 0; i < size; i++) {
    fix(matrix, 6, i, i % 2 === 0);
    fix(matrix, i, 6, i % 2 === 0);
  }
  const far = size - 7;
  rings(matrix, 3, 3, 4, [2, 4]);
  rings(matrix, 3, far + 3, 4, [2, 4]);
  rings(matrix, far + 3, 3, 4, [2, 4]);
  const centres = alignments(version);
  for (const y of centres)
    for (const x of centres) {
      const finder = (y === 6 && (x === 6 || x === far)) || (x === 6 && y === far);
      if (!finder) rings(matrix, y, x, 2, [1]);
    }
  name(matrix, 0);
  if (version < 7) return matrix;
  const bits = withCheck(version, VERSION);
  for (let i = 0; i < 18; i++) {
    const [long, short] = [Math.floor(i / 3), size - 11 + (i % 3)];
    fix(matrix, long, short, (bits >> i) & 1);
    fix(matrix, short, long, (bits >> i) & 1);
  }
  return matrix;
}

/**
 * Writes level and mask, twice.
 * @param {Matrix} matrix
 * @param {number} bits
 */
function name(matrix, bits) {
  const { size } = matrix;
  for (let i = 0; i < 15; i++) {
    const bit = (bits >> i) & 1;
    if (i < 8) fix(matrix, i < 6 ? i : i + 1, 8, bit);
    else fix(matrix, 8, i < 9 ? 7 : 14 - i, bit);
    if (i < 8) fix(matrix, 8, size - 1 - i, bit);
    else fix(matrix, size - 15 + i, 8, bit);
  }
  fix(matrix, size - 8, 8, 1);
}

/**
 * In columns of two, from the right, up and down in turn; what is left over stays light.
 * @param {Matrix} matrix
 * @param {number[]} bytes
 */
function write({ size, modules, fixed }, bytes) {
  let at = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5; // the column of the timing pattern
    const up = ((right + 1) & 2) === 0;
    for (let i = 0; i < size; i++)
      for (const x of [right, right - 1]) {
        const cell = (up ? size - 1 - i : i) * size + x;
        if (fixed[cell] || at >= 8 * bytes.length) continue;
        modules[cell] = (bytes[at >> 3] >> (7 - (at & 7))) & 1;
        at++;
      }
  }
}

/**
 * A copy with a mask, and what names it.
 * @param {Matrix} matrix
 * @param {number} mask
 * @param {Level} level
 * @returns {Matrix}
 */
function masked({ size, modules, fixed }, mask, { bits }) {
  const turns = MASKS[mask];
  const copy = modules.map((dark, cell) =>
    fixed[cell] ? dark : dark ^ Number(turns(Math.floor(cell / size), cell % size)),
  );
  const matrix = { size, modules: copy, fixed };
  name(matrix, withCheck((bits << 3) | mask, FORMAT) ^ FORMAT.mask);
  return matrix;
}

/**
 * How hard a code is to read: rows of one colour, squares of one colour, what looks like a finder,
 * and too much of a colour.
 * @param {Matrix} matrix
 */
function penalty({ size, modules }) {
  const at = (/** @type {number} */ y, /** @type {number} */ x) => modules[y * size + x];
  const indices = Array.from({ length: size }, (_, i) => i);
  const lines = indices.flatMap((i) => [
    indices.map((j) => at(i, j)).join(""),
    indices.map((j) => at(j, i)).join(""),
  ]);
  let sum = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    for (const _ of `0000${line}0000`.matchAll(/(?=00001011101|10111010000)/g)) sum += 40;
  }
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++) {
      const dark = at(y, x) + at(y - 1, x) + at(y, x - 1) + at(y - 1, x - 1);
      if (dark % 4 === 0) sum += 3;
    }
  const dark = modules.reduce((sum, module) => sum + module, 0) / size ** 2;
  return sum + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}

// Labels in tables: CSV and JSON, with a column or keys of indices.

/**
 * The column of names in a table, in the order of its column of indices if it has one.
 * @param {string[]} all its lines
 */
export function fromTable(all) {
  const lines = all.filter(Boolean);
  const separator = ["\t", ";", ","].find((one) => {
    const counts = new Set(lines.map((line) => cells(line, one).length));
    return counts.size === 1 && !counts.has(1);
  });
  const rows = lines.map((line) => (separator ? cells(line, separator) : cells(line, "\0")));
  const head = isHead(rows) ? /** @type {string[]} */ (rows.shift()) : [];
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => rows.map((row) => row[i]));
  const order = columns.findIndex((column) => isOrder(column.map(Number)) && width > 1);
  if (order >= 0) rows.sort((a, b) => Number(a[order]) - Number(b[order]));
  const called = head.findIndex((title) =>
    /^(display_?)?(name|label|class(_?name)?)s?$/i.test(title),
  );
  const words = columns.findIndex(
    (column, i) => i !== order && column.some((cell) => cell && Number.isNaN(Number(cell))),
  );
  const other = columns.findIndex((_, i) => i !== order);
  const at = [called === order ? -1 : called, words, other].find((column) => column >= 0) ?? 0;
  return rows.map((row) => row[at]);
}

/**
 * Whether the first row are titles: words that are such, or the only words of a column of numbers.
 * @param {string[][]} rows
 */
function isHead([first, ...rows]) {
  if (!first || !rows.length) return false;
  const isNumber = (/** @type {string} */ cell) => cell !== "" && !Number.isNaN(Number(cell));
  return first.some(
    (cell, i) =>
      /^(display_?)?(name|label|class(_?(name|id))?|index|id)s?$/i.test(cell) ||
      (!isNumber(cell) && rows.every((row) => isNumber(row[i]))),
  );
}

/**
 * @param {string} line
 * @param {string} separator
 */
function cells(line, separator) {
  const found = line.matchAll(
    new RegExp(`(?:^|${separator})\\s*(?:"((?:[^"]|"")*)"|([^${separator}]*))`, "g"),
  );
  return Array.from(found, ([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain).trim());
}

/**
 * Whether these are the numbers from 0 or from 1, each once.
 * @param {number[]} numbers
 */
function isOrder(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [first] = sorted;
  return (first === 0 || first === 1) && sorted.every((number, i) => number === first + i);
}

/**
 * The names in JSON; none if it has no list of them, null if it is not JSON.
 * @param {string} text
 */
export function fromJson(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return namesIn(value) ?? [];
}

/**
 * The names in a list; in an object from indices to names, or from names to indices; or under a
 * key of it that says so.
 * @param {unknown} value
 * @returns {string[] | null}
 */
function namesIn(value) {
  if (Array.isArray(value)) return value.map(nameOf);
  if (typeof value !== "object" || value === null) return null;
  const keyed = Object.entries(value);
  const byIndex = placed(keyed.map(([key, name]) => [/^\d+$/.test(key) ? Number(key) : NaN, name]));
  if (byIndex) return byIndex.map(nameOf);
  const byName = placed(
    keyed.map(([name, index]) => [typeof index === "number" ? index : NaN, name]),
  );
  if (byName) return byName.map(nameOf);
  const key = KEYS.find((key) => key in value);
  return key ? namesIn(/** @type {Record<string, unknown>} */ (value)[key]) : null;
}

/** Under which objects keep a list of names. */
const KEYS = [
  ...["labels", "names", "classes", "class_names", "classNames", "categories", "id2label"],
  ...["class_indices", "index_to_name", "index_to_label", "idx_to_class", "label_map", "label2id"],
];

/**
 * Names at their indices from 0 or 1, where at most as many are missing as are there; null where
 * these are no indices.
 * @param {[index: number, name: unknown][]} pairs
 */
function placed(pairs) {
  const indices = pairs.map(([index]) => index);
  if (!indices.length || !indices.every((index) => Number.isInteger(index) && index >= 0))
    return null;
  const first = indices.includes(0) ? 0 : 1;
  const length = indices.reduce((most, index) => Math.max(most, index), 0) + 1 - first;
  if (length > 2 * pairs.length || new Set(indices).size < pairs.length) return null;
  const names = new Array(length).fill("");
  for (const [index, name] of pairs) names[index - first] = name;
  return names;
}

/**
 * A class in a list: its name, a row that ends with it, or an object that has it.
 * @param {unknown} value
 * @returns {string}
 */
function nameOf(value) {
  if (Array.isArray(value)) return nameOf(value.at(-1));
  if (typeof value !== "object" || value === null) return String(value).trim();
  const { name, label, className, class_name, display_name, title } =
    /** @type {Record<string, unknown>} */ (value);
  return String(name ?? label ?? className ?? class_name ?? display_name ?? title ?? "").trim();
}

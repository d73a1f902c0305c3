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
 * Whether these are the numbers from 0, each once.
 * @param {number[]} numbers
 */
function isOrder(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return numbers.length > 0 && sorted.every((number, i) => number === i);
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
  if (isOrder(keyed.map(([key]) => Number(key))))
    return keyed.sort(([a], [b]) => Number(a) - Number(b)).map(([, name]) => nameOf(name));
  if (isOrder(keyed.map(([, index]) => (typeof index === "number" ? index : NaN))))
    return keyed.sort(([, a], [, b]) => a - b).map(([name]) => name);
  const key = ["labels", "names", "classes", "class_names", "categories", "id2label"].find(
    (key) => key in value,
  );
  return key ? namesIn(/** @type {Record<string, unknown>} */ (value)[key]) : null;
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

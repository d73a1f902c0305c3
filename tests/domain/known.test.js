import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { better, smaller } from "../../www/app/network/offers.js";
import { among, isGuess, known, listed } from "../../www/domain/known.js";

/**
 * @import { Answer, Description, Entry } from "../../www/domain/state.js"
 * @import { Output } from "../../www/separable.d.ts"
 */

const BUILT_IN = readFileSync(
  new URL("../../weights/built-in/labels.txt", import.meta.url),
  "utf8",
).trim();

const plain = (/** @type {string} */ text) => text.replace(/[\u202f\u00a0]/g, " ");

/** @returns {Description} */
function network(
  /** @type {string[] | null} */ labels,
  /** @type {Partial<Output> & { limit?: number }} */ { limit = 0.5, ...output } = {},
) {
  const classes = labels?.length ?? 10;
  const all = { kind: "classes", scores: "softmax", source: "network", shape: [1, 1, classes] };
  return /** @type {never} */ ({ labels, classes, limit, output: { ...all, ...output } });
}

/** @param {[string, number][]} pairs @returns {Answer[]} */
const answers = (pairs) =>
  pairs.map(([className, probability], index) => ({ className, probability, index }));

test("what a network does not know is read from its labels", () => {
  const built = network(BUILT_IN.split("\n"));
  assert.equal(
    known(built),
    "People, hands and mobile phones are not among its 200 things.",
    "a pay-phone is no mobile phone",
  );
  const many = (/** @type {string[]} */ ...more) =>
    plain(known(network([...Array.from({ length: 997 }, (_, i) => `thing ${i}`), ...more])));
  assert.equal(
    many("background", "cellular telephone, cellular phone, cellphone", "hand blower, hair dryer"),
    "People and hands are not among its 999 things.",
    "background is no thing, and a hand blower no hand",
  );
  assert.equal(many("Person", "Human hand"), "Mobile phones are not among its 999 things.");
  assert.equal(many("man, adult male", "hand", "phone"), "The network knows 1 000 things.");
});

test("few things are all named", () => {
  const few = (/** @type {string[]} */ ...labels) => known(network(labels));
  assert.equal(
    few("rock", "paper", "scissors"),
    "The network knows 3 things: rock, paper, scissors.",
  );
  assert.equal(few("__background__", "gull"), "The network knows 1 thing: gull.");
  assert.equal(few("חתול", "dog"), "The network knows 2 things: \u2068חתול\u2069, dog.");
  const long = ["a", "b", "c"].map((letter) => letter.repeat(60));
  assert.match(few(...long), /^People, hands and mobile phones are not among its 3 things\.$/);
  assert.equal(known(network(null)), "", "without labels nothing says it");
  assert.equal(known(network(["a", "b"], { kind: "features" })), "");
});

test("a certainty is one of the things that a network knows", () => {
  assert.equal(among(network(BUILT_IN.split("\n"))), "one of 200 things");
  assert.equal(among(network(["background", "rock", "paper"])), "one of 2 things");
  assert.equal(among(network(null)), "one of 10 things");
  assert.equal(among(network(["a", "b"], { scores: "logistic" })), "each of 2 things by itself");
  assert.equal(
    among(network(["cat", "dog"], { kind: "one", scores: "logistic" })),
    "one of 2 things",
  );
  assert.equal(among(network(["cat"], { kind: "one", scores: "logistic" })), "");
  assert.equal(among(network(null, { kind: "features", scores: "none" })), "");
});

test("an answer under the network's limit is a guess, and under a half on a drawn sample", () => {
  const built = network(BUILT_IN.split("\n"), { limit: 0.97 });
  const [best] = answers([["iPod", 0.95]]);
  for (const kind of /** @type {const} */ (["camera", "picture", "video", "screen"]))
    assert.equal(isGuess(built, best, kind), true, kind);
  assert.equal(isGuess(built, best, "sample"), false);
  assert.equal(isGuess(built, { ...best, probability: 0.49 }, "sample"), true);
  assert.equal(isGuess(built, { ...best, probability: 0.97 }, "camera"), false);
  assert.equal(isGuess(built, undefined, "camera"), false);
  assert.equal(
    isGuess({ ...built, output: { ...built.output, kind: "map" } }, best, "camera"),
    false,
  );
});

test("what is nothing does not fill a list, and the background only where it comes first", () => {
  const names = (
    /** @type {[string, number][]} */ pairs,
    /** @type {Output["kind"]} */ kind = "classes",
  ) =>
    listed(network(["a"], { kind }), answers(pairs), 5)
      .map(({ className }) => className)
      .join();
  assert.equal(
    names([
      ["a", 0.9],
      ["background", 0.06],
      ["b", 0.04],
      ["c", 0.0004],
    ]),
    "a,b",
  );
  assert.equal(
    names([
      ["a", 1],
      ["b", 0.0006],
      ["c", 0],
    ]),
    "a,b",
  );
  assert.equal(
    names([
      ["background", 0.9],
      ["a", 0.1],
    ]),
    "background,a",
    "it is none of the others",
  );
  assert.equal(
    names([
      ["a", 0],
      ["b", 0],
    ]),
    "a",
    "there is always a first answer",
  );
  assert.equal(
    names([
      ["a", 0.3],
      ["b", 0.2],
      ["c", 0.1],
      ["d", 0.1],
      ["e", 0.1],
      ["f", 0.1],
    ]),
    "a,b,c,d,e",
  );
  assert.equal(
    names(
      [
        ["dog", 1],
        ["cat", 0],
      ],
      "one",
    ),
    "dog,cat",
    "the rest of one number",
  );
});

/** @param {string} id @param {number} alpha @param {number} input @param {number} [top1] */
const entry = (id, alpha, input, top1) =>
  /** @type {Entry} */ ({ id, name: id, alpha, input, bytes: 4.28e6, ...(top1 && { top1 }) });
const LIST = [
  entry("built-in", 0.5, 128, 51.55),
  entry("large", 1, 224, 69.7),
  entry("middle", 0.75, 192, 66.2),
  entry("unknown", 1, 224),
  entry("tiny", 0.25, 128, 39.9),
];
const runs = (/** @type {Entry} */ { id, alpha, input }) =>
  /** @type {Description} */ (
    /** @type {unknown} */ ({ id, family: { alpha }, input: [input, input, 3] })
  );

test("the better network is the most accurate one that is not slow here", () => {
  const offered = (/** @type {Entry} */ entry, /** @type {number} */ median) =>
    better(runs(entry), LIST, { median, count: 40 }, 60);
  const offer = offered(LIST[0], 1);
  assert.equal(offer?.to, "large");
  assert.equal(plain(offer.take), "Use it (4.28 MB)");
  assert.match(plain(offer.text), /large.* 69\.7 %, .* 51\.55 %/);
  // 12.25 and 5.06 times as much work.
  assert.equal(offered(LIST[0], 6)?.to, "middle");
  assert.equal(offered(LIST[0], 20), null);
  const patient = better(runs(LIST[0]), LIST, { median: 20, count: 1 }, Infinity);
  assert.equal(patient?.to, "large", "a still picture may take its time");
  assert.equal(offered(LIST[1], 1), null, "nothing is better");
  assert.equal(offered(LIST[3], 1), null, "no accuracy is published");
  assert.equal(better(runs(LIST[0]), LIST.slice(0, 1), { median: 1, count: 1 }, 60), null);
});

test("what was offered as better is not taken back as slow", () => {
  for (const median of [0.5, 2, 4, 6, 9, 11, 30]) {
    const offer = better(runs(LIST[0]), LIST, { median, count: 40 }, 60);
    const to = LIST.find(({ id }) => id === offer?.to);
    if (!to) continue;
    const share = ((to.alpha ?? 0) * to.input) ** 2 / 64 ** 2;
    assert.ok(share * median <= 60, `${to.id} at ${median} ms`);
  }
  assert.equal(smaller(runs(LIST[1]), LIST, { median: 70, count: 40 }, 60)?.to, "middle");
});

#!/usr/bin/env node
// `separable classify PICTURE ...`: what a network sees in pictures, on the command line.

import { basename } from "node:path";
import { parseArgs } from "node:util";
import { load, version } from "../node.js";

const HELP = `separable classify PICTURE... [options]

  --model FILE    a .tflite file, or a zip that holds one; left out: the built-in network
  --labels FILE   one name of a class per line; left out: those in the model's file
  --k N           how many answers, best first (5)
  --threads N     over how many threads each picture is spread (1)
  --json          one line of JSON for each picture
  --version

Pictures are decoded by sharp: npm install sharp`;

const BUILT_IN = {
  model: new URL("../models/built-in/model_int8.tflite", import.meta.url),
  labels: new URL("../models/built-in/labels.txt", import.meta.url),
};

/** What is wrong with the command line. */
class Misuse extends Error {}

/** @param {string[]} args */
function read(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: "string" },
        labels: { type: "string" },
        k: { type: "string", default: "5" },
        threads: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
        version: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new Misuse(/** @type {Error} */ (error).message);
  }
}

/** @param {{ loaded: number, total: number }} progress */
function tell({ loaded, total }) {
  if (!process.stderr.isTTY) return;
  const share = total ? `${Math.floor((100 * loaded) / total)} %` : `${loaded} bytes`;
  process.stderr.write(`\rreading the model: ${share}${loaded === total ? "\n" : ""}`);
}

/** @param {string[]} args */
async function run(args) {
  const { values, positionals } = read(args);
  const [command, ...pictures] = positionals;
  if (values.version) return console.log(version);
  if (values.help) return console.log(HELP);
  if (command !== "classify" || !pictures.length)
    throw new Misuse("Give `classify` and at least one picture.");
  const own = values.model ? { model: values.model, labels: undefined } : BUILT_IN;
  const network = await load(own.model, {
    labels: values.labels ?? own.labels,
    threads: Number(values.threads),
    onProgress: tell,
  });
  for (const note of network.notes) console.error(note);
  let failed = 0;
  for (const picture of pictures) {
    try {
      show(picture, await network.classify(picture, { k: Number(values.k) }), values.json);
    } catch (error) {
      failed++;
      console.error(`${basename(picture)}: ${/** @type {Error} */ (error).message}`);
    }
  }
  network.dispose();
  if (failed) process.exitCode = 1;
}

/**
 * @param {string} picture
 * @param {import("../../separable.d.ts").Answer[]} answers
 * @param {boolean} json
 */
function show(picture, answers, json) {
  if (json) return console.log(JSON.stringify({ picture, answers }));
  console.log(picture);
  for (const { className, probability } of answers)
    console.log(`  ${(100 * probability).toFixed(1).padStart(5)} %  ${className}`);
}

run(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  if (error instanceof Misuse) console.error(`\n${HELP}`);
  process.exitCode = error instanceof Misuse ? 2 : 1;
});

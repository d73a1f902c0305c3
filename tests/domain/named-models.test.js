import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf } from "../../www/separable/named-models.js";

const FOLDER = new URL("http://host/models/");
const LIST = [{ id: "v1", parts: ["body.tflite", "head.tflite"], labels: "names.txt" }];
const read = (/** @type {unknown} */ list) => async (/** @type {URL} */ address) => {
  assert.equal(address.href, "http://host/models/index.json");
  return new TextEncoder().encode(typeof list === "string" ? list : JSON.stringify(list));
};

test("a name leads to the files of a host", async () => {
  const { parts, labels } = await filesOf("v1", FOLDER, read(LIST));
  assert.deepEqual(parts.map(String), [
    "http://host/models/body.tflite",
    "http://host/models/head.tflite",
  ]);
  assert.equal(labels.href, "http://host/models/names.txt");
});

test("a name that is not there, and a list that is none, are told", async () => {
  await assert.rejects(filesOf("v9", FOLDER, read(LIST)), /no model “v9” in .*index.json, but v1/);
  for (const list of ["<html>", {}, [{ id: "v1" }], [null]])
    await assert.rejects(filesOf("v1", FOLDER, read(list)), /is no list of models/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { HEAD, refusal } from "../../www/separable/refusals.js";

/** The first bytes of files as their tools write them, by what they are called. */
const FILES = /** @type {[words: string, name: string, head: string][]} */ ([
  ["a Keras model", "keras_model.h5", "\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0"],
  ["a Keras model", "renamed.tflite", "\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0"],
  ["a TensorFlow SavedModel", "saved_model.pb", "\x08\x01\x12\xe2\x8b\x02\x0a\x12"],
  ["a TensorFlow.js model", "model.json", '{"format": "layers-model", "generatedBy": "keras v2"'],
  ["a TensorFlow.js model", "model.json", '{"modelTopology":{"class_name":"Sequential"'],
  ["an ONNX model", "net.onnx", "\x08\x07\x12\x07pytorch\x1a\x051.13\x3a"],
  ["an ONNX model", "net", "\x08\x08\x12\x07pytorch\x1a\x051.13\x3a"],
  ["a PyTorch model", "old.pth", "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."],
  ["a language model", "llama.gguf", "GGUF\x03\0\0\0"],
  ["safetensors", "model.safetensors", '\x58\0\0\0\0\0\0\0{"__metadata__":{"format":"pt"}'],
  [
    "Git LFS",
    "model.tflite",
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1",
  ],
  ["a web page", "model.tflite", '\n<!DOCTYPE html>\n<html lang="en">'],
  ["a web page", "model.tflite", "<html><head><title>404"],
  ["an archive", "model.tar.gz", "\x1f\x8b\x08\0\0\0\0\0"],
  ["an archive", "model.7z", "7z\xbc\xaf\x27\x1c"],
  ["a picture or a video", "photo.jpg", "\xff\xd8\xff\xe0\0\x10JFIF"],
  ["a picture or a video", "shot.png", "\x89PNG\r\n\x1a\n"],
  ["a picture or a video", "clip.mp4", "\0\0\0\x20ftypisom"],
  ["a picture or a video", "drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg">'],
  ["text, not a model", "notes.txt", "tench\ngoldfish\n"],
  ["not a model", "noise.bin", "\x07\x13\0\x01\x02\x03\x04"],
]);

test("what is no TensorFlow Lite model is called what it is, with what to do", () => {
  for (const [words, name, head] of FILES) {
    const told = refusal(new Uint8Array(Buffer.from(head, "latin1")).slice(0, HEAD), name);
    assert.ok(told.startsWith(`${name} is `) && told.includes(words), `${name}: ${told}`);
    assert.match(told, /^[^\n]+; [^\n]+\.$/, "one sentence with what to do");
  }
});

test("a tar is told by the mark in its middle, and a file without a name has one", () => {
  const tar = Buffer.alloc(512);
  tar.write("model.tflite", 0);
  tar.write("ustar", 257);
  assert.match(refusal(new Uint8Array(tar), ""), /^This file is an archive/);
});

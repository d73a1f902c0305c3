// Two networks and a folder of pictures: what the view that compares them asks for. Loaded with it.

import { hand, pick } from "../../sources/files.js";
import { MANY, filesIn, foldersIn, placed } from "../../sources/folders.js";
import { createFolder } from "./folder.js";
import { createSecond } from "./second.js";

/**
 * @import { createStore } from "../../domain/state.js"
 * @import { Dropped } from "../network/own-models.js"
 * @import { Shot } from "../../sources/kinds.js"
 * @import { Page as SecondPage } from "./second.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {SecondPage & { shots: (shots: Shot[]) => void }} page
 */
export function createNetworks(store, page) {
  const { complain } = page;
  const second = createSecond(store, page);
  const folder = createFolder(store, { ...page, second });

  /** @param {Dropped} files */
  function take({ models, labels }) {
    if (!models.length || models.length > 2)
      return complain(new Error("Give one model to compare with: its .tflite file."));
    second.take({ models, labels });
  }

  /** @param {File[]} files */
  const open = (files) =>
    files.length &&
    hand(
      files,
      {
        onmodel: take,
        onshots: () => complain(new Error("That is no model; choose a .tflite file.")),
        onproblem: complain,
      },
      "models",
    );

  /** @param {DataTransfer} data */
  async function drop(data, onto = "") {
    const entries = foldersIn(data);
    const files = Array.from(data.files);
    try {
      const all = entries.length ? await filesIn(entries, MANY) : placed(files, MANY);
      if (onto === "second") await open(all.map(({ file }) => file));
      else if (all.length) await folder.start(all);
      else complain(new Error("There is no picture in there; choose another folder."));
    } catch (error) {
      complain(error);
    }
  }

  // What is dropped on one of the two boxes is for it, and not for the page.
  document.addEventListener(
    "drop",
    (event) => {
      const box = /** @type {Element} */ (event.target).closest?.("[data-drop]");
      if (!box || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      // The page's own count of what is dragged over it, which listens before.
      drop(event.dataTransfer, box.getAttribute("data-drop") ?? "");
    },
    true,
  );

  return {
    second,
    showPicture: (/** @type {number} */ at) => folder.show(at),
    buttons: {
      second: async () => open(await pick("models")),
      again: () => second.again(),
      folder: async () => {
        const files = await pick("folder");
        try {
          if (files.length) await folder.start(placed(files, MANY));
        } catch (error) {
          complain(error);
        }
      },
      stop: folder.stop,
      save: folder.save,
    },
  };
}

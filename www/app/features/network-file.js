// The network with its changes as a file to take away, and its labels beside.

import { download, downloadLabels } from "../../picture/download.js";
import { labelsOf } from "../../domain/written.js";

/**
 * @import { createStore } from "../../domain/state.js"
 * @import { createNetworkLoader } from "../network/loader.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{ running: ReturnType<typeof createNetworkLoader> }} page
 */
export function createNetworkFile(store, { running }) {
  return {
    async network() {
      const { network } = running;
      const about = store.state.network;
      if (!network || !about) return;
      const [name] = about.files[0].split("/").slice(-1);
      const base = name.replace(/\.[^.]*$/, "");
      download(await network.toTflite(), "application/octet-stream", `${base}-changed.tflite`);
    },
    labels() {
      const { network } = store.state;
      const labels = network && labelsOf(network);
      if (labels) downloadLabels(labels);
    },
  };
}

// <separable-classifier>: a picture or the camera, and what a network sees there, as an element of
// any page. Its look is the page's: by `::part(...)`, and by what it inherits.

import { load } from "./index.js";

/** @import { Answer, Network } from "../separable.d.ts" */

const SHEET = `
:host { display: inline-grid; gap: 0.5em; max-inline-size: 100%; }
:host([hidden]) { display: none; }
img, video { display: block; inline-size: 100%; max-inline-size: 100%; block-size: auto; }
[hidden] { display: none; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.25em; }
li { display: grid; grid-template-columns: 1fr auto; gap: 0 1em; }
meter { grid-column: 1 / -1; inline-size: 100%; }
p { margin: 0; }
video.mirrored { transform: scaleX(-1); }
`;

const TEXTS = {
  start: "Use the camera",
  stop: "Stop the camera",
  reading: "Reading the network …",
};

/** Attributes that name another network, or another way to run it. */
const OF_THE_NETWORK = ["model", "labels", "models", "threads"];

/**
 * Attributes: `model` (its address, or its name in the folder `models`), `labels`, `src` (a
 * picture's address) or `camera`, `k`, `threads`, `mirror`. Events: `ready`, `answer` (detail: the
 * answers) and `failure` (detail: the sentence). Parts: picture, answers, answer, name, share,
 * meter, status, button.
 */
export class SeparableClassifier extends HTMLElement {
  static observedAttributes = [...OF_THE_NETWORK, "src", "camera", "k", "mirror"];

  /** @type {Promise<Network> | null} */
  #network = null;
  /** Ends what is under way for the picture. */
  #looking = new AbortController();
  /** Ends the network's load. */
  #loading = new AbortController();
  #image = make("img", "picture");
  #video = Object.assign(make("video", "picture"), { muted: true, playsInline: true });
  #button = Object.assign(make("button", "button"), { type: "button" });
  #answers = make("ol", "answers");
  #status = make("p", "status");

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    root.adoptedStyleSheets = [sheet];
    this.#status.role = "status";
    this.#image.hidden = this.#video.hidden = this.#button.hidden = true;
    this.#button.addEventListener("click", () => this.#toggle());
    root.append(this.#image, this.#video, this.#button, this.#answers, this.#status);
  }

  connectedCallback() {
    this.#look();
  }

  disconnectedCallback() {
    this.#stop();
    this.#forget();
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (OF_THE_NETWORK.includes(name)) this.#forget();
    this.#look();
  }

  /** The network, once it is read. */
  get network() {
    if (this.#network) return this.#network;
    const loading = this.#load();
    this.#network = loading;
    loading.catch(() => {
      // It is read again when it is next asked for.
      if (this.#network === loading) this.#network = null;
    });
    return loading;
  }

  async #load() {
    const model = this.getAttribute("model");
    if (!model) throw new Error("Give the attribute `model`, the address of a .tflite file.");
    this.#say(TEXTS.reading);
    const attribute = (/** @type {string} */ name) => this.getAttribute(name) ?? undefined;
    const network = await load(model, {
      models: attribute("models"),
      labels: attribute("labels"),
      threads: Number(attribute("threads") ?? 1),
      signal: this.#loading.signal,
    });
    this.dispatchEvent(new CustomEvent("ready"));
    return network;
  }

  /** Begins anew with the picture that the attributes name. */
  async #look() {
    this.#stop();
    const signal = this.#looking.signal;
    const src = this.getAttribute("src");
    const camera = this.hasAttribute("camera");
    this.#image.hidden = camera || !src;
    this.#button.hidden = !camera;
    this.#button.textContent = TEXTS.start;
    this.#answers.replaceChildren();
    try {
      const network = await this.network;
      if (signal.aborted) return;
      this.#say(network.notes.join(" "));
      if (camera || !src) return;
      this.#image.crossOrigin = "anonymous";
      this.#image.alt = this.getAttribute("alt") ?? "";
      this.#image.src = src;
      this.#show(await network.classify(this.#image, { ...this.#options, signal }));
    } catch (error) {
      this.#fail(error, signal);
    }
  }

  get #options() {
    return { k: Number(this.getAttribute("k") ?? 5), mirror: this.hasAttribute("mirror") };
  }

  async #toggle() {
    if (this.#video.srcObject) return this.#look();
    this.#stop();
    const signal = this.#looking.signal;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const end = () => stream.getTracks().forEach((track) => track.stop());
      if (signal.aborted) return end();
      signal.addEventListener("abort", end);
      this.#video.srcObject = stream;
      this.#video.hidden = false;
      this.#mirror();
      this.#button.textContent = TEXTS.stop;
      await this.#video.play();
      const network = await this.network;
      this.#say(network.notes.join(" "));
      for await (const answers of network.watch(this.#video, { ...this.#options, signal }))
        this.#show(answers);
    } catch (error) {
      this.#fail(error, signal);
    }
  }

  #mirror() {
    this.#video.classList.toggle("mirrored", this.hasAttribute("mirror"));
  }

  /** @param {Answer[]} answers */
  #show(answers) {
    const items = answers.map(({ className, probability }) => {
      const item = make("li", "answer");
      const name = Object.assign(make("span", "name"), { textContent: className });
      const share = Object.assign(make("span", "share"), {
        textContent: `${(100 * probability).toFixed(1)} %`,
      });
      const meter = Object.assign(make("meter", "meter"), { value: probability });
      meter.ariaLabel = className;
      item.append(name, share, meter);
      return item;
    });
    this.#answers.replaceChildren(...items);
    this.dispatchEvent(new CustomEvent("answer", { detail: answers }));
  }

  /** @param {string} text */
  #say(text) {
    this.#status.textContent = text;
    this.#status.hidden = !text;
  }

  /**
   * @param {unknown} error
   * @param {AbortSignal} signal of what failed
   */
  #fail(error, signal) {
    if (signal.aborted) return;
    const { message } = /** @type {Error} */ (error);
    this.#stop();
    this.#button.textContent = TEXTS.start;
    this.#say(message);
    this.dispatchEvent(new CustomEvent("failure", { detail: message }));
  }

  /** Ends the camera, and what is under way. */
  #stop() {
    this.#looking.abort(new DOMException("Another picture is shown.", "AbortError"));
    this.#looking = new AbortController();
    this.#video.srcObject = null;
    this.#video.hidden = true;
  }

  #forget() {
    this.#loading.abort(new DOMException("Another network is read.", "AbortError"));
    this.#loading = new AbortController();
    this.#network?.then(
      (network) => network.dispose(),
      () => {},
    );
    this.#network = null;
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} part
 */
function make(name, part) {
  const element = document.createElement(name);
  element.setAttribute("part", part);
  return element;
}

customElements.define("separable-classifier", SeparableClassifier);

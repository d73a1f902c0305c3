// The types of separable/element: <separable-classifier>.

import type { Answer, Network } from "../../separable.d.ts";

export class SeparableClassifier extends HTMLElement {
  readonly network: Promise<Network>;
}

declare global {
  interface HTMLElementTagNameMap {
    "separable-classifier": SeparableClassifier;
  }
  interface HTMLElementEventMap {
    answer: CustomEvent<(Answer & { index: number })[]>;
  }
}

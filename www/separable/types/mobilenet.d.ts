// The types of separable/mobilenet: what users of @tensorflow-models/mobilenet call.

import type { LoadOptions, Network, Part, Source } from "../../separable.d.ts";

export type Picture = Source;

export interface MobileNetOptions
  extends Pick<LoadOptions, "threads" | "labels" | "locate" | "worker" | "signal"> {
  version?: 1 | 2;
  /** The width multiplier; 1 if left out. */
  alpha?: 0.25 | 0.5 | 0.75 | 1;
  /** The address of a folder with the networks and their index.json. */
  models?: string | URL;
  /** A .tflite file of your own, in place of version, alpha and models. */
  modelUrl?: Part;
}

export interface Classified {
  className: string;
  /** 0 to 1. */
  probability: number;
}

export interface MobileNet {
  readonly network: Network;
  classify(picture: Picture, topk?: number): Promise<Classified[]>;
  /** The logits of the classes; with `embedding` the features that they are computed from. */
  infer(picture: Picture, embedding?: boolean): Promise<Float32Array>;
  dispose(): void;
}

export function load(options?: MobileNetOptions): Promise<MobileNet>;

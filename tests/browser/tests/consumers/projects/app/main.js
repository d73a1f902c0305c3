import { load } from "separable";
import { check } from "./check.js";

globalThis.check = (threads) => check(load, "", { threads });
document.title = "ready";

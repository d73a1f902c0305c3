"use client";
import { useEffect } from "react";
import { load } from "separable";
import { check } from "./check.js";

export default function Page() {
  useEffect(() => {
    globalThis.check = (threads) => check(load, "", { threads });
    document.title = "ready";
  }, []);
  return <p>A page</p>;
}

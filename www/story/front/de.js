// What the story shows before a chapter is opened, in German.

/** @import { Front } from "./en.js" */

/** @type {Front} */
const front = {
  page: {
    name: "Geschichte",
    heading: "Depthwise separable, Schritt für Schritt",
    lead:
      "Sieben kurze Kapitel, erzählt mit den Zahlen des Netzes, das hier läuft. " +
      "Jedes endet mit einer Frage.",
    language: "Sprache der Geschichte",
    progress: "{answered} von {all} Fragen beantwortet",
    answered: "beantwortet",
  },
  titles: {
    why: "Warum kleine Netze?",
    standard: "Die gewöhnliche Faltung tut zweierlei auf einmal",
    depthwise: "Depthwise: nur umschauen",
    pointwise: "Pointwise: nur mischen",
    saving: "Was das Trennen spart",
    blocks: "Wie MobileNet gebaut ist",
    multipliers: "Was α und ρ tauschen",
  },
};

export default front;

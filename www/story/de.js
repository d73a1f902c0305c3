// Die Geschichte auf Deutsch. In Klammern stehen Zahlen (facts.js); [Wörter](depthwise) lassen
// leuchten, was sie nennen.

import front from "./front/de.js";

/** @import { Text } from "./en.js" */

/** @type {Text} */
const text = {
  page: {
    ...front.page,
    whose: "Mit den Zahlen von Block {block}, der gerade gezeigt wird.",
    whoseElse: "Mit den Zahlen von Block {block}, denn was gerade gezeigt wird, ist kein Block.",
    next: "Weiter: {title}",
    back: "Zurück zur Geschichte",
    question: "Frage",
    check: "Prüfen",
    reasoning: "Zeig den Gedankengang",
    chosen: "Jetzt gewählt: {stage}.",
    ladder: "Zur Leiter der Stufen",
  },
  stages: {
    conv: "eine Faltung",
    expand: "die Verbreiterung vor Block {block}",
    block: "Block {block}",
    average: "der Mittelwert",
    maximum: "das Maximum",
    hidden: "eine verborgene Schicht",
    classifier: "der Klassifikator",
  },
  replies: {
    none: "Bitte erst eine Zahl eingeben; ein Produkt wie 2 × 3 geht auch.",
    unknown: "Dieses Netz hat nichts, was darauf antworten könnte. Ein anderes Modell schon.",
    less: "Nicht ganz: Es ist mehr. Noch ein Versuch, oder ein Blick auf den Gedankengang.",
    more: "Nicht ganz: Es ist weniger. Noch ein Versuch, oder ein Blick auf den Gedankengang.",
  },
  chapters: {
    why: {
      title: front.titles.why,
      text: [
        "Ein Netz, das Bilder benennt, tut etwas Kleines sehr oft: " +
          "Es multipliziert eine Zahl mit einem Gewicht und zählt das Produkt zu einer Summe. " +
          "Das ist ein Multiply-Accumulate, kurz MAC. " +
          "Wie viele davon ein Bild braucht, ist der erste Preis eines Netzes.",
        "VGG-16, seit 2014 wohlbekannt, braucht {vgg}. " +
          "MobileNet, von 2017, braucht einen kleinen Teil davon und hat fast so oft recht: " +
          "bei {mobileRight} statt {vggRight} % der Bilder von ImageNet mit der ersten " +
          "Vermutung.",
        "Das Netz, das hier läuft, braucht {macs} und hat {params} Parameter. " +
          "Auf diesem Gerät sind das {frameMs} für ein Bild (Median aus {frameCount}). " +
          "Wie kann so wenig reichen? Davon handelt diese Geschichte.",
      ],
      show: "Zeig mir, wo die Zeit bleibt",
      figure: {
        alt: "MACs für ein Bild, als Balken.",
        caption:
          "MACs für ein Bild. Die ersten beiden wie mit MobileNet veröffentlicht; " +
          "das letzte ist hier gezählt.",
        this: "dieses Netz",
      },
      question: {
        ask:
          "Eine Kamera liefert {frames} Bilder in der Sekunde. " +
          "Wie viele Millionen Multiplikationen macht dieses Netz dann in der Sekunde?",
        unit: "Millionen",
        right: "Richtig: {perSecond} in einer Sekunde. Mit einem Akku zählt jede davon.",
        slips: { macsMillions: "Das ist ein Bild. Eine Sekunde hat {frames} davon." },
        reasoning: ["Ein Bild braucht {macs}. Mal {frames} sind das {perSecond}."],
      },
    },
    standard: {
      title: front.titles.standard,
      text: [
        "Ein Farbbild ist drei Karten aus Zahlen: Rot, Grün und Blau. " +
          "Eine [gewöhnliche Faltung](standard) macht daraus neue Karten. " +
          "Ein kleines Fenster liegt auf allen Karten zugleich; " +
          "jede Zahl darin wird mit einem Gewicht multipliziert, und alle Produkte werden " +
          "addiert. Das ist eine Zahl einer neuen Karte. Dann rückt das Fenster weiter.",
        "Sie schaut sich also um, in einem Fenster von {k}×{k}, und sie mischt alle Kanäle. " +
          "Mitten im Netz sind es mehr als drei. " +
          "Mit den {M} Karten dieses Blocks braucht eine Zahl {k}·{k}·{M} = {standardEach} " +
          "Multiplikationen.",
        "Für {N} neue Karten von {h}×{w} Zahlen sind das {standardMacs}.",
      ],
      show: "Zeig mir die erste Faltung",
      figure: { alt: "Eine Zahl des Ergebnisses liest ein Fenster in jeder Karte." },
      question: {
        ask:
          "Dieses Netz beginnt mit einer gewöhnlichen Faltung: " +
          "Fenster von {firstK}×{firstK} auf Rot, Grün und Blau. " +
          "Wie viele Multiplikationen ist eine Zahl ihres Ergebnisses?",
        unit: "Multiplikationen",
        right: "Richtig: {firstEach}. Jede ihrer {firstN} Karten braucht an jeder Stelle so viele.",
        slips: {
          firstKK: "Das ist das Fenster in einer Farbe. Es liest alle {firstM} zugleich.",
          firstM: "Das ist eine Stelle in allen Farben. Das Fenster hat {firstKK} Stellen.",
        },
        reasoning: [
          "Das Fenster hat {firstK}·{firstK} = {firstKK} Stellen. " +
            "Es liegt auf allen {firstM} Karten und liest so {firstKK}·{firstM} = {firstEach} " +
            "Zahlen, jede mit einem eigenen Gewicht.",
        ],
      },
    },
    depthwise: {
      title: front.titles.depthwise,
      text: [
        "Nun eins nach dem andern. " +
          "Zuerst bekommt jeder Kanal einen eigenen Kern von {k}×{k} und wird für sich allein " +
          "angeschaut. Das ist eine [depthwise-Faltung](depthwise).",
        "{M} Karten gehen hinein, {M} kommen heraus. " +
          "Kanten, Flecken und Verläufe erscheinen, aber noch weiß kein Kanal von einem andern. " +
          "Insgesamt sind es {depthwiseMacs} Multiplikationen.",
      ],
      show: "Zeig mir depthwise-Karten",
      figure: { alt: "Jede Karte des Ergebnisses liest ein Fenster in einer einzigen Karte." },
      question: {
        ask: "Wie viele Multiplikationen ist eine Zahl des depthwise-Ergebnisses?",
        unit: "Multiplikationen",
        right: "Richtig: {depthwiseEach}. Die gewöhnliche Faltung brauchte dafür {standardEach}.",
        slips: {
          standardEach:
            "Das ist die gewöhnliche Faltung, die alle {M} Karten liest. Depthwise liest eine.",
        },
        reasoning: [
          "Eine Karte, ein Fenster: {k}·{k} = {depthwiseEach}. " +
            "Wie viele Kanäle es gibt, ist gleich, denn jeder wird für sich angeschaut.",
        ],
      },
    },
    pointwise: {
      title: front.titles.pointwise,
      text: [
        "Dann das andere: die Kanäle mischen. " +
          "Eine [pointwise-Faltung](pointwise) hat ein Fenster von einer einzigen Stelle, 1×1. " +
          "An jeder Stelle für sich bildet sie {N} gewichtete Summen aus allen {M} Kanälen.",
        "Hier entstehen die Merkmale: " +
          "Eine Kante in einer Karte und eine Farbe in einer andern werden etwas Neues in einer " +
          "dritten. Eine Zahl braucht {M} Multiplikationen, alle zusammen {pointwiseMacs}.",
      ],
      show: "Zeig mir pointwise-Karten",
      figure: { alt: "Eine Zahl des Ergebnisses liest eine Stelle in jeder Karte." },
      question: {
        ask:
          "In diesem Block waren es {depthwiseMacs} Multiplikationen für depthwise und " +
          "{pointwiseMacs} für pointwise. Welcher Anteil von beiden zusammen ist pointwise?",
        unit: "%",
        right: "Richtig: {pointwiseOfBlock}. Die Arbeit steckt im Mischen.",
        slips: { depthwiseOfBlock: "Das ist der Anteil von depthwise. Der Rest ist pointwise." },
        reasoning: [
          "Zusammen sind es {separableMacs}. Davon sind {pointwiseMacs} pointwise: " +
            "{pointwiseOfBlock}.",
        ],
      },
    },
    saving: {
      title: front.titles.saving,
      text: [
        "Beide Schritte zusammen stehen für eine gewöhnliche Faltung: " +
          "dieselben Karten hinein, ebenso viele heraus. " +
          "Dieselben Zahlen müssen sie nicht liefern, denn sie haben weniger Gewichte; " +
          "sie werden so trainiert, dass es gut genug ist. Was kosten sie im Vergleich? " +
          "Man schreibt beide Preise auf, teilt, und fast alles kürzt sich.",
        "Zusammen sind das {ratio} des gewöhnlichen Preises, {times}-mal weniger Multiplikationen.",
        "Manchmal wird es als eins durch eine Summe erzählt, 1/(N + Dₖ²). " +
          "Das wären hier {mistold}, und es ist falsch. Es ist eine Summe von zwei Brüchen. " +
          "Ist N groß, so schwindet der erste, und der zweite bleibt: " +
          "Mit Kernen von 3×3 kommt kein Block je unter ein Neuntel.",
        "Und Multiplikationen sind nicht Zeit. " +
          "Die depthwise-Schichten machen {depthwiseOfMacs} der Multiplikationen dieses Netzes " +
          "und brauchen hier {depthwiseOfTime} der Zeit aller Schichten (Median aus " +
          "{timesCount} Bildern): Sie lesen viel für das wenige, das sie rechnen.",
      ],
      show: "Zeig mir den letzten Block neben der gewöhnlichen Faltung",
      figure: {
        alt: "Balken: die gewöhnliche Faltung, und darunter depthwise und pointwise zusammen.",
        caption:
          "M Karten hinein, N heraus, mit {h}×{w} Zahlen; ein Kern von Dₖ×Dₖ, hier {k}×{k}. " +
          "Was grau ist, steht oben und unten und kürzt sich.",
        standard: "gewöhnlich",
        separable: "getrennt",
        sum: "Zusammen",
      },
      question: {
        ask:
          "In welchem Block dieses Netzes spart das Trennen am wenigsten? " +
          "Wähle ihn in der Leiter; jeder Block nennt sein Verhältnis.",
        right:
          "Richtig: Bei Block {leastBlock} bleiben {leastRatio} des gewöhnlichen Preises. " +
          "Er macht die wenigsten Karten.",
        wrong:
          "Bei diesem bleiben {chosenRatio}, und bei einem andern mehr. Denk daran, was 1/N tut.",
        noBlock:
          "Das ist kein Block, also gibt es nichts zu vergleichen. Wähle einen mit einer Nummer.",
        reasoning: [
          "1/Dₖ² ist für alle Blöcke mit gleichem Kern gleich. Also entscheidet 1/N: " +
            "wenige Karten, wenig gespart. " +
            "Block {leastBlock} hat die wenigsten und behält {leastRatio}; " +
            "bestenfalls bleiben {bestRatio}.",
        ],
      },
    },
    blocks: {
      title: front.titles.blocks,
      text: [
        "Eine gewöhnliche Faltung, dann Block auf Block, dann ein Mittelwert und ein " +
          "Klassifikator: Das ist MobileNet. V1 hat 13 Blöcke, V2 hat 17; " +
          "hier sind es {blocks}. Unterwegs werden die Karten kleiner und mehr: " +
          "von {firstSide}×{firstSide} in {firstN} Kanälen bis {lastSide}×{lastSide} in {lastN}.",
        "[Pointwise](pointwise)-Schichten tun fast alles davon: " +
          "{pointwiseOfMacs} der Multiplikationen, {pointwiseOfParams} der Parameter, in diesem " +
          "Netz.",
        "V2 (2018) stülpt den Block um. " +
          "Eine [pointwise](pointwise)-Schicht macht erst aus wenigen Kanälen viele, meist " +
          "sechsmal so viele: die Verbreiterung. " +
          "Dann schaut sich [depthwise](depthwise) in den vielen um, und eine weitere " +
          "[pointwise](pointwise)-Schicht, die Projektion, macht wieder wenige daraus. " +
          "Nach diesem letzten Schritt wird nichts bei null abgeschnitten, denn wenige Kanäle " +
          "haben nichts übrig.",
        "Wo ein Block von V2 dieselbe Form liefert, die er bekommt, wird sein Eingang zu " +
          "seinem Ergebnis addiert. " +
          "So kommt Bekanntes am Block vorbei (das Residuum), und er muss nur lernen, was zu " +
          "ändern ist.",
      ],
      show: "Zeig mir, was nach den Blöcken kommt",
      figure: {
        alt:
          "Ein Block von V1: depthwise, dann pointwise. Ein Block von V2: " +
          "Verbreiterung, depthwise, Projektion, und der Eingang wird zum Ergebnis addiert.",
        v1: "V1",
        v2: "V2",
        expand: "verbreitern",
        depthwise: "depthwise",
        pointwise: "pointwise",
        project: "projizieren",
        residual: "Residuum",
      },
      question: {
        ask:
          "Manche depthwise-Kerne rücken um zwei Stellen weiter und halbieren so Höhe und " +
          "Breite. Finde einen solchen Block und wähle ihn in der Leiter.",
        right: "Richtig: Dieser rückt um zwei Stellen weiter. Solche gibt es hier {halvings}.",
        wrong:
          "Hier bleiben Höhe und Breite, wie sie sind. " +
          "Vergleiche jede Größe in der Leiter mit der darüber.",
        noBlock:
          "Das ist kein Block. " +
          "Wähle einen mit einer Nummer, und vergleiche seine Größe mit der darüber.",
        reasoning: [
          "Ein Schritt von zwei lässt die Hälfte der Zeilen und die Hälfte der Spalten, also " +
            "ein Viertel der Stellen. In der Leiter halbiert sich die erste Zahl der Größe; " +
            "das tun {halvings} von {blocks} Blöcken.",
        ],
      },
    },
    multipliers: {
      title: front.titles.multipliers,
      text: [
        "Wenn das noch zu viel ist, hat MobileNet zwei Faktoren zum Herunterdrehen. " +
          "Der Breitenfaktor α macht jede Schicht dünner: α-mal so viele Kanäle. " +
          "Eine [pointwise](pointwise)-Schicht hat dann vorne und hinten weniger, so dass fast " +
          "die ganze Arbeit mit α² geht, und die meisten Parameter auch.",
        "Der Auflösungsfaktor ρ macht das Bild kleiner: " +
          "ρ-mal so breit und hoch, also ρ² der Multiplikationen. " +
          "Die Parameter bleiben, denn ein Kern weiß nicht, wie groß das Bild ist.",
        "Beides bezahlt man mit Genauigkeit. " +
          "Das Netz, das hier läuft, hat α = {alpha} und ρ = {rho}: Bilder von {side}×{side}.",
      ],
      show: "Zeig mir α und ρ in einem Bild",
      figure: {
        alt: "Die Kanäle als Platten: so viele, wie α sagt, so groß, wie ρ sagt.",
        width: "Breite α",
        side: "Bild",
        pixels: "{side} px, ρ = {rho}",
        left: "{left} der MACs von α = 1 und 224 px: etwa {macs}, und etwa {params} Parameter.",
        accuracy: "Veröffentlicht für V1: {right} % von ImageNet mit der ersten Vermutung richtig.",
      },
      question: {
        ask: "Stelle beide so ein, dass höchstens ein Zehntel der Multiplikationen bleibt.",
        right: "Richtig: {left} bleiben. Gibt es einen Weg, der mehr Genauigkeit behält?",
        wrong: "So bleiben {left}. Dreh einen der beiden weiter herunter.",
        reasoning: [
          "Die Multiplikationen gehen etwa mit α²·ρ². " +
            "Halbe Breite lässt ein Viertel, 128 von 224 Pixeln lassen ein Drittel: " +
            "zusammen ein Zwölftel, und V1 hat noch bei {smallRight} % von ImageNet recht. " +
            "Ein Viertel der Breite allein reicht auch, aber lässt {thinRight} %.",
        ],
      },
    },
  },
};

export default text;

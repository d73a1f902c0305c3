// Der Text von Lesen auf Deutsch. In geschweiften Klammern stehen Zahlen (facts.js);
// [Wörter](depthwise) lassen leuchten, was sie nennen; eine Zeile, die mit "#" beginnt, ist der
// Platz der Abbildung dieses Namens (chapters.js).

/** @import { Text } from "./en.js" */

/** @type {Text} */
const text = {
  page: {
    name: "Lesen",
    headline:
      "Sieh, wie ein neuronales Netz benennt, was deine Kamera sieht, Schritt für Schritt, " +
      "in diesem Tab.",
    depthwise: "eine depthwise-Karte",
    pointwise: "eine pointwise-Karte",
    heading: "Die depthwise-separable Faltung",
    lead:
      "Zwölf kurze Kapitel mit lebenden Abbildungen, erzählt mit den Zahlen des Netzes, das hier " +
      "läuft. Jedes endet mit einer Frage.",
    language: "Sprache des Textes",
    contents: "Kapitel",
    progress: "{answered} von {all} Fragen beantwortet",
    answered: "beantwortet",
    workshop: "In der Werkstatt öffnen (auf Englisch)",
    held: "Das Bild steht still, damit auch seine Zahlen stillstehen.",
    goOn: "Weiterlaufen lassen",
    back: "Zurück zum Text",
    question: "Frage",
    check: "Prüfen",
    reasoning: "Zeig den Gedankengang",
    choose: "Wähle eine Stufe",
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
      title: "Warum kleine Netze?",
      text: [
        "Ein Netz, das Bilder benennt, tut etwas Kleines sehr oft: " +
          "Es multipliziert eine Zahl mit einem Gewicht und zählt das Produkt zu einer Summe. " +
          "Das ist ein Multiply-Accumulate, kurz MAC. " +
          "Wie viele davon ein Bild braucht, ist der erste Preis eines Netzes.",
        "#prices",
        "VGG-16, seit 2014 wohlbekannt, braucht {vgg}. " +
          "MobileNet, von 2017, braucht einen kleinen Teil davon und hat fast so oft recht: " +
          "bei {mobileRight} statt {vggRight} % der Bilder von ImageNet mit der ersten " +
          "Vermutung.",
        "Das Netz, das hier läuft, braucht {macs} und hat {params} Parameter. " +
          "Auf diesem Gerät sind das {frameMs} für ein Bild (Median aus {frameCount}). " +
          "Wie kann so wenig reichen? Davon handelt dieser Text.",
      ],
      figures: {
        prices: {
          alt: "MACs für ein Bild, als Balken.",
          caption:
            "MACs für ein Bild. Die ersten beiden wie mit MobileNet veröffentlicht; " +
            "das letzte ist hier gezählt.",
          this: "dieses Netz",
        },
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
      title: "Die gewöhnliche Faltung tut zweierlei auf einmal",
      text: [
        "Ein Farbbild ist drei Karten aus Zahlen: Rot, Grün und Blau. " +
          "Karten, die so aufeinander liegen, heißen Kanäle. " +
          "Eine [gewöhnliche Faltung](standard) macht daraus neue Karten. " +
          "Ein kleines Fenster liegt auf allen Karten zugleich; " +
          "jede Zahl darin wird mit einem Gewicht multipliziert, und alle Produkte werden " +
          "addiert. Das ist eine Zahl einer neuen Karte. Dann rückt das Fenster weiter. " +
          "Die Gewichte eines Fensters sind ein Kern; jede neue Karte hat einen.",
        "#window",
        "Das ist die erste Schicht dieses Netzes bei der Arbeit am Bild. " +
          "Drück auf „Abspielen“ und sieh zu, wie der Kern seine Karte macht; " +
          "wähle eine Zelle, und du siehst jedes Produkt.",
        "#look",
        "Sie schaut sich also um, in einem Fenster von {k}×{k}, und sie mischt alle Kanäle. " +
          "Mitten im Netz sind es mehr als drei. " +
          "Mit den {M} Karten von Block {block} braucht eine Zahl {k}·{k}·{M} = {standardEach} " +
          "Multiplikationen. Für {N} neue Karten von {h}×{w} Zahlen sind das {standardMacs}.",
      ],
      figures: {
        window: { alt: "Eine Zahl des Ergebnisses liest ein Fenster in jeder Karte." },
        look: { caption: "Die erste Faltung: Rot, Grün und Blau zugleich." },
      },
      question: {
        ask:
          "Dieses Netz beginnt mit einer gewöhnlichen Faltung: " +
          "Fenster von {firstK}×{firstK} auf Rot, Grün und Blau. " +
          "Wie viele Multiplikationen braucht eine Zahl ihres Ergebnisses?",
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
      title: "Depthwise: nur umschauen",
      text: [
        "Nun eins nach dem andern. " +
          "Zuerst bekommt jeder Kanal einen eigenen Kern von {k}×{k} und wird für sich allein " +
          "angeschaut. Das ist eine [depthwise-Faltung](depthwise).",
        "#window",
        "{M} Karten gehen hinein, {M} kommen heraus. " +
          "Kanten, Flecken und Verläufe erscheinen, aber noch weiß kein Kanal von einem andern. " +
          "Insgesamt sind es {depthwiseMacs} Multiplikationen.",
        "#look",
      ],
      figures: {
        window: { alt: "Jede Karte des Ergebnisses liest ein Fenster in einer einzigen Karte." },
        look: {
          caption:
            "Der depthwise-Schritt des ersten Blocks: Zeig auf eine Karte, und folge ihrem Kanal.",
        },
      },
      question: {
        ask: "Wie viele Multiplikationen braucht eine Zahl des depthwise-Ergebnisses?",
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
      title: "Pointwise: nur mischen",
      text: [
        "Dann das andere: die Kanäle mischen. " +
          "Eine [pointwise-Faltung](pointwise) hat ein Fenster von einer einzigen Stelle, 1×1. " +
          "An jeder Stelle für sich bildet sie {N} gewichtete Summen aus allen {M} Kanälen.",
        "#window",
        "Hier entstehen die Merkmale: " +
          "Eine Kante in einer Karte und eine Farbe in einer andern werden etwas Neues in einer " +
          "dritten. Eine Zahl braucht {M} Multiplikationen, alle zusammen {pointwiseMacs}.",
        "#look",
        "Ein depthwise-Schritt und der pointwise-Schritt danach sind ein Block.",
      ],
      figures: {
        window: { alt: "Eine Zahl des Ergebnisses liest eine Stelle in jeder Karte." },
        look: {
          caption:
            "Der pointwise-Schritt des ersten Blocks. Die Reihe von Balken sind die Gewichte " +
            "einer Karte des Ergebnisses.",
        },
      },
      question: {
        ask:
          "In diesem Block waren es {depthwiseMacs} Multiplikationen für depthwise und " +
          "{pointwiseMacs} für pointwise. Welcher Anteil von beiden zusammen ist pointwise?",
        unit: "%",
        right:
          "Richtig: {pointwiseOfBlock}. Jede Zahl kostet {depthwiseEach} Multiplikationen in " +
          "depthwise und {M} in pointwise.",
        slips: { depthwiseOfBlock: "Das ist der Anteil von depthwise. Der Rest ist pointwise." },
        reasoning: [
          "Zusammen sind es {separableMacs}. Davon sind {pointwiseMacs} pointwise: " +
            "{pointwiseOfBlock}.",
        ],
      },
    },
    saving: {
      title: "Was das Trennen spart",
      text: [
        "Beide Schritte zusammen stehen für eine gewöhnliche Faltung: " +
          "dieselben Karten hinein, ebenso viele heraus. " +
          "Dieselben Zahlen müssen sie nicht liefern, denn sie haben weniger Gewichte; " +
          "sie werden so trainiert, dass es gut genug ist. Was kosten sie im Vergleich? " +
          "Man schreibt beide Preise auf, teilt, und fast alles kürzt sich.",
        "#saving",
        "Zusammen sind das {ratio} des gewöhnlichen Preises, {times}-mal weniger Multiplikationen.",
        "Manchmal liest man, es sei eins durch eine Summe, 1/(N + Dₖ²). " +
          "Das wären hier {mistold}, und es ist falsch. Es ist eine Summe von zwei Brüchen. " +
          "Ist N groß, so schwindet der erste, und der zweite bleibt: " +
          "Mit Kernen von 3×3 kommt kein Block je unter ein Neuntel.",
        "Und Multiplikationen sind nicht Zeit. " +
          "Die depthwise-Schichten machen {depthwiseOfMacs} der Multiplikationen dieses Netzes " +
          "und brauchen hier {depthwiseOfTime} der Zeit aller Schichten (Median aus " +
          "{timesCount} Bildern). Ein pointwise-Kern nutzt jede Zahl, die er lädt, für viele " +
          "Ergebnisse; ein depthwise-Kern nutzt sie für höchstens {kk} Produkte und muss dann " +
          "die nächste laden.",
      ],
      figures: {
        saving: {
          alt: "Balken: die gewöhnliche Faltung, und darunter depthwise und pointwise zusammen.",
          caption:
            "M Karten hinein, N heraus, mit {h}×{w} Zahlen; ein Kern von Dₖ×Dₖ, hier {k}×{k}. " +
            "Was grau ist, steht oben und unten und kürzt sich.",
          standard: "gewöhnlich",
          separable: "getrennt",
          sum: "Zusammen",
        },
      },
      question: {
        ask: "In welchem Block dieses Netzes spart das Trennen am wenigsten?",
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
    sees: {
      title: "Was eine Zelle sieht",
      text: [
        "Eine Zahl einer Karte heißt auch Zelle. " +
          "Eine Zelle der ersten Karte liest {firstK}×{firstK} Pixel. " +
          "Eine Zelle nach dem ersten depthwise-Schritt liest ein Fenster solcher Zellen, " +
          "sieht also mehr vom Bild; und so weiter, Block für Block.",
        "Manche Kerne rücken nicht um eine Stelle weiter, sondern um zwei: " +
          "Ihre Schrittweite ist zwei. " +
          "Dann stehen Nachbarn in der neuen Karte im Bild doppelt so weit auseinander, " +
          "und was eine Zelle sieht, wächst schneller. " +
          "Die pointwise-Schritte tragen nichts dazu bei.",
        "#field",
      ],
      figures: {
        field: {
          caption:
            "Was eine Zelle nach Block {sixth} sieht, auf dem Bild, und wie es unterwegs wächst.",
        },
      },
      question: {
        ask: "Wie viele Pixel breit ist, was eine Zelle nach Block {sixth} sieht?",
        unit: "Pixel",
        right: "Richtig: {field} Pixel von den {side}, die das Bild hat.",
        slips: { kk: "So viele Stellen hat ein einziges Fenster. Die Fenster liegen aufeinander." },
        reasoning: [
          "Jedes Fenster von drei Stellen macht die Breite um zwei seiner Schritte größer. " +
            "Die Schritte sind zuerst ein Pixel und verdoppeln sich mit jeder Schrittweite " +
            "von zwei. Bis Block {sixth} zusammengezählt sind das {field} Pixel.",
        ],
      },
    },
    blocks: {
      title: "Wie MobileNet gebaut ist",
      text: [
        "Eine gewöhnliche Faltung, dann Block auf Block, dann ein Mittelwert und ein " +
          "Klassifikator: Das ist MobileNet. V1 hat 13 Blöcke, V2 hat 17; " +
          "hier sind es {blocks}. Unterwegs werden die Karten kleiner und mehr: " +
          "von {firstSide}×{firstSide} in {firstN} Kanälen bis {lastSide}×{lastSide} in {lastN}.",
        "#blocks",
        "V2 (2018) stülpt den Block um. " +
          "Eine [pointwise](pointwise)-Schicht macht erst aus wenigen Kanälen viele, meist " +
          "sechsmal so viele: die Verbreiterung. " +
          "Dann schaut sich [depthwise](depthwise) in den vielen um, und eine weitere " +
          "[pointwise](pointwise)-Schicht, die Projektion, macht wieder wenige daraus. " +
          "Nach diesem letzten Schritt wird nichts bei null abgeschnitten, denn mit " +
          "wenigen Kanälen ginge dabei Information verloren.",
        "Wo ein Block von V2 dieselbe Form liefert, die er bekommt, wird sein Eingang zu " +
          "seinem Ergebnis addiert. " +
          "Diese Residualverbindung trägt den Eingang am Block vorbei, " +
          "so dass der Block nur die Änderung lernen muss.",
        "V3 (2019) wurde maschinell gesucht, damit es auf Telefonen schnell ist. Es lässt " +
          "manche Blöcke ganze Kanäle auf- oder zudrehen, je nachdem, was im Bild ist " +
          "(Squeeze and Excitation), und ersetzt ReLU6 in den späteren Blöcken durch " +
          "eine glattere Kurve. " +
          "V4 (2024) gibt seinen Blöcken einen depthwise-Schritt am Anfang, in der Mitte oder " +
          "an beiden Orten und lässt die Suche wählen; und hin und wieder nimmt es die " +
          "gewöhnliche Faltung zurück, wo sie ebenso schnell ist.",
      ],
      figures: {
        blocks: {
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
      },
      question: {
        ask:
          "Manche depthwise-Kerne haben die Schrittweite zwei und halbieren so Höhe und " +
          "Breite. Welcher Block hat einen solchen?",
        right: "Richtig: Seine Schrittweite ist zwei. Solche gibt es hier {halvings}.",
        wrong:
          "Seine Schrittweite ist eins: Höhe und Breite bleiben, wie sie sind. " +
          "Denk daran, wo die Karten kleiner werden.",
        noBlock: "Das ist kein Block. Wähle einen mit einer Nummer.",
        reasoning: [
          "Eine Schrittweite von zwei lässt die Hälfte der Zeilen und die Hälfte der Spalten, " +
            "also ein Viertel der Stellen. Von {firstSide} zu {lastSide} Zeilen sind es " +
            "{halvings} Halbierungen; Block 2 macht in MobileNet V1 die erste.",
        ],
      },
    },
    work: {
      title: "Warum die Arbeit in 1×1 steckt",
      text: [
        "Im Artikel sind 95 % aller MACs von MobileNet 1×1. " +
          "Warum, wenn das Fenster so klein ist? Weil es alle Kanäle liest. " +
          "Für jede Zahl des Ergebnisses braucht depthwise {kk} Multiplikationen, gleich wie " +
          "viele Kanäle es gibt; pointwise braucht eine für jeden Kanal, der hineingeht.",
        "Im ersten Block sind das {M}, und in späteren sind es Hunderte. " +
          "So ist fast die ganze Arbeit Mischen: {pointwiseOfMacs} der MACs und " +
          "{pointwiseOfParams} der Parameter dieses Netzes.",
        "#shares",
      ],
      figures: {
        shares: { caption: "Wo die MACs und die Parameter dieses Netzes sind." },
      },
      question: {
        ask:
          "256 Kanäle gehen in einen Block mit Kernen von 3×3. Je Zahl des Ergebnisses: " +
          "Wievielmal so viele Multiplikationen braucht pointwise wie depthwise?",
        unit: "mal",
        right: "Richtig: 256 gegen 9, {wide}-mal so viele.",
        slips: {},
        reasoning: ["Pointwise braucht 256, eine für jeden Kanal. Depthwise braucht 3·3 = 9."],
      },
    },
    multipliers: {
      title: "Was α und ρ tauschen",
      text: [
        "Wenn das noch zu viel ist, hat MobileNet zwei Faktoren zum Herunterdrehen. " +
          "Der Breitenfaktor α macht jede Schicht dünner: α-mal so viele Kanäle. " +
          "Eine [pointwise](pointwise)-Schicht hat dann vorne und hinten weniger, so dass fast " +
          "die ganze Arbeit mit α² geht, und die meisten Parameter auch.",
        "Der Auflösungsfaktor ρ macht das Bild kleiner: " +
          "ρ-mal so breit und hoch, also ρ² der Multiplikationen. " +
          "Die Parameter bleiben, denn ein Kern weiß nicht, wie groß das Bild ist.",
        "#multipliers",
        "Beides bezahlt man mit Genauigkeit. " +
          "Das Netz, das hier läuft, hat α = {alpha} und ρ = {rho}: Bilder von {side}×{side}, " +
          "und es unterscheidet {classes} Klassen. Die veröffentlichte Genauigkeit gilt für 1000.",
      ],
      figures: {
        multipliers: {
          alt: "Die Kanäle als Platten: so viele, wie α sagt, so groß, wie ρ sagt.",
          width: "Breite α",
          side: "Bild",
          pixels: "{side} px, ρ = {rho}",
          left: "{left} der MACs von α = 1 und 224 px: etwa {macs}, und etwa {params} Parameter.",
          accuracy:
            "Veröffentlicht für V1: {right} % von ImageNet mit der ersten Vermutung richtig.",
          unpublished: "Für diese beiden wurde keine Genauigkeit veröffentlicht.",
        },
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
    bytes: {
      title: "Ein Byte, und die Zahl, für die es steht",
      text: [
        "Ein quantisiertes Netz speichert jede Zahl einer Karte in einem Byte. " +
          "Für eine ganze Karte sagen eine Skala und ein Nullpunkt, wofür ihre Bytes stehen: " +
          "Die reelle Zahl ist die Skala mal (Byte − Nullpunkt). " +
          "In der andern Richtung: durch die Skala teilen, runden, den Nullpunkt addieren und " +
          "anhalten, wo ein Byte endet (bei 0 und 255, mit Vorzeichen bei −128 und 127).",
        "#bytes",
        "Gewichte haben eine eigene Skala und einen eigenen Nullpunkt. " +
          "Produkte von Bytes werden als ganze Zahlen addiert; dann führt eine Multiplikation " +
          "mit (Skala des Eingangs · Skala der Gewichte ÷ Skala des Ergebnisses) zu dem Byte, " +
          "das gespeichert wird. Darum kann jedes Gerät dieselben Bytes liefern: " +
          "Nichts daran hängt von der Reihenfolge einer Summe ab.",
      ],
      figures: {
        bytes: {
          caption: "Verschieb das Byte, oder gib eine reelle Zahl ein.",
          layer: "Das Ergebnis des ersten Blocks",
          none: "Dieses Netz speichert reelle Zahlen, also gibt es keine Bytes zu lesen.",
          byte: "Byte",
          real: "Reelle Zahl",
          there: "{scale} · ({byte} − {zero}) = {real}",
          back: "{real} ÷ {scale} + {zero} = {exact}, gespeichert als {byte}",
        },
      },
      question: {
        ask:
          "Eine Karte hat die Skala 0,02 und den Nullpunkt 128. " +
          "Welche reelle Zahl ist das Byte 178?",
        right: "Richtig: 0,02 · (178 − 128) = 1.",
        slips: { byteWithout: "Da fehlt der Nullpunkt. Zieh ihn zuerst vom Byte ab." },
        reasoning: ["178 − 128 = 50, und 50 · 0,02 = 1."],
      },
    },
    answer: {
      title: "Warum diese Antwort?",
      text: [
        "Nach dem letzten Block wird jeder Kanal über seine {places} Stellen gemittelt, " +
          "und der Klassifikator addiert die Mittelwerte, jeden mal ein Gewicht: " +
          "eine Summe für jede Klasse. Eine solche Summe heißt Logit. " +
          "Softmax macht aus allen Logits Anteile von 100 %.",
        "Mitteln und Addieren lassen sich vertauschen. " +
          "Also kann man jede Stelle für sich fragen: " +
          "Ihre Zahlen mal die Gewichte der Klasse, addiert, sind ihre Stimme. " +
          "Der Mittelwert aller Stimmen, plus eine Konstante, ist das Logit. " +
          "Das geht bei jedem Netz, das so endet, und es ist exakt.",
        "#votes",
      ],
      figures: {
        votes: { caption: "Was jede Stelle zur ersten Antwort sagt. Wähle eine Stelle." },
      },
      question: {
        ask:
          "Alle Stellen stimmen mit 0, nur eine stimmt mit {lone}. " +
          "Wie viel trägt das zum Logit bei?",
        right: "Richtig: Das Logit nimmt den Mittelwert von {places} Stellen.",
        slips: { lone: "Das ist die Stimme. Das Logit nimmt den Mittelwert aller Stellen." },
        reasoning: ["{lone} geteilt durch {places} Stellen ist 3."],
      },
    },
    limits: {
      title: "Was es nicht wissen kann",
      text: [
        "Dieses Netz kennt {classes} Klassen, und sonst nichts. " +
          "Zeig ihm etwas, das keine davon ist, und es teilt trotzdem 100 % unter ihnen auf: " +
          "Softmax kann nicht „keine“ sagen. " +
          "Ein hoher Prozentsatz heißt, dass eine Klasse weit vor den andern liegt, " +
          "nicht dass die Antwort stimmt.",
        "Was es von einer Klasse weiß, sind die Bilder, mit denen es trainiert wurde. " +
          "Was bei allen im Hintergrund war, gehört auch zur Klasse. " +
          "Richte die Kamera auf deine eigenen Dinge, und schau im Kapitel davor nach, " +
          "welcher Teil des Bildes gesprochen hat.",
      ],
      figures: {},
      question: {
        ask: "Wüsste es gar nichts und riete, wie oft hätte es recht?",
        unit: "%",
        right: "Richtig: einmal in {classes}.",
        slips: {},
        reasoning: ["Eine Klasse von {classes} ist richtig: 1 ÷ {classes} = {even}."],
      },
    },
  },
  check: {
    before: "Prüf dich, bevor du liest",
    after: "Prüf dich jetzt",
    about:
      "Acht Fragen für alle, die sehen wollen, was das Lesen ändert. Lass leer, was du nicht " +
      "weißt. Was richtig war, bleibt in diesem Browser.",
    check: "Prüfen",
    choose: "Wähle",
    result: "{right} von {all} richtig.",
    results: "Was richtig war",
    name: "Name ",
    print: "Drucken …",
    columns: { before: "vorher", after: "nachher" },
    questions: {
      each: {
        short: "Ein Wert des Ergebnisses",
        ask:
          "Eine Schicht mit Kernen von 3×3 bekommt 64 Kanäle. Wie viele Multiplikationen braucht " +
          "ein Wert ihres Ergebnisses?",
        parts: ["gewöhnliche Faltung", "depthwise", "pointwise"],
        choices: [[]],
      },
      ratio: {
        short: "Was das Trennen spart",
        ask:
          "Ein Block macht 256 Karten mit Kernen von 3×3. Wie viel Prozent vom Preis der " +
          "gewöhnlichen Faltung bleiben, und welcher Bruch bestimmt das?",
        parts: ["%", "der größere Bruch"],
        choices: [[], ["1/N", "1/Dₖ²"]],
      },
      work: {
        short: "Wo die Arbeit ist",
        ask: "Warum stecken 95 % der Arbeit von MobileNet in seinen 1×1-Schichten?",
        parts: ["weil"],
        choices: [
          [
            "ein Kern von 1×1 über mehr Stellen wandert",
            "es mehr 1×1-Schichten als andere gibt",
            "jede ihrer Zahlen ein Produkt je Kanal braucht, eine von depthwise nur neun",
          ],
        ],
      },
      multipliers: {
        short: "α und ρ",
        ask: "Was lassen α = 0,5 und ρ = 0,5 übrig, jedes für sich?",
        parts: ["von den MACs", "von den Parametern, ρ"],
        choices: [
          ["je etwa die Hälfte", "je etwa ein Viertel", "die Hälfte und ein Viertel"],
          ["alle", "die Hälfte", "ein Viertel"],
        ],
      },
      sees: {
        short: "Was eine Zelle sieht",
        ask: "Wie viele Pixel breit ist, was eine Zelle nach Block {sixth} dieses Netzes sieht?",
        parts: ["Pixel"],
        choices: [[]],
      },
      time: {
        short: "Zeit je MAC",
        ask: "Warum braucht eine depthwise-Schicht mehr Zeit für jeden MAC?",
        parts: ["weil"],
        choices: [
          [
            "sie jede Zahl, die sie lädt, für wenige Produkte verwendet",
            "ihre Produkte aus größeren Zahlen bestehen",
            "sie alle Kanäle mischen muss",
          ],
        ],
      },
      spoke: {
        short: "Welcher Teil sprach",
        ask: "Wie wird die Stimme einer Stelle für eine Klasse berechnet?",
        parts: ["als"],
        choices: [
          [
            "die Helligkeit ihrer Pixel",
            "die Zahlen der letzten Karte dort, jede mal das Gewicht der Klasse, addiert",
            "die Änderung der Antwort, wenn die Stelle verdeckt wird",
          ],
        ],
      },
      byte: {
        short: "Ein Byte und seine Zahl",
        ask:
          "Eine Karte hat die Skala 0,02 und den Nullpunkt 128. Welche reelle Zahl ist das Byte " +
          "178, und als welches Byte wird −0,5 gespeichert?",
        parts: ["reelle Zahl", "Byte"],
        choices: [[]],
      },
    },
  },
  end: {
    title: "Was du jetzt kannst",
    lines: [
      "Du kannst sagen, was ein depthwise-separabler Block tut und was er spart, und es an jedem " +
        "Bild nachprüfen. In der Werkstatt ist jede Schicht dieses Netzes offen: jede Karte, " +
        "jedes Gewicht, jedes Produkt; was jede hier kostet; was geschieht, wenn du einen Kern " +
        "änderst oder einen Kanal stummschaltest.",
      "Öffne dort ein eigenes Netz: eine .tflite-Datei mit ihren Klassennamen, " +
        "von deiner Festplatte.",
    ],
    open: "Die Werkstatt öffnen",
    papers: "Die Artikel",
  },
};

/** Die Wörter der lebenden Abbildungen, die auch Ansichten der Werkstatt sind. */
export const views = {
  save: "Dieses Bild als PNG sichern",
  failed: [
    "Diese Abbildung konnte nicht geladen werden; prüf die Verbindung, oder lade die Seite neu: " +
      "Sie kann sich geändert haben. ",
    "Noch einmal versuchen",
    "Seite neu laden",
  ],
  stage: {
    firstConv: "Erste Faltung",
    lastConv: "Letzte Faltung",
    nthConv: "Faltung {n}",
    expand: "Verbreiterung vor Block {n}",
    block: "Block {n}",
    average: "Mittelwert",
    maximum: "Maximum",
    hidden: "Verborgene Schicht",
    nthHidden: "Verborgene Schicht {n}",
    classifier: "Klassifikator",
    depthwise: "Depthwise",
    pointwise: "Pointwise",
    conv: "Gewöhnliche Faltung",
    depthwiseText:
      "{count} Kerne von {size}, einer für jeden Kanal. Jede Karte entsteht aus genau einem " +
      "Kanal des Eingangs.",
    depthwiseMoved:
      "{count} Kerne von {size}, einer für jeden Kanal, mit der Schrittweite {stride}. Jede " +
      "Karte entsteht aus genau einem Kanal des Eingangs.",
    pointwiseText:
      "{count} Kerne von 1×1×{from}. Jede Karte des Ergebnisses ist eine gewichtete Summe aller " +
      "{all} Karten davor, an jeder Stelle für sich berechnet.",
    blockText:
      "{count} Kerne von 1×1×{from}. Jede Karte des Ergebnisses ist eine gewichtete Summe aller " +
      "{all} depthwise-Karten, an jeder Stelle für sich berechnet.",
    convText:
      "{count} Kerne von {size}×{from}. Jeder sieht {what} zugleich: eine gewöhnliche Faltung.",
    convMoved:
      "{count} Kerne von {size}×{from} mit der Schrittweite {stride}. Jeder sieht {what} " +
      "zugleich: eine gewöhnliche Faltung.",
    ofColours: "Rot, Grün und Blau",
    ofChannels: "alle {n} Kanäle",

    play: "Abspielen",
    pause: "Anhalten",
    previous: "Vorige Zelle",
    next: "Nächste Zelle",
    cells: "Zelle, Zeile um Zeile",
    slide: "Den Kern über die Karte schieben",
    where: "Zeile {y}, Spalte {x}",
    whereOf: "Zeile {y}, Spalte {x} von {h} × {w}",

    cost: "{macs} MACs, {share} · {params} Parameter",
    none: "keine",
    computed:
      "Berechnet: {macs} MACs, {share} von denen des Netzes; {params} Gewichte und Biaswerte",
    zerosAround: "Um den Eingang stehen Nullen, {n} Zeilen oder Spalten auf jeder Seite.",
    zerosAround1: "Um den Eingang stehen Nullen, eine Zeile oder Spalte auf jeder Seite.",
    above: "{n} Zeilen oben",
    above1: "eine Zeile oben",
    below: "{n} Zeilen unten",
    below1: "eine Zeile unten",
    left: "{n} Spalten links",
    left1: "eine Spalte links",
    right: "{n} Spalten rechts",
    right1: "eine Spalte rechts",
    and: " und ",
    zeros:
      "Nullen: {sides}, sonst keine (SAME von TensorFlow). Symmetrisch wären es {n} auf jeder " +
      "Seite, und jedes Fenster läge {n} Stellen weiter oben und links.",
    zeros1:
      "Nullen: {sides}, sonst keine (SAME von TensorFlow). Symmetrisch wäre es eine auf jeder " +
      "Seite, und jedes Fenster läge eine Stelle weiter oben und links.",

    map: "Karte",
    maps: "Gitter aus Karten",
    channel: "Kanal {n} von {count}",
    class: "{name} · Klasse {n} von {count}",
    sees: "Was das Modell sieht",
    picture: "Was das Modell sieht: {shape} Zahlen, {colours}.",
    grey: "Grau",
    rgb: "Rot, Grün und Blau",
    red: "Rot",
    green: "Grün",
    blue: "Blau",
    pictureKeys: "Das Bild. {keys}",
    keys: "Pfeiltasten bewegen die gewählte Zelle, die Eingabetaste öffnet ihre Rechnung.",
    input: "Eingang {n}",
    inputKeys: "Eingang {n}. {keys}",
    inputCaption: "Eingangskarte {n} von {count}, {stage}, {h} × {w}; {scope}, {low} bis {high}.",
    colours: "Farben: {scope}",
    ofLayer: "diese Schicht, dieses Bild",
    ofChannel: "Kanal {n} allein, dieses Bild",
    outputCaption: "{title}: {label}, {stage}, {h} × {w}; Farben: {scope}, {low} bis {high}.",
    outputKeys:
      "{title}, {label}: {h} mal {w} Zellen. Pfeiltasten bewegen, die Eingabetaste öffnet die " +
      "Rechnung einer Zelle, Escape schließt sie.",
    everywhere: "überall {value}",
    blank: "Kanal {n} ist leer, was die Kamera auch sieht: {places}.",
    blankEverywhere: "alle seine Zellen haben immer eine und dieselbe Zahl",
    blankEdges:
      "seine Zellen ändern sich nie, doch die an den Rändern, wo Nullen um den Eingang stehen, " +
      "können eine andere Zahl haben als die übrigen",
    blankSum: "Die Summe seiner Produkte und seines Bias ist für jedes Bild {low}.",
    blankSums:
      "Die Summe seiner Produkte und seines Bias liegt für jedes Bild zwischen {low} und " +
      "{high}{end}.",
    blankSame: ", und aus allem dazwischen wird eine Zahl",
    blankMaps: "{n} davon leer",
    outputMaps: "Ergebniskarten",
    inputMaps: "Eingangskarten",
    inputs: "Eingangskarten",
    galleryKeys:
      "{title}: {n} Kanäle. Pfeiltasten führen von einem zum nächsten, die Eingabetaste in seine " +
      "Karte.",
    galleryCaption: "{title}, {stage}: alle {n} Kanäle, je {h} × {w}; Farben: {scale}.",
    oneScale: "eine Skala für die ganze Schicht",
    ownScale: "jeder Kanal für sich",
    all: "Alle {n}",
    allEach: "Alle {n}, je {shape}",

    kernel: "× Kern {n}",
    strongest: "stärkste Farbe = ±{value}",
    row: "Reihe von Gewichten",
    weights: "Gewichte von Ergebnis {n}",
    classWeights: "Gewichte von Klasse {n}",
    weightsCaption:
      "{title}, {stage}: Gewichte von Ergebnis {n} über {count} Eingänge, {order}; grün über " +
      "null, violett darunter.",
    bySize: "die größten zuerst",
    inOrder: "in der Reihenfolge der Kanäle",
    sort: "sortieren",
    unsort: "in Reihenfolge",
    weight: "Gewicht von {n}: {value}",
    longest: "{count} Gewichte, längster Balken = ±{value}",
    weightsKeys:
      "Gewichte aller {count} Eingänge für Ergebnis {n}; {text}. Pfeiltasten führen von einem " +
      "zum nächsten.",

    arithmetic: "Die Rechnung dieser Zelle",
    cell: "Zeile {y}, Spalte {x} von Kanal {n}",
    formula: "Eingang × Gewicht, summiert",
    formulaBytes: "Eingang × Gewicht, summiert; in Bytes (Eingang{zero}) × (Gewicht{weightZero})",
    padding: "Rand",
    inputHead: "Eingang",
    terms: "Wert × Gewicht",
    adds: "trägt bei",
    inBytes: "in Bytes",
    channelOnly: "Kanal {n}",
    around: "am Rand",
    others: "die andern {n}",
    real: "reell",
    bytes: "Bytes",
    sum: "Summe von {n}",
    bias: "+ Bias",
    accumulator: "= Akkumulator",
    multiplier: "× Faktor",
    zeroPoint: "+ Nullpunkt",
    clamped: "begrenzt",
    stored: "gespeichert",
    products: "{n} Produkte",
    steps: "Schritte von {value}",
    once: "{value}, einmal gerundet",
    twice: "{value}, zweimal gerundet",
    range: "Bytes von {low} bis {high}",
    otherOrder:
      "Das Netz hat {value}: Es addiert in anderer Reihenfolge, und Gleitkommazahlen werden nach " +
      "jedem Schritt gerundet.",
    place: "Zeile {y}, Spalte {x}",
    convolution: "Faltung",
    depthwiseKind: "Depthwise",
    pointwiseKind: "Pointwise",
    score: "Punktzahl",
    said:
      "{what}, Kanal {n}: {count} Produkte ergeben zusammen {sum}, mit Bias {accumulator}, " +
      "gespeichert als {number}, das heißt {real}",

    cellSees: "Was diese Zelle sieht",
    growth: "Wie ihr Feld wächst, von der Zelle zurück bis zum Bild",
    seesAll: "Diese Zelle sieht das ganze Bild",
    placeSees: "Was Zeile {y}, Spalte {x} sieht",
    field: "Diese Zelle sieht {rows} × {columns} von {h} × {w} Pixeln.",
    fieldCut:
      "Diese Zelle sieht {rows} × {columns} von {h} × {w} Pixeln; ihr rezeptives Feld ist " +
      "{allRows} × {allColumns}, und der Rest davon liegt im Rand aus Nullen.",
    seesCaption: "{stage} von {name}, {title}: {text}",
    responds: "Wo Kanal {n} in diesem Bild am stärksten antwortet:",
    response: "Zeile {y}, Spalte {x}: {value}",
    convShort: "Falt.",
    thePicture: "Das Bild",
    pictureShort: "Bild",
    failed:
      "Dieser Teil konnte nicht geladen werden; prüf die Verbindung, und öffne ihn noch einmal.",
  },
  cost: {
    byKind: "Nach Art der Schicht",
    shares: "Anteile am Netz nach Art der Schicht",
    caption: "{name}: Arten von Schichten und ihr Anteil an MACs, Gewichten und Zeit.",
    pointwise: "1×1, pointwise",
    depthwise: "depthwise",
    conv: "gewöhnlich",
    classifier: "Klassifikator, getrennt",
    other: "alles andere",
    macs: "MACs",
    weights: "Gewichte",
    time: "Zeit",
    paper: "Artikel {share}",
    basis:
      "Gewichte sind ohne Bias gezählt, wie im Artikel; die Zeit wird Schicht für Schicht " +
      "gemessen.",
    ofThePaper:
      "Artikel: MobileNets (arXiv 1704.04861), Tabelle 2; seine Anteile an den MACs ergeben " +
      "zusammen 99,29 %, und gezählt gehört der fehlende Teil zur gewöhnlichen Faltung.",
    ofAnother:
      "Der Artikel nennt für die 1×1-Faltungen von MobileNet V1 1.0, 224 einen Anteil von 94,86 " +
      "% der MACs und 74,59 % der Gewichte; ein anderes Netz teilt anders.",
  },
  why: {
    over: "Die Karte über dem Bild",
    map: "Karte",
    opacity: "Deckkraft",
    draw: "Zeichne",
    places: "Stellen",
    smoothed: "geglättet",
    against: "{value} dagegen",
    for: "{value} dafür",
    scope:
      "Grün spricht für {name}, Violett dagegen. Skala: diese Klasse, dieses Bild; stärkste " +
      "Farbe = ±{value}.",
    hint:
      "Zeig auf eine Stelle, oder geh mit den Pfeiltasten hin, und du siehst, wofür sie stimmt. " +
      "Ein Klick hält sie fest.",
    field:
      "Durch alle Schichten sieht die Stelle (Zeile {y}, Spalte {x}) {w}×{h} der {size} Pixel " +
      "(gestrichelt): Ihre Zahl handelt von mehr als den Pixeln unter ihr.",
    keys: "{h} mal {w} Stellen des Bildes. Pfeiltasten bewegen, Escape lässt die Stelle los.",
    caption:
      "Class Activation Map von {name} über dem Bild: was jede von {h}×{w} Stellen der letzten " +
      "Karte zum Mittelwert des Logits beiträgt. Grün dafür, Violett dagegen, stärkste Farbe = " +
      "±{value}.",

    account: "Von den Stellen zur Antwort",
    allFavour: "Alle {count} Stellen sprechen dafür.",
    noneFavours: "Keine der {count} Stellen spricht dafür.",
    someFavour: "{above} von {count} Stellen sprechen dafür, {others} nicht.",
    mostFavour: "{above} von {count} Stellen sprechen dafür, eine nicht.",
    strongest: "Die stärkste (Zeile {y}, Spalte {x}) trägt {share} bei.",
    strongestOfMean:
      "Die stärkste (Zeile {y}, Spalte {x}: {value}) trägt {share} zum Mittelwert bei.",
    mean: "Mittelwert der {count} Stellen",
    sum: "Summe der {count} Stellen",
    bias: "plus der Bias von {name}",
    biases: "plus was keine Stelle ändert: Biaswerte",
    logitOfSoftmax: "ist das Logit, die Zahl vor dem Softmax",
    logitOfSigmoid: "ist das Logit, die Zahl vor der Sigmoidfunktion",
    stored: "vom Netz gespeichert",
    storedByte: "vom Netz gespeichert, als Byte {byte}",
    difference: "Unterschied",
    roundingMeans: "vom Runden der Mittelwerte",
    roundingPlaces: "vom Runden der Stellen",
    rounding: "vom Runden des Logits",
    roundingHidden: "vom Runden in den verborgenen Schichten und des Logits",
    floats: "Dieses Netz rechnet mit Gleitkommazahlen von 32 Bit, also wird wenig gerundet.",
    byteStep:
      "Ein Schritt dieses Bytes ist {step}, also ändert das Runden das Logit um höchstens {half}.",
    softmax: "Softmax über alle {count} Logits macht daraus {share}.",
    sigmoid: "Die Sigmoidfunktion macht daraus {share}.",

    votes: "Wofür eine Stelle stimmt",
    choose: "Wähle eine Stelle der Karte: Was wäre die Antwort, wenn das ganze Bild so wäre?",
    place: "Zeile {y}, Spalte {x}",
    vote: "{value} für {name}, vor dem Bias. Wäre jede Stelle wie diese, so wären die Logits:",
    why: "Warum „{name}“?",
    said: "{place}: {value} für {name}; ",
    votesFor: "sie stimmt für {votes}.",

    classesOver: "Die Klassen über dem Bild",
    tally: "Stellen jeder Klasse",
    count: "{n} von {count}",
    clear: "{n} von {count} Stellen sind {name} und bleiben frei.",
    classless: "{n} von {count} Stellen haben keine Klasse und bleiben frei.",
    classHint:
      "Zeig auf eine Stelle, oder geh mit den Pfeiltasten hin, und du siehst ihre Klasse und was " +
      "sie vom Bild sieht. Ein Klick hält sie fest.",
    classCaption:
      "Die Klassen von {h}×{w} Stellen über dem Bild: jede Stelle in der Farbe ihrer Klasse, je " +
      "stärker, desto wahrscheinlicher.",
    unlikely: "keine Klasse ist wahrscheinlicher als nicht",
    classOf: "{place}: {name}, {share}.",
    sees: "Sie sieht {w}×{h} Pixel (gestrichelt).",

    none:
      "Dieses Netz hat keine solche Karte. Die Engine nennt den Grund auf Englisch: " +
      "„{problem}“.",
    instead:
      "Was jeder Kanal mit der Antwort macht, lässt sich bei jedem Netz messen: Schalte in der " +
      "Werkstatt Kanäle stumm, in der Ansicht „What if?“.",
  },
};

export default text;

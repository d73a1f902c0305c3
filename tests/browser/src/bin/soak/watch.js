// Runs in the page before its own scripts: counts workers, calls and frames from outside, and
// changes views while frames go on. soak/main.rs reads the results from `window.soak`.

{
  /**
   * Frames from one view to the next, and those of them that do not count: a view that has just
   * come is being drawn.
   */
  const SEGMENT = 25;
  const SETTLING = 8;
  /** In the first frames, so that all that is ever asked of the engine has been asked once. */
  const HASTE = 2;

  const VIEWS = ["stage", "twin", "cost", "why", "lab", "change", "teach", "networks"];
  const SAMPLES = ["fence", "goldfish", "bus", "monarch"];

  const RealWorker = window.Worker;
  /**
   * Workers that have not been ended, each with its unanswered calls.
   * @type {Map<Worker, Map<number, string>>}
   */
  const workers = new Map();
  /** The one that looks. @type {Worker | null} */
  let engine = null;
  const unanswered = () => [...workers.values()].flatMap((calls) => [...calls.values()]);
  const soak = (window.soak = {
    frames: 0,
    /** ms from a frame's call to the page drawn, by view. @type {Record<string, number[]>} */
    times: Object.fromEntries(VIEWS.map((view) => [view, []])),
    /** The most calls that were unanswered at once, and the most looks among them. */
    calls: 0,
    looks: 0,
    restarts: 0,
    /** Races that came to their end. */
    timed: 0,
    get workers() {
      return workers.size;
    },
    get pending() {
      return unanswered().length;
    },
  });

  let view = VIEWS[0];
  let since = 0; // frames in this view
  let began = 0; // the frame under way
  let open = false; // whether its answers have come and it is drawn
  let resolve = () => {};
  let wanted = Infinity;
  let touring = false;
  let segment = SEGMENT;
  let tour = 0;

  /** After whatever the answer set off: the frame is drawn. */
  const drawn = new MessageChannel();
  drawn.port1.onmessage = () => {
    if (began) open = true;
    last = performance.now();
  };
  let last = 0;

  function finish() {
    if (!open) return;
    open = false;
    soak.frames++;
    since++;
    if (touring && segment === SEGMENT && since > SETTLING) soak.times[view].push(last - began);
    began = 0;
    if (touring && since >= segment) next();
    if (soak.frames >= wanted) resolve();
  }

  function next() {
    since = 0;
    tour++;
    view = VIEWS[tour % VIEWS.length];
    document.querySelector(`[data-view="${view}"]`).click();
    const stages = document.querySelectorAll('.ladder [role="option"]');
    stages[(tour * 5) % stages.length]?.click();
    if (tour % VIEWS.length === 0)
      document
        .querySelector(`[data-sample="${SAMPLES[(tour / VIEWS.length) % SAMPLES.length]}"]`)
        .click();
  }

  window.Worker = class extends RealWorker {
    constructor(...args) {
      super(...args);
      workers.set(this, new Map());
      this.addEventListener("message", ({ data }) => {
        const calls = workers.get(this);
        if (calls?.get(data.id) === "time" && data.result) soak.timed++;
        calls?.delete(data.id);
        if (data.trap) soak.restarts++;
        drawn.port2.postMessage(null);
      });
    }

    postMessage(message, transfer) {
      if (message.op === "look") {
        finish();
        engine = this;
        began = performance.now();
      }
      if (message.op) workers.get(this)?.set(message.id, message.op);
      const now = unanswered();
      soak.calls = Math.max(soak.calls, now.length);
      soak.looks = Math.max(soak.looks, now.filter((op) => op === "look").length);
      super.postMessage(message, transfer);
    }

    terminate() {
      workers.delete(this);
      super.terminate();
    }
  };

  /** Waits for frame number `frames`, touring through the views ("tour", "haste") or not. */
  soak.until = async (frames, how) => {
    touring = how !== "";
    segment = how === "haste" ? HASTE : SEGMENT;
    wanted = frames;
    if (soak.frames < frames) await new Promise((done) => (resolve = done));
    wanted = Infinity;
  };

  /** Bytes of the engine's memory. */
  soak.memory = () =>
    new Promise((done) => {
      const id = -1 - Math.floor(Math.random() * 1e9);
      const worker = engine;
      const hear = ({ data }) => {
        if (data.id !== id) return;
        worker.removeEventListener("message", hear);
        done(data.result);
      };
      worker.addEventListener("message", hear);
      RealWorker.prototype.postMessage.call(worker, { id, op: "memory" });
    });

  /** Bytes of JavaScript in the workers, as the browser knows them. */
  soak.inWorkers = async () => {
    const { breakdown } = await performance.measureUserAgentSpecificMemory();
    const theirs = breakdown.filter(({ attribution }) =>
      attribution.some(({ scope }) => scope.includes("Worker")),
    );
    return { bytes: theirs.reduce((sum, { bytes }) => sum + bytes, 0), workers: theirs.length };
  };
}

// Runs before the page's own scripts: notes when the page has its answer, and for how long tasks of
// more than 50 ms had kept its thread until then.
globalThis.visit = new Promise((resolve) => {
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: "longtask", buffered: true });
  globalThis.answered = (name, probability) => {
    const time = performance.now();
    // The task that gives the answer is told after its end.
    setTimeout(() => {
      tasks.push(...observer.takeRecords());
      const parts = tasks.map(({ startTime, duration }) =>
        Math.max(0, Math.min(startTime + duration, time) - startTime),
      );
      resolve({ name, probability, time, blocked: parts.reduce((sum, part) => sum + part, 0) });
    }, 500);
  };
  const fails = (error) => resolve({ failure: String(error?.stack ?? error) });
  addEventListener("error", ({ error, message }) => fails(error ?? message));
  addEventListener("unhandledrejection", ({ reason }) => fails(reason));
});

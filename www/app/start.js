// Loaded on its own, before the rest of the page, to say so if the rest does not load.

const TIMEOUT_MS = 20_000; // ms, as in separable/timeouts.js, which may be the missing file

function tell() {
  if (document.querySelector(".samples button")) return; // main.js runs
  const text = document.createElement("p");
  text.textContent = "Part of this page did not load; check the connection, then reload the page.";
  const reload = document.createElement("button");
  reload.className = "button";
  reload.textContent = "Reload the page";
  reload.addEventListener("click", () => location.reload());
  document.querySelector("#problem")?.replaceChildren(text, reload);
}

document.querySelector('[src="app/main.js"]')?.addEventListener("error", tell);
setTimeout(tell, TIMEOUT_MS);

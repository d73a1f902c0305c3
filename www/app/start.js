// Loaded on its own, before the rest of the page, to say so if the rest does not load.

const PATIENCE = 20_000; // ms, as in separable/timeouts.js, which may be the missing file

function tell() {
  if (document.querySelector(".samples button")) return; // main.js runs
  const text = document.createElement("p");
  text.textContent =
    "A part of this page does not come; check the connection, then load the page anew.";
  const anew = document.createElement("button");
  anew.className = "button";
  anew.textContent = "Load the page anew";
  anew.addEventListener("click", () => location.reload());
  document.querySelector("#problem")?.replaceChildren(text, anew);
}

document.querySelector('[src="app/main.js"]')?.addEventListener("error", tell);
setTimeout(tell, PATIENCE);

// What the scripts of the page share. window.qaBot.server leads to the program; a component puts it there.
(() => {
  "use strict";
  const qa = (window.qaBot ??= {});
  const EVERY = 5000; // milliseconds between two looks at whether the articles changed

  qa.typing = (event) => Boolean(event.target.closest?.("input, textarea, select, [contenteditable]"));
  qa.changed = []; // called with the page's state after every change of the articles, and once at the start

  // A message that passes, with something to do about it.
  let fading = 0;
  qa.toast = (words, button = "", act = null) => {
    const box = document.getElementById("toast");
    clearTimeout(fading);
    box.replaceChildren(document.createTextNode(words));
    if (act) {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: button });
      made.addEventListener("click", () => {
        box.replaceChildren();
        act();
      });
      box.append(made);
    }
    fading = setTimeout(() => box.replaceChildren(), act ? 15000 : 6000);
  };

  let state = null;
  qa.look = async () => {
    let now;
    try {
      now = await qa.server.state(state?.version ?? "");
    } catch {
      return; // the next look may reach it again
    }
    if (now.version === state?.version) return;
    state = now;
    document.querySelector("#heading .counts").textContent = now.counts;
    for (const listener of qa.changed) listener(now);
  };

  async function begin() {
    await qa.look();
    if (!state) return setTimeout(begin, 1000);
    setInterval(() => document.visibilityState === "visible" && qa.look(), EVERY);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && qa.look());
  }

  // Everything is there once its component is; they come in any order.
  function wait() {
    if (qa.server && ["log", "toast", "composer", "conversations"].every((id) => document.getElementById(id))) begin();
    else requestAnimationFrame(wait);
  }
  wait();
})();

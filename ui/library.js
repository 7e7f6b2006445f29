// The library tab: the list of articles, looking through it, taking out and bringing back.
(() => {
  "use strict";
  const qa = (window.qaBot ??= {});
  const PAUSE = 200; // milliseconds without a key before what was typed is looked for
  let timer = 0;
  let latest = 0; // number of the last request: an answer to an earlier one is dropped

  const part = (name) => document.querySelector(`.library ${name}`);

  async function list(more = false) {
    if (!part(".items") || !qa.server) return;
    const number = ++latest;
    const wanted = Object.fromEntries(new FormData(part(".looking")));
    wanted.offset = more ? part(".items").children.length : 0;
    let found;
    try {
      found = await qa.server.library(wanted);
    } catch {
      found = { total: qa.texts.UNREACHABLE, items: "", more: false };
    }
    if (number !== latest) return;
    part(".total").textContent = found.total;
    if (more) part(".items").insertAdjacentHTML("beforeend", found.items);
    else part(".items").innerHTML = found.items;
    part("[data-more]").hidden = !found.more;
  }

  function fill(state) {
    const select = part("select");
    if (!select) return;
    part(".chart").innerHTML = state.chart;
    const chosen = select.value;
    select.innerHTML = state.sources;
    select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
    list();
  }

  async function remove(button) {
    button.disabled = true;
    let gone;
    try {
      gone = await qa.server.remove(button.dataset.remove);
    } catch {
      gone = { words: qa.texts.UNREACHABLE };
    }
    button.disabled = false;
    await qa.look();
    part(".total")?.focus();
    qa.toast(gone.words, qa.texts.UNDO, gone.undo && (() => undo(gone.undo)));
  }

  async function undo(word) {
    qa.toast(qa.texts.BRINGING_BACK);
    let back;
    try {
      back = await qa.server.bring_back(word);
    } catch {
      back = { words: qa.texts.UNREACHABLE, undo: word };
    }
    await qa.look();
    qa.toast(back.words, qa.texts.UNDO, back.undo && (() => undo(word)));
  }

  document.addEventListener("input", (event) => {
    if (!event.target.closest?.(".looking")) return;
    clearTimeout(timer);
    timer = setTimeout(list, event.target.name === "words" ? PAUSE : 0);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".looking")) return;
    event.preventDefault();
    list();
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-more], [data-remove]");
    if (target?.matches("[data-more]")) list(true);
    else if (target) remove(target);
  });

  // The tab's content comes when the tab is first shown; until then there is nothing to fill.
  let state = null;
  qa.changed.push((now) => fill((state = now)));
  qa.library = () => state && fill(state);
})();

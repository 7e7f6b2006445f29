// What happens in the browser: clicks and keys on quotes, the article pane, scrolling.
// window.qaBot.ask and .open lead to the server; the page's components put them there.
(() => {
  "use strict";
  window.qaBot ??= {};

  let opened = null; // the card whose quote the pane shows
  let opener = null; // what gets the focus back when the pane is closed
  let latest = 0; // number of the last request: an answer to an earlier one is dropped

  const pane = () => document.querySelector(".pane");
  const body = () => document.querySelector(".pane-body");
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const cardsOf = (turn) => [...turn.querySelectorAll(".card")];

  // A card asks for all quotes of its turn that stand in the same article.
  function openCard(card) {
    const turn = card.closest(".turn");
    const article = card.dataset.article;
    const same = cardsOf(turn).filter((other) => other.dataset.article === article);
    opened = card;
    mark(card);
    const cards = cardsOf(turn);
    open(
      { article, pointers: same.map((other) => JSON.parse(other.dataset.pointer)), focus: same.indexOf(card) },
      cards.indexOf(card) + 1,
      cards.length,
    );
  }

  async function open(request, place = 0, places = 0) {
    const number = ++latest;
    document.body.classList.add("reading-article");
    pane().classList.toggle("steps", places > 1);
    const words = pane().dataset.place.replace("{number}", place).replace("{all}", places);
    pane().querySelector(".pane-place").textContent = places ? words : "";
    body().setAttribute("aria-busy", "true");
    let html;
    try {
      html = await window.qaBot.open(request);
    } catch {
      html = null;
    }
    if (number !== latest) return;
    if (typeof html === "string") body().innerHTML = html;
    else body().textContent = pane().dataset.failed;
    body().removeAttribute("aria-busy");
    showQuote();
  }

  function showQuote() {
    const article = body().querySelector(".article");
    const focus = article?.dataset.focus;
    const quote = focus ? document.getElementById(`quote-${focus}`) : null;
    for (const piece of body().querySelectorAll("mark")) {
      piece.classList.toggle("focus", Boolean(focus) && piece.dataset.quotes.split(" ").includes(focus));
    }
    const box = body();
    if (quote) {
      const from = quote.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
      box.scrollTo({ top: Math.max(0, from - box.clientHeight * 0.3), behavior: "instant" });
    } else {
      box.scrollTo({ top: 0, behavior: "instant" });
    }
    body().querySelector(".article-title, .notice")?.focus({ preventScroll: true });
  }

  function close() {
    if (!document.body.classList.contains("reading-article")) return;
    latest++;
    document.body.classList.remove("reading-article");
    mark(null);
    opened = null;
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }

  function step(by) {
    if (!opened?.isConnected) return;
    const cards = cardsOf(opened.closest(".turn"));
    const next = cards[(cards.indexOf(opened) + by + cards.length) % cards.length];
    opener = next.querySelector(".open");
    openCard(next);
    next.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
  }

  function mark(card) {
    for (const other of document.querySelectorAll(".card[aria-current]")) other.removeAttribute("aria-current");
    card?.setAttribute("aria-current", "true");
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-close], [data-step], [data-question], [data-open], .ref, .card");
    if (!target) return;
    if (target.matches("[data-close]")) return close();
    if (target.matches("[data-step]")) return step(Number(target.dataset.step));
    if (target.matches("[data-question]")) return window.qaBot.ask(target.dataset.question);
    if (target.matches(".card") && !event.target.closest("button") && String(getSelection())) return; // copying text
    opener = event.target.closest("button") ?? target.querySelector("button");
    if (target.matches("[data-open]")) open({ article: target.dataset.open });
    else if (target.matches(".ref")) openCard(cardsOf(target.closest(".turn"))[Number(target.dataset.card) - 1]);
    else openCard(target);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("#question textarea, #question input")?.focus();
    }
  });

  // A new question moves to the top of the window; its answer then grows below it, nothing jumps.
  let turns = 0;
  new MutationObserver(() => {
    const now = document.querySelectorAll(".turn");
    if (now.length > turns) now[now.length - 1].scrollIntoView({ block: "start", behavior: calm() ? "instant" : "smooth" });
    turns = now.length;
    if (opened?.isConnected) opened.setAttribute("aria-current", "true"); // a redraw takes it away
  }).observe(document.body, { childList: true, subtree: true });
})();

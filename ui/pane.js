// The article beside the chat: opening it at a quote, going from quote to quote, closing it.
(() => {
  "use strict";
  const qa = (window.qaBot ??= {});

  let opened = null; // which quote is shown: the id of its turn and its number among the turn's cards
  let shown = null; // the turn and article that the pane holds
  let opener = null; // what gets the focus back when the pane is closed
  let latest = 0; // number of the last request: an answer to an earlier one is dropped

  const reading = () => document.body.classList.contains("reading-article");
  const pane = () => document.querySelector(".pane");
  const body = () => document.querySelector(".pane-body");
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const turnOf = (id) => [...document.querySelectorAll(".turn")].find((turn) => turn.dataset.turn === id);
  const cardsOf = (turn) => (turn ? [...turn.querySelectorAll(".card")] : []);
  const openedCard = () => (opened ? cardsOf(turnOf(opened.turn))[opened.index] : undefined);

  // A card asks for all quotes of its turn that stand in the same article.
  function openCard(card) {
    const turn = card.closest(".turn");
    const cards = cardsOf(turn);
    const article = card.dataset.article;
    const same = cards.filter((other) => other.dataset.article === article);
    opened = { turn: turn.dataset.turn, index: cards.indexOf(card) };
    mark();
    place(cards.indexOf(card) + 1, cards.length);
    const what = { turn: opened.turn, article, html: same.map((other) => other.dataset.pointer).join() };
    if (shown && Object.keys(what).every((key) => shown[key] === what[key])) return focusQuote(same.indexOf(card));
    open(
      { article, pointers: same.map((other) => JSON.parse(other.dataset.pointer)), focus: same.indexOf(card) },
      what,
      same.map((other) => cards.indexOf(other) + 1),
    );
  }

  function place(number, all) {
    // The browser's Back closes the article, which on a phone covers everything, and stays on the page.
    if (!reading()) history.pushState({ article: true }, "");
    document.body.classList.add("reading-article");
    pane().classList.toggle("steps", all > 1);
    const words = qa.texts.PANE_PLACE.replace("{number}", number).replace("{all}", all);
    pane().querySelector(".pane-place").textContent = all ? words : "";
  }

  async function open(request, what = null, numbers = []) {
    const number = ++latest;
    shown = null;
    body().setAttribute("aria-busy", "true");
    let html;
    try {
      html = await qa.server.open_article(request);
    } catch {
      html = null;
    }
    if (number !== latest) return;
    if (typeof html === "string") body().innerHTML = html;
    else body().innerHTML = `<p class="notice" role="alert" tabindex="-1">${qa.texts.PANE_FAILED}</p>`;
    body().removeAttribute("aria-busy");
    const article = body().querySelector(".article");
    numbers.forEach((of, n) => document.getElementById(`quote-${n}`)?.setAttribute("data-number", of));
    if (article) shown = what;
    focusQuote(article?.dataset.focus ?? "");
  }

  // Scroll to a quote, mark it as the one meant, and let the link to the original lead there too.
  function focusQuote(which) {
    const focus = String(which);
    const quote = focus ? document.getElementById(`quote-${focus}`) : null;
    for (const piece of body().querySelectorAll("mark")) {
      piece.classList.toggle("focus", piece.dataset.quotes.split(" ").includes(focus));
    }
    const box = body();
    const link = box.querySelector(".original");
    if (link && quote) link.href = JSON.parse(link.dataset.places)[focus] ?? link.href;
    if (quote) {
      const from = quote.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
      const header = box.querySelector(".article header").offsetHeight;
      box.scrollTo({ top: Math.max(0, from - Math.max(header + 24, box.clientHeight * 0.3)), behavior: "instant" });
    } else {
      box.scrollTo({ top: 0, behavior: "instant" });
    }
    body().querySelector(".article-title, .notice")?.focus({ preventScroll: true });
  }

  function close() {
    if (reading() && history.state?.article) history.back();
    else shut();
  }

  function shut() {
    if (!reading()) return;
    latest++;
    document.body.classList.remove("reading-article");
    const card = openedCard();
    opened = null;
    mark();
    const back = opener?.isConnected ? opener : card?.querySelector(".open");
    back?.focus({ preventScroll: true });
    opener = null;
  }

  function step(by) {
    const card = openedCard();
    if (!card) return;
    const cards = cardsOf(card.closest(".turn"));
    const next = cards[(cards.indexOf(card) + by + cards.length) % cards.length];
    opener = next.querySelector(".open");
    openCard(next);
    next.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
  }

  function mark() {
    for (const other of document.querySelectorAll(".card[aria-current]")) other.removeAttribute("aria-current");
    openedCard()?.setAttribute("aria-current", "true");
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-close], [data-step], [data-open], .ref, .card");
    if (!target) return;
    if (target.matches("[data-close]")) return close();
    if (target.matches("[data-step]")) return step(Number(target.dataset.step));
    if (target.matches(".card") && !event.target.closest("button") && String(getSelection())) return; // copying text
    opener = event.target.closest("button") ?? target.querySelector("button");
    if (target.matches("[data-open]")) {
      opened = null;
      mark();
      place(0, 0);
      open({ article: target.dataset.open });
    } else if (target.matches(".ref")) {
      const card = cardsOf(target.closest(".turn"))[Number(target.dataset.card) - 1];
      if (card) openCard(card);
    } else openCard(target);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) return close();
    if (event.ctrlKey || event.metaKey || event.altKey || qa.typing(event)) return;
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
  });

  addEventListener("popstate", shut);

  qa.pane = { refresh: mark };
})();

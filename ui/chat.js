// The conversation: asking, stopping, asking again; conversations are kept in this browser and nowhere else.
(() => {
  "use strict";
  const qa = (window.qaBot ??= {});
  const REMEMBERED = 8; // earlier turns that go with a question
  const LONGEST = 400; // characters shown of a question
  const CURRENT = "qa-bot/current"; // which conversation this tab shows

  let prefix = null; // of the keys of this store's conversations
  let entrance = ""; // what is shown while there is no question
  let conversation = fresh();
  const waiting = []; // [conversation, turn], in the order asked
  let working = false;
  let next = null; // what to ask after the newest answer: { turn, questions }; never kept

  const log = () => document.querySelector("#log .log");
  const box = () => document.getElementById("question");
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pending = (turn) => waiting.some((entry) => entry[1] === turn);
  const sectionOf = (turn) => [...log().children].find((section) => section.dataset.turn === turn.id);
  const clip = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);
  const template = (id) => document.getElementById(id).content.cloneNode(true);

  function fresh() {
    return { id: name(), updated: Date.now(), turns: [] };
  }

  function name() {
    return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Keeping

  function read(id) {
    try {
      const kept = JSON.parse(localStorage.getItem(prefix + id));
      return Array.isArray(kept?.turns) ? kept : null;
    } catch {
      return null;
    }
  }

  // Turns that another tab added to the same conversation meanwhile are kept as well.
  function save(one) {
    const known = new Set(one.turns.map((turn) => turn.id));
    const others = (read(one.id)?.turns ?? []).filter((turn) => !known.has(turn.id));
    one.turns.push(...others);
    one.updated = Date.now();
    const turns = one.turns.map(({ id, question, record, error, standalone, ignore }) => ({ id, question, record, error, standalone, ignore }));
    try {
      localStorage.setItem(prefix + one.id, JSON.stringify({ id: one.id, updated: one.updated, turns }));
    } catch {
      qa.toast(qa.texts.NOT_KEPT);
    }
    list();
  }

  function all() {
    const found = [];
    for (let n = 0; n < localStorage.length; n++) {
      const key = localStorage.key(n);
      if (key.startsWith(prefix)) found.push(read(key.slice(prefix.length)));
    }
    return found.filter((one) => one?.turns.length).sort((a, b) => b.updated - a.updated);
  }

  // Showing

  function draw(turn) {
    let section = sectionOf(turn);
    if (!section) {
      section = template("turn-template").firstElementChild;
      section.dataset.turn = turn.id;
      log().querySelector(".entrance")?.remove();
      log().append(section);
    }
    section.querySelector(".question").textContent = clip(turn.question);
    section.querySelector(".copying").hidden = !turn.record?.answered;
    section.className = `turn ${pending(turn) ? "pending" : "done"}`;
    const body = section.querySelector(".body");
    if (pending(turn)) body.replaceChildren(template("waiting-template"));
    else if (turn.html) body.innerHTML = turn.html;
    else {
      const error = document.createElement("p");
      error.className = turn.error ? "error" : "aside";
      if (turn.error) error.setAttribute("role", "alert");
      error.textContent = turn.error || qa.texts.STOPPED;
      body.replaceChildren(error);
    }
    section.querySelector(".next")?.remove();
    if (next?.turn === turn && !pending(turn)) section.append(suggestions());
    return section;
  }

  function suggestions() {
    const box = template("next-template").firstElementChild;
    const rows = next.questions.map((question) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: question, dir: "auto" });
      button.dataset.question = question;
      const row = document.createElement("li");
      row.append(button);
      return row;
    });
    box.querySelector(".list").replaceChildren(...rows);
    return box;
  }

  function drawAll() {
    if (conversation.turns.length) {
      log().replaceChildren();
      conversation.turns.forEach(draw);
    } else log().innerHTML = entrance;
    qa.pane.refresh();
    list();
  }

  // The answers of a kept conversation, sliced from the store as it is now.
  async function render() {
    const one = conversation;
    const turns = one.turns.filter((turn) => turn.record);
    if (!turns.length) return drawAll();
    log().setAttribute("aria-busy", "true");
    try {
      const shown = await qa.server.show(turns.map(plain));
      let changed = log().children.length !== one.turns.length;
      turns.forEach((turn, n) => {
        changed ||= turn.html !== shown[n];
        turn.html = shown[n];
      });
      if (one === conversation && changed && !log().querySelector("form")) drawAll();
    } catch {
      if (one === conversation) drawAll();
    }
    log().removeAttribute("aria-busy");
  }

  const plain = ({ question, record, error, ignore }) => ({ question, record, error: error ?? "", ignore: ignore ?? [] });

  function list() {
    const kept = all();
    document.getElementById("conversations").hidden = !kept.length;
    document.querySelector("#conversations .number").textContent = kept.length;
    document.getElementById("new-conversation").hidden = !conversation.turns.length;
    document.querySelector(".exporting").hidden = !conversation.turns.some((turn) => turn.record);
    const rows = kept.map((one) => {
      const row = template("conversation-template").firstElementChild;
      const open = row.querySelector("[data-conversation]");
      const title = clip(one.turns[0].question);
      open.dataset.conversation = one.id;
      open.querySelector(".title").textContent = title;
      open.querySelector(".day").textContent = new Date(one.updated).toLocaleDateString(document.documentElement.lang || undefined, { day: "numeric", month: "short", year: "numeric" });
      if (one.id === conversation.id) open.setAttribute("aria-current", "true");
      const gone = row.querySelector("[data-delete]");
      gone.dataset.delete = one.id;
      gone.setAttribute("aria-label", qa.texts.DELETE_CONVERSATION.replace("{title}", title));
      return row;
    });
    document.querySelector("#conversations .list").replaceChildren(...rows);
  }

  // Asking

  function ask(question) {
    const text = question.trim();
    if (!text) return qa.toast(qa.texts.EMPTY_QUESTION);
    const turn = { id: name(), question: text, record: null, error: "", standalone: "", ignore: [] };
    conversation.turns.push(turn);
    sessionStorage.setItem(CURRENT, conversation.id);
    put(turn);
    sectionOf(turn).scrollIntoView({ block: "start", behavior: calm() ? "instant" : "smooth" });
  }

  function put(turn) {
    forgetNext();
    Object.assign(turn, { record: null, error: "", html: "" });
    waiting.push([conversation, turn]);
    draw(turn);
    save(conversation);
    work();
  }

  async function work() {
    if (working) return;
    working = true;
    while (waiting.length) await answer(...waiting[0]);
    working = false;
  }

  // What was found comes as soon as it is there, then the answer; whoever stopped sees neither.
  async function answer(one, turn) {
    const entry = waiting[0];
    const before = one.turns.slice(0, one.turns.indexOf(turn)).filter((earlier) => earlier.record);
    const { question, standalone = "", ignore = [] } = turn;
    const request = { question, standalone, ignore, turns: before.slice(-REMEMBERED).map(plain) };
    const current = () => waiting[0] === entry;
    qa.server.find(standalone || question).then(
      (html) => {
        const place = current() && one === conversation && sectionOf(turn)?.querySelector(".found");
        if (place) place.innerHTML = html;
      },
      () => {}, // the answer will say so
    );
    let result;
    try {
      result = await Promise.race([qa.server.answer(request), new Promise((stop) => (entry.stop = stop))]);
    } catch {
      result = { error: qa.texts.UNREACHABLE };
    }
    if (!current()) return;
    waiting.shift();
    Object.assign(turn, { record: result.record ?? null, error: result.error ?? "", html: result.html ?? "" });
    if (one === conversation) draw(turn);
    save(one);
    follow(one, turn);
  }

  function forgetNext() {
    next = null;
    log().querySelector(".next")?.remove();
  }

  // What to ask next comes below the newest answer, later than it, and only while nothing else was asked.
  async function follow(one, turn) {
    const newest = () => one === conversation && one.turns.at(-1) === turn && !waiting.length && turn.record?.answered;
    if (!newest()) return;
    const { record } = turn;
    let questions = [];
    try {
      questions = await qa.server.suggest(one.turns.filter((each) => each.record).slice(-REMEMBERED).map(plain));
    } catch {} // nobody waits for them
    if (!questions.length || !newest() || turn.record !== record) return;
    next = { turn, questions };
    sectionOf(turn).append(suggestions());
  }

  function stop(turn) {
    const at = waiting.findIndex((entry) => entry[1] === turn);
    if (at < 0) return;
    const [[one, stopped]] = [waiting[at]];
    waiting[at].stop?.({});
    waiting.splice(at, 1);
    if (one === conversation) draw(stopped).querySelector("[data-retry]").focus();
    save(one);
  }

  // Ask another question in the turn's place: its own words, or what a follow-up was understood as.
  function edit(turn, section, part) {
    const form = template("edit-template").firstElementChild;
    const correcting = part === "standalone";
    const shown = section.querySelector(correcting ? ".standalone" : ".question");
    const field = form.querySelector("textarea");
    const leave = () => {
      form.remove();
      shown.hidden = false;
      section.querySelector(correcting ? "[data-correct]" : "[data-edit]")?.focus();
    };
    field.value = correcting ? turn.record.standalone : turn.question;
    if (correcting) field.setAttribute("aria-label", qa.texts.CORRECT_LABEL);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text) return qa.toast(qa.texts.EMPTY_QUESTION);
      Object.assign(turn, { standalone: "", ignore: [], [part]: text });
      leave();
      put(turn);
    });
    form.querySelector("[data-cancel]").addEventListener("click", leave);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        leave();
      } else send(event, form);
    });
    shown.hidden = true;
    shown.after(form);
    grow(field);
    field.focus();
  }

  // Ask again without words about dates or sources, or with them again.
  function limit(turn, words, out) {
    const others = (turn.ignore ?? []).filter((other) => other !== words);
    turn.ignore = out ? [...others, words] : others;
    put(turn);
  }

  // Conversations

  function open(id) {
    conversation = (id && read(id)) || fresh();
    // A question whose answer is still on its way is the same object, wherever it is shown.
    const live = waiting.find(([one]) => one.id === conversation.id);
    if (live) conversation = live[0];
    sessionStorage.setItem(CURRENT, conversation.id);
    document.getElementById("conversations").open = false;
    drawAll();
    newest();
    return render().then(newest);
  }

  function newest() {
    log().querySelector(".turn:last-child")?.scrollIntoView({ block: "start", behavior: "instant" });
  }

  function remove(id) {
    const kept = localStorage.getItem(prefix + id);
    for (const [one, turn] of [...waiting]) if (one.id === id) stop(turn);
    localStorage.removeItem(prefix + id);
    const shown = id === conversation.id;
    if (shown) open(null);
    else list();
    qa.toast(qa.texts.CONVERSATION_DELETED, qa.texts.UNDO, () => {
      localStorage.setItem(prefix + id, kept);
      if (shown && !conversation.turns.length) open(id);
      else list();
    });
  }

  // The page

  function grow(field) {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 220)}px`;
  }

  function send(event, form) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  }

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    const target = event.target.closest?.(
      "[data-question], [data-stop], [data-retry], [data-edit], [data-correct], [data-ignore], [data-heed], [data-conversation], [data-delete], #new-conversation",
    );
    if (!target) return;
    const data = target.dataset;
    const section = target.closest(".turn");
    const turn = section && conversation.turns.find((one) => one.id === section.dataset.turn);
    if ("question" in data) ask(data.question);
    else if ("stop" in data) stop(turn);
    else if ("retry" in data) put(turn);
    else if ("edit" in data) edit(turn, section, "question");
    else if ("correct" in data) edit(turn, section, "standalone");
    else if ("ignore" in data) limit(turn, data.ignore, true);
    else if ("heed" in data) limit(turn, data.heed, false);
    else if ("conversation" in data) open(data.conversation);
    else if ("delete" in data) remove(data.delete);
    else {
      open(null);
      box().focus();
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "composer") return;
    event.preventDefault();
    if (prefix === null) return; // the page is not ready yet; the question stays in the box
    const question = box().value;
    if (question.trim()) box().value = "";
    grow(box());
    ask(question);
  });
  document.addEventListener("input", (event) => event.target.matches?.("#question, .edit textarea") && grow(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.target.id === "question") send(event, event.target.form);
    const menu = document.querySelector(".menu[open]");
    if (event.key === "Escape" && menu) {
      event.preventDefault();
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || qa.typing(event)) return;
    event.preventDefault();
    box()?.focus();
  });
  addEventListener("storage", (event) => {
    if (prefix === null || !event.key?.startsWith(prefix)) return;
    const other = event.key === prefix + conversation.id && read(conversation.id);
    if (other && !waiting.some(([one]) => one === conversation)) {
      conversation = other;
      render();
    }
    list();
  });

  qa.chat = {
    turn: (section) => plain(conversation.turns.find((one) => one.id === section.dataset.turn)),
    turns: () => conversation.turns.filter((turn) => turn.record).map(plain),
  };

  qa.changed.push((state) => {
    entrance = state.entrance;
    forgetNext(); // the articles may not answer it any more
    if (prefix === null) {
      prefix = `qa-bot/${state.space}/${window.gradio_config?.username ?? ""}/`;
      const kept = sessionStorage.getItem(CURRENT);
      open(kept && read(kept) ? kept : null);
      document.body.classList.add("ready");
    } else if (conversation.turns.length) render();
    else drawAll();
  });
})();

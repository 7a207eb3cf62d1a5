"use strict";
// Keys, decisions without a new page, live counts. Everything works without it: it sends the forms
// that are there. Decisions go one after the other, in the order in which they were pressed.
(() => {
  const list = document.getElementById("cards");
  if (!list) return;

  const LIVE_MS = 15000, ACTIVE_MS = 10 * 60000, COPIES_MS = 600, FEW = 4, MOST_UNDONE = 50;
  const toast = document.getElementById("toast");
  const toastText = document.getElementById("toast-text");
  const toastUndo = document.getElementById("toast-undo");
  const empty = document.getElementById("empty");
  const help = document.getElementById("help");
  const keysOn = document.getElementById("keys-on");
  const { more, live, undo, back, csrf } = list.dataset;

  let current = list.querySelector(".comment");
  let sent = Promise.resolve();
  // Decided here, and not yet there: the server would give them out once more.
  const pending = new Set();
  const unsent = new Map(), undone = new Set();
  let leaving = false;
  let refilling = false, exhausted = false, active = Date.now(), copiesTimer = 0;
  // Kept over other pages: by the session's token, so that nobody undoes somebody else's.
  const memory = `modfilter-${csrf.slice(0, 16)}`;
  const kept = JSON.parse(sessionStorage.getItem(memory) || "{}");
  const decided = kept.decided || [];
  if (list.dataset.canUndo && !decided.some((one) => one.key === list.dataset.canUndo)) {
    decided.push({ key: list.dataset.canUndo, short: "" });
  }

  function keep() {
    const key = current ? current.dataset.key : "";
    sessionStorage.setItem(memory, JSON.stringify({ decided, current: key }));
  }

  // What the server is asked

  // A request outlives the page that sent it, so that nobody has to wait before going on.
  async function post(url, fields) {
    const body = new URLSearchParams(fields);
    body.set("csrf", csrf);
    body.set("back", back);
    const answer = await fetch(url, {
      method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin",
      keepalive: true,
    });
    return read(answer);
  }

  async function read(answer) {
    let found;
    try {
      found = await answer.json();
    } catch {
      throw new Error("The server cannot be reached. Nothing was changed.");
    }
    if (found.login) location.assign(found.login);
    if (!answer.ok) throw new Error(found.error ? found.error.message : "That did not work.");
    return found;
  }

  function inOrder(work) {
    const result = sent.then(work);
    sent = result.catch(() => {});
    return result.catch((error) => {
      throw error instanceof TypeError
        ? new Error("The server cannot be reached. Nothing was changed.") : error;
    });
  }

  // Which comment is meant

  const all = () => [...list.querySelectorAll(".comment")];

  function choose(card, focus = true) {
    if (current) current.classList.remove("current");
    current = card;
    empty.hidden = Boolean(card) || !exhausted;
    if (!card) {
      if (exhausted && focus) document.getElementById("content").focus();
      return;
    }
    card.classList.add("current");
    keep();
    if (focus) {
      card.focus({ preventScroll: true });
      if (card === list.firstElementChild) scrollTo(0, 0);
      else card.scrollIntoView({ block: "start" });
    }
    clearTimeout(copiesTimer);
    copiesTimer = setTimeout(() => countCopies(card), COPIES_MS);
  }

  function step(by) {
    const cards = all();
    const at = cards.indexOf(current) + by;
    if (cards[at]) choose(cards[at]);
  }

  async function countCopies(card) {
    const link = card.querySelector(".copies");
    if (link.dataset.asked || !card.isConnected) return;
    link.dataset.asked = "1";
    try {
      const found = await read(await fetch(link.href, { headers: { Accept: "application/json" } }));
      link.firstChild.textContent = found.copies ? `Near copies: ${found.copies}` : "No near copies";
    } catch {
      delete link.dataset.asked;
    }
  }

  // Deciding

  function say(text, canUndo) {
    toastText.textContent = text;
    toastUndo.hidden = !canUndo;
    toast.hidden = false;
  }

  function decide(card, verdict) {
    const form = card.querySelector("form.decide");
    const fields = [...new FormData(form)].filter(([name]) => name !== "verdict");
    fields.push(["verdict", verdict]);
    const other = form.elements.other;
    if (verdict === "other" && !other.value.trim()) {
      other.focus();
      return;
    }
    const cards = all(), at = cards.indexOf(card), after = card.nextElementSibling;
    const next = cards[at + 1] || cards[at - 1] || null;
    card.remove();
    choose(next);
    const [kind, category] = verdict.split(":");
    const as = kind === "other" ? other.value.trim() : (category || "").replaceAll("_", " ");
    const words = { publish: "Published", skip: "Skipped" }[kind] || `Rejected${as ? ` as ${as}` : ""}`;
    const done = { key: card.dataset.key, short: card.dataset.short };
    if (kind !== "skip") decided.push(done);
    if (decided.length > MOST_UNDONE) decided.shift();
    keep();
    say(`${words}: ${card.dataset.short}`, decided.length > 0);
    change("waiting", kind === "skip" ? 0 : -1);
    pending.add(done.key);
    unsent.set(done.key, () => post(form.action, fields));
    inOrder(() => send(done.key)).finally(() => pending.delete(done.key)).catch((error) => {
      if (leaving) return;
      if (decided.includes(done)) decided.splice(decided.indexOf(done), 1);
      keep();
      change("waiting", kind === "skip" ? 0 : 1);
      list.insertBefore(card, after && after.isConnected ? after : null);
      problem(card, error.message);
      say(error.message, false);
      choose(card);
    });
    refill();
  }

  function send(key) {
    const work = unsent.get(key);
    unsent.delete(key);
    return work();
  }

  function problem(card, text) {
    const place = card.querySelector(".problem");
    place.textContent = text;
    place.hidden = false;
    card.classList.add("lost");
  }

  function takeBack() {
    const last = decided.pop();
    keep();
    if (!last) {
      say("Nothing to undo.", false);
      return;
    }
    // Taken back before it was sent: should the page go now, neither is.
    undone.add(last.key);
    inOrder(() => post(undo, [["key", last.key]])).then((found) => {
      say(last.short ? `Taken back: ${last.short}` : "Taken back.", decided.length > 0);
      if (!found.html) return;
      change("waiting", 1);
      choose(insert(found.html, list.firstElementChild));
    }, (error) => say(error.message, decided.length > 0));
  }

  function insert(html, before) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const cards = [...holder.content.querySelectorAll(".comment")];
    for (const card of cards) {
      if (pending.has(card.dataset.key)) continue;
      const there = document.getElementById(card.id);
      if (there) there.remove();
      list.insertBefore(card, before && before.isConnected ? before : null);
    }
    return cards.find((card) => card.isConnected) || null;
  }

  function refill() {
    if (refilling || exhausted || all().length >= FEW) return;
    refilling = true;
    inOrder(async () => {
      const have = [...all().map((card) => card.dataset.key), ...pending].map((key) => ["have", key]);
      const found = await post(more, have);
      exhausted = found.count === 0;
      const first = insert(found.html, null);
      if (!current) choose(first);
    }).catch((error) => say(error.message, false)).finally(() => {
      refilling = false;
      if (!current && exhausted) choose(null);
    });
  }

  // Live

  function show(name, count) {
    for (const place of document.querySelectorAll(`[data-live="${name}"]`)) {
      place.textContent = count.toLocaleString("en");
      if (name === "appeals") place.parentElement.hidden = !count;
    }
  }

  function change(name, by) {
    const place = document.querySelector(`[data-live="${name}"]`);
    show(name, Math.max(0, Number(place.textContent.replaceAll(",", "")) + by));
  }

  async function renew() {
    // Somebody who has left keeps no claims: they expire.
    if (document.hidden || Date.now() - active > ACTIVE_MS) return;
    try {
      const found = await inOrder(() => post(live, all().map((card) => ["key", card.dataset.key])));
      for (const name of ["waiting", "others", "appeals"]) show(name, found[name]);
      for (const key of found.lost) {
        const card = document.getElementById(`c-${key}`);
        if (card) problem(card, "Another moderator has this comment now, or has decided on it.");
      }
      if (!all().length && found.waiting > found.others) {
        exhausted = false;
        refill();
      }
    } catch {
      // The next one may do better.
    }
  }

  // Hands

  function reject(card) {
    // It would lie over the choices.
    toast.hidden = true;
    const panel = card.querySelector(".refuse");
    panel.open = true;
    (panel.querySelector("[data-suggested]") || panel.querySelector("[data-digit]")).focus();
  }

  function note(card) {
    card.querySelector(".refuse").open = true;
    card.querySelector(".note textarea").focus();
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    p: () => current && decide(current, "publish"),
    r: () => current && reject(current),
    s: () => current && decide(current, "skip"),
    u: takeBack,
    n: () => current && note(current),
    c: () => current && current.querySelector(".copies").click(),
    h: () => current && current.querySelector(".history").click(),
    "/": () => {
      document.querySelector(".filters").open = true;
      document.getElementById("search").focus();
    },
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    active = Date.now();
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape" && current) {
      const panel = current.querySelector(".refuse");
      if (panel.open) {
        panel.open = false;
        current.focus({ preventScroll: true });
      }
      return;
    }
    if (event.target.matches("input, textarea, select")) return;
    if (!keysOn.checked && event.key !== "?") return;
    const digit = current && current.querySelector(`.refuse[open] [data-digit="${CSS.escape(event.key)}"]`);
    const work = digit ? () => digit.click() : Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (!work) return;
    event.preventDefault();
    // A key held down decides once.
    if (!event.repeat || "jk".includes(event.key)) work();
  });

  list.addEventListener("submit", (event) => {
    event.preventDefault();
    decide(event.target.closest(".comment"), event.submitter.value);
  });
  list.addEventListener("focusin", (event) => {
    const card = event.target.closest(".comment");
    if (card && card !== current) choose(card, false);
  });
  list.addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".comment");
    if (card && card !== current) choose(card, false);
  });
  document.addEventListener("pointerdown", () => { active = Date.now(); });
  document.addEventListener("visibilitychange", renew);
  addEventListener("pagehide", () => {
    leaving = true;
    for (const key of [...unsent.keys()]) if (!undone.has(key)) send(key).catch(() => {});
  });
  toastUndo.addEventListener("click", takeBack);

  const helpButton = document.getElementById("help-button");
  helpButton.hidden = false;
  helpButton.addEventListener("click", () => help.showModal());
  keysOn.checked = localStorage.getItem("modfilter-keys") !== "off";
  keysOn.addEventListener("change", () => {
    localStorage.setItem("modfilter-keys", keysOn.checked ? "on" : "off");
  });

  exhausted = !current;
  // Back from a comment's history: where one was.
  const before = kept.current && document.getElementById(`c-${kept.current}`);
  if (before && before !== current) choose(before);
  else choose(current, false);
  setInterval(renew, LIVE_MS);
})();

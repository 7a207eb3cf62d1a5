// The hint while somebody writes. Everything else works without this file.
"use strict";

(() => {
  const form = document.querySelector("form[data-hint]");
  if (!form) return;
  const text = form.elements.namedItem("text");
  const box = document.getElementById("hint");
  const PAUSE = 450; // milliseconds without a key: long enough to finish a word
  let timer = 0;
  let asked = null;
  let last = "";

  const show = (hints) => {
    box.replaceChildren(
      ...hints.map((hint) => {
        const line = document.createElement("p");
        line.append(hint.message);
        if (hint.suggestion) {
          const suggestion = document.createElement("span");
          suggestion.className = "suggestion";
          suggestion.append(`For example: ${hint.suggestion}`);
          line.append(" ", suggestion);
        }
        if (hint.places.length) {
          const places = document.createElement("span");
          places.className = "places";
          hint.places.forEach((place) => {
            const mark = document.createElement("mark");
            mark.append(place);
            places.append(mark, " ");
          });
          line.append(" ", places);
        }
        return line;
      }),
    );
    box.hidden = !hints.length;
  };

  const ask = async () => {
    const now = text.value;
    if (now === last) return;
    last = now;
    if (!now.trim()) return show([]);
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.hint, {
        method: "POST",
        body: new URLSearchParams({ text: now }),
        signal: asked.signal,
      });
      if (answer.ok) show((await answer.json()).hints);
    } catch {
      // No hint then: the answer to the form says the same.
    }
  };

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
})();

// A score sheet: sums as one marks, saves at every change, keeps marks on the device while offline,
// moves by keyboard. Without it the page works by its buttons.
"use strict";
(function () {
  const form = document.querySelector("form[data-marks]");
  if (!form) return;
  const stored = "marks/" + form.dataset.key;
  const said = document.getElementById("saved");
  const radios = Array.from(form.querySelectorAll("input[type=radio]"));
  const questions = Array.from(form.querySelectorAll(".criterion"));
  let timer = 0, sending = false, changed = false, leaving = false, parting = false;

  function local(action, value) {
    try { return action === "get" ? localStorage.getItem(stored) : action === "set" ? localStorage.setItem(stored, value) : localStorage.removeItem(stored); } catch (e) { return null; }
  }
  function marked(question) { return question.querySelector("input[type=radio]:checked"); }
  function sum() {
    let total = 0, count = 0;
    form.querySelectorAll("[data-part]").forEach((part) => {
      let points = 0;
      part.querySelectorAll("input[type=radio]:checked").forEach((r) => { points += Number(r.dataset.value); count += 1; });
      form.querySelector("[data-points='" + part.dataset.part + "']").textContent = points;
      total += points;
    });
    form.querySelector("[data-total]").textContent = total;
    form.querySelector("[data-marked]").textContent = count;
    questions.forEach((q) => q.classList.toggle("criterion-done", Boolean(marked(q))));
  }
  function keep() {
    const kept = {};
    new FormData(form).forEach((value, name) => { if (name !== "csrfmiddlewaretoken" && name !== "key") kept[name] = value; });
    local("set", JSON.stringify(kept));
  }
  function bring() {
    let kept;
    try { kept = JSON.parse(local("get") || "null"); } catch (e) { kept = null; }
    if (!kept) return false;
    Object.entries(kept).forEach(([name, value]) => {
      const field = form.elements.namedItem(name);
      if (!field || name === "do") return;
      if (field instanceof RadioNodeList) field.value = value;
      else if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    });
    return true;
  }
  function say(text) { said.textContent = text; }
  async function save() {
    if (sending || leaving) { changed = true; return; }
    sending = true; changed = false;
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = answer.headers.get("Content-Type") || "";
      if (answer.ok && told.includes("json")) {
        // the next page may have been made before this answer: what is on the device then still counts
        if (!changed && !parting) local("remove");
        say(form.dataset.saved + " " + new Date().toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" }));
      } else if (told.includes("json")) {
        say((await answer.json()).refused.join(" "));
      } else { say(form.dataset.offline); later(15000); }
    } catch (e) { say(form.dataset.offline); later(15000); }
    sending = false;
    if (changed) later(400);
  }
  function later(wait) { clearTimeout(timer); timer = setTimeout(save, wait); }
  form.addEventListener("input", () => { parting = false; sum(); keep(); changed = true; later(700); });
  window.addEventListener("online", () => later(100));
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", () => { parting = true; });
  window.addEventListener("pageshow", () => { leaving = false; parting = false; });
  form.querySelector("[data-next]").addEventListener("click", (event) => {
    const open = questions.find((q) => !marked(q));
    if (!open) return;
    event.preventDefault();
    go(open);
  });
  function go(question) {
    question.scrollIntoView({ block: "center" });
    (marked(question) || question.querySelector("input[type=radio]")).focus({ preventScroll: true });
  }
  // digits choose an option of the criterion in hand, Enter goes on to the next one
  form.addEventListener("keydown", (event) => {
    const question = event.target.closest(".criterion");
    if (!question || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = Array.from(question.querySelectorAll("input[type=radio]"));
    if (/^[1-9]$/.test(event.key) && options[event.key - 1]) {
      event.preventDefault();
      const option = options[event.key - 1];
      option.checked = true; option.focus();
      option.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const next = questions[questions.indexOf(question) + 1];
      if (next) go(next);
    }
  });
  if (bring()) later(100);
  sum();
})();

// Keys and forms of the review: each waits for the one before, and the page's main part is replaced by what comes back.
"use strict";
let last = Promise.resolve();
const told = document.getElementById("told");
const tell = (sentence) => { told.textContent = sentence; told.hidden = !sentence; };
const enqueue = (act) => { last = last.then(act).catch(() => tell("The server does not answer: what you did last is not saved. Start the review again and open its new address.")); };
const show = async (response) => {
  if (response.status === 403) { location.reload(); return; }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) throw new Error("no page");
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  if (response.ok && response.url !== location.href) history.pushState(null, "", response.url);
  tell("");
};
const get = async (address) => show(await fetch(address));
const send = async (form) => show(await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }));
const press = async (key) => {
  const found = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
  if (found) await (found.form ? send(found.form) : get(found.href));
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.closest("main")) return;
  event.preventDefault();
  enqueue(() => send(form));
  document.activeElement?.blur();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[data-key]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  enqueue(() => get(link.href));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.activeElement?.blur();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (!/^[a-z0-9]$/.test(key)) return;
  const field = document.querySelector(`main [data-focus="${key}"]`);
  if (field) { event.preventDefault(); field.focus(); return; }
  enqueue(() => press(key));
});
window.addEventListener("popstate", () => location.reload());

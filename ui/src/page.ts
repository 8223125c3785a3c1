// What every page can do with a script: the sheet of keys, menus that close, a link that is copied.

const GOES: Record<string, string> = { s: "showroom", m: "materials", p: "price" };

const sheet = () => document.querySelector<HTMLDialogElement>("dialog.keys");
const isTyping = (at: EventTarget | null) =>
  at instanceof HTMLElement && at.matches("input:not([type=radio], [type=range]), textarea, select");

let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "?") sheet()?.showModal();
  else if (event.key === "g") {
    going = event.timeStamp;
    return;
  } else if (going && event.timeStamp - going < 1500 && event.key in GOES) {
    document.querySelector<HTMLAnchorElement>(`[data-goes="${GOES[event.key]}"]`)?.click();
  }
  going = 0;
});

document.addEventListener("click", (event) => {
  const at = event.target as Element;
  if (at.closest("[data-keys]")) sheet()?.showModal();
  if (at === sheet()) sheet()?.close();
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(at)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

for (const only of document.querySelectorAll<HTMLElement>("[data-with-script]")) only.hidden = false;

// The little that HTML and htmx do not do by themselves. Every page works without it.

// A toast goes by itself after a while, or when dismissed; not while someone reads it with the pointer or the keyboard.
const KEPT_MS = 6000;
function dismissLater(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? dismissLater(toast) : toast.remove()), KEPT_MS);
}
function say(words) {
  const toast = Object.assign(document.createElement("div"), { className: "toast", textContent: words });
  document.getElementById("toasts").append(toast);
}
addEventListener("DOMContentLoaded", () => {
  const toasts = document.getElementById("toasts");
  toasts.querySelectorAll(".toast").forEach(dismissLater);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) dismissLater(node);
  }).observe(toasts, { childList: true });
});

addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
  // One menu at a time, closed by a press elsewhere.
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
});
// Share by what the device offers, else copy the address.
addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-share]").forEach((button) => {
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", async () => {
    const url = location.origin + location.pathname;
    if (navigator.share) return navigator.share({ title: document.title, url }).catch(() => {});
    await navigator.clipboard.writeText(url);
    say(button.dataset.share);
  });
}));

// No more than so many boxes of a group ("three keywords").
addEventListener("change", (event) => {
  const group = event.target.closest("[data-most]");
  if (group && group.querySelectorAll(":checked").length > Number(group.dataset.most)) event.target.checked = false;
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// Nothing came back: say so, and leave the page as it is.
for (const name of ["htmx:sendError", "htmx:responseError"])
  addEventListener(name, () => {
    say(document.body.dataset.offline);
  });

// A small editor over a textarea: what is written in it is the textarea's HTML. Without script the textarea serves.
const TOOLS = [["B", "bold"], ["I", "italic"], ["H", "formatBlock", "h3"], ["•", "insertUnorderedList"], ["¶", "formatBlock", "p"]];

function edit(area) {
  const box = document.createElement("div");
  const label = document.querySelector(`label[for="${area.id}"]`);
  label.id = `${area.id}_label`;
  Object.assign(box, { className: "rich editor", contentEditable: "true", innerHTML: area.value });
  for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-labelledby", label.id]])
    box.setAttribute(name, value);
  const bar = document.createElement("div");
  bar.className = "row editor-bar";
  const names = area.dataset.rich.split(",");
  for (const [place, [sign, command, value]] of TOOLS.entries()) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "round", textContent: sign, title: names[place] });
    button.setAttribute("aria-label", names[place]);
    button.addEventListener("click", () => { box.focus(); document.execCommand(command, false, value); });
    bar.append(button);
  }
  box.addEventListener("input", () => { area.value = box.innerHTML; });
  box.addEventListener("blur", () => area.dispatchEvent(new Event("change", { bubbles: true })));
  box.addEventListener("paste", (event) => { // words only; the server would take the rest out anyway
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  label.addEventListener("click", () => box.focus());
  area.hidden = true;
  area.before(bar, box);
}
addEventListener("DOMContentLoaded", () => document.querySelectorAll("textarea[data-rich]").forEach(edit));

// A suggestion pressed is a choice made.
addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose]");
  if (button) document.getElementById(button.dataset.choose).value = button.value;
});

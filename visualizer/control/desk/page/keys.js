// The keys of the desk, and the help made from them.

import { $, make, title } from "./dom.js";

// Keys that differ by a number alone share a row.
function rows(list) {
  const out = [];
  for (const { name, help } of list) {
    const plain = help.replace(/\d+/, "").replaceAll("  ", " ").replace(" ,", ","), before = out.at(-1);
    if (before && plain !== help && before[2] === plain && /\d$/.test(name)) before[0] = `${before[3]} … ${name.replace(/^.*\+/, "")}`;
    else out.push([name, help, plain, name]);
    if (out.at(-1)[0].includes("…")) out.at(-1)[1] = plain;
  }
  return out;
}

export function keyboard(link, press) {
  const keys = [
    ["b", "B", "black, and back", () => press.black()],
    [".", ".", "freeze, and on", () => press.freeze()],
    ["0", "0", "the safe look", () => link.send("safe")],
    ["t", "T", "tap the tempo", () => link.send("tap")],
    ["[", "[", "the beat a little earlier", () => press.nudge(-1)],
    ["]", "]", "the beat a little later", () => press.nudge(1)],
    ["\\", "\\", "this is the bar's first beat", () => link.send("downbeat")],
    ["n", "N", "next act", () => link.send("next")],
    ["h", "H", "hold the act, let go", () => press.hold()],
    ["a", "A", "acts and shots follow the music again", () => link.send("auto")],
    ["v", "V", "the act from another place", () => link.send("shot")],
    ["c", "C", "stay with this shot, let go", () => press.stay()],
    ["g", "G", "the next cue", () => link.send("cue", { number: -1 })],
    ["/", "/", "search the parameters", () => press.search()],
    ["?", "?", "this help", () => $("help").showModal()],
  ];
  $("keys").replaceChildren(...keys.flatMap(([, shown, words]) => [make("dt", {}, make("kbd", { textContent: shown })), make("dd", { textContent: words })]));
  link.on("hello", () => {   // the show's own map, as it is
    const groups = new Map();
    for (const key of link.declared.keys ?? []) groups.set(key.group, [...(groups.get(key.group) ?? []), key]);
    $("window-keys").replaceChildren(...[...groups].map(([group, list]) => make("section", {}, make("h4", { textContent: title(group) }),
      make("dl", { className: "keys" }, ...rows(list).flatMap(([name, words]) => [make("dt", {}, make("kbd", { textContent: name })), make("dd", { textContent: words })])))));
  });
  const known = new Map(keys.map(([key, , , act]) => [key, act]));
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]")) return;
    const at = event.target, typing = at instanceof HTMLSelectElement || (at instanceof HTMLInputElement && !["range", "checkbox"].includes(at.type));
    if (typing) {
      if (event.key === "Escape") at.blur();
      return;
    }
    const act = known.get(event.key.toLowerCase());
    if (!act) return;
    event.preventDefault();
    act();
  });
}

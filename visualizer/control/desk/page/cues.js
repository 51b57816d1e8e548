// The cue list: where we are, what comes next, and the order of it.

import { $, make, title } from "./dom.js";

// What a cue does and when it comes, in words.
export function words(cue) {
  const does = [cue.act && `act ${cue.act}`, cue.look && `look ${cue.look} ${over(cue.blend)}`, cue.hold && "held"].filter(Boolean).join(", ");
  const comes = [typeof cue.after === "number" && `after ${cue.after} s`, cue.on && `when ${cue.on} begins`].filter(Boolean).join(" or ");
  return { does, comes: comes || "waits for Go" };
}
const over = (blend) => (blend < 0 ? `over\u00a0${-blend}\u00a0beats` : blend ? `over\u00a0${blend}\u00a0s` : "at once");

export class Cues {
  constructor(link) {
    this.link = link;
    const go = () => link.send("cue", { number: -1 }), back = () => link.send("cue", { number: -2 });
    for (const id of ["cue-go", "cue-on"]) $(id).addEventListener("click", go);
    for (const id of ["cue-back", "cue-before"]) $(id).addEventListener("click", back);
    $("cue-lists").addEventListener("change", () => link.send("cues", { name: $("cue-lists").value }));
    $("cue-add").addEventListener("click", () => { link.send("cue-add", { name: $("cue-name").value.trim() }); $("cue-name").value = ""; });
    this.moved = "";   // button that is to have the focus when the list comes in its new order
    link.on("cues cue hello", () => this.show()).on("cue_lists cue_list", () => this.lists());
  }

  lists() {
    const { cue_lists: names = [], cue_list: now = "" } = this.link.state, select = $("cue-lists");
    const all = ["", ...new Set([...names, ...(now ? [now] : [])])];
    select.replaceChildren(...all.map((n) => make("option", { value: n, textContent: n ? title(n) : "None" })));
    select.value = now;
  }

  show() {
    const { cues = [], cue = -1 } = this.link.state, next = cues[cue + 1], mine = this.link.role !== "viewer" && this.link.up;
    $("cue-bar").hidden = !cues.length;
    $("cue-next").textContent = next ? next.name : "the list is through";
    for (const id of ["cue-go", "cue-on"]) $(id).disabled = !mine || !next;
    for (const id of ["cue-back", "cue-before"]) $(id).disabled = !mine || cue < 1;
    const at = this.moved || document.activeElement?.dataset?.cue;   // the order changes under a finger: the focus goes with its cue
    this.moved = "";
    $("cue-list").replaceChildren(...(cues.length ? cues.map((c, i) => this.row(c, i, cue, cues.length, mine)) : [make("li", { textContent: "No list is walked. Choose one, or add what is on." })]));
    if (!at) return;
    const there = $("cue-list").querySelector(`[data-cue="${at}"]`);
    (there?.disabled ? $("cue-list").querySelector(`[data-cue="go-${at.split("-")[1]}"]`) : there)?.focus();   // at an end of the list the way on is shut
  }

  row(cue, i, now, count, mine) {
    const { does, comes } = words(cue), button = (text, label, act, off, key) => {
      const node = make("button", { type: "button", className: "plain", textContent: text, disabled: !mine || off, data: { cue: key }, aria: { label } });
      node.addEventListener("click", act);
      return node;
    };
    const go = make("button", { type: "button", className: "cue", disabled: !mine, data: { cue: `go-${i}` }, aria: { label: `Go to cue ${i + 1}, ${cue.name}` } },
      make("i", { textContent: String(i + 1) }), make("span", {}, make("b", { textContent: cue.name }), make("small", { textContent: does }), make("small", { className: "comes", textContent: comes })));
    go.addEventListener("click", () => this.link.send("cue", { number: i }));
    const move = (way, to) => () => { this.moved = `${way}-${to}`; this.link.send("cue-move", { way, number: i }); };
    const line = make("li", { className: i === now ? "now" : i === now + 1 ? "next" : "" }, go,
      button("↑", `Cue ${cue.name}: earlier`, move("up", i - 1), i === 0, `up-${i}`), button("↓", `Cue ${cue.name}: later`, move("down", i + 1), i === count - 1, `down-${i}`),
      button("×", `Take out cue ${cue.name}`, () => this.link.send("cue-remove", { number: i }), count < 2, `off-${i}`));
    if (i === now) line.setAttribute("aria-current", "step");
    return line;
  }
}

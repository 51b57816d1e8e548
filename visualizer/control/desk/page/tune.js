// Every parameter the show declares: grouped, searched, moved, put back, learnt.

import { toHex, toLinear } from "./colour.js";
import { $, make, title } from "./dom.js";
import { Fader } from "./fader.js";

const STEPS = 1000;

const near = (v) => (Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 10 ? v.toFixed(1) : v.toFixed(Math.abs(v) < 0.1 && v !== 0 ? 3 : 2));

// Slider position 0..1 <-> value, straight or by ratio.
export function scaleOf(entry) {
  const { low, high } = entry;
  if (entry.scale === "log" && low > 0) return { to: (p) => low * (high / low) ** p, from: (v) => Math.log(v / low) / Math.log(high / low) };
  return { to: (p) => low + (high - low) * p, from: (v) => (v - low) / (high - low) };
}

export class Tune {
  constructor(link) {
    this.link = link;
    this.rows = new Map();
    this.rings = new Map();   // address -> its ring
    $("search").addEventListener("input", () => this.search());
    link.on("hello", () => this.build()).on("params changed", () => this.show()).on("midi", () => this.learning());
  }

  build() {
    this.rows.clear();
    const groups = new Map();
    this.rings.clear();
    for (const entry of this.link.declared.params) {
      if (!groups.has(entry.group)) groups.set(entry.group, []);
      groups.get(entry.group).push(this.row(entry));
    }
    const sections = [...groups].map(([group, rows]) => {
      const name = title(group.replace(/^stage\./, ""));
      const section = make("section", { aria: { label: name }, data: { group } }, make("h3", { textContent: name }));
      section.append(...rows);
      return section;
    });
    $("groups").replaceChildren(...sections);
    $("chips").replaceChildren(...sections.map((section) => {
      const chip = make("button", { type: "button", textContent: section.getAttribute("aria-label") });
      chip.addEventListener("click", () => { $("search").value = ""; this.search(); section.scrollIntoView({ block: "start" }); });
      return chip;
    }));
    this.search();
  }

  row(entry) {
    const name = title(entry.name), id = `p-${entry.key}`;
    const row = make("div", { className: "param", data: { key: entry.key, words: `${entry.key} ${name} ${entry.help} ${entry.unit}`.toLowerCase() } });
    const back = make("button", { type: "button", className: "back", textContent: "↺", title: "As the look has it", disabled: true, aria: { label: `${name}: back to the look` } });
    const item = { entry, row, back };
    const label = make("label", { htmlFor: id }, make("span", { textContent: name }), make("small", { textContent: entry.help }));
    const parts = entry.kind === "colour" ? [["red", `${entry.key}.0`], ["green", `${entry.key}.1`], ["blue", `${entry.key}.2`]] : [["", entry.key]];
    row.append(label, this.input(item, id), back, ...parts.map(([part, address]) => this.ring(address, `${name} ${part}`.trim(), part)));
    row.classList.toggle("wide", parts.length > 1);
    back.addEventListener("click", () => this.link.send("reset", { key: entry.key }));
    this.rows.set(entry.key, item);
    return row;
  }

  // What one presses to bind a MIDI control: empty, armed, or bound.
  ring(address, name, part) {
    const ring = make("button", { type: "button", className: `learn ${part}`, title: "Learn a MIDI control", data: { address }, aria: { label: `Learn a MIDI control for ${name}`, pressed: "false" } });
    ring.addEventListener("click", () => this.link.send("learn", { address: this.armed === address ? "" : address }));
    this.rings.set(address, ring);
    return ring;
  }

  // Adds to item: show(value), as told.
  input(item, id) {
    const { entry } = item, send = (value) => this.link.drag(entry.key, "param", { key: entry.key, value });
    if (entry.kind === "colour") {
      const node = make("input", { type: "color", id }), tell = make("output");
      let busy = false;
      node.addEventListener("input", () => { busy = true; send(toLinear(node.value)); });
      node.addEventListener("change", () => { busy = false; });
      item.show = (v) => { if (!busy) node.value = toHex(v); tell.textContent = v.map((x) => x.toFixed(2)).join("  "); };
      return make("span", { className: "colour" }, node, tell);
    }
    if (entry.kind === "switch") {
      const node = make("input", { type: "checkbox", id, aria: { role: "switch" } });
      node.addEventListener("change", () => send(node.checked));
      item.show = (v) => { node.checked = v > 0.5; };
      return node;
    }
    const whole = entry.kind === "whole", scale = scaleOf(entry);
    const node = make("input", { type: "range", id, min: 0, max: STEPS, step: 1 }), box = make("span", { className: "fader" }, node, make("output"));
    const fader = new Fader(node, {
      text: (v) => (whole ? String(v) : near(v)) + (entry.unit ? ` ${entry.unit}` : ""),
      to: (p) => { const v = scale.to(p / STEPS); return whole ? Math.round(v) : Math.min(entry.high, Math.max(entry.low, Number(v.toPrecision(5)))); },
      from: (v) => STEPS * scale.from(v),
      send,
    });
    item.show = (value) => fader.show(value);
    return box;
  }

  show() {
    const { params = {}, changed = [] } = this.link.state, moved = new Set(changed);
    for (const [key, item] of this.rows) {
      const value = params[key];
      if (value !== undefined && value !== item.last) item.show(item.last = value);
      item.back.disabled = !moved.has(key) || this.link.role === "viewer";
    }
  }

  learning() {
    const { midi = {} } = this.link.state;
    this.armed = midi.learning || null;
    const bound = new Map((midi.bindings ?? []).map((b) => [b.address, b]));
    for (const [address, ring] of this.rings) {
      const armed = address === this.armed, by = bound.get(address);
      ring.setAttribute("aria-pressed", String(armed));
      ring.classList.toggle("bound", Boolean(by));
      ring.title = armed ? "Move a control now" : by ? `Moved by ${describe(by)}` : "Learn a MIDI control";
    }
    for (const { row } of this.rows.values()) row.classList.toggle("armed", Boolean(row.querySelector('.learn[aria-pressed="true"]')));
  }

  search() {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const section of $("groups").children) {
      let some = false;
      for (const row of section.querySelectorAll(".param")) {
        const found = words.every((w) => row.dataset.words.includes(w));
        row.hidden = !found;
        some ||= found;
      }
      section.hidden = !some;
      any ||= some;
    }
    $("nothing").hidden = any;
  }
}

// A binding in words: where it comes from, and what moves.
export const describe = (b) => (typeof b === "string" ? b : b.kind ? `${b.port || "any port"} · ${b.kind} ${b.number ?? ""} · channel ${b.channel ?? "any"}` : Object.values(b).join(" "));

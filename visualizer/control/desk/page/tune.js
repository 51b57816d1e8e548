// Every parameter the show declares: grouped, searched, moved, put back, learnt.

import { toHex, toLinear } from "./colour.js";
import { $, make, title } from "./dom.js";
import { Fader } from "./fader.js";

const STEPS = 1000;

const near = (v) => (Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 10 ? v.toFixed(1) : v.toFixed(Math.abs(v) < 0.1 && v !== 0 ? 3 : 2));

// Slider position 0..1 <-> value, straight or by ratio.
export function scaleOf(entry) {
  const [low, high] = entry.range;
  if (entry.scale === "log" && low > 0) return { to: (p) => low * (high / low) ** p, from: (v) => Math.log(v / low) / Math.log(high / low) };
  return { to: (p) => low + (high - low) * p, from: (v) => (v - low) / (high - low) };
}

export class Tune {
  constructor(link) {
    this.link = link;
    this.rows = new Map();
    $("search").addEventListener("input", () => this.search());
    link.on("hello", () => this.build()).on("params", () => this.show()).on("midi", () => this.learning());
  }

  build() {
    this.rows.clear();
    const groups = new Map();
    for (const entry of this.link.schema) {
      if (entry.live === false) continue;
      const cut = entry.key.lastIndexOf("."), group = entry.key.slice(0, cut);
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(this.row(entry, entry.key.slice(cut + 1)));
    }
    const sections = [...groups].map(([group, rows]) => {
      const name = title(group.replace(/^stage\./, ""));
      const section = make("section", { aria: { label: name }, data: { group } }, make("h3", { textContent: name }));
      section.append(...rows);
      return section;
    });
    $("groups").replaceChildren(...sections);
    this.search();
  }

  row(entry, short) {
    const name = title(short), id = `p-${entry.key}`;
    const row = make("div", { className: "param", data: { key: entry.key, words: `${entry.key} ${name} ${entry.help} ${entry.unit}`.toLowerCase() } });
    const learn = make("button", { type: "button", className: "learn", title: "Learn a MIDI control", aria: { label: `Learn a MIDI control for ${name}`, pressed: "false" } });
    const back = make("button", { type: "button", className: "back", textContent: "↺", title: "As it was declared", aria: { label: `${name}: back to its default` } });
    const item = { entry, row, learn, back };
    const label = make("label", { htmlFor: id }, make("span", { textContent: name }), make("small", { textContent: entry.help }));
    row.append(label, this.input(item, id), back, learn);
    learn.addEventListener("click", () => this.link.send(this.armed === entry.key ? "unlearn" : "learn", this.armed === entry.key ? {} : { key: entry.key }));
    back.addEventListener("click", () => item.put(entry.default));
    this.rows.set(entry.key, item);
    return row;
  }

  // Adds to item: show(value) as told, put(value) from here.
  input(item, id) {
    const { entry } = item, send = (value) => this.link.drag(entry.key, "param", { key: entry.key, value });
    const plain = (node, read, write, event = "change") => {
      node.id = id;
      node.addEventListener(event, () => send(read()));
      item.show = (value) => { if (document.activeElement !== node || event === "change") write(value); };
      item.put = (value) => { write(value); send(value); };
      return node;
    };
    if (Array.isArray(entry.default)) {
      const node = make("input", { type: "color" }), tell = make("output");
      const write = (v) => { node.value = toHex(v); tell.textContent = v.map((x) => x.toFixed(2)).join("  "); };
      plain(node, () => toLinear(node.value), write, "input");
      return make("span", { className: "colour" }, node, tell);
    }
    if (typeof entry.default === "boolean") {
      const node = make("input", { type: "checkbox", aria: { role: "switch" } });
      return plain(node, () => node.checked, (v) => { node.checked = v; });
    }
    if (typeof entry.default === "string" || !entry.range) {
      const node = entry.choices?.length ? make("select", {}, ...entry.choices.map((c) => make("option", { textContent: c, value: c }))) : make("input", { type: "text" });
      return plain(node, () => (typeof entry.default === "number" ? Number(node.value) : node.value), (v) => { node.value = v; });
    }
    const whole = Number.isInteger(entry.default) && entry.kind === "int", scale = scaleOf(entry);
    const node = make("input", { type: "range", id, min: 0, max: STEPS, step: 1 }), box = make("span", { className: "fader" }, node, make("output"));
    const fader = new Fader(node, {
      text: (v) => (whole ? String(v) : near(v)) + (entry.unit ? ` ${entry.unit}` : ""),
      to: (p) => { const v = scale.to(p / STEPS); return whole ? Math.round(v) : Number(v.toPrecision(5)); },
      from: (v) => STEPS * scale.from(v),
      send,
    });
    node.style.setProperty("--home", String(scale.from(entry.default)));
    item.show = (value) => fader.show(value);
    item.put = (value) => fader.set(value);
    return box;
  }

  show() {
    const { params = {} } = this.link.state;
    for (const [key, item] of this.rows) {
      const value = params[key];
      if (value === undefined || value === item.last) continue;
      item.last = value;
      item.show(value);
      item.back.disabled = same(value, item.entry.default);
    }
  }

  learning() {
    const { midi = {} } = this.link.state;
    this.armed = midi.learning || null;
    for (const [key, item] of this.rows) {
      const bound = midi.map?.[key], armed = key === this.armed;
      item.learn.setAttribute("aria-pressed", String(armed));
      item.learn.classList.toggle("bound", Boolean(bound));
      item.learn.title = armed ? "Move a control now" : bound ? `Moved by ${describe(bound)}` : "Learn a MIDI control";
      item.row.classList.toggle("armed", armed);
    }
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

export const describe = (bound) => (typeof bound === "string" ? bound : Array.isArray(bound) ? bound.map(describe).join(", ") : Object.values(bound).join(" "));
const same = (a, b) => (Array.isArray(a) ? a.every((v, i) => Math.abs(v - b[i]) < 1e-4) : typeof a === "number" ? Math.abs(a - b) < 1e-4 * Math.max(1, Math.abs(b)) : a === b);

// The quieter panels: looks, sound, MIDI, log.

import { $, make, title } from "./dom.js";
import { Fader } from "./fader.js";
import { toHex } from "./colour.js";
import { describe } from "./tune.js";

const nameOf = (look) => (typeof look === "string" ? look : look.name);

export class Looks {
  constructor(link) {
    this.link = link;
    this.cards = new Map();
    this.blend = new Fader($("blend"), { text: (v) => (v ? `${v} s` : "at once"), send: () => {} });
    link.on("looks", () => this.build()).on("look looks", () => this.mark()).on("thumbs looks", () => this.pictures());
  }

  build() {
    const looks = this.link.state.looks ?? [];
    this.cards = new Map(looks.map((look) => [nameOf(look), this.card(look)]));
    $("cards").replaceChildren(...this.cards.values());
    if (!looks.length) $("cards").append(make("p", { className: "hint", textContent: "No looks yet." }));
  }

  card(look) {
    const name = nameOf(look), shade = make("span", { className: "shade" });
    const colours = (look.swatch ?? []).map(toHex);
    shade.style.background = colours.length ? `radial-gradient(90% 120% at 50% 0, ${colours[0]}, transparent 70%), radial-gradient(70% 90% at 80% 100%, ${colours[1] ?? colours[0]}, transparent 70%),
      radial-gradient(70% 90% at 15% 100%, ${colours[2] ?? colours[0]}, transparent 70%)` : swatch(name);
    const card = make("button", { type: "button", className: "card", data: { look: name }, aria: { pressed: "false" } }, shade, make("b", { textContent: title(name) }),
      make("small", { textContent: look.help ?? "" }));
    card.addEventListener("click", () => this.link.send("look", { name, seconds: this.blend.value }));
    return card;
  }

  mark() {
    for (const [name, card] of this.cards) card.setAttribute("aria-pressed", String(name === this.link.state.look));
  }

  pictures() {
    const thumbs = this.link.state.thumbs ?? {};
    for (const [name, card] of this.cards) {
      if (!thumbs[name] || card.dataset.version === String(thumbs[name])) continue;
      card.dataset.version = String(thumbs[name]);
      card.querySelector("img")?.remove();
      card.prepend(make("img", { src: `look/${encodeURIComponent(name)}?v=${thumbs[name]}`, alt: "", decoding: "async" }));
    }
  }
}

// A look without a picture and colours still has a face of its own, made from its name.
function swatch(name) {
  let n = 7;
  for (const c of name) n = (n * 31 + c.charCodeAt(0)) % 997;
  return `radial-gradient(80% 110% at ${20 + (n % 60)}% 0, hsl(${20 + (n % 25)} 70% 42%), transparent 65%), radial-gradient(60% 80% at ${90 - (n % 50)}% 100%, hsl(${205 + (n % 30)} 50% 34%), transparent 70%)`;
}

export class Sound {
  constructor(link) {
    this.link = link;
    this.sensitivity = new Fader($("sensitivity"), { text: (v) => v.toFixed(2), send: (value) => link.drag("sensitivity", "sensitivity", { value }) });
    this.latency = new Fader($("latency"), { text: (v) => `${v > 0 ? "+" : ""}${v.toFixed(0)} ms`, send: (ms) => link.drag("latency", "latency", { ms }) });
    $("input").addEventListener("change", () => link.send("input", { name: $("input").value }));
    $("pause").addEventListener("click", () => link.send("pause", { on: !link.state.paused }));
    link.on("inputs input_name", () => this.inputs()).on("signal clipping input_name", () => this.signal());
    link.on("sensitivity", (s) => this.sensitivity.show(s.sensitivity)).on("latency_ms", (s) => this.latency.show(s.latency_ms));
    link.on("paused", (s) => { $("pause").setAttribute("aria-pressed", String(Boolean(s.paused))); $("pause").textContent = s.paused ? "Go on with the file" : "Pause the file"; });
  }

  inputs() {
    const { inputs = [], input_name: now = "" } = this.link.state, select = $("input");
    if (document.activeElement === select && select.options.length) return;
    const found = inputs.map((i) => (typeof i === "string" ? { name: i, label: i } : i));
    if (now && !found.some((i) => i.name === now)) found.unshift({ name: now, label: now });
    select.replaceChildren(...found.map((i) => make("option", { value: i.name, textContent: i.label || i.name })));
    select.value = now;
    $("input-now").textContent = now;
  }

  signal() {
    const { signal, input_name: now = "nothing" } = this.link.state;
    $("input-hint").textContent = signal === false || signal === 0 ? `Nothing arrives from ${now}: not quiet, silent. Is it the right one?` : `Listening to ${now}.`;
    document.body.dataset.signal = signal === false || signal === 0 ? "none" : "some";
  }
}

export class Midi {
  constructor(link) {
    this.link = link;
    link.on("midi", () => this.show());
  }

  show() {
    const { ports = [], last, learning, map = {} } = this.link.state.midi ?? {};
    $("midi-last").textContent = learning ? `Waiting for a control to move, for ${learning}…` : last ? `Last moved: ${describe(last)}` : "Nothing has been moved yet.";
    $("midi-ports").replaceChildren(...(ports.length ? ports : ["no MIDI device is connected"]).map((p) => make("li", { textContent: describe(p) })));
    const bound = Object.entries(map);
    $("midi-map").replaceChildren(...(bound.length ? bound.map(([key, what]) => this.binding(key, what)) : [make("li", { textContent: "nothing yet" })]));
  }

  binding(key, what) {
    const off = make("button", { type: "button", textContent: "Forget", aria: { label: `Forget the control of ${key}` } });
    off.addEventListener("click", () => this.link.send("unlearn", { key }));
    return make("li", {}, make("span", { textContent: key }), make("span", { textContent: describe(what) }), off);
  }
}

export class Log {
  constructor(link) {
    link.on("log", (s) => this.lines(s.log ?? [])).on("counters desk", (s) => this.counters({ ...s.counters, ...s.desk }));
  }

  lines(lines) {
    const list = $("lines"), low = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.replaceChildren(...lines.slice(-200).map((line) => make("li", { textContent: describe(line), className: /\b(WARNING|ERROR)\b/.exec(describe(line))?.[1].toLowerCase() ?? "" })));
    if (low) list.scrollTop = list.scrollHeight;
  }

  counters(counts) {
    const pairs = Object.entries(counts).filter(([, n]) => n);
    $("counters").replaceChildren(...pairs.flatMap(([name, n]) => [make("dt", { textContent: title(name) }), make("dd", { textContent: String(n) })]));
  }
}

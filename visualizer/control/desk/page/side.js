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
    this.beats = false;
    this.blend = new Fader($("blend"), { text: (v) => (v ? (this.beats ? `${2 * v} beat${2 * v === 1 ? "" : "s"}` : `${v} s`) : "at once"), send: () => {} });
    $("blend-beats").addEventListener("click", () => {
      this.beats = !this.beats;
      $("blend-beats").setAttribute("aria-pressed", String(this.beats));
      this.blend.paint();
    });
    $("another").addEventListener("click", () => link.send("random", { value: this.stray.value || 0.6 }));
    this.stray = new Fader($("stray"), { text: (v) => (v ? `${Math.round(100 * v)} %` : "none"), send: (value) => { clearTimeout(this.later); this.later = setTimeout(() => link.send("random", { value }), 250); } });
    $("save").addEventListener("click", () => link.send("save", { name: $("save-name").value.trim() }));
    $("reset").addEventListener("click", () => link.send("reset"));
    link.on("stray", (state) => this.stray.show(state.stray));
    link.on("changed", ({ changed = [] }) => { $("changed").textContent = changed.length ? `${changed.length} moved away from the look` : "as the look has it"; });
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
    const pick = make("button", { type: "button", className: "pick-look", data: { look: name }, title: look.help ?? "", aria: { pressed: "false" } }, shade, make("b", { textContent: title(name) }),
      make("small", { textContent: look.help ?? "" }));
    const star = make("button", { type: "button", className: "star", textContent: look.favourite ? "★" : "☆", data: { star: name },
      aria: { label: `${title(name)}: favourite`, pressed: String(Boolean(look.favourite)) } });
    pick.addEventListener("click", () => this.link.send("look", { name, blend: this.beats ? -2 * this.blend.value : this.blend.value }));
    star.addEventListener("click", () => this.link.send("favourite", { name, on: !look.favourite }));
    const off = !this.link.up || this.link.role === "viewer";
    pick.disabled = star.disabled = off;
    return make("div", { className: "card", data: { look: name } }, pick, star);
  }

  mark() {
    for (const [name, card] of this.cards) card.firstChild.setAttribute("aria-pressed", String(name === this.link.state.look));
  }

  pictures() {
    const thumbs = this.link.state.thumbs ?? {};
    for (const [name, card] of this.cards) {
      if (!thumbs[name] || card.dataset.version === String(thumbs[name])) continue;
      card.dataset.version = String(thumbs[name]);
      card.querySelector("img")?.remove();
      card.firstChild.prepend(make("img", { src: `look/${encodeURIComponent(name)}?v=${thumbs[name]}`, alt: "", decoding: "async" }));
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
    this.sensitivity = new Fader($("sensitivity"), { text: (v) => `${v > 0 ? "+" : ""}${v.toFixed(1)} dB`, send: (db) => link.drag("sensitivity", "sensitivity", { db }) });
    this.latency = new Fader($("latency"), { text: (v) => `${v > 0 ? "+" : ""}${v.toFixed(0)} ms`, send: (ms) => link.drag("latency", "latency", { ms }) });
    $("input").addEventListener("change", () => link.send("input", { name: $("input").value }));
    $("authority").addEventListener("change", () => link.send("authority", { value: Number($("authority").value) }));
    link.on("authority", (s) => { if (document.activeElement !== $("authority")) $("authority").value = String(s.authority ?? -1); });
    $("pause").addEventListener("click", () => link.send("pause", { on: !link.state.paused }));
    link.on("inputs input", () => this.inputs()).on("signal input ear", () => this.signal());
    link.on("sensitivity_db", (s) => this.sensitivity.show(s.sensitivity_db)).on("trim_ms", (s) => this.latency.show(s.trim_ms));
    link.on("paused", (s) => { $("pause").setAttribute("aria-pressed", String(Boolean(s.paused))); $("pause").textContent = s.paused ? "Go on with the file" : "Pause the file"; });
  }

  inputs() {
    const { inputs = [], input: now = "" } = this.link.state, select = $("input");
    if (document.activeElement === select && select.options.length) return;
    const found = inputs.map((i) => (typeof i === "string" ? { name: i, label: i } : i));
    if (now && !found.some((i) => i.name === now)) found.unshift({ name: now, label: now });
    select.replaceChildren(...found.map((i) => make("option", { value: i.name, textContent: i.label || i.name })));
    select.value = now;
    $("input-now").textContent = now;
  }

  signal() {
    const { signal, input: now = "nothing", ear = {} } = this.link.state;
    $("input-hint").textContent = ear.alive === false ? `The ear is away (${ear.reason || "starting"}); it comes back by itself.` : signal === false ? `Nothing arrives from ${now}: not quiet, silent. Is it the right one?` : `Listening to ${now}.`;
    document.body.dataset.signal = signal === false ? "none" : "some";
  }
}

export class Midi {
  constructor(link) {
    this.link = link;
    link.on("midi osc link", () => this.show()).on("hello looks", () => this.others());
    $("learn-go").addEventListener("click", () => link.send("learn", { address: link.state.midi?.learning ? "" : $("learn-what").value }));
  }

  show() {
    const { ports = [], last, learning, bindings = [], map = "" } = this.link.state.midi ?? {};
    const { osc = {}, link = {} } = this.link.state;
    $("midi-last").textContent = learning ? `Move a control now: it is bound to “${this.called(learning)}”.` : last ? `Last moved: ${describe(last)}` : "Nothing has been moved yet.";
    $("midi-ports").replaceChildren(...(ports.length ? ports : ["no MIDI device is connected"]).map((p) => make("li", { textContent: describe(p) })));
    $("midi-name").textContent = map ? `Learnt, in the map ${map}` : "Learnt";
    $("midi-map").replaceChildren(...(bindings.length ? bindings.map((b) => this.binding(b)) : [make("li", { textContent: "nothing yet" })]));
    $("wires").replaceChildren(...[osc.port ? `OSC is heard on port ${osc.port}` : "OSC is not heard", osc.out && `OSC goes to ${osc.out}`,
      link.enabled ? `Link: ${link.peers} ${link.peers === 1 ? "peer" : "peers"}` : "Link is off"].filter(Boolean).map((words) => make("li", { textContent: words })));
    $("learn-go").setAttribute("aria-pressed", String(Boolean(learning)));
    $("learn-go").textContent = learning ? "Stop" : "Learn";
  }

  // Everything that is no parameter: panic, acts, looks, the beat.
  others() {
    const acts = this.link.declared.acts.map((a) => `act:${a}`), looks = (this.link.state.looks ?? []).map((l) => `look:${nameOf(l)}`);
    const all = ["master", "black", "freeze", "safe", "tap", "downbeat", "nudge:earlier", "nudge:later", "hold", "act:next", "act:auto", "shot:next", "shot:hold", ...acts, "look:next", "look:previous", "look:random",
      ...looks, "sensitivity", "trim", "pause", "cue:next", "cue:previous", "card", "release", "instrument"];
    const select = $("learn-what"), chosen = select.value;
    select.replaceChildren(...all.map((a) => make("option", { value: a, textContent: this.called(a) })));
    if (chosen) select.value = chosen;
  }

  // An address in words: a parameter by its group and name, anything else by what it does.
  called(address) {
    const { params = [], targets = {} } = this.link.declared, [key, part] = [address.replace(/\.[012]$/, ""), /\.([012])$/.exec(address)?.[1]];
    const entry = params.find((p) => p.key === address) ?? params.find((p) => p.key === key);
    if (entry) return `${title(entry.group.replace(/^stage\./, ""))}: ${title(entry.name).toLowerCase()}${part && entry.key === key ? ` ${["red", "green", "blue"][part]}` : ""}`;
    return title(targets[address] ?? address.replace(":", ": "));
  }

  binding(b) {
    const off = make("button", { type: "button", textContent: "Forget", aria: { label: `Forget the control of ${this.called(b.address)}` } });
    off.addEventListener("click", () => this.link.send("unlearn", { address: b.address }));
    return make("li", {}, make("span", {}, make("b", { textContent: this.called(b.address) }), make("small", { textContent: describe(b) })), off);
  }
}

export class Log {
  constructor(link) {
    link.on("log", (s) => this.lines(s.log ?? [])).on("counters desk", (s) => this.counters({ ...s.counters, ...s.desk }));
  }

  lines(lines) {
    const told = lines.slice(-200).reverse().map(describe);   // the newest first: it is what one came for
    $("lines").replaceChildren(...told.map((line) => make("li", { textContent: line.replace(/^[\d-]+ ([\d:]+)(,\d+)? /, "$1 ").replace(" INFO ", " "),
      className: /\b(WARNING|ERROR)\b/.exec(line)?.[1].toLowerCase() ?? "" })));
  }

  counters({ pages = 0, viewers = 0, ...counts }) {
    $("pages").textContent = `${pages} ${pages === 1 ? "page is" : "pages are"} open${viewers ? `, ${viewers} only watching` : ""}.`;
    const pairs = Object.entries(counts).filter(([, n]) => n);
    $("counters").replaceChildren(...pairs.flatMap(([name, n]) => [make("dt", { textContent: title(name) }), make("dd", { textContent: String(n) })]));
  }
}

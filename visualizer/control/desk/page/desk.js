// The desk: joins the wire, the panels and the drawings. Nothing here knows how a show works; it shows what it is told and asks for what is pressed.

import { Calibration } from "./calibrate.js";
import { Cues } from "./cues.js";
import { $, make, title } from "./dom.js";
import { Fader } from "./fader.js";
import { History, House } from "./heart.js";
import { keyboard } from "./keys.js";
import { Link } from "./link.js";
import { Beat, Spectrum } from "./meters.js";
import { Log, Looks, Midi, Sound } from "./side.js";
import { Tune } from "./tune.js";

const ACTS = ["backstage", "curtain", "silence", "note", "symphony", "unison", "chaos", "ebb", "last note", "hush", "ovation", "waking"];
const NUDGE_S = 0.01;
const FRAME_MS = 30;
const wide = matchMedia("(min-width: 1100px)");

const link = new Link();
const house = new House($("house")), history = new History($("history")), spectrum = new Spectrum($("spectrum")), beat = new Beat($("dial"));
new Tune(link);
new Looks(link);
new Cues(link);
const sound = new Sound(link);
new Midi(link);
new Log(link);
new Calibration($("calibrate"), beat, sound.latency);

// -- what is pressed

const press = {
  black: () => link.send("black", { on: !link.state.black }),
  freeze: () => link.send("freeze", { on: !link.state.frozen }),
  hold: () => link.send("hold", { on: !link.state.held }),
  stay: () => link.send("stay", { on: !link.state.steady }),
  nudge: (way) => link.send("nudge", { s: way * NUDGE_S }),
  search: () => { go("tune"); $("search").focus(); },
};
const onclick = (id, act) => $(id).addEventListener("click", act);
onclick("black", press.black);
onclick("freeze", press.freeze);
onclick("safe", () => link.send("safe"));
onclick("next", () => link.send("next"));
onclick("hold", press.hold);
onclick("shot-next", () => link.send("shot"));
onclick("stay", press.stay);
onclick("auto", () => link.send("auto"));
$("tap").addEventListener("pointerdown", (event) => { event.preventDefault(); $("tap").focus(); link.send("tap"); });   // on touch, not on release
$("tap").addEventListener("keydown", (event) => { if ((event.key === " " || event.key === "Enter") && !event.repeat) { event.preventDefault(); link.send("tap"); } });
onclick("nudge-back", () => press.nudge(-1));
onclick("nudge-on", () => press.nudge(1));
onclick("downbeat", () => link.send("downbeat"));
onclick("release", () => link.send("release"));
onclick("card", () => link.send("card", { on: !link.state.card }));
onclick("open-help", () => $("help").showModal());
onclick("open-share", () => { share(); $("share").showModal(); });
keyboard(link, press);
const master = new Fader($("master"), { text: (v) => `${Math.round(100 * v)} %`, send: (value) => link.drag("master", "master", { value }) });

const acts = new Map(ACTS.map((name) => {
  const button = make("button", { type: "button", data: { act: name }, aria: { pressed: "false" } }, make("b", { textContent: title(name) }));
  button.addEventListener("click", () => link.send("act", { name }));
  return [name, button];
}));
$("acts").replaceChildren(...acts.values());

// -- which panels are seen

function go(view) {
  document.body.dataset.view = view;
  if (!["stage", "heart"].includes(view)) document.body.dataset.side = view;
  for (const tab of document.querySelectorAll("[data-go]")) tab.setAttribute("aria-current", String(tab.dataset.go === (wide.matches ? document.body.dataset.side : view)));
  link.watch(previewSeen());
  try { sessionStorage.setItem("view", view); } catch { /* a browser that keeps nothing */ }
}
const previewSeen = () => !document.hidden && (wide.matches || document.body.dataset.view === "stage");
for (const tab of document.querySelectorAll("[data-go]")) tab.addEventListener("click", () => go(tab.dataset.go));
document.body.dataset.side = "looks";
let before = "stage";
try { before = sessionStorage.getItem("view") ?? before; } catch { /* the same */ }
go($(before) ? before : "stage");
wide.addEventListener("change", () => go(document.body.dataset.view));
document.addEventListener("visibilitychange", () => link.watch(previewSeen()));

// -- what is told

link.on("link hello", () => {
  const words = link.up ? (link.role === "viewer" ? "watching" : "live") : "lost the show, trying again";
  document.body.dataset.link = link.up ? "up" : "down";
  document.body.dataset.role = link.role;
  $("link").textContent = words;
  for (const node of document.querySelectorAll("main button, main input, main select, .panic button")) {
    if (node.id !== "search" && node.id !== "blend" && !node.classList.contains("back")) node.disabled = !link.up || link.role === "viewer";
  }
});
link.on("act reason held sure", ({ act, reason = "", held, sure }) => {
  const name = String(act ?? "").toLowerCase();
  if ($("act").dataset.act !== name) {
    $("act").dataset.act = name;
    $("act").textContent = title(name) || "–";
  }
  $("reason").textContent = typeof sure === "number" && reason && !reason.includes("hand") ? `${reason}, ${Math.round(100 * sure)} % sure` : reason;
  $("act-state").textContent = held ? "held act" : "act";
  $("hold").setAttribute("aria-pressed", String(Boolean(held)));
  for (const [key, button] of acts) button.setAttribute("aria-pressed", String(key === name));
});
link.on("shot steady", ({ shot, steady }) => {
  $("shot").textContent = shot && shot !== "own" ? shot : "";
  $("stay").setAttribute("aria-pressed", String(Boolean(steady)));
});
link.on("black frozen", ({ black, frozen }) => {
  $("black").setAttribute("aria-pressed", String(Boolean(black)));
  $("freeze").setAttribute("aria-pressed", String(Boolean(frozen)));
  document.body.dataset.dark = String(Boolean(black));
  $("preview-mark").hidden = !(black || frozen);
  $("preview-mark").textContent = black ? "Black" : "Frozen";
});
link.on("master", (s) => master.show(s.master));
link.on("source", ({ source }) => {
  $("tempo-source").textContent = { audio: "heard", tap: "tapped", link: "from Link", midi: "from MIDI clock" }[source] ?? "";
  $("release").hidden = source !== "tap";
});
link.on("fps frame_ms tier", ({ fps, frame_ms: ms, tier }) => {
  const bits = [];
  if (typeof fps === "number") bits.push(`${fps.toFixed(0)} fps`);
  if (typeof ms === "number") bits.push(`${ms.toFixed(1)} ms`);
  if (tier) bits.push(`tier ${tier}`);
  $("vitals").textContent = bits.join(" · ");
});
link.on("guard", ({ guard }) => { $("guard").hidden = !(guard > 0.02); });
link.on("parts", ({ parts = {} }) => {
  const box = $("parts");
  for (const [name, value] of Object.entries(parts)) {
    const bar = box.querySelector(`[data-part="${CSS.escape(name)}"]`) ?? box.appendChild(make("p", { data: { part: name }, aria: { role: "meter", valuemin: "0", valuemax: "1", label: title(name) } },
      make("span", { textContent: title(name) }), make("i")));
    bar.style.setProperty("--at", String(Math.min(1, Math.max(0, value ?? 0))));
  }
});
link.on("band", ({ band = [] }) => band.forEach((v, i) => $("bands").children[i]?.style.setProperty("--at", String(Math.min(1, Math.max(0, v))))));
link.on("card", ({ card }) => {
  $("card").setAttribute("aria-pressed", String(Boolean(card)));
  $("card").textContent = card ? "Back to the stage" : "Show the test card";
});
link.on("running", ({ running }) => { document.body.dataset.running = String(running !== false); $("stands").hidden = running !== false; });
link.on("clipping", (s) => { $("clipping").hidden = !s.clipping; });
// One picture at a time: on a slow machine each would otherwise be thrown away by the next before it is seen. Of those that come meanwhile the newest counts.
let shown, loading = false, waiting = null;
function picture(blob) {
  if (loading) { waiting = blob; return; }
  const image = $("preview"), url = URL.createObjectURL(blob);
  const done = (seen) => {
    loading = false;
    URL.revokeObjectURL(seen ? shown : url);
    if (seen) { shown = url; image.hidden = false; $("preview-none").hidden = true; }
    if (waiting) { const next = waiting; waiting = null; picture(next); }
  };
  loading = true;
  image.onload = () => done(true);
  image.onerror = () => done(false);
  image.src = url;
}
link.on("picture", picture);
let quiet;
link.on("refused", (why) => {
  $("toast").textContent = why;
  $("toast").hidden = false;
  clearTimeout(quiet);
  quiet = setTimeout(() => { $("toast").hidden = true; }, 4000);
});

function share() {
  const roles = [["operator", "Full hands", "May move everything."], ["viewer", "Only watching", "Sees everything, moves nothing."]];
  $("share-body").replaceChildren(...(Object.keys(link.links).length ? roles.map(([role, name, words]) => make("figure", {}, make("img", { src: `qr/${role}.svg`, alt: `Code of the link: ${name}`, width: 200, height: 200 }),
    make("figcaption", {}, make("b", { textContent: name }), make("span", { textContent: words }), make("code", { textContent: link.links[role] }))))
    : [make("p", { textContent: link.lan ? "This machine is on no network that others could reach." : "This desk answers only this machine. Start the show with --desk-lan, and a code for phones and tablets stands here." })]));
}

// -- what moves by itself

const text = (id, words) => { const node = $(id); if (node.textContent !== words) node.textContent = words; };
const fixed = (value, digits) => (typeof value === "number" ? value.toFixed(digits) : "–");
let last = 0, said = 0;

function frame(now) {
  requestAnimationFrame(frame);
  if (document.hidden || now - last < FRAME_MS - 4) return;
  const dt = Math.min(0.25, (now - last) / 1000), { state } = link;
  last = now;
  house.step(state, dt);
  beat.step(state, dt);
  history.step(state, now);
  if (wide.matches || document.body.dataset.view === "heart") {
    house.draw(state.black);
    beat.draw();
    spectrum.draw(state.mel, dt);
    $("meter-level").style.setProperty("--at", String(Math.min(1, Math.max(0, state.level?.[0] ?? 0))));
    $("meter-beat").style.setProperty("--at", String(Math.min(1, Math.max(0, state.confidence ?? 0))));
  }
  if (now - said > 250) {
    said = now;
    words(state);
  }
}

function words(state) {
  text("order", fixed(state.order, 2));
  text("coherence", fixed(state.coherence, 2));
  text("heart-rate", state.heart_bpm ? state.heart_bpm.toFixed(0) : "–");
  text("tempo", state.bpm ? state.bpm.toFixed(1) : "–");
  text("lufs", typeof state.lufs === "number" ? (state.lufs > -100 ? `${state.lufs.toFixed(1).replace("-", "−")} LUFS` : "silence") : "");
  text("signal", state.signal === false ? "no signal" : "");
  text("act-since", typeof state.act_age === "number" ? `for ${clock(state.act_age)}` : "");
  text("now-order", fixed(state.order, 2));
  text("now-coherence", fixed(state.coherence, 2));
  for (const [id, value] of [["meter-order", state.order], ["meter-coherence", state.coherence], ["meter-level", state.level?.[0]], ["meter-beat", state.confidence]]) {
    $(id).setAttribute("aria-valuenow", fixed(value ?? 0, 2));
  }
}
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

requestAnimationFrame(frame);
link.open();

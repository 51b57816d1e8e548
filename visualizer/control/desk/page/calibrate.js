// Latency by tapping: the same finger taps what it hears and what it sees; how late the finger is cancels out, what remains is how late the picture is.

const NEEDED = 8;
const MIN_SURE = 0.2;

// Mean and spread of phases on a circle, in turns.
export function circular(phases) {
  const x = phases.reduce((a, p) => a + Math.cos(2 * Math.PI * p), 0) / phases.length;
  const y = phases.reduce((a, p) => a + Math.sin(2 * Math.PI * p), 0) / phases.length;
  const length = Math.hypot(x, y);
  return { mean: Math.atan2(y, x) / (2 * Math.PI), spread: Math.sqrt(Math.max(0, -2 * Math.log(Math.max(1e-6, length)))) / (2 * Math.PI) };
}

export class Calibration {
  // beat: the running beat of meters.js; latency: the fader it sets.
  constructor(root, beat, latency) {
    this.beat = beat;
    this.word = root.querySelector("#calibrate-word");
    this.told = this.word.textContent;
    this.hear = { button: root.querySelector("#cal-hear"), taps: [] };
    this.see = { button: root.querySelector("#cal-see"), taps: [] };
    this.result = root.querySelector("#cal-result");
    for (const side of [this.hear, this.see]) {
      side.button.addEventListener("pointerdown", (event) => { event.preventDefault(); side.button.focus(); this.tap(side); });
      side.button.addEventListener("keydown", (event) => { if ((event.key === " " || event.key === "Enter") && !event.repeat) { event.preventDefault(); this.tap(side); } });
    }
    root.querySelector("#cal-again").addEventListener("click", () => this.reset());
    root.querySelector("#cal-use").addEventListener("click", () => { latency.set(Math.max(-500, Math.min(500, latency.value + this.late))); this.reset(); });
  }

  reset() {
    this.hear.taps = [];
    this.see.taps = [];
    this.word.textContent = this.told;
    this.result.hidden = true;
    this.count();
  }

  tap(side) {
    if (!this.beat.hz || this.beat.sure < MIN_SURE) {
      this.word.textContent = "The beat is not sure enough to measure by. Play something with a steady pulse.";
      return;
    }
    if (side.taps.length >= NEEDED) side.taps = [];
    side.taps.push(this.beat.beats % 1);
    this.count();
    if (this.hear.taps.length === NEEDED && this.see.taps.length === NEEDED) this.judge();
  }

  count() {
    for (const side of [this.hear, this.see]) side.button.querySelector("small").textContent = side.taps.length ? `${side.taps.length} of ${NEEDED}` : "";
  }

  judge() {
    const hear = circular(this.hear.taps), see = circular(this.see.taps), period = 1000 / this.beat.hz;
    const turns = ((see.mean - hear.mean + 1.5) % 1) - 0.5;
    this.late = Math.round(turns * period);
    const spread = Math.round(Math.hypot(hear.spread, see.spread) * period / Math.sqrt(NEEDED));
    const words = Math.abs(this.late) <= spread ? `Together, as far as this can tell (${this.late} ms, give or take ${spread}).`
      : `The picture is ${Math.abs(this.late)} ms ${this.late > 0 ? "late" : "early"}, give or take ${spread}.`;
    this.word.textContent = spread > 40 ? `${words} Your taps were uneven; again would be surer.` : words;
    this.result.hidden = false;
  }
}

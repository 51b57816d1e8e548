// What is heard, drawn: the spectrum, the beat's dial. The beat runs on between two words from the show.

import { fit } from "./heart.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Spectrum {
  constructor(canvas) {
    this.canvas = canvas;
    this.g = canvas.getContext("2d");
    this.now = new Float32Array(64);
  }

  draw(mel, dt) {
    const scale = fit(this.canvas), { g } = this, w = this.canvas.width, h = this.canvas.height;
    const up = 1 - Math.exp(-dt / 0.03), down = 1 - Math.exp(-dt / (still.matches ? 1.2 : 0.22));
    g.clearRect(0, 0, w, h);
    const n = this.now.length, slot = w / n, bar = Math.max(1.5 * scale, slot * 0.56);
    for (let i = 0; i < n; i++) {
      const wanted = Math.min(1, Math.max(0, mel?.[i] ?? 0));
      this.now[i] += (wanted - this.now[i]) * (wanted > this.now[i] ? up : down);
      const v = this.now[i], tall = Math.max(bar, v * h), at = i / (n - 1);
      g.fillStyle = `rgba(${mix(at)},${(0.25 + 0.75 * v).toFixed(2)})`;
      g.beginPath();
      g.roundRect(i * slot + (slot - bar) / 2, h - tall, bar, tall, bar / 2);
      g.fill();
    }
  }
}

// From ember in the bass through candle to ice in the treble.
const STOPS = [[224, 67, 31], [255, 195, 137], [166, 208, 255]];
function mix(at) {
  const from = at < 0.45 ? 0 : 1, t = from ? (at - 0.45) / 0.55 : at / 0.45;
  return STOPS[from].map((v, i) => Math.round(v + (STOPS[from + 1][i] - v) * t)).join(",");
}

export class Beat {
  constructor(canvas) {
    this.canvas = canvas;
    this.g = canvas.getContext("2d");
    this.beats = 0;   // counted here; its whole part means nothing
    this.hz = 0;
    this.sure = 0;
  }

  // The show's phase pulls ours along; it arrives unevenly, ours does not.
  step(state, dt) {
    this.hz = (state.bpm ?? 0) / 60;
    this.sure += ((state.confidence ?? 0) - this.sure) * (1 - Math.exp(-dt / 0.3));
    this.beats += this.hz * dt;
    if (typeof state.beat === "number" && state.beat !== this.told) {
      this.told = state.beat;
      const off = ((state.beat - (this.beats % 1) + 1.5) % 1) - 0.5;
      this.beats += off * 0.12;
    }
  }

  draw() {
    const scale = fit(this.canvas), { g } = this, w = this.canvas.width, h = this.canvas.height, r = Math.min(w, h) / 2 - 5 * scale;
    const x = w / 2, y = h / 2, phase = ((this.beats % 1) + 1) % 1;
    g.clearRect(0, 0, w, h);
    g.lineWidth = 2 * scale;
    g.strokeStyle = "rgba(255,215,162,.16)";
    g.beginPath();
    g.arc(x, y, r, 0, 2 * Math.PI);
    g.stroke();
    if (this.sure < 0.02 || !this.hz) return;
    const angle = still.matches ? -Math.PI / 2 : 2 * Math.PI * phase - Math.PI / 2;
    g.lineCap = "round";
    for (let i = 0; i < 14; i++) {   // a short tail, so that one sees where it comes from
      g.strokeStyle = `rgba(255,215,162,${(this.sure * 0.9 * (1 - i / 14) ** 1.6).toFixed(3)})`;
      g.beginPath();
      g.arc(x, y, r, angle - (i + 1) * 0.075, angle - i * 0.075);
      g.stroke();
    }
    g.fillStyle = `rgba(255,231,196,${(0.25 + 0.75 * this.sure).toFixed(3)})`;
    g.beginPath();
    g.arc(x + r * Math.cos(angle), y + r * Math.sin(angle), 4 * scale, 0, 2 * Math.PI);
    g.fill();
  }
}

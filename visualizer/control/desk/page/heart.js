// The heart of the desk: the house from above. Every seat glows with its own pulse; as order grows they fall into step and threads join them to the middle.

const RINGS = [14, 22, 30, 38, 46, 54];
const ICE = "166,208,255", EMBER = "255,176,96";
const still = matchMedia("(prefers-reduced-motion: reduce)");

// Seats that are the same on every desk: a small seeded generator, and a normal number for each listener's own tempo.
function seats() {
  let seed = 20261124;
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const out = [];
  RINGS.forEach((n, ring) => {
    for (let i = 0; i < n; i++) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      out.push({ ring, angle: (2 * Math.PI * (i + 0.5 * (ring % 2) + 0.3 * (random() - 0.5))) / n, normal, far: 0.02 * (random() - 0.5), size: 0.8 + 0.5 * random(),
        thread: random() < 0.45 });
    }
  });
  return out;
}

// Lub and dub over one period, 0..1.
const bump = (x, at, width) => Math.exp(-(((((x - at + 1.5) % 1) - 0.5) / width) ** 2));
const beat = (phase) => Math.min(1, bump(phase, 0.08, 0.1) + 0.45 * bump(phase, 0.38, 0.09));

function sprite(color) {
  const c = document.createElement("canvas");
  c.width = c.height = 64;
  const g = c.getContext("2d");
  const glow = g.createRadialGradient(32, 32, 0, 32, 32, 32);
  glow.addColorStop(0, `rgba(${color},1)`);
  glow.addColorStop(0.18, `rgba(${color},.75)`);
  glow.addColorStop(0.4, `rgba(${color},.18)`);
  glow.addColorStop(1, `rgba(${color},0)`);
  g.fillStyle = glow;
  g.fillRect(0, 0, 64, 64);
  return c;
}

export function fit(canvas) {
  const scale = Math.min(2, devicePixelRatio || 1);
  const w = Math.round(canvas.clientWidth * scale), h = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  return scale;
}

export class House {
  constructor(canvas) {
    this.canvas = canvas;
    this.g = canvas.getContext("2d");
    this.seats = seats();
    this.low = sprite("224,67,31");
    this.high = sprite("255,195,137");
    this.phase = 0;
    this.order = this.coherence = 0;
  }

  // dt: s since the last drawing; The told phase pulls ours along; between two words ours runs by itself.
  step(state, dt) {
    const ease = 1 - Math.exp(-dt / 0.35);
    this.order += ((state.order ?? 0) - this.order) * ease;
    this.coherence += ((state.coherence ?? 0) - this.coherence) * ease;
    this.phase = (this.phase + ((state.heart_bpm ?? 0) / 60) * dt) % 1;
    if (typeof state.heart === "number") {
      const off = ((state.heart - this.phase + 1.5) % 1) - 0.5;
      this.phase = (this.phase + off * (1 - Math.exp(-dt / 0.25)) + 1) % 1;
    }
  }

  draw(black) {
    const scale = fit(this.canvas), { g } = this, w = this.canvas.width, h = this.canvas.height;
    const x = w / 2, y = h / 2, outer = Math.min(w, h) / 2 - 7 * scale, order = this.order;
    const spread = Math.sqrt(-2 * Math.log(Math.min(0.9995, Math.max(0.02, order)))) / (2 * Math.PI);
    const calm = still.matches;
    g.clearRect(0, 0, w, h);
    const mean = calm ? 0.5 : beat(this.phase);
    this.glow(x, y, outer, order, mean);
    g.globalCompositeOperation = "lighter";
    const inner = outer * 0.4, step = (outer * 0.93 - inner) / (RINGS.length - 1);
    g.lineWidth = 0.75 * scale;
    for (const seat of this.seats) {
      const r = inner + step * seat.ring + outer * seat.far;
      const sx = x + r * Math.cos(seat.angle), sy = y + r * Math.sin(seat.angle);
      const light = calm ? 0.3 + 0.5 * order : beat((((this.phase + spread * seat.normal - 0.025 * seat.ring) % 1) + 1) % 1);
      if (seat.thread && order > 0.3) {
        g.strokeStyle = `rgba(255,215,162,${(0.42 * ((order - 0.3) / 0.7) ** 1.7 * (0.3 + 0.7 * light)).toFixed(3)})`;
        g.beginPath();
        g.moveTo(x + inner * 0.86 * Math.cos(seat.angle), y + inner * 0.86 * Math.sin(seat.angle));
        g.lineTo(sx, sy);
        g.stroke();
      }
      const size = seat.size * (outer / 190) * (8 + 4 * light + 4 * order * light);
      g.globalAlpha = black ? 0.15 : 0.26 + 0.6 * light;
      g.drawImage(this.low, sx - size, sy - size, 2 * size, 2 * size);
      g.globalAlpha = black ? 0.05 : light * (0.25 + 0.75 * order);
      g.drawImage(this.high, sx - size * 0.7, sy - size * 0.7, 1.4 * size, 1.4 * size);
      g.globalAlpha = 1;
    }
    g.globalCompositeOperation = "source-over";
    this.ring(x, y, outer, scale);
  }

  glow(x, y, outer, order, mean) {
    const { g } = this;
    const warm = g.createRadialGradient(x, y, 0, x, y, outer);
    const a = order * order * (0.16 + 0.12 * mean);
    warm.addColorStop(0, `rgba(${EMBER},${(a * 1.6).toFixed(3)})`);
    warm.addColorStop(0.45, `rgba(224,67,31,${(a * 0.55).toFixed(3)})`);
    warm.addColorStop(1, "rgba(224,67,31,0)");
    g.fillStyle = warm;
    g.fillRect(x - outer, y - outer, 2 * outer, 2 * outer);
  }

  // Coherence closes a circle of ice around the house.
  ring(x, y, outer, scale) {
    const { g } = this, from = -Math.PI / 2, to = from + 2 * Math.PI * this.coherence;
    g.lineCap = "round";
    g.lineWidth = 1.5 * scale;
    g.strokeStyle = `rgba(${ICE},.13)`;
    g.beginPath();
    g.arc(x, y, outer + 3 * scale, 0, 2 * Math.PI);
    g.stroke();
    if (this.coherence < 0.004) return;
    for (const [width, alpha] of [[9, 0.1], [5, 0.16], [2.2, 0.95]]) {
      g.lineWidth = width * scale;
      g.strokeStyle = `rgba(${ICE},${alpha})`;
      g.beginPath();
      g.arc(x, y, outer + 3 * scale, from, to);
      g.stroke();
    }
  }
}

// The last minute of coherence and order, a point every quarter second.
export class History {
  constructor(canvas) {
    this.canvas = canvas;
    this.g = canvas.getContext("2d");
    this.points = [];
    this.at = 0;
  }

  step(state, now) {
    if (now - this.at < 250) return;
    this.at = now;
    this.points.push([state.coherence ?? null, state.order ?? null]);
    if (this.points.length > 240) this.points.shift();
    this.draw();
  }

  draw() {
    const scale = fit(this.canvas), { g } = this, w = this.canvas.width, h = this.canvas.height, pad = 4 * scale;
    g.clearRect(0, 0, w, h);
    g.strokeStyle = "rgba(239,230,216,.07)";
    g.lineWidth = 1;
    for (const level of [0, 0.5, 1]) {
      const y = Math.round(pad + (1 - level) * (h - 2 * pad)) + 0.5;
      g.beginPath();
      g.moveTo(0, y);
      g.lineTo(w, y);
      g.stroke();
    }
    for (const [which, color] of [[1, EMBER], [0, ICE]]) this.line(which, color, w, h, pad, scale);
  }

  line(which, color, w, h, pad, scale) {
    const { g } = this, first = 240 - this.points.length;
    g.beginPath();
    let started = false;
    this.points.forEach((p, i) => {
      if (p[which] === null) { started = false; return; }
      const x = ((first + i) / 239) * (w - pad) , y = pad + (1 - p[which]) * (h - 2 * pad);
      if (started) g.lineTo(x, y); else g.moveTo(x, y);
      started = true;
    });
    g.lineJoin = "round";
    g.lineWidth = 1.6 * scale;
    g.strokeStyle = `rgba(${color},.9)`;
    g.stroke();
  }
}

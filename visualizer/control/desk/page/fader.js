// A range input and its number. What somebody else sets comes in, but never under a finger that is on it.

const REST_MS = 700;

// text: value -> words; from, to: slider position <-> value; send: a new value.
export class Fader {
  constructor(input, { text, send, to = Number, from = (v) => v }) {
    Object.assign(this, { input, text, from, to, sendValue: send });
    this.output = input.parentElement.querySelector("output");
    this.held = false;
    this.latest = null;
    input.addEventListener("pointerdown", () => this.hold());
    for (const end of ["pointerup", "pointercancel", "blur", "change", "keyup"]) input.addEventListener(end, () => this.rest());
    input.addEventListener("input", () => {
      this.hold();
      this.paint();
      this.sendValue(this.value);
      if (!this.pressed) this.rest();
    });
    input.addEventListener("pointerdown", () => { this.pressed = true; });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) window.addEventListener(end, () => { this.pressed = false; });
    this.paint();
  }

  get value() { return this.to(Number(this.input.value)); }

  hold() {
    this.held = true;
    clearTimeout(this.timer);
  }

  rest() {
    if (!this.held) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.pressed) return this.rest();
      this.held = false;
      if (this.latest !== null) this.show(this.latest);
      return undefined;
    }, REST_MS);
  }

  // A value told by the show.
  show(value) {
    this.latest = value;
    if (this.held || typeof value !== "number") return;
    this.input.value = String(this.from(value));
    this.paint(value);
  }

  // A value set here by other means than the slider itself.
  set(value) {
    this.hold();
    this.input.value = String(this.from(value));
    this.paint(value);
    this.sendValue(value);
    this.rest();
  }

  paint(value = this.value) {
    const { min, max } = this.input;
    const share = (Number(this.input.value) - min) / (max - min);
    this.input.style.setProperty("--at", String(share));
    const words = this.text(value);
    if (this.output) this.output.textContent = words;
    this.input.setAttribute("aria-valuetext", words);
  }
}

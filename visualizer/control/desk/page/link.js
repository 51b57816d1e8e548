// The wire to the show: connects, comes back by itself, merges what is told, and never sends a moving slider faster than the show can use it.

const INNER = ["params", "counters", "desk"];
const FLUSH_MS = 33;

export class Link {
  constructor() {
    this.state = {};
    this.role = "operator";
    this.declared = { params: [], acts: [] };
    this.links = {};
    this.lan = false;
    this.up = false;
    this.listeners = [];
    this.pending = new Map();
    this.wait = 300;
    this.watching = false;
  }

  // keys: names of the state; "hello", "link", "refused" and "picture" are told too.
  on(keys, listener) {
    for (const key of keys.split(" ")) this.listeners.push([key, listener]);
    return this;
  }

  tell(keys, value) {
    const called = new Set();
    for (const [key, listener] of this.listeners) {
      if (!keys.includes(key) || called.has(listener)) continue;
      called.add(listener);
      listener(value ?? this.state);
    }
  }

  open() {
    const ws = new WebSocket(`ws://${location.host}/ws`);
    this.ws = ws;
    ws.binaryType = "blob";
    ws.onmessage = (event) => this.take(event.data);
    ws.onclose = () => {
      const was = this.up;
      this.up = false;
      if (was) this.tell(["link"]);
      setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 1.6, 4000);
    };
  }

  take(data) {
    if (typeof data !== "string") return this.tell(["picture"], data);
    const message = JSON.parse(data);
    if (message.type === "state") return this.merge(message.set);
    if (message.type === "refused") return this.tell(["refused"], message.why);
    if (message.type !== "hello") return undefined;
    Object.assign(this, { role: message.role, declared: { ...this.declared, ...message.declared }, links: message.links, lan: message.lan, up: true, wait: 300, state: {} });
    this.tell(["hello", "link"]);
    return this.watch(this.watching);
  }

  merge(set) {
    for (const [key, value] of Object.entries(set)) {
      if (value === null) delete this.state[key];
      else if (INNER.includes(key) && this.state[key]) Object.assign(this.state[key], value);
      else this.state[key] = value;
    }
    this.tell(Object.keys(set));
  }

  send(kind, fields = {}) {
    if (!this.up || (this.role !== "operator" && kind !== "watch")) return false;
    this.ws.send(JSON.stringify({ kind, ...fields }));
    return true;
  }

  // The newest value only: a finger moves a hundred times a second, the stage looks sixty times.
  drag(slot, kind, fields) {
    this.pending.set(slot, [kind, fields]);
    this.flushing ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush() {
    this.flushing = null;
    for (const [kind, fields] of this.pending.values()) this.send(kind, fields);
    this.pending.clear();
  }

  watch(preview) {
    this.watching = preview;
    this.send("watch", { preview });
  }
}

// Three words for making things.

export const $ = (id) => document.getElementById(id);

export function make(tag, props = {}, ...children) {
  const { data, aria, ...rest } = props;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, data ?? {});
  for (const [name, value] of Object.entries(aria ?? {})) node.setAttribute(name === "role" ? "role" : `aria-${name}`, value);
  node.append(...children);
  return node;
}

export const title = (name) => { const words = String(name).replaceAll("_", " "); return words.charAt(0).toUpperCase() + words.slice(1); };

// The stage speaks linear Rec.709, the browser's colour field speaks sRGB in eight bits.

export const encode = (v) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
export const decode = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

export const toHex = (linear) => "#" + linear.map((v) => Math.round(255 * encode(Math.min(1, Math.max(0, v)))).toString(16).padStart(2, "0")).join("");
export const toLinear = (hex) => [1, 3, 5].map((i) => Number(decode(parseInt(hex.slice(i, i + 2), 16) / 255).toFixed(4)));

// Colours and other values of tokens.css, as they hold now.
const probe = document.createElement("i");
probe.hidden = true;

// Returns a colour as the browser computes it, with light or dark decided.
export function token(name: string): string {
  document.body.append(probe);
  probe.style.color = `var(${name})`;
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

// What turns a picture into something to turn. The drawing itself (half a megabyte) comes when it is asked for.

interface Viewer extends HTMLElement {
  open(): Promise<void>;
}

const KINDS: Record<string, () => Promise<unknown>> = {
  "part-viewer": () => import("./elements/part-viewer.ts"),
  "toolpath-viewer": () => import("./elements/layer-story.ts"),
  "layer-story": () => import("./elements/layer-story.ts"),
};

for (const [kind, load] of Object.entries(KINDS)) {
  for (const viewer of document.querySelectorAll<Viewer>(kind)) {
    const button = viewer.querySelector<HTMLButtonElement>("[data-turn]");
    const open = async () => {
      button?.setAttribute("aria-busy", "true");
      await load();
      await viewer.open();
    };
    button?.addEventListener("click", open, { once: true });
    for (const hint of ["pointerenter", "focus"]) {
      button?.addEventListener(hint, () => void load(), { once: true });
    }
    if (button) button.hidden = false;
    if (viewer.hasAttribute("at-once")) open();
  }
}

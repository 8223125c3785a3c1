// <part-viewer src>: a picture first; the shape to turn when asked for. What was found is shown on it in colour.
import { Box3, BufferAttribute } from "three";
import { coloursOf, solidOf } from "../scene/solid.ts";
import { Stage } from "../scene/stage.ts";
import { token } from "../scene/tokens.ts";
import { meshOf } from "../streams/mesh.ts";
import { fetched } from "../streams/reader.ts";

class PartViewer extends HTMLElement {
  private stage?: Stage;

  disconnectedCallback(): void {
    this.stage?.leave();
  }

  async open(): Promise<void> {
    try {
      const mesh = meshOf(await fetched(this.getAttribute("src")!));
      const stage = this.stage = new Stage(
        this.querySelector<HTMLElement>("[data-frame]")!,
        this.getAttribute("label")!,
      );
      const [plastic, found] = [this.getAttribute("colour") ?? token("--part"), token("--state-error")];
      const solid = solidOf(mesh, plastic, found);
      stage.scene.add(solid);
      stage.lookAt(new Box3().setFromObject(solid));
      stage.drawn = () => this.setAttribute("shown", "");
      for (const finding of this.querySelectorAll<HTMLButtonElement>("[data-mark]")) {
        finding.hidden = false;
        finding.addEventListener("click", () => {
          const colours = coloursOf(mesh.marks, plastic, found, Number(finding.dataset.mark));
          solid.geometry.setAttribute("color", new BufferAttribute(colours, 3));
          stage.draw();
        });
      }
      this.querySelector<HTMLElement>("canvas")!.focus({ preventScroll: true });
    } catch (error) {
      this.setAttribute("failed", String(error));
    }
  }
}

customElements.define("part-viewer", PartViewer);

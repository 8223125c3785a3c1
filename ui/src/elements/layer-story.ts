// <layer-story mesh toolpath>: one part as model, as toolpath, as print; layer by layer by a slider, or by itself.
// <toolpath-viewer toolpath>: the same without a model. Words and controls stand in the page; this gives them life.
import { Box3, DoubleSide, Mesh, MeshStandardMaterial, Plane, Vector3 } from "three";
import { Beads, type By } from "../scene/beads.ts";
import { solidOf } from "../scene/solid.ts";
import { Stage } from "../scene/stage.ts";
import { token } from "../scene/tokens.ts";
import { meshOf } from "../streams/mesh.ts";
import { fetched } from "../streams/reader.ts";
import { type Toolpath, toolpathOf } from "../streams/toolpath.ts";

const LAYERS_A_SECOND = 24;
const SKETCHED = 120_000; // segments of a picture that has to be there at once
const RIBBONS_UP_TO = 600_000; // segments, by a graphics card
const RIBBONS_WITHOUT = 110_000; // without one

class ToolpathViewer extends HTMLElement {
  private stage?: Stage;
  private toolpath?: Toolpath;
  private beads?: Beads;
  private solid?: Mesh;
  private readonly cut = new Plane(new Vector3(0, 0, 1), 0); // hides the model below the layer
  private playing = 0;

  disconnectedCallback(): void {
    cancelAnimationFrame(this.playing);
    this.stage?.leave();
  }

  async open(): Promise<void> {
    if (this.stage) return;
    try {
      const [path, mesh] = await Promise.all([
        fetched(this.getAttribute("toolpath")!).then(toolpathOf),
        this.hasAttribute("mesh") ? fetched(this.getAttribute("mesh")!).then(meshOf) : undefined,
      ]);
      const stage = this.stage = new Stage(
        this.querySelector<HTMLElement>("[data-frame]")!,
        this.getAttribute("label")!,
      );
      this.toolpath = path;
      const plastic = this.getAttribute("colour") ?? token("--part");
      this.beads = new Beads(path, this.palette(), plastic);
      stage.scene.add(this.beads);
      const box = boxOf(path);
      if (mesh) {
        this.solid = solidOf(mesh, plastic, token("--state-error"));
        this.solid.position.copy(standing(this.solid, box));
        stage.scene.add(this.solid);
      }
      stage.drawn = () => this.begun();
      this.wire();
      stage.moved = (moving) => this.update(moving ? this.sketch : 1);
      this.update(this.sketch);
      stage.lookAt(box);
    } catch (error) {
      this.setAttribute("failed", String(error));
    }
  }

  // The first picture is there; a sketch is followed by everything.
  private begun(): void {
    this.stage!.drawn = () => {};
    this.setAttribute("shown", "");
    if (this.sketch > 1) setTimeout(() => this.update(), 50);
  }

  // Every how manieth layer is drawn while there is no time for all.
  private get sketch(): number {
    const heavy = this.stage!.slow || this.toolpath!.count > RIBBONS_UP_TO;
    return heavy ? Math.ceil(this.toolpath!.count / SKETCHED) : 1;
  }

  private wire(): void {
    const slider = this.slider;
    slider.max = String(this.toolpath!.layerZMm.length);
    slider.value = slider.max;
    slider.disabled = false;
    slider.addEventListener("input", () => {
      this.stop();
      this.update();
    });
    for (const radio of this.querySelectorAll("input[type=radio]")) {
      radio.addEventListener("change", () => this.update());
    }
    const play = this.querySelector<HTMLButtonElement>("[data-play]");
    if (play) play.hidden = false;
    play?.addEventListener("click", () => this.playing ? this.stop() : this.play());
  }

  private get slider(): HTMLInputElement {
    return this.querySelector<HTMLInputElement>("input[type=range]")!;
  }

  private chosen(name: string): string | undefined {
    return this.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;
  }

  private palette(): string[] {
    return this.getAttribute("palette")!.split(" ");
  }

  private update(sketch = 1): void {
    const { slider, toolpath, beads, stage } = this;
    if (!toolpath || !beads || !stage) return;
    const layer = Number(slider.value) - 1;
    const step = this.chosen("stage") ?? "toolpath";
    this.setAttribute("stage", step);
    beads.visible = step !== "model";
    beads.colourBy(step === "print" ? "plastic" : (this.chosen("by") ?? "role") as By);
    beads.show(0, layer, stage.slow ? RIBBONS_WITHOUT : RIBBONS_UP_TO, sketch);
    const z = toolpath.layerZMm[layer];
    if (this.solid) {
      const material = this.solid.material as MeshStandardMaterial;
      const ghost = step === "toolpath";
      this.cut.constant = -z;
      this.solid.visible = step === "model" || (ghost && layer + 1 < toolpath.layerZMm.length);
      material.clippingPlanes = ghost ? [this.cut] : [];
      material.side = ghost ? DoubleSide : 0;
      material.transparent = ghost;
      material.opacity = ghost ? 0.16 : 1;
      material.depthWrite = !ghost;
      material.needsUpdate = true;
    }
    for (const out of this.querySelectorAll("[data-layer]")) out.textContent = slider.value;
    for (const out of this.querySelectorAll("[data-layers]")) out.textContent = slider.max;
    for (const out of this.querySelectorAll("[data-z]")) out.textContent = z.toFixed(2);
    for (const told of this.querySelectorAll<HTMLElement>("[data-stage]")) {
      told.hidden = told.dataset.stage !== step;
    }
    stage.draw();
  }

  private play(): void {
    const began = performance.now();
    const from = this.slider.value === this.slider.max ? 1 : Number(this.slider.value);
    const step = (now: number) => {
      const layer = Math.min(
        from + Math.floor(((now - began) * LAYERS_A_SECOND) / 1000),
        Number(this.slider.max),
      );
      if (String(layer) !== this.slider.value) {
        this.slider.value = String(layer);
        this.update();
      }
      if (layer < Number(this.slider.max)) this.playing = requestAnimationFrame(step);
      else this.stop();
    };
    this.toggleAttribute("playing", true);
    this.playing = requestAnimationFrame(step);
  }

  private stop(): void {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.toggleAttribute("playing", false);
  }
}

// The part without what lies beside it would be nicer to see, but cannot be told from outside: skirts are few.
function boxOf(path: Toolpath): Box3 {
  const high = [0, 0, 0];
  const low = [65535, 65535, 65535];
  for (let i = 0; i < path.count; i++) {
    const role = path.vertices[4 * i + 3] & 0xff;
    if (role < 3 || role === 12 || role > 17) continue; // travels, skirts, wipes, primes
    for (let axis = 0; axis < 3; axis++) {
      const at = path.vertices[4 * i + axis];
      if (at < low[axis]) low[axis] = at;
      if (at > high[axis]) high[axis] = at;
    }
  }
  const corner = (steps: number[]) =>
    new Vector3(...steps.map((at, axis) => path.low[axis] + at * path.stepMm));
  return new Box3(corner(low), corner(high));
}

// How far to move a model so that it stands where its beads lie.
function standing(solid: Mesh, beads: Box3): Vector3 {
  const box = new Box3().setFromObject(solid);
  const apart = beads.getCenter(new Vector3()).sub(box.getCenter(new Vector3()));
  return new Vector3(apart.x, apart.y, -box.min.z);
}

customElements.define("toolpath-viewer", ToolpathViewer);
customElements.define("layer-story", class extends ToolpathViewer {});

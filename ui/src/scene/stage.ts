// A canvas with camera and lamps that draws when something has changed, and not otherwise.
import {
  Box3,
  DirectionalLight,
  HemisphereLight,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

const TURN = 0.16; // radians by an arrow key

export class Stage {
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(28, 1, 0.1, 10_000);
  private readonly renderer: WebGLRenderer;
  private readonly controls: OrbitControls;
  private readonly watcher: ResizeObserver;
  private asked = 0;
  readonly slow: boolean; // drawn by the processor: no graphics card, or none that the browser may use
  drawn: () => void = () => {};
  moved: (moving: boolean) => void = () => {};

  constructor(private readonly frame: HTMLElement, label: string) {
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true, preserveDrawingBuffer: true });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.localClippingEnabled = true;
    const gl = this.renderer.getContext();
    const named = gl.getExtension("WEBGL_debug_renderer_info");
    this.slow = /swiftshader|llvmpipe|software/i.test(
      named ? gl.getParameter(named.UNMASKED_RENDERER_WEBGL) : "",
    );
    const canvas = this.renderer.domElement;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    frame.append(canvas);
    this.camera.up.set(0, 0, 1);
    const sun = new DirectionalLight(0xffffff, 2.6);
    sun.position.set(-0.6, -1, 1.3);
    const rim = new DirectionalLight(0xdfe8ff, 0.7);
    rim.position.set(1, 0.8, 0.3);
    const sky = new HemisphereLight(0xffffff, 0x6d7688, 0.95);
    sky.position.set(0, 0, 1);
    this.camera.add(sun, rim);
    this.scene.add(this.camera, sky);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener("change", () => this.draw());
    this.controls.addEventListener("start", () => this.moved(true));
    this.controls.addEventListener("end", () => this.moved(false));
    canvas.addEventListener("keydown", (event) => this.turnedByKey(event));
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(frame);
    this.fit();
  }

  lookAt(box: Box3): void {
    const middle = box.getCenter(new Vector3());
    const radius = box.getSize(new Vector3()).length() / 2;
    const away = (0.86 * radius) / Math.sin((this.camera.fov * Math.PI) / 360);
    this.camera.position.copy(middle).add(new Vector3(-0.7, -0.95, 0.8).setLength(away));
    this.camera.near = away / 100;
    this.camera.far = away * 10;
    this.camera.updateProjectionMatrix();
    this.controls.target.copy(middle);
    this.controls.minDistance = radius / 4;
    this.controls.maxDistance = away * 4;
    this.controls.update();
    this.draw();
  }

  draw(): void {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.renderer.render(this.scene, this.camera);
      this.drawn();
    });
  }

  leave(): void {
    cancelAnimationFrame(this.asked);
    this.watcher.disconnect();
    this.controls.dispose();
    this.renderer.dispose();
    this.renderer.domElement.remove();
  }

  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.frame;
    if (!width || !height) return;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  private turnedByKey(event: KeyboardEvent): void {
    const turns: Record<string, [number, number]> = {
      ArrowLeft: [-TURN, 0],
      ArrowRight: [TURN, 0],
      ArrowUp: [0, TURN],
      ArrowDown: [0, -TURN],
    };
    const nearer: Record<string, number> = { "+": 0.9, "=": 0.9, "-": 1.1 };
    const away = this.camera.position.clone().sub(this.controls.target);
    if (event.key in turns) {
      const [sideways, up] = turns[event.key];
      away.applyAxisAngle(this.camera.up, sideways);
      const axis = away.clone().cross(this.camera.up).normalize();
      if (Math.abs(away.clone().normalize().z + up) < 0.98) away.applyAxisAngle(axis, up);
    } else if (event.key in nearer) away.multiplyScalar(nearer[event.key]);
    else return;
    event.preventDefault();
    this.camera.position.copy(this.controls.target).add(away);
    this.controls.update();
    this.draw();
  }
}

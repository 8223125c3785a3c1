// Beads of plastic: as ribbons that look round while they are few, as one line where they are many.
import {
  BufferGeometry,
  Color,
  DoubleSide,
  Float32BufferAttribute,
  GLSL3,
  Group,
  InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBuffer,
  InterleavedBufferAttribute,
  Line,
  Mesh,
  RawShaderMaterial,
  Vector3,
} from "three";
import type { Toolpath } from "../streams/toolpath.ts";

export type By = "role" | "speed" | "flow" | "plastic";

const ROLES = 21;

const COMMON = `
precision highp float;
uniform mat4 modelViewMatrix, projectionMatrix;
uniform vec3 cameraPosition;
uniform vec3 low, palette[${ROLES}], ramp[5];
uniform float step_mm, width_step_mm, by;
uniform vec3 plastic;
vec3 at_mm(vec4 v) { return low + v.xyz * step_mm; }
int role_of(vec4 v) { return int(mod(v.w, 256.0)); }
bool is_laid(int role) { return role > 2 && role < 18 || role > 18; }
vec3 colour_of(int role, vec2 figure) {
  if (by < 0.5) return palette[role];
  if (by > 2.5) return plastic;
  float at = 4.0 * (by < 1.5 ? figure.x : figure.y);
  int below = int(min(floor(at), 3.0));
  return mix(ramp[below], ramp[below + 1], at - float(below));
}
`;

const LINE = `${COMMON}
in vec4 end; in vec2 figure;
flat out vec4 colour;
void main() {
  int role = role_of(end);
  colour = vec4(colour_of(role, figure), is_laid(role) ? 1.0 : 0.0);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(at_mm(end), 1.0);
}`;

const LINE_INK = `precision highp float;
flat in vec4 colour; out vec4 ink;
void main() { if (colour.a < 0.5) discard; ink = vec4(pow(colour.rgb, vec3(1.0 / 2.2)), 1.0); }`;

const RIBBON = `${COMMON}
in vec3 position; in vec4 start, end; in vec2 figure;
uniform float height_mm;
out vec3 colour, side, front; out float across;
void main() {
  int role = role_of(end);
  if (!is_laid(role)) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  vec3 a = at_mm(start), b = at_mm(end);
  vec3 along = b - a;
  along = length(along) > 0.0 ? normalize(along) : vec3(1.0, 0.0, 0.0);
  vec3 left = normalize(cross(vec3(0.0, 0.0, 1.0), along) + vec3(1e-6, 0.0, 0.0));
  vec3 here = mix(a, b, position.x);
  vec3 towards = normalize(cameraPosition - here);
  vec3 over = normalize(cross(towards, along));
  float half_width = 0.5 * floor(end.w / 256.0) * width_step_mm;
  float reach = length(vec2(dot(over, left) * half_width, over.z * 0.5 * height_mm));
  here += along * (position.x - 0.5) * half_width + over * position.y * reach;
  here.z -= 0.5 * height_mm;
  colour = colour_of(role, figure);
  across = position.y;
  side = mat3(modelViewMatrix) * over;
  front = mat3(modelViewMatrix) * cross(along, over);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(here, 1.0);
}`;

const RIBBON_INK = `precision highp float;
in vec3 colour, side, front; in float across; out vec4 ink;
void main() {
  vec3 normal = normalize(across * side + sqrt(max(0.0, 1.0 - across * across)) * front);
  float sun = max(0.0, dot(normal, normalize(vec3(-0.35, 0.75, 0.6))));
  vec3 light = colour * (0.34 + 0.72 * sun) + 0.05 * pow(sun, 18.0);
  ink = vec4(pow(light, vec3(1.0 / 2.2)), 1.0);
}`;

// Lightness rises evenly, as in pictures/colour.py.
const RAMP = ["#3b2a78", "#2d6596", "#2f9a8f", "#7fc46e", "#f1e58c"];

export class Beads extends Group {
  private readonly strip: Line<BufferGeometry, RawShaderMaterial[]>;
  private readonly ribbons: Mesh<InstancedBufferGeometry, RawShaderMaterial>;
  private readonly uniforms;
  private readonly start: InterleavedBufferAttribute;
  private readonly end: InterleavedBufferAttribute;
  private readonly figure: InterleavedBufferAttribute;

  constructor(private readonly toolpath: Toolpath, palette: string[], plastic: string) {
    super();
    this.uniforms = {
      low: { value: new Vector3(...toolpath.low) },
      step_mm: { value: toolpath.stepMm },
      width_step_mm: { value: toolpath.widthStepMm },
      height_mm: { value: toolpath.layerHeightMm.at(-1) ?? 0.2 },
      palette: { value: palette.map((colour) => new Color(colour)) },
      ramp: { value: RAMP.map((colour) => new Color(colour)) },
      plastic: { value: new Color(plastic) },
      by: { value: 0 },
    };
    const shared = { glslVersion: GLSL3, uniforms: this.uniforms };
    const line = new RawShaderMaterial({ ...shared, vertexShader: LINE, fragmentShader: LINE_INK });
    const ribbon = new RawShaderMaterial({
      ...shared,
      vertexShader: RIBBON,
      fragmentShader: RIBBON_INK,
      side: DoubleSide,
    });

    const vertices = new InterleavedBuffer(toolpath.vertices, 4);
    const figures = new InterleavedBuffer(toolpath.figures, 2);
    const strip = new BufferGeometry();
    strip.setAttribute("end", new InterleavedBufferAttribute(vertices, 4, 0));
    strip.setAttribute("figure", new InterleavedBufferAttribute(figures, 2, 0, true));
    this.strip = new Line(strip, [line]);

    const segments = new InstancedInterleavedBuffer(toolpath.vertices, 4);
    const ofSegments = new InstancedInterleavedBuffer(toolpath.figures, 2);
    this.start = new InterleavedBufferAttribute(segments, 4, 0);
    this.end = new InterleavedBufferAttribute(segments, 4, 4); // the next vertex of the same buffer
    this.figure = new InterleavedBufferAttribute(ofSegments, 2, 2, true);
    const template = new InstancedBufferGeometry();
    template.setAttribute("position", new Float32BufferAttribute([0, -1, 0, 1, -1, 0, 0, 1, 0, 1, 1, 0], 3));
    template.setIndex([0, 1, 2, 2, 1, 3]);
    template.setAttribute("start", this.start);
    template.setAttribute("end", this.end);
    template.setAttribute("figure", this.figure);
    this.ribbons = new Mesh(template, ribbon);
    for (const drawn of [this.strip, this.ribbons]) drawn.frustumCulled = false;
    this.add(this.strip, this.ribbons);
  }

  colourBy(by: By): void {
    this.uniforms.by.value = ["role", "speed", "flow", "plastic"].indexOf(by);
  }

  // Shows layers first…last: up to so many segments as ribbons.
  // sketch: only every so manieth layer, for a picture in good time.
  show(first: number, last: number, ribbonsUpTo: number, sketch = 1): void {
    const { layerStart } = this.toolpath;
    const from = layerStart[first];
    const count = layerStart[last + 1] - from;
    const ribbons = count <= ribbonsUpTo && sketch === 1;
    this.ribbons.visible = ribbons;
    this.strip.visible = !ribbons;
    this.start.offset = 4 * from;
    this.end.offset = 4 * from + 4;
    this.figure.offset = 2 * from + 2;
    this.ribbons.geometry.instanceCount = Math.max(0, count - 1);
    this.strip.geometry.clearGroups();
    if (sketch === 1) this.strip.geometry.addGroup(from, count, 0);
    else for (let layer = last; layer >= first; layer -= sketch) this.addLayer(layer);
  }

  private addLayer(layer: number): void {
    const { layerStart } = this.toolpath;
    this.strip.geometry.addGroup(layerStart[layer], layerStart[layer + 1] - layerStart[layer], 0);
  }
}

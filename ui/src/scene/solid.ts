// A shape in one colour, the faces of its findings in theirs.
import { BufferAttribute, BufferGeometry, Color, Mesh as Drawn, MeshStandardMaterial } from "three";
import { toCreasedNormals } from "three/addons/utils/BufferGeometryUtils.js";
import type { Mesh } from "../streams/mesh.ts";

const CREASE = 0.6; // radians between faces, above which an edge is seen as one
const SMOOTH_UP_TO = 200_000; // faces; above, neighbours are small enough to be shown flat

export function solidOf(
  mesh: Mesh,
  plastic: string,
  found: string,
): Drawn<BufferGeometry, MeshStandardMaterial> {
  const smooth = mesh.marks.length <= SMOOTH_UP_TO;
  const indexed = new BufferGeometry();
  indexed.setAttribute("position", new BufferAttribute(mesh.positionsMm, 3));
  indexed.setIndex(new BufferAttribute(mesh.corners, 1));
  const geometry = smooth ? toCreasedNormals(indexed, CREASE) : indexed.toNonIndexed();
  const material = new MeshStandardMaterial({
    roughness: 0.62,
    metalness: 0.02,
    flatShading: !smooth,
    vertexColors: true,
  });
  geometry.setAttribute("color", new BufferAttribute(coloursOf(mesh.marks, plastic, found, 0), 3));
  return new Drawn(geometry, material);
}

// Three corners a face; `only` 0 shows every finding, else the one of that number.
export function coloursOf(marks: Uint8Array, plastic: string, found: string, only: number): Float32Array {
  const [plain, marked] = [new Color(plastic), new Color(found)];
  const colours = new Float32Array(9 * marks.length);
  for (let face = 0; face < marks.length; face++) {
    const shown = marks[face] && (only === 0 || marks[face] === only);
    for (let corner = 0; corner < 3; corner++) {
      (shown ? marked : plain).toArray(colours, 9 * face + 3 * corner);
    }
  }
  return colours;
}

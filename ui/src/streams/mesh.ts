// A shape as pictures/mesh_stream.py packs it.
import { Reader } from "./reader.ts";

export interface Mesh {
  positionsMm: Float32Array; // x, y, z of each vertex
  corners: Uint32Array; // three vertices of each face
  marks: Uint8Array; // of each face: 0, or the number of the finding it belongs to
}

export function meshOf(bytes: Uint8Array): Mesh {
  const reader = new Reader(bytes);
  reader.expect("LWMS", 1);
  const vertices = reader.u32();
  const faces = reader.u32();
  const low = [reader.f32(), reader.f32(), reader.f32()];
  const stepMm = reader.f32();
  const steps = new Uint16Array(3 * vertices);
  for (let axis = 0; axis < 3; axis++) reader.deltas(vertices, steps, axis, 3);
  const positionsMm = Float32Array.from(steps, (step, i) => low[i % 3] + step * stepMm);
  const planes = [0, 1, 2, 3].map(() => reader.take(3 * faces));
  const corners = new Uint32Array(3 * faces);
  let named = 0;
  for (let i = 0; i < corners.length; i++) {
    const back = planes[0][i] | (planes[1][i] << 8) | (planes[2][i] << 16) | (planes[3][i] << 24);
    corners[i] = named - back;
    if (back === 0) named++;
  }
  return { positionsMm, corners, marks: reader.take(faces) };
}

// A toolpath as pictures/toolpath_stream.py packs it.
import { Reader } from "./reader.ts";

export interface Toolpath {
  count: number;
  low: [number, number, number];
  stepMm: number;
  topSpeedMmS: number;
  topFlowMm3S: number;
  widthStepMm: number;
  layerStart: Uint32Array; // first vertex of each layer, and the number of vertices
  layerZMm: Float32Array;
  layerHeightMm: Float32Array;
  vertices: Uint16Array; // x, y, z in steps, role + 256 · width in steps: uploaded as it is
  figures: Uint8Array; // speed, flow as shares of the top
}

export function toolpathOf(bytes: Uint8Array): Toolpath {
  const reader = new Reader(bytes);
  reader.expect("LWTP", 1);
  const count = reader.u32();
  const layers = reader.u32();
  const low: [number, number, number] = [reader.f32(), reader.f32(), reader.f32()];
  const [stepMm, topSpeedMmS, topFlowMm3S, widthStepMm] = reader.f32s(4);
  reader.take(16);
  const layerStart = reader.u32s(layers + 1);
  const layerZMm = reader.f32s(layers);
  const layerHeightMm = reader.f32s(layers);
  const vertices = new Uint16Array(4 * count);
  for (let axis = 0; axis < 3; axis++) reader.deltas(count, vertices, axis, 4);
  const [role, width, speed, flow] = [0, 0, 0, 0].map(() => reader.take(count));
  const figures = new Uint8Array(2 * count);
  for (let i = 0; i < count; i++) {
    vertices[4 * i + 3] = role[i] | (width[i] << 8);
    figures[2 * i] = speed[i];
    figures[2 * i + 1] = flow[i];
  }
  const scales = { stepMm, topSpeedMmS, topFlowMm3S, widthStepMm };
  return { count, low, ...scales, layerStart, layerZMm, layerHeightMm, vertices, figures };
}

// Streams written by hand, byte by byte, as the Python tests read them.
import { meshOf } from "../src/streams/mesh.ts";
import { Reader } from "../src/streams/reader.ts";
import { toolpathOf } from "../src/streams/toolpath.ts";

function equal(found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${a} is not ${b}`);
}

class Writer {
  private readonly bytes: number[] = [];

  put(...bytes: number[]): this {
    this.bytes.push(...bytes);
    return this;
  }

  text(text: string): this {
    return this.put(...new TextEncoder().encode(text));
  }

  u16(value: number): this {
    return this.put(value & 255, value >>> 8);
  }

  u32(value: number): this {
    return this.u16(value & 65535).u16(value >>> 16);
  }

  f32(...values: number[]): this {
    return this.put(...new Uint8Array(new Float32Array(values).buffer));
  }

  planes(values: number[]): this {
    const folded = values.map((value, i) => {
      const step = ((value - (values[i - 1] ?? 0)) << 16) >> 16;
      return ((step << 1) ^ (step >> 15)) & 0xffff;
    });
    return this.put(...folded.map((f) => f & 255), ...folded.map((f) => f >>> 8));
  }

  done(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

Deno.test("differences are summed up, over the edge of 16 bits too", () => {
  const values = [3, 65535, 0, 40000, 7];
  const out = new Uint16Array(10);
  new Reader(new Writer().planes(values).done()).deltas(5, out, 1, 2);
  equal([...out].filter((_, i) => i % 2), values);
});

Deno.test("a toolpath is read", () => {
  const written = new Writer().text("LWTP").u16(1).u16(0).u32(3).u32(1)
    .f32(10, 20, 0, 0.5, 100, 8, 0.25).put(...new Array(16).fill(0))
    .u32(0).u32(3).f32(0.25).f32(0.25)
    .planes([0, 4, 4]).planes([0, 0, 6]).planes([1, 1, 1])
    .put(0, 3, 9).put(0, 2, 2).put(255, 51, 0).put(0, 255, 128).done();
  const path = toolpathOf(written);
  equal([path.count, path.low, path.stepMm, path.topSpeedMmS], [3, [10, 20, 0], 0.5, 100]);
  equal([...path.layerStart], [0, 3]);
  equal([...path.vertices], [0, 0, 1, 0, 4, 0, 1, 3 + 512, 4, 6, 1, 9 + 512]);
  equal([...path.figures], [255, 0, 51, 255, 0, 128]);
});

Deno.test("a shape is read with what was found", () => {
  const written = new Writer().text("LWMS").u16(1).u16(0).u32(4).u32(2).f32(-1, 0, 0, 0.5)
    .planes([0, 2, 0, 2]).planes([0, 0, 2, 2]).planes([0, 0, 0, 0])
    .put(0, 0, 0, 1, 2, 0).put(...new Array(18).fill(0)).put(0, 2).done();
  const mesh = meshOf(written);
  equal([...mesh.corners], [0, 1, 2, 2, 1, 3]);
  equal([...mesh.positionsMm], [-1, 0, 0, 0, 0, 0, -1, 1, 0, 0, 1, 0]);
  equal([...mesh.marks], [0, 2]);
});

Deno.test("what is not ours is refused", () => {
  let refused = "";
  try {
    meshOf(new Writer().text("glTF").u32(2).done());
  } catch (error) {
    refused = String(error);
  }
  equal(refused, "Error: not LWMS 1");
});

// Reads little-endian numbers and byte planes in order, as pictures/byte_planes.py writes them.

export class Reader {
  at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  expect(magic: string, version: number): void {
    const found = String.fromCharCode(...this.take(4));
    if (found !== magic || this.u16() !== version) throw new Error(`not ${magic} ${version}`);
    this.u16();
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) throw new Error("the stream ends early");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  f32(): number {
    this.at += 4;
    return this.view.getFloat32(this.at - 4, true);
  }

  u32s(count: number): Uint32Array {
    return Uint32Array.from({ length: count }, () => this.u32());
  }

  f32s(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.f32());
  }

  // Writes differences, summed up again, to `out[first]`, `out[first + stride]`, …
  deltas(count: number, out: Uint16Array, first: number, stride: number): void {
    const low = this.take(count);
    const high = this.take(count);
    let value = 0;
    for (let i = 0, place = first; i < count; i++, place += stride) {
      const folded = low[i] | (high[i] << 8);
      value = (value + ((folded >>> 1) ^ -(folded & 1))) & 0xffff;
      out[place] = value;
    }
  }
}

// Fetches a gzip file of ours. A server may also have declared the coding, then the browser has unpacked it already.
export async function fetched(address: string): Promise<Uint8Array> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

// Sends a file in pieces by the tus protocol 1.0.0, and goes on where it stopped: after a broken line, and tomorrow.

export interface Sending {
  fetch: typeof fetch;
  memory: Pick<Storage, "getItem" | "setItem" | "removeItem">; // where the addresses of unfinished files are kept
  wait: (ms: number) => Promise<void>;
  pieceBytes: number;
}

const SPOKEN = { "Tus-Resumable": "1.0.0" };
const PATIENCE = 5; // failures in a row

class Refused extends Error {}

// Returns the address of the whole file. told: hears how many bytes are there.
export async function send(
  file: File,
  action: string,
  told: (got: number) => void,
  by: Sending,
): Promise<string> {
  const key = `upload ${action} ${file.name} ${file.size} ${file.lastModified}`;
  let address = by.memory.getItem(key);
  let got = address ? await reached(address, by) : undefined;
  for (let failures = 0;;) {
    try {
      if (!address || got === undefined) {
        address = await announced(file, action, by);
        got = 0;
        by.memory.setItem(key, address);
      }
      told(got);
      while (got < file.size) {
        got = await added(file, address, got, by);
        failures = 0;
        told(got);
      }
      by.memory.removeItem(key);
      return address;
    } catch (error) {
      if (error instanceof Refused || ++failures > PATIENCE) throw error;
      await by.wait(500 * 2 ** failures);
      if (address) got = await reached(address, by).catch(() => got);
    }
  }
}

async function announced(file: File, action: string, by: Sending): Promise<string> {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const headers = { ...SPOKEN, "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` };
  const answer = judged(await by.fetch(action, { method: "POST", headers }));
  return answer.headers.get("Location")!;
}

async function added(file: File, address: string, got: number, by: Sending): Promise<number> {
  const headers = {
    ...SPOKEN,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(got),
  };
  const body = file.slice(got, got + by.pieceBytes);
  const answer = judged(await by.fetch(address, { method: "PATCH", headers, body }));
  return Number(answer.headers.get("Upload-Offset"));
}

// Returns how much is there, nothing where the file is not known any more.
async function reached(address: string, by: Sending): Promise<number | undefined> {
  const answer = await by.fetch(address, { method: "HEAD", headers: SPOKEN });
  return answer.ok ? Number(answer.headers.get("Upload-Offset")) : undefined;
}

// What the server will not take the next time either ends it; a wrong place and a busy server do not.
function judged(answer: Response): Response {
  if (answer.ok) return answer;
  const passing = answer.status >= 500 || answer.status === 409 || answer.status === 429;
  throw new (passing ? Error : Refused)(String(answer.status));
}

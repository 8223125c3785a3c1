// A server that loses pieces, and one that refuses.
import { send, type Sending } from "../src/elements/tus.ts";

function equal(found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${a} is not ${b}`);
}

class Server {
  got: number[] = [];
  known = false;
  asked: string[] = [];
  lost = new Set<number>(); // numbers of requests of which the answer is lost
  full = false;

  readonly fetch = async (_: unknown, request: RequestInit = {}): Promise<Response> => {
    this.asked.push(request.method!);
    const headers = new Headers(request.headers);
    let answer = new Response(null, { status: 404 });
    if (request.method === "POST") {
      this.known = true;
      answer = new Response(null, { status: this.full ? 400 : 201, headers: { Location: "/up/1" } });
    } else if (this.known) {
      if (request.method === "PATCH" && headers.get("Upload-Offset") !== String(this.got.length)) {
        return new Response(null, { status: 409 });
      }
      if (request.method === "PATCH") {
        this.got.push(...new Uint8Array(await (request.body as Blob).arrayBuffer()));
      }
      answer = new Response(null, { status: 200, headers: { "Upload-Offset": String(this.got.length) } });
    }
    if (this.lost.has(this.asked.length)) throw new TypeError("the line broke");
    return answer;
  };
}

function sending(server: Server, kept = new Map<string, string>()): Sending {
  const memory = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return { fetch: server.fetch as typeof fetch, memory, wait: () => Promise.resolve(), pieceBytes: 3 };
}

const content = [...new Array(10).keys()];
const file = new File([Uint8Array.from(content)], "零件.stl", { lastModified: 1 });

Deno.test("pieces arrive in order, and progress is told", async () => {
  const server = new Server();
  const told: number[] = [];
  equal(await send(file, "/up", (got) => told.push(got), sending(server)), "/up/1");
  equal(server.got, content);
  equal(told, [0, 3, 6, 9, 10]);
});

Deno.test("a lost answer is asked for, nothing is sent twice", async () => {
  for (const lost of [1, 2, 3, 4, 5]) {
    const server = new Server();
    server.lost.add(lost);
    await send(file, "/up", () => {}, sending(server));
    equal(server.got, content);
  }
});

Deno.test("it goes on where it stopped before", async () => {
  const server = new Server();
  const kept = new Map<string, string>();
  for (let number = 4; number < 30; number++) server.lost.add(number);
  let broke = "";
  await send(file, "/up", () => {}, sending(server, kept)).catch((error) => broke = String(error));
  equal(broke !== "", true);
  server.lost.clear();
  server.asked = [];
  await send(file, "/up", () => {}, sending(server, kept));
  equal(server.asked[0], "HEAD");
  equal(server.asked.includes("POST"), false);
  equal([server.got, kept.size], [content, 0]);
});

Deno.test("what is refused is not sent again", async () => {
  const server = new Server();
  server.full = true;
  let refused = "";
  await send(file, "/up", () => {}, sending(server)).catch((error) => refused = String(error));
  equal([refused, server.asked.length], ["Error: 400", 1]);
});

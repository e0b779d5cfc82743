import { createHash } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";

export type Hold =
  | { readonly kind: "held"; release(): void }
  /** @param holder "process 12, since 2026-01-01T12:00:00.000Z" */
  | { readonly kind: "taken"; readonly holder: string };

/**
 * One process of this machine at a time does a thing for a stack. The lock is a socket in Linux' abstract namespace: the
 * kernel takes it back when the process ends, however that happens, so none is ever left behind.
 *
 * @param what the thing: "run"
 * @param home run folder of the stack
 */
export async function hold(what: string, home: string): Promise<Hold> {
  const name = createHash("sha256").update(path.resolve(home)).digest("hex").slice(0, 32);
  const address = { path: `\0canary-${what}-${name}` };
  const since = new Date().toISOString();
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(`process ${process.pid}, since ${since}`);
  });
  server.unref();
  try {
    server.listen(address);
    await once(server, "listening");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE")) throw cause;
    return { kind: "taken", holder: await text(net.connect(address)).catch(() => "a process that is just ending") };
  }
  return { kind: "held", release: () => server.close() };
}

import fs from "node:fs";
import net from "node:net";
import path from "node:path";

/**
 * A kubectl whose cluster is the folder $FAKE_KUBECTL. `cluster.json` says what there is; each command that is run adds a
 * line to `calls.log`.
 */
export interface FakeClusterContent {
  /** What listens on a port of this machine, by "<kind>/<name>:<port>", or what kubectl says where nothing does. */
  readonly forwards: Readonly<Record<string, number | string>>;
  /** Objects by the command that gets them: "services app", "endpointslices". */
  readonly objects: Readonly<Record<string, unknown>>;
}

/** One command that was run. */
export interface FakeCall {
  readonly pid: number;
  readonly args: readonly string[];
}

const folder = process.env.FAKE_KUBECTL ?? "";
const args = process.argv.slice(2);
const call: FakeCall = { pid: process.pid, args };
fs.appendFileSync(path.join(folder, "calls.log"), `${JSON.stringify(call)}\n`);
const content: FakeClusterContent = JSON.parse(fs.readFileSync(path.join(folder, "cluster.json"), "utf8"));
const words = args.filter((arg) => !arg.startsWith("--"));

if (words[0] === "port-forward") forward(`${words[1]}${words[2]}`);
else if (words[0] === "get") get(words.slice(1).join(" "));
else fail(`fake kubectl knows no ${words[0]}`);

function forward(place: string): void {
  const target = content.forwards[place];
  if (typeof target !== "number") fail(target ?? `Error from server (NotFound): ${place} not found`);
  const server = net.createServer((near) => {
    const far = net.connect(target, "127.0.0.1");
    // As the real one since 1.30: a connection that fails ends all of it.
    far.once("error", () => {
      near.destroy();
      fail("error: lost connection to pod");
    });
    near.on("error", () => far.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as net.AddressInfo;
    process.stdout.write(`Forwarding from 127.0.0.1:${port} -> ${place.split(":")[1]}\n`);
  });
}

function get(what: string): void {
  const found = content.objects[what];
  if (found === undefined) fail(`Error from server (NotFound): ${what} not found`);
  process.stdout.write(JSON.stringify(found));
}

function fail(complaint: string): never {
  fs.writeSync(2, `${complaint}\n`);
  process.exit(1);
}

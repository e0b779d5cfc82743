import type { EchoBackend } from "./echo-backend.ts";
import type { GatewayClient } from "./gateway-client.ts";

/** What happened between two recorded pairs without being recorded, as far as the next answer depends on it. */
export interface Stage {
  client: GatewayClient;
  backendA: EchoBackend;
  /** A port on 127.0.0.1 that refuses connections. */
  deadPort: number;
  /** Resolves when a change is in force; a real Kong needs seconds. */
  settled: () => Promise<void>;
}

export type Interlude = (stage: Stage) => Promise<void>;

export const INTERLUDES: ReadonlyMap<string, Interlude> = new Map([
  ["GET /empty", prepareFailures],
  ["GET /hello?x=0", async ({ settled }) => settled()],
  ["GET /hello", async ({ settled }) => settled()],
]);

/** The third and fourth look at the health of `hp`, and the one after its weight was changed, followed failures. */
export const BEFORE_HEALTH_OF_HP: readonly (Interlude | undefined)[] = [
  async ({ settled }) => settled(),
  failThreeTimes,
  async ({ client }) => void (await client.proxy("GET", "/hp")),
  undefined,
  failThreeTimes,
];

async function failThreeTimes({ client, backendA, settled }: Stage): Promise<void> {
  await settled();
  backendA.behave({ kind: "status", status: 500 });
  const before = backendA.seen();
  // Both targets have the same weight: of eight requests the failing one would get four, were it not taken out.
  for (let count = 0; count < 8; count++) await client.proxy("GET", "/hp");
  backendA.behave({ kind: "echo" });
  const failures = backendA.seen() - before;
  if (failures !== 3) throw new Error(`the failing target was asked ${failures} times; it is to be out after 3`);
}

/** The services behind `/empty`, `/dead`, `/slow`, `/dns` and `/ok`; plugins of the group before are gone. */
async function prepareFailures({ client, backendA, deadPort, settled }: Stage): Promise<void> {
  const { data } = (await client.admin("GET", "/plugins")).body as { data: { id: string }[] };
  for (const { id } of data) await client.admin("DELETE", `/plugins/${id}`);
  await client.admin("POST", "/upstreams", { name: "empty" });
  const services = {
    empty: { host: "empty" },
    dead: { host: "127.0.0.1", port: deadPort, retries: 0 },
    slow: { host: "127.0.0.1", port: backendA.port, read_timeout: 300, retries: 0 },
    dns: { host: "nowhere.invalid" },
    ok: { host: "127.0.0.1", port: backendA.port },
  };
  for (const [name, service] of Object.entries(services)) {
    await client.admin("POST", "/services", { name: `s-${name}`, ...service });
    await client.admin("POST", `/services/s-${name}/routes`, {
      name: `r-${name}`,
      paths: [`/${name}`],
      strip_path: false,
    });
  }
  await settled();
}

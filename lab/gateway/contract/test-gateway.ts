import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { type Gateway, startGateway } from "../gateway.ts";
import { GatewayClient } from "./gateway-client.ts";

export interface TestGateway {
  readonly gateway: Gateway;
  readonly client: GatewayClient;
  /** Creates or changes by the Admin API; anything but success fails the test. */
  admin: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  /** An upstream with targets, and a service and a route of the same name at `/name`. */
  serve: (name: string, targets: Record<string, number>, options?: ServeOptions) => Promise<void>;
  close: () => Promise<void>;
}

export interface ServeOptions {
  upstream?: Record<string, unknown>;
  service?: Record<string, unknown>;
}

/** A gateway on ports of its own with an empty data file, in this process. */
export async function startTestGateway(): Promise<TestGateway> {
  const folder = await mkdtemp(path.join(tmpdir(), "gateway-"));
  const gateway = await startGateway({
    proxyPort: 0,
    adminPort: 0,
    statusPort: 0,
    host: "127.0.0.1",
    data: path.join(folder, "data.json"),
    onError: (error) => {
      throw error;
    },
  });
  const { ports } = gateway;
  const client = new GatewayClient(`http://127.0.0.1:${ports.admin}`, `http://127.0.0.1:${ports.proxy}`);
  const admin: TestGateway["admin"] = async (method, url, body) => {
    const answer = await client.admin(method, url, body);
    expect(answer.status, answer.text).toBeLessThan(300);
    return (answer.body ?? {}) as Record<string, unknown>;
  };
  return {
    gateway,
    client,
    admin,
    serve: async (name, targets, { upstream = {}, service = {} } = {}) => {
      await admin("POST", "/upstreams", { name, ...upstream });
      for (const [target, weight] of Object.entries(targets)) {
        await admin("POST", `/upstreams/${name}/targets`, { target, weight });
      }
      await admin("POST", "/services", { name, host: name, ...service });
      await admin("POST", `/services/${name}/routes`, { name, paths: [`/${name}`] });
    },
    close: async () => {
      await client.close();
      await gateway.close();
      await rm(folder, { recursive: true });
    },
  };
}

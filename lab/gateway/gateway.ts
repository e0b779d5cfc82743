import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { ConnectionCounts, NodeInformation } from "./admin/node.ts";
import { Repository } from "./admin/repository.ts";
import { createAdminServer } from "./admin/server.ts";
import { Balancers } from "./balancer/balancers.ts";
import { NameResolver } from "./balancer/name-resolver.ts";
import { drain, listen } from "./listen.ts";
import { correlationId } from "./plugins/correlation-id.ts";
import { cors } from "./plugins/cors.ts";
import { type Credentials, jwt } from "./plugins/jwt.ts";
import { PluginChains } from "./plugins/plugin-chain.ts";
import { prometheus } from "./plugins/prometheus.ts";
import { Metrics } from "./plugins/prometheus-metrics.ts";
import { rateLimiting } from "./plugins/rate-limiting.ts";
import { ActiveChecks } from "./proxy/active-checks.ts";
import { ReverseProxy } from "./proxy/reverse-proxy.ts";
import { TargetConnections } from "./proxy/target-connections.ts";
import { metricsText } from "./status/metrics-text.ts";
import { createStatusServer } from "./status/server.ts";
import { DataFile, readDataFile } from "./store/data-file.ts";
import { Store } from "./store/store.ts";

export interface GatewayOptions {
  /** 0 for any free port, as the two below. */
  proxyPort: number;
  adminPort: number;
  statusPort: number;
  /** Where the proxy listens. */
  host: string;
  /** Where the Admin API listens; absent, for this machine alone, as the status always does. */
  adminHost?: string;
  /** The file that keeps the entities. */
  data: string;
  onError: (error: unknown) => void;
}

export interface Gateway {
  ports: { proxy: number; admin: number; status: number };
  /** Accepts no more and resolves when the requests in flight are answered and everything is kept. */
  close: () => Promise<void>;
}

const JSON_TYPE = "application/json; charset=utf-8";

/** For this machine alone. */
const LOOPBACK = "127.0.0.1";

/** @throws Error that names the option, when a port is taken or the data file is not readable. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const store = new Store(await readDataFile(options.data));
  const dataFile = new DataFile(options.data, () => store.snapshot());
  const resolver = new NameResolver();
  const balancers = new Balancers(store, resolver);
  const metrics = new Metrics();
  const chains = new PluginChains(store, [
    correlationId,
    cors,
    jwt(credentialsOf(store)),
    rateLimiting,
    prometheus(metrics),
  ]);
  const connections = new TargetConnections(resolver.lookup);
  const proxy = new ReverseProxy(store, balancers, chains, connections);
  const proxyServer = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    proxy.handle(request, response).catch((error: unknown) => {
      // A client that left in the middle of its request is nothing to report.
      if (request.destroyed && !request.complete) return;
      options.onError(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { "content-type": JSON_TYPE }).end('{"message":"An unexpected error occurred"}');
    });
  });
  const node: NodeInformation = { id: randomUUID(), connections: countConnections(proxyServer) };
  const text = () => metricsText(node, store, balancers, metrics);
  const adminServer = createAdminServer({
    repository: new Repository(store),
    health: balancers,
    node,
    metrics: text,
    saved: () => dataFile.save(),
    onError: options.onError,
  });
  const statusServer = createStatusServer(node, text);
  const servers = [proxyServer, adminServer, statusServer];
  const checks = new ActiveChecks(balancers, resolver.lookup);
  try {
    const ports = {
      proxy: await listen(proxyServer, "--proxy-port", options.host, options.proxyPort),
      admin: await listen(adminServer, "--admin-port", options.adminHost ?? LOOPBACK, options.adminPort),
      status: await listen(statusServer, "--status-port", LOOPBACK, options.statusPort),
    };
    void checks.run();
    const close = async () => {
      await Promise.all(servers.map(drain));
      await Promise.all([checks.close(), connections.close(), dataFile.save()]);
      resolver.close();
    };
    return { ports, close };
  } catch (error) {
    for (const server of servers) server.close();
    resolver.close();
    throw error;
  }
}

function credentialsOf(store: Store): Credentials {
  return {
    byKey: (key) => store.list("jwt_secrets").find((credential) => credential.key === key),
    consumer: (id) => store.get("consumers", id),
  };
}

function countConnections(server: Server): () => ConnectionCounts {
  let accepted = 0;
  let active = 0;
  let requests = 0;
  let writing = 0;
  server.on("connection", (socket) => {
    accepted += 1;
    active += 1;
    socket.once("close", () => {
      active -= 1;
    });
  });
  server.on("request", (_, response) => {
    requests += 1;
    writing += 1;
    response.once("close", () => {
      writing -= 1;
    });
  });
  return () => ({ accepted, handled: accepted, active, reading: 0, writing, waiting: active - writing, requests });
}

import { randomUUID } from "node:crypto";
import type { Exchange, PluginHandler } from "./handler.ts";

interface Config {
  header_name: string | null;
  generator: "uuid" | "uuid#counter" | "tracker";
  echo_downstream: boolean;
}

/** Gives each request an id, unless it brings one, and on demand shows it to the client. */
export const correlationId: PluginHandler = {
  name: "correlation-id",
  priority: 100001,
  create(raw) {
    const config = raw as unknown as Config;
    const header = (config.header_name ?? "Kong-Request-ID").toLowerCase();
    const generate = generatorFor(config.generator);
    const ids = new WeakMap<Exchange, string>();
    const idOf = (exchange: Exchange): string => {
      const given = exchange.headers[header];
      const id = ids.get(exchange) ?? (typeof given === "string" && given !== "" ? given : generate(exchange));
      ids.set(exchange, id);
      return id;
    };
    return {
      access(exchange) {
        exchange.upstreamHeaders[header] = idOf(exchange);
        return undefined;
      },
      respond(exchange) {
        if (config.echo_downstream) exchange.responseHeaders[header] = idOf(exchange);
      },
    };
  },
};

function generatorFor(kind: Config["generator"]): (exchange: Exchange) => string {
  switch (kind) {
    case "uuid":
      return () => randomUUID();
    case "uuid#counter": {
      const prefix = randomUUID();
      let counter = 0;
      return () => `${prefix}#${++counter}`;
    }
    case "tracker": {
      let counter = 0;
      return ({ proxyPort, clientPort }) =>
        `127.0.0.1-${proxyPort}-${process.pid}-${clientPort}-${++counter}-${(Date.now() / 1000).toFixed(3)}`;
    }
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Lifecycle } from "../../dynamic/lifecycle.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { call, describeReply, type Reply } from "../../gates/http.ts";
import { sameData } from "../../gates/subject.ts";

export interface LiveRoute {
  /** A path below the route's prefix. */
  readonly path: string;
  /** Name of the service that must answer there. */
  readonly service: string;
}

export interface RoutesLiveInputs {
  /** Base URL of the gateway's proxy. */
  readonly proxy: string;
  readonly routes: readonly LiveRoute[];
  /** How long the gateway may take to know a new route, in seconds; Kong needs up to 5. */
  readonly timeoutSeconds: number;
}

const STEADY_ANSWERS = 5;
const RETRY_MS = 100;

/**
 * A route counts as made when the proxy answers by it. A status says nothing: until every worker knows the new route, a
 * broader one answers, with 200 at worst; so the answer must name a revision of the right service.
 */
async function untilLive({ proxy, routes, timeoutSeconds }: RoutesLiveInputs): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  await Promise.all(
    routes.map(async ({ path, service }) => {
      let steady = 0;
      while (steady < STEADY_ANSWERS) {
        const reply = await call({
          method: "GET",
          url: `${proxy}${path}`,
          headers: { "x-release-probe": "1" },
          timeoutMs: 5000,
        });
        const right = isFrom(service, reply);
        steady = right ? steady + 1 : 0;
        if (right) continue;
        if (Date.now() > deadline) {
          throw new ReleaseError(
            "GTW003",
            `the gateway does not lead ${path} to ${service} within ${timeoutSeconds} s; last answer: ${describeReply(reply)}`,
          );
        }
        await sleep(RETRY_MS);
      }
    }),
  );
}

function isFrom(service: string, reply: Reply): boolean {
  return reply.kind === "answer" && (reply.header("x-service-revision") ?? "").startsWith(`${service}-`);
}

export const lifecycle: Lifecycle<RoutesLiveInputs, object> = {
  async diff(_id, { proxy, routes }, news) {
    return { changes: !sameData({ proxy, routes }, { proxy: news.proxy, routes: news.routes }), replaces: [] };
  },
  async create(inputs) {
    await untilLive(inputs);
    return { id: "routes-live", outs: inputs };
  },
  async update(_id, _olds, news) {
    await untilLive(news);
    return { outs: news };
  },
};

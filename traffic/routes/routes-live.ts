import { setTimeout as sleep } from "node:timers/promises";
import type { Lifecycle } from "../../dynamic/lifecycle.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { call, describeReply, type Reply } from "../../gates/http.ts";
import { sameData } from "../../gates/subject.ts";
import { isTokenRefusal } from "../../gates/token/refusal.ts";

export interface LiveRoute {
  /** A path below the route's prefix. */
  readonly path: string;
  /** Name of the service that must answer there. */
  readonly service: string;
  /** Whether the gateway asks for a token there; absent, it does not. */
  readonly asksForToken?: boolean;
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

/** What shows that the route answers: a revision, a gateway that asks for a token, or while a token ceases to be needed, either. */
type Sign = "revision" | "refusal" | "either";

/**
 * A route counts as made when the proxy answers by it. A status says nothing: until every worker knows the new route, a
 * broader one answers, with 200 at worst; so the answer must name a revision of the right service. Where a token is asked
 * for, the refusal of a request without one says the same, since only this route gives it; and an answer that is none says
 * that the route is still open to everybody.
 */
async function untilLive(
  { proxy, routes, timeoutSeconds }: RoutesLiveInputs,
  signOf: (route: LiveRoute) => Sign,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  await Promise.all(
    routes.map(async (route) => {
      const { path, service } = route;
      const sign = signOf(route);
      let steady = 0;
      while (steady < STEADY_ANSWERS) {
        const reply = await call({
          method: "GET",
          url: `${proxy}${path}`,
          headers: { "x-release-probe": "1" },
          timeoutMs: 5000,
        });
        const right = isLive(sign, service, reply);
        steady = right ? steady + 1 : 0;
        if (right) continue;
        if (Date.now() > deadline) {
          throw new ReleaseError(
            "GTW003",
            `the gateway does not lead ${path} to ${service}${sign === "refusal" ? " and ask for a token there" : ""} within ${timeoutSeconds} s; last answer: ${describeReply(reply)}`,
          );
        }
        await sleep(RETRY_MS);
      }
    }),
  );
}

function isLive(sign: Sign, service: string, reply: Reply): boolean {
  return (sign !== "refusal" && isFrom(service, reply)) || (sign !== "revision" && isTokenRefusal(reply));
}

function isFrom(service: string, reply: Reply): boolean {
  return reply.kind === "answer" && (reply.header("x-service-revision") ?? "").startsWith(`${service}-`);
}

export const lifecycle: Lifecycle<RoutesLiveInputs, object> = {
  async diff(_id, { proxy, routes }, news) {
    return { changes: !sameData({ proxy, routes }, { proxy: news.proxy, routes: news.routes }), replaces: [] };
  },
  async create(inputs) {
    await untilLive(inputs, ({ asksForToken }) => (asksForToken ? "refusal" : "revision"));
    return { id: "routes-live", outs: inputs };
  },
  async update(_id, olds, news) {
    // What asks for tokens is deleted at the end of the update that switches it off.
    const asked = new Set(olds.routes.filter(({ asksForToken }) => asksForToken).map(({ path }) => path));
    await untilLive(news, ({ path, asksForToken }) =>
      asksForToken ? "refusal" : asked.has(path) ? "either" : "revision",
    );
    return { outs: news };
  },
};

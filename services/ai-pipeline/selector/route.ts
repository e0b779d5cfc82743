import { errorBody, type Service } from "service-chassis";
import type { RankedTool } from "../catalogue/catalogue.ts";
import { parseSearchRequest } from "./search-request.ts";
import type { Selector, Source } from "./selector.ts";

export interface SearchAnswer {
  /** Best first. */
  readonly tools: readonly RankedTool[];
  readonly source: Source;
  readonly trace_id: string;
}

/** POST /selector/search. Bad input never reaches the selector, so its metrics do not count it. */
export function addSelectorRoute(service: Service, selector: Selector): void {
  const { requests, duration } = selector.metrics;
  service.app.post("/selector/search", async (request, reply) => {
    const { traceId, traffic } = request;
    const parsed = parseSearchRequest(request.body);
    if (!parsed.ok) {
      return reply.code(400).send(errorBody({ code: "validation", message: parsed.message }, traceId));
    }
    try {
      const { tools, source } = selector.select(parsed.value, traffic);
      requests.inc({ status: "ok", source, traffic });
      const answer: SearchAnswer = { tools, source, trace_id: traceId };
      return reply.send(answer);
    } catch (error) {
      // A cached answer cannot fail.
      requests.inc({ status: "error", source: "fresh", traffic });
      throw error;
    } finally {
      duration.observe({ traffic }, reply.elapsedTime / 1000);
    }
  });
}

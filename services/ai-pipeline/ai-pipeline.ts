import { createService, type Identity, type Log, type Readiness, type Service, traceIdInBody } from "service-chassis";
import { type Catalogue, openCatalogue } from "./catalogue/catalogue.ts";
import { bypassPipeline } from "./pipeline/bypass.ts";
import { createFullPipeline } from "./pipeline/full.ts";
import { createLlm } from "./pipeline/llm.ts";
import { addExecuteRoute } from "./pipeline/route.ts";
import { addSelectorRoute } from "./selector/route.ts";
import { createSelector } from "./selector/selector.ts";
import type { Settings } from "./settings.ts";

/** @param catalogue closed with the service; default: the one of catalogue/tools.ts. */
export function createAiPipeline(
  identity: Identity,
  settings: Settings,
  { log, catalogue = openCatalogue() }: { log?: Log; catalogue?: Catalogue } = {},
): Service {
  const service = createService({
    identity,
    buildInfo: ["ai_pipeline", "selector"],
    readiness: () => readinessOf(catalogue),
    traceIdOf: (request) => traceIdInBody(request.body),
    log,
  });
  const selector = createSelector(catalogue, settings.cache, service.registry);
  const llm = createLlm(settings.llm);
  service.app.addHook("onClose", async () => {
    await llm.close();
    catalogue.close();
  });
  addSelectorRoute(service, selector);
  addExecuteRoute(service, settings.bypassLlm ? bypassPipeline : createFullPipeline(selector, llm, service.log));
  return service;
}

/** Not asked of the LLM: an LLM that is away must not take the selector out of service with it. */
function readinessOf(catalogue: Catalogue): Readiness {
  try {
    if (catalogue.size() > 0) return { ready: true };
    return { ready: false, reason: "the tool catalogue is empty" };
  } catch {
    return { ready: false, reason: "the tool catalogue does not answer" };
  }
}

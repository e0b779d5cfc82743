import type { Addressed, ConfiguredProvider, Existing } from "../../builtin-provider/built-in-provider.ts";
import type { EngineLog } from "../../builtin-provider/engine-log.ts";
import { NotReadyError } from "../../builtin-provider/not-ready-error.ts";
import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import { secret } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { retainSecrets, revealedProperties } from "../../deployment/values/secrecy.ts";
import type { CheckResult } from "../../deployment/wire/provider.ts";
import type { DockerEngine } from "../api/docker-engine.ts";
import { CONTAINER } from "../container/container-kind.ts";
import { insteadUse } from "../followed-plugin.ts";
import { NETWORK } from "../network/network-kind.ts";
import { checkedInputs } from "../properties/checked-inputs.ts";
import { inputsAfterRead, previewedOutputs } from "../properties/read-back.ts";
import { changedProperties, resourceDifference } from "../properties/resource-difference.ts";
import type { Made, Operation, ResourceKind } from "../resource-kind.ts";
import { VOLUME } from "../volume/volume-kind.ts";
import { hidingInputs } from "./hidden-texts.ts";
import { isMarkedNotReady, withMeta } from "./not-ready-mark.ts";

const KINDS: ReadonlyMap<string, ResourceKind> = new Map([
  ["docker:index/container:Container", CONTAINER],
  ["docker:index/network:Network", NETWORK],
  ["docker:index/volume:Volume", VOLUME],
]);

/** Where the program says nothing by customTimeouts; the plugin's. */
const TIMEOUT_MS = 20 * 60_000;

/** Manages the containers, networks and volumes of one Docker engine. */
export class DockerResources implements ConfiguredProvider {
  readonly #engine: DockerEngine;
  readonly #log: EngineLog;
  readonly #canceled: AbortSignal;

  constructor(options: { engine: DockerEngine; log: EngineLog; canceled: AbortSignal }) {
    this.#engine = options.engine;
    this.#log = options.log;
    this.#canceled = options.canceled;
  }

  async check(
    request: Addressed & { news: PropertyMap; olds: PropertyMap | undefined; seed: Uint8Array },
  ): Promise<CheckResult> {
    const { type, news, olds, seed } = request;
    const kind = KINDS.get(type);
    if (kind === undefined) return { inputs: news, failures: [{ property: "", reason: unsupported(type) }] };
    return checkedInputs({ type, properties: kind.properties, news, olds, resourceName: request.name, seed });
  }

  async diff(request: Existing & { news: PropertyMap; ignoreChanges: readonly string[] }): Promise<ProviderDifference> {
    const { properties, deletesFirst } = kindOf(request.type);
    return resourceDifference({
      properties,
      deletesFirst,
      oldInputs: revealedProperties(request.inputs),
      outputs: revealedProperties(request.outputs),
      news: revealedProperties(request.news),
      ignoreChanges: request.ignoreChanges,
      failed: isMarkedNotReady(request.outputs),
    });
  }

  async create(
    request: Addressed & { inputs: PropertyMap; timeoutSeconds: number; preview: boolean },
  ): Promise<{ id: string; outputs: PropertyMap }> {
    const { inputs } = request;
    const kind = kindOf(request.type);
    if (request.preview) return { id: "", outputs: previewedOutputs(kind.properties, inputs) };
    const made = await kind.create(revealedProperties(inputs), this.#operation(request, inputs));
    return finished(kind, made, inputs);
  }

  async update(
    request: Existing & { news: PropertyMap; timeoutSeconds: number; preview: boolean },
  ): Promise<PropertyMap> {
    const { id, news } = request;
    const kind = kindOf(request.type);
    const outputs = revealedProperties(request.outputs);
    if (request.preview) return { ...request.outputs, ...previewedChanges(kind, outputs, news) };
    const existing = { id, outputs, news: revealedProperties(news) };
    return finished(kind, await kind.update(existing, this.#operation(request, news)), news).outputs;
  }

  async read(request: Existing): Promise<{ id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined> {
    const { id, inputs } = request;
    const kind = kindOf(request.type);
    const failed = isMarkedNotReady(request.outputs);
    const existing = { id, outputs: revealedProperties(request.outputs), failed };
    const found = await kind.read(existing, this.#operation({ ...request, timeoutSeconds: 0 }, inputs));
    if (found === undefined) return undefined;
    const read = inputsAfterRead(kind.properties, inputs, found.outputs);
    return { ...finished(kind, found, inputs, read), inputs: read };
  }

  async delete(request: Existing & { timeoutSeconds: number }): Promise<void> {
    const existing = { id: request.id, outputs: revealedProperties(request.outputs) };
    await kindOf(request.type).delete(existing, this.#operation(request, request.inputs));
  }

  async invoke(token: string): Promise<PropertyMap> {
    throw new RangeError(`the function '${token}' is not supported by ${insteadUse()}`);
  }

  #operation({ urn, timeoutSeconds }: { urn: string; timeoutSeconds: number }, inputs: PropertyMap): Operation {
    return {
      engine: this.#engine,
      log: this.#log.of(urn, hidingInputs(inputs)),
      canceled: this.#canceled,
      timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : TIMEOUT_MS,
    };
  }
}

/** @throws RangeError for a type that this provider does not manage */
function kindOf(type: string): ResourceKind {
  const kind = KINDS.get(type);
  if (kind === undefined) throw new RangeError(unsupported(type));
  return kind;
}

function unsupported(type: string): string {
  return `'${type}' is not supported by ${insteadUse()}. It manages: ${[...KINDS.keys()].join(", ")}`;
}

function previewedChanges(kind: ResourceKind, outputs: PropertyMap, news: PropertyMap): PropertyMap {
  const changed = changedProperties({
    properties: kind.properties,
    oldInputs: {},
    outputs,
    news: revealedProperties(news),
    ignoreChanges: [],
  });
  const previewed = previewedOutputs(kind.properties, news);
  return Object.fromEntries(changed.map((name) => [name, previewed[name] ?? null]));
}

/**
 * A resource as it goes into state: what is secret in its inputs is secret in its outputs.
 * @param read the inputs as a read found them
 * @throws NotReadyError when it is not in order
 */
function finished(
  kind: ResourceKind,
  { id, outputs, problems }: Made,
  inputs: PropertyMap,
  read?: PropertyMap,
): { id: string; outputs: PropertyMap } {
  const hide = hidingInputs(inputs);
  const { containerLogs } = outputs;
  const tells = typeof containerLogs === "string" && hide(containerLogs) !== containerLogs;
  const marked = retainSecrets({ ...outputs, ...(tells ? { containerLogs: secret(containerLogs) } : {}) }, inputs);
  const state = { id, outputs: withMeta(marked, kind.meta, problems.length > 0) };
  if (problems.length === 0) return state;
  const reasons = problems.map(hide);
  throw new NotReadyError({ ...state, reasons, ...(read === undefined ? {} : { inputs: read }) });
}

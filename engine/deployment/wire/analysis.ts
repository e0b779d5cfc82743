import analyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import type { JudgedResource } from "../policies/judged-resource.ts";
import type { CompleteConfig } from "../policies/reconcile.ts";
import type {
  ConfigSchema,
  EnforcementLevel,
  PackConfig,
  PackDescription,
  Policy,
  Severity,
} from "../policies/rule.ts";
import type { Diagnostic } from "../policies/verdict.ts";
import type { ResourceState } from "../state/snapshot.ts";
import { nameOf } from "../state/urn.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { toStruct } from "./struct.ts";

/** Policies get unknowns and secrets as what they are; resources that are values come as their ids. */
const FORM = { secrets: true, resourceReferences: false, unknowns: true };

// By number on the wire.
const LEVELS: readonly EnforcementLevel[] = ["advisory", "mandatory", "disabled", "remediate"];
const JUDGES: readonly Policy["judges"][] = [undefined, "resource", "stack"];
const SEVERITIES: readonly (Severity | undefined)[] = [undefined, "low", "medium", "high", "critical"];

/** @param version of PulumiPolicy.yaml; it goes before the pack's own */
export function packDescriptionOf(info: analyzerProto.AnalyzerInfo, version: string | undefined): PackDescription {
  const initialConfig: PackConfig = Object.fromEntries(
    info
      .getInitialconfigMap()
      .toArray()
      .map(([policy, config]) => [
        policy,
        { level: levelOf(config.getEnforcementlevel()), properties: config.getProperties()?.toJavaScript() ?? {} },
      ]),
  );
  return {
    name: info.getName(),
    version: version ?? info.getVersion(),
    supportsConfig: info.getSupportsconfig(),
    policies: info.getPoliciesList().map((policy) => ({
      name: policy.getName(),
      level: levelOf(policy.getEnforcementlevel()),
      judges: JUDGES[policy.getPolicyType()],
      severity: SEVERITIES[policy.getSeverity()],
      configSchema: configSchemaOf(policy.getConfigschema()),
    })),
    initialConfig,
  };
}

function configSchemaOf(schema: analyzerProto.PolicyConfigSchema | undefined): ConfigSchema | undefined {
  if (schema === undefined) return undefined;
  const properties = (schema.getProperties()?.toJavaScript() ?? {}) as ConfigSchema["properties"];
  return { properties, required: schema.getRequiredList() };
}

function levelOf(number: number): EnforcementLevel {
  const level = LEVELS[number];
  if (level === undefined) throw new RangeError(`the enforcement level ${number} is not known to the embedded engine`);
  return level;
}

export function configureRequest(config: CompleteConfig): analyzerProto.ConfigureAnalyzerRequest {
  const request = new analyzerProto.ConfigureAnalyzerRequest();
  for (const [policy, { level, properties }] of Object.entries(config)) {
    const values = structProto.Struct.fromJavaScript(properties as Record<string, structProto.JavaScriptValue>);
    const number = LEVELS.indexOf(level) as analyzerProto.EnforcementLevel;
    request
      .getPolicyconfigMap()
      .set(policy, new analyzerProto.PolicyConfig().setEnforcementlevel(number).setProperties(values));
  }
  return request;
}

/** For analysis: without the engine's own `__` properties. */
export function analyzeRequest(resource: JudgedResource): analyzerProto.AnalyzeRequest {
  return remediateRequest(resource).setProperties(visible(resource.properties));
}

/** For remediation: what comes back takes the place of all inputs, so all are sent. */
export function remediateRequest({ state, name, properties, ...more }: JudgedResource): analyzerProto.AnalyzeRequest {
  return new analyzerProto.AnalyzeRequest()
    .setUrn(state.urn)
    .setType(state.type)
    .setName(name)
    .setProperties(toStruct(properties, FORM))
    .setOptions(optionsOf(state, more.deleteBeforeReplace))
    .setProvider(providerOf(more.provider));
}

export function analyzeStackRequest(resources: readonly JudgedResource[]): analyzerProto.AnalyzeStackRequest {
  return new analyzerProto.AnalyzeStackRequest().setResourcesList(
    resources.map(({ state, name, properties, provider, deleteBeforeReplace }) => {
      const resource = new analyzerProto.AnalyzerResource()
        .setUrn(state.urn)
        .setType(state.type)
        .setName(name)
        .setProperties(visible(properties))
        .setOptions(optionsOf(state, deleteBeforeReplace))
        .setProvider(providerOf(provider))
        .setParent(state.parent ?? "")
        .setDependenciesList([...(state.dependencies ?? [])]);
      for (const [property, urns] of Object.entries(state.propertyDependencies ?? {})) {
        if (urns.length === 0) continue;
        const dependencies = new analyzerProto.AnalyzerPropertyDependencies().setUrnsList([...urns]);
        resource.getPropertydependenciesMap().set(property, dependencies);
      }
      return resource;
    }),
  );
}

function visible(properties: PropertyMap): structProto.Struct {
  return toStruct(Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__"))), FORM);
}

function optionsOf(
  state: ResourceState,
  deleteBeforeReplace: boolean | undefined,
): analyzerProto.AnalyzerResourceOptions {
  const timeouts = new analyzerProto.AnalyzerResourceOptions.CustomTimeouts()
    .setCreate(state.customTimeouts?.create ?? 0)
    .setUpdate(state.customTimeouts?.update ?? 0)
    .setDelete(state.customTimeouts?.delete ?? 0);
  return new analyzerProto.AnalyzerResourceOptions()
    .setProtect(state.protect ?? false)
    .setIgnorechangesList([...(state.ignoreChanges ?? [])])
    .setDeletebeforereplace(deleteBeforeReplace ?? false)
    .setDeletebeforereplacedefined(deleteBeforeReplace !== undefined)
    .setAdditionalsecretoutputsList([...(state.additionalSecretOutputs ?? [])])
    .setAliasesList([...(state.aliases ?? [])])
    .setCustomtimeouts(timeouts)
    .setParent(state.parent ?? "");
}

function providerOf(provider: ResourceState | undefined): analyzerProto.AnalyzerProviderResource | undefined {
  if (provider === undefined) return undefined;
  return new analyzerProto.AnalyzerProviderResource()
    .setUrn(provider.urn)
    .setType(provider.type)
    .setName(nameOf(provider.urn))
    .setProperties(visible(provider.inputs ?? {}));
}

/** @param pack whose policies say how severe they are, where a diagnostic does not */
export function diagnosticsOf(response: analyzerProto.AnalyzeResponse, pack: PackDescription): Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => {
    const policy = diagnostic.getPolicyname();
    return {
      policy,
      pack: diagnostic.getPolicypackname(),
      packVersion: pack.version,
      message: diagnostic.getMessage(),
      level: levelOf(diagnostic.getEnforcementlevel()),
      severity: SEVERITIES[diagnostic.getSeverity()] ?? pack.policies.find(({ name }) => name === policy)?.severity,
      urn: diagnostic.getUrn() === "" ? undefined : diagnostic.getUrn(),
    };
  });
}

export function notApplicableIn(response: { getNotApplicableList(): analyzerProto.PolicyNotApplicable[] }): string[] {
  return response.getNotApplicableList().map((policy) => policy.getPolicyName());
}

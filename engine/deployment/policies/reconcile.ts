import { z } from "zod";
import { PolicyPackError } from "./pack-error.ts";
import type { EnforcementLevel, PackConfig, PackDescription, Policy, PolicyConfig } from "./rule.ts";

/** What every policy of a pack is configured with. */
export type CompleteConfig = Readonly<Record<string, PolicyConfig & { readonly level: EnforcementLevel }>>;

/**
 * The config of each policy: the defaults of its schema and its own level, over them what the pack's code configures,
 * over that what people configure. A name that is no policy's, but `all`, configures nothing.
 */
export function reconcile(pack: PackDescription, given: PackConfig): CompleteConfig {
  return Object.fromEntries(
    pack.policies.map((policy) => {
      const layers = [pack.initialConfig, given];
      const start = { level: policy.level, properties: defaultsOf(policy) };
      return [policy.name, layers.reduce((config, layer) => withLayer(config, layer, policy.name), start)];
    }),
  );
}

/** Names in a config that are no policy's. */
export function unknownNames(pack: PackDescription, given: PackConfig): string[] {
  const known = new Set(["all", ...pack.policies.map(({ name }) => name)]);
  return Object.keys(given).filter((name) => !known.has(name));
}

/**
 * What the policies' schemas have against their config, one problem a text, with the policy and the property in front.
 * @throws PolicyPackError for a schema that this engine cannot check
 */
export function configProblems(pack: PackDescription, config: CompleteConfig): string[] {
  return pack.policies.flatMap((policy) => {
    if (policy.configSchema === undefined) return [];
    const parsed = schemaOf(pack, policy).safeParse(config[policy.name]?.properties ?? {});
    return (parsed.error?.issues ?? []).map(
      ({ path, message }) => `${policy.name}: ${path.length === 0 ? "" : `${path.join(".")}: `}${message}`,
    );
  });
}

type Layered = CompleteConfig[string];

function withLayer(config: Layered, layer: PackConfig, policy: string): Layered {
  const own = layer[policy];
  return {
    level: own?.level ?? layer.all?.level ?? config.level,
    properties: { ...config.properties, ...own?.properties },
  };
}

function defaultsOf({ configSchema }: Policy): Readonly<Record<string, unknown>> {
  const entries = Object.entries(configSchema?.properties ?? {});
  return Object.fromEntries(entries.flatMap(([key, schema]) => ("default" in schema ? [[key, schema.default]] : [])));
}

function schemaOf(pack: PackDescription, { name, configSchema }: Policy): z.ZodType {
  const schema = { type: "object", properties: configSchema?.properties ?? {}, required: configSchema?.required ?? [] };
  const where = `policy pack '${pack.name}': the config schema of the policy '${name}'`;
  // The one keyword of the policy SDK's schemas that the validator passes over in silence.
  if (JSON.stringify(schema).includes('"dependencies":')) {
    throw new PolicyPackError(`${where} has dependencies, which the embedded engine does not support`);
  }
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (cause) {
    throw new PolicyPackError(`${where} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

import type resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import { type PluginIdentity, pluginInputs } from "../plugins/plugin-identity.ts";
import { UnsupportedError } from "../request.ts";
import type { Alias } from "../state/former-names.ts";
import type { CustomTimeouts, Urn } from "../state/snapshot.ts";
import { isProviderType, makeUrn, packageOf } from "../state/urn.ts";
import type { Goal } from "../steps/goal.ts";
import { normalized } from "../values/marks.ts";
import type { PropertyMap, PropertyValue } from "../values/property-value.ts";
import { secondsOf } from "./duration.ts";
import { pluginOf } from "./plugin-request.ts";
import { positionsOf } from "./source-position.ts";
import { fromStruct } from "./struct.ts";

type Request = resourceProto.RegisterResourceRequest;

/** What a program asks for, before it inherits from its parent and gets a provider. */
export type Registration = Omit<Goal, "protect" | "retainOnDelete"> & {
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly plugin: PluginIdentity;
  /** By package: the providers that a component hands to what is in it. */
  readonly providers: Readonly<Record<string, string>>;
};

/**
 * Reads a request.
 * @throws UnsupportedError naming what it uses that this engine cannot do
 */
export function registrationOf(
  request: Request,
  place: { readonly stack: string; readonly project: string; readonly root: string },
): Registration {
  const type = request.getType();
  const parent = optional(request.getParent());
  const urn = makeUrn(place.stack, place.project, parent, type, request.getName());
  refuseUnsupported(request, urn);
  const dependencies = new Set(request.getDependenciesList());
  const inputs: Record<string, PropertyMap[string]> = { ...fromStruct(request.getObject(), dependencies) };
  const propertyDependencies: Record<string, readonly Urn[]> = {};
  if (request.getPropertydependenciesMap().getLength() > 0) {
    request.getPropertydependenciesMap().forEach((of, key) => {
      propertyDependencies[key] = of.getUrnsList().toSorted();
    });
  } else {
    for (const key of Object.keys(inputs)) propertyDependencies[key] = request.getDependenciesList().toSorted();
  }
  if (isProviderType(type)) Object.assign(inputs, pluginInputs(pluginOf(packageOf(type), request)));
  return {
    urn,
    type,
    custom: request.getCustom(),
    inputs,
    parent,
    protect: request.hasProtect() ? request.getProtect() : undefined,
    dependencies: [...dependencies].toSorted(),
    propertyDependencies,
    provider: optional(request.getProvider()),
    deleteBeforeReplace:
      request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()
        ? request.getDeletebeforereplace()
        : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: aliasesOf(request),
    customTimeouts: timeoutsOf(request),
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: optional(request.getDeletedwith()),
    replaceWith: request.getReplaceWithList(),
    replacementTrigger: normalized((request.getReplacementTrigger()?.toJavaScript() ?? null) as PropertyValue),
    ...positionsOf(request, place.root),
    plugin: pluginOf(packageOf(type), request),
    providers: Object.fromEntries(request.getProvidersMap().toArray()),
  };
}

function refuseUnsupported(request: Request, urn: Urn): void {
  const used: readonly (readonly [boolean, string])[] = [
    [request.getRemote(), "remote components"],
    [request.getImportid() !== "", "the resource option import"],
    [request.getTransformsList().length > 0, "the resource option transforms"],
    [request.getAliasesList().length > 0 && !request.getAliasspecs(), "the aliases of an SDK older than 3.50"],
    [hasHooks(request), "the resource option hooks"],
    [request.getHidediffsList().length > 0, "the resource option hideDiffs"],
    [request.getPackageref() !== "", "parameterized packages"],
    [request.getEnvvarmappingsMap().getLength() > 0, "the resource option envVarMappings"],
    [request.getStateMigrationsList().length > 0, "state migrations"],
  ];
  const found = used.find(([isUsed]) => isUsed);
  if (found !== undefined) throw new UnsupportedError(`${urn}: ${found[1]} is not supported by the embedded engine`);
}

function hasHooks(request: Request): boolean {
  return Object.values(request.getHooks()?.toObject() ?? {}).some((names) => Array.isArray(names) && names.length > 0);
}

function aliasesOf(request: Request): Alias[] {
  const urns = request.getAliasurnsList().map((urn): Alias => ({ kind: "urn", urn }));
  const others = request.getAliasesList().map((alias): Alias => {
    const parts = alias.getSpec();
    if (parts === undefined) return { kind: "urn", urn: alias.getUrn() };
    return {
      kind: "parts",
      name: optional(parts.getName()),
      type: optional(parts.getType()),
      stack: optional(parts.getStack()),
      project: optional(parts.getProject()),
      parent: parts.getNoparent() ? null : optional(parts.getParenturn()),
    };
  });
  return [...urns, ...others];
}

function timeoutsOf(request: Request): CustomTimeouts {
  const timeouts = request.getCustomtimeouts();
  const given = [
    ["create", timeouts?.getCreate()],
    ["update", timeouts?.getUpdate()],
    ["delete", timeouts?.getDelete()],
  ] as const;
  return Object.fromEntries(given.flatMap(([key, text]) => (text ? [[key, secondsOf(text)]] : [])));
}

function optional(text: string): string | undefined {
  return text === "" ? undefined : text;
}

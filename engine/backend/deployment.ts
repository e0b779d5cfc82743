import { z } from "zod";
import type { PendingOperation, ResourceState, Snapshot } from "../deployment/state/snapshot.ts";
import { storedForm } from "../deployment/state/stored-form.ts";
import { containsSecret, mapProperties } from "../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../deployment/values/property-value.ts";
import type { Crypter } from "../secrets/crypter.ts";
import { exposed, isSealed, opened, sealed } from "../secrets/sealing.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";

const propertyValue: z.ZodType<PropertyValue> = z.json();

const storedResource = z.looseObject({
  urn: z.string(),
  custom: z.boolean(),
  type: z.string(),
  inputs: z.record(z.string(), propertyValue).optional(),
  outputs: z.record(z.string(), propertyValue).optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
});

const storedOperation = z.object({
  resource: storedResource,
  type: z.enum(["creating", "updating", "deleting", "reading", "importing"]),
});

export const storedDeployment = z.looseObject({
  manifest: z.looseObject({ time: z.string() }),
  secrets_providers: z.object({ type: z.string(), state: z.unknown() }).optional(),
  resources: z.array(storedResource).optional(),
  pending_operations: z.array(storedOperation).optional(),
  metadata: z.unknown().optional(),
});

/** A version 3 deployment as a state file and `stack export` have it; secrets are encrypted. */
export type StoredDeployment = z.infer<typeof storedDeployment>;
export type StoredResource = z.infer<typeof storedResource>;

/** A deployment without resources, for a new stack. */
export function emptyDeployment(salt: string, time: string): StoredDeployment {
  return {
    manifest: { time, magic: "", version: "" },
    secrets_providers: { type: "passphrase", state: { salt } },
    metadata: {},
  };
}

/**
 * A snapshot as it is stored. What Pulumi keeps beside resources (`metadata` and the like) is taken from `before`.
 *
 * @param time ISO 8601
 */
export async function storeSnapshot(
  snapshot: Snapshot,
  before: StoredDeployment | undefined,
  secrets: StackSecrets,
  time: string,
): Promise<StoredDeployment> {
  const states = [...snapshot.resources, ...snapshot.pendingOperations.map(({ resource }) => resource)];
  const crypter = states.some(hasSecret) ? await secrets.unlock() : undefined;
  return {
    ...before,
    manifest: { time, magic: "", version: "" },
    secrets_providers: { type: "passphrase", state: { salt: secrets.salt } },
    resources: nonEmpty(snapshot.resources.map((resource) => storeResource(resource, crypter))),
    pending_operations: nonEmpty(
      snapshot.pendingOperations.map(({ resource, type }) => ({ resource: storeResource(resource, crypter), type })),
    ),
    metadata: before?.metadata ?? {},
  };
}

function hasSecret(resource: ResourceState): boolean {
  return [resource.inputs, resource.outputs].some((properties) => containsSecret(properties ?? {}));
}

/** Absent, not empty, is how Pulumi writes it. */
function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function storeResource(resource: ResourceState, crypter: Crypter | undefined): StoredResource {
  const seal = (properties: PropertyMap | undefined) =>
    properties !== undefined && crypter !== undefined ? sealAll(properties, crypter) : properties;
  return storedResource.parse(
    storedForm({ ...resource, inputs: seal(resource.inputs), outputs: seal(resource.outputs) }),
  );
}

function sealAll(properties: PropertyMap, crypter: Crypter): PropertyMap {
  return mapProperties(properties, (value) => sealed(value, crypter));
}

/**
 * The snapshot in a stored deployment, secrets in clear inside their marks; the passphrase is needed only where there
 * is a secret.
 *
 * @throws PassphraseError when the passphrase is wrong.
 */
export async function openSnapshot(deployment: StoredDeployment, secrets: StackSecrets): Promise<Snapshot> {
  const crypter = needsKey(deployment) ? await secrets.unlock() : undefined;
  const open = (stored: StoredResource): ResourceState => {
    const change = (properties: PropertyMap | undefined) =>
      properties === undefined || crypter === undefined
        ? properties
        : mapProperties(properties, (value) => opened(value, crypter));
    return withProperties(stored, change(stored.inputs), change(stored.outputs)) as ResourceState;
  };
  return {
    resources: (deployment.resources ?? []).map(open),
    pendingOperations: (deployment.pending_operations ?? []).map(
      ({ resource, type }) => ({ resource: open(resource), type }) as PendingOperation,
    ),
  };
}

/** The deployment with all secrets in clear, or encrypted again. */
export function exposeDeployment(deployment: StoredDeployment, crypter: Crypter): StoredDeployment {
  return mapResources(deployment, (value) => exposed(value, crypter));
}

/** The deployment with secrets that came in clear encrypted. */
export function sealDeployment(deployment: StoredDeployment, crypter: Crypter): StoredDeployment {
  return mapResources(deployment, (value) => sealed(opened(value, crypter), crypter));
}

function mapResources(deployment: StoredDeployment, change: (value: PropertyValue) => PropertyValue): StoredDeployment {
  const properties = (map: PropertyMap | undefined) => (map === undefined ? undefined : mapProperties(map, change));
  const resource = (stored: StoredResource) =>
    withProperties(stored, properties(stored.inputs), properties(stored.outputs));
  return {
    ...deployment,
    ...(deployment.resources === undefined ? {} : { resources: deployment.resources.map(resource) }),
    ...(deployment.pending_operations === undefined
      ? {}
      : {
          pending_operations: deployment.pending_operations.map((operation) => ({
            ...operation,
            resource: resource(operation.resource),
          })),
        }),
  };
}

function withProperties(
  stored: StoredResource,
  inputs: PropertyMap | undefined,
  outputs: PropertyMap | undefined,
): StoredResource {
  return {
    ...stored,
    ...(inputs === undefined ? {} : { inputs: inputs as StoredResource["inputs"] }),
    ...(outputs === undefined ? {} : { outputs: outputs as StoredResource["outputs"] }),
  };
}

/** True when something in the deployment is encrypted. */
export function needsKey(deployment: StoredDeployment): boolean {
  const stored = [
    ...(deployment.resources ?? []),
    ...(deployment.pending_operations ?? []).map(({ resource }) => resource),
  ];
  return stored.some(({ inputs, outputs }) => isSealed(inputs ?? {}) || isSealed(outputs ?? {}));
}

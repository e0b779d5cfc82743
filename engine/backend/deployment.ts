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
  id: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: z.record(z.string(), propertyValue).optional(),
  outputs: z.record(z.string(), propertyValue).optional(),
  replacementTrigger: propertyValue.optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  propertyDependencies: z
    .record(
      z.string(),
      z
        .array(z.string())
        .nullable()
        .transform((urns) => urns ?? []),
    )
    .optional(),
  deletedWith: z.string().optional(),
  replaceWith: z.array(z.string()).optional(),
  pendingReplacement: z.boolean().optional(),
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
  return valuesOf(resource).some(containsSecret);
}

/** Everything in a resource that secrets can be in. */
function valuesOf({ inputs, outputs, replacementTrigger }: ResourceState | StoredResource): PropertyValue[] {
  return [inputs ?? {}, outputs ?? {}, replacementTrigger ?? null];
}

/** Absent, not empty, is how Pulumi writes it. */
function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function storeResource(resource: ResourceState, crypter: Crypter | undefined): StoredResource {
  const changed = crypter === undefined ? resource : withValues(resource, (value) => sealed(value, crypter));
  return storedResource.parse(storedForm(changed));
}

/**
 * The snapshot in a stored deployment, secrets in clear inside their marks; the passphrase is needed only where there
 * is a secret.
 *
 * @throws PassphraseError when the passphrase is wrong.
 */
export async function openSnapshot(deployment: StoredDeployment, secrets: StackSecrets): Promise<Snapshot> {
  const crypter = needsKey(deployment) ? await secrets.unlock() : undefined;
  const open = (stored: StoredResource): ResourceState =>
    (crypter === undefined ? stored : withValues(stored, (value) => opened(value, crypter))) as ResourceState;
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
  const resource = (stored: StoredResource) => withValues(stored, change);
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

/** Applies `change` to everything in a resource that secrets can be in. */
function withValues<Resource extends ResourceState | StoredResource>(
  resource: Resource,
  change: (value: PropertyValue) => PropertyValue,
): Resource {
  const properties = (map: PropertyMap): PropertyMap => mapProperties(map, change);
  const { inputs, outputs, replacementTrigger } = resource;
  return {
    ...resource,
    ...(inputs === undefined ? {} : { inputs: properties(inputs) }),
    ...(outputs === undefined ? {} : { outputs: properties(outputs) }),
    ...(replacementTrigger === undefined ? {} : { replacementTrigger: change(replacementTrigger) }),
  };
}

/** True when something in the deployment is encrypted. */
export function needsKey(deployment: StoredDeployment): boolean {
  const stored = [
    ...(deployment.resources ?? []),
    ...(deployment.pending_operations ?? []).map(({ resource }) => resource),
  ];
  return stored.some((resource) => valuesOf(resource).some(isSealed));
}

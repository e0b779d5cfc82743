import { isList, isPlainObject, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { type KubeObject, textAt, withMetadata, withoutKeys } from "../objects/kube-object.ts";

/** What a dry run makes up, and the real run makes up anew. */
const MADE_UP_METADATA = ["uid", "creationTimestamp", "resourceVersion", "generation", "managedFields"];

/**
 * What a preview can promise of an object that is to be made, of what a dry run answered: the defaults that the server
 * fills in, but neither a status nor addresses and ports that it will choose anew.
 */
export function previewedObject(manifest: KubeObject, answered: KubeObject): PropertyMap {
  const lasting = withMetadata(withoutKeys(answered, ["status"]), (metadata) =>
    withoutKeys(metadata, MADE_UP_METADATA),
  );
  if (textAt(manifest, "kind") !== "Service" || textAt(manifest, "apiVersion") !== "v1") return lasting;
  return { ...lasting, spec: serviceSpec(manifest.spec, lasting.spec) };
}

function serviceSpec(given: PropertyValue | undefined, answered: PropertyValue | undefined): PropertyValue {
  if (!isPlainObject(answered)) return answered ?? null;
  const asked = isPlainObject(given) ? given : {};
  const chosen = ["clusterIP", "clusterIPs", "healthCheckNodePort"].filter(
    (field) => answered[field] !== undefined && asked[field] === undefined && asked.clusterIP === undefined,
  );
  const ports = isList(answered.ports) ? answered.ports : [];
  const askedPorts = isList(asked.ports) ? asked.ports : [];
  return {
    ...answered,
    ...Object.fromEntries(chosen.map((field) => [field, UNKNOWN])),
    ...(ports.length > 0 && { ports: ports.map((port, index) => servicePort(askedPorts[index], port)) }),
  };
}

function servicePort(given: PropertyValue | undefined, answered: PropertyValue): PropertyValue {
  if (!isPlainObject(answered) || answered.nodePort === undefined) return answered;
  return isPlainObject(given) && given.nodePort !== undefined ? answered : { ...answered, nodePort: UNKNOWN };
}

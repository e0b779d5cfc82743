/** A value somewhere in a resource's inputs, with the key that holds it; items of lists have their index. */
export interface KnownValue {
  readonly key: string;
  readonly value: unknown;
}

/**
 * Everything in a resource's properties, at any depth. A policy that asks for a property whose value a preview cannot know
 * is ended by its SDK; this looks past those, so that what is known is judged all the same.
 */
export function knownValues(properties: object): KnownValue[] {
  // Descriptors hold the bare value: the SDK's proxy watches only reads.
  return Object.entries(Object.getOwnPropertyDescriptors(properties)).flatMap(([key, { value }]) => [
    { key, value },
    ...(typeof value === "object" && value !== null ? knownValues(value) : []),
  ]);
}

/**
 * A resource's properties as bare data, for policies that read them by name. What a preview cannot know is there as the
 * SDK's text for it, in place of an end of the policy: what is known is judged all the same.
 */
export function bareProperties(properties: object): Readonly<Record<string, unknown>> {
  return bare(properties) as Record<string, unknown>;
}

function bare(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const descriptors = Object.getOwnPropertyDescriptors(value);
  const entries = Object.entries(descriptors).map(([key, descriptor]) => [key, bare(descriptor.value)] as const);
  return Array.isArray(value)
    ? entries.filter(([key]) => key !== "length").map(([, item]) => item)
    : Object.fromEntries(entries);
}

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

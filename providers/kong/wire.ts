import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { isObject, type Properties, type ResourceKind, type Value } from "./resources/property.ts";

/** Marks an object on the wire as something special; what, its value says. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/**
 * Plain properties from a message. Secrets arrive bare, as this provider asks for; where an engine sends a marked one all
 * the same (the provider's own configuration), the value inside is taken. Names that begin with `__` are the engine's.
 */
export function fromWire(message: struct.Struct | undefined): Properties {
  const plain = message ? (unwrap(message.toJavaScript() as Value) as Properties) : {};
  return Object.fromEntries(Object.entries(plain).filter(([name]) => !name.startsWith("__")));
}

/**
 * A message with these properties. Engines mark again what they have sent as a secret, but not what they never had, as the
 * secret of a credential that is imported: so what is secret by its kind goes out marked.
 */
export function toWire(properties: Properties, kind?: Pick<ResourceKind, "properties">): struct.Struct {
  const marked = Object.entries(properties).map(([name, value]) => [
    name,
    kind?.properties[name]?.secret && value !== null ? { [SIGNATURE]: SECRET, value } : value,
  ]);
  return struct.Struct.fromJavaScript(Object.fromEntries(marked));
}

function unwrap(value: Value): Value {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  const signature = value[SIGNATURE];
  if ((signature === SECRET || signature === OUTPUT_VALUE) && value.value !== undefined) return unwrap(value.value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unwrap(inner)]));
}

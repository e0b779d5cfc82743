import { isSecret, mapInside, secret, someInside } from "../deployment/values/marks.ts";
import type { PropertyValue } from "../deployment/values/property-value.ts";
import type { Crypter } from "./crypter.ts";

/** The value as it is stored: in place of each secret the ciphertext of its JSON. */
export function sealed(value: PropertyValue, crypter: Crypter): PropertyValue {
  if (!isSecret(value)) {
    return mapInside(value, (inner) => sealed(inner, crypter));
  }
  const { value: inner, ...mark } = secret(value.value);
  return { ...mark, ciphertext: crypter.encrypt(JSON.stringify(sealed(inner, crypter))) };
}

/** The inverse of `sealed`; the form with `plaintext` that `stack export --show-secrets` writes is understood too. */
export function opened(value: PropertyValue, crypter: Crypter): PropertyValue {
  if (!isSecret(value)) {
    return mapInside(value, (inner) => opened(inner, crypter));
  }
  if (typeof value.ciphertext === "string") {
    return secret(opened(JSON.parse(crypter.decrypt(value.ciphertext)), crypter));
  }
  return typeof value.plaintext === "string" ? secret(opened(JSON.parse(value.plaintext), crypter)) : value;
}

/** A stored value with the JSON of each secret in clear, as `stack export --show-secrets` writes it. */
export function exposed(value: PropertyValue, crypter: Crypter): PropertyValue {
  if (!isSecret(value)) {
    return mapInside(value, (inner) => exposed(inner, crypter));
  }
  const { ciphertext, ...rest } = value;
  return typeof ciphertext === "string" ? { ...rest, plaintext: crypter.decrypt(ciphertext) } : value;
}

/** True when a stored value needs a key to be read. */
export function isSealed(value: PropertyValue): boolean {
  return someInside(value, (inner) => isSecret(inner) && inner.ciphertext !== undefined);
}

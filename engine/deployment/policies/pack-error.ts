/** A policy pack cannot be used. The message names the pack, what is wrong and what to do. */
export class PolicyPackError extends Error {
  override readonly name = "PolicyPackError";
}

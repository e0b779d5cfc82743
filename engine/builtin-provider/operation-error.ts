/** A call of a built-in provider that did not do what was asked. */
export class OperationError extends Error {
  override readonly name = "OperationError";
  /** True when nobody can tell whether it was done. */
  readonly uncertain: boolean;

  constructor(message: string, options: ErrorOptions & { readonly uncertain?: boolean } = {}) {
    super(message, options);
    this.uncertain = options.uncertain ?? false;
  }
}

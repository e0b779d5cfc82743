import { join } from "node:path";

/** A stack in a file backend, whose organization is always `organization`. */
export interface StackReference {
  readonly project: string;
  readonly stack: string;
}

export const ORGANIZATION = "organization";

/** A stack name that the backend cannot have. */
export class StackNameError extends Error {
  override readonly name = "StackNameError";
}

/**
 * Reads `<stack>`, `organization/<stack>` or `organization/<project>/<stack>`.
 *
 * @throws StackNameError that says which part is wrong.
 */
export function parseStackReference(text: string, currentProject: string): StackReference {
  const parts = text.split("/");
  const stack = parts.at(-1) ?? "";
  const organization = parts.length > 1 ? parts[0] : ORGANIZATION;
  const project = parts.length > 2 ? (parts[1] ?? "") : currentProject;
  if (parts.length > 3) {
    throw new StackNameError(`'${text}' is not a stack name: expected [organization/[project/]]stack`);
  }
  if (organization !== ORGANIZATION) {
    throw new StackNameError(`organization name must be '${ORGANIZATION}'`);
  }
  if (stack === "") {
    throw new StackNameError("a stack name may not be empty");
  }
  if (stack.length > 100) {
    throw new StackNameError("a stack name cannot exceed 100 characters");
  }
  const invalid = stack.search(/[^A-Za-z0-9_.-]/);
  if (invalid !== -1) {
    throw new StackNameError(
      `a stack name may only contain alphanumeric, hyphens, underscores, or periods: invalid character '${stack[invalid]}' at position ${invalid}`,
    );
  }
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(project)) {
    throw new StackNameError("project names may only contain alphanumerics, hyphens, underscores, and periods");
  }
  return { project, stack };
}

export function qualifiedName({ project, stack }: StackReference): string {
  return `${ORGANIZATION}/${project}/${stack}`;
}

/** Where the CLI's file backend keeps what, under a folder `.pulumi`. */
export class BackendLayout {
  readonly #root: string;

  constructor(folder: string) {
    this.#root = join(folder, ".pulumi");
  }

  /** Holds the version of this layout. */
  get meta(): string {
    return join(this.#root, "meta.yaml");
  }

  get stacks(): string {
    return join(this.#root, "stacks");
  }

  state({ project, stack }: StackReference): string {
    return join(this.stacks, project, `${stack}.json`);
  }

  /** The state before the last write. */
  stateBefore(reference: StackReference): string {
    return `${this.state(reference)}.bak`;
  }

  /** Not `.json`, which would make it a stack. */
  tags({ project, stack }: StackReference): string {
    return join(this.stacks, project, `${stack}.pulumi-tags`);
  }

  history({ project, stack }: StackReference): string {
    return join(this.#root, "history", project, stack);
  }

  backups({ project, stack }: StackReference): string {
    return join(this.#root, "backups", project, stack);
  }

  locks(reference: StackReference): string {
    return join(this.#root, "locks", qualifiedName(reference));
  }
}

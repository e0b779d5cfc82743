import { openSnapshot } from "../backend/deployment.ts";
import { STACK_TYPE } from "../deployment/state/urn.ts";
import type { PropertyMap } from "../deployment/values/property-value.ts";
import { CommandError } from "./command-error.ts";
import type { Session } from "./session.ts";

/**
 * The outputs of a stack that a program refers to; none when it was never deployed. Its secrets are opened with the
 * same passphrase as the program's own stack.
 *
 * @param name `<stack>`, `organization/<stack>` or `organization/<project>/<stack>`
 * @throws CommandError when there is no such stack, PassphraseError when the passphrase is not that stack's.
 */
export async function referencedStackOutputs(
  session: Pick<Session, "parseStack" | "backend" | "deploymentSecrets">,
  name: string,
): Promise<PropertyMap> {
  const reference = session.parseStack(name);
  if (!(await session.backend.exists(reference))) {
    throw new CommandError(`unknown stack "${name}"`);
  }
  const deployment = await session.backend.read(reference);
  const stacks = deployment?.resources?.filter(({ type }) => type === STACK_TYPE) ?? [];
  if (deployment === undefined || stacks.length === 0) {
    return {};
  }
  const alone = { ...deployment, resources: stacks, pending_operations: undefined };
  const snapshot = await openSnapshot(alone, session.deploymentSecrets(deployment));
  return snapshot.resources[0]?.outputs ?? {};
}

import type { StackReference } from "../backend/layout.ts";
import { STACK_TYPE } from "../deployment/state/urn.ts";
import { CommandError } from "./command-error.ts";
import type { Session } from "./session.ts";

/**
 * Takes a stack out of the backend; whoever calls holds its lock.
 *
 * @throws CommandError when the stack has resources and that is not to be overlooked.
 */
export async function removeStack(
  session: Session,
  reference: StackReference,
  options: { readonly force: boolean; readonly removeBackups: boolean },
): Promise<void> {
  const resources = (await session.backend.read(reference))?.resources ?? [];
  if (!options.force && resources.some(({ type }) => type !== STACK_TYPE)) {
    const shown = session.displayName(reference);
    throw new CommandError(
      [
        `'${shown}' still has resources; removal rejected. Possible actions:`,
        `- Make sure that '${shown}' is the stack that you want to destroy`,
        "- Run `pulumi destroy` to delete the resources, then run `pulumi stack rm`",
        "- Run `pulumi stack rm --force` to override this error",
      ].join("\n"),
    );
  }
  await session.backend.remove(reference, options.removeBackups);
}

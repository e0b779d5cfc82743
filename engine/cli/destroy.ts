import { rm } from "node:fs/promises";
import type { StackReference } from "../backend/layout.ts";
import type { ResourceState, Urn } from "../deployment/state/snapshot.ts";
import { everythingUnder } from "../deployment/steps/plan-deletions.ts";
import { stackFilePath } from "../workspace/stack-file.ts";
import { removeStack } from "./remove-stack.ts";
import type { Session } from "./session.ts";

/** What `--exclude-protected` keeps. */
export interface ProtectedResources {
  /** What is protected, and all that it cannot be without. */
  readonly urns: readonly Urn[];
  /** True when nothing else is there. */
  readonly all: boolean;
}

export async function protectedResources(
  { backend }: Pick<Session, "backend">,
  reference: StackReference,
): Promise<ProtectedResources> {
  const resources = ((await backend.read(reference))?.resources ?? []) as readonly ResourceState[];
  const kept = resources.filter((state) => state.protect === true);
  const urns = [...new Set([...kept, ...everythingUnder(kept, resources)].map(({ urn }) => urn))];
  return { urns, all: urns.length > 0 && resources.every(({ urn }) => urns.includes(urn)) };
}

/**
 * Ends a successful destroy.
 *
 * @param kept how many resources are left because they are protected
 * @param remove the stack is to go too; its lock is held
 * @returns what people are to know
 */
export async function afterDestroy(
  session: Session,
  reference: StackReference,
  { kept, remove }: { readonly kept: number; readonly remove: boolean },
): Promise<string> {
  if (kept > 0) {
    return `All unprotected resources were destroyed. There are still ${kept} protected resources associated with this stack.`;
  }
  if (!remove) {
    return (
      "The resources in the stack have been deleted, but the history and configuration associated with the stack are still maintained.\n" +
      `If you want to remove the stack completely, run \`pulumi stack rm ${session.displayName(reference)}\`.`
    );
  }
  await removeStack(session, reference, { force: false, removeBackups: false });
  await rm(stackFilePath(session.project, reference.stack), { force: true });
  return "The resources in the stack have been deleted, and the history and configuration removed.";
}

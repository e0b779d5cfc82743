import { rm } from "node:fs/promises";
import { stackFilePath } from "../../workspace/stack-file.ts";
import { removeStack } from "../remove-stack.ts";
import type { Session } from "../session.ts";
import { confirm } from "./confirm.ts";

export interface RemoveOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly preserveConfig?: boolean;
  readonly removeBackups?: boolean;
}

export async function removeByName(session: Session, name: string | undefined, options: RemoveOptions): Promise<void> {
  const reference = await session.requireStack(name);
  const shown = session.displayName(reference);
  await confirm(session, options.yes === true, `This will permanently remove the '${shown}' stack!`, shown);
  await session.backend.withLock(reference, () =>
    removeStack(session, reference, { force: options.force === true, removeBackups: options.removeBackups === true }),
  );
  if (options.preserveConfig !== true && reference.project === session.project.name) {
    await rm(stackFilePath(session.project, reference.stack), { force: true });
  }
  session.terminal.print(`Stack '${shown}' has been removed!`);
  if (await session.isSelected(reference)) {
    await session.selection.select(undefined);
  }
}

import { qualifiedName } from "../../backend/layout.ts";
import { CommandError, EXIT_CODE } from "../command-error.ts";
import type { Session } from "../session.ts";

export async function unselectStack(session: Session): Promise<void> {
  if (session.selection.current !== undefined) {
    await session.selection.select(undefined);
    session.terminal.printError("Stack was unselected");
  }
}

export async function selectStack(
  session: Session,
  name: string | undefined,
  options: { create?: boolean },
): Promise<void> {
  if (name === undefined) {
    throw new CommandError("no stack selected; specify a stack name with --stack", EXIT_CODE.stackNotFound);
  }
  if (options.create === true && !(await session.backend.exists(session.parseStack(name)))) {
    await createStack(session, name, true);
    return;
  }
  await session.selection.select(qualifiedName(await session.requireStack(name)));
}

export async function createStack(session: Session, name: string | undefined, selected: boolean): Promise<void> {
  if (name === undefined) {
    throw new CommandError("missing stack name");
  }
  const reference = session.parseStack(name);
  if (await session.backend.exists(reference)) {
    throw new CommandError(`stack '${qualifiedName(reference)}' already exists`);
  }
  const secrets = await session.secrets(reference, session.stackFile(reference, undefined));
  await session.backend.create(reference, secrets.salt);
  session.terminal.printError(`Created stack '${session.displayName(reference)}'`);
  if (selected) {
    await session.selection.select(qualifiedName(reference));
  }
}

import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";

/** What cannot be undone is confirmed by typing the stack's name. */
export async function confirm(session: Session, yes: boolean, warning: string, stack: string): Promise<void> {
  if (yes) {
    return;
  }
  if (!session.terminal.interactive) {
    throw new CommandError("non-interactive mode requires --yes flag");
  }
  session.terminal.print(warning);
  const answer = await session.terminal.ask(
    `Please confirm that this is what you'd like to do by typing \`${stack}\`: `,
  );
  if (answer.trim() !== stack) {
    throw new CommandError("confirmation declined");
  }
}

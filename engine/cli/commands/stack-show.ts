import { hostname } from "node:os";
import type { Session } from "../session.ts";
import { age } from "./stack-age.ts";
import { outputRows, stackOutputs } from "./stack-output.ts";
import { resourceTree } from "./stack-tree.ts";

export interface ShowOptions {
  readonly showName?: boolean;
  readonly showIds?: boolean;
  readonly showUrns?: boolean;
  readonly showSecrets?: boolean;
}

export async function showStack(session: Session, name: string | undefined, options: ShowOptions): Promise<void> {
  const reference = await session.requireStack(name);
  const { terminal } = session;
  if (options.showName === true) {
    terminal.print(session.displayName(reference));
    return;
  }
  const deployment = await session.backend.read(reference);
  const resources = deployment?.resources ?? [];
  const outputs = await stackOutputs(session, deployment, options.showSecrets === true);
  const { showUrns = false, showIds = false } = options;
  const tree = resourceTree(resources, { showUrns, showIds }, 4);
  terminal.print(
    [
      `Current stack is ${session.displayName(reference)}:`,
      `    Managed by ${hostname()}`,
      ...(deployment === undefined ? [] : [`    Last updated: ${lastUpdated(deployment.manifest.time)}`]),
      `Current stack resources (${resources.length}):`,
      ...(resources.length === 0 ? ["    No resources currently in this stack"] : tree),
      "",
      ...(resources.length === 0
        ? []
        : [`Current stack outputs (${Object.keys(outputs).length}):`, ...outputRows(outputs), ""]),
      "Use `pulumi stack select` to change stack; `pulumi stack ls` lists known ones",
    ].join("\n"),
  );
}

function lastUpdated(time: string): string {
  return `${age(time)} (${time})`;
}

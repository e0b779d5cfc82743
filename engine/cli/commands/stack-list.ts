import { qualifiedName } from "../../backend/layout.ts";
import type { StackTags } from "../../backend/tags.ts";
import type { Session } from "../session.ts";
import { formatJson, tableLines } from "../table.ts";
import { age } from "./stack-age.ts";

export interface ListOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly project?: string;
  readonly tag?: string;
}

export async function listStacks(session: Session, options: ListOptions): Promise<void> {
  const { all, project = all === true ? undefined : session.project.name, tag } = options;
  const ofProject = (await session.backend.list()).filter(
    (reference) => project === undefined || reference.project === project,
  );
  const tagged = await Promise.all(
    ofProject.map(async (reference) => tag === undefined || hasTag(await session.backend.tags(reference), tag)),
  );
  const references = ofProject
    .filter((_reference, index) => tagged[index] === true)
    .sort((a, b) => (qualifiedName(a) < qualifiedName(b) ? -1 : 1));
  const stacks = await Promise.all(
    references.map(async (reference) => {
      const deployment = await session.backend.read(reference);
      return {
        name: session.displayName(reference),
        current: await session.isSelected(reference),
        ...(deployment === undefined
          ? {}
          : {
              lastUpdate: new Date(deployment.manifest.time).toISOString(),
              resourceCount: deployment.resources?.length ?? 0,
            }),
      };
    }),
  );
  if (options.json === true) {
    session.terminal.print(formatJson(stacks));
    return;
  }
  const rows = stacks.map(({ name, current, lastUpdate, resourceCount }) => [
    current ? `${name}*` : name,
    lastUpdate === undefined ? "n/a" : age(lastUpdate),
    resourceCount === undefined ? "n/a" : String(resourceCount),
  ]);
  session.terminal.print(tableLines(["NAME", "LAST UPDATE", "RESOURCE COUNT"], rows).join("\n"));
}

/** @param filter `<name>`, or `<name>=<value>` */
function hasTag(tags: StackTags, filter: string): boolean {
  const [name = "", ...value] = filter.split("=");
  return name in tags && (value.length === 0 || tags[name] === value.join("="));
}

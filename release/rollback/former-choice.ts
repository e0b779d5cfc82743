import { z } from "zod";
import { ReleaseError } from "../../errors/release-error.ts";
import { configOver } from "../stack-config.ts";
import type { ReleaseChoice } from "../steps/step.ts";

const value = z.object({ value: z.string().optional(), objectValue: z.unknown().optional(), secret: z.boolean() });
const history = z.array(
  z.object({ version: z.number(), result: z.string(), config: z.record(z.string(), value).default({}) }),
);

/**
 * What config said of the release at a former update.
 *
 * @param stackHistory what `pulumi stack history --json` has written
 * @param root folder with Pulumi.yaml, for what that config left to the defaults
 * @throws PHS001 when there is no such update, or it did not succeed; CFG001 to CFG003 for a config that means nothing today
 */
export function formerChoice(stackHistory: string, version: number, root: string): ReleaseChoice {
  const updates = history.parse(JSON.parse(stackHistory));
  const update = updates.find((candidate) => candidate.version === version);
  const good = updates.filter(({ result }) => result === "succeeded").map((candidate) => candidate.version);
  if (update?.result !== "succeeded") {
    const why = update === undefined ? "there was no such update" : `that update ended as "${update.result}"`;
    throw new ReleaseError("PHS001", `--to ${version}: ${why}; updates that succeeded: ${good.join(", ") || "none"}`);
  }
  const plain = Object.entries(update.config).flatMap(([key, { value: text, objectValue, secret }]) =>
    secret ? [] : [[key, objectValue ?? text] as const],
  );
  const { stable, canary, previous, canaryPercent } = configOver(Object.fromEntries(plain), root);
  return { stable, canary, previous, canaryPercent };
}

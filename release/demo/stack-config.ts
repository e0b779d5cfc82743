import type { ReleaseChoice } from "../steps/step.ts";
import { RELEASES, type ReleaseName } from "./releases.ts";
import type { Asked } from "./story.ts";

/** What a step of the story asks for, in the words of stack config. */
export function choiceOf({ stable, canary, previous, canaryPercent }: Asked): ReleaseChoice {
  const release = (name: ReleaseName | undefined) => name && RELEASES[name];
  return { stable: RELEASES[stable], canary: release(canary), previous: release(previous), canaryPercent };
}

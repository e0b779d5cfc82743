import * as pulumi from "@pulumi/pulumi";
import { describeUnsent } from "../notify/outbox.ts";
import { type SenderStart, startSender } from "../notify/start.ts";
import type { ReleaseConfig } from "./config/schema.ts";

/**
 * Has the stack's webhook told of what happens in this update. No resource does it: its inputs would be in state, and it would
 * run only when they change. A preview tells nobody anything.
 */
export function notifyOfUpdate(
  { notifications }: Pick<ReleaseConfig, "notifications">,
  url: pulumi.Output<string>,
  place: Pick<SenderStart, "stack" | "home">,
): void {
  if (pulumi.runtime.isDryRun()) return;
  url.apply((receiver) => {
    const problem = startSender({ ...place, settings: { ...notifications, url: receiver } });
    const unsent = receiver === "" ? undefined : describeUnsent(place.stack, place.home, Date.now());
    for (const line of [problem, unsent]) if (line !== undefined) pulumi.log.warn(line);
  });
}

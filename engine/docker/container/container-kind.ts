import { setTimeout } from "node:timers/promises";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { about, failedAs } from "../api/docker-error.ts";
import { changedProperties } from "../properties/resource-difference.ts";
import { numberAt, textAt } from "../properties/values.ts";
import type { Made, Operation, ResourceKind } from "../resource-kind.ts";
import { find, inspect, remove, start } from "./container-api.ts";
import { createContainer, named, problemsOfWait } from "./create.ts";
import { containerOutputs } from "./outputs.ts";
import { CONTAINER_PROPERTIES } from "./properties.ts";
import { UPDATABLE, updateRequest } from "./request.ts";
import { verdictOf } from "./verdict.ts";

/** What the engine may take longer than it is given for the container itself, in ms. */
const STOP_MARGIN_MS = 60_000;
const REMOVAL_LOOK_MS = 200;

/** The plugin's timeouts of 20 minutes, under the key that Terraform's SDK keeps them. */
const TWENTY_MINUTES = 1_200_000_000_000;
const META = {
  "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0": { create: TWENTY_MINUTES, delete: TWENTY_MINUTES, update: TWENTY_MINUTES },
  schema_version: "2",
};

/** `docker:index/container:Container` */
export const CONTAINER: ResourceKind = {
  properties: CONTAINER_PROPERTIES,
  deletesFirst: true,
  meta: META,
  create: createContainer,

  async update({ id, outputs, news }, operation): Promise<Made> {
    const { engine } = operation;
    try {
      if (isToStart(outputs, news)) {
        operation.log.progress("starting");
        await start(engine, id);
      }
      const changed = changedProperties({
        properties: CONTAINER_PROPERTIES,
        oldInputs: {},
        outputs,
        news,
        ignoreChanges: [],
      });
      if (changed.some((name) => UPDATABLE.includes(name))) {
        await engine.json({ method: "POST", path: `/containers/${id}/update`, body: updateRequest(news) });
      }
      const problems = news.mustRun === true ? named(news, await problemsOfWait(id, news, operation)) : [];
      const told = { ...news, containerLogs: outputs.containerLogs ?? null, exitCode: outputs.exitCode ?? null };
      return { id, outputs: containerOutputs(told, await inspect(engine.regardless(), id)), problems };
    } catch (error) {
      if (failedAs(error, "not-found")) throw about(`${subject(outputs, id)} is gone; refresh (pulumi refresh)`, error);
      throw about(subject(outputs, id), error);
    }
  },

  async read({ id, outputs, failed }, { engine }): Promise<Made | undefined> {
    try {
      const found = await find(engine, id);
      if (found === undefined) return undefined;
      const verdict = failed ? verdictOf(found) : undefined;
      const isFine = verdict === undefined || verdict.state === "ready";
      const reason = verdict?.state === "failed" ? verdict.reason : "it is not healthy";
      return {
        id: found.Id,
        outputs: containerOutputs(outputs, found),
        problems: isFine ? [] : named(outputs, [reason]),
      };
    } catch (error) {
      throw about(subject(outputs, id), error);
    }
  },

  async delete({ id, outputs }, operation): Promise<void> {
    try {
      await stopAndRemove(id, outputs, operation);
    } catch (error) {
      throw about(subject(outputs, id), error);
    }
  },
};

/** True for one that was found stopped, or was not to be started before. */
function isToStart(outputs: PropertyMap, news: PropertyMap): boolean {
  if (news.start === false) return false;
  return (outputs.mustRun === false && news.mustRun === true) || outputs.start === false;
}

async function stopAndRemove(id: string, outputs: PropertyMap, { engine, log, canceled }: Operation): Promise<void> {
  const graceSeconds = numberAt(outputs, "destroyGraceSeconds") ?? 0;
  try {
    if (outputs.attach !== true) {
      if (graceSeconds > 0) log.progress(`stopping, for at most ${graceSeconds} s`);
      const timeoutMs = graceSeconds * 1000 + STOP_MARGIN_MS;
      await engine.json({ method: "POST", path: `/containers/${id}/stop`, query: { t: graceSeconds }, timeoutMs });
    }
    await remove(engine, id, outputs.removeVolumes !== false, true);
  } catch (error) {
    if (failedAs(error, "not-found")) return;
    const isUnderWay = error instanceof Error && error.message.includes("is already in progress");
    if (!isUnderWay) throw error;
  }
  // Somebody else removes it too: it is gone when they are done.
  while ((await find(engine, id)) !== undefined) await setTimeout(REMOVAL_LOOK_MS, undefined, { signal: canceled });
  if (graceSeconds > 0) log.progress("gone");
}

function subject(outputs: PropertyMap, id: string): string {
  return `container ${textAt(outputs, "name") || id.slice(0, 12)}`;
}

import { z } from "zod";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { about, DockerError, failedAs } from "../api/docker-error.ts";
import { provideImage } from "../api/images.ts";
import { numberAt, objectsAt, textAt, textsAt } from "../properties/values.ts";
import type { Made, Operation } from "../resource-kind.ts";
import { uploadArchive } from "./archive.ts";
import { awaitHealthy } from "./await-healthy.ts";
import { ended, inspect, log, remove, start } from "./container-api.ts";
import { containerOutputs } from "./outputs.ts";
import { WAIT_SECONDS } from "./properties.ts";
import { creationRequest } from "./request.ts";
import { ending } from "./verdict.ts";

const creationAnswer = z.object({ Id: z.string() });

/** The network that a container is in which names none. */
const DEFAULT_NETWORK = "bridge";

/** Makes a container, puts it into its networks, uploads its files, starts it, and waits for it as it is asked to. */
export async function createContainer(inputs: PropertyMap, operation: Operation): Promise<Made> {
  const { engine, log: told } = operation;
  const name = textAt(inputs, "name");
  const subject = `container ${name}`;
  try {
    await provideImage(engine, textAt(inputs, "image"), told);
    const body = creationRequest(inputs);
    const answer = await engine.json({ method: "POST", path: "/containers/create", query: { name }, body });
    const { Id: id } = creationAnswer.parse(answer);
    await prepare(id, inputs, operation);
    return await followed(id, inputs, operation);
  } catch (error) {
    throw about(subject, withAdvice(error));
  }
}

function withAdvice(error: unknown): unknown {
  if (!(error instanceof DockerError) || !/port is already allocated|address already in use/.test(error.message))
    return error;
  const advice =
    "something else on the engine's machine has this port: stop it (docker ps tells who publishes what), or publish another";
  return new DockerError(error.failure, `${error.message}; ${advice}`, error);
}

/** Everything up to the start. A container that does not come so far is of no use to anybody, and goes again. */
async function prepare(id: string, inputs: PropertyMap, { engine, log: told }: Operation): Promise<void> {
  try {
    await connect(id, inputs, { engine });
    const archive = await uploadArchive(inputs, new Date());
    if (archive !== undefined) {
      await engine.json({ method: "PUT", path: `/containers/${id}/archive`, query: { path: "/" }, body: archive });
    }
    if (inputs.start !== false) {
      told.progress("starting");
      await start(engine, id);
    }
  } catch (error) {
    await remove(engine.regardless(), id, true, true).catch((cause: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      const message = `${why}; and what was made of it stays behind: docker rm -f ${id.slice(0, 12)}`;
      throw new DockerError("refused", message, cause);
    });
    // Now it is certain that nothing is there.
    throw failedAs(error, "canceled", "interrupted") && error instanceof Error
      ? new DockerError("refused", error.message, error)
      : error;
  }
}

/** A container is in the default network until it is in those that it is to be in. */
async function connect(id: string, inputs: PropertyMap, { engine }: Pick<Operation, "engine">): Promise<void> {
  const networks = objectsAt(inputs, "networksAdvanced");
  if (networks.length === 0) return;
  await engine
    .json({ method: "POST", path: `/networks/${DEFAULT_NETWORK}/disconnect`, body: { Container: id, Force: false } })
    .catch((error: unknown) => {
      const isElsewhere = error instanceof DockerError && /is not connected to (the )?network/.test(error.message);
      if (!isElsewhere && !failedAs(error, "not-found")) throw error;
    });
  for (const network of networks) {
    const body = { Container: id, EndpointConfig: { Aliases: textsAt(network, "aliases"), IPAMConfig: {} } };
    const path = `/networks/${encodeURIComponent(textAt(network, "name"))}/connect`;
    await engine.json({ method: "POST", path, body });
  }
}

/** What a container that was started comes to. It is there: whatever happens now, the state must know of it. */
async function followed(id: string, inputs: PropertyMap, operation: Operation): Promise<Made> {
  const { engine } = operation;
  const problems: string[] = [];
  let told = inputs;
  try {
    problems.push(...(await problemsOfWait(id, inputs, operation)));
    if (problems.length === 0 && inputs.attach === true) {
      await ended(engine, id, operation.timeoutMs);
      if (inputs.logs === true) told = { ...inputs, containerLogs: await log(engine, id, "all") };
    }
  } catch (error) {
    const why = failedAs(error, "canceled")
      ? "canceled before it ended"
      : error instanceof Error
        ? error.message
        : error;
    problems.push(`it was started, but cannot be waited for: ${why}`);
  }
  const found = await inspect(engine.regardless(), id);
  const isAwaited = inputs.wait === true || inputs.attach === true;
  if (inputs.start !== false && inputs.mustRun === true && !isAwaited && !found.State.Running) {
    operation.log.warning(
      `container ${textAt(inputs, "name")} ended ${ending(found.State, found.HostConfig)} as soon as it was started, and ` +
        "mustRun is set: the next update starts it again",
    );
  }
  return { id, outputs: containerOutputs(told, found), problems: named(inputs, problems) };
}

/** The first of a container's problems says whose they are. */
export function named(inputs: PropertyMap, [first, ...more]: readonly string[]): readonly string[] {
  return first === undefined ? [] : [`container ${textAt(inputs, "name")}: ${first}`, ...more];
}

/** @returns why a container that is to be waited for is not healthy; empty when it is, or is not to be waited for */
export async function problemsOfWait(
  id: string,
  inputs: PropertyMap,
  operation: Operation,
): Promise<readonly string[]> {
  if (inputs.wait !== true || inputs.start === false) return [];
  const timeoutMs = (numberAt(inputs, "waitTimeout") ?? WAIT_SECONDS) * 1000;
  return awaitHealthy(id, Math.min(timeoutMs, operation.timeoutMs), operation);
}

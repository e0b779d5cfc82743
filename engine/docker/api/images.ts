import { z } from "zod";
import type { ResourceLog } from "../../builtin-provider/engine-log.ts";
import type { DockerEngine } from "./docker-engine.ts";
import { DockerError, failedAs } from "./docker-error.ts";

/** A line of the engine's report on a pull. */
const pullReport = z.object({ error: z.string().optional() });

/**
 * Sees to it that the engine has an image, and has it pulled otherwise.
 * @throws DockerError when it cannot be had, with what to do
 */
export async function provideImage(engine: DockerEngine, image: string, log: ResourceLog): Promise<void> {
  try {
    await engine.json({ method: "GET", path: `/images/${encodeURI(image)}/json` });
    return;
  } catch (error) {
    if (!failedAs(error, "not-found")) throw error;
  }
  if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(image)) {
    const advice = "an id cannot be pulled; build the image on this engine, or name it by repository and digest";
    throw new DockerError("not-found", `the engine has no image ${image}: ${advice}`, undefined);
  }
  log.progress(`pulling ${image}`);
  try {
    await pull(engine, image);
  } catch (error) {
    if (!(error instanceof DockerError) || failedAs(error, "canceled", "unreachable", "interrupted")) throw error;
    throw new DockerError(
      error.failure,
      `the engine has no image ${image}, and cannot pull it: ${error.message}. Build or load it on this engine, or pull ` +
        `it yourself: docker pull ${image} (whoever has to log in to its registry must do so; this provider has no credentials)`,
      error,
    );
  }
}

async function pull(engine: DockerEngine, image: string): Promise<void> {
  const query = pullQuery(image);
  const report = await engine.bytes({ method: "POST", path: "/images/create", query, timeoutMs: 0 });
  // It answers 200 before it begins; what came of it is in the lines.
  for (const line of report.toString().split("\n")) {
    if (line.trim() === "") continue;
    const { error } = pullReport.parse(JSON.parse(line));
    if (error !== undefined) throw new DockerError("refused", error, undefined);
  }
}

/** Without a tag the engine would pull all of them. */
export function pullQuery(image: string): { readonly fromImage: string; readonly tag: string } {
  const digest = image.indexOf("@");
  if (digest >= 0) return { fromImage: image.slice(0, digest), tag: image.slice(digest + 1) };
  const colon = image.lastIndexOf(":");
  const hasTag = colon > image.lastIndexOf("/");
  return hasTag
    ? { fromImage: image.slice(0, colon), tag: image.slice(colon + 1) }
    : { fromImage: image, tag: "latest" };
}

import { readFileSync } from "node:fs";
import { type InspectedContainer, inspectedContainer } from "../container/inspected.ts";

/**
 * Answers of a Docker engine (20.10), without paths of its machine. Containers are named after how they are: `crashing` had
 * ended with exit code 4 five times, `ended` with 3.
 */
export function recorded(name: Recording): object {
  return JSON.parse(readFileSync(new URL(`./recorded/${name}.json`, import.meta.url), "utf8"));
}

type ContainerRecording = "healthy" | "unhealthy" | "ended" | "crashing";
type Recording = ContainerRecording | "network" | "volume";

export function recordedContainer(name: ContainerRecording): InspectedContainer {
  return inspectedContainer.parse(recorded(name));
}

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Project } from "../workspace/project.ts";

/** A place for state that is not a folder. */
export class BackendUrlError extends Error {
  override readonly name = "BackendUrlError";
}

export interface BackendLocation {
  readonly url: string;
  /** Absolute path of the folder that holds `.pulumi`. */
  readonly folder: string;
}

/** Where state is kept when nobody says where. */
export function defaultBackendFolder(projectRoot: string): string {
  return join(projectRoot, ".canary", "state");
}

/** PULUMI_BACKEND_URL, else `backend.url` of the project, else the folder `.canary/state` of the project. */
export function backendUrl(project: Pick<Project, "root" | "backendUrl">, environment: NodeJS.ProcessEnv): string {
  const fromEnvironment = environment.PULUMI_BACKEND_URL;
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    return fromEnvironment;
  }
  return project.backendUrl ?? pathToFileURL(defaultBackendFolder(project.root)).href;
}

/**
 * The folder of a `file://` URL: absolute, `file://~/…` in the user's home, or relative to the project's folder.
 *
 * @throws BackendUrlError for every other kind of backend.
 */
export function backendLocation(url: string, projectRoot: string): BackendLocation {
  if (!url.startsWith("file://")) {
    throw new BackendUrlError(`backend ${url} is not supported by the embedded engine, only file://<folder> is`);
  }
  const path = url.slice("file://".length);
  if (path.startsWith("/")) {
    return { url, folder: fileURLToPath(url) };
  }
  if (path === "~" || path.startsWith("~/")) {
    return { url, folder: join(homedir(), path.slice(1)) };
  }
  return { url, folder: resolve(projectRoot, path) };
}

import { ReleaseError } from "../../errors/release-error.ts";

/** An image by tag, and where its registry's API is. */
export interface TaggedImage {
  /** Base URL of the registry, without `/v2`. */
  readonly registry: string;
  /** Name by which `docker login` knows the registry. */
  readonly host: string;
  /** Within the registry: `library/kong`. */
  readonly repository: string;
  readonly tag: string;
  /** The reference without its tag, as it was written: `kong`. */
  readonly name: string;
}

/** Docker's own registry: what a name without a host means, and the host of its API. */
const DOCKER_HUB = { name: "docker.io", api: "registry-1.docker.io" } as const;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
const REPOSITORY = /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/**
 * Reads `[host[:port]/]path:tag`, as https://github.com/distribution/reference has it: the first part is a host when it has
 * a dot or a port or is localhost. A registry on this machine is asked in clear, every other with TLS.
 *
 * @throws IMG001 for anything else
 */
export function parseTagged(reference: string): TaggedImage {
  const [, name = "", tag = ""] = /^([^@]+):([^/:@]+)$/.exec(reference) ?? [];
  const [first = "", ...rest] = name.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const path = hasHost ? rest.join("/") : name;
  if (!REPOSITORY.test(path) || !TAG.test(tag)) {
    throw new ReleaseError("IMG001", `${JSON.stringify(reference)} is no <image>:<tag>; give the version as tag`);
  }
  const host = hasHost ? first : DOCKER_HUB.name;
  const api = host === DOCKER_HUB.name ? DOCKER_HUB.api : host;
  return {
    registry: `${LOOPBACK.test(host) ? "http" : "https"}://${api}`,
    host,
    repository: host === DOCKER_HUB.name && !path.includes("/") ? `library/${path}` : path,
    tag,
    name,
  };
}

import { createHash } from "node:crypto";
import { z } from "zod";
import { ReleaseError, rootMessage } from "../../errors/release-error.ts";
import { parseChallenge } from "./challenge.ts";
import type { TaggedImage } from "./reference.ts";

/** Basic credentials, `user:password` in base64, by the name of a registry; undefined where there are none. */
export type Logins = (host: string) => string | undefined;

const REQUEST_LIMIT_MS = 30_000;
/** An index first: it stands for the image on every architecture. */
const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/**
 * The digest that a tag has now, by the registry's HTTP API (https://github.com/opencontainers/distribution-spec). It is
 * worked out of what the registry sends, not taken from what it says.
 *
 * @throws IMG002 when the registry cannot be reached, has no such image, or does not let us read it
 */
export async function digestOf(image: TaggedImage, logins: Logins): Promise<string> {
  const { registry, repository, tag } = image;
  const url = `${registry}/v2/${repository}/manifests/${tag}`;
  let answer = await get(url, { accept: MANIFESTS });
  if (answer.status === 401) {
    const authorization = await authorize(answer.headers.get("www-authenticate") ?? "", image, logins);
    await answer.body?.cancel();
    answer = await get(url, { accept: MANIFESTS, authorization });
  }
  if (!answer.ok) throw new ReleaseError("IMG002", `${url}: ${describe(answer.status)}`);
  const digest = `sha256:${createHash("sha256")
    .update(await bytesOf(answer, url))
    .digest("hex")}`;
  const said = answer.headers.get("docker-content-digest");
  if (said?.startsWith("sha256:") && said !== digest) {
    throw new ReleaseError("IMG002", `${url}: the registry says ${said} of a manifest whose digest is ${digest}`);
  }
  return digest;
}

/** The Authorization header that the registry asks for. */
async function authorize(challenge: string, { host, repository, registry }: TaggedImage, logins: Logins) {
  const login = logins(host);
  const asked = parseChallenge(challenge);
  if (asked?.scheme === "basic" && login) return `Basic ${login}`;
  if (asked?.scheme !== "bearer") {
    throw new ReleaseError("IMG002", `${registry} wants a login: run docker login ${host}`);
  }
  const url = new URL(asked.realm);
  // A token would be sent to whoever the registry names: never in clear to another machine.
  if (url.protocol !== "https:" && !registry.startsWith("http:")) {
    throw new ReleaseError("IMG002", `${registry} sends us to ${url.origin} for a token; only https:// is followed`);
  }
  if (asked.service) url.searchParams.set("service", asked.service);
  url.searchParams.set("scope", `repository:${repository}:pull`);
  const answer = await get(url.href, login ? { authorization: `Basic ${login}` } : {});
  if (!answer.ok) throw new ReleaseError("IMG002", `${url.origin}${url.pathname}: ${describe(answer.status)}`);
  const { token, access_token } = tokenAnswer.parse(JSON.parse((await bytesOf(answer, url.origin)).toString("utf8")));
  return `Bearer ${token ?? access_token ?? ""}`;
}

function describe(status: number): string {
  if (status === 404) return "there is no such image or tag (404)";
  if (status === 401 || status === 403) return `the registry does not let us read it (${status}); run docker login`;
  if (status === 429) return "the registry has had enough requests from here (429); log in, or try again later";
  return `the registry answers ${status}`;
}

async function get(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

async function bytesOf(answer: Response, url: string): Promise<Buffer> {
  try {
    return Buffer.from(await answer.arrayBuffer());
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

function unreachable(url: string, cause: unknown): ReleaseError {
  const { origin } = new URL(url);
  return new ReleaseError("IMG002", `${origin} cannot be reached: ${rootMessage(cause)}`, { cause });
}

import { instancesOf } from "../tunnel/reach.ts";
import { call, type Reply } from "./http.ts";
import type { ServiceEndpoint } from "./subject.ts";

/** What one instance of a revision answered. */
export interface InstanceReply {
  readonly url: string;
  readonly reply: Reply;
}

/**
 * Asks every ready instance of a revision the same: what is true of one need not be of the others, and each has counters
 * of its own. Never throws, and never comes back empty: where no instance is ready, or it cannot be known which are, that
 * is one reply without an answer.
 *
 * @param path begins with a slash.
 */
export async function askEveryInstance(
  subject: Pick<ServiceEndpoint, "url">,
  path: string,
  timeoutMs: number,
): Promise<readonly [InstanceReply, ...InstanceReply[]]> {
  const url = `${subject.url}${path}`;
  const nobody = (reason: string): [InstanceReply] => [{ url, reply: { kind: "no answer", reason } }];
  try {
    const urls = await instancesOf(url);
    const replies = await Promise.all(
      urls.map(async (url) => ({ url, reply: await call({ method: "GET", url, timeoutMs }) })),
    );
    const [first, ...rest] = replies;
    return first ? [first, ...rest] : nobody("no instance is ready");
  } catch (error) {
    return nobody(error instanceof Error ? error.message : String(error));
  }
}

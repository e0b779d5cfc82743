import { call, describeReply, field, type Reply } from "../http.ts";
import { untilSteady } from "../steady.ts";
import { probeHeaders, type ServiceEndpoint, type TrackRoute } from "../subject.ts";
import type { Check } from "../verdict.ts";
import { assetsOf, isPage } from "./html.ts";

/** What is looked at of a page, in the suites that people know from the release's frontend check. */
export interface PageSuites {
  readonly accessibility: readonly Check[];
  readonly html: readonly Check[];
  readonly sandbox: readonly Check[];
}

/**
 * The page on the track route: the root and the Exec Sandbox are this revision's page, every asset that they name is
 * there with the right type, and the page learns which track it is on. What a script then does in a browser is not
 * checked here.
 */
export async function checkPage(
  subject: Pick<ServiceEndpoint, "revision">,
  { proxy, track }: TrackRoute,
  timeoutMs: number,
): Promise<PageSuites> {
  const get = (path: string) =>
    call({
      method: "GET",
      url: `${proxy}${path}`,
      headers: { ...probeHeaders(track), accept: "text/html,*/*" },
      timeoutMs,
    });
  const served = (reply: Reply) => isFrom(subject, reply);
  const { reply: root } = await untilSteady(() => get("/"), served, { steady: 1, timeoutMs });
  const [sandbox, config] = await Promise.all([get("/exec-sandbox"), get("/config.json")]);
  const check = (name: string, path: string, limit: string, good: boolean, reply: Reply): Check => ({
    name: `${name} of ${subject.revision}`,
    outcome: good ? "pass" : "fail",
    limit,
    query: `GET ${proxy}${path} on track ${track}`,
    ...(good ? {} : { value: `${servedBy(reply)}: ${describeReply(reply)}` }),
  });
  const page = (reply: Reply) => isFrom(subject, reply) && reply.kind === "answer" && isPage(reply.body);
  const assets = root.kind === "answer" && typeof root.body === "string" ? assetsOf(root.body) : [];
  const loaded = await Promise.all(assets.map(async (path) => ({ path, reply: await get(path) })));
  const broken = loaded.find(({ path, reply }) => !isAsset(path, reply));
  return {
    accessibility: [
      check("page", "/", `200 from ${subject.revision}`, isFrom(subject, root), root),
      {
        name: `assets of ${subject.revision}`,
        outcome: assets.length > 0 && !broken ? "pass" : "fail",
        value: broken ? `${broken.path}: ${describeReply(broken.reply)}` : `${assets.length} loaded`,
        limit: "a script at least; each 200 with its type",
        query: assets.map((path) => `GET ${proxy}${path}`).join(", "),
      },
    ],
    html: [
      check("HTML", "/", "this revision's HTML with #root and the title OpsConductor", page(root), root),
      check(
        "config",
        "/config.json",
        `track ${track}`,
        trackOf(config) === (track === "previous" ? null : track),
        config,
      ),
    ],
    sandbox: [check("Exec Sandbox", "/exec-sandbox", "200, the same page", page(sandbox), sandbox)],
  };
}

function isFrom({ revision }: Pick<ServiceEndpoint, "revision">, reply: Reply): boolean {
  return reply.kind === "answer" && reply.status === 200 && reply.header("x-service-revision") === revision;
}

function servedBy(reply: Reply): string {
  return reply.kind === "answer" ? (reply.header("x-service-revision") ?? "an unnamed revision") : "nobody";
}

function trackOf(reply: Reply): unknown {
  return reply.kind === "answer" && reply.status === 200 ? field(reply.body, "track") : undefined;
}

function isAsset(path: string, reply: Reply): boolean {
  if (reply.kind !== "answer" || reply.status !== 200) return false;
  const type = reply.header("content-type") ?? "";
  if (path.endsWith(".js")) return type.includes("javascript");
  if (path.endsWith(".css")) return type.includes("text/css");
  return type !== "";
}

import { setTimeout as sleep } from "node:timers/promises";
import { call, describeReply, field, type Reply } from "../http.ts";
import { probeHeaders, type SubjectRevision, type TrackRoute } from "../subject.ts";
import type { Check } from "../verdict.ts";
import { assetsOf, isPage } from "./html.ts";

const RETRY_MS = 100;

/**
 * The page on the track route: the root and the Exec Sandbox are this revision's page, every asset that they name is
 * there with the right type, and the page learns which track it is on. What a script then does in a browser is not
 * checked here.
 */
export async function checkPage(
  subject: SubjectRevision,
  { proxy, track }: TrackRoute,
  timeoutMs: number,
): Promise<Check[]> {
  const get = (path: string) =>
    call({
      method: "GET",
      url: `${proxy}${path}`,
      headers: { ...probeHeaders(track), accept: "text/html,*/*" },
      timeoutMs,
    });
  const root = await untilServedBy(subject, () => get("/"), timeoutMs);
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
  return [
    check("page", "/", "200, this revision's HTML with #root and the title OpsConductor", page(root), root),
    check("Exec Sandbox", "/exec-sandbox", "200, the same page", page(sandbox), sandbox),
    check(
      "config",
      "/config.json",
      `track ${track}`,
      trackOf(config) === (track === "previous" ? null : track),
      config,
    ),
    {
      name: `assets of ${subject.revision}`,
      outcome: assets.length > 0 && !broken ? "pass" : "fail",
      value: broken ? `${broken.path}: ${describeReply(broken.reply)}` : `${assets.length} loaded`,
      limit: "a script at least; each 200 with its type",
      query: assets.map((path) => `GET ${proxy}${path}`).join(", "),
    },
  ];
}

async function untilServedBy(subject: SubjectRevision, get: () => Promise<Reply>, timeoutMs: number): Promise<Reply> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const reply = await get();
    if (isFrom(subject, reply) || Date.now() >= deadline) return reply;
    await sleep(RETRY_MS);
  }
}

function isFrom({ revision }: SubjectRevision, reply: Reply): boolean {
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

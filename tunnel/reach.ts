import { ReleaseError } from "../errors/release-error.ts";
import { getObjects } from "./kubectl.ts";
import { type KubernetesUrl, kubernetesUrl, parseKubernetesUrl } from "./kubernetes-url.ts";
import { describeContext, openPortForward, type PortForward } from "./port-forward.ts";

/** How long a tunnel that nobody uses stays open; longer than any call may take. */
const IDLE_MS = 120_000;

interface Tunnel {
  readonly forward: Promise<PortForward>;
  idle: NodeJS.Timeout | undefined;
}

/** One for each port inside a cluster that this process asks for. */
const tunnels = new Map<string, Tunnel>();

/**
 * Where this process reaches a URL: an http(s) URL is one already; for `kubernetes://…` a tunnel is opened, or the one that
 * is open used. To be asked anew before each call, since tunnels come and go; `callThrough` does so.
 *
 * @throws TUN001 for a URL of the wrong form, TUN002 when there is no way into the cluster
 */
export async function reachable(url: string): Promise<string> {
  const place = parseKubernetesUrl(url);
  if (!place) return url;
  const key = keyOf(place);
  const tunnel = tunnels.get(key) ?? open(key, place);
  const { port, close } = await tunnel.forward;
  clearTimeout(tunnel.idle);
  tunnel.idle = setTimeout(() => {
    forget(key, tunnel);
    close();
  }, IDLE_MS).unref();
  return `http://127.0.0.1:${port}${place.rest}`;
}

/**
 * Makes a call where its URL can be reached. One that gets no answer through a tunnel gives the tunnel up: its pod may have
 * been restarted or replaced. The next call then opens another one.
 *
 * @param call gets the URL to call; throws when there is no answer.
 * @param isRepeatable the call may be made twice: then it is made once more, by a new tunnel, unless it timed out.
 * @throws TUN001, TUN002 as `reachable`; TUN003 when a call through a tunnel got no answer; else what `call` throws
 */
export async function callThrough<Answer>(
  url: string,
  call: (reached: string) => Promise<Answer>,
  { isRepeatable }: { readonly isRepeatable: boolean },
): Promise<Answer> {
  const place = parseKubernetesUrl(url);
  if (!place) return call(url);
  const attempt = async (): Promise<Answer> => {
    const reached = await reachable(url);
    const key = keyOf(place);
    const used = tunnels.get(key);
    try {
      return await call(reached);
    } catch (error) {
      // Left open for calls that are under way in it; it closes when it has been idle, or has ended already.
      if (used) forget(key, used);
      throw broken(place, error);
    }
  };
  try {
    return await attempt();
  } catch (error) {
    if (!isRepeatable || !(error instanceof BrokenTunnel) || hasTimedOut(error.cause)) throw error;
    return attempt();
  }
}

/**
 * The URLs of every ready instance behind a URL, for what is counted over all of them: of a `kubernetes://` service its
 * ready pods, which may be none; any other URL is its own only instance.
 *
 * @throws TUN001 for a URL of the wrong form, TUN002 when the cluster does not tell
 */
export async function instancesOf(url: string): Promise<string[]> {
  const place = parseKubernetesUrl(url);
  if (place?.kind !== "services") return [url];
  // Its parser is not for whoever only tunnels: a rollback waits for all that its plugins load.
  const { readyPods } = await import("./instances.ts");
  const [service, slices] = await Promise.all([
    getObjects(place, ["services", place.name]),
    getObjects(place, ["endpointslices", `--selector=kubernetes.io/service-name=${place.name}`]),
  ]);
  return readyPods(place, service, slices);
}

class BrokenTunnel extends ReleaseError {}

function broken({ kind, name, port, ...rest }: KubernetesUrl, cause: unknown): BrokenTunnel {
  const reason = cause instanceof Error && cause.message ? cause.message : String(cause);
  return new BrokenTunnel(
    "TUN003",
    `no answer through the tunnel to ${kind}/${name}:${port} in namespace ${rest.namespace} of ${describeContext(rest)} ` +
      `(${reason}): its pod may have been restarted or replaced, which \`kubectl get pods\` shows; the next call opens a new tunnel, ` +
      "so run the command again",
    { cause },
  );
}

function hasTimedOut(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ECONNABORTED", "ETIMEDOUT"].includes(String(error.code));
}

function keyOf(place: KubernetesUrl): string {
  return kubernetesUrl({ ...place, rest: "" });
}

function open(key: string, place: KubernetesUrl): Tunnel {
  const tunnel: Tunnel = { forward: openPortForward(place), idle: undefined };
  tunnels.set(key, tunnel);
  const end = () => forget(key, tunnel);
  tunnel.forward.then(({ ended }) => ended.then(end), end);
  return tunnel;
}

function forget(key: string, tunnel: Tunnel): void {
  if (tunnels.get(key) === tunnel) tunnels.delete(key);
}

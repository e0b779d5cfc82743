import { insteadUse } from "../followed-plugin.ts";

/** Where a Docker engine listens. */
export interface EngineAddress {
  /** As it was given. */
  readonly text: string;
  readonly reach: { readonly socketPath: string } | { readonly baseUrl: string };
}

const DEFAULT_ADDRESS = "unix:///var/run/docker.sock";

/**
 * The engine that the provider's `host` names, else DOCKER_HOST, else the usual socket.
 * @throws RangeError for a way to an engine that this provider does not go
 */
export function engineAddress(host: string | undefined, env: NodeJS.ProcessEnv): EngineAddress {
  const text = host || env.DOCKER_HOST || DEFAULT_ADDRESS;
  const [, scheme = "", rest = ""] = /^([a-z+]+):\/\/(.*)$/.exec(text) ?? [];
  if (scheme === "unix" && rest.startsWith("/")) return { text, reach: { socketPath: rest } };
  if (scheme === "tcp" && /^(?:[^/:@]+|\[[0-9a-fA-F:]+\]):\d+\/?$/.test(rest)) {
    if (asksForTls(env)) {
      throw new RangeError(`TLS (DOCKER_TLS_VERIFY, DOCKER_CERT_PATH) is not supported by ${insteadUse()}`);
    }
    return { text, reach: { baseUrl: `http://${rest.replace(/\/$/, "")}` } };
  }
  throw new RangeError(
    `'${text}' as address of the Docker engine: only unix:///PATH and tcp://HOST:PORT (without TLS) are supported by ` +
      insteadUse(),
  );
}

function asksForTls({ DOCKER_TLS_VERIFY, DOCKER_CERT_PATH }: NodeJS.ProcessEnv): boolean {
  return Boolean(DOCKER_TLS_VERIFY || DOCKER_CERT_PATH);
}

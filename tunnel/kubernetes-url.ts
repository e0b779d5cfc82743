import { ReleaseError } from "../errors/release-error.ts";

/** A port of something inside a cluster, and what is asked of it. */
export interface KubernetesUrl {
  /** Of the kubeconfig; empty for its current one. */
  readonly context: string;
  readonly namespace: string;
  readonly kind: "services" | "pods";
  readonly name: string;
  /** A service's own port, or a container's. 1 to 65535. */
  readonly port: number;
  /** Path and query; empty, or begins with "/" or "?". */
  readonly rest: string;
}

const FORM = /^kubernetes:\/\/([^/?#]*)\/([^/?#]+)\/(services|pods)\/([^/:?#]+):(\d{1,5})([/?].*)?$/;

/** `kubernetes://<context>/<namespace>/<kind>/<name>:<port>`, each part encoded. */
export function kubernetesUrl({ context, namespace, kind, name, port, rest }: KubernetesUrl): string {
  return `kubernetes://${[context, namespace, kind, name].map(encodeURIComponent).join("/")}:${port}${rest}`;
}

/**
 * Undefined for any other URL.
 *
 * @throws TUN001 for a kubernetes:// URL that does not have the form
 */
export function parseKubernetesUrl(url: string): KubernetesUrl | undefined {
  if (!url.startsWith("kubernetes:")) return undefined;
  const [, context = "", namespace = "", kind, name = "", port, rest = ""] = FORM.exec(url) ?? [];
  if (kind === undefined || Number(port) < 1 || Number(port) > 65535) {
    throw new ReleaseError(
      "TUN001",
      `"${url}" must have the form kubernetes://<context>/<namespace>/<services or pods>/<name>:<port>, as in ` +
        "kubernetes://staging/canary-staging/services/kong-admin:8001; an empty context is the kubeconfig's current one",
    );
  }
  return {
    context: decodeURIComponent(context),
    namespace: decodeURIComponent(namespace),
    kind: kind as KubernetesUrl["kind"],
    name: decodeURIComponent(name),
    port: Number(port),
    rest,
  };
}

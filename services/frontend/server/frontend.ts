import { basename, dirname } from "node:path";
import fastifyStatic from "@fastify/static";
import { createService, type Identity, type Log, type Service } from "service-chassis";
import { pageRoutes } from "../page/routes.ts";
import type { PageSettings, Track } from "../page/settings.ts";

export type FrontendOptions = {
  readonly identity: Identity;
  /** The built page. */
  readonly distDirectory: string;
  /** Base URL of the gateway that the page calls, without a slash at the end; "" means the page's own origin. */
  readonly gatewayUrl: string;
  /** Default: the chassis's. */
  readonly log?: Log;
};

/** Serves the built page and its settings. */
export function createFrontend({ identity, distDirectory, gatewayUrl, log }: FrontendOptions): Service {
  const service = createService({ identity, buildInfo: ["frontend"], log });
  const { app } = service;
  const pageHeaders = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": contentSecurityPolicy(gatewayUrl),
    "X-Content-Type-Options": "nosniff",
  };

  // Without the wildcard each built file is a route of its own, so that all other paths are the chassis's 404.
  app.register(fastifyStatic, {
    root: distDirectory,
    wildcard: false,
    index: false,
    dotfiles: "ignore",
    cacheControl: false,
    setHeaders: (reply, path) => reply.header("Cache-Control", cacheControlOf(path)),
  });

  for (const route of pageRoutes) {
    app.get(route, (_request, reply) => reply.headers(pageHeaders).sendFile("index.html"));
  }

  app.get("/config.json", (request, reply): PageSettings => {
    reply.header("Cache-Control", "no-store");
    return {
      gatewayUrl,
      version: identity.version,
      revision: identity.revision,
      track: trackOf(request.headers["x-release-track"]),
    };
  });
  return service;
}

/** The names of the files in assets/ carry a digest of what they hold; all others keep their name when they change. */
function cacheControlOf(path: string): string {
  return basename(dirname(path)) === "assets" ? "public, max-age=31536000, immutable" : "no-cache";
}

/**
 * Only a request that names its track gets one: a page that pinned its user to a track would keep them on the canary
 * after its weight has gone to 0.
 */
function trackOf(header: string | string[] | undefined): Track | null {
  return header === "canary" || header === "stable" ? header : null;
}

function contentSecurityPolicy(gatewayUrl: string): string {
  const connect = gatewayUrl === "" ? "'self'" : `'self' ${new URL(gatewayUrl).origin}`;
  return `default-src 'self'; connect-src ${connect}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
}

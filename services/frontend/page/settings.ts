/** A track that a tester asked for by header. Users have none: the gateway decides for each of their requests. */
export type Track = "canary" | "stable";

/** What `GET /config.json` answers. */
export type PageSettings = {
  /** Base URL of the gateway; "" means the page's own origin. */
  readonly gatewayUrl: string;
  /** Version of the frontend that served the page. */
  readonly version: string;
  /** Revision of the frontend that served the page; "unknown" where it runs outside a release. */
  readonly revision: string;
  /** The track by which this page was reached, null for everyone who asked for none. */
  readonly track: Track | null;
};

/**
 * Reads the page's settings from the server that served it.
 *
 * @throws Error naming the URL when it cannot be reached, does not answer 200, or answers anything but settings.
 */
export async function loadSettings(origin: string): Promise<PageSettings> {
  const url = `${origin}/config.json`;
  try {
    const response = await fetch(url, { headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(`it answered with status ${response.status}`);
    return readSettings(await response.json());
  } catch (cause) {
    throw new Error(`The settings at ${url} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function readSettings(value: unknown): PageSettings {
  const { gatewayUrl, version, revision, track } = (value ?? {}) as Record<string, unknown>;
  if (typeof gatewayUrl !== "string") throw new Error("gatewayUrl is not a string");
  if (typeof version !== "string") throw new Error("version is not a string");
  if (typeof revision !== "string") throw new Error("revision is not a string");
  if (track !== null && track !== "canary" && track !== "stable")
    throw new Error("track is not canary, stable or null");
  return { gatewayUrl, version, revision, track };
}

/**
 * What an image's HEALTHCHECK runs, so that no image needs curl: exit 0 when the service in this container is healthy,
 * else exit 1 with the reason on stderr. PORT is the service's own, as it is in the environment of every image.
 */

const TIMEOUT_MS = 2_000;

const url = `http://127.0.0.1:${process.env.PORT}/health`;

async function complaint(): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? null : `${response.status} ${await response.text()}`;
  } catch (error) {
    return String(error instanceof Error ? (error.cause ?? error) : error);
  }
}

const reason = await complaint();
if (reason !== null) {
  process.stderr.write(`GET ${url}: ${reason}\n`);
  process.exitCode = 1;
}

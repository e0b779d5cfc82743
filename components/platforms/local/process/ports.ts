import net from "node:net";
import { ReleaseError } from "../../../../errors/release-error.ts";

/** A port that config fixes, because its URL must be known before anything runs. */
export interface FixedPort {
  /** Key in stack config: "ports.proxy". */
  readonly key: string;
  readonly port: number;
}

const LOOPBACK = "127.0.0.1";

/** The first of these ports that another process listens on. */
export async function firstTaken(ports: readonly FixedPort[]): Promise<FixedPort | undefined> {
  for (const fixed of ports) if (await isTaken(fixed.port)) return fixed;
  return undefined;
}

export function portInUseError(taken: FixedPort, name: string, cause?: unknown): Error {
  return new ReleaseError(
    "RUN002",
    `config ${taken.key}: port ${taken.port} is in use on ${LOOPBACK}, so ${name} cannot listen there. ` +
      `Choose another (bin/pulumi config set --path ${taken.key} <1..65535>) or end the process that holds it.`,
    { cause },
  );
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(true);
      else reject(new Error(`cannot find out whether port ${port} is free: ${error.message}`, { cause: error }));
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(false)));
  });
}

import { ServerCredentials } from "@grpc/grpc-js";
import type { BuiltInProvider, ProviderSurroundings } from "./built-in-provider.ts";
import { providerService } from "./service.ts";

/**
 * Runs this process as a plugin. Pulumi's protocol for plugins: the engine's address is the last argument, and the first
 * line on stdout is our port.
 */
export function serve(providerIn: (surroundings: ProviderSurroundings) => BuiltInProvider): void {
  const engineAddress = process.argv.at(-1) ?? "";
  if (!/:\d+$/.test(engineAddress)) {
    process.stderr.write("this is a plugin: the embedded engine starts it, with its own address as argument\n");
    process.exit(1);
  }
  providerService(engineAddress, providerIn).bindAsync(
    "127.0.0.1:0",
    ServerCredentials.createInsecure(),
    (error, port) => {
      if (error !== null) throw error;
      process.stdout.write(`${port}\n`);
    },
  );
  // What belongs to the process goes with it: commands that run, files of its own.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
}

import * as grpc from "@grpc/grpc-js";
import { clearCancelMark } from "./cancel-mark.ts";
import { watchEngine } from "./orphan.ts";
import { providerServer } from "./server.ts";

// Pulumi's protocol for plugins: the engine's address is an argument, and the first line on stdout is our port. The engine
// reads nothing else there.
const engineAddress = process.argv.slice(2).find((argument) => /^[^\s-].*:\d+$/.test(argument));
if (engineAddress === undefined) {
  process.stderr.write(
    "pulumi-resource-kong is a plugin: Pulumi starts it, with the address of its engine as argument\n",
  );
  process.exit(1);
}

clearCancelMark(engineAddress);
watchEngine(engineAddress, () => process.exit(0));

const server = providerServer(engineAddress);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

// The engine ends a plugin by SIGINT and waits five seconds for it. The update is over then, and its mark with it.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () =>
    server.tryShutdown(() => {
      clearCancelMark(engineAddress);
      process.exit(0);
    }),
  );
}

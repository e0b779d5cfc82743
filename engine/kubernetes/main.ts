import { ServerCredentials } from "@grpc/grpc-js";
import { providerService } from "./provider/service.ts";

// Pulumi's protocol for plugins: the engine's address is the last argument, and the first line on stdout is our port.
const engineAddress = process.argv.at(-1) ?? "";
if (!/:\d+$/.test(engineAddress)) {
  process.stderr.write("this is a plugin: the embedded engine starts it, with its own address as argument\n");
  process.exit(1);
}

providerService(engineAddress).bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});

// With the process go its kubectl commands and its kubeconfig (kubectl/).
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));

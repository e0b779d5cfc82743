import { createRequire } from "node:module";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import languageGrpc, { type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb.js";

/**
 * A process that has the program of the working directory run as the Automation API runs inline ones: by its own
 * language host, inside the process that is to drive the engine. It writes its port.
 */

/** The Automation API keeps it to itself: it has no types. */
const { LanguageServer } = createRequire(import.meta.url)("@pulumi/pulumi/automation/server.js") as {
  LanguageServer: new (program: () => Promise<object>) => ILanguageRuntimeServer;
};
const server = new Server();
const program = async (): Promise<object> => ({ ...(await import(join(process.cwd(), "index.ts"))) });
server.addService(languageGrpc.LanguageRuntimeService, new LanguageServer(program));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(port);
});

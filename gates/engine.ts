import net from "node:net";
import * as grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import { isCancelled } from "../providers/kong/cancel-mark.ts";

/**
 * The Pulumi engine that runs this plugin, seen from inside a dynamic provider. Its address is in the plugin's
 * arguments; npm's dynamic plugin itself hands on neither log lines nor Cancel.
 */
export interface Engine {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Shows a line in the running command, at once. A line that cannot be shown is dropped: it is for people only. */
  say(message: string, severity?: "info" | "warning"): Promise<void>;
  /** Whether the engine still accepts connections. */
  isAlive(): Promise<boolean>;
  /** Whether the user asked the update to stop. */
  isCancelled(): boolean;
}

const LOG_DEADLINE_MS = 2000;

/** The engine named in `argv`. Throws when there is none: a gate outside an engine has nobody to answer to. */
export function connectedEngine(argv: readonly string[] = process.argv): Engine {
  const address = argv.find((argument) => /^(127\.0\.0\.1|localhost):\d+$/.test(argument));
  if (!address) throw new Error("no engine address among the plugin's arguments");
  return { address, say: sayer(address), isAlive: () => accepts(address), isCancelled: () => isCancelled(address) };
}

function sayer(address: string): Engine["say"] {
  let client: InstanceType<typeof engineGrpc.EngineClient> | undefined;
  return (message, severity = "info") =>
    new Promise((resolve) => {
      client ??= new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
      const request = new engineProto.LogRequest();
      request.setSeverity(severity === "info" ? engineProto.LogSeverity.INFO : engineProto.LogSeverity.WARNING);
      request.setMessage(message);
      client.log(request, new grpc.Metadata(), { deadline: Date.now() + LOG_DEADLINE_MS }, () => resolve());
    });
}

/** Whether something accepts connections at `host:port`. */
export function accepts(address: string): Promise<boolean> {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), host);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

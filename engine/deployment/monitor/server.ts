import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { CHANNEL_OPTIONS } from "../wire/rpc.ts";

/** Where programs and plugins reach the engine. */
export class EngineServer {
  readonly address: string;
  private readonly server: Server;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.address = `127.0.0.1:${port}`;
  }

  /** Listens on a free port of the loopback interface. */
  static async open(): Promise<EngineServer> {
    const server = new Server(CHANNEL_OPTIONS);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return new EngineServer(server, port);
  }

  offer(definition: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    this.server.addService(definition, implementation);
  }

  close(): void {
    this.server.forceShutdown();
  }
}

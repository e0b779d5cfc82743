import { credentials } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";

/** What is told of one resource. */
export interface ResourceLog {
  warning(message: string): void;
  /** What is going on, until something else is or the operation is over. */
  progress(message: string): void;
}

/** The engine's log, by which a plugin talks to people. */
export class EngineLog {
  private readonly client: engineGrpc.EngineClient;
  private readonly underway = new Set<Promise<void>>();

  constructor(engineAddress: string) {
    this.client = new engineGrpc.EngineClient(engineAddress, credentials.createInsecure());
  }

  /**
   * @param urn empty for what concerns the provider as a whole
   * @param hide takes out of messages what is secret
   */
  of(urn: string, hide: (text: string) => string): ResourceLog {
    const { WARNING, INFO } = engineProto.LogSeverity;
    return {
      warning: (message) => this.send(urn, WARNING, hide(message), false),
      progress: (message) => this.send(urn, INFO, hide(message), true),
    };
  }

  private send(urn: string, severity: engineProto.LogSeverity, message: string, ephemeral: boolean): void {
    const request = new engineProto.LogRequest()
      .setUrn(urn)
      .setSeverity(severity)
      .setMessage(message)
      .setEphemeral(ephemeral);
    // An engine that is gone hears nothing, and the guard ends this process.
    const sent = new Promise<void>((resolve) => this.client.log(request, () => resolve()));
    this.underway.add(sent);
    sent.then(() => this.underway.delete(sent));
  }

  /** Settles when the engine has heard everything so far: an answer must not come before what was told on the way. */
  async heard(): Promise<void> {
    await Promise.all(this.underway);
  }
}

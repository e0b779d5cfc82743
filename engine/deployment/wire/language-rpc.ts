import { type ClientUnaryCall, credentials } from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type languageProto from "@pulumi/pulumi/proto/language_pb.js";
import { CHANNEL_OPTIONS, unary } from "./rpc.ts";

/** A call that may last as long as a program, and that the caller may give up. */
export interface RunCall {
  /** Rejects with grpc-js's `ServiceError`: CANCELLED when the call was abandoned. */
  readonly response: Promise<languageProto.RunResponse>;
  readonly abandon: () => void;
}

/** A language host's LanguageRuntime service. */
export class LanguageRpc {
  private readonly client: languageGrpc.LanguageRuntimeClient;

  constructor(address: string) {
    this.client = new languageGrpc.LanguageRuntimeClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  }

  run(request: languageProto.RunRequest): RunCall {
    let call: ClientUnaryCall | undefined;
    const response = unary<languageProto.RunResponse>((done) => {
      call = this.client.run(request, done);
    });
    return { response, abandon: () => call?.cancel() };
  }

  readonly close = (): void => this.client.close();
}

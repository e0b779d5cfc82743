import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type { DiagnosticEvent } from "../events.ts";
import type { Reporter } from "../execution/reporter.ts";
import { answerError } from "../wire/rpc.ts";

/** By number on the wire. Debug messages are dropped: they hold secrets in clear. */
const SEVERITIES: readonly (DiagnosticEvent["severity"] | undefined)[] = [undefined, "info", "warning", "error"];

/** The service by which programs and plugins talk to people, and share the stack's URN. */
export function engineService(reporter: Reporter): IEngineServer {
  let root = "";
  return {
    log(call: ServerUnaryCall<engineProto.LogRequest, emptyProto.Empty>, callback: sendUnaryData<emptyProto.Empty>) {
      const { request } = call;
      const severity = SEVERITIES[request.getSeverity()];
      if (severity !== undefined) {
        reporter.diagnostic(severity, request.getMessage(), {
          ...(request.getUrn() !== "" && { urn: request.getUrn() }),
          ...(request.getStreamid() !== 0 && { streamID: request.getStreamid() }),
          ...(request.getEphemeral() && { ephemeral: true }),
        });
      }
      callback(null, new emptyProto.Empty());
    },
    getRootResource(_call, callback) {
      callback(null, new engineProto.GetRootResourceResponse().setUrn(root));
    },
    setRootResource(call, callback) {
      root = call.request.getUrn();
      callback(null, new engineProto.SetRootResourceResponse());
    },
    startDebugging(_call, callback) {
      callback(answerError(status.UNIMPLEMENTED, "debugging is not supported by the embedded engine"));
    },
    requirePulumiVersion(_call, callback) {
      callback(null, new engineProto.RequirePulumiVersionResponse());
    },
  };
}

import { status } from "@grpc/grpc-js";
import languageProto from "@pulumi/pulumi/proto/language_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { LanguageRpc } from "../wire/language-rpc.ts";
import { isServiceError, messageOf } from "../wire/rpc.ts";
import type { Program, ProgramOptions } from "./program.ts";

/**
 * Has a language host that runs already run the program, which is often a function of its own process. A program whose
 * resource failed waits for it for ever: ending it is to abandon the call.
 * @param address `host:port`
 */
export function runByClient(address: string, options: ProgramOptions): Program {
  const rpc = new LanguageRpc(address);
  const call = rpc.run(runRequest(address, options));
  const ended = call.response.then(problemOfResponse, (error) => problemOfCall(address, error)).finally(rpc.close);
  return { ended, end: call.abandon, kill: call.abandon };
}

function runRequest(address: string, options: ProgramOptions): languageProto.RunRequest {
  const { request, engineAddress, preview } = options;
  const { project } = request;
  const entry = project.main ?? ".";
  const info = new languageProto.ProgramInfo()
    .setRootDirectory(project.root)
    .setProgramDirectory(project.root)
    .setEntryPoint(entry)
    .setOptions(structProto.Struct.fromJavaScript({ address }));
  const run = new languageProto.RunRequest()
    .setProject(project.name)
    .setStack(request.stack)
    .setOrganization(request.organization)
    .setPwd(project.root)
    .setProgram(entry)
    .setInfo(info)
    .setMonitorAddress(engineAddress)
    // A host of this kind learns the engine's address, which has no field of its own, from the first argument.
    .setArgsList([engineAddress])
    .setDryrun(preview)
    .setParallel(request.options.parallel)
    .setConfigsecretkeysList([...request.secretKeys]);
  for (const [key, value] of request.config) run.getConfigMap().set(key, value);
  return run;
}

function problemOfResponse(response: languageProto.RunResponse): string | undefined {
  if (response.getBail()) return "";
  const error = response.getError();
  return error === "" ? undefined : `an unhandled error occurred: ${error}`;
}

function problemOfCall(address: string, error: unknown): string {
  if (isServiceError(error) && error.code === status.UNAVAILABLE) {
    return `the language host at ${address} (--client) cannot be reached, or has ended: ${messageOf(error)}`;
  }
  return messageOf(error);
}

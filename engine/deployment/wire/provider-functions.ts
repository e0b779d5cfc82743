import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { containsSecret, mapProperties, secret } from "../values/marks.ts";
import type { CheckFailure, FunctionCall, FunctionResult, MethodCall, MethodResult } from "./provider.ts";
import type { ProviderAbilities } from "./provider-client.ts";
import type { ProviderRpc } from "./provider-rpc.ts";
import { fromStruct, toStruct } from "./struct.ts";

/** Calls a function. A plugin that cannot keep secrets gets them in clear: then everything that it returns is one. */
export async function invokeFunction(
  rpc: ProviderRpc,
  abilities: ProviderAbilities,
  { token, args, preview }: FunctionCall,
): Promise<FunctionResult> {
  const request = new providerProto.InvokeRequest()
    .setTok(token)
    .setArgs(toStruct(args, { ...abilities, unknowns: false }))
    .setPreview(preview);
  const response = await rpc.invoke(request);
  const result = fromStruct(response.getReturn());
  const leaks = !abilities.secrets && Object.values(args).some(containsSecret);
  return {
    result: leaks ? mapProperties(result, secret) : result,
    failures: checkFailures(response.getFailuresList()),
  };
}

/** Calls a method. Whoever serves methods understands every mark. */
export async function callMethod(
  rpc: ProviderRpc,
  { token, args, preview, dependencies, deployment }: MethodCall,
): Promise<MethodResult> {
  const request = new providerProto.CallRequest()
    .setTok(token)
    .setArgs(toStruct(args, { secrets: true, resourceReferences: true, unknowns: true }))
    .setProject(deployment.project)
    .setStack(deployment.stack)
    .setOrganization(deployment.organization)
    .setConfigsecretkeysList([...deployment.secretKeys])
    .setDryrun(preview)
    .setParallel(deployment.parallel)
    .setMonitorendpoint(deployment.monitorAddress)
    .setAcceptsOutputValues(true);
  for (const [key, text] of deployment.config) request.getConfigMap().set(key, text);
  for (const [key, urns] of Object.entries(dependencies)) {
    const list = new providerProto.CallRequest.ArgumentDependencies().setUrnsList([...urns]);
    request.getArgdependenciesMap().set(key, list);
  }
  const response = await rpc.call(request);
  const returned: Record<string, readonly string[]> = {};
  response.getReturndependenciesMap().forEach((list, key) => {
    returned[key] = list.getUrnsList();
  });
  return {
    result: fromStruct(response.getReturn()),
    failures: checkFailures(response.getFailuresList()),
    dependencies: returned,
  };
}

export function checkFailures(failures: readonly providerProto.CheckFailure[]): CheckFailure[] {
  return failures.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}

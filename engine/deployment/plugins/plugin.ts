import type providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import type { ProviderRpc } from "../wire/provider-rpc.ts";

/** A plugin that runs and can be reached. */
export interface Plugin {
  readonly rpc: ProviderRpc;
  /** What to greet it with. */
  readonly greeting: providerProto.ProviderHandshakeRequest;
}

import { credentials } from "@grpc/grpc-js";
import type pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { CHANNEL_OPTIONS, unary } from "./rpc.ts";

/** A plugin's ResourceProvider service with promises; calls reject with grpc-js's `ServiceError`. */
export class ProviderRpc {
  private readonly client: providerGrpc.ResourceProviderClient;

  constructor(address: string) {
    this.client = new providerGrpc.ResourceProviderClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  }

  handshake(request: providerProto.ProviderHandshakeRequest): Promise<providerProto.ProviderHandshakeResponse> {
    return unary((done) => this.client.handshake(request, done));
  }

  attach(request: pluginProto.PluginAttach): Promise<emptyProto.Empty> {
    return unary((done) => this.client.attach(request, done));
  }

  getPluginInfo(): Promise<pluginProto.PluginInfo> {
    return unary((done) => this.client.getPluginInfo(new emptyProto.Empty(), done));
  }

  checkConfig(request: providerProto.CheckRequest): Promise<providerProto.CheckResponse> {
    return unary((done) => this.client.checkConfig(request, done));
  }

  diffConfig(request: providerProto.DiffRequest): Promise<providerProto.DiffResponse> {
    return unary((done) => this.client.diffConfig(request, done));
  }

  configure(request: providerProto.ConfigureRequest): Promise<providerProto.ConfigureResponse> {
    return unary((done) => this.client.configure(request, done));
  }

  check(request: providerProto.CheckRequest): Promise<providerProto.CheckResponse> {
    return unary((done) => this.client.check(request, done));
  }

  diff(request: providerProto.DiffRequest): Promise<providerProto.DiffResponse> {
    return unary((done) => this.client.diff(request, done));
  }

  create(request: providerProto.CreateRequest): Promise<providerProto.CreateResponse> {
    return unary((done) => this.client.create(request, done));
  }

  update(request: providerProto.UpdateRequest): Promise<providerProto.UpdateResponse> {
    return unary((done) => this.client.update(request, done));
  }

  read(request: providerProto.ReadRequest): Promise<providerProto.ReadResponse> {
    return unary((done) => this.client.read(request, done));
  }

  delete(request: providerProto.DeleteRequest): Promise<emptyProto.Empty> {
    return unary((done) => this.client.delete(request, done));
  }

  invoke(request: providerProto.InvokeRequest): Promise<providerProto.InvokeResponse> {
    return unary((done) => this.client.invoke(request, done));
  }

  call(request: providerProto.CallRequest): Promise<providerProto.CallResponse> {
    return unary((done) => this.client.call(request, done));
  }

  cancel(): Promise<emptyProto.Empty> {
    return unary((done) => this.client.cancel(new emptyProto.Empty(), done));
  }

  close(): void {
    this.client.close();
  }
}

import { credentials } from "@grpc/grpc-js";
import analyzerGrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import type analyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { CHANNEL_OPTIONS, unary } from "./rpc.ts";

/** A policy pack's Analyzer service with promises; calls reject with grpc-js's `ServiceError`. */
export class AnalyzerRpc {
  private readonly client: analyzerGrpc.AnalyzerClient;

  constructor(address: string) {
    this.client = new analyzerGrpc.AnalyzerClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  }

  handshake(request: analyzerProto.AnalyzerHandshakeRequest): Promise<analyzerProto.AnalyzerHandshakeResponse> {
    return unary((done) => this.client.handshake(request, done));
  }

  configureStack(
    request: analyzerProto.AnalyzerStackConfigureRequest,
  ): Promise<analyzerProto.AnalyzerStackConfigureResponse> {
    return unary((done) => this.client.configureStack(request, done));
  }

  getAnalyzerInfo(): Promise<analyzerProto.AnalyzerInfo> {
    return unary((done) => this.client.getAnalyzerInfo(new emptyProto.Empty(), done));
  }

  configure(request: analyzerProto.ConfigureAnalyzerRequest): Promise<emptyProto.Empty> {
    return unary((done) => this.client.configure(request, done));
  }

  remediate(request: analyzerProto.AnalyzeRequest): Promise<analyzerProto.RemediateResponse> {
    return unary((done) => this.client.remediate(request, done));
  }

  analyze(request: analyzerProto.AnalyzeRequest): Promise<analyzerProto.AnalyzeResponse> {
    return unary((done) => this.client.analyze(request, done));
  }

  analyzeStack(request: analyzerProto.AnalyzeStackRequest): Promise<analyzerProto.AnalyzeResponse> {
    return unary((done) => this.client.analyzeStack(request, done));
  }

  close(): void {
    this.client.close();
  }
}

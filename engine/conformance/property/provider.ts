import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import type { Urn } from "../../deployment/state/snapshot.ts";
import { nameOf } from "../../deployment/state/urn.ts";
import { changedKeys } from "../../deployment/values/difference.ts";
import { UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { Call, Deed, Fault, Thing, World } from "./world.ts";

const REPLACING = ["shape", "firmLink", "inside"];

/** How a run watches the provider, and when it lets a call go on. */
export interface Watch {
  /** Settles when it is the call's turn. Rejects when nobody is there any more who could be answered. */
  turn(call: Call, urn: Urn): Promise<void>;
  /** A change of the world is about to be made. */
  changing(deed: Deed): void;
  /** The world has changed. */
  changed(): void;
}

/** The plugin of the package, in the test's own process. */
export class Provider {
  faults: readonly Fault[] = [];
  watch: Watch | undefined;
  /** Calls that change the world and came in a preview, or when nobody ran anything. */
  readonly misplaced: string[] = [];
  private readonly world: World;
  private readonly server = new Server();

  constructor(world: World) {
    this.world = world;
    this.server.addService(providerGrpc.ResourceProviderService, this.service());
  }

  /** @returns the port */
  listen(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      ),
    );
  }

  close(): void {
    this.server.forceShutdown();
  }

  private service(): UntypedServiceImplementation {
    const news = (struct: structProto.Struct | undefined): PropertyMap => (struct?.toJavaScript() ?? {}) as PropertyMap;
    return {
      getPluginInfo: answering(() => new pluginProto.PluginInfo().setVersion("1.0.0")),
      attach: answering(() => new emptyProto.Empty()),
      cancel: answering(() => new emptyProto.Empty()),
      configure: answering(() => new providerProto.ConfigureResponse().setSupportspreview(true)),
      checkConfig: answering((request: providerProto.CheckRequest) =>
        new providerProto.CheckResponse().setInputs(request.getNews()),
      ),
      diffConfig: answering((request: providerProto.DiffRequest) =>
        difference(news(request.getOldInputs()), news(request.getNews()), false),
      ),
      check: answering(async (request: providerProto.CheckRequest) => {
        await this.turn("check", request.getUrn());
        return new providerProto.CheckResponse().setInputs(request.getNews());
      }),
      diff: answering(async (request: providerProto.DiffRequest) => {
        await this.turn("diff", request.getUrn());
        const wanted = news(request.getNews());
        const ignored = request.getIgnorechangesList();
        return difference(news(request.getOldInputs()), wanted, wanted.deletesFirst === true, ignored);
      }),
      create: answering(async (request: providerProto.CreateRequest) => {
        const inputs = news(request.getProperties());
        const response = new providerProto.CreateResponse();
        if (request.getPreview()) return response.setProperties(request.getProperties());
        const thing = await this.does("create", request.getUrn(), "", () =>
          this.world.create(request.getUrn(), inputs),
        );
        return response.setId(thing.id).setProperties(struct(thing.outputs));
      }),
      update: answering(async (request: providerProto.UpdateRequest) => {
        const inputs = news(request.getNews());
        const response = new providerProto.UpdateResponse();
        const { made } = news(request.getOlds());
        if (request.getPreview())
          return response.setProperties(struct({ ...inputs, made: made ?? UNKNOWN, version: UNKNOWN }));
        const id = request.getId();
        const thing = await this.does("update", request.getUrn(), id, () => this.world.update(id, inputs));
        return response.setProperties(struct(thing.outputs));
      }),
      delete: answering(async (request: providerProto.DeleteRequest) => {
        const id = request.getId();
        await this.does("delete", request.getUrn(), id, () => {
          this.world.delete(id);
          return undefined;
        });
        return new emptyProto.Empty();
      }),
      read: answering(async (request: providerProto.ReadRequest) => {
        const how = await this.turn("read", request.getUrn());
        const thing = this.world.things.get(request.getId());
        if (thing === undefined) return new providerProto.ReadResponse();
        if (how === "half") throw half(thing);
        return new providerProto.ReadResponse()
          .setId(thing.id)
          .setInputs(struct(thing.inputs))
          .setProperties(struct(thing.outputs));
      }),
    };
  }

  /** Waits for the call's turn. @returns what goes wrong with it @throws Error when it is to fail */
  private async turn(call: Call, urn: Urn): Promise<"half" | undefined> {
    await this.watch?.turn(call, urn);
    const fault = this.faults.find((candidate) => candidate.call === call && candidate.name === nameOf(urn));
    if (fault?.how === "fails") throw new Error(`cannot ${call} ${fault.name}`);
    return fault?.how;
  }

  /** A change of the world. */
  private async does<Result extends Thing | undefined>(
    call: Deed["call"],
    urn: Urn,
    id: string,
    change: () => Result,
  ): Promise<Result> {
    if (this.watch === undefined) this.misplaced.push(`${call} ${urn}`);
    const deed = this.world.begin(call, urn, id);
    this.watch?.changing(deed);
    try {
      const how = await this.turn(call, urn);
      const result = change();
      this.world.end(deed, false);
      this.watch?.changed();
      if (how === "half" && result !== undefined) throw half(result);
      return result;
    } catch (error) {
      if (deed.ended === Number.POSITIVE_INFINITY) this.world.end(deed, true);
      throw error;
    }
  }
}

/** A thing that is there but not in order, as a plugin says so. */
class HalfDone extends Error {
  readonly thing: Thing;
  constructor(thing: Thing) {
    super("half done");
    this.thing = thing;
  }
}

function half(thing: Thing): HalfDone {
  return new HalfDone(thing);
}

function answering<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): Promise<void> => {
    try {
      callback(null, await answer(call.request));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      const metadata = new Metadata();
      if (error instanceof HalfDone) metadata.add("grpc-status-details-bin", trailerOf(error.thing));
      callback({ code: status.UNKNOWN, details, metadata });
    }
  };
}

function trailerOf({ id, inputs, outputs }: Thing): Buffer {
  const detail = new providerProto.ErrorResourceInitFailed()
    .setId(id)
    .setInputs(struct(inputs))
    .setProperties(struct(outputs))
    .setReasonsList(["not in order"]);
  const any = new anyProto.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const message = new statusProto.Status().setCode(status.UNKNOWN).setMessage("half done");
  message.addDetails(any);
  return Buffer.from(message.serializeBinary());
}

function difference(
  olds: PropertyMap,
  news: PropertyMap,
  deletesFirst: boolean,
  ignored: readonly string[] = [],
): providerProto.DiffResponse {
  const changed = changedKeys(olds, news).filter((key) => !ignored.includes(key));
  return new providerProto.DiffResponse()
    .setChanges(providerProto.DiffResponse.DiffChanges[changed.length > 0 ? "DIFF_SOME" : "DIFF_NONE"])
    .setDiffsList(changed)
    .setReplacesList(changed.filter((key) => REPLACING.includes(key)))
    .setDeletebeforereplace(deletesFirst);
}

function struct(properties: PropertyMap): structProto.Struct {
  return structProto.Struct.fromJavaScript(properties as Record<string, structProto.JavaScriptValue>);
}

import { credentials, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageProto from "@pulumi/pulumi/proto/language_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import type { Urn } from "../../deployment/state/snapshot.ts";
import { STACK_TYPE } from "../../deployment/state/urn.ts";
import { secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { unary } from "../../deployment/wire/rpc.ts";
import {
  aliasesOf,
  dependenciesOf,
  inherited,
  type Link,
  PACKAGE,
  PROJECT,
  type Program,
  type Resource,
  requirementsOf,
  type Slot,
  STACK,
  typeOfKind,
} from "./program.ts";

/** What the engine said of a resource. */
interface Registered {
  readonly urn: Urn;
  readonly id: string;
  readonly outputs: PropertyMap;
}

/** Runs programs that are data: registers their resources as an SDK does, each as soon as what it needs is there. */
export class LanguageHost {
  program: Program = [];
  /** What the program cannot go on from: it throws instead of making the resource. */
  throwsAt: Slot | undefined;
  /** Called when something has come from the engine. */
  onActivity: () => void = () => undefined;
  private readonly server = new Server();

  constructor() {
    this.server.addService(languageGrpc.LanguageRuntimeService, {
      run: (
        call: ServerUnaryCall<languageProto.RunRequest, languageProto.RunResponse>,
        callback: sendUnaryData<languageProto.RunResponse>,
      ) => {
        const run = new ProgramRun(this.program, call.request, this.throwsAt, () => this.onActivity());
        run.toItsEnd().then((response) => callback(null, response));
      },
    });
  }

  /** @returns the address */
  listen(): Promise<string> {
    return new Promise((resolve, reject) =>
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(`127.0.0.1:${port}`) : reject(error),
      ),
    );
  }

  close(): void {
    this.server.forceShutdown();
  }
}

class ProgramRun {
  private readonly program: Program;
  private readonly preview: boolean;
  private readonly throwsAt: Slot | undefined;
  private readonly onActivity: () => void;
  private readonly monitor: resourceGrpc.ResourceMonitorClient;
  private readonly aliases: Map<Slot, Urn[]>;
  private readonly registered = new Map<Slot, Promise<Registered>>();

  constructor(program: Program, request: languageProto.RunRequest, throwsAt: Slot | undefined, onActivity: () => void) {
    this.program = program;
    this.preview = request.getDryrun();
    this.throwsAt = throwsAt;
    this.onActivity = onActivity;
    this.monitor = new resourceGrpc.ResourceMonitorClient(request.getMonitorAddress(), credentials.createInsecure());
    this.aliases = aliasesOf(program);
  }

  /** Like an SDK, it ends quietly when the engine does not answer any more. */
  async toItsEnd(): Promise<languageProto.RunResponse> {
    const response = new languageProto.RunResponse();
    try {
      const stack = await this.registerStack();
      for (const resource of this.program) {
        if (resource.slot === this.throwsAt) {
          response.setError("the program throws");
          break;
        }
        this.registered.set(resource.slot, this.register(resource, stack));
      }
      const results = await Promise.allSettled(this.registered.values());
      if (response.getError() !== "" || results.some(({ status }) => status === "rejected")) return response;
      await this.registerOutputs(stack, { resources: this.program.length });
      await unary((done) => this.monitor.signalAndWaitForShutdown(new emptyProto.Empty(), done));
      return response;
    } catch {
      return response;
    } finally {
      this.monitor.close();
    }
  }

  private async registerStack(): Promise<Urn> {
    const request = new resourceProto.RegisterResourceRequest().setType(STACK_TYPE).setName(`${PROJECT}-${STACK}`);
    return (await this.send(request)).getUrn();
  }

  private async register(resource: Resource, stack: Urn): Promise<Registered> {
    const { slot, kind, name, parent, deleteBeforeReplace } = resource;
    const needs = [...requirementsOf(resource, this.program)];
    const provider = kind === "provider" ? undefined : inherited(this.program, resource, "provider");
    const host = kind === "thing" ? inherited(this.program, resource, "deletedWith") : undefined;
    for (const other of [provider, host]) if (other !== undefined) needs.push(other);
    await Promise.all(needs.map((need) => this.registered.get(need)));
    const request = new resourceProto.RegisterResourceRequest()
      .setType(typeOfKind(kind))
      .setName(name)
      .setCustom(kind !== "component")
      .setParent(parent === undefined ? stack : (await this.of(parent)).urn)
      .setAliasurnsList(this.aliases.get(slot) ?? [])
      .setDependenciesList(await this.urns(dependenciesOf(resource, this.program)))
      .setProtect(resource.protect)
      .setRetainondelete(resource.retainOnDelete)
      .setIgnorechangesList([...resource.ignoreChanges])
      .setReplaceonchangesList([...resource.replaceOnChanges])
      .setAdditionalsecretoutputsList([...resource.secretOutputs])
      .setAcceptsecrets(true)
      .setAcceptresources(true);
    if (deleteBeforeReplace !== undefined) {
      request.setDeletebeforereplace(deleteBeforeReplace).setDeletebeforereplacedefined(true);
    }
    if (provider !== undefined) {
      const { urn, id } = await this.of(provider);
      const reference = `${urn}::${id === "" ? UNKNOWN : id}`;
      if (kind === "thing") request.setProvider(reference);
      else request.getProvidersMap().set(PACKAGE, reference);
    }
    if (host !== undefined) request.setDeletedwith((await this.of(host)).urn);
    await this.setInputs(request, resource, host);
    const response = await this.send(request);
    const outputs = (response.getObject()?.toJavaScript() ?? {}) as PropertyMap;
    const registered = { urn: response.getUrn(), id: response.getId(), outputs };
    if (kind === "component") await this.registerOutputs(registered.urn, { size: resource.size });
    return registered;
  }

  private async setInputs(
    request: resourceProto.RegisterResourceRequest,
    resource: Resource,
    host: Slot | undefined,
  ): Promise<void> {
    const { kind, size, shape, secret: isSecret } = resource;
    const inputs: Record<string, PropertyValue> = { size, shape };
    const dependencies = new Set(request.getDependenciesList());
    const dependsOnly = (key: string, urns: Urn[]): void => {
      for (const urn of urns) dependencies.add(urn);
      const of = new resourceProto.RegisterResourceRequest.PropertyDependencies().setUrnsList(urns);
      request.getPropertydependenciesMap().set(key, of);
    };
    if (kind === "thing") {
      if (resource.providerDeletesFirst) inputs.deletesFirst = true;
      if (isSecret) inputs.password = secret("hidden");
      const links: (readonly [string, Link])[] = [];
      if (resource.link !== undefined) links.push(["link", resource.link]);
      if (resource.firmLink !== undefined) links.push(["firmLink", resource.firmLink]);
      if (host !== undefined) links.push(["inside", { of: host, output: "id" }]);
      for (const [key, link] of links) {
        const target = await this.of(link.of);
        const value = this.output(target, link.output);
        if (value !== undefined) inputs[key] = value;
        dependsOnly(key, [target.urn]);
      }
    }
    for (const key of Object.keys(inputs)) if (!request.getPropertydependenciesMap().has(key)) dependsOnly(key, []);
    request.setDependenciesList([...dependencies]);
    request.setObject(structProto.Struct.fromJavaScript(inputs as Record<string, structProto.JavaScriptValue>));
  }

  /** Undefined when the engine did not make it, because the run is not for it. */
  private output({ id, outputs }: Registered, output: Link["output"]): PropertyValue | undefined {
    const value = output === "id" ? id : outputs[output];
    if (value !== undefined && value !== "") return value;
    return this.preview ? UNKNOWN : undefined;
  }

  private async of(slot: Slot): Promise<Registered> {
    const registered = await this.registered.get(slot);
    if (registered === undefined) throw new Error(`the program has no resource ${slot} yet`);
    return registered;
  }

  private async urns(slots: Iterable<Slot>): Promise<Urn[]> {
    return Promise.all([...slots].map(async (slot) => (await this.of(slot)).urn));
  }

  private async send(request: resourceProto.RegisterResourceRequest): Promise<resourceProto.RegisterResourceResponse> {
    const response = unary<resourceProto.RegisterResourceResponse>((done) =>
      this.monitor.registerResource(request, done),
    );
    try {
      return await response;
    } finally {
      this.onActivity();
    }
  }

  private async registerOutputs(urn: Urn, outputs: PropertyMap): Promise<void> {
    const object = structProto.Struct.fromJavaScript(outputs as Record<string, structProto.JavaScriptValue>);
    const request = new resourceProto.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(object);
    await unary((done) => this.monitor.registerResourceOutputs(request, done));
    this.onActivity();
  }
}

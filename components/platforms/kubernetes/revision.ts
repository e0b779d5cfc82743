import * as pulumi from "@pulumi/pulumi";
import type { RunningRevision } from "../platform.ts";
import type { Cluster } from "./cluster.ts";
import {
  environmentOf,
  type RevisionRequest,
  revisionDeployment,
  revisionMetadata,
  revisionService,
  revisionSurroundings,
} from "./manifests/revision.ts";
import { addressInside, nameByContent, objectName, urlFromOutside } from "./names.ts";

/** A revision's objects. Its Deployment is ready when every pod of it is. */
export class Revision extends pulumi.ComponentResource implements RunningRevision {
  readonly address: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  /** @param secrets names of Secrets by the variables that they hold */
  constructor(
    request: RevisionRequest,
    cluster: Cluster,
    bindings: pulumi.Input<Record<string, pulumi.Input<string>>>,
    secrets: Readonly<Record<string, pulumi.Input<string>>>,
    { dependsOn, ...options }: pulumi.CustomResourceOptions,
  ) {
    const { definition, facts, settings } = request;
    super("release:kubernetes:Revision", definition.name, {}, options);
    // Children do not wait for what their parent waits for.
    const own: pulumi.CustomResourceOptions = { parent: this, ...(dependsOn ? { dependsOn } : {}) };
    const name = objectName(definition.name);
    const environment = pulumi.output(bindings).apply((known) => environmentOf(request, known));
    const configMap = cluster.create(
      name,
      {
        kind: "ConfigMap",
        metadata: { ...revisionMetadata(request), name: environment.apply((data) => nameByContent(name, data)) },
        immutable: true,
        data: environment,
      },
      own,
    );
    const surroundings = cluster.createAll(revisionSurroundings(request), own);
    const deployment = cluster.create(
      name,
      revisionDeployment(request, { environment: configMap.metadata.name, secrets }),
      pulumi.mergeOptions(own, { dependsOn: surroundings }),
    );
    const balanced = cluster.create(name, revisionService(request), own);
    const running = pulumi.all([deployment.metadata, balanced.metadata]);
    this.address = running.apply(() => addressInside(settings.place, name, facts.containerPort));
    this.url = running.apply(() => urlFromOutside(settings.place, name, facts.containerPort));
    this.resource = deployment;
    this.registerOutputs({});
  }
}

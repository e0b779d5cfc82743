import * as pulumi from "@pulumi/pulumi";

/** A resource that is a file of the folder `world`. What its inputs make it do is in behaviour.ts. */
export class Item extends pulumi.CustomResource {
  declare readonly token: pulumi.Output<string>;
  declare readonly revision: pulumi.Output<number>;
  declare readonly size: pulumi.Output<number>;

  constructor(name: string, args: pulumi.Inputs = {}, options?: pulumi.CustomResourceOptions) {
    super("world:index:Item", name, { token: undefined, revision: undefined, size: undefined, ...args }, options);
  }
}

/** An explicit provider of items. A change of `uri` replaces it. */
export class World extends pulumi.ProviderResource {
  constructor(name: string, args: pulumi.Inputs = {}, options?: pulumi.ResourceOptions) {
    super("world", name, args, options);
  }
}

export class Component extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs = {}, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Component", name, args, options);
  }
}

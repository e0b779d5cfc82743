import * as pulumi from "@pulumi/pulumi";

/** What a test can ask of a thing. */
export interface ThingArgs {
  readonly size?: pulumi.Input<number>;
  /** A change of it replaces the thing. */
  readonly shape?: pulumi.Input<string>;
  readonly text?: pulumi.Input<unknown>;
  readonly secret?: pulumi.Input<string>;
  readonly list?: pulumi.Input<pulumi.Input<unknown>[]>;
  readonly deleteFirst?: boolean;
  /** What goes wrong: `check`, `create`, `create-half`, `update`, `update-half`, `delete`, `read`. */
  readonly fail?: pulumi.Input<string>;
  /** How long create and update take, in ms. */
  readonly delayMs?: number;
}

// As little code as possible goes into the state: what things do is in thing-world.ts.
const provider: pulumi.dynamic.ResourceProvider = {
  async check(olds, news) {
    return (await import(`${process.cwd()}/thing-world.ts`)).check(olds, news);
  },
  async diff(id, olds, news) {
    return (await import(`${process.cwd()}/thing-world.ts`)).diff(id, olds, news);
  },
  async create(inputs) {
    return (await import(`${process.cwd()}/thing-world.ts`)).create(inputs);
  },
  async update(id, olds, news) {
    return (await import(`${process.cwd()}/thing-world.ts`)).update(id, olds, news);
  },
  async read(id, props) {
    return (await import(`${process.cwd()}/thing-world.ts`)).read(id, props);
  },
  async delete(id, props) {
    return (await import(`${process.cwd()}/thing-world.ts`)).remove(id, props);
  },
};

/** A resource that is a file. Its name is given to the provider as `name`. */
export class Thing extends pulumi.dynamic.Resource {
  declare readonly token: pulumi.Output<string>;
  declare readonly size: pulumi.Output<number>;

  constructor(name: string, args: ThingArgs = {}, options?: pulumi.CustomResourceOptions) {
    super(provider, name, { token: undefined, name, ...args }, options, "test", "Thing");
  }
}

export class Component extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs = {}, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Component", name, args, options);
  }
}

/** A resource of the plugin `mini`. A change of `kind` replaces it. */
export class Item extends pulumi.CustomResource {
  declare readonly by: pulumi.Output<string>;

  constructor(name: string, args: pulumi.Inputs = {}, options?: pulumi.CustomResourceOptions) {
    super("mini:index:Item", name, { by: undefined, ...args }, options);
  }
}

export class MiniProvider extends pulumi.ProviderResource {
  constructor(name: string, args: pulumi.Inputs, options?: pulumi.ResourceOptions) {
    super("mini", name, args, options);
  }
}

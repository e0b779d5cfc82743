import * as pulumi from "@pulumi/pulumi";
import type { Lifecycle } from "./lifecycle.ts";

type AnyLifecycle = Lifecycle<object, object>;

/**
 * A dynamic resource whose code is a module of the working tree.
 *
 * Pulumi stores a dynamic provider's code as text in state, and runs that text on refresh and delete. Here the text only
 * says which module to load, so the code that runs is always the working tree's. `pulumi.dynamic.Resource` makes such a
 * text from a closure, with the TypeScript compiler, at every start of the program; this makes the same text without,
 * which is half a second less before a rollback begins. npm's dynamic plugin runs either.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @param module path of the module that exports `lifecycle`, relative to the project root: "traffic/shift/shift.ts".
   * @param type "release:TrafficShift" becomes the type `pulumi-nodejs:dynamic/release:TrafficShift`.
   * @param props the inputs, and `undefined` for each output.
   */
  constructor(module: string, type: string, name: string, props: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super(`pulumi-nodejs:dynamic/${type}`, name, { ...props, __provider: providerText(module) }, options);
  }
}

/** Loaded into the plugin once, whatever it runs. */
const ORPHAN_WATCH = "dynamic/orphan-watch.ts";

/** The text of a provider, in the form that npm's dynamic plugin takes: a module whose `handler` returns it. */
export function providerText(module: string): string {
  const load = (file: string) => `import(\`file://\${process.cwd()}/${file}\`)`;
  return `exports.handler = () => { ${load(ORPHAN_WATCH)}; return (${connect})(() => ${load(module)}); };\n`;
}

/** Stands as text in state: it must use nothing from outside itself. */
function connect(load: () => Promise<{ lifecycle: AnyLifecycle }>): pulumi.dynamic.ResourceProvider {
  return {
    async check(olds, news) {
      const { lifecycle } = await load();
      return lifecycle.check ? lifecycle.check(olds, news) : { inputs: news };
    },
    async diff(id, olds, news) {
      const { lifecycle } = await load();
      return lifecycle.diff(id, olds, news);
    },
    async create(inputs) {
      const { lifecycle } = await load();
      return lifecycle.create(inputs);
    },
    async update(id, olds, news) {
      const { lifecycle } = await load();
      if (!lifecycle.update)
        throw new Error("this resource is replaced on every change and cannot be updated in place");
      return lifecycle.update(id, olds, news);
    },
    async read(id, props) {
      const { lifecycle } = await load();
      return lifecycle.read ? lifecycle.read(id, props) : { id, props };
    },
    async delete(id, props) {
      const { lifecycle } = await load();
      await lifecycle.delete?.(id, props);
    },
  };
}

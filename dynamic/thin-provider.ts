import type * as pulumi from "@pulumi/pulumi";

/**
 * A dynamic provider of a few lines that loads its real code from the working tree when it is called.
 *
 * Pulumi stores a dynamic provider's code as text in state and runs that text on refresh and delete. This one's text never
 * changes, so the code that runs is always the working tree's.
 *
 * @param module path of the module that exports `lifecycle`, relative to the project root: "traffic/shift/shift.ts".
 */
export function thinProvider(module: string): pulumi.dynamic.ResourceProvider {
  return {
    async check(olds, news) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.check ? lifecycle.check(olds, news) : { inputs: news };
    },
    async diff(id, olds, news) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.diff(id, olds, news);
    },
    async create(inputs) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.create(inputs);
    },
    async update(id, olds, news) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      if (!lifecycle.update) throw new Error(`${module} replaces on every change and cannot update in place`);
      return lifecycle.update(id, olds, news);
    },
    async read(id, props) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      return lifecycle.read ? lifecycle.read(id, props) : { id, props };
    },
    async delete(id, props) {
      const { lifecycle } = await import(`file://${process.cwd()}/${module}`);
      await lifecycle.delete?.(id, props);
    },
  };
}

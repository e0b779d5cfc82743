import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { secret, UNKNOWN } from "../values/marks.ts";
import { type Outcome, TestStack } from "./test-stack.ts";

// A run starts two or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let stack: TestStack;
beforeEach(async () => {
  stack = await TestStack.create();
});
afterEach(() => stack.remove());

const INVOKE = `
  const invoke = (name: string, args: pulumi.Inputs, options: pulumi.InvokeOutputOptions = {}) =>
    pulumi.runtime.invokeOutput(\`mini:index:\${name}\`, args, options);
`;

async function run(operation: "preview" | "update", program: string): Promise<Outcome> {
  await stack.program(INVOKE + program);
  return stack.run(operation);
}

test("functions are called with the right provider; a secret argument makes the result secret", async () => {
  stack.config.set("mini:uri", "default");
  const program = `
    const provider = new MiniProvider("p", { uri: "explicit" });
    const component = new Component("c", {}, { providers: [provider] });
    const item = new Item("i");
    export const byDefault = invoke("echo", { x: 1 });
    export const hidden = invoke("echo", { x: pulumi.secret(2) });
    export const explicit = invoke("echo", { x: 3 }, { provider });
    export const inherited = invoke("echo", { x: 4 }, { parent: component });
    export const later = invoke("echo", { x: item.id });
  `;
  const preview = await run("preview", program);
  expect(preview.outputs).toMatchObject({
    byDefault: { x: 1, by: "default", preview: true },
    explicit: { x: 3, by: "explicit" },
    inherited: { x: 4, by: "explicit" },
    later: UNKNOWN,
  });
  const { outputs } = await run("update", program);
  expect(outputs).toMatchObject({
    hidden: secret({ x: 2, by: "default", preview: false }),
    later: { x: "mini-i", preview: false },
  });
});

test("a function's failure is the program's to handle", async () => {
  const program = `
    const failed = pulumi.runtime.invoke("mini:index:fail", {}).catch((error: Error) => error.message);
    const refused = pulumi.runtime.invoke("mini:index:echo", { bad: 1 }).catch((error: Error) => error.message);
    export const messages = [failed, refused];
  `;
  expect(await run("preview", program)).toMatchObject({
    result: "succeeded",
    outputs: {
      messages: [
        "invocation of mini:index:fail returned an error: it does not work",
        "Invoke of 'mini:index:echo' failed: it is bad (bad)",
      ],
    },
  });
});

test("a resource's methods are called with its provider; their failure is the run's", async () => {
  const program = (args: string) => `
    class Described extends Item {
      describe(args: pulumi.Inputs): pulumi.Output<unknown> {
        return pulumi.runtime.call("mini:index:Item/describe", { __self__: this, ...args }, this);
      }
    }
    export const described = new Described("i").describe(${args});
  `;
  expect((await run("update", program("{ a: 1 }"))).outputs).toEqual({ described: { a: 1, stack: "dev" } });
  const failed = await run("update", program("{ bad: 1 }"));
  expect(failed.result).toBe("failed");
  expect(failed.errors).toEqual(["call to function 'mini:index:Item/describe' failed: it does not work"]);
});

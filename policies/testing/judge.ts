import type {
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

/** What a policy is shown in a test. */
export interface Shown {
  readonly type: string;
  readonly name?: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly ignoreChanges?: string[];
  readonly protect?: boolean;
}

class NotApplicable extends Error {}

/** What a resource policy reports; undefined when it does not concern the resource. */
export async function judgeResource(policy: ResourceValidationPolicy, shown: Shown): Promise<string[] | undefined> {
  const { validateResource } = policy;
  if (typeof validateResource !== "function") throw new TypeError(`${policy.name} has not one validation function`);
  return reported((report) =>
    validateResource(
      {
        ...resource(shown),
        stackTags: new Map(),
        getConfig: <T extends object>() => ({}) as T,
        notApplicable,
        asType: () => undefined,
      },
      report,
    ),
  );
}

/** What a stack policy reports; undefined when it does not concern the stack. */
export async function judgeStack(
  policy: StackValidationPolicy,
  shown: readonly Shown[],
): Promise<string[] | undefined> {
  return reported((report) =>
    policy.validateStack(
      {
        resources: shown.map(resource),
        stackTags: new Map(),
        getConfig: <T extends object>() => ({}) as T,
        notApplicable,
      },
      report,
    ),
  );
}

async function reported(
  validate: (report: (message: string | object) => void) => Promise<void> | void,
): Promise<string[] | undefined> {
  const messages: string[] = [];
  try {
    await validate((message) => messages.push(String(message)));
    return messages;
  } catch (error) {
    if (error instanceof NotApplicable) return undefined;
    throw error;
  }
}

function notApplicable(reason?: string): never {
  throw new NotApplicable(reason);
}

function resource({ type, name = "some", props, ignoreChanges = [], protect = false }: Shown): PolicyResource {
  const opts: PolicyResourceOptions = {
    protect,
    ignoreChanges,
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
  };
  return {
    type,
    name,
    props,
    opts,
    urn: `urn:pulumi:test::canary-release::${type}::${name}`,
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

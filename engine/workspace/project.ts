import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseConfigKey } from "./config-key.ts";
import type { ConfigDeclaration, ConfigSchema, ConfigType } from "./config-schema.ts";
import { hasType, typeName } from "./config-schema.ts";
import type { ConfigValue } from "./config-value.ts";

/** What Pulumi.yaml says, as far as this engine serves it. */
export interface Project {
  readonly name: string;
  readonly description: string | undefined;
  /** Absolute path of Pulumi.yaml. */
  readonly file: string;
  /** Absolute path of its folder. */
  readonly root: string;
  readonly main: string | undefined;
  readonly typescript: boolean;
  readonly nodeArgs: readonly string[];
  readonly config: ConfigSchema;
  /** Absolute path of the folder of the stacks' config files. */
  readonly stackConfigFolder: string;
  readonly backendUrl: string | undefined;
  readonly plugins: readonly { readonly name: string; readonly path: string }[];
}

/** A Pulumi.yaml that is missing, unreadable, or asks for what this engine does not serve. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";
}

const configValue: z.ZodType<ConfigValue> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(configValue), z.record(z.string(), configValue)]),
);

const items: z.ZodType<ConfigType> = z.lazy(() =>
  z.strictObject({ type: z.enum(["string", "integer", "boolean", "object", "array"]), items: items.optional() }),
);

const declaration = z.strictObject({
  type: z.enum(["string", "integer", "boolean", "object", "array"]).optional(),
  items: items.optional(),
  description: z.string().optional(),
  default: configValue.optional(),
  value: configValue.optional(),
  secret: z.boolean().optional(),
});

const runtimeOptions = z.strictObject({
  typescript: z.boolean().optional(),
  nodeargs: z.string().optional(),
  packagemanager: z.literal("npm", { error: "only npm is supported" }).optional(),
});

const runtime = z.union([z.string(), z.strictObject({ name: z.string(), options: runtimeOptions.optional() })]);

const plugin = z.strictObject({ name: z.string(), path: z.string() });

/** Keys that change what a deployment does are listed or refused; others (author, license, template, …) do not. */
const projectFile = z.looseObject({
  name: z
    .string({ error: "project is missing a non-empty string 'name' attribute" })
    .regex(
      /^[A-Za-z0-9_.-]{1,100}$/,
      "project names may only contain alphanumerics, hyphens, underscores, and periods",
    ),
  runtime,
  main: z.string().optional(),
  description: z.string().optional(),
  config: z.record(z.string(), z.union([declaration, configValue])).optional(),
  stackConfigDir: z.string().optional(),
  backend: z.strictObject({ url: z.string().optional() }).optional(),
  plugins: z.strictObject({ providers: z.array(plugin).optional() }).optional(),
  options: z
    .strictObject({}, { error: "project options (refresh) are not supported by the embedded engine" })
    .optional(),
});

/** The nearest Pulumi.yaml in `folder` or above it; undefined where there is none. */
export function findProjectFile(folder: string): string | undefined {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const found = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(current, name)).find((file) => existsSync(file));
    if (found !== undefined || dirname(current) === current) {
      return found;
    }
  }
}

/** @throws ProjectError that names the file and what is wrong in it. */
export function loadProject(file: string): Project {
  let document: unknown;
  try {
    document = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ProjectError(`could not read ${file}: ${(error as Error).message}`, { cause: error });
  }
  const parsed = projectFile.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `#/${issue.path.join("/")}: ${issue.message}`);
    throw new ProjectError(`could not validate ${file}: ${problems.join("; ")}`);
  }
  const project = parsed.data;
  const root = dirname(file);
  const runtimeName = typeof project.runtime === "string" ? project.runtime : project.runtime.name;
  if (runtimeName !== "nodejs") {
    throw new ProjectError(`${file}: runtime '${runtimeName}' is not supported by the embedded engine, only nodejs is`);
  }
  const options = typeof project.runtime === "string" ? undefined : project.runtime.options;
  return {
    name: project.name,
    description: project.description,
    file,
    root,
    main: project.main,
    typescript: options?.typescript ?? true,
    nodeArgs: options?.nodeargs?.split(/\s+/).filter((argument) => argument !== "") ?? [],
    config: readSchema(project.name, project.config ?? {}, file),
    stackConfigFolder: resolve(root, project.stackConfigDir ?? "."),
    backendUrl: project.backend?.url,
    plugins: project.plugins?.providers ?? [],
  };
}

function readSchema(project: string, entries: Readonly<Record<string, unknown>>, file: string): ConfigSchema {
  return new Map(
    Object.entries(entries).map(([key, entry]) => {
      const own = parseConfigKey(key, project, false).startsWith(`${project}:`);
      const declared = readDeclaration(entry, own);
      const problem = findProblem(key, declared, own);
      if (problem !== undefined) {
        throw new ProjectError(`could not validate ${file}: ${problem}`);
      }
      return [key, declared];
    }),
  );
}

/** A bare value or list stands for a default, or for a value where the key belongs to another namespace. */
function readDeclaration(entry: unknown, own: boolean): ConfigDeclaration {
  const long = declaration.safeParse(entry);
  if (!long.success) {
    const value = entry as ConfigValue;
    return {
      type: undefined,
      description: undefined,
      default: own ? value : undefined,
      value: own ? undefined : value,
      secret: false,
    };
  }
  const { type, items: elements, description, default: defaultValue, value, secret } = long.data;
  return {
    type: type === undefined ? undefined : { type, items: elements },
    description,
    default: defaultValue,
    value,
    secret: secret ?? false,
  };
}

function findProblem(key: string, declared: ConfigDeclaration, own: boolean): string | undefined {
  if (declared.default !== undefined && declared.value !== undefined) {
    return `project config '${key}' cannot have both a 'default' and 'value' attribute`;
  }
  if (!own) {
    if (declared.type !== undefined) {
      return `Configuration key '${key}' is not namespaced by the project and should not define a type`;
    }
    if (declared.default !== undefined) {
      return `Configuration key '${key}' is not namespaced by the project and should not define a default value. Did you mean to use the 'value' attribute instead of 'default'?`;
    }
    return declared.value === undefined
      ? `Configuration key '${key}' is namespaced and must provide an attribute 'value'`
      : undefined;
  }
  if (declared.type?.type === "array" && declared.type.items === undefined) {
    return `The configuration key '${key}' declares an array but does not specify the underlying type via the 'items' attribute`;
  }
  if (declared.type !== undefined && declared.default !== undefined && !hasType(declared.default, declared.type)) {
    return `The default value specified for configuration key '${key}' is not of the expected type '${typeName(declared.type)}'`;
  }
  return undefined;
}

import { Command } from "commander";
import type { StackReference } from "../../backend/layout.ts";
import { DecryptionError } from "../../secrets/crypter.ts";
import { compareKeys, prettyKey } from "../../workspace/config-key.ts";
import { applyDefaults } from "../../workspace/config-schema.ts";
import {
  type ConfigValue,
  configText,
  hasSecret,
  isComposite,
  type Reveal,
  revealConfig,
  type StackConfig,
} from "../../workspace/config-value.ts";
import { getConfig, withConfig, withoutConfig } from "../../workspace/stack-config.ts";
import type { StackFile } from "../../workspace/stack-file.ts";
import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";
import { formatJson, tableLines } from "../table.ts";
import { STACK_OPTION } from "./arguments.ts";
import { coerceInside, parseKey, parsePair } from "./config-pair.ts";
import { looksLikeSecret } from "./secret-heuristic.ts";

type OpenSession = () => Promise<Session>;

interface StackOptions {
  readonly stack?: string;
  readonly configFile?: string;
}

/** A session's stack and its config file. */
interface Target {
  readonly session: Session;
  readonly reference: StackReference;
  readonly file: StackFile;
}

/** `pulumi config` and what is below it. */
export function configCommand(openSession: OpenSession): Command {
  const target = async (command: Command): Promise<Target> => {
    const { stack, configFile } = command.optsWithGlobals<StackOptions>();
    const session = await openSession();
    const reference = await session.requireStack(stack);
    return { session, reference, file: session.stackFile(reference, configFile) };
  };
  const config = withStackOptions(new Command("config"))
    .description("Lists all configuration values of a stack")
    .enablePositionalOptions()
    .option("--show-secrets", "show secret values in clear")
    .option("-j, --json", "emit output as JSON")
    .allowExcessArguments(false)
    .action(async (options: { showSecrets?: boolean; json?: boolean }, command: Command) =>
      list(await target(command), options),
    );
  const add = (name: string) => withStackOptions(config.command(name)).option("--path", "the key is a path");
  add("get")
    .description("Shows one configuration value")
    .argument("<key>")
    .option("-j, --json", "emit output as JSON")
    .action(async (key: string, options: { path?: boolean; json?: boolean }, command: Command) =>
      get(await target(command), key, options),
    );
  add("set")
    .description("Sets a configuration value; without one on the command line it is read from standard input")
    .argument("<key>")
    .argument("[value]")
    .option("--secret", "encrypt the value")
    .option("--plaintext", "store the value in clear, even when it looks like a secret")
    .option("--raw", "keep the newline at the end of a value from standard input")
    .action(async (key: string, value: string | undefined, options: SetOptions, command: Command) =>
      set(await target(command), key, value, options),
    );
  const collect = (pair: string, pairs: readonly string[] = []) => [...pairs, pair];
  add("set-all")
    .description("Sets several configuration values")
    .option("--plaintext <key=value>", "a value in clear; may be given more than once", collect)
    .option("--secret <key=value>", "a value to encrypt; may be given more than once", collect)
    .option("--json <text>", "values in the format of `pulumi config --json`")
    .action(async (options: SetAllOptions, command: Command) => setAll(await target(command), options));
  add("remove")
    .aliases(["rm", "delete"])
    .description("Removes a configuration value")
    .argument("<key>")
    .action(async (key: string, options: { path?: boolean }, command: Command) =>
      remove(await target(command), [key], options),
    );
  add("remove-all")
    .aliases(["rm-all", "delete-all"])
    .description("Removes several configuration values")
    .argument("<keys...>")
    .action(async (keys: string[], options: { path?: boolean }, command: Command) =>
      remove(await target(command), keys, options),
    );
  return config;
}

function withStackOptions(command: Command): Command {
  return command
    .option(...STACK_OPTION)
    .option("--config-file <file>", "the stack's config file, instead of Pulumi.<stack>.yaml");
}

/** Values as `--json` shows them; those of secrets are left out unless they are to be seen. */
function describe(value: ConfigValue, reveal: Reveal, visible: boolean): object {
  const secret = hasSecret(value);
  if (secret && !visible) {
    return { secret };
  }
  return {
    value: configText(value, reveal),
    ...(isComposite(value) ? { objectValue: revealConfig(value, reveal) } : {}),
    secret,
  };
}

const blind: Reveal = () => "[secret]";

async function revealer({ session, reference, file }: Target): Promise<Reveal> {
  const crypter = await (await session.secrets(reference, file)).unlock();
  return (ciphertext) => {
    try {
      return crypter.decrypt(ciphertext);
    } catch (error) {
      throw error instanceof DecryptionError
        ? new CommandError(`could not decrypt configuration value: ${error.message}`, undefined, { cause: error })
        : error;
    }
  };
}

function withDefaults({ session, file }: Target): StackConfig {
  return applyDefaults(file.config, session.project.config, session.project.name);
}

async function list(target: Target, options: { showSecrets?: boolean; json?: boolean }): Promise<void> {
  const { terminal, project } = target.session;
  const config = withDefaults(target);
  const visible = options.showSecrets === true;
  const reveal = visible && [...config.values()].some(hasSecret) ? await revealer(target) : blind;
  const entries = [...config].sort(([a], [b]) => compareKeys(a, b));
  if (options.json === true) {
    terminal.print(
      formatJson(Object.fromEntries(entries.map(([key, value]) => [key, describe(value, reveal, visible)]))),
    );
    return;
  }
  const rows = entries.map(([key, value]) => [prettyKey(key, project.name), configText(value, reveal)]);
  terminal.print(tableLines(["KEY", "VALUE"], rows).join("\n"));
}

async function get(target: Target, text: string, options: { path?: boolean; json?: boolean }): Promise<void> {
  const { session, reference } = target;
  const path = options.path === true;
  const key = parseKey(text, session.project.name, path);
  const value = getConfig(withDefaults(target), key, path);
  if (value === undefined) {
    throw new CommandError(
      `configuration key '${prettyKey(key, session.project.name)}' not found for stack '${session.displayName(reference)}'`,
    );
  }
  const reveal = hasSecret(value) ? await revealer(target) : blind;
  session.terminal.print(options.json === true ? formatJson(describe(value, reveal, true)) : configText(value, reveal));
}

interface SetOptions {
  readonly path?: boolean;
  readonly secret?: boolean;
  readonly plaintext?: boolean;
  readonly raw?: boolean;
}

async function set(target: Target, text: string, given: string | undefined, options: SetOptions): Promise<void> {
  const { session, reference, file } = target;
  if (options.secret === true && options.plaintext === true) {
    throw new CommandError("only one of --secret and --plaintext may be given");
  }
  const path = options.path === true;
  const key = parseKey(text, session.project.name, path);
  const value = given ?? (await readValue(session, options));
  if (options.secret !== true && options.plaintext !== true && looksLikeSecret(key, value)) {
    throw new CommandError(
      `config value for '${key}' looks like a secret; rerun with --secret to encrypt it, or --plaintext if you meant to store in plaintext`,
    );
  }
  const stored =
    options.secret === true
      ? { secure: (await (await session.secrets(reference, file)).unlock()).encrypt(value) }
      : value;
  try {
    file.setConfig(withConfig(file.config, key, coerceInside(key, stored, path), path));
  } catch (error) {
    throw new CommandError(`could not set config: ${(error as Error).message}`, undefined, { cause: error });
  }
  await file.save();
}

async function readValue({ terminal }: Session, { secret, raw }: SetOptions): Promise<string> {
  if (!terminal.inputIsTerminal) {
    const text = await terminal.readInput();
    return raw === true ? text : text.replace(/\r?\n$/, "");
  }
  if (!terminal.interactive) {
    throw new CommandError("config value must be specified in non-interactive mode");
  }
  return secret === true ? terminal.askHidden("value: ") : terminal.ask("value: ");
}

interface SetAllOptions {
  readonly path?: boolean;
  readonly plaintext?: readonly string[];
  readonly secret?: readonly string[];
  readonly json?: string;
}

async function setAll(target: Target, options: SetAllOptions): Promise<void> {
  const { session, reference, file } = target;
  const { plaintext = [], secret = [], json } = options;
  const path = options.path === true;
  if (json !== undefined && (path || plaintext.length > 0 || secret.length > 0)) {
    throw new CommandError("the --json option cannot be used with the --plaintext, --secret or --path options");
  }
  const encrypt = async (value: string) => ({
    secure: (await (await session.secrets(reference, file)).unlock()).encrypt(value),
  });
  let config = file.config;
  for (const pair of plaintext) {
    const { key, value } = parsePair(pair, session.project.name, path);
    config = withConfig(config, key, coerceInside(key, value, path), path);
  }
  for (const pair of secret) {
    const { key, value } = parsePair(pair, session.project.name, path);
    config = withConfig(config, key, await encrypt(value), path);
  }
  for (const [key, { value, secret: isSecret, isObject }] of parseJsonValues(json, session)) {
    const stored = isSecret ? await encrypt(value) : isObject ? (JSON.parse(value) as ConfigValue) : value;
    config = withConfig(config, key, stored, isObject);
  }
  file.setConfig(config);
  await file.save();
}

interface JsonValue {
  readonly value: string;
  readonly secret: boolean;
  readonly isObject: boolean;
}

function parseJsonValues(json: string | undefined, session: Session): [key: string, JsonValue][] {
  if (json === undefined) {
    return [];
  }
  let values: unknown;
  try {
    values = JSON.parse(json);
  } catch (error) {
    throw new CommandError(`could not parse --json argument: ${(error as Error).message}`, undefined, { cause: error });
  }
  return Object.entries(values as Record<string, { value?: unknown; objectValue?: unknown; secret?: unknown }>).map(
    ([name, { value, objectValue, secret }]) => {
      if (typeof value !== "string") {
        throw new CommandError(`value for --json object key "${name}" is nil`);
      }
      const isObject = objectValue !== undefined && objectValue !== null;
      return [parseKey(name, session.project.name, false), { value, secret: secret === true, isObject }];
    },
  );
}

async function remove({ file, session }: Target, keys: readonly string[], options: { path?: boolean }): Promise<void> {
  const path = options.path === true;
  file.setConfig(
    keys.reduce((config, key) => withoutConfig(config, parseKey(key, session.project.name, path), path), file.config),
  );
  await file.save();
}

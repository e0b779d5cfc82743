import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { StoredDeployment } from "../backend/deployment.ts";
import { FileBackend } from "../backend/file-backend.ts";
import { ORGANIZATION, parseStackReference, qualifiedName, type StackReference } from "../backend/layout.ts";
import { backendLocation, backendUrl, defaultBackendFolder } from "../backend/location.ts";
import { passphraseFromEnvironment } from "../secrets/passphrase.ts";
import { StackSecrets } from "../secrets/stack-secrets.ts";
import { findProjectFile, loadProject, type Project } from "../workspace/project.ts";
import { StackSelection } from "../workspace/selection.ts";
import { StackFile, stackFilePath } from "../workspace/stack-file.ts";
import { CommandError, EXIT_CODE } from "./command-error.ts";
import type { Terminal } from "./terminal.ts";

/** The project in the working directory, its backend and who uses them. */
export class Session {
  readonly project: Project;
  readonly backend: FileBackend;
  readonly selection: StackSelection;
  readonly terminal: Terminal;
  readonly #secrets = new Map<string, StackSecrets>();

  private constructor(project: Project, backend: FileBackend, selection: StackSelection, terminal: Terminal) {
    this.project = project;
    this.backend = backend;
    this.selection = selection;
    this.terminal = terminal;
  }

  /** @throws CommandError when there is no project in the working directory or above it. */
  static async open(terminal: Terminal): Promise<Session> {
    const file = findProjectFile(process.cwd());
    if (file === undefined) {
      throw new CommandError(
        `no Pulumi.yaml project file found (searching upwards from ${process.cwd()}). If you have not created a project yet, use \`pulumi new\` to do so`,
      );
    }
    const project = loadProject(file);
    const location = backendLocation(backendUrl(project, process.env), project.root);
    if (location.folder === defaultBackendFolder(project.root)) {
      await mkdir(location.folder, { recursive: true });
    }
    const backend = await FileBackend.open(location, (text) => terminal.printError(`warning: ${text}`));
    return new Session(project, backend, new StackSelection(project, backend.url, process.env.PULUMI_HOME), terminal);
  }

  parseStack(name: string): StackReference {
    return parseStackReference(name, this.project.name);
  }

  /** As people type it: qualified where it belongs to another project. */
  displayName(reference: StackReference): string {
    return reference.project === this.project.name
      ? reference.stack
      : `${ORGANIZATION}/${reference.project}/${reference.stack}`;
  }

  /**
   * The stack that is named, else the selected one.
   *
   * @throws CommandError when it does not exist or none is selected.
   */
  async requireStack(name: string | undefined): Promise<StackReference> {
    const selected = name ?? this.selection.current;
    if (selected === undefined) {
      throw new CommandError(
        "no stack selected; please use `pulumi stack select` or `pulumi stack init` to choose one",
      );
    }
    const reference = this.parseStack(selected);
    if (!(await this.backend.exists(reference))) {
      if (name === undefined) {
        await this.selection.select(undefined);
      }
      throw new CommandError(`no stack named '${selected}' found`, EXIT_CODE.stackNotFound);
    }
    return reference;
  }

  async isSelected(reference: StackReference): Promise<boolean> {
    return this.selection.current === qualifiedName(reference);
  }

  /** @param configFile what `--config-file` says */
  stackFile(reference: StackReference, configFile: string | undefined): StackFile {
    const path = configFile === undefined ? stackFilePath(this.project, reference.stack) : resolve(configFile);
    return new StackFile(path, this.project.name);
  }

  /**
   * The secrets of a stack, by the salt in its config file; a file without one gets that of the state, else a new one
   * under the passphrase.
   */
  async secrets(reference: StackReference, file: StackFile): Promise<StackSecrets> {
    const known = file.encryptionSalt;
    if (known !== undefined) {
      return this.secretsOf(known);
    }
    const deployment = (await this.backend.exists(reference)) ? await this.backend.read(reference) : undefined;
    const salt = deployment === undefined ? undefined : saltOf(deployment);
    const secrets = salt === undefined ? await this.#newSecrets() : this.secretsOf(salt);
    file.setEncryptionSalt(secrets.salt);
    await file.save();
    return secrets;
  }

  /** The secrets with which a state was written. */
  deploymentSecrets(deployment: StoredDeployment): StackSecrets {
    const salt = saltOf(deployment);
    if (salt === undefined) {
      throw new CommandError(
        `secrets provider '${deployment.secrets_providers?.type}' of the state is not supported, only passphrase is`,
      );
    }
    return this.secretsOf(salt);
  }

  /** One per salt, so that a key is derived once. */
  secretsOf(salt: string): StackSecrets {
    const secrets =
      this.#secrets.get(salt) ??
      new StackSecrets(salt, () => this.#passphrase("Enter your passphrase to unlock config/secrets: "));
    this.#secrets.set(salt, secrets);
    return secrets;
  }

  async #newSecrets(): Promise<StackSecrets> {
    const passphrase = await this.#passphrase("Enter your passphrase to protect config/secrets: ");
    if (passphraseFromEnvironment(process.env) === undefined) {
      const again = await this.#passphrase("Re-enter your passphrase to confirm: ");
      if (again !== passphrase) {
        throw new CommandError("passphrases do not match");
      }
    }
    const secrets = await StackSecrets.create(passphrase);
    this.#secrets.set(secrets.salt, secrets);
    return secrets;
  }

  async #passphrase(question: string): Promise<string> {
    const passphrase = passphraseFromEnvironment(process.env);
    if (passphrase !== undefined) {
      return passphrase;
    }
    if (!this.terminal.interactive) {
      throw new CommandError(
        "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
      );
    }
    return this.terminal.askHidden(question);
  }
}

function saltOf({ secrets_providers: provider }: StoredDeployment): string | undefined {
  const state = provider?.state;
  const salt = typeof state === "object" && state !== null && "salt" in state ? state.salt : undefined;
  return provider?.type === "passphrase" && typeof salt === "string" ? salt : undefined;
}

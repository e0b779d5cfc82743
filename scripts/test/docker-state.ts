import fs from "node:fs";
import path from "node:path";

/** An image as the stand-in for docker has it. */
export interface Image {
  /** Folder under services/ whose entry it runs. */
  readonly service: string;
  /** What its Dockerfile would have set by ENV. */
  readonly environment?: Readonly<Record<string, string>>;
  /** As lab/faults/fault.ts describes it. */
  readonly fault?: object;
  /** Whether its HEALTHCHECK fails whatever the service says. */
  readonly brokenHealthCheck?: boolean;
  /** Its label org.opencontainers.image.version. */
  readonly label?: string;
}

export interface Container {
  readonly name: string;
  readonly network: string;
  readonly alias: string;
  /** Port in the container. */
  readonly inside: string;
  /** Port on this machine; null while it does not listen, and where it ended before it did. */
  readonly outside: number | null;
  readonly pid: number;
  readonly brokenHealthCheck: boolean;
}

/** What an engine would know, in a folder: files, because each command of the stand-in is a process of its own. */
export class DoubleState {
  private readonly folder: string;

  constructor(folder: string) {
    if (folder === "") throw new Error("DOCKER_DOUBLE is not set; it must name the folder of the stand-in's state");
    this.folder = folder;
    for (const name of ["images", "containers", "networks", "logs"]) {
      fs.mkdirSync(path.join(folder, name), { recursive: true });
    }
  }

  recordCall(args: readonly string[]): void {
    fs.appendFileSync(path.join(this.folder, "calls.jsonl"), `${JSON.stringify(args)}\n`);
  }

  /** Every command so far, as its arguments. */
  calls(): string[][] {
    return fs
      .readFileSync(path.join(this.folder, "calls.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  addImage(name: string, image: Image): void {
    fs.writeFileSync(this.file("images", name), JSON.stringify(image));
  }

  image(name: string): Image | null {
    const file = this.file("images", name);
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : null;
  }

  /** From now on builds get this version label, whatever their build argument says. */
  labelBuilds(version: string): void {
    fs.writeFileSync(path.join(this.folder, "label"), version);
  }

  labelOfBuilds(): string | undefined {
    const file = path.join(this.folder, "label");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
  }

  /** In one step: whoever reads never sees half of it. */
  writeContainer(container: Container): void {
    const file = this.file("containers", container.name);
    const unfinished = path.join(this.folder, `${container.name}.new`);
    fs.writeFileSync(unfinished, JSON.stringify(container));
    fs.renameSync(unfinished, file);
  }

  containers(): Container[] {
    const folder = path.join(this.folder, "containers");
    return fs.readdirSync(folder).map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")));
  }

  removeContainer(name: string): void {
    fs.rmSync(this.file("containers", name));
  }

  createNetwork(name: string): void {
    fs.writeFileSync(this.file("networks", name), "", { flag: "wx" });
  }

  hasNetwork(name: string): boolean {
    return fs.existsSync(this.file("networks", name));
  }

  removeNetwork(name: string): void {
    fs.rmSync(this.file("networks", name));
  }

  networks(): string[] {
    return fs.readdirSync(path.join(this.folder, "networks"));
  }

  logOf(container: string): string {
    return this.file("logs", container);
  }

  private file(kind: string, name: string): string {
    return path.join(this.folder, kind, encodeURIComponent(name));
  }
}

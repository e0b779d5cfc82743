import type * as pulumi from "@pulumi/pulumi";

/** What stack config says about running everything on this machine. */
export interface LocalSettings {
  readonly stack: string;
  /** Folder of the stack's run, log and data folders, relative to the project root: ".canary/local". */
  readonly home: string;
  /** Ports on 127.0.0.1, 1 to 65535: their URLs must be known before anything runs, so none can be 0. */
  readonly ports: LocalPorts;
  readonly gateway: {
    /** Platform local has no other: config refuses `managed`. */
    readonly mode: "stand-in" | "managed" | "existing";
    /** Empty but for an existing one. */
    readonly adminUrl: string;
    /** Empty: that of the stand-in. */
    readonly proxyUrl: string;
  };
  readonly prometheus: {
    /** Program on PATH, or path: "prometheus". */
    readonly binary: string;
    /** Whole seconds between scrapes, and between evaluations of rules; at least 1. */
    readonly scrapeSeconds: number;
  };
  readonly llm: LlmSettings;
}

export interface LocalPorts {
  readonly proxy: number;
  readonly admin: number;
  readonly prometheus: number;
}

/** Whom ai-pipeline asks when its LLM is not bypassed. */
export type LlmSettings =
  | { readonly standIn: true; readonly model: string }
  | {
      readonly standIn: false;
      /** Base URL of an OpenAI-compatible server. */
      readonly baseUrl: string;
      readonly model: string;
      readonly apiKey?: pulumi.Output<string>;
    };

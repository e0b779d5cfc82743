/**
 * `node release/render/program.ts`, forked with PULUMI_CONFIG and the names of project and stack: runs the program on
 * Pulumi's own mocks and sends every registration to its parent.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Registration } from "./registration.ts";

const { RENDER_PROJECT: project = "", RENDER_STACK: stack = "" } = process.env;
const registrations: Registration[] = [];

await pulumi.runtime.setMocks(
  {
    newResource({ type, name, inputs }) {
      registrations.push({ type, name, inputs });
      const named = inputs.metadata === undefined ? {} : { metadata: { name, ...inputs.metadata } };
      return { id: name, state: { ...inputs, ...named } };
    },
    call: () => ({}),
  },
  project,
  stack,
  // As in a preview: what only a real run can tell is unknown.
  true,
);
await import("../../index.ts");
await pulumi.runtime.disconnect();
process.send?.(registrations, () => process.disconnect());

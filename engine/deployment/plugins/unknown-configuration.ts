import { type CheckResult, DifferenceUnavailableError, type Provider } from "../wire/provider.ts";

/** A provider whose configuration this preview cannot know: it promises nothing. */
export const UNKNOWN_CONFIGURATION: Provider = {
  async check({ news }): Promise<CheckResult> {
    return { inputs: news, failures: [] };
  },
  async diff() {
    throw new DifferenceUnavailableError(
      "The provider for this resource has inputs that are not known during preview.\n" +
        "This preview may not correctly represent the changes that will be applied during an update.",
    );
  },
  async create() {
    return { id: "", outputs: {} };
  },
  async update() {
    return {};
  },
  async read() {
    return { id: "", inputs: {}, outputs: {} };
  },
  async delete() {
    throw new Error("a provider with unknown configuration cannot delete");
  },
  async invoke() {
    return { result: {}, failures: [] };
  },
  async call() {
    return { result: {}, failures: [], dependencies: {} };
  },
};

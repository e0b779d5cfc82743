import type { Log } from "service-chassis";
import { type ToolResult, toolFailure } from "../../types/execute.ts";
import { isToolName, type ToolName } from "../../types/tool-names.ts";
import { TOOLS } from "../catalogue/tools.ts";
import type { Selector } from "../selector/selector.ts";
import type { ChatMessage, Llm } from "./llm.ts";
import type { Pipeline, PipelineContext } from "./pipeline.ts";

/** The pipeline with FEATURE_BYPASS_LLM=false: select a tool, ask the LLM, answer. */
export function createFullPipeline(selector: Selector, llm: Llm, log: Log): Pipeline {
  return async ({ tool, input }, context): Promise<ToolResult> => {
    if (!isToolName(tool)) {
      return toolFailure("unknown_tool", `tool ${JSON.stringify(tool)} is not in the catalogue; see /selector/search`);
    }
    const selected = selectTool(tool, input, selector, context, log);
    if (selected === undefined) return toolFailure("selector_failed", "the tool catalogue did not answer");
    const completion = await llm.complete(messagesFor(selected, input), context.headers);
    if (completion.kind === "text") return { success: true, output: completion.text, error: null };
    if (completion.cause !== undefined) {
      log({ event: "llm_failed", trace_id: context.headers["x-trace-id"], error: String(completion.cause) });
    }
    return toolFailure(completion.code, completion.message);
  };
}

/** A caller who names a tool gets it; the default, echo, leaves the choice to the selector. */
function selectTool(
  named: ToolName,
  input: string,
  selector: Selector,
  context: PipelineContext,
  log: Log,
): ToolName | undefined {
  if (named !== "echo") return named;
  try {
    const { tools } = selector.select({ query: input, k: 1 }, context.traffic);
    return tools[0]?.name ?? named;
  } catch (error) {
    log({ event: "selector_failed", trace_id: context.headers["x-trace-id"], error: String(error) });
    return undefined;
  }
}

function messagesFor(tool: ToolName, input: string): readonly ChatMessage[] {
  const { category, description } = TOOLS[tool];
  return [
    {
      role: "system",
      content:
        `You assist operators. The tool for this request is "${tool}" (${category}): ${description} ` +
        "Say in a few sentences what to do with it and what to look at in its result.",
    },
    { role: "user", content: input },
  ];
}

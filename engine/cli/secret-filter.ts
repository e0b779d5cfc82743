import type { EngineEvent, StepMetadata, StepStateMetadata } from "../deployment/events.ts";
import { isList, isObject, mapProperties } from "../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../deployment/values/property-value.ts";

const MASK = "[secret]";

/** Shorter secrets are not hidden, as in the CLI: they would be found in texts that have nothing to do with them. */
const SHORTEST = 3;

/**
 * What hides the values of secret config wherever an event would tell them: a program may print one, or pass it on as if
 * it were no secret. Names of properties and of resources stay.
 * @param secrets in clear
 */
export function secretFilter(secrets: Iterable<string>): (event: EngineEvent) => EngineEvent {
  const texts = [...new Set(secrets)].filter((text) => text.length >= SHORTEST && !/^(true|false)$/i.test(text));
  if (texts.length === 0) return (event) => event;
  const forms = texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
  // The longest first: a secret may be part of another.
  const sorted = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(sorted.map((form) => form.replaceAll(/[^A-Za-z0-9]/g, "\\$&")).join("|"), "g");
  return (event) => withTexts(event, (text) => text.replace(pattern, MASK));
}

function withTexts(event: EngineEvent, hide: (text: string) => string): EngineEvent {
  const step = (metadata: StepMetadata): StepMetadata => ({
    ...metadata,
    old: metadata.old && withProperties(metadata.old, hide),
    new: metadata.new && withProperties(metadata.new, hide),
  });
  if ("diagnosticEvent" in event) {
    return { diagnosticEvent: { ...event.diagnosticEvent, message: hide(event.diagnosticEvent.message) } };
  }
  if ("policyEvent" in event) {
    return { policyEvent: { ...event.policyEvent, message: hide(event.policyEvent.message) } };
  }
  if ("policyRemediationEvent" in event) {
    const { before, after, ...rest } = event.policyRemediationEvent;
    return { policyRemediationEvent: { ...rest, before: inMap(before, hide), after: inMap(after, hide) } };
  }
  if ("resourcePreEvent" in event) {
    return { resourcePreEvent: { ...event.resourcePreEvent, metadata: step(event.resourcePreEvent.metadata) } };
  }
  if ("resOutputsEvent" in event) {
    return { resOutputsEvent: { ...event.resOutputsEvent, metadata: step(event.resOutputsEvent.metadata) } };
  }
  if ("resOpFailedEvent" in event) {
    return { resOpFailedEvent: { ...event.resOpFailedEvent, metadata: step(event.resOpFailedEvent.metadata) } };
  }
  return event;
}

function withProperties(state: StepStateMetadata, hide: (text: string) => string): StepStateMetadata {
  return { ...state, inputs: inMap(state.inputs, hide), outputs: inMap(state.outputs, hide) };
}

function inMap(properties: PropertyMap, hide: (text: string) => string): PropertyMap {
  return mapProperties(properties, (value) => inValue(value, hide));
}

function inValue(value: PropertyValue, hide: (text: string) => string): PropertyValue {
  if (typeof value === "string") return hide(value);
  if (isList(value)) return value.map((inner) => inValue(inner, hide));
  return isObject(value) ? inMap(value, hide) : value;
}

import type { ResourceValidationPolicy } from "@pulumi/policy";
import { SERVICES, TRACKS, trackUpstream } from "../../components/services.ts";
import { SMOKED } from "../../gates/marks.ts";
import { TARGET } from "../resource-types.ts";

/** The targets of the track upstreams have the names of these; every other target is a revision's in a main upstream. */
const TRACK_TARGETS = new Set(TRACKS.flatMap((track) => SERVICES.map((service) => trackUpstream(track, service))));

/**
 * A revision gets no users by being registered. What a policy sees of a target that exists already is Kong's own state
 * where a refresh has read it: such a target may have weight, and then it has earned the mark of the gates.
 */
export const targetsBeginEmpty: ResourceValidationPolicy = {
  name: "targets-begin-empty",
  description:
    "A target of a main upstream begins with weight 0 and ignores changes of its weight: traffic is given by the " +
    "TrafficShift alone. Make revisions' targets with Gateway.addTarget (components/gateway.ts).",
  enforcementLevel: "mandatory",
  validateResource({ type, name, props, opts, notApplicable }, reportViolation) {
    if (type !== TARGET) return notApplicable(`it is no ${TARGET}`);
    if (TRACK_TARGETS.has(name)) return notApplicable("it belongs to a track, whose route leads to it at any weight");
    if (!opts.ignoreChanges.includes("weight")) {
      reportViolation(
        `ignoreChanges is [${opts.ignoreChanges.join(", ")}]; it must hold weight, or every update would undo the shift.`,
      );
    }
    const tags: readonly string[] = props.tags ?? [];
    if (props.weight !== 0 && !tags.includes(SMOKED)) {
      reportViolation(`weight is ${props.weight}; it must be 0 until the gates have marked the target as ${SMOKED}.`);
    }
  },
};

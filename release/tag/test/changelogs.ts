import type { Release } from "../changelog/changelog.ts";

/** A changelog that is right, for tests that break it. */
export const CHANGELOG = `# Changelog

What is before the first entry is for people alone.

## [Unreleased]

## [Walking Skeleton v1.1.0] - 2026-11-24

The walking skeleton, released
as a canary.

#1 is no comment to git.

### Components

- **automation-service**: 3.0.1
- **ai-pipeline**: 1.1.0
- **frontend**: 1.1.0

### Added

- **automation-service**: Proxy endpoint \`/ai/execute\`,
  for **everyone**
- **frontend**: Exec Sandbox
- Gates

### Fixed

- **automation-service**: Trace id in every answer

## [Walking Skeleton v1.0.0] - 2026-11-23

The one before.

### Components

- **automation-service**: 3.0.1

## [3.0.0] - 2026-11-23

The pipeline.

### Components

- **ai-pipeline**: 1.0.0-newidea

[Keep a Changelog]: https://keepachangelog.com/en/1.1.0/
`;

/** The first release of it. */
export const RELEASE: Release = {
  title: "Walking Skeleton v1.1.0",
  version: "1.1.0",
  date: "2026-11-24",
  summary: ["The walking skeleton, released as a canary.", "#1 is no comment to git."],
  components: { "automation-service": "3.0.1", "ai-pipeline": "1.1.0", frontend: "1.1.0" },
  sections: [
    {
      title: "Added",
      items: [
        { component: "automation-service", text: "Proxy endpoint `/ai/execute`, for **everyone**" },
        { component: "frontend", text: "Exec Sandbox" },
        { component: null, text: "Gates" },
      ],
    },
    { title: "Fixed", items: [{ component: "automation-service", text: "Trace id in every answer" }] },
  ],
};

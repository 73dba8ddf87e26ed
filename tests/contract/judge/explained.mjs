// Violations that are no fault of the client, by class: each with what makes it one and why it stands. Everything else fails a run.
export const EXPLAINED = [];

// What became of all cases, by action and by class. A class is a violation's sentence without what is one case's own.
import { EXPLAINED } from './explained.mjs';

export function report(cases, problems) {
  const kinds = {};
  const classes = new Map();
  const lines = [];
  for (const planned of cases) {
    const found = findings(planned);
    const kind = kinds[planned.kind] ??= { operations: new Map(), cases: 0, decoded: 0 };
    kind.cases += 1;
    if (planned.outcome?.kind === 'done') kind.decoded += 1;
    const name = `${planned.connector} ${planned.operation}`;
    const worst = Math.max(kind.operations.get(name) ?? 0, ...found.map((finding) => (finding.explained ? 1 : 2)), 0);
    kind.operations.set(name, worst);
    for (const finding of found) {
      const row = classes.get(finding.class) ?? { class: finding.class, explained: finding.explained, cases: 0, operations: new Set(), example: '' };
      row.cases += 1;
      row.operations.add(name);
      row.example ||= `${name} (${planned.way}): ${finding.message}`;
      classes.set(finding.class, row);
    }
    if (found.length > 0) {
      lines.push({ connector: planned.connector, operation: planned.operation, kind: planned.kind, way: planned.way,
        request: planned.request, values: planned.values, answer: planned.outcome?.kind === 'done' ? undefined : planned.answer, findings: found });
    }
  }
  const tally = Object.entries(kinds).map(([kind, { operations, ...numbers }]) => {
    const count = (worst) => [...operations.values()].filter((value) => value === worst).length;
    return { kind, operations: operations.size, clean: count(0), explained: count(1), unexplained: count(2), ...numbers };
  });
  const rows = [...classes.values()].map((row) => ({ ...row, operations: row.operations.size })).sort((a, b) => b.operations - a.operations);
  return { tally, classes: rows, problems, explanations: EXPLAINED.map(({ name, reason }) => ({ name, reason })), cases: lines };
}

function findings(planned) {
  const found = (planned.said ?? []).map(({ by, message }) => ({ by, message }));
  const { outcome } = planned;
  if (!outcome) found.push({ by: 'caller', message: 'nothing became of the case' });
  else if (outcome.kind !== 'done') found.push({ by: 'caller', message: `${outcome.kind}: ${outcome.error ?? 'the crate has no such operation'}` });
  for (const value of outcome?.unused ?? []) found.push({ by: 'caller', message: `unused: the client takes no ${value}` });
  for (const finding of found) {
    const why = EXPLAINED.find(({ is }) => is(finding, planned));
    finding.explained = why?.name;
    finding.class = why ? `explained: ${why.name}` : `${finding.by}: ${plain(finding.message)}`;
  }
  return found;
}

function plain(message) {
  return message.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'|\d+/g, '…').replaceAll(/^(\w+)[.\w[\]$… -]*:/g, '$1:').replaceAll(/(: )\S+ (is|came|of|in)/g, '$1… $2').slice(0, 100);
}

import { correlationPath } from '../lib/addresses.ts';

/** What a pasted text may be an ID of. */
export interface IdTarget {
  label: string;
  hint: string;
  icon: 'traces' | 'correlation';
  path: string;
  /** It has the form of an ID, rather than being any word. */
  certain: boolean;
}

const LONGEST = 500;
const TRACE_ID = /^[0-9a-f]{32}$/i;
const ID_LIKE = /^(?=.*\d)[\w.:@/+-]{6,200}$/;
const KEY_VALUE = /^([A-Za-z][\w.-]*)\s*[=:]\s*"?([^"\s]+)"?$/;
const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i;

/** Pages that show a pasted ID, the likeliest first. */
export function idTargets(input: string): IdTarget[] {
  const text = input.trim().replace(/^"|"$/g, '');
  if (text.length < 3 || text.length > LONGEST) return [];
  const parent = TRACEPARENT.exec(text);
  if (parent) return [trace(parent[1]!), follow(parent[1]!)];
  if (TRACE_ID.test(text)) return [follow(text), trace(text)];
  const pair = KEY_VALUE.exec(text);
  if (pair && !/^\/\//.test(pair[2]!)) {
    return [
      {
        label: `Follow ${pair[1]} = ${pair[2]}`,
        hint: 'correlation',
        icon: 'correlation',
        path: correlationPath(pair[2]!, pair[1]!),
        certain: true,
      },
    ];
  }
  return [follow(text)];
}

function follow(id: string): IdTarget {
  return {
    label: `Follow ${id}`,
    hint: 'correlation',
    icon: 'correlation',
    path: correlationPath(id),
    certain: ID_LIKE.test(id),
  };
}

function trace(id: string): IdTarget {
  return { label: `Open trace ${id.toLowerCase()}`, hint: 'trace', icon: 'traces', path: `/trace/${id.toLowerCase()}`, certain: true };
}

/** Whether all letters typed appear in order, so that `chk` finds `checkout`. */
export function matches(typed: string, name: string): boolean {
  let at = 0;
  const lower = name.toLowerCase();
  for (const c of typed.trim().toLowerCase()) {
    at = lower.indexOf(c, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

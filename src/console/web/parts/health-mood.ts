import type { Status } from '../api/answers.js';
import type { Mood } from './StateBadge.js';

const MOODS: Readonly<Record<Status['health']['state'], Mood>> = {
  'switched off': 'plain',
  'never connected': 'warning',
  'credentials refused': 'bad',
  failing: 'bad',
  silent: 'warning',
  healthy: 'good',
};

/** How good a state of health is. */
export function moodOf({ state }: Status['health']): Mood {
  return MOODS[state];
}

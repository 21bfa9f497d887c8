import { ADDRESSES } from './addresses';
import type { AttackGroup } from './attack';
import { FILES } from './files';
import { PEERS } from './peers';
import { WIRE_TEXT } from './wireText';

/** Everything hostile that is tried, in the order of docs/architecture.md. */
export const ATTACK_GROUPS: readonly AttackGroup[] = [FILES, PEERS, WIRE_TEXT, ADDRESSES];

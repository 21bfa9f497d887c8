/** Facts in the page's words. */
import type { PanelCall, PanelPort, PanelProcess, PanelWaiting } from './protocol';
import type { PanelStringKey, PanelTranslate } from './strings';

export function waitingText(waiting: PanelWaiting, t: PanelTranslate): string {
  const { kind, bytes = 0, count = 0, retransmits = 0 } = waiting;
  switch (kind) {
    case 'blocked':
      return t(waiting.isSeen === true ? 'waits.blocked' : 'waits.blockedUnseen', bytes);
    case 'blocksPeer':
      return t(waiting.isPaused === true ? 'waits.blocksPeerPaused' : 'waits.blocksPeer', bytes);
    case 'unread':
      return t(waiting.isPaused === true ? 'waits.unreadPaused' : 'waits.unread', bytes);
    case 'unacknowledged':
      return retransmits > 0 ? t('waits.retransmitting', bytes, retransmits) : t('waits.unacknowledged', bytes);
    case 'clients':
      return t(waiting.isFull === true ? 'waits.clientsFull' : 'waits.clients', count);
    case 'timeWait':
    case 'peerTimeWait': {
      const sentence = t(`waits.${kind}`);
      const { secondsLeft } = waiting;
      return secondsLeft === undefined ? sentence : `${sentence} ${t('secondsLeft', secondsLeft)}`;
    }
    case 'unreadByPeer':
      return t('waits.unreadByPeer', bytes);
    case 'deadlock':
    case 'closeWait':
    case 'finWait':
    case 'nobody':
      return t(`waits.${kind}`);
  }
}

const CLASSES: Readonly<Record<PanelPort['class'], PanelStringKey>> = {
  'well-known': 'wellKnown',
  registered: 'registered',
  ephemeral: 'ephemeral',
};

export function panelPortText({ number, class: kind, name, range }: PanelPort, t: PanelTranslate): string {
  const classText = t(CLASSES[kind]);
  const isInRange = range !== undefined && number >= range.first && number <= range.last;
  const rangeText = range && t(isInRange ? 'ofRange' : 'beyondRange', range.first, range.last);
  const facts = rangeText === undefined ? classText : `${classText}; ${rangeText}`;
  return name === undefined ? t('portFacts', number, facts) : t('portFactsNamed', number, name, facts);
}

export function processText({ pid, name, isOwn }: PanelProcess, t: PanelTranslate): string {
  const text = name === undefined ? t('pid', pid) : t('process', name, pid);
  return isOwn ? t('ownProcess', text) : text;
}

/** What stands behind a call; empty where nothing does. */
export function callNote({ note, took, behind }: PanelCall, t: PanelTranslate): string {
  const parts = [
    note === 'waiting' ? t('callWaiting') : undefined,
    note === 'fin' ? t('callFin') : undefined,
    note === 'reset' ? t('callReset') : undefined,
    note === 'missing' ? t('callMissing') : undefined,
    took === undefined ? undefined : t('callTook', took),
    behind === undefined ? undefined : t('callBehind', behind),
  ].filter((part) => part !== undefined);
  return note === 'waiting' || parts.length === 0 ? parts.join(', ') : `(${parts.join(', ')})`;
}

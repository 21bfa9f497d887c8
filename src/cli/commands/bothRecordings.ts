import type { StartRecording, Recording } from '../../engine/recording';

/**
 * Records into two at once. The first one counts where only one can: its name and numbers are those of the record, and what
 * it does not take is not recorded.
 */
export function recordBoth(start: StartRecording, startOther: StartRecording): StartRecording {
  return (title, origin) => both(start(title, origin), startOther(title, origin));
}

function both(first: Recording, second: Recording): Recording {
  return {
    get uri() {
      return first.uri;
    },
    get failedSince() {
      return first.failedSince;
    },
    stream: (begun) => {
      const [one, other] = [first.stream(begun), second.stream(begun)];
      return {
        conversation: one.conversation,
        chunk: (direction, bytes, released) => {
          const lent = released && afterBoth(released);
          // Both get it, whether or not the first one has room for more.
          const hasRoom = one.chunk(direction, bytes, lent);
          return other.chunk(direction, bytes, lent) && hasRoom;
        },
        event: (event) => {
          one.event(event);
          other.event(event);
        },
        drained: async () => {
          await Promise.all([one.drained(), other.drained()]);
        },
      };
    },
    datagrams: (local, sender) => {
      const [one, other] = [first.datagrams(local, sender), second.datagrams(local, sender)];
      return {
        conversation: one.conversation,
        datagram: (direction, bytes, peer) => {
          other.datagram(direction, bytes, peer);
          return one.datagram(direction, bytes, peer);
        },
        event: (event) => {
          one.event(event);
          other.event(event);
        },
      };
    },
    note: (text) => {
      first.note(text);
      second.note(text);
    },
    keys: (line) => {
      first.keys(line);
      second.keys(line);
    },
    close: async () => {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

/** What is lent to two is given back when the second one gives it back. */
function afterBoth(released: () => void): () => void {
  let isOneDone = false;
  return () => {
    if (isOneDone) released();
    isOneDone = true;
  };
}

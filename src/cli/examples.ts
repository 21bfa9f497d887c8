import type { Example } from './help';

/** By command. `:9000` is where a server is, or will be; the files are those of the samples, or made by the examples before. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  run: [
    { line: 'sockscope run samples/echo.wire', does: 'all sections of a file, as tests' },
    {
      line: "sockscope run 'samples/**/e*.wire' --reporter junit > results.xml",
      does: 'all files that match, in every shell alike, for a build service',
    },
    { line: 'sockscope run samples/echo.wire --line 1 --capture captures', does: 'the section at a line, recorded' },
    { line: 'sockscope run samples/echo.wire --watch', does: 'again whenever the file is saved' },
  ],
  send: [
    { line: `sockscope send tcp://127.0.0.1:9000 '"PING\\r\\n"'`, does: 'a payload, and a hex dump of the answer' },
    { line: 'sockscope send tcp://127.0.0.1:9000 --hex 0a0b0000', does: 'bytes, without quotes for any shell' },
    {
      line: 'printf hello | sockscope send udp://127.0.0.1:9000 - --wait 200ms --raw',
      does: 'a datagram of standard input, and the answer as it is',
    },
  ],
  dial: [
    { line: 'sockscope dial tcp://127.0.0.1:9000', does: 'what you type goes out; Ctrl+D ends it' },
    {
      line: 'sockscope dial tcp://127.0.0.1:9000 --capture talk.pcapng < samples/message.txt > answer.bin',
      does: 'a file there, the answer into another one, and all of it into a capture',
    },
    {
      line: `echo 'u16be(4) "ping"' | sockscope dial tcp://127.0.0.1:9000 --payload`,
      does: 'each line is a payload',
    },
  ],
  listen: [
    { line: 'sockscope listen tcp://127.0.0.1:9000 echo', does: 'a server that answers, and a live hex dump' },
    {
      line: `sockscope listen tcp://127.0.0.1:9000 reply '"pong\\r\\n"' --greeting`,
      does: 'one that says the same to everybody who comes',
    },
    {
      line: 'sockscope listen tcp://127.0.0.1:9000 --talk one > upload.bin',
      does: 'what one client sends, into a file',
    },
  ],
  relay: [
    {
      line: 'sockscope relay udp://127.0.0.1:9001 udp://127.0.0.1:9000 --loss 20% --seed 7',
      does: 'loses every fifth datagram by chance, the same ones each time',
    },
    {
      line: 'sockscope relay tcp://127.0.0.1:9001 tcp://127.0.0.1:9000 --delay 100ms --slice 1',
      does: 'makes a server slow, and gives its bytes away one by one',
    },
  ],
  decode: [{ line: `sockscope decode 'u16be(0x0A0B) "hi"'`, does: 'the bytes, and how they read in either order' }],
  lookup: [
    { line: 'sockscope lookup localhost', does: 'its addresses, in the order in which programs try them' },
    { line: 'sockscope lookup http', does: 'the ports of a service; a number gives the names of a port' },
  ],
  mcp: [{ line: 'sockscope mcp < /dev/null', does: 'what an agent starts, without an agent: it ends with its input' }],
  show: [
    { line: 'sockscope show talk.pcapng', does: 'the conversations of a capture' },
    { line: 'sockscope show talk.pcapng --conversation 0 --text', does: 'one of them, as text' },
    {
      line: 'sockscope show talk.pcapng --conversation 0 --raw received > answer.bin',
      does: 'the bytes of one direction',
    },
    { line: 'sockscope show talk.pcapng --follow', does: 'on and on, while it is being recorded' },
  ],
  grep: [
    { line: 'sockscope grep e talk.pcapng', does: 'where this text was said' },
    { line: `sockscope grep '65 ??' talk.pcapng --as hex`, does: 'where these bytes were, whatever the second one' },
  ],
  fmt: [
    { line: 'sockscope fmt samples', does: 'the wire files of a folder' },
    { line: 'sockscope fmt --check samples/*.wire', does: 'changes none, and fails where one would change' },
  ],
  completion: [
    { line: 'eval "$(sockscope completion bash)"', does: 'completes commands and options in this bash' },
    { line: 'sockscope completion fish > sockscope.fish', does: 'the script for fish, into a file' },
  ],
};

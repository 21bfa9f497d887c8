/** The one file that knows the Model Context Protocol: a bundle of its own, loaded when `sockscope mcp` runs. */
import type { Readable, Writable } from 'node:stream';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import type { CallResult } from './callTool';
import type { JsonSchema } from './field';

export interface OfferedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly isReadOnly: boolean;
  readonly isDestructive: boolean;
  readonly call: (input: unknown, signal: AbortSignal) => Promise<CallResult>;
}

export interface McpOptions {
  readonly version: string;
  /** What whoever connects is told of all the tools. */
  readonly instructions: string;
  readonly tools: readonly OfferedTool[];
  readonly input: Readable;
  readonly output: Writable;
  /** What went wrong with a message. */
  readonly complain: (error: Error) => void;
}

/** Serves until the input ends. */
export async function serveMcp({ version, instructions, tools, input, output, complain }: McpOptions): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Its successor takes schemas of zod alone; the table has JSON schemas.
  const server = new Server({ name: 'sockscope', version }, { capabilities: { tools: {} }, instructions });
  server.onerror = complain;
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, title, description, schema, isReadOnly, isDestructive }) => ({
      name,
      title,
      description,
      inputSchema: { ...schema, properties: { ...schema.properties }, required: [...schema.required] },
      annotations: {
        title,
        readOnlyHint: isReadOnly,
        destructiveHint: isDestructive,
        idempotentHint: isReadOnly,
        openWorldHint: !isReadOnly,
      },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: given = {} } }, { signal }) => {
    const tool = tools.find((each) => each.name === name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${JSON.stringify(name.slice(0, 64))}.`);
    const { text, isError } = await tool.call(given, signal);
    return { content: [{ type: 'text', text }], isError };
  });
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  input.once('close', () => void server.close());
  await server.connect(new StdioServerTransport(input, output));
  await ended;
}

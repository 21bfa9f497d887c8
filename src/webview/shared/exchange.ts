/** What a page and the extension say to each other, whatever the page: the types that its own messages are put into. */

/** A message: its `type`, and fields beside it. */
export interface PageMessage {
  readonly type: string;
}

/**
 * What a page asks for: by the name of each request, what it says and what it gets. A page declares its own as an interface
 * with such rows.
 */
export type RequestTable<Requests> = {
  readonly [Name in keyof Requests]: { readonly params: object; readonly result: unknown };
};

export type RequestName<Requests> = keyof Requests & string;

/** A request on its way to the extension; `request` is its number. */
export type RequestMessage<
  Requests extends RequestTable<Requests>,
  Name extends RequestName<Requests> = RequestName<Requests>,
> = { readonly [Each in Name]: { readonly type: Each; readonly request: number } & Requests[Each]['params'] }[Name];

/** What came of a request. */
export type Reply<Requests extends RequestTable<Requests>> =
  | { readonly type: 'answer'; readonly request: number; readonly result: Requests[RequestName<Requests>]['result'] }
  | {
      /** The request could not be met; the sentence is for people. */
      readonly type: 'failed';
      readonly request: number;
      readonly message: string;
    };

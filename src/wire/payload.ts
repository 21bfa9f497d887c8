/** The payload syntax: text to terms, terms to bytes, bytes to text. */
export { encodePayload, previewPayload, type EncodeContext, type PayloadPreview } from './payloadEncoder';
export { formatPayload } from './payloadFormatter';
export type { PayloadSources, VariableValue } from './payloadLayout';
export { looksLikePayload } from './payloadLook';
export { parsePayload, type ParsedPayload, type PayloadOptions } from './payloadParser';
export { printTerms } from './payloadPrinter';
export { MAX_PAYLOAD, type Term } from './payloadTerm';
export type { PayloadUse } from './payloadUse';
export { TextError, type Fix, type Problem, type TextRange } from './problem';

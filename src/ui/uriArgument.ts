import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../base/error';

/**
 * An absolute path, or a URI such as that of an untitled file.
 *
 * @param name The argument's field.
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export function uriArgument(name: string, value: string): vscode.Uri {
  const isUri = /^[a-z][a-z0-9+.-]+:/i.test(value);
  try {
    if (isUri) return vscode.Uri.parse(value, true);
    if (isAbsolute(value)) return vscode.Uri.file(value);
  } catch (cause) {
    throw noPath(name, value, { cause });
  }
  throw noPath(name, value);
}

function noPath(name: string, value: string, options?: ErrorOptions): SockscopeError {
  const template = '"{0}" must be an absolute path or a URI, not "{1}".';
  return new SockscopeError('BAD_ARGUMENT', template, [name, value], options);
}

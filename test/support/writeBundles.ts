import { writeBundles } from './l10n/bundles';

writeBundles();

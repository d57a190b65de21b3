import { accessOps } from './access';
import { deviceOps } from './device';
import { fileOps } from './file';
import { gupOps } from './gup';
import { ksmOps } from './ksm';
import { mappingOps } from './mapping';
import { memfdOps } from './memfd';
import { migrateOps } from './migrate';
import type { OpTable } from './op';
import { processOps } from './process';
import { tunableOps } from './tunable';
import { userfaultfdOps } from './userfaultfd';

/** Every op of a scenario and the function that runs it. */
export const OPS: OpTable = {
  ...mappingOps,
  ...processOps,
  ...gupOps,
  ...migrateOps,
  ...memfdOps,
  ...deviceOps,
  ...fileOps,
  ...accessOps,
  ...ksmOps,
  ...userfaultfdOps,
  ...tunableOps,
};

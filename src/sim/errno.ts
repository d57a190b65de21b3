/** Error numbers of include/uapi/asm-generic/errno{-base,}.h and mm's own use of them; results are negative. */
export const EPERM = 1;
export const ENOENT = 2;
export const EINTR = 4;
export const EIO = 5;
export const ENXIO = 6;
export const EBADF = 9;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EACCES = 13;
export const EFAULT = 14;
export const EBUSY = 16;
export const EEXIST = 17;
export const EINVAL = 22;
export const EMLINK = 31;
export const EOVERFLOW = 75;
export const EOPNOTSUPP = 95;
export const EREMOTEIO = 121;
export const EHWPOISON = 133;

const NAMES = new Map<number, string>(
  Object.entries({
    EPERM,
    ENOENT,
    EINTR,
    EIO,
    ENXIO,
    EBADF,
    EAGAIN,
    ENOMEM,
    EACCES,
    EFAULT,
    EBUSY,
    EEXIST,
    EINVAL,
    EMLINK,
    EOVERFLOW,
    EOPNOTSUPP,
    EREMOTEIO,
    EHWPOISON,
  }).map(([name, value]) => [value, name]),
);

/** A kernel return value as a trace shows it: a count, or `-EFAULT` style for an error. */
export function showResult(rc: number): number | string {
  if (rc >= 0) return rc;
  const name = NAMES.get(-rc);
  return name === undefined ? rc : `-${name}`;
}

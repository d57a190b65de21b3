/**
 * What writes to the kernel log or the trace buffer: 6.12.117 include/linux/printk.h:494-734,
 * include/linux/dev_printk.h:147-263, include/net/net_debug.h:14-57, include/linux/kernel.h:271.
 * It reads its arguments and keeps none of them, and nobody has to ask what it returns.
 */
const MESSAGES =
  /^(?:printk|trace_printk|(?:pr|dev|netdev)_(?:emerg|alert|crit|err|warn|notice|info|cont|devel|debug|dbg|vdbg))(?:_once|_ratelimited)?$/;

/** Whether a call of the function only writes a message. */
export const isMessage = (name: string): boolean => MESSAGES.test(name);

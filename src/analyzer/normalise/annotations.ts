/**
 * Words that decorate kernel declarations and mean nothing to a parser of plain C. They come from
 * include/linux/compiler_types.h, compiler_attributes.h, init.h, cache.h, linkage.h and their
 * predecessors since 2.6; none is the name of a type, a variable or a function.
 */

const WORDS = `
__user __kernel __iomem __percpu __rcu __force __nocast __safe __private __bitwise __bitwise__
__must_check __always_inline __inline __inline__ __always_unused __maybe_unused __unused __used
__weak __pure __attribute_const__ __attribute_pure__ __attribute_used__ __attribute_unused__
__noreturn __malloc __packed __deprecated __visible __hot __cold __flatten __naked
__latent_entropy __designated_init __randomize_layout __no_randomize_layout __noclone __gnu_inline
__noscs __nocfi __noendbr __no_kasan_or_inline __no_sanitize_or_inline __no_kcsan
__no_kmsan_checks __no_stack_protector __no_caller_saved_registers __no_sanitize_address
__no_sanitize_memory __no_sanitize_thread __no_sanitize_undefined __no_sanitize_coverage
__no_profile __nonstring __uninitialized __fix_address __signed_wrap __init __exit __initdata
__exitdata __initconst __exitconst __initcall __exitused __init_or_module __initdata_or_module
__initconst_or_module __net_init __net_exit __net_initdata __init_memblock __initdata_memblock
__init_refok __ref __refdata __refconst __meminit __memexit __meminitdata __meminitconst
__memexitdata __memexitconst __cpuinit __cpuexit __cpuinitdata __cpuinitconst __devinit __devexit
__devinitdata __devinitconst __devexitdata __devexitconst __read_mostly __ro_after_init
__page_aligned_data __page_aligned_bss __cacheline_aligned __cacheline_aligned_in_smp
____cacheline_aligned ____cacheline_aligned_in_smp ____cacheline_internodealigned_in_smp __kprobes
__sched __lockfunc __cpuidle __irq_entry __softirq_entry __exception __exception_irq_entry
__bpf_kfunc __bpf_hook_start __bpf_hook_end __nosavedata asmlinkage notrace noinline
noinline_for_stack noinstr nokprobe_inline fastcall __restrict __restrict__ __extension__
__volatile__ __const __const__ __signed__ __head __noinitretpoline __noretpoline
`;

/** These take arguments, which go with them. */
const WITH_ARGUMENTS = `
__attribute __attribute__ __printf __scanf __aligned __section __alias __alloc_size
__assume_aligned __cleanup __free __counted_by __counted_by_le __counted_by_be __guarded_by
__pt_guarded_by __acquires __releases __must_hold __must_hold_shared __cond_acquires
__acquires_shared __releases_shared __releases_generic __cond_acquires_shared __no_sanitize
__nonnull __diagnose_as __overloadable __realloc_size __compiletime_error __compiletime_warning
__no_context_analysis
`;

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter(Boolean));

/** Annotations without arguments, for example `__user`. */
export const PLAIN_ANNOTATIONS = words(WORDS);

/** Annotations with arguments in parentheses, for example `__printf(1, 2)`. */
export const CALL_ANNOTATIONS = words(WITH_ARGUMENTS);

/** Words of C that can stand before a type or an expression, so that no name can be meant. */
export const KEYWORDS = words(`
auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef typeof union unsigned void volatile while _Bool
__typeof__ __typeof _Alignof _Atomic _Thread_local _Static_assert asm __asm__ __asm
`);

/** Keywords that can begin a type. */
export const TYPE_WORDS = words(`
char const double enum float int long short signed struct typeof __typeof__ __typeof union unsigned void volatile _Bool
`);

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forms by the format strings of the programs that print them: Xen's arch/arm (traps.c, mmu/pt.c,
 * p2m.c), Linux's arch/arm64 and arch/arm (mm/fault.c, kernel/traps.c), KVM's handle_exit.c,
 * U-Boot's arch/arm/lib/interrupts_64.c, TF-A's crash_reporting.S, Zephyr's
 * arch/arm64/core/fatal.c, OP-TEE's abort.c, seL4's and Microkit's fault messages, FreeBSD's
 * arm64/trap.c, EDK2's ArmExceptionLib.
 */
#include "text/forms.h"

#include <string.h>

static const struct form forms[FORM_COUNT] = {
	[FORM_XEN] = {"xen-panic", "a fault of Xen", 1, FAULT_BY_XEN, 2},
	[FORM_XEN_GUEST] = {"xen-guest-fault", "a fault of a guest of Xen", 1, FAULT_BY_XEN, 2},
	[FORM_XEN_STATE] = {"xen-state", "a state that Xen dumped", 1, FAULT_BY_XEN, 2},
	[FORM_XEN_PT] = {"xen-pt-update", "a refusal of xen_pt_update()", 1, FAULT_BY_XEN, 2},
	[FORM_LINUX] = {"linux-oops", "an oops of Linux", 2, FAULT_BY_LINUX, 1},
	[FORM_LINUX_USER] = {"linux-user", "a fault of a process of Linux", 2, FAULT_BY_LINUX, 1},
	[FORM_LINUX_ARM] = {"linux-oops", "an oops of Linux on AArch32", 2, FAULT_BY_LINUX, 1},
	[FORM_KVM] = {"kvm-panic", "a panic of KVM at EL2", 3, FAULT_BY_KVM, 2},
	[FORM_KVM_GUEST] = {"kvm-guest-fault", "a fault of a guest of KVM", 3, FAULT_BY_KVM, 2},
	[FORM_UBOOT] = {"u-boot", "an exception of U-Boot", 4, FAULT_BY_UNKNOWN, 0},
	[FORM_TFA] = {"tf-a", "an exception of TF-A", 4, FAULT_BY_UNKNOWN, 3},
	[FORM_ZEPHYR] = {"zephyr", "an exception of Zephyr", 4, FAULT_BY_UNKNOWN, 1},
	[FORM_OPTEE] = {"op-tee", "an abort of OP-TEE", 4, FAULT_BY_UNKNOWN, 1},
	[FORM_SEL4] = {"sel4", "a fault of seL4", 4, FAULT_BY_UNKNOWN, 0},
	[FORM_FREEBSD] = {"freebsd", "an exception of FreeBSD", 4, FAULT_BY_UNKNOWN, 1},
	[FORM_UEFI] = {"uefi", "an exception of UEFI", 4, FAULT_BY_UNKNOWN, 0},
	[FORM_QEMU] = {"qemu-log", "an exception in the log of QEMU", 6, FAULT_BY_UNKNOWN, 0},
	[FORM_QEMU_REGS] = {"qemu-registers", "registers as QEMU's monitor prints them", 7,
			    FAULT_BY_UNKNOWN, 0},
	[FORM_TARMAC] = {"tarmac", "table walks of a trace", 8, FAULT_BY_UNKNOWN, 0},
	[FORM_PTDUMP] = {"linux-ptdump", "a listing of Linux' page tables", 9, FAULT_BY_LINUX, 0},
	[FORM_MEMINFO] = {"u-boot-meminfo", "a listing of U-Boot's page tables", 9,
			  FAULT_BY_UNKNOWN, 0},
	[FORM_MTREE] = {"qemu-mtree", "a memory map of QEMU", 9, FAULT_BY_UNKNOWN, 0},
	[FORM_GDB] = {"registers", "registers that a debugger printed", 5, FAULT_BY_UNKNOWN, 0},
	[FORM_OTHER] = {"registers", "registers and a syndrome", 4, FAULT_BY_UNKNOWN, 0},
};

static const struct form_row rows[] = {
	/* Xen: do_trap_hyp_sync() and dump_hyp_walk() */
	{FORM_XEN, FORM_ALWAYS | FORM_DATA, "Data Abort Trap. Syndrome={iss}", 0},
	{FORM_XEN, FORM_ALWAYS | FORM_FETCH, "Instruction Abort Trap. Syndrome={iss}", 0},
	{FORM_XEN, FORM_ALWAYS | FORM_FETCH, "Prefetch Abort Trap. Syndrome={iss}", 0},
	{FORM_XEN, FORM_ALWAYS, "Hypervisor Trap. HSR={esr} ", 0},
	{FORM_XEN, FORM_ALWAYS, "ESR={esr}: EC=", 0},
	{FORM_XEN, FORM_HEAD | FORM_STAGE1,
	 "Walking Hypervisor VA {far} on CPU{#cpu} via TTBR {root}", 0},
	{FORM_XEN, FORM_HEAD | FORM_STAGE1 | FORM_A32,
	 "Walking Hypervisor VA {far} on CPU{#cpu} via HTTBR {root}", 0},
	{FORM_XEN, FORM_HEAD | FORM_STAGE1 | FORM_A32,
	 "Walking Hypervisor VA {far} via HTTBR {root}", 0},
	{FORM_XEN, FORM_WEAK, "0TH[{index}] = {entry}", 0},
	{FORM_XEN, FORM_WEAK, "1ST[{index}] = {entry}", 1},
	{FORM_XEN, FORM_WEAK, "2ND[{index}] = {entry}", 2},
	{FORM_XEN, FORM_WEAK, "3RD[{index}] = {entry}", 3},
	{FORM_XEN, FORM_WEAK, "CPU{#cpu}: Unexpected Trap: ", 0},
	{FORM_XEN, FORM_WEAK | FORM_A64, "----[ Xen-{} arm64", 0},
	{FORM_XEN, FORM_WEAK | FORM_A32, "----[ Xen-{} arm32", 0},
	/* Xen: a guest. dump_p2m_lookup(), dump_guest_s1_walk(), vcpu_show_execution_state() */
	{FORM_XEN_GUEST, FORM_ALWAYS, "HSR={esr} pc=", 0},
	{FORM_XEN_GUEST, FORM_ALWAYS, "Guest Trap. HSR={esr} ", 0},
	{FORM_XEN_GUEST, FORM_ALWAYS, "Unsupported FSC: HSR={esr} DFSC={fsc}", 0},
	{FORM_XEN_GUEST, FORM_ALWAYS, "Unsupported FSC: EC={ec} xFSC={fsc} HSR={esr}", 0},
	{FORM_XEN_GUEST, FORM_HEAD | FORM_STAGE2, "IPA {ipa}", 0},
	{FORM_XEN_GUEST, FORM_WEAK | FORM_STAGE2, "P2M @ {} mfn:{rootmfn}", 0},
	{FORM_XEN_GUEST, FORM_WEAK, "Using concatenated root table {#concat}", 0},
	{FORM_XEN_GUEST, FORM_HEAD | FORM_SHORT | FORM_STAGE1, "1ST[{index}] ({}) = {}", 0},
	{FORM_XEN_STATE, FORM_ALWAYS, "Dumping Dom{} vcpu#{#vcpu} state:", 0},
	{FORM_XEN_STATE, FORM_ALWAYS, "Dumping CPU{#cpu} ", 0},
	/* Xen: what the CPU has, and VTCR_EL2 as setup_virt_paging() wrote it */
	{FORM_XEN, FORM_MACHINE | FORM_WEAK, "Memory Model Features: {mmfr0}", 0},
	{FORM_XEN, FORM_MACHINE | FORM_WEAK, "root, VTCR {vtcr}", 0},
	/* Xen: xen_pt_check_entry() and xen_pt_update() */
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED,
	 "Changing MFN for a valid entry is not allowed ({oldmfn} -> {newmfn})", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED,
	 "trying to replace an existing mapping addr={vaddr} mfn={newmfn}", 0}, /* before 4.12 */
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Modifying invalid entry is not allowed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Modifying a table entry is not allowed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Modifying memory attributes is not allowed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED,
	 "Modifying entry with contiguous bit set is not allowed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Trying to replace a table with a mapping", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Removing a table is not allowed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED,
	 "Removing entry with contiguous bit set is not allowed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED,
	 "Mappings should not be both Writeable and Executable", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED,
	 "The virtual address is not aligned to the page-size", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Assertion 'IS_ALIGNED(s, PAGE_SIZE)' failed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Assertion 'IS_ALIGNED(e, PAGE_SIZE)' failed", 0},
	{FORM_XEN_PT, FORM_ALWAYS | FORM_REFUSED, "Assertion 'IS_ALIGNED(virt, PAGE_SIZE)' failed",
	 0},
	/* Linux: die_kernel_fault(), do_mem_abort(), show_pte(), arm64_show_signal() */
	{FORM_LINUX, FORM_HEAD | FORM_FIRST, "Unable to handle kernel * at virtual address {far}",
	 0},
	{FORM_LINUX, FORM_HEAD | FORM_FIRST, "Unable to handle kernel * at vaddr={far}", 0},
	{FORM_LINUX, FORM_HEAD | FORM_FIRST, "Unhandled fault: * ({oops}) at {far}", 0},
	{FORM_LINUX, FORM_HEAD | FORM_FIRST, "Unhandled prefetch abort: * ({fsr}) at {far}", 0},
	{FORM_LINUX, FORM_HEAD | FORM_FIRST, "Unhandled fault at {far}", 0},
	{FORM_LINUX_USER, FORM_HEAD | FORM_EL0, "unhandled * at {far}, esr {esr}", 0},
	{FORM_LINUX_USER, FORM_HEAD | FORM_EL0, "unhandled page fault ({}) at {far}, code {fsr}",
	 0},
	{FORM_LINUX_USER, FORM_HEAD | FORM_EL0,
	 "unhandled page fault ({#sig}) at {far}, code {fsr}", 0},
	{FORM_LINUX_USER, FORM_HEAD | FORM_EL0, "unhandled exception: *, ESR {esr},", 0},
	{FORM_LINUX, FORM_HEAD, "SError Interrupt on CPU{#cpu}, code {oops}", 0},
	{FORM_LINUX, FORM_HEAD, "Bad mode in * handler detected*, code {oops}", 0},
	{FORM_LINUX, FORM_HEAD, "exception on CPU{#cpu}, ESR {esr}", 0},
	{FORM_LINUX, FORM_ALWAYS | FORM_NO_ABORT, "Internal error: Oops - *: 0 [#", 0},
	{FORM_LINUX, FORM_WEAK, "Internal error: *: {oops} [#", 0},
	{FORM_LINUX, FORM_WEAK | FORM_A32, "Internal error: *: {oops} [#* ARM", 0},
	{FORM_LINUX, FORM_ALWAYS, "Insufficient stack space to handle exception!", 0},
	{FORM_LINUX, FORM_WEAK | FORM_A64 | FORM_KERNEL_ROOT,
	 "swapper pgtable: {#pagek}k pages, {#vabits}-bit VAs", 0},
	{FORM_LINUX, FORM_WEAK | FORM_A64 | FORM_USER_ROOT,
	 "user pgtable: {#pagek}k pages, {#vabits}-bit VAs", 0},
	{FORM_LINUX, FORM_WEAK, "[{walkva}] pgd=", 0},
	{FORM_LINUX, FORM_WEAK, "[{walkva}] *pgd=", 0},
	{FORM_LINUX, FORM_WEAK, "[{walkva}] user address but active_mm is swapper", 0},
	{FORM_LINUX, FORM_WEAK | FORM_NO_RANGE,
	 "[{walkva}] address between user and kernel address ranges", 0},
	{FORM_LINUX, FORM_WEAK | FORM_HASHED, "pgd = {rootva}", 0},
	{FORM_LINUX, FORM_WEAK | FORM_NEAR | FORM_A64, "pstate: {pstate}", 0},
	{FORM_LINUX, FORM_WEAK | FORM_NEAR | FORM_A32, "psr: {pstate}", 0},
	{FORM_LINUX, FORM_WEAK | FORM_NEAR | FORM_A32, "Control: {sctlr} Table: {ttbr0}", 0},
	{FORM_LINUX, FORM_WEAK | FORM_NEAR, "Not tainted {%kernel}", 0},
	{FORM_LINUX, FORM_WEAK | FORM_NEAR, "Tainted: * {%kernel}", 0},
	{FORM_LINUX, FORM_WEAK | FORM_NEAR, "Code: * ({insn})", 0},
	{FORM_UBOOT, FORM_WEAK | FORM_NEAR, "Code: * ({insn})", 0},
	/* KVM: nvhe_hyp_panic_handler(), __hyp_call_panic(), kvm_handle_guest_abort() */
	{FORM_KVM, FORM_ALWAYS, "nVHE hyp panic at: ", 0},
	{FORM_KVM, FORM_ALWAYS, "nVHE hyp BUG at: ", 0},
	{FORM_KVM, FORM_HEAD, "PS:{pstate} PC:{pc} ESR:{esr}", 0},
	{FORM_KVM, FORM_WEAK, "FAR:{far} HPFAR:{hpfar}", 0},
	{FORM_KVM_GUEST, FORM_ALWAYS, "Unsupported FSC: EC={ec} xFSC={fsc} ESR_EL2={esr}", 0},
	{FORM_KVM_GUEST, FORM_ALWAYS | FORM_NOT_EMULATED,
	 "abort outside memslots with no valid syndrome info", 0},
	{FORM_KVM_GUEST, FORM_ALWAYS | FORM_NOT_EMULATED,
	 "load/store instruction decoding not implemented", 0}, /* before 5.5 */
	/* Firmware */
	{FORM_UBOOT, FORM_ALWAYS, "\" handler, esr {esr}", 0},
	{FORM_TFA, FORM_ALWAYS, "Unhandled Exception in EL3", 0},
	{FORM_TFA, FORM_ALWAYS, "Unhandled Exception from ", 0},
	{FORM_TFA, FORM_ALWAYS,
	 "Excepton received on {}, spsr_el3:{},reason:{#reason} esr_el3:{esr}", 0},
	{FORM_TFA, FORM_HEAD, "Unhandled External Abort received on ", 0},
	{FORM_TFA, FORM_WEAK, "exception reason={#reason} syndrome={esr}", 0},
	{FORM_UEFI, FORM_ALWAYS, "Synchronous Exception at {pc}", 0},
	{FORM_UEFI, FORM_ALWAYS, "SError Exception at {pc}", 0},
	/* Kernels */
	{FORM_ZEPHYR, FORM_HEAD | FORM_A64, "ESR_ELn: {esr}", 0},
	{FORM_ZEPHYR, FORM_WEAK | FORM_A64, "FAR_ELn: {far}", 0},
	{FORM_ZEPHYR, FORM_WEAK | FORM_A64 | FORM_STAGE1, "PTE walk for {walkva} (TTBR0={ttbr0})",
	 0},
	{FORM_ZEPHYR, FORM_WEAK, "L{level}[{#n}] @ {at} = {entry}", 0},
	{FORM_OPTEE, FORM_ALWAYS | FORM_DATA, "data-abort at address {far}", 0},
	{FORM_OPTEE, FORM_ALWAYS | FORM_FETCH, "prefetch-abort at address {far}", 0},
	{FORM_SEL4, FORM_ALWAYS, "VMFault: ip={pc} fault_addr={far} fsr={esr}", 0},
	{FORM_SEL4, FORM_ALWAYS, "vm fault on data at address {far} with status {esr}", 0},
	{FORM_SEL4, FORM_ALWAYS, "vm fault on code at address {far} with status {esr}", 0},
	{FORM_FREEBSD, FORM_ALWAYS, "--- exception, esr {esr}", 0},
	{FORM_FREEBSD, FORM_ALWAYS, "Fatal data abort:", 0},
	{FORM_OTHER, FORM_HEAD, "far: {far}", 0},
	{FORM_SEL4, FORM_ALWAYS, "vaddr: {far}, FSR {esr}", 0},
	/* QEMU: arm_cpu_do_interrupt() with -d int */
	{FORM_QEMU, FORM_ALWAYS | FORM_DATA, "Taking exception {#n} [Data Abort]", 0},
	{FORM_QEMU, FORM_ALWAYS | FORM_FETCH, "Taking exception {#n} [Prefetch Abort]", 0},
	{FORM_QEMU, FORM_CLOSE, "Taking exception {#n} [", 0},
	{FORM_QEMU, FORM_WEAK | FORM_NEAR, "...from EL{#from} to EL{#el}", 0},
	{FORM_QEMU, FORM_WEAK | FORM_NEAR, "...with ESR {ec}/{esr}", 0},
	{FORM_QEMU, FORM_WEAK | FORM_NEAR, "...with FAR {far}", 0},
	{FORM_QEMU, FORM_WEAK | FORM_NEAR | FORM_A32, "...with DFSR {fsr} DFAR {far}", 0},
	{FORM_QEMU, FORM_WEAK | FORM_NEAR | FORM_A32, "...with IFSR {fsr} IFAR {far}", 0},
	/* QEMU: aarch64_cpu_dump_state(), arm_cpu_dump_state() */
	{FORM_QEMU_REGS, FORM_ALWAYS | FORM_A64, "PC={pc} X00={}", 0},
	{FORM_QEMU_REGS, FORM_ALWAYS | FORM_A32, "R00={} R01={} R02=", 0},
	{FORM_QEMU_REGS, FORM_WEAK | FORM_NEAR, "PSTATE={pstate}", 0},
	{FORM_QEMU_REGS, FORM_WEAK | FORM_NEAR, "PSR={pstate}", 0},
	/* Fast Models: TarmacTrace; the stage, the level, where the descriptor is, and itself */
	{FORM_TARMAC, FORM_HEAD, "TTW {} LPAE {#stage}:{level} {~at} {~entry} : ", 0},
	/* Others: registers follow, or stand on the line */
	{FORM_GDB, FORM_HEAD, "(gdb) info registers", 0},
	{FORM_OTHER, FORM_ALWAYS, "Unhandled trap from VM ", 0},
	{FORM_OTHER, FORM_HEAD, "Unhandled data read at {ipa}(", 0}, /* Jailhouse, of a cell */
	{FORM_OTHER, FORM_HEAD, "Unhandled data write at {ipa}(", 0},
	{FORM_OTHER, FORM_ALWAYS, "exception (ESR {esr}) at {far}", 0},
	{FORM_OTHER, FORM_HEAD, "spsr: {pstate} *EL", 0}, /* Jailhouse, before the next */
	{FORM_OTHER, FORM_HEAD, "esr: {ec} {#il} {iss}", 0},
	{FORM_OTHER, FORM_ALWAYS, "Synchronous exception (PC {pc}, EC {ec}, ISS {iss}, FAR {far}",
	 0},
};

static const struct form_name captures[] = {
	{"iss", FACT_ISS, 0},
	{"far", FACT_FAR, 0},
	{"root", FACT_ROOT, 0},
	{"index", FACT_INDEX, 0},
	{"entry", FACT_ENTRY, 0},
	{"level", FACT_LEVEL, 0},
	{"at", FACT_AT, 0},
	{"cpu", FACT_CPU, 0},
	{"esr", FACT_ESR, 0},
	{"oops", FACT_OOPS, 0},
	{"ec", FACT_EC, 0},
	{"el", FACT_EL, 0},
	{"fsr", FACT_FSR, 0},
	{"ipa", FACT_IPA, 0},
	{"hpfar", FACT_HPFAR, 0},
	{"rootva", FACT_ROOT_VA, 0},
	{"rootmfn", FACT_ROOT_MFN, 0},
	{"concat", FACT_CONCAT, 0},
	{"mmfr0", FACT_REG, SYSREG_ID_AA64MMFR0_EL1},
	{"vtcr", FACT_REG, SYSREG_VTCR_EL2},
	{"pc", FACT_PC, 0},
	{"stage", FACT_STAGE, 0},
	{"sctlr", FACT_REG, SYSREG_SCTLR},
	{"ttbr0", FACT_REG, SYSREG_TTBR0_EL1},
	{"pstate", FACT_PSTATE, 0},
	{"oldmfn", FACT_OLD_MFN, 0},
	{"newmfn", FACT_NEW_MFN, 0},
	{"pagek", FACT_PAGE_K, 0},
	{"vabits", FACT_VA_BITS, 0},
	{"walkva", FACT_WALK_VA, 0},
	{"kernel", FACT_KERNEL, 0},
	{"insn", FACT_INSN, 0},
};

const struct form *forms_get(enum form_id id)
{
	return &forms[id];
}

const struct form_row *forms_row(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

struct form_name forms_capture(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(captures) / sizeof(captures[0]); i++)
		if (strlen(captures[i].name) == len && !strncmp(captures[i].name, name, len))
			return captures[i];
	return (struct form_name){.kind = FACT_NONE};
}

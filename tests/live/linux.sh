# shellcheck shell=sh
# What the tests of Linux share: one function a target.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# Linux keeps TTBR0 empty when no process runs. Give it the kernel's own root,
# so that there is something to see in the lower half: nothing runs that minds.
fill_lower_half()
{
	monitor stop
	ptcount "$source" --regime el1.1 --save-regs "$work/regs" > /dev/null
	python3 - "$work/regs" "$run/ram" <<-'PY'
	import json, sys
	regs = json.load(open(sys.argv[1]))[0]
	upper, lower = (int(regs[name], 16) & 0xfffffffff000 for name in ("TTBR1_EL1", "TTBR0_EL1"))
	with open(sys.argv[2], "r+b") as ram:
	    ram.seek(upper - 0x40000000)
	    table = ram.read(4096)
	    ram.seek(lower - 0x40000000)
	    ram.write(table)
	PY
}

# check_el1 [--cpu MODEL]
check_el1()
{
	start linux "$@"
	same "linux runs" running "$(run_state)"
	check_counts el1.1
	check_counts el1.0
	same "linux still runs" running "$(run_state)"
	check_oracle el1.1
	check_oracle el1.0
	check_roots
	fill_lower_half
	check_counts el1.0
	check_oracle el1.0
	same "linux is still paused" paused "$(run_state)"
	stop_target
}

# KVM sets EL2 up, and turns it off again until there is a guest; since Linux 6.12 it leaves it on
# (its parameter enable_virt_at_load).
check_nvhe()
{
	start linux-nvhe
	monitor stop
	case ${PTVIEW_SUITE:-} in
	'') el2=off said="el2 is off on CPU 0 (SCTLR_EL2.M = 0)" ;;
	*) el2=live said='' ;;
	esac
	same "linux-nvhe: EL2 is $el2, EL1 is live" "0 el2 $el2 0 el1.0 empty root 0 el1.1 live \
1 el2 $el2 1 el1.0 empty root 1 el1.1 live" "$(states | tr '\n' ' ' | sed 's/ $//')"
	check_counts el2
	same "el2: whether it is off is said" "$said" \
	    "$("$PTVIEW" stats "$source" --regime el2 2>&1 > /dev/null | sed 's/^ptview: //; s/: this.*//')"
	check_counts el1.1
	check_oracle el1.1
	stop_target
}

# EL2 is on and guards itself from Linux: stage 2 maps what Linux has touched.
check_pkvm()
{
	start linux-pkvm
	monitor stop
	for regime in el2 s2 el1.1 el1.1+s2; do check_counts $regime; done
	for regime in s2 el1.1+s2; do check_oracle $regime; done
	stop_target
}

# check_indirect REGIME: permissions there are by PIIndex, and are not all the same.
check_indirect()
{
	same "$1: permissions are indirect" indirect "$(pick permissions "$work/count.$1")"
	same "$1: there is what is only read, what is written, and what is executed" "R-- R-X RW-" \
		"$(grep -o '"perms": "[^/"]*' "$work/ranges.$1" | cut -c 11- | sort -u | tr '\n' ' ' | sed 's/ $//')"
}

# check_vhe TARGET: Linux at EL2, in the upper half.
check_vhe()
{
	start "$1"
	monitor stop
	check_counts el2.1
	check_counts el2.0
	check_oracle el2.1
	check_oracle el2.0
	check_refused el2 "HCR_EL2.E2H = 1 on CPU 0, so EL2 uses el2.0 and el2.1"
	same "$1 is still paused" paused "$(run_state)"
	stop_target
}

# Four-and-a-half levels of the 4K granule at both stages, and protected KVM in the lower half of EL2&0.
check_lpa2()
{
	start linux-lpa2
	monitor stop
	for regime in el2.0 s2 el1.1 el1.1+s2; do check_counts $regime; done
	for regime in s2 el1.1+s2; do check_oracle $regime; done
	same "el2.0: starts at level -1" -1 "$(pick start_level "$work/count.el2.0")"
	same "el1.1: starts at level -1" -1 "$(pick start_level "$work/count.el1.1")"
	stop_target
}

# check_16k CPU INPUT-BITS
check_16k()
{
	start linux-16k --cpu "$1"
	monitor stop
	check_counts el2.1
	check_oracle el2.1
	same "el2.1: a granule of 16K, $2-bit addresses" "16384 $2" \
	    "$(pick granule "$work/count.el2.1") $(pick input_bits "$work/count.el2.1")"
	stop_target
}

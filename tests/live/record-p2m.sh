# shellcheck shell=sh
# What the tests of `ptview record --p2m` share: dom0's stage 2 from its building on, until the end of a dom0 whose first
# program lets its balloon out and in.
# shellcheck source=tests/live/record.sh
. "$(dirname "$0")/record.sh"

# dom0_initrd FILE [CFLAG...]: an archive with that program; false where it cannot be built.
dom0_initrd() { initrd balloon.c "$@"; }

# record_said FILE STATUS: what a recording said in the end: every call is predicted, and the file replays to the tables.
record_said()
{
	said=$(tail -n 1 "$work/record" | tr '\r' '\n' | tail -n 1)
	echo "# $said"
	calls=$(echo "$said" | sed -n 's/^\([0-9]*\) calls.*/\1/p')
	same "every call is predicted exactly" "$calls calls, $calls predicted exactly" \
	    "$(echo "$said" | sed 's/[;(].*//; s/ *$//')"
	same "the file is said to replay to the live tables" 1 \
	    "$(grep -c '^The file replays to the live tables: [1-9][0-9]*, entry by entry' "$work/record")"
	same "the exit status says so" 0 "$2"
	"$PTVIEW" replay "$1" > /dev/null 2> "$work/replay"
	same "the file replays" 0 $?
}

# record_guest [OPTION...]: of boot. Every call that changes dom0's tables is predicted, and the file replays to them.
record_guest()
{
	# shellcheck disable=SC2154 # from lib.sh
	symbols=$images/xen-syms-arm64
	if dom0_initrd "$work/initrd"; then
		start xen --paused --initrd "$work/initrd" "$@"
	else
		echo "# no cross compiler: a dom0 without a balloon"
		rm -f "$work/initrd"
		start xen --paused "$@"
	fi
	record_begin "$work/p2m.replay" --p2m
	await over
	record_end
	record_said "$work/p2m.replay" $?
	same "it is dom0" 1 "$(grep -c '^Domain 0, VMID 1: stage 2 at 0x[0-9a-f]*, level [01], [12] root tables*$' "$work/record")"
	same "the building of dom0 is some forty calls" yes \
	    "$(if [ "$(grep -c "^op set " "$work/p2m.replay")" -ge 30 ]; then echo yes; else tail -n 5 "$work/record"; fi)"
	if [ -e "$work/initrd" ]; then
		same "a balloon of 1 MiB takes away 256 pages" 256 "$(grep -c '^op set .* none invalid rwx$' "$work/p2m.replay")"
	fi
	same "Xen runs on" running "$(run_state)"
	sleep 1
	same "and is not stopped at a breakpoint" running "$(run_state)"
	timeout 120 "$PTVIEW" record "$source" --symbols "$symbols" --p2m --vmid 77 --idle 1 -o "$work/none.replay" 2> "$work/none"
	same "no guest has VMID 77" "3 1" "$? $(grep -c 'no call of p2m_set_entry was seen for that VMID' "$work/none")"
}

# shellcheck shell=sh
# What the tests of `ptview record` share: a boot recorded from its first instruction on.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# record_begin FILE [OPTION...]: record in the background, until record_end or a pause of 300 s. With $listened not empty by
# way of packets.py, which keeps what is sent.
record_begin()
{
	recorded=$1 stub=$source
	shift
	if [ -n "${listened:-}" ]; then
		"$here/packets.py" pass "$source" "$work/listened" "$work/packets" &
		stub=unix:$work/listened
		await test -S "$work/listened"
	fi
	# A shell lets what it runs in the background ignore SIGINT.
	# shellcheck disable=SC2154 # from lib.sh
	env --default-signal=INT "$PTVIEW" record "$stub" --symbols "$symbols" --verify --idle 300 \
		-o "$recorded" "$@" > "$work/record" 2>&1 &
	recorder=$!
}

# record_end: end it, as a user does; its exit status.
record_end()
{
	kill -INT "$recorder"
	wait "$recorder"
}

# sent_is_listed: of the recording.
sent_is_listed()
{
	same "nothing is sent but what ptview(1) lists" "" \
	    "$("$here/packets.py" check "$work/packets" "$here/../../man/ptview.1" record)"
}

# await COMMAND...: try until it succeeds.
await()
{
	for _ in $(seq 1200); do
		if "$@"; then return 0; fi
		sleep 0.5
	done
}

# shellcheck disable=SC2154
speaks() { [ -s "$run/serial.log" ]; }
# shellcheck disable=SC2154
at_rest() { grep -q 'end Kernel panic' "$run/serial.log" 2> /dev/null; }
over() { at_rest || ! kill -0 "$recorder" 2> /dev/null; }

# record_boot TARGET ARCH RECORDING: every call of a boot is predicted exactly, and the calls are those
# that someone else once recorded, if that was the same Xen. Leaves the target running; sets $said, $calls, those
# that are operations, and $before, those on tables that Xen then left.
record_boot()
{
	# shellcheck disable=SC2154
	symbols=$images/xen-syms-$2
	start "$1" --paused
	record_begin "$work/boot.replay"
	await over
	record_end
	status=$?
	said=$(tail -n 1 "$work/record" | tr '\r' '\n' | tail -n 1)
	calls=$(grep -c '^op \(map\|modify\|destroy\|populate\) ' "$work/boot.replay")
	before=$(echo "$said" | sed -n 's/.*; \([0-9]*\) \(was\|were\) on tables that Xen then left.*/\1/p')
	before=${before:-0}
	all=$((calls + before))
	same "every call is predicted exactly" "$all calls, $all predicted exactly" \
	    "$(echo "$said" | sed 's/[;(].*//; s/ *$//')"
	same "every call after the switch of tables is an operation, and numbered" "$all" \
	    "$(grep -c '^# call [0-9]*, ' "$work/boot.replay")"
	same "the caller is never Xen's own interface" 0 \
	    "$(grep -c '^# call .* from \(map_pages_to_xen\|modify_xen_mappings\|destroy_xen_mappings\|populate_pt_range\)+' "$work/boot.replay")"
	same "the file is said to replay to the live tables" 1 \
	    "$(grep -c '^The file replays to the live tables: [1-9][0-9]*, entry by entry' "$work/record")"
	same "the exit status says so" 0 $status
	# shellcheck disable=SC2154
	once=$([ -z "$3" ] || sed -n '1s/^# xen-hypervisor //p' "$here/$3")
	booted=$(cat "$images/xen-$2.version")
	if [ "$once" = "$booted" ]; then
		same "as many calls as were once recorded" "$(grep -c ' virt=' "$here/$3")" "$calls"
		same_calls "$here/$3" "$work/boot.replay"
	else
		# Another build maps other addresses. A boot with a dom0 has hundreds of calls in any.
		same "hundreds of calls (not compared: those of ${once:-none} were recorded, and this is $booted)" \
		    yes "$([ "$calls" -ge 200 ] && echo yes || echo "$calls")"
	fi
	"$PTVIEW" replay "$work/boot.replay" > /dev/null 2> "$work/replay"
	same "the file replays" 0 $?
	same "Xen runs on" running "$(run_state)"
	sleep 1
	same "and is not stopped at a breakpoint" running "$(run_state)"
}

# same_calls RECORDING FILE: physical addresses may vary; where and how much is mapped does not.
same_calls()
{
	python3 - "$1" "$2" > "$work/differ" <<-'PY'
	import re, sys
	PAGE = 4096
	once = [(int(m[1], 16), int(m[2], 16)) for m in
	        re.finditer(r"virt=(\S+) mfn=\S+ nr=(\S+)", open(sys.argv[1]).read())]
	now = []
	for line in open(sys.argv[2]):
	    word = line.split()
	    if word[:1] != ["op"] or word[1] not in ("map", "modify", "destroy", "populate"):
	        continue
	    start = int(word[2], 0)
	    if word[1] in ("modify", "destroy"):
	        now.append((start, (int(word[3], 0) - start) // PAGE))
	    else:
	        now.append((start, int(word[4 if word[1] == "map" else 3], 0)))
	for i, (a, b) in enumerate(zip(once, now), 1):
	    if a != b:
	        print(f"call {i}: once {a[0]:#x} {a[1]:#x}, now {b[0]:#x} {b[1]:#x}")
	PY
	same "their addresses and lengths are the ones once recorded" "" "$(head -n 5 "$work/differ")"
}

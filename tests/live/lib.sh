# shellcheck shell=sh
# What the live tests share: a target that runs, and checks that count.
#
# Environment: PTVIEW, the program (default: ./ptview, else ../../ptview, from
# the build folder); PTVIEW_LIVE=no skips; PTVIEW_TARGETS, where the images are kept; PTVIEW_QEMU and
# PTVIEW_SUITE, the suites of Debian that QEMU and what it runs are from (default: the machine's own); CI=true
# makes a target that cannot be had a failure rather than a skip.

if [ "${PTVIEW_LIVE:-}" = no ]; then
	echo "SKIP: PTVIEW_LIVE=no"
	exit 77
fi
here=$(cd "$(dirname "$0")" && pwd)
targets=$here/../../examples/targets
if [ -z "${PTVIEW:-}" ]; then
	if [ -x ./ptview ]; then PTVIEW=$PWD/ptview; else PTVIEW=$PWD/../../ptview; fi
fi
export PTVIEW PYTHONDONTWRITEBYTECODE=1
# shellcheck disable=SC2034 # for those who look at the symbols
images=${PTVIEW_TARGETS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ptview/targets}${PTVIEW_SUITE:+/$PTVIEW_SUITE}
passed=0 failed=0

work=$(mktemp -d "${TMPDIR:-/tmp}/ptview-live.XXXXXX")
run=$work/vm
begun=''

finish()
{
	for job in $begun; do
		kill "${job#*=}" 2> /dev/null && wait "${job#*=}"
	done
	for vm in "$work"/vm*/; do
		if [ -d "$vm" ]; then "$targets/halt" "$vm"; fi
	done
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

# skip REASON: this test, or the rest of it, cannot be run here. What failed before has failed.
skip()
{
	if [ "${CI:-}" = true ]; then
		failed=$((failed + 1))
		echo "not ok - $1 (and CI must have it)"
	fi
	if [ "$failed" -ne 0 ]; then
		summary
		exit 1
	fi
	echo "SKIP: $1"
	exit 77
}

pass() { passed=$((passed + 1)); echo "ok - $1"; }

# fail NAME EXPECTED GOT
fail()
{
	failed=$((failed + 1))
	echo "not ok - $1"
	printf '%s\n' "$2" | sed 's/^/#   expected /'
	printf '%s\n' "$3" | sed 's/^/#   got      /'
}

# same NAME EXPECTED GOT
same() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "$2" "$3"; fi; }

# same_file NAME EXPECTED-FILE GOT-FILE: byte by byte, and not empty.
same_file()
{
	if [ -s "$2" ] && cmp -s "$2" "$3"; then
		pass "$1"
	else
		fail "$1" "the $(wc -l < "$2") lines of $2" \
		    "$(diff "$2" "$3" | cut -c 1-200 | head -n 10; tail -n 3 "$work/errors")"
	fi
}

summary()
{
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}

# need_tools: what a live test runs.
need_tools()
{
	command -v python3 > /dev/null || skip "python3 is not installed"
	[ -x "$PTVIEW" ] || { echo "not ok - there is no program at $PTVIEW"; exit 1; }
}

# boot TARGET [--cpu MODEL] [--paused] [--initrd FILE]: in $run.
boot()
{
	booting=$1
	shift
	"$targets/boot" "$booting" "$run" ${PTVIEW_QEMU:+--qemu "$PTVIEW_QEMU"} \
	    ${PTVIEW_SUITE:+--suite "$PTVIEW_SUITE"} "$@" > "$run.boot" 2> "$run.errors"
}

# initrd SOURCE FILE [CFLAG...]: an archive with the program of that source as the first one; false where it cannot be built.
initrd()
{
	program=$1 archive=$2
	shift 2
	aarch64-linux-gnu-gcc -O2 -ffreestanding -nostdlib -static "$@" -o "$work/init" "$here/$program" 2>> "$work/errors" || return
	python3 - "$work/init" > "$archive" <<-'PY'
	import sys
	def member(name, mode, data=b"", device=(0, 0)):   # cpio(5), "new" ASCII format
	    name = name.encode() + b"\0"
	    fields = 0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name), 0
	    head = b"070701" + b"".join(b"%08X" % f for f in fields) + name
	    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
	sys.stdout.buffer.write(
	    member("init", 0o100755, open(sys.argv[1], "rb").read()) + member("dev", 0o40755) +
	    member("dev/console", 0o20600, device=(5, 1)) + member("TRAILER!!!", 0))
	PY
}

# begin TARGET [OPTION...]: boot it while other things are done; the next `start` of it waits for that.
begin()
{
	run=$work/vm-$1
	boot "$@" &
	begun="$begun $1=$!"
}

# start TARGET [OPTION...]: boot it, unless that was begun; $source is where to attach, $ram its memory.
start()
{
	run=$work/vm-$1
	job=$(echo "$begun" | sed -n "s/.* $1=\([0-9]*\).*/\1/p")
	begun=$(echo "$begun" | sed "s/ $1=[0-9]*//")
	if [ -n "$job" ]; then
		wait "$job"
	else
		boot "$@"
	fi
	status=$?
	if [ $status -ne 0 ]; then
		reason=$(tail -n 1 "$run.errors")
		[ $status -ne 3 ] || skip "$reason"
		fail "$1 boots" "a target at rest" "$reason"
		summary
		exit 1
	fi
	source=unix:$run/gdb.sock
	case $1 in tf-a) ram=$run/ram@0 ;; *) ram=$run/ram@0x40000000 ;; esac
}

stop_target() { "$targets/halt" "$run"; }

monitor() { python3 "$here/hmp.py" "$run/mon.sock" "$@"; }
run_state() { monitor 'info status' | sed -n 's/^VM status: //p'; }
ptcount() { VM_STATE=$(run_state) python3 "$here/ptcount.py" "$@"; }
ptview() { timeout 120 "$PTVIEW" "$@" 2>> "$work/errors"; }

# check_roots: `roots` on the live target, its memory read from the file, finds each root that a CPU has and that maps
# anything, with the register for evidence.
check_roots()
{
	ptview info --json "$source" | python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin]
print(*sorted({o["regime"] + " " + o["root"] for o in rows if o.get("state") == "live" and o["root"]}), sep="\n")
' > "$work/live.roots"
	ptview roots --json "$source" --mem "$ram" | python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin]
print(*sorted({o["regime"] + " " + o["root"] for o in rows if "register" in [e["id"] for e in o["evidence"]]}), sep="\n")
' > "$work/found.roots"
	same_file "the roots in memory that a CPU has are those that are live" "$work/live.roots" "$work/found.roots"
}

# pick KEY FILE: the value of a key of the one JSON object in a file.
pick() { python3 -c 'import json, sys; print(json.load(open(sys.argv[2]))[sys.argv[1]])' "$1" "$2"; }

# count REGIME [OPTION...]: ptcount's opinion, in $work/count.REGIME and $work/ranges.REGIME. It reads the memory itself, not
# through the gdbstub.
count()
{
	counted=$1
	shift
	ptcount "$source" --mem "$ram" --regime "$counted" "$@" --map "$work/ranges.$counted" \
	    > "$work/count.$counted" 2>> "$work/errors"
}

# The keys of `stats --json` that both tell, one a line.
stats_keys()
{
	python3 - "$1" <<-'PY'
	import json, sys
	try:
	    found = json.loads(open(sys.argv[1]).read())
	except ValueError as e:
	    found = {"error": str(e)}
	for key in ("error regime root granule input_bits output_bits start_level tables leaves contiguous "
	            "mapped_bytes table_bytes unreadable").split():
	    value = found.get(key)
	    if isinstance(value, dict):         # a level without any may be left out or 0
	        value = {k: v for k, v in sorted(value.items()) if v}
	    if value is not None:
	        print(key, json.dumps(value))
	PY
}

# check_counts REGIME [--cpu N]: ptview's stats and map against ptcount; lint finds $known_errors errors.
known_errors=0
check_counts()
{
	if ! count "$@"; then
		fail "$1 is counted by ptcount" "a count" "$(tail -n 1 "$work/errors")"
		return
	fi
	ptview stats "$source" --regime "$@" --json > "$work/stats.$1"
	same "$1: stats are ptcount's" "$(stats_keys "$work/count.$1")" "$(stats_keys "$work/stats.$1")"
	ptview map "$source" --regime "$@" --json > "$work/map.$1"
	if differences=$(ranges_differ "$work/ranges.$1" "$work/map.$1"); then
		pass "$1: the map is ptcount's: $(grep -c '^{' "$work/map.$1") ranges"
	else
		fail "$1: the map is ptcount's" "the same ranges" "$differences"
	fi
	same "$1: lint finds $known_errors errors" "$known_errors" "$(ptview lint "$source" --regime "$@" --json | grep -c '"severity":"error"')"
}

# check_lint WANT REGIME [OPTION...]: the kinds of warnings and errors that lint finds, sorted.
check_lint()
{
	want=$1
	shift
	same "$*: lint finds ${want:-nothing wrong}" "$want" "$(ptview lint "$source" --regime "$@" --json |
		sed -nE 's/^\{"id":"([a-z0-9-]*)","severity":"(error|warning)".*/\1/p' | sort -u | tr '\n' ' ' | sed 's/ $//')"
}

# ranges_differ PTCOUNT-FILE PTVIEW-FILE: the first few ranges that they do not have in common, with
# addresses, permissions, types, shareability, flags and software bits. True where there are none.
ranges_differ()
{
	python3 - "$1" "$2" <<-'PY'
	import itertools, json, sys
	ours, theirs = ([json.loads(line) for line in open(name)] for name in sys.argv[1:])
	theirs = [o for o in theirs if "kept" not in o] # not valid, which ptcount does not list
	wrong = [(a, b and {k: b.get(k) for k in a or b}) for a, b in itertools.zip_longest(ours, theirs)
	         if a is None or b is None or any(b.get(k) != a[k] for k in a)]
	for a, b in wrong[:3]:
	    print("ptcount", json.dumps(a), "ptview", json.dumps(b))
	sys.exit(len(wrong) > 0)
	PY
}

# check_oracle REGIME [--cpu N]: 1000 addresses against QEMU's own walk. After check_counts, many are in what
# ptcount found mapped.
check_oracle()
{
	known=
	if [ -e "$work/ranges.$1" ]; then known=--ranges=$work/ranges.$1; fi
	if python3 "$here/oracle.py" -n 1000 --regime "$@" ${known:+"$known"} "$PTVIEW" "$source" "$run/mon.sock" \
	    > "$work/oracle" 2>&1; then
		pass "$1: $(tail -n 1 "$work/oracle")"
	else
		fail "$1: 1000 addresses as QEMU translates them" "no difference" "$(tail -n 8 "$work/oracle")"
	fi
}

# check_refused REGIME WHAT: asked for by name, it is refused with one line that says WHAT.
check_refused()
{
	refusal=$("$PTVIEW" stats "$source" --regime "$1" 2>&1 > /dev/null)
	status=$?
	case $(echo "$refusal" | wc -l) in
	1) same "$1: refused, and why" "3 $2" "$status $(echo "$refusal" | grep -o -- "$2")" ;;
	*) fail "$1: refused in one line" "$2" "$refusal" ;;
	esac
}

# states: what `info` says of each regime that is there: `CPU REGIME STATE` a line.
states()
{
	ptview info "$source" --json | python3 -c 'import json, sys
for o in map(json.loads, sys.stdin):
    if o.get("state", "not there") != "not there":
        print(o["cpu"], o["regime"], o["state"])'
}

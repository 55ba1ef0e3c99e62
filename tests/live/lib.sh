# shellcheck shell=sh
# What the live tests share: a target that runs, and checks that count.
#
# Environment: PTVIEW, the program (default: ./ptview, else ../../ptview, from
# the build folder); PTVIEW_LIVE=no skips; PTVIEW_TARGETS, where the images are kept; CI=true makes a
# target that cannot be had a failure rather than a skip.

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
passed=0 failed=0

work=$(mktemp -d "${TMPDIR:-/tmp}/ptview-live.XXXXXX")
run=$work/vm

finish()
{
	if [ -d "$run" ]; then "$targets/halt" "$run"; fi
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

# skip REASON: this test cannot be run here.
skip()
{
	if [ "${CI:-}" = true ]; then
		echo "not ok - $1 (and CI must have it)"
		echo "$passed passed, $((failed + 1)) failed"
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

# start TARGET [OPTION]: boot it in $run; $source is where to attach.
start()
{
	"$targets/boot" "$1" "$run" ${2:+"$2"} > "$work/boot" 2> "$work/errors" || {
		status=$?
		reason=$(tail -n 1 "$work/errors")
		[ $status -ne 3 ] || skip "$reason"
		fail "$1 boots" "a target at rest" "$reason"
		summary
		exit 1
	}
	source=unix:$run/gdb.sock
}

stop_target() { "$targets/halt" "$run"; }

monitor() { python3 "$here/hmp.py" "$run/mon.sock" "$@"; }
run_state() { monitor 'info status' | sed -n 's/^VM status: //p'; }
ptcount() { python3 "$here/ptcount.py" "$@"; }
ptview() { timeout 120 "$PTVIEW" "$@" 2>> "$work/errors"; }

# pick KEY FILE: the value of a key of the one JSON object in a file.
pick() { python3 -c 'import json, sys; print(json.load(open(sys.argv[2]))[sys.argv[1]])' "$1" "$2"; }

# count REGIME: ptcount's opinion, in $work/count.REGIME.
count() { ptcount "$source" --regime "$1" > "$work/count.$1" 2>> "$work/errors"; }

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

# check_counts REGIME: ptview's stats and map against ptcount.
check_counts()
{
	if ! count "$1"; then
		fail "$1 is counted by ptcount" "a count" "$(tail -n 1 "$work/errors")"
		return
	fi
	ptview stats "$source" --regime "$1" --json > "$work/stats.$1"
	same "$1: stats are ptcount's" "$(stats_keys "$work/count.$1")" "$(stats_keys "$work/stats.$1")"
	ptview map "$source" --regime "$1" --json > "$work/map.$1"
	same "$1: as many ranges as ptcount merges" "$(pick ranges "$work/count.$1")" "$(grep -c '^{' "$work/map.$1")"
	same "$1: the ranges add up to as many bytes" "$(pick range_bytes "$work/count.$1")" \
	    "$(python3 -c 'import json, sys
print(sum(int(r["end"], 16) - int(r["start"], 16) for r in map(json.loads, sys.stdin)))' < "$work/map.$1")"
}

# check_oracle REGIME: 1000 addresses against QEMU's own walk.
check_oracle()
{
	if python3 "$here/oracle.py" -n 1000 --regime "$1" "$PTVIEW" "$source" "$run/mon.sock" \
	    > "$work/oracle" 2>&1; then
		pass "$1: $(tail -n 1 "$work/oracle")"
	else
		fail "$1: 1000 addresses as QEMU translates them" "no difference" "$(tail -n 8 "$work/oracle")"
	fi
}

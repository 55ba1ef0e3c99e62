# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the tests of the documentation share. They run in the build folder.
#
# Environment: srcdir, the source (automake sets it; default: from this file's place); PTVIEW, the
# program (default: ./ptview); CI=true makes a missing tool a failure rather than a skip.

here=$(cd "$(dirname "$0")" && pwd)
srcdir=${srcdir:-$here/../..}
# shellcheck source=tests/need.sh
. "$here/../need.sh"
PTVIEW=${PTVIEW:-./ptview}
case $PTVIEW in /*) ;; *) PTVIEW=$PWD/$PTVIEW ;; esac
bad=0

# All scratch files go here.
work=$(mktemp -d "${TMPDIR:-/tmp}/ptview-docs.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

complain() {
	echo "$(basename "$0"): $*" >&2
	bad=1
}

# need_program FILE: it must have been built.
need_program() {
	[ -x "$1" ] && return
	echo "$1: not there; run make check" >&2
	exit 1
}

# Join the lines of two sorted lists that are in one only: "only in A: x".
compare() {
	# compare WHAT A-NAME A-FILE B-NAME B-FILE
	[ -s "$3" ] || complain "$1: none found in $2"
	for missing in $(comm -23 "$3" "$5"); do complain "$1 $missing: in $2, not in $4"; done
	for missing in $(comm -13 "$3" "$5"); do complain "$1 $missing: in $4, not in $2"; done
}

# The long options that the program offers, one a line.
program_options() {
	"$PTVIEW" --help | sed -nE 's/^  (-[a-z], )?(--[a-z-]+).*/\2/p'
	printf '%s\n' --help --version
}

# Its commands.
program_commands() {
	"$PTVIEW" --help | sed -nE 's/^  ([a-z]+) +[A-Z].*/\1/p'
}

# The registers that --reg takes.
program_registers() {
	tests/docs/print_rows names
}


finish() {
	[ "$bad" = 0 ]
	exit
}

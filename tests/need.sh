# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh

# need TOOL...: end this test where one of them is not installed. It is skipped, or with CI=true has
# failed.
need() {
	for tool; do
		command -v "$tool" >/dev/null && continue
		echo "SKIP: $tool is not installed"
		[ "${CI:-}" != true ] || exit 1
		exit 77
	done
}

# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# bash completion for ptview(1). Works with and without the bash-completion package.

# BEGIN OPTIONS-bash: written by make update-docs
_ptview_commands='info roots tree map walk find read aliases stats diff watch lint fault entry snapshot export replay record learn build'
_ptview_options_of() {
	case $1 in
	build) echo '--regime --reg --ascii --color --theme --progress --granule' ;;
	learn) echo '--json --ascii --color --theme --progress --list --check --lint' ;;
	record) echo '--mem --output --symbols --dialect --timeout --leave --json --ascii --color --progress --verify --max --p2m --vmid --idle' ;;
	replay) echo '--regime --cpu --reg --regs-from --report --root --mem --dtb --ram --output --dialect --timeout --leave --json --verbose --ascii --color --progress --op --on --compare --check --write-expected --arch' ;;
	export) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --output --dialect --timeout --leave --ascii --color --progress --limit --where --format --of --table --address --meaning' ;;
	snapshot) echo '--regime --reg --regs-from --report --root --mem --output --symbols --timeout --leave --ascii --color --progress' ;;
	entry) echo '--regime --reg --json --ascii --color --progress --level --granule' ;;
	fault) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --symbols --timeout --leave --json --ascii --color --progress --esr --far --hpfar --ipa' ;;
	lint) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --dtb --ram --symbols --timeout --leave --json --verbose --ascii --color --progress --only --ignore --fail-on --sarif --threads --history --list' ;;
	watch) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --symbols --timeout --leave --json --ascii --color --progress --interval --count --writes --fail-on --max' ;;
	diff) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --timeout --leave --json --ascii --color --progress --limit --meaning' ;;
	stats) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --timeout --leave --json --ascii --color --progress --where' ;;
	aliases) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --timeout --leave --json --ascii --color --progress --limit' ;;
	read) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --output --symbols --timeout --leave --json --ascii --color --progress --where --length --format --search' ;;
	find) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --symbols --timeout --leave --json --ascii --color --progress --limit --where' ;;
	walk) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --symbols --timeout --leave --json --ascii --color --progress' ;;
	map) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --symbols --timeout --leave --json --ascii --color --progress --limit --where' ;;
	tree) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --symbols --timeout --leave --json --verbose --ascii --color --progress --limit --where' ;;
	roots) echo '--regime --cpu --reg --regs-from --report --root --mem --symbols --timeout --leave --json --verbose --ascii --color --progress --processes' ;;
	info) echo '--regime --cpu --reg --regs-from --report --root --mem --dtb --ram --symbols --timeout --leave --json --verbose --ascii --color --progress' ;;
	*) echo '--regime --cpu --reg --regs-from --report --root --mem --owner --dtb --ram --symbols --timeout --leave --share --ascii --color --theme --progress --threads --on' ;;
	esac
}
_ptview_values_of() {
	case $1 in
	--regime) echo 'el2 el2.0 el2.1 s2 s2s el1 el1.0 el1.1 el1+s2 el1.0+s2 el1.1+s2 el3 pl2 pl1 pl1.0 pl1.1 pl1+s2 pl1.0+s2 pl1.1+s2' ;;
	--cpu) echo '=' ;;
	--reg) echo '=registers' ;;
	--regs-from) echo '=' ;;
	--report) echo '=' ;;
	--root) echo '=' ;;
	--mem) echo '=files' ;;
	--owner) echo 'xen kvm linux linux-6.11' ;;
	--dtb) echo '=files' ;;
	--ram) echo '=' ;;
	--output | -o) echo '=files' ;;
	--symbols) echo '=files' ;;
	--dialect) echo '4k rfc 4.17 4.20 master' ;;
	--timeout) echo '=' ;;
	--leave) echo 'found running stopped' ;;
	--share) echo '=' ;;
	--color) echo 'auto always never' ;;
	--theme) echo 'auto terminal dark light safe-dark safe-light mono' ;;
	--progress) echo 'auto always never' ;;
	--limit) echo '=' ;;
	--where) echo '=' ;;
	--length) echo '=' ;;
	--format) echo 'hex words words32 words16 strings svg html dot csv json' ;;
	--search) echo '=' ;;
	--of) echo 'tree table walk map diff replay' ;;
	--table) echo '=' ;;
	--address) echo '=' ;;
	--interval) echo '=' ;;
	--count) echo '=' ;;
	--only) echo '=findings' ;;
	--ignore) echo '=findings' ;;
	--fail-on) echo 'note warning error never' ;;
	--threads) echo '=' ;;
	--history) echo '=files' ;;
	--esr) echo '=' ;;
	--far) echo '=' ;;
	--hpfar) echo '=' ;;
	--ipa) echo '=' ;;
	--level) echo '-2 -1 0 1 2 3' ;;
	--granule) echo '4K 16K 64K 4K-LPA2 16K-LPA2 64K-LPA 4K-A32 4K-A32V7' ;;
	--op) echo '=' ;;
	--on) echo '=files' ;;
	--arch) echo 'arm64 arm32' ;;
	--max) echo '=' ;;
	--vmid) echo '=' ;;
	--idle) echo '=' ;;
	*) return 1 ;;
	esac
}
# END OPTIONS-bash
_ptview_findings='reserved-encoding output-misaligned output-too-big root-misaligned reserved-type
	reserved-shareability res0-set ng-set unreachable-input access-flag access-flag-software
	dbm-ignored write-execute device-execute contiguous-incomplete contiguous-misaligned
	contiguous-mixed contiguous-hole contiguous-xen contiguous-missed block-missed block-never
	block-misaligned block-broken block-short block-shattered shattered-by table-unreachable table-stage2
	table-loop table-shared
	table-empty table-user-writable table-device table-writable alias-write-execute alias-type
	alias-shareability normal-over-device normal-not-ram stage2-device device-over-ram
	no-map-mapped reserved-mapped guest-tables guest-hypervisor guests-share guests-grant'
_ptview_registers='TTBR0_EL1 TTBR1_EL1 TCR_EL1 TCR2_EL1 MAIR_EL1 MAIR2_EL1 PIR_EL1
	PIRE0_EL1 POR_EL1 POR_EL0 SCTLR_EL1 SCTLR2_EL1 TTBR0_EL2 TTBR1_EL2 TCR_EL2 TCR2_EL2
	MAIR_EL2 MAIR2_EL2 PIR_EL2 PIRE0_EL2 POR_EL2 SCTLR_EL2 SCTLR2_EL2 HCR_EL2 HCRX_EL2
	VTTBR_EL2 VTCR_EL2 S2PIR_EL2 S2POR_EL1 VSTTBR_EL2 VSTCR_EL2 TTBR0_EL3 TCR_EL3 MAIR_EL3
	MAIR2_EL3 PIR_EL3 POR_EL3 SCTLR_EL3 SCTLR2_EL3 SCR_EL3 ID_AA64MMFR0_EL1 ID_AA64MMFR1_EL1
	ID_AA64MMFR2_EL1 ID_AA64MMFR3_EL1 ID_AA64MMFR4_EL1 ID_AA64PFR0_EL1 ID_AA64PFR1_EL1
	ESR_EL1 FAR_EL1 ESR_EL2 FAR_EL2 HPFAR_EL2 TTBR0 TTBR1 TTBCR TTBCR2 MAIR0 MAIR1 SCTLR
	HTTBR HTCR HMAIR0 HMAIR1 HSCTLR HCR HCR2 VTTBR VTCR ID_DFR0 ID_MMFR3 ID_MMFR4 DFSR DFAR HSR
	HDFAR HPFAR PSTATE PC'

# Words of $1 that start with $2, with $3 in front of each and $4 behind.
_ptview_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -P "$3" -S "${4-}" -- "$2")
}

# Files that start with $1, with $2 in front of each.
_ptview_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -P "$2" -- "$1")
}

# A register for --reg [N:]NAME=VALUE. bash's idea of the word is $2.
_ptview_register() {
	local name=${1#*:}

	[[ $name != *=* ]] || return 0
	compopt -o nospace 2>/dev/null
	_ptview_words "$_ptview_registers" "${name^^}" "${2%"$name"}" =
}

# The value of option $1, of which $2 is typed; bash's idea of the word is $3. False where the
# option takes none.
_ptview_value() {
	local before=${3%"$2"} values

	values=$(_ptview_values_of "$1") || return 1
	case $values in
	=files) _ptview_files "$2" "$before" ;;
	=registers) _ptview_register "$2" "$3" ;;
	=findings) _ptview_words "$_ptview_findings" "${2##*,}" "$before${2%"${2##*,}"}" ;;
	=) ;;
	*) _ptview_words "$values" "$2" "$before" ;;
	esac
}

# bash splits words at "=" and ":" too, unless COMP_WORDBREAKS has been changed. What it replaces is
# $cur; $word is all up to the last blank.
_ptview() {
	local cur=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE:0:COMP_POINT} word prev options
	local -a words

	COMPREPLY=()
	[[ $cur != [=:@] ]] || cur=
	read -ra words <<<"$line"
	word=${line##*[[:blank:]]}
	[[ -z $word ]] || unset 'words[-1]'
	prev=${words[-1]}
	options=$(_ptview_options_of "${words[1]-}")
	((${#words[@]} > 1)) || options+=' --help --version'
	if [[ $word == --*=* ]]; then
		_ptview_value "${word%%=*}" "${word#*=}" "$cur"
	elif _ptview_value "$prev" "$word" "$cur"; then
		return
	elif [[ $word == -* ]]; then
		_ptview_words "$options" "$word" ''
	elif ((${#words[@]} == 1)); then
		_ptview_words "$_ptview_commands" "$word" ''
		_ptview_files "$cur" ''
	elif [[ ${words[1]} != entry ]]; then
		_ptview_files "$cur" ''
	fi
}

complete -F _ptview ptview

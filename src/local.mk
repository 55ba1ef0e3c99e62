# SPDX-License-Identifier: GPL-2.0-or-later
libcore_a_SOURCES = \
	src/addr.h \
	src/array.h \
	src/beside.c src/beside.h \
	src/bits.h \
	src/clock.h \
	src/err.c src/err.h \
	src/hash.c src/hash.h \
	src/live.h \
	src/mem.c src/mem.h \
	src/memcache.c src/memcache.h \
	src/number.c src/number.h \
	src/overlay.c src/overlay.h \
	src/physmap.c src/physmap.h \
	src/printable.c src/printable.h \
	src/like.c src/like.h \
	src/symbols.c src/symbols.h \
	src/vmcoreinfo.c src/vmcoreinfo.h

libcore_a_SOURCES += \
	src/regime/regime.c src/regime/regime.h \
	src/regime/regime_assume.c \
	src/regime/regime_ask.c src/regime/regime_ask.h \
	src/regime/regime_geometry.c \
	src/regime/regime_modes.c \
	src/regime/regime_need.c \
	src/regime/regime_regs.c \
	src/regime/regime_rows.c src/regime/regime_rows.h \
	src/regime/regime_size.c \
	src/regime/regime_switches.c \
	src/regime/sysreg.c src/regime/sysreg.h \
	src/regime/sysreg_fields.c \
	src/regime/sysreg_words.c

libcore_a_SOURCES += \
	src/lesson/lesson.c src/lesson/lesson.h \
	src/lesson/lesson_build.c src/lesson/lesson_build.h \
	src/lesson/lesson_build_int.h \
	src/lesson/lesson_build_text.c \
	src/lesson/lesson_desc.c \
	src/lesson/lesson_facts.c \
	src/lesson/lesson_form.c \
	src/lesson/lesson_int.h \
	src/lesson/lesson_judge.c \
	src/lesson/lesson_map.c \
	src/lesson/lesson_op.c \
	src/lesson/lesson_value.c \
	src/lesson/lesson_why.c \
	src/lesson/lesson_world.c

libcore_a_SOURCES += \
	src/desc/attr.c src/desc/attr.h \
	src/desc/attr_int.h \
	src/desc/attr_perms.c \
	src/desc/desc.c src/desc/desc.h \
	src/desc/desc_sections.h \
	src/desc/kept.c src/desc/kept.h

libcore_a_SOURCES += \
	src/walk/alias.c src/walk/alias.h \
	src/walk/cause.c src/walk/cause.h \
	src/walk/cause_case.c \
	src/walk/cause_external.c \
	src/walk/cause_int.h \
	src/walk/cause_perm.c \
	src/walk/cause_report.c \
	src/walk/cause_tables.c \
	src/walk/cause_type.c \
	src/walk/cause_words.c \
	src/walk/esr.c src/walk/esr.h \
	src/walk/fault.c src/walk/fault.h \
	src/walk/fault_site.c src/walk/fault_site.h \
	src/walk/content.c src/walk/content.h \
	src/walk/find.c src/walk/find.h \
	src/walk/insn.c src/walk/insn.h \
	src/walk/owner.c src/walk/owner.h \
	src/walk/range.c src/walk/range.h \
	src/walk/region.c src/walk/region.h \
	src/walk/region_rows.c src/walk/region_rows.h \
	src/walk/stats.c src/walk/stats.h \
	src/walk/survey.c src/walk/survey.h \
	src/walk/tablepages.c src/walk/tablepages.h \
	src/walk/walk.c src/walk/walk.h \
	src/walk/walk_addr.c \
	src/walk/walk_ahead.c \
	src/walk/walk_compose.c \
	src/walk/walk_kept.c \
	src/walk/stats_where.c src/walk/stats_where.h \
	src/walk/where.c src/walk/where.h \
	src/walk/walk_run.c src/walk/walk_run.h

libcore_a_SOURCES += \
	src/roots/roots.c src/roots/roots.h \
	src/roots/roots_btf.c src/roots/roots_btf.h \
	src/roots/roots_candidate.c \
	src/roots/roots_choose.c \
	src/roots/roots_code.c \
	src/roots/roots_const.c src/roots/roots_const.h \
	src/roots/roots_context.c \
	src/roots/roots_domains.c src/roots/roots_domains.h \
	src/roots/roots_evidence.c \
	src/roots/roots_int.h \
	src/roots/roots_inverse.c src/roots/roots_inverse.h \
	src/roots/roots_kind.c src/roots/roots_kind.h \
	src/roots/roots_lost.c \
	src/roots/roots_part.c \
	src/roots/roots_ram.c src/roots/roots_ram.h \
	src/roots/roots_rank.c \
	src/roots/roots_regs.c src/roots/roots_regs.h \
	src/roots/roots_scan.c src/roots/roots_scan.h \
	src/roots/roots_shape.c src/roots/roots_shape.h \
	src/roots/roots_stage2.c \
	src/roots/roots_structure.c \
	src/roots/names.c src/roots/names.h \
	src/roots/names_note.c src/roots/names_note.h \
	src/roots/roots_symbols.c src/roots/roots_symbols.h \
	src/roots/roots_tasks.c src/roots/roots_tasks.h \
	src/roots/roots_va.c src/roots/roots_va.h \
	src/roots/roots_vmcoreinfo.c src/roots/roots_vmcoreinfo.h \
	src/roots/roots_words.c

libcore_a_SOURCES += \
	src/lint/lint.c src/lint/lint.h \
	src/lint/lint_alias.c \
	src/lint/lint_blocks.c \
	src/lint/lint_contig.c \
	src/lint/lint_entry.c \
	src/lint/lint_extent.c src/lint/lint_extent.h \
	src/lint/lint_order.c src/lint/lint_pack.c src/lint/lint_pack.h \
	src/lint/lint_found.c \
	src/lint/lint_int.h \
	src/lint/lint_isolation.c \
	src/lint/lint_rules.c \
	src/lint/lint_shattered.c \
	src/lint/lint_tables.c

libcore_a_SOURCES += \
	src/diff/diff.c src/diff/diff.h \
	src/diff/watch.c src/diff/watch.h \
	src/diff/writes.c src/diff/writes.h src/diff/writes_places.c \
	src/diff/diff_class.c \
	src/diff/diff_range.c \
	src/diff/diff_met.c src/diff/diff_met.h src/diff/diff_rows.c src/diff/diff_rows.h

libcore_a_SOURCES += \
	src/xen/p2m.c src/xen/p2m.h \
	src/xen/p2m_entry.c \
	src/xen/p2m_fold.c src/xen/p2m_fold.h \
	src/xen/p2m_history.c src/xen/p2m_history.h \
	src/xen/p2m_int.h \
	src/xen/p2m_odd.c src/xen/p2m_odd.h \
	src/xen/p2m_pool.c \
	src/xen/p2m_range.c \
	src/xen/p2m_set.c \
	src/xen/p2m_split.c \
	src/xen/replay.h \
	src/xen/replay_check.c \
	src/xen/replay_header.c \
	src/xen/replay_int.h \
	src/xen/replay_lines.c \
	src/xen/replay_p2m.c src/xen/replay_p2m.h \
	src/xen/replay_p2m_lines.c \
	src/xen/replay_parse.c \
	src/xen/replay_run.c \
	src/xen/replay_scan.c \
	src/xen/replay_shape.c \
	src/xen/replay_state.c \
	src/xen/replay_typed.c \
	src/xen/replay_xenpt.c \
	src/xen/xenpt.c src/xen/xenpt.h \
	src/xen/xenpt_dialect.c \
	src/xen/xenpt_entry.c \
	src/xen/xenpt_int.h \
	src/xen/xenpt_order.c \
	src/xen/xenpt_range.c

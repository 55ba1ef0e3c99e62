libcore_a_SOURCES = \
	src/addr.h \
	src/attr.c src/attr.h \
	src/bits.h \
	src/desc.c src/desc.h \
	src/desc_sections.c src/desc_sections.h \
	src/diff.c src/diff.h \
	src/diff_class.c \
	src/diff_range.c \
	src/diff_rows.c src/diff_rows.h \
	src/err.c src/err.h \
	src/esr.c src/esr.h \
	src/fault.c src/fault.h \
	src/find.c src/find.h \
	src/lint.c src/lint.h \
	src/lint_alias.c \
	src/lint_blocks.c \
	src/lint_contig.c \
	src/lint_entry.c \
	src/lint_extent.c src/lint_extent.h \
	src/lint_int.h \
	src/lint_isolation.c \
	src/lint_memory.c \
	src/lint_rules.c \
	src/lint_tables.c \
	src/mem.c src/mem.h \
	src/memcache.c src/memcache.h \
	src/physmap.c src/physmap.h \
	src/range.c src/range.h \
	src/regime.c src/regime.h \
	src/regime_geometry.c \
	src/regime_regs.c \
	src/regime_rows.c src/regime_rows.h \
	src/regime_size.c \
	src/regime_switches.c \
	src/stats.c src/stats.h \
	src/survey.c src/survey.h \
	src/sysreg.c src/sysreg.h \
	src/sysreg_fields.c \
	src/walk.c src/walk.h \
	src/walk_addr.c \
	src/walk_ahead.c \
	src/walk_compose.c \
	src/walk_run.c src/walk_run.h
